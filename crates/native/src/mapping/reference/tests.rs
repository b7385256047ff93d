//! Reference data on this wire: a kind's declaration against the model, whole sets there and back, single rows, and what is
//! refused. Speaks to no store.

use super::*;
use crate::wire::from_json::FromJson;
use crate::wire::problem::Wrong;
use leadhub_model::catalogue::*;
use leadhub_model::reference::*;
use leadhub_model::{AgentId, GroupId, Moment, StageId, StageKind, Zone};
use serde_json::json;
use std::collections::BTreeSet;

const DEMO: &str = include_str!("../../../../leadhub/src/demo/data/kangnam.json");

fn demo() -> ReferenceData {
    let file: Value = serde_json::from_str(DEMO).unwrap();
    serde_json::from_value(file["reference"].clone()).unwrap()
}

fn read<T: FromJson>(value: Value) -> Result<T, Vec<(String, &'static str)>> {
    crate::tests::register();
    let mut wrong: Vec<Wrong> = Vec::new();
    match T::read(value, "", &mut wrong) {
        Some(read) if wrong.is_empty() => Ok(read),
        _ => Err(wrong.into_iter().map(|wrong| (wrong.field, wrong.code)).collect()),
    }
}

fn refused<T: FromJson>(value: Value) -> Vec<(String, &'static str)> {
    read::<T>(value).err().unwrap()
}

fn fresh() -> Uuid {
    Uuid::from_u128(9)
}

/// The keys under which the model writes rows of a kind, the nullable ones too.
fn keys<K: Kind>(row: &K) -> BTreeSet<String> {
    serde_json::to_value(row).unwrap().as_object().unwrap().keys().cloned().collect()
}

/// What is declared here is what the model writes, so that no field of a row is lost on its way.
#[test]
fn each_kind_has_the_models_fields() {
    fn check<K: Kind>(data: &ReferenceData) {
        let row = K::rows(data).first().unwrap_or_else(|| panic!("the demo has no {}", K::SET));
        let declared: BTreeSet<String> =
            K::FIELDS.iter().map(|named| named.name.to_owned()).chain(["id".to_owned()]).collect();
        assert_eq!(declared, keys(row), "{}", K::SET);
    }
    let mut data = demo();
    let country = Country { id: leadhub_model::CountryId(1), code: String::new(), name: "x".to_owned() };
    let province = data.catalogue.provinces[0].id;
    data.catalogue.countries = vec![country];
    data.catalogue.districts = vec![District { id: leadhub_model::DistrictId(1), province, name: "x".to_owned() }];
    check::<StageRow>(&data);
    check::<Reason>(&data);
    check::<LabelRow>(&data);
    check::<CustomField>(&data);
    check::<Group>(&data);
    check::<Agent>(&data);
    check::<Service>(&data);
    check::<CampaignRow>(&data);
    check::<ListSeed>(&data);
    check::<Brand>(&data);
    check::<Company>(&data);
    check::<PriceList>(&data);
    check::<Product>(&data);
    check::<SourceCategory>(&data);
    check::<Source>(&data);
    check::<Hobby>(&data);
    check::<Country>(&data);
    check::<Province>(&data);
    check::<District>(&data);
    check::<KnownPerson>(&data);
}

/// What is got can be put.
#[test]
fn a_whole_set_comes_back_as_it_was_written() {
    let mut data = demo();
    // As the store writes them.
    for label in &mut data.labels {
        let at = label.created_at.as_deref().and_then(|text| Moment::read(text, &Zone::utc())).unwrap();
        label.created_at = serde_json::to_value(crate::wire::value::At(at)).unwrap().as_str().map(str::to_owned);
    }
    let sent: ReferenceSet = read(serde_json::to_value(&data).unwrap()).unwrap();
    assert_eq!(set(&sent, &ReferenceData::default(), &fresh), Ok(data));
    let nothing: ReferenceSet = read(json!({})).unwrap();
    assert_eq!(set(&nothing, &demo(), &fresh), Ok(ReferenceData::default()));
}

/// Whole numbers may be written with a point; they are the same row.
#[test]
fn a_row_is_read_as_the_model_has_it() {
    let sent: PutRow<Agent> = read(json!({ "username": "lan", "group_id": 7.0, "phone": null })).unwrap();
    let row: Agent = row(5, &sent.fields, None, fresh()).unwrap();
    let expected = Agent {
        id: AgentId(5),
        uuid: fresh(),
        username: "lan".to_owned(),
        email: None,
        phone: None,
        extension: None,
        role: 0,
        group: Some(GroupId(7)),
        more_groups: Vec::new(),
        avatar: None,
        retired: false,
    };
    assert_eq!(row, expected);
}

#[test]
fn a_known_row_keeps_its_public_id() {
    let data = demo();
    let known = &data.agents[0];
    let sent: PutRow<Agent> = read(json!({ "username": "lan" })).unwrap();
    assert_eq!(row(known.id.0, &sent.fields, Some(known), fresh()).unwrap().uuid, known.uuid);
    let other = Uuid::from_u128(3);
    let sent: PutRow<Agent> = read(json!({ "username": "lan", "uuid": other })).unwrap();
    assert_eq!(row(known.id.0, &sent.fields, Some(known), fresh()).unwrap().uuid, other);
    let campaign = &data.campaigns[0];
    let sent: ReferenceSet =
        read(json!({ "campaigns": [{ "id": campaign.id.0, "name": "x" }, { "id": 5, "name": "y" }] })).unwrap();
    let put = set(&sent, &data, &fresh).unwrap().campaigns;
    assert_eq!((put[0].uuid, put[1].uuid), (campaign.uuid, fresh()));
}

#[test]
fn what_is_wrong_is_named_where_it_stands() {
    let wrong = refused::<ReferenceSet>(json!({
        "stages": [{ "id": 1, "label": "x", "kind": "first" }, { "id": 0, "label": " ", "kind": "last", "colour": 1 }],
        "agents": [{ "username": "lan" }],
        "catalogue": { "brands": [{ "id": 1, "code": "" }], "shops": [] },
        "external_names": [{ "dialect": "odd", "kind": "stage", "external": "", "row_id": 1 }],
        "custom_fields": [{ "id": 1, "label": "x", "kind": "text", "options": [{ "id": "1", "label": "a" }] }],
    }));
    let expected = [
        ("stages[1].id", "out_of_range"),
        ("stages[1].label", "blank"),
        ("stages[1].kind", "not_one_of"),
        ("stages[1].colour", "unknown_field"),
        ("custom_fields[0].options[0].id", "wrong_type"),
        ("agents[0].id", "missing"),
        ("external_names[0].dialect", "not_one_of"),
        ("external_names[0].external", "too_short"),
        ("catalogue.brands[0].name", "missing"),
        ("catalogue.shops", "unknown_field"),
    ];
    assert_eq!(wrong, expected.map(|(field, code)| (field.to_owned(), code)));
    let wrong = refused::<PutRow<Reason>>(
        json!({ "id": 5, "names": { "odd": [], "dialer": null, "erp": [{ "label": "x" }] } }),
    );
    let expected = [
        ("label", "missing"),
        ("names.erp[0].external", "missing"),
        ("names.dialer", "wrong_type"),
        ("names.odd", "unknown_field"),
        ("id", "unknown_field"),
    ];
    assert_eq!(wrong, expected.map(|(field, code)| (field.to_owned(), code)));
}

#[test]
fn a_rows_names_are_put_and_shown_under_their_wires() {
    let names =
        json!({ "dialer": [{ "external": "HOT", "label": "hot" }], "erp": [{ "external": "5" }, { "external": "6" }] });
    let sent: PutRow<StageRow> = read(json!({ "label": "Hot", "kind": "middle", "names": names })).unwrap();
    let row: StageRow = row(7, &sent.fields, None, fresh()).unwrap();
    assert_eq!(row, StageRow { id: StageId(7), label: "Hot".to_owned(), kind: StageKind::Middle });
    let data = alone(&sent, row.clone(), "stage");
    assert_eq!((data.stages.len(), data.external_names.len(), data.reasons.len()), (1, 3, 0));
    let other = ExternalName { kind: "reason".to_owned(), ..data.external_names[0].clone() };
    let another = ExternalName { row: 8, ..data.external_names[0].clone() };
    let names: Vec<ExternalName> = data.external_names.into_iter().chain([other, another]).collect();
    let shown = serde_json::to_value(shown(row, Map::new(), "stage", &names)).unwrap();
    assert_eq!(
        shown,
        json!({ "id": 7, "label": "Hot", "kind": "middle", "names": {
            "dialer": [{ "external": "HOT", "label": "hot" }],
            "erp": [{ "external": "5", "label": null }, { "external": "6", "label": null }],
        } })
    );
}
