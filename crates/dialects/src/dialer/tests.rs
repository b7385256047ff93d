//! What this wire reads and writes, without a store: the numbers it takes, bodies and rows to leads and back, forms as they
//! arrive, and the voice in which everything is refused.

use super::errors::ApiError;
use super::mapping::check::Failed;
use super::mapping::number::{Rule, is_dialable, network};
use super::mapping::{Names, Sent, Stages, Words, rows};
use super::routes::{paging, parameters};
use super::{DIALECT, KEY, errors, mapping, wire};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body_util::BodyExt;
use leadhub_intake::CsvRows;
use leadhub_model::*;
use leadhub_wire::dialect::{Rate, TransportError};
use leadhub_wire::query::Query;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
const LEAD: &str = "307c2fe7-d075-493c-b8d6-b11195caec41";

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn uuid(text: &str) -> Uuid {
    Uuid::parse_str(text).unwrap()
}

fn texts(failed: Vec<Failed>) -> Vec<(&'static str, String)> {
    failed.into_iter().map(|failed| (failed.field, failed.text)).collect()
}

/// The lead as the core keeps it.
fn stored(new: NewLead) -> Lead {
    Lead {
        id: LeadId(1),
        uuid: uuid(LEAD),
        number: 1,
        person: PersonId(2),
        facts: new.facts,
        stage: StageId(525),
        previous_stage: None,
        reason: None,
        conversion: None,
        agent: new.agent,
        group: None,
        service: None,
        list: Some(ListId(3)),
        campaign: None,
        source: None,
        score: None,
        meeting_at: None,
        last_comment: new.comment.map(|comment| comment.body),
        after_day: new.after_day,
        called_count: 0,
        withdrawn_at: None,
        last_call_at: None,
        first_touch_at: None,
        origin: KEY.to_owned(),
        extras: Map::from_iter([(KEY.to_owned(), Value::Object(new.extras))]).into(),
        version: 1,
        created_at: Moment::from_micros(1_678_264_632_250_818),
        updated_at: Moment::from_micros(1_678_264_632_250_818),
    }
}

/// The lead after a change, as the core merges it.
fn changed(mut lead: Lead, change: LeadChange) -> Lead {
    for (fact, text) in change.facts {
        lead.facts.set(fact, text);
    }
    let own = lead.extras.entry(KEY).or_insert_with(|| json!({})).as_object_mut().unwrap();
    for (key, value) in change.extras {
        match value {
            Value::Null => own.remove(&key),
            value => own.insert(key, value),
        };
    }
    lead
}

fn printed(lead: &Lead) -> Value {
    serde_json::to_value(mapping::lead(lead, &names())).unwrap()
}

fn names() -> Names {
    let in_list = leadhub_model::list::ListNames {
        id: ListId(901),
        list: uuid(LIST),
        list_name: "List".to_owned(),
        campaign: uuid(LEAD),
        campaign_name: "Campaign".to_owned(),
    };
    Names {
        domain: uuid(LIST),
        zone: Zone::named("Asia/Ho_Chi_Minh").unwrap(),
        stages: HashMap::from([(StageId(525), ("NEW".to_owned(), "new".to_owned()))]),
        lists: BTreeMap::from([(ListId(3), in_list)]),
        agents: HashMap::from([(AgentId(7), (uuid(LEAD), "agent7".to_owned()))]),
    }
}

fn created(body: Value) -> Result<NewLead, Vec<Failed>> {
    mapping::new_lead(&object(body), Rule::Documented).map(|(_, new, _)| new)
}

#[test]
fn the_printed_pattern_to_the_letter() {
    for taken in ["0349719999", "8434971999", "84840349719999", "0|12345678", "0912345678"] {
        assert!(Rule::Documented.takes(taken), "{taken}");
    }
    for refused in
        ["84349719999", "+84349719999", "03497191211", "02439719999", "12345678", "", "0349 719 999", "a034971999"]
    {
        assert!(!Rule::Documented.takes(refused), "{refused}");
    }
}

/// X6: the vendor's own zone, whatever the organisation's is.
#[test]
fn times_are_in_the_integrations_zone() {
    let organisation = organisation::Organisation {
        id: OrganisationId(1),
        slug: "here".to_owned(),
        name: "Here".to_owned(),
        zone: "Europe/Paris".to_owned(),
        uuid: Uuid::nil(),
        account: 1,
        default_dialect: KEY.to_owned(),
        language: "vi".to_owned(),
        logs_requests: true,
    };
    let house = leadhub_core::Actor::house(organisation);
    let named = |zone: &str| {
        let settings = object(json!({ "zone": zone })).into();
        mapping::zone_of(&leadhub_core::Actor { settings, ..house.clone() }).name().to_owned()
    };
    assert_eq!(mapping::zone_of(&house).name(), "Asia/Ho_Chi_Minh");
    assert_eq!((named("Asia/Tokyo").as_str(), named("nowhere").as_str()), ("Asia/Tokyo", "Asia/Ho_Chi_Minh"));
}

#[test]
fn the_corrected_pattern_takes_true_numbers() {
    for taken in ["0349719999", "84349719999", "+84349719999"] {
        assert!(Rule::Corrected.takes(taken), "{taken}");
    }
    for refused in ["8434971999", "84840349719999", "0|12345678", "03497191211", "0149719999", "+0349719999", ""] {
        assert!(!Rule::Corrected.takes(refused), "{refused}");
    }
}

#[test]
fn rows_take_8_to_11_digits() {
    for taken in ["12345678", "03497191211", "+84 349.719.999"] {
        assert!(is_dialable(taken), "{taken}");
    }
    for refused in ["1234567", "034971912111", "0349719999a", "3.49E+08", ""] {
        assert!(!is_dialable(refused), "{refused}");
    }
}

#[test]
fn the_network_is_read_off_the_range() {
    let cases = [
        ("0349719999", "viettel"),
        ("84349719999", "viettel"),
        ("03497191211", "viettel"),
        ("01683456789", "viettel"),
        ("0903456789", "mobi"),
        ("0913456789", "vina"),
        ("0873456789", "tel"),
        ("0923456789", "offnet"),
        ("02438251234", "offnet"),
        ("12345678", "offnet"),
    ];
    for (phone, expected) in cases {
        assert_eq!(network(phone), expected, "{phone}");
    }
}

#[test]
fn a_token_stands_with_or_without_bearer() {
    let read = |text: &'static str| {
        (DIALECT.credential)(&HeaderMap::from_iter([(http::header::AUTHORIZATION, HeaderValue::from_static(text))]))
    };
    assert_eq!(read("Bearer abc"), Some("abc".to_owned()));
    assert_eq!(read("bearer  abc "), Some("abc".to_owned()));
    assert_eq!(read("abc"), Some("abc".to_owned()));
    for none in ["", "Bearer", "Bearer ", "Basic abc"] {
        assert_eq!(read(none), None, "{none}");
    }
}

#[test]
fn its_paths_begin_with_v3() {
    for own in ["/v3", "/v3/lead", "/v3/"] {
        assert_eq!((DIALECT.claim)(own).map(|claim| claim.organisation), Some(None), "{own}");
    }
    for other in ["/v33/lead", "/kangnam/v3/lead", "", "v3", "//v3/lead"] {
        assert_eq!((DIALECT.claim)(other), None, "{other}");
    }
}

#[test]
fn every_failed_rule_is_named_in_the_order_of_the_fields() {
    let failed =
        created(json!({"lead_name": 5, "phone_number": "", "after_day": "soon", "address": true})).unwrap_err();
    let pattern = Rule::Documented.pattern();
    assert_eq!(
        texts(failed),
        [
            ("(root)", "list_uuid is required".to_owned()),
            ("lead_name", "Invalid type. Expected: string, given: integer".to_owned()),
            ("phone_number", "String length must be greater than or equal to 1".to_owned()),
            ("phone_number", format!("Does not match pattern '{pattern}'")),
            ("address", "Invalid type. Expected: string, given: boolean".to_owned()),
            ("after_day", "Invalid type. Expected: integer, given: string".to_owned()),
        ]
    );
}

#[test]
fn the_uuid_of_a_list_is_counted_in_characters() {
    let body = |list: String| json!({"list_uuid": list, "phone_number": "0349719999"});
    assert!(created(body("đ".repeat(36))).is_ok());
    assert!(created(body("đ".repeat(35))).is_err());
}

#[test]
fn numbers_are_taken_as_digits_too() {
    let after = |value: Value| created(json!({"list_uuid": LIST, "phone_number": "0349719999", "after_day": value}));
    for (value, days) in [(json!(7), 7), (json!("7"), 7), (json!(7.0), 7), (json!(""), 0), (json!(null), 0)] {
        assert_eq!(after(value).unwrap().after_day, days);
    }
    for value in [json!(-1), json!("-1"), json!(7.5), json!([7]), json!(1e300), json!("99999999999999999999")] {
        assert!(after(value.clone()).is_err(), "{value}");
    }
}

#[test]
fn a_change_merges() {
    let body = json!({
        "list_uuid": LIST, "phone_number": "0349719999", "lead_name": "An", "address": "11 Phố Thử", "ref_id": "r1",
        "identity_issued_on": "2020-01-02", "additional": "kept", "own": {"deep": [1]},
    });
    let lead = stored(created(body).unwrap());
    let change = json!({
        "phone_number": "03497191299", "address": "", "ref_id": "", "identity_issued_on": "0001-01-01T00:00:00Z",
        "additional": "", "list_uuid": LEAD, "status": "DNC", "more": 1,
    });
    let lead = changed(lead.clone(), sent(&change, &lead).change);
    let printed = printed(&lead);
    let expected = [
        ("lead_name", "An"),
        ("phone_number", "03497191299"),
        ("address", ""),
        ("ref_id", ""),
        ("identity_issued_on", "0001-01-01T00:00:00Z"),
        ("additional", "kept"),
        ("network", ""),
    ];
    for (key, value) in expected {
        assert_eq!(printed[key], value, "{key}");
    }
    assert_eq!(lead.extras[KEY], json!({"own": {"deep": [1]}, "additional": "kept", "more": 1}));
}

#[test]
fn a_change_sent_back_as_it_was_read_changes_nothing() {
    let row = json!({"phone_number": "0349719999", "lead_name": "An", "after_day": 3});
    let mut lead = stored(rows::from_object(&object(row)).unwrap());
    lead.last_comment = Some("called".to_owned());
    lead.agent = Some(AgentId(7));
    let before = printed(&lead);
    assert_eq!((&before["assign_username"], &before["comment"]), (&json!("agent7"), &json!("called")));
    let sent = sent(&before, &lead);
    assert_eq!(format!("{:?}", sent.change), format!("{:?}", LeadChange::default()));
    assert!(sent.list.is_none() && sent.words.is_empty());
}

#[test]
fn an_imported_network_follows_the_number() {
    let lead = stored(rows::from_object(&object(json!({"phone_number": "0349719999"}))).unwrap());
    assert_eq!(printed(&lead)["network"], "viettel");
    let moved = changed(lead.clone(), sent(&json!({"phone_number": "0903456789"}), &lead).change);
    assert_eq!(printed(&moved)["network"], "mobi");
    // The old one comes along with the rest of what was read; one of the caller's own counts.
    let moved = changed(lead.clone(), sent(&json!({"phone_number": "0903456789", "network": "viettel"}), &lead).change);
    assert_eq!(printed(&moved)["network"], "mobi");
    let own = changed(lead.clone(), sent(&json!({"phone_number": "0903456789", "network": "vina"}), &lead).change);
    assert_eq!(printed(&own)["network"], "vina");
}

/// What a body asks of a lead, as the route reads it.
fn sent(body: &Value, lead: &Lead) -> Sent {
    let body = object(body.clone());
    let print: wire::Lead = mapping::lead(lead, &names());
    let sent = mapping::lead_change(&mapping::news(&body, &print), uuid(LEAD)).unwrap();
    Sent { change: mapping::for_lead(&sent.change, lead, &body), ..sent }
}

#[test]
fn what_is_printed_and_counted_is_taken() {
    let body = json!({
        "list_uuid": LIST, "phone_number": "0349719999", "called_count": "3", "network": "vina", "status": "BUSY", "hopper_id": 0,
    });
    let (_, new, words) = mapping::new_lead(&object(body), Rule::Documented).unwrap();
    assert_eq!((new.called_count, words.status.as_deref()), (3, Some("BUSY")));
    assert_eq!(Value::Object(new.extras), json!({"network": "vina"}), "a printed zero is kept by nobody");
    let lead = stored(created(json!({"list_uuid": LIST, "phone_number": "0349719999"})).unwrap());
    let asked = json!({"phone_number": "0349719999", "list_uuid": LEAD, "called_count": 4, "after_day": 2, "status": "", "hopper_id": 7});
    let sent = sent(&asked, &lead);
    assert_eq!((sent.list.as_deref(), sent.words.is_empty()), (Some(LEAD), true));
    assert_eq!((sent.change.called_count, sent.change.after_day), (Some(4), Some(2)));
    assert_eq!(Value::Object(sent.change.extras), json!({"hopper_id": 7}));
}

#[test]
fn words_of_a_stage_move_and_others_are_printed_while_the_lead_stays() {
    let stages: Stages = [(1, "NEW", "new"), (2, "BUSY", "máy bận"), (3, "WON", "new")]
        .map(|(id, status, alt)| (StageId(id), (status.to_owned(), alt.to_owned())))
        .into();
    let read = |status: Option<&str>, alt: Option<&str>| {
        let words = Words { status: status.map(str::to_owned), alt_status: alt.map(str::to_owned) };
        let (stage, kept) = words.read(&stages, StageId(1));
        (stage.map(|id| id.0), Value::Object(kept))
    };
    assert_eq!(read(Some(" busy "), None), (Some(2), json!({"status": null})), "its case does not count");
    assert_eq!(read(None, Some("Máy bận")), (Some(2), json!({"alt_status": null})));
    assert_eq!(
        read(Some("NEW"), Some("new")),
        (None, json!({"status": null, "alt_status": null})),
        "it is there already"
    );
    let kept = json!({"status": "BUSY?", "alt_status": null, "status_of_stage": 1});
    assert_eq!(read(Some("BUSY?"), Some("new")), (None, kept));
    assert_eq!(
        read(Some("BUSY"), Some("called twice")),
        (Some(2), json!({"status": null, "alt_status": "called twice", "status_of_stage": 2}))
    );

    let mut lead = stored(created(json!({"list_uuid": LIST, "phone_number": "0349719999"})).unwrap());
    lead.extras.insert(KEY.to_owned(), json!({"status": "BUSY?", "status_of_stage": 525}));
    assert_eq!((&printed(&lead)["status"], &printed(&lead)["alt_status"]), (&json!("BUSY?"), &json!("new")));
    lead.extras.insert(KEY.to_owned(), json!({"status": "BUSY?", "status_of_stage": 1}));
    assert_eq!(printed(&lead)["status"], "NEW", "somebody moved it since");
}

#[test]
fn a_new_province_clears_what_lay_in_the_old_one() {
    let body = json!({"list_uuid": LIST, "phone_number": "0349719999", "province": "Hà Nội", "district": "Ba Đình", "ward": "Trúc Bạch"});
    let lead = stored(created(body).unwrap());
    let places = |body: Value| {
        let lead = changed(lead.clone(), sent(&body, &lead).change);
        [Fact::Province, Fact::District, Fact::Ward].map(|fact| lead.facts.text(fact).to_owned()).join("|")
    };
    let phone = "0349719999";
    assert_eq!(places(json!({"phone_number": phone, "province": "Huế"})), "Huế||");
    assert_eq!(places(json!({"phone_number": phone, "province": "Huế", "ward": "Vỹ Dạ"})), "Huế||Vỹ Dạ");
    assert_eq!(places(json!({"phone_number": phone, "province": "Hà Nội"})), "Hà Nội|Ba Đình|Trúc Bạch");
    assert_eq!(
        places(json!({"phone_number": phone, "province": "Huế", "district": "Ba Đình"})),
        "Huế|Ba Đình|",
        "what is said counts"
    );
}

#[test]
fn a_change_refuses_what_is_no_number_and_no_day() {
    let failed = |body: Value| mapping::lead_change(&object(body), uuid(LEAD)).map_or_else(texts, |_| Vec::new());
    for good in ["03497191211", "1", "+84 349 719 999", "tel:0349719999", "0349719999 (Zalo)"] {
        assert_eq!(failed(json!({"phone_number": good})), [], "{good}");
    }
    for bad in ["abc", "gọi Hoa", "???", "abc1"] {
        let text = "Does not match format 'phone': send a number, as 0349719999".to_owned();
        assert_eq!(failed(json!({"phone_number": bad})), [("phone_number", text)], "{bad}");
    }
    for field in ["date_of_birth", "identity_issued_on", "other_identity_issued_on"] {
        for good in [
            "1990-12-31",
            "1990-12-31T00:00:00Z",
            "31/12/1990",
            "1.2.1990",
            "12/1990",
            "1990",
            "",
            "0001-01-01T00:00:00Z",
        ] {
            assert_eq!(failed(json!({"phone_number": "1", field: good})), [], "{field} {good}");
        }
        for bad in ["abc", "31/02/1990", "1990-13-01", "12", "32/1/1990", "1/1/90", "1-2-3-4"] {
            let text = "Does not match format 'date': send a day, as 1990-12-31".to_owned();
            assert_eq!(failed(json!({"phone_number": "1", field: bad})), [(field, text)], "{field} {bad}");
        }
    }
}

#[test]
fn parameters_are_understood_refused_or_told() {
    let read = |text: &str| {
        let read = parameters::read::<wire::Lead>(&Query::read(text), &["list_uuid", "phone_number"]);
        read.map(|read| {
            (
                read.query.pairs().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&"),
                read.ignored,
            )
        })
        .map_err(|failed| texts(failed).into_iter().map(|(_, text)| text).collect::<Vec<_>>())
    };
    for same in [
        "list_uuid[]=a",
        "list_uuid[0]=a",
        "listUuid=a",
        "LIST-UUID=a",
        "list_uuids=a",
        "list_uuid=a&list_uuid[]=a",
        "list_uuid=&list_uuid=a&limit=",
    ] {
        let (query, ignored) = read(same).unwrap();
        assert!(query.split('&').any(|pair| pair == "list_uuid=a") && ignored.is_none(), "{same}: {query}");
    }
    assert_eq!(read("phone=1").unwrap().0, "phone_number=1");
    assert_eq!(read("list_uuid=a&list_uuid[]=b").unwrap_err(), ["Only one value is allowed"]);
    for narrows in [
        "status=NEW",
        "lead_name=An",
        "campaign_id=5",
        "createdFrom=x",
        "page=2",
        "per_page=5",
        "q=An",
        "campaign_uuid=x",
        "search=x",
    ] {
        let key = narrows.split('=').next().unwrap();
        let text = format!("Additional property {key} is not allowed. Allowed: list_uuid, phone_number, limit, offset");
        assert_eq!(read(narrows).unwrap_err(), [text], "{narrows}");
    }
    let (query, ignored) = read("_=1764&sort=x&status=&limit=5").unwrap();
    assert_eq!(
        (query.as_str(), ignored.as_deref()),
        ("limit=5", Some("no parameter of this list, so not looked at: _, sort, status"))
    );
}

#[test]
fn the_lead_of_the_path_decides() {
    let change =
        |lead: &str| mapping::lead_change(&object(json!({"lead_uuid": lead, "phone_number": "1"})), uuid(LEAD));
    assert!(change(&LEAD.to_uppercase()).is_ok());
    assert_eq!(texts(change(LIST).unwrap_err()), [("lead_uuid", "Does not match the path".to_owned())]);
}

#[test]
fn a_number_is_searched_whole_or_in_part() {
    let narrowed = |text: &str| {
        let mut filter = LeadFilter::default();
        let can_match = mapping::narrow_to_phone(&mut filter, text);
        (can_match, filter.phone_key, filter.phone_part)
    };
    assert_eq!(narrowed("+84349719001"), (true, Some("+84349719001".to_owned()), None));
    assert_eq!(narrowed("0349719001"), (true, Some("+84349719001".to_owned()), None));
    assert_eq!(narrowed("9719001"), (true, None, Some("9719001".to_owned())));
    assert_eq!(narrowed("03497191204"), (true, None, Some("03497191204".to_owned())));
    assert!(!narrowed("nobody").0, "a text without digits would match every lead");
}

#[test]
fn paging_has_limits() {
    let read = |text: &str| paging::read(&Query::read(text)).map_err(texts);
    assert_eq!(read(""), Ok(Paging { limit: 10, offset: 0 }));
    assert_eq!(read("limit=10000&offset=7"), Ok(Paging { limit: 10_000, offset: 7 }));
    assert_eq!(
        read("limit=99999999999999999999&offset=-1"),
        Err(vec![
            ("limit", "Must be less than or equal to 10000".to_owned()),
            ("offset", "Must be greater than or equal to 0".to_owned())
        ])
    );
    assert!(read("limit=1.5").is_err() && read("offset=-").is_err());
}

/// Every row of the file: its lead or why not.
fn file(text: &str) -> Vec<Result<NewLead, String>> {
    let rows = CsvRows::open(text.as_bytes()).unwrap();
    rows::check_header(rows.header()).unwrap();
    rows.map(|row| rows::read(&row.unwrap()).map(|read| read.lead).map_err(|reason| reason.en)).collect()
}

#[test]
fn a_row_is_kept_whole_with_the_known_keys_sorted() {
    let leads = file("Phone_Number,zone,lead_name,address\n0349719011, 7 ,Vũ Thị Giang,11 Phố Thử\n0349719012\n");
    let lead = stored(leads[0].clone().unwrap());
    let printed = printed(&lead);
    let additional = r#"{"address":"11 Phố Thử","after_day":0,"contract_number":"","lead_code":"","lead_name":"Vũ Thị Giang","phone_number":"0349719011","zone":"7"}"#;
    assert_eq!(printed["additional"], additional);
    assert_eq!((&printed["address"], &printed["network"]), (&json!("11 Phố Thử"), &json!("viettel")));
    let short = leads[1].clone().unwrap();
    let additional =
        r#"{"after_day":0,"contract_number":"","lead_code":"","lead_name":"","phone_number":"0349719012"}"#;
    assert_eq!(short.extras["additional"], additional);
}

#[test]
fn a_row_that_cannot_be_a_lead_says_why() {
    let head = "phone_number,lead_name,after_day\n";
    let cases = [
        (",An,0", "phone_number is empty"),
        ("1234567,An,0", "8 to 11 digits"),
        ("034971901234,An,0", "8 to 11 digits"),
        ("0349719011,An,0,more", "cell 4 stands under no column"),
        ("0349719011,An,soon", "after_day is no number of days"),
        ("0349719011,An,-1", "after_day is no number of days"),
        ("0349719011,A\0n,0", "U+0000"),
    ];
    for (row, reason) in cases {
        let found = file(&format!("{head}{row}\n")).remove(0).unwrap_err();
        assert!(found.contains(reason), "{row:?}: {found}");
    }
    assert!(file("phone_number,lead_name,,\n0349719011,An,,\n")[0].is_ok(), "a spreadsheet's empty columns do no harm");
    assert!(rows::check_header(&["email".to_owned()]).is_err_and(|say| say.contains("phone_number")));
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Status and body of an answer; every one is JSON.
fn answered(response: Response) -> (StatusCode, Value) {
    assert_eq!(response.headers()["content-type"], "application/json");
    let status = response.status();
    let body = wait(response.into_body().collect()).unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap())
}

#[test]
fn every_error_speaks_in_the_vendors_voice() {
    let refused = |field, why| LeadError::refused(field, why);
    let cases = [
        (refused(Field::List, RefusalReason::Taken), 400, json!("list_name is exists")),
        (refused(Field::Campaign, RefusalReason::Taken), 400, json!("campaign_name is already taken")),
        (refused(Field::Campaign, RefusalReason::StillActive), 400, json!("campaign must be deactive")),
        (refused(Field::Fact(Fact::Code), RefusalReason::Missing), 400, json!([{"lead_code": "code is missing"}])),
        (LeadError::NotFound(Resource::Campaign), 404, json!("Not Found")),
        (LeadError::KeyReused, 422, json!(LeadError::KeyReused.to_string())),
        (LeadError::InFlight, 409, json!(LeadError::InFlight.to_string())),
        (LeadError::Busy, 503, json!(LeadError::Busy.to_string())),
        (LeadError::OutcomeUnknown, 503, json!(LeadError::OutcomeUnknown.to_string())),
        (LeadError::Internal("f1".to_owned()), 500, json!("Internal Server Error")),
    ];
    for (error, status, text) in cases {
        let (found, body) = answered(ApiError::from(error.clone()).into_response());
        assert_eq!((found.as_u16(), body), (status, json!({"error": text})), "{error}");
    }
    let fault = ApiError::from(LeadError::Internal("f1".to_owned())).into_response();
    assert_eq!(fault.headers()["leadhub-fault"], "f1");
    for (error, again) in [(LeadError::Busy, true), (LeadError::Unavailable, true), (LeadError::OutcomeUnknown, false)]
    {
        let headers = ApiError::from(error.clone()).into_response().headers().clone();
        assert_eq!(headers.contains_key("retry-after"), again, "{error}");
    }
}

#[test]
fn every_trouble_keeps_its_status() {
    let cases = [
        (TransportError::Malformed("two Host headers"), 400),
        (TransportError::Unauthorized, 401),
        (TransportError::NoSuchPath, 404),
        (TransportError::WrongMethod, 405),
        (TransportError::TooSlow, 408),
        (TransportError::TooLarge(1), 413),
        (TransportError::TooMany(Rate::default()), 429),
        (TransportError::Internal("f2".to_owned()), 500),
        (TransportError::Unavailable, 503),
        (TransportError::OutcomeUnknown, 503),
    ];
    for (error, status) in cases {
        let (found, body) = answered(errors::refuse(error.clone()));
        assert_eq!(found.as_u16(), status, "{error:?}");
        assert!(body["error"].is_string(), "{error:?}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        Just(json!(LIST)),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,8}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

const FIELDS: [&str; 20] = [
    "list_uuid",
    "lead_uuid",
    "lead_name",
    "lead_code",
    "phone_number",
    "contract_number",
    "identity_number",
    "identity_issued_at",
    "identity_issued_on",
    "address",
    "province",
    "district",
    "ward",
    "date_of_birth",
    "gender",
    "ref_id",
    "ref_code",
    "other_identity_number",
    "other_identity_issued_at",
    "other_identity_issued_on",
];

fn any_body() -> impl Strategy<Value = Map<String, Value>> {
    let key = prop_oneof![
        prop::sample::select(&FIELDS[..]).prop_map(str::to_owned),
        prop::sample::select(vec!["after_day", "comment", "additional", "network", "hopper_id"])
            .prop_map(str::to_owned),
        "[a-z]{1,6}",
    ];
    prop::collection::vec((key, any_json()), 0..12).prop_map(Map::from_iter)
}

proptest! {
    #[test]
    fn any_object_is_read_or_refused(body in any_body()) {
        if let Ok((_, new, _)) = mapping::new_lead(&body, Rule::Documented) {
            printed(&stored(new));
        }
        let lead = stored(NewLead::default());
        if let Ok(sent) = mapping::lead_change(&body, uuid(LEAD)) {
            printed(&changed(lead.clone(), mapping::for_lead(&sent.change, &lead, &body)));
        }
        if let Ok(new) = rows::from_object(&body) {
            printed(&stored(new));
        }
    }

    #[test]
    fn what_was_written_reads_back(texts in prop::collection::vec("[^\0]{0,20}", FIELDS.len() - 3), own in any_json()) {
        let fields = FIELDS.iter().filter(|field| !["list_uuid", "lead_uuid", "phone_number"].contains(field));
        let written: Vec<(&str, String)> = fields.copied().zip(texts).collect();
        let mut body = object(json!({"list_uuid": LIST, "phone_number": "0349719999", "additional": "a", "own": own}));
        body.extend(written.iter().map(|(field, text)| ((*field).to_owned(), json!(text))));
        let (list, new, _) = mapping::new_lead(&body, Rule::Documented).unwrap();
        prop_assert_eq!(list, LIST);
        let lead = stored(new);
        let printed = printed(&lead);
        for (field, text) in written {
            let expected = if text.is_empty() && field.ends_with("_issued_on") { "0001-01-01T00:00:00Z" } else { &text };
            prop_assert_eq!(&printed[field], expected, "{}", field);
        }
        prop_assert_eq!(&printed["phone_number"], "0349719999");
        prop_assert_eq!(lead.extras[KEY].get("own"), Some(&own).filter(|own| !own.is_null()));
    }

    #[test]
    fn any_file_is_read_or_refused(text in "(phone_number|[a-z;,\t]){1,3}\n[^\0]{0,200}") {
        if let Ok(rows) = CsvRows::open(text.as_bytes()) {
            let _ = rows::check_header(rows.header());
            for row in rows.flatten() {
                if let Ok(read) = rows::read(&row) { printed(&stored(read.lead)); }
            }
        }
    }
}
