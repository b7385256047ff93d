//! The native API without a server or a store: what is read and refused, what is written, what the document says. Goldens and
//! conformance speak to the real program.

use super::mapping::{change, filter, lead as mapping};
use super::wire::booking::NewBooking;
use super::wire::from_json::{FromJson, read_query};
use super::wire::lead::{LeadChange, NewLead};
use super::wire::lead_query::LeadQuery;
use super::wire::page::{Limit, Position};
use super::wire::problem::Wrong;
use super::wire::sparse::FieldMask;
use super::wire::value::{At, Change, Many, Optional, Text, Whole};
use super::{DIALECT, KEY, claim, document, routes};
use leadhub_core::questions::LeadCard;
use leadhub_model::*;
use leadhub_wire::Dialect;
use leadhub_wire::query::Query;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The wires that stand beside this one in these tests; only their keys are looked at.
pub fn register() {
    const BESIDE: &[Dialect] = &[
        Dialect { key: "erp", ..DIALECT },
        Dialect { key: "caresoft", ..DIALECT },
        Dialect { key: "dialer", ..DIALECT },
        Dialect { key: "lead_platform", ..DIALECT },
        DIALECT,
    ];
    leadhub_wire::dialect::register(BESIDE);
}

fn read<T: FromJson>(value: Value) -> Result<T, Vec<(String, &'static str)>> {
    let mut wrong = Vec::new();
    let read = T::read(value, "", &mut wrong);
    let told = |wrong: Wrong| (wrong.field, wrong.code);
    match read {
        Some(read) if wrong.is_empty() => Ok(read),
        _ => Err(wrong.into_iter().map(told).collect()),
    }
}

fn query(text: &str) -> Result<LeadQuery, Vec<(String, &'static str)>> {
    let told = |wrong: Vec<Wrong>| wrong.into_iter().map(|wrong| (wrong.field, wrong.code)).collect();
    read_query(Query::read(text).pairs()).map_err(told)
}

fn one(field: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(field.to_owned(), code)]
}

fn a_lead() -> Lead {
    let at = Moment::from_micros(1_770_000_000_500_000);
    Lead {
        id: LeadId(7),
        uuid: uuid::Uuid::nil(),
        number: 3,
        person: PersonId(8),
        facts: Facts::default().with(Fact::Name, "Hoa").with(Fact::Phone, "84349719999"),
        stage: StageId(525),
        previous_stage: None,
        reason: None,
        conversion: Some(Conversion { converted: true, at, by: None }),
        agent: Some(AgentId(5)),
        group: None,
        service: None,
        list: None,
        campaign: None,
        source: None,
        score: None,
        meeting_at: None,
        last_comment: Some("aa".to_owned()),
        after_day: 0,
        called_count: 0,
        withdrawn_at: None,
        last_call_at: None,
        first_touch_at: None,
        origin: "any".to_owned(),
        extras: json!({ "any": { "score": 2.50 } }).as_object().unwrap().clone().into(),
        version: 4,
        created_at: at,
        updated_at: Moment::from_micros(0),
    }
}

#[test]
fn everything_wrong_is_told_and_nothing_else() {
    let wrong = read::<NewLead>(json!({
        "name": 7, "fone": "x", "stage_id": "525", "label_ids": [1, "x"], "comment": { "is_public": 1, "extra": 2 }
    }));
    let told: Vec<_> = wrong.unwrap_err().into_iter().map(|(field, code)| format!("{field} {code}")).collect();
    let wanted = [
        "stage_id wrong_type",
        "label_ids[1] wrong_type",
        "comment.body missing",
        "comment.is_public wrong_type",
        "comment.extra unknown_field",
        "name wrong_type",
        "fone unknown_field",
    ];
    assert_eq!(told, wanted);
    assert_eq!(read::<NewLead>(json!([])), Err(one("", "wrong_type")));
    assert!(read::<NewLead>(json!({})).is_ok(), "who it is about is request by the operation");
}

#[test]
fn values_are_bounded() {
    assert_eq!(read::<Text<1, 3>>(json!("ba ")), Ok(Text("ba ".to_owned())));
    let texts =
        [("", "too_short"), ("   ", "blank"), ("abcd", "too_long"), ("đđđđ", "too_long"), ("a\0", "null_character")];
    for (text, code) in texts {
        assert_eq!(read::<Text<1, 3>>(json!(text)), Err(one("", code)), "{text:?}");
    }
    assert_eq!(read::<Text<0, 3>>(json!("đđđ")), Ok(Text("đđđ".to_owned())), "characters count, not bytes");
    type Few = Whole<1, 9>;
    assert_eq!(read::<Few>(json!(9)), Ok(Whole(9)));
    let whole: Value = serde_json::from_str("9.0").unwrap();
    assert_eq!(read::<Few>(whole), Ok(Whole(9)), "as JSON Schema has it");
    for (value, code) in [
        ("0", "out_of_range"),
        ("10", "out_of_range"),
        ("1e400", "wrong_type"),
        ("99999999999999999999", "out_of_range"),
        ("1.5", "wrong_type"),
        ("\"1\"", "wrong_type"),
        ("null", "wrong_type"),
    ] {
        assert_eq!(read::<Few>(serde_json::from_str(value).unwrap()), Err(one("", code)), "{value}");
    }
    assert_eq!(read::<Many<bool, 1, 2>>(json!([])), Err(one("", "wrong_length")));
    assert_eq!(read::<Many<bool, 1, 2>>(json!([true, 1])), Err(one("[1]", "wrong_type")));
    let uuid = "0190a000-0000-7000-8000-000000000001";
    assert!(read::<uuid::Uuid>(json!(uuid)).is_ok());
    for bad in [&uuid.replace('-', ""), "{0190a000-0000-7000-8000-000000000001}", "7", ""] {
        assert_eq!(read::<uuid::Uuid>(json!(bad)), Err(one("", "malformed")), "{bad}");
    }
}

#[test]
fn moments_are_rfc_3339_in_and_utc_out() {
    let back = |text: &str| read::<At>(json!(text)).map(|at| serde_json::to_value(at).unwrap());
    assert_eq!(back("2026-01-31T16:00:00+07:00"), Ok(json!("2026-01-31T09:00:00.000000Z")));
    assert_eq!(back("2026-01-31T09:00:00.1234567Z"), Ok(json!("2026-01-31T09:00:00.123456Z")));
    assert_eq!(back("2026-01-31t09:00:00.500z"), Ok(json!("2026-01-31T09:00:00.500000Z")));
    assert_eq!(
        back("0000-01-01T00:00:00+23:59"),
        Ok(json!("0000-01-01T00:00:00.000000Z")),
        "the earliest that can be written"
    );
    assert_eq!(
        back("9999-12-31T23:59:59.9-23:59").map(|at| at.as_str().unwrap()[..4].to_owned()),
        Ok("9999".to_owned())
    );
    for bad in [
        "2026-01-31",
        "2026-01-31T09:00:00",
        "2026-01-31 09:00:00Z",
        "2026/01/31T09:00:00Z",
        "2026-01-31T09:00Z",
        "2026-02-30T09:00:00Z",
        "2026-01-31T09:00:00+0700",
        "",
        "ắắắắắắắắắắắắZ",
    ] {
        assert_eq!(back(bad), Err(one("", "malformed")), "{bad}");
    }
    assert_eq!(read::<At>(json!(7)), Err(one("", "malformed")));
}

#[test]
fn absent_null_and_given_are_three_things() {
    let change =
        read::<LeadChange>(json!({ "agent_id": null, "group_id": 5, "name": null, "phone": "x", "email": "" }))
            .unwrap();
    assert_eq!(
        (change.agent_id, change.group_id, change.list_id),
        (Change::Cleared, Change::To(Whole(5)), Change::Stays)
    );
    let model = change::lead_change(change, Some(3));
    assert_eq!((model.unlinked, model.agent, model.group), (vec![Link::Agent], None, Some(GroupId(5))));
    let facts = [(Fact::Name, None), (Fact::Phone, Some("x".to_owned())), (Fact::Email, Some(String::new()))];
    assert_eq!((model.facts, model.expected_version), (facts.to_vec(), Some(3)));
    for field in ["stage_id", "reason_id", "label_ids", "custom_values", "comment", "extras"] {
        let body = Value::Object([(field.to_owned(), Value::Null)].into_iter().collect());
        assert_eq!(read::<LeadChange>(body), Err(one(field, "wrong_type")));
    }
    let value = |value: Value| read::<LeadChange>(json!({ "custom_values": [value] }));
    assert!(value(json!({ "field_id": 1, "value": null })).is_ok());
    assert_eq!(value(json!({ "field_id": 1 })), Err(one("custom_values[0].value", "missing")));
}

#[test]
fn a_new_lead_is_read_whole() {
    let body = json!({
        "name": "Hoa", "ref_url": "https://example.com", "person_id": 1, "stage_id": 2, "reason_id": 3, "agent_id": 4, "group_id": 5,
        "service_id": 6, "list_id": 7, "campaign_id": 8, "label_ids": [9], "custom_values": [{ "field_id": 10, "value": "v" }],
        "comment": { "body": "b", "is_public": true, "author_id": 11 }, "after_day": 12, "extras": { "a": [1, 2.50] }
    });
    let new = change::new_lead(read(body).unwrap());
    let ids =
        [new.person.map(|id| id.0), new.stage.map(|id| id.0), new.reason.map(|id| id.0), new.agent.map(|id| id.0)];
    assert_eq!(ids, [1, 2, 3, 4].map(Some));
    let ids =
        [new.group.map(|id| id.0), new.service.map(|id| id.0), new.list.map(|id| id.0), new.campaign.map(|id| id.0)];
    assert_eq!(ids, [5, 6, 7, 8].map(Some));
    assert_eq!((new.labels, new.after_day), (vec![LabelId(9)], 12));
    assert_eq!(new.custom_values, [CustomValue { field: CustomFieldId(10), value: Some("v".to_owned()) }]);
    let comment = NewComment { body: "b".to_owned(), is_public: true, author: Some(AgentId(11)) };
    assert_eq!((new.comment, new.extras), (Some(comment), json!({ "a": [1, 2.50] }).as_object().unwrap().clone()));
    assert_eq!(new.facts, Facts::default().with(Fact::Name, "Hoa").with(Fact::RefUrl, "https://example.com"));
}

#[test]
fn every_fact_is_read_and_written() {
    for fact in Fact::ALL {
        let text = if *fact == Fact::EstimatedClose { "2027-01-02 03:04:05" } else { "x" };
        let body = Value::Object([(fact.column().to_owned(), json!(text))].into_iter().collect());
        assert_eq!(change::new_lead(read(body).unwrap()).facts, Facts::default().with(*fact, text));
        let lead = Lead { facts: Facts::default().with(*fact, text), ..a_lead() };
        assert_eq!(
            serde_json::to_value(mapping::lead(&lead, None, &FieldMask::default(), false)).unwrap()[fact.column()],
            text
        );
    }
    for (bad, code) in [
        ("", "malformed"),
        ("2027-01-02", "malformed"),
        ("2027/01/02 03:04:05", "malformed"),
        ("2027-01-02T03:04:05", "malformed"),
        ("2027-13-02 03:04:05", "unfit"),
    ] {
        assert_eq!(read::<NewLead>(json!({ "estimated_close": bad })), Err(one("estimated_close", code)), "{bad}");
    }
}

#[test]
fn a_lead_is_written_with_every_field_or_the_chosen_ones() {
    let (lead, all) = (a_lead(), FieldMask::default());
    let alone = serde_json::to_value(mapping::lead(&lead, None, &all, false)).unwrap();
    assert_eq!((&alone["phone"], &alone["phone_e164"]), (&json!("84349719999"), &json!("+84349719999")));
    assert_eq!((&alone["email"], &alone["created_at"]), (&Value::Null, &json!("2026-02-02T02:40:00.500000Z")));
    assert_eq!(
        (&alone["conversion"]["converted"], &alone["extras"]),
        (&json!(true), &json!({ "any": { "score": 2.50 } }))
    );
    assert_eq!(alone.get("labels"), None);
    let card = LeadCard::default();
    let whole = serde_json::to_value(mapping::lead(&lead, Some(&card), &all, false)).unwrap();
    let documented = serde_json::to_value(document()).unwrap();
    let required = &documented["components"]["schemas"]["WholeLead"]["allOf"][1]["required"];
    let names: BTreeSet<_> = required.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(whole.as_object().unwrap().keys().map(String::as_str).collect::<BTreeSet<_>>(), names);
    let chosen = FieldMask(Some(vec!["name", "labels"]));
    let chosen = serde_json::to_value(mapping::lead(&lead, Some(&card), &chosen, false)).unwrap();
    assert_eq!(chosen, json!({ "id": 7, "name": "Hoa", "labels": [] }));
}

#[test]
fn query_strings_are_strict() {
    let read = query(
        "stage_id=1,2&stage_id=3&phone=%2B84%20349%20719%20999&converted=false&limit=2&fields=id,name&sort=-created_at",
    )
    .unwrap();
    assert_eq!(filter::shown(&read.window.fields), FieldMask(Some(vec!["id", "name"])));
    let now = Moment::from_micros(0);
    let (which, order, _) = filter::leads(&read, now).unwrap();
    assert_eq!(which.stages, Some(vec![StageId(1), StageId(2), StageId(3)]));
    assert_eq!(
        (which.phone_key.as_deref(), which.converted, order),
        (Some("+84349719999"), Some(false), LeadOrder::NewestCreated)
    );
    for (text, field, code) in [
        ("stage=1", "stage", "unknown_field"),
        ("limit=201", "limit", "out_of_range"),
        ("limit=", "limit", "wrong_type"),
        ("service_id=1&service_id=1", "service_id", "repeated"),
        ("stage_id=", "stage_id[0]", "wrong_type"),
        ("converted=1", "converted", "wrong_type"),
        ("fields=fone", "fields[0]", "not_one_of"),
        ("cursor=x", "cursor", "malformed"),
        ("cursor=i0000000000000000000000000000000G", "cursor", "malformed"),
        ("phone=", "phone", "too_short"),
    ] {
        assert_eq!(query(text), Err(one(field, code)), "{text}");
    }
    let told = filter::leads(&query("phone=12&cursor=u00000000000000000000000000000001").unwrap(), now).unwrap_err();
    assert_eq!(told.iter().map(|wrong| wrong.field.as_str()).collect::<Vec<_>>(), ["phone", "cursor"]);
}

#[test]
fn a_page_tells_whether_another_one_follows() {
    let page = |limit, rows: &[i64]| {
        let window = filter::Window::read('i', &Optional(Some(Whole(limit) as Limit)), &Optional(None)).unwrap();
        let page = window.page(rows, |row| filter::by_id(*row), |row| *row);
        (window.request(), page.data.rows.to_vec(), page.next_cursor)
    };
    assert_eq!(page(2, &[9, 8]), (3, vec![9, 8], None));
    let (_, data, next) = page(2, &[9, 8, 7]);
    assert_eq!((data, next.clone()), (vec![9, 8], Some("i00000000000000000000000000000008".to_owned())));
    let position: Position = read(json!(next)).unwrap();
    let window = filter::Window::read('i', &Optional(None), &Optional(Some(position))).unwrap();
    assert_eq!((window.after_id(), window.request()), (Some(8), 51));
    assert!(filter::Window::read('m', &Optional(None), &Optional(Some(position))).is_err(), "of another order");
}

#[test]
fn a_booking_is_of_one_lead() {
    let zone = Zone::named("Asia/Ho_Chi_Minh").unwrap();
    let new = |more: Value| {
        let mut body = json!({ "brand_id": 1, "company_id": 2, "booked_at": "2099-12-30T23:30:00Z" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        super::mapping::booking::new_booking(read::<NewBooking>(body).unwrap(), &zone)
    };
    let booking = new(json!({ "lead": { "phone": "0349719999", "person_id": 7 } })).unwrap();
    assert_eq!((booking.person, booking.booked_lead), (Some(PersonId(7)), None));
    let ends = serde_json::to_value(At(booking.ends_at)).unwrap();
    assert_eq!(ends, "2099-12-31T16:59:59.999999Z", "of its day in the organisation's zone");
    assert_eq!(new(json!({ "lead_id": 5 })).unwrap().booked_lead, Some(LeadId(5)));
    let nobody = new(json!({ "lead": { "phone": " " } })).map(drop).unwrap_err();
    assert_eq!(nobody[0].field, "lead.phone");
    for (more, code) in [(json!({}), "missing"), (json!({ "lead_id": 5, "lead": {} }), "unfit")] {
        assert_eq!(new(more).map(drop).unwrap_err()[0].code, code);
    }
}

#[test]
fn the_document_tells_of_every_operation_and_no_other() {
    let document = serde_json::to_value(document()).unwrap();
    let mut documented = BTreeSet::new();
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            documented.insert(format!("{} {path}", method.to_uppercase()));
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} stands there twice");
            assert!(operation["summary"].is_string() && operation["tags"][0].is_string(), "{name}");
        }
    }
    let routes = routes::routes();
    let listed: BTreeSet<String> =
        routes.listed().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(documented, listed);
    assert_eq!(document["openapi"], "3.1.0");
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    fn look(value: &Value, document: &Value) {
        match value {
            Value::Object(object) => {
                if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
                    let found = document.pointer(reference.trim_start_matches('#'));
                    assert!(found.is_some(), "{reference} leads nowhere");
                }
                object.values().for_each(|value| look(value, document));
            }
            Value::Array(values) => values.iter().for_each(|value| look(value, document)),
            _ => {}
        }
    }
    let document = serde_json::to_value(document()).unwrap();
    look(&document, &document);
    let new_lead = &document["components"]["schemas"]["NewLead"]["allOf"][0];
    assert_eq!(new_lead["additionalProperties"], json!(false));
    assert_eq!(new_lead["properties"]["phone"]["maxLength"], json!(5000));
}

#[test]
fn only_its_own_paths_are_claimed() {
    assert!(claim("/hub/v1/leads").is_some_and(|claim| claim.organisation.is_none() && claim.speaks));
    assert!(claim("/hub").is_some() && claim("/hubs/v1").is_none() && claim("hub").is_none());
    assert_eq!(KEY, "native");
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let key = prop_oneof![
            prop::sample::select(vec![
                "name",
                "phone",
                "stage_id",
                "comment",
                "body",
                "label_ids",
                "extras",
                "custom_values",
                "lead"
            ])
            .prop_map(str::to_owned),
            "[a-z_]{1,8}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn no_body_and_no_query_string_panics(body in any_json(), text in "\\PC{0,60}") {
        let _ = (read::<NewLead>(body.clone()), read::<LeadChange>(body.clone()), read::<NewBooking>(body));
        let _ = query(&text).map(|query| filter::leads(&query, leadhub_model::Moment::from_micros(0)));
        let _ = (read::<At>(json!(text)), read::<Position>(json!(text)));
    }

    #[test]
    fn a_moment_comes_back_as_it_was_written(micros in -62_135_596_800_000_000i64..253_370_764_800_000_000) {
        let at = At(Moment::from_micros(micros));
        prop_assert_eq!(read::<At>(serde_json::to_value(at).unwrap()), Ok(at));
    }

    #[test]
    fn a_position_comes_back_as_it_was_written(at in any::<i64>(), id in any::<i64>()) {
        let position = Position { order: 'u', cursor: Cursor { at, id } };
        prop_assert_eq!(read::<Position>(json!(position.write())), Ok(position));
    }
}

#[test]
fn what_is_shown_of_a_lead_is_read_of_it() {
    let every = Fact::ALL.iter().fold(Facts::default(), |facts, fact| facts.with(*fact, fact.column()));
    let every = every.with(Fact::Phone, "0349719999");
    for name in Fact::ALL.iter().map(|fact| fact.column()).chain(["phone_e164", "id"]) {
        let shown = FieldMask(Some(vec![name]));
        let read = mapping::facts(&shown);
        let read = read.into_iter().fold(Facts::default(), |facts, fact| facts.with(fact, every.text(fact)));
        let print =
            |facts: &Facts| json!(mapping::lead(&Lead { facts: facts.clone(), ..a_lead() }, None, &shown, false));
        assert_eq!(print(&every), print(&read), "{name}");
    }
}
