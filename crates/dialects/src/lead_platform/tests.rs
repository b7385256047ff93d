//! What this wire reads and answers, without a store: its tables against the document, bodies to leads and changes, the voice in
//! which everything is refused, and that no JSON at all does harm.

use super::errors::{self, ApiError};
use super::mapping::{self, AGENT_FORM, Object, PARTNER, ValueType, WEB_FORM, matches_mobile};
use super::{DIALECT, KEY};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body_util::BodyExt;
use leadhub_core::Actor;
use leadhub_model::organisation::Organisation;
use leadhub_model::*;
use leadhub_wire::dialect::{Claim, Rate, TransportError};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const DOCUMENT: &str = include_str!("../../../../docs/contract/lead-platform.txt");

fn actor() -> Actor {
    let organisation = Organisation {
        id: OrganisationId(1),
        uuid: Uuid::nil(),
        slug: "here".to_owned(),
        name: "Here".to_owned(),
        zone: "Asia/Ho_Chi_Minh".to_owned(),
        default_dialect: KEY.to_owned(),
        language: "vi".to_owned(),
        logs_requests: true,
        account: 1,
    };
    Actor { dialect: KEY.to_owned(), ..Actor::house(organisation) }
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn created(body: Value) -> NewLead {
    mapping::create(object(body), "TCB", &actor()).unwrap().lead
}

fn wrong(error: ApiError) -> Vec<String> {
    match error {
        ApiError::Fields(failed) => failed.into_iter().map(|(field, _)| field).collect(),
        other => panic!("{other:?}"),
    }
}

fn not_created(body: Value) -> Vec<String> {
    wrong(mapping::create(object(body), "TCB", &actor()).unwrap_err())
}

/// One object of the document: its fields in their order, each with the lines that follow it.
fn printed(first: &str) -> Vec<(String, Vec<String>)> {
    let mut lines = DOCUMENT.lines().map(str::trim).skip_while(|line| *line != first).peekable();
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    while let Some(line) = lines.next_if(|line| *line != "Object") {
        // A field is followed by its type; `sale` alone has none.
        let is_field = matches!(lines.peek(), Some(&("string" | "integer" | "Array"))) || line == "sale";
        match fields.last_mut() {
            _ if is_field && line != "Array" => fields.push((line.to_owned(), Vec::new())),
            Some((_, rest)) => rest.push(line.to_owned()),
            None => {}
        }
    }
    fields
}

#[test]
fn the_tables_are_the_documents() {
    for (first, table) in [("name", &AGENT_FORM), ("lead_source_id", &PARTNER), ("fullName", &WEB_FORM)] {
        let printed = printed(first);
        let keys: Vec<&str> = printed.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, table.fields.iter().map(|field| field.key).collect::<Vec<_>>(), "{}", table.name);
        for (field, (_, rest)) in table.fields.iter().zip(&printed) {
            let says = |word: &str| rest.iter().any(|line| line == word);
            let words: Vec<&str> =
                rest.iter().map(String::as_str).skip_while(|line| *line != "Enumeration:").skip(1).collect();
            let fits = match field.value_type {
                ValueType::Word(known) => words == known,
                ValueType::Words(known) => says("Array") && words == known,
                ValueType::Mobile => says("Pattern:"),
                ValueType::Day => says("date"),
                ValueType::Time => says("date-time"),
                ValueType::Int64 => says("int64"),
                ValueType::Int32 => says("int32"),
                ValueType::TextOrObject => rest.is_empty(),
                ValueType::Text(_) => words.is_empty() && !says("date") && !says("Pattern:") && says("string"),
            };
            assert!(fits, "{}: {rest:?} is not {:?}", field.key, field.value_type);
            // Only the second object has none of its own (decision L2).
            if *table != PARTNER {
                assert_eq!(says("required"), table.required.contains(&field.key), "{}", field.key);
            }
        }
    }
}

#[test]
fn a_number_matches_the_pattern_as_a_whole() {
    for good in ["0349719999", "0712345678", "0812345678", "0912345678", "01234567890", "01|12345678", "030312345678"] {
        assert!(matches_mobile(good), "{good}");
    }
    for bad in [
        "0512345678",
        "84349719999",
        "+84349719999",
        "034971999",
        "xx0312345678",
        "0312345678yy",
        "0112345678",
        "0349 719 999",
        "",
        "12345678",
        "đ12345678",
    ] {
        assert!(!matches_mobile(bad), "{bad}");
    }
}

#[test]
fn an_agents_form_becomes_a_lead() {
    let new = created(json!({
        "name": "Hạnh", "mobileNumber": "+84 349 713 001", "homePhone": "02438250001", "email": "h@example.com", "gender": "FEMALE",
        "birthDate": "1990/05/12", "idNumber": "001", "passport": "C1", "demand": "Mua", "houseNumber": " 12 ", "street": "Nguyễn Trãi",
        "regionCode": "01", "districtCode": "009", "wardCode": "00367", "agentId": 9223372036854775807_i64,
        "projectCode": "P-1", "sourceOrigin": "WEBSITE", "homeDirections": ["EAST", "WEST"], "own": { "kept": 2.50 }, "nothing": null
    }));
    let facts: Vec<(Fact, &str)> = new.facts.iter().collect();
    let wanted = [
        (Fact::Name, "Hạnh"),
        (Fact::Phone, "+84 349 713 001"),
        (Fact::Email, "h@example.com"),
        (Fact::Subject, "Mua"),
        (Fact::Gender, "female"),
        (Fact::BirthDate, "1990-05-12"),
        (Fact::IdentityNumber, "001"),
        (Fact::Passport, "C1"),
        (Fact::Address, "12 Nguyễn Trãi"),
        (Fact::Province, "01"),
        (Fact::District, "009"),
        (Fact::Ward, "00367"),
        (Fact::HomePhone, "02438250001"),
        (Fact::ProjectCode, "P-1"),
    ];
    assert_eq!(facts, wanted);
    let extras = json!({
        "houseNumber": " 12 ", "street": "Nguyễn Trãi", "agentId": 9223372036854775807_i64, "homeDirections": ["EAST", "WEST"],
        "sourceOrigin": "WEBSITE", "regionCode": "01", "districtCode": "009", "wardCode": "00367", "own": { "kept": 2.50 }
    });
    let mut kept = Value::Object(new.extras.clone());
    kept.sort_all_objects();
    let mut extras = extras;
    extras.sort_all_objects();
    assert_eq!(kept, extras);
    assert_eq!((new.comment, new.list), (None, None));
    assert_eq!(new.source, SourceRef::word("WEBSITE"));
}

#[test]
fn a_partners_lead_keeps_its_key_word_and_note() {
    let body = json!({ "lead_source_id": "K1", "name": "Bảo", "mobile_number": "0349713002", "status": "New", "note": "gọi", "lead_score": "87", "meeting_time": "2027-01-02T08:00:00", "sale": { "code": 1 } });
    let create = mapping::create(object(body), "TCB", &actor()).unwrap();
    assert_eq!((create.source_id.as_deref(), create.status.as_deref()), (Some("K1"), Some("New")));
    let lead = create.lead;
    assert_eq!((lead.facts.get(Fact::Code), lead.facts.get(Fact::Subject)), (Some("K1"), Some("Lead TCB")), "L19");
    assert_eq!(lead.comment.map(|comment| comment.body), Some("gọi".to_owned()));
    let meeting = Moment::read("2027-01-02T01:00:00Z", &Zone::utc());
    assert_eq!((lead.score, lead.meeting_at), (Some(87), meeting), "the organisation's own hour");
    assert_eq!(lead.source, SourceRef::word("TCB"), "the partner itself");
    assert_eq!(Value::Object(lead.extras), json!({ "lead_source_id": "K1", "status": "New", "sale": { "code": 1 } }));
}

#[test]
fn a_new_lead_goes_into_the_integrations_list() {
    let body = object(json!({ "name": "Bảo", "mobile_number": "0349713002" }));
    let mut actor = actor();
    assert_eq!(mapping::create(body.clone(), "TCB", &actor).unwrap().lead.list, None);
    actor.settings = object(json!({ "list_id": 901 })).into();
    assert_eq!(mapping::create(body, "TCB", &actor).unwrap().lead.list, Some(ListId(901)));
}

#[test]
fn a_web_forms_purpose_is_a_comment_and_its_source_no_key() {
    let body = json!({ "fullName": "Châu", "phoneNumber": "0349713003", "email": "c@example.com", "demand": "thuê", "project": "S", "purpose": "ở", "source": "web", "status": "NEW" });
    let create = mapping::create(object(body), "TCB", &actor()).unwrap();
    assert_eq!((create.source_id, create.status), (None, None));
    assert_eq!(create.lead.comment.map(|comment| comment.body), Some("ở".to_owned()));
    assert_eq!(Value::Object(create.lead.extras), json!({ "source": "web", "status": "NEW" }));
    assert_eq!((create.lead.facts.get(Fact::ProjectName), create.lead.source), (Some("S"), SourceRef::word("web")));
}

#[test]
fn the_day_of_a_birth_is_the_organisations() {
    let day = |text: &str| {
        let new = created(json!({ "name": "B", "mobile_number": "0349713004", "birth_date": text }));
        (new.facts.text(Fact::BirthDate).to_owned(), new.extras.get("birth_date").cloned())
    };
    assert_eq!(day("1990-05-12"), ("1990-05-12".to_owned(), None));
    for late in
        ["1990-05-11T17:00:00Z", "1990-05-11T17:00:00+00:00", "1990-05-12T23:59:59", "1990-05-12T00:00:00+07:00"]
    {
        assert_eq!(day(late), ("1990-05-12".to_owned(), Some(json!(late))), "{late}");
    }
}

#[test]
fn objects_are_told_by_their_keys() {
    let all = ["mobileNumber", "mobile_number", "phoneNumber"];
    assert_eq!(not_created(json!({})), all);
    assert_eq!(not_created(json!({ "name": "a", "demand": "x" })), all);
    assert_eq!(not_created(json!({ "mobileNumber": "1", "fullName": "a" })), ["mobileNumber", "fullName"]);
    assert_eq!(not_created(json!({ "lead_source_id": "K" })), ["name", "mobile_number"]);
    assert_eq!(
        not_created(json!({ "fullName": "a", "phoneNumber": " " })),
        ["phoneNumber", "email", "demand", "project"]
    );
    let with_null = created(json!({ "name": "a", "mobileNumber": "0349713005", "mobile_number": null }));
    assert_eq!(with_null.facts.text(Fact::Phone), "0349713005");
}

#[test]
fn every_field_refuses_what_it_is_not() {
    let base = |object: &Object| -> Map<String, Value> {
        object.required.iter().map(|key| ((*key).to_owned(), json!("0349713006"))).collect()
    };
    for table in [&AGENT_FORM, &PARTNER, &WEB_FORM] {
        for field in table.fields {
            for value in [json!(true), json!([7]), json!([1.5])] {
                let mut body = base(table);
                body.insert(field.key.to_owned(), value.clone());
                assert_eq!(not_created(Value::Object(body)), [field.key], "{} {value}", table.name);
            }
            let most = match field.value_type {
                ValueType::Text(most) => most,
                _ => continue,
            };
            for (length, is_good) in [(most, true), (most + 1, false)] {
                let mut body = base(table);
                body.insert(field.key.to_owned(), json!("ệ".repeat(length)));
                assert_eq!(mapping::create(body, "TCB", &actor()).is_ok(), is_good, "{} {length}", field.key);
            }
        }
    }
}

#[test]
fn a_number_where_a_text_is_meant_is_its_digits() {
    let body = json!({ "name": "a", "mobile_number": 349713007, "lead_source_id": 17, "house_price": 5.5, "sale": 42 });
    let create = mapping::create(object(body), "TCB", &actor()).unwrap();
    assert_eq!((create.lead.facts.text(Fact::Phone), create.source_id.as_deref()), ("349713007", Some("17")));
    assert_eq!((&create.lead.extras["house_price"], &create.lead.extras["sale"]), (&json!("5.5"), &json!("42")));
    // A day or a word is none.
    for field in ["gender", "birth_date"] {
        let body = json!({ "name": "a", "mobile_number": "0349713007", field: 5 });
        assert_eq!(not_created(body), [field]);
    }
}

#[test]
fn the_same_data_in_another_order_are_the_same() {
    let content = |text: &str| mapping::create(serde_json::from_str(text).unwrap(), "TCB", &actor()).unwrap().content;
    let first = content(r#"{"name":"a","mobile_number":"1"}"#);
    assert_eq!(content(r#"{ "mobile_number": "1", "name": "a" }"#), first);
    assert_ne!(content(r#"{"name":"b","mobile_number":"1"}"#), first);
}

#[test]
fn other_data_of_a_key_change_its_lead_and_nothing_that_was_not_said() {
    let create = |status: Value| {
        let body =
            json!({ "name": "a", "mobile_number": "0349713007", "lead_source_id": "K", "status": status, "note": "n" });
        mapping::create(object(body), "TCB", &actor()).unwrap()
    };
    let (change, status) = mapping::repeated(&create(json!("NEW")), &lead(Some("n"), json!({ "status": "NEW" })));
    let facts: Vec<Fact> = change.facts.iter().map(|(fact, _)| *fact).collect();
    assert_eq!(facts, [Fact::Name, Fact::Phone], "neither the code nor a subject that nobody sent");
    assert_eq!((status, change.comment), (None, None), "the word and the note are the last ones");
    let (_, status) = mapping::repeated(&create(json!("WON")), &lead(None, json!({ "status": "NEW" })));
    assert_eq!(status.as_deref(), Some("WON"));
}

#[test]
fn whole_numbers_have_their_bits() {
    let score = |value: Value| {
        let body = json!({ "name": "a", "mobile_number": "0349713007", "lead_score": value });
        mapping::create(object(body), "TCB", &actor()).ok().and_then(|create| create.lead.score)
    };
    assert_eq!(score(json!(i32::MIN)), Some(i64::from(i32::MIN)));
    assert_eq!(score(json!(" 2147483647 ")), Some(i64::from(i32::MAX)));
    for bad in [json!(2147483648_i64), json!("1e3"), json!(1.0), json!("x"), json!(null), json!("")] {
        assert_eq!(score(bad.clone()), None, "{bad}");
    }
}

fn change(body: Value) -> Result<mapping::Change, ApiError> {
    mapping::change(object(body), &actor())
}

#[test]
fn a_change_needs_its_two_and_merges_the_rest() {
    assert_eq!(wrong(change(json!({ "name": "a" })).unwrap_err()), ["lead_source_id", "status"]);
    assert_eq!(wrong(change(json!({ "lead_source_id": "K", "status": "x".repeat(51) })).unwrap_err()), ["status"]);
    assert_eq!(
        wrong(change(json!({ "lead_source_id": "K", "status": "x", "fullName": "a" })).unwrap_err()),
        ["fullName"]
    );
    let request = change(json!({ "lead_source_id": "17", "status": "x", "name": "", "email": "a@example.com", "note": "n", "lead_score": 3 })).unwrap();
    assert_eq!((request.source_id.as_str(), request.status.as_str()), ("17", "x"));
    assert_eq!(request.lead.facts, [(Fact::Email, Some("a@example.com".to_owned()))]);
    assert_eq!(Value::Object(request.lead.extras), json!({ "status": "x" }));
    assert_eq!(request.lead.score, Some(3));
    assert_eq!(request.lead.comment.map(|comment| comment.body), Some("n".to_owned()));
}

fn lead(last_comment: Option<&str>, extras: Value) -> Lead {
    Lead {
        id: LeadId(5),
        uuid: Uuid::nil(),
        number: 1,
        person: PersonId(2),
        facts: Facts::default().with(Fact::Code, "changed elsewhere"),
        stage: StageId(1),
        previous_stage: None,
        reason: None,
        conversion: None,
        agent: None,
        group: None,
        service: None,
        list: None,
        campaign: None,
        source: None,
        score: None,
        meeting_at: None,
        last_comment: last_comment.map(str::to_owned),
        after_day: 0,
        called_count: 0,
        withdrawn_at: None,
        last_call_at: None,
        first_touch_at: None,
        origin: KEY.to_owned(),
        extras: object(json!({ KEY: extras })).into(),
        version: 1,
        created_at: Moment::from_micros(0),
        updated_at: Moment::from_micros(0),
    }
}

#[test]
fn a_source_said_again_is_no_news() {
    let request = change(json!({ "lead_source_id": "K", "status": "x", "channel": "Zalo" })).unwrap().lead;
    assert_eq!(mapping::for_lead(&request, &lead(None, json!({ "channel": "Zalo" }))).source, None);
    assert_eq!(mapping::for_lead(&request, &lead(None, json!({ "channel": "Web" }))).source, SourceRef::word("Zalo"));
}

#[test]
fn what_older_programs_kept_becomes_facts() {
    let kept = json!({ "project_code": "P", "lead_score": 7, "meeting_time": "2027-01-02T01:00:00Z", "channel": "Zalo", "x": 1 });
    let mut old = lead(None, kept);
    old.facts.set(Fact::Phone2, Some("02438250001".to_owned()));
    let told = mapping::facts_from_extras(&old);
    let number = Some("02438250001".to_owned());
    let facts = [(Fact::ProjectCode, Some("P".to_owned())), (Fact::HomePhone, number), (Fact::Phone2, None)];
    assert_eq!(told.facts, facts);
    assert_eq!((told.score, told.source), (Some(7), SourceRef::word("Zalo")));
    assert_eq!(told.meeting_at, Moment::read("2027-01-02T01:00:00Z", &Zone::utc()));
    assert_eq!(told.extras.keys().collect::<Vec<_>>(), ["project_code", "lead_score", "meeting_time"]);
    old.extras.insert("elsewhere".to_owned(), json!({ "any": "02438250001" }));
    assert_eq!(mapping::facts_from_extras(&old).facts.len(), 1, "another wire wrote it");
    old.origin = "elsewhere".to_owned();
    assert_eq!(mapping::facts_from_extras(&Lead { extras: LeadExtras::default(), ..old }).source, None);
}

#[test]
fn a_note_sent_again_is_said_once() {
    let request = change(json!({ "lead_source_id": "K", "status": "x", "note": "n" })).unwrap().lead;
    assert!(mapping::for_lead(&request, &lead(Some("n"), json!({}))).comment.is_none());
    assert!(mapping::for_lead(&request, &lead(Some("m"), json!({}))).comment.is_some());
}

#[test]
fn the_answer_names_the_key_it_was_created_under() {
    let answer = |extras| serde_json::to_value(mapping::created(&lead(None, extras))).unwrap();
    let uuid = Uuid::nil();
    assert_eq!(answer(json!({ "lead_source_id": "K" })), json!({ "id": 5, "lead_uuid": uuid, "lead_source_id": "K" }));
    assert_eq!(answer(json!({})), json!({ "id": 5, "lead_uuid": uuid, "lead_source_id": null }));
}

#[test]
fn credentials_and_paths() {
    let token = |text: &'static str| {
        (DIALECT.credential)(&HeaderMap::from_iter([(http::header::AUTHORIZATION, HeaderValue::from_static(text))]))
    };
    assert_eq!(token("bearer  t "), Some("t".to_owned()));
    for none in ["Bearer", "Bearer ", "t", "Basic t"] {
        assert_eq!(token(none), None, "{none}");
    }
    assert_eq!((DIALECT.claim)("/lead-platform/v1/x"), Some(Claim { organisation: None, speaks: true }));
    assert_eq!((DIALECT.claim)("/lead-platforms/v1"), None);
}

async fn answered(response: Response) -> (StatusCode, HeaderMap, Value) {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (parts.status, parts.headers, serde_json::from_slice(&bytes).unwrap())
}

#[tokio::test]
async fn everything_is_refused_in_one_shape() {
    let transport_errors = [
        (TransportError::Malformed("two Host headers"), 400),
        (TransportError::Unauthorized, 401),
        (TransportError::NoSuchPath, 404),
        (TransportError::WrongMethod, 405),
        (TransportError::TooSlow, 408),
        (TransportError::TooLarge(9), 413),
        (TransportError::TooMany(Rate::default()), 429),
        (TransportError::Internal("f7".to_owned()), 500),
        (TransportError::Unavailable, 503),
        (TransportError::OutcomeUnknown, 503),
    ];
    for (error, wanted) in transport_errors {
        let again = [429, 503].contains(&wanted) && error != TransportError::OutcomeUnknown;
        let (status, headers, body) = answered(errors::refuse(error)).await;
        assert_eq!((status.as_u16(), headers["content-type"].as_bytes()), (wanted, &b"application/json"[..]));
        assert_eq!(body["error"], status.canonical_reason().unwrap());
        assert_eq!(body.as_object().unwrap().len(), 2, "{body}");
        assert_eq!(headers.contains_key("retry-after"), again);
        assert_eq!(headers.get("leadhub-fault").is_some_and(|id| id == "f7"), wanted == 500);
    }
    let errors = [
        (LeadError::refused(Field::List, RefusalReason::Unknown), 400),
        (LeadError::NotFound(Resource::Lead), 404),
        (LeadError::InFlight, 409),
        (LeadError::KeyReused, 422),
        (LeadError::Internal("f7".to_owned()), 500),
        (LeadError::Busy, 503),
    ];
    for (error, wanted) in errors {
        let (status, _, body) = answered(ApiError::Lead(error).into_response()).await;
        assert_eq!(status.as_u16(), wanted);
        assert_eq!(body.get("fields").is_some(), wanted == 400, "{body}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        "[^\0]{0,12}".prop_map(Value::from),
        "[0-9|:TZ+-]{0,26}".prop_map(Value::from),
        Just(json!("1990-05-12T00:00:00Z")),
        Just(json!("0349713008")),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,4}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_key() -> impl Strategy<Value = String> {
    let known = [&AGENT_FORM, &PARTNER, &WEB_FORM].into_iter().flat_map(|object| object.fields).map(|field| field.key);
    prop_oneof![4 => prop::sample::select(known.collect::<Vec<_>>()).prop_map(str::to_owned), 1 => "[a-z]{1,5}"]
}

proptest! {
    #[test]
    fn any_object_is_read_or_refused(body in prop::collection::btree_map(any_key(), any_json(), 0..12)) {
        let body: Map<String, Value> = body.into_iter().collect();
        let actor = actor();
        let _create = mapping::create(body.clone(), "TCB", &actor);
        let _change = mapping::change(body, &actor);
    }

    #[test]
    fn nothing_that_was_sent_is_lost(texts in prop::collection::vec("[a-zA-Zệ0-9]{1,20}", 30), own in any_json(), which in 0..3_usize) {
        let table = [&AGENT_FORM, &PARTNER, &WEB_FORM][which];
        let plain = table.fields.iter().filter(|field| matches!(field.value_type, ValueType::Text(_)));
        let mut body: Map<String, Value> = plain.zip(texts).map(|(field, text)| (field.key.to_owned(), json!(text))).collect();
        if *table == WEB_FORM {
            body.insert("phoneNumber".to_owned(), json!("0349713009"));
        }
        body.insert("of_nobody".to_owned(), own.clone());
        let new = mapping::create(body.clone(), "TCB", &actor()).unwrap().lead;
        let comment = new.comment.as_ref().map(|comment| json!(comment.body));
        for field in table.fields.iter().filter(|field| body.contains_key(field.key)) {
            let fact = field.fact.and_then(|fact| new.facts.get(fact)).map(Value::from);
            let kept = fact.or(new.extras.get(field.key).cloned()).or(comment.clone().filter(|_| table.remark == Some(field.key)));
            prop_assert_eq!(kept.as_ref(), Some(&body[field.key]), "{}", field.key);
        }
        let is_something = !own.is_null() && own.as_str().is_none_or(|text| !text.trim().is_empty());
        prop_assert_eq!(new.extras.get("of_nobody"), is_something.then_some(&own));
    }
}
