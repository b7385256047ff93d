//! Tests of this wire's mapping: what bodies mean in both profiles, what is refused in which words, what comes back, and that no
//! text makes it stumble. Run by `cargo test`; what needs a store is tested by the goldens.

use super::errors::ApiError;
use super::mapping::{self, AnswerStyle, Enquiry, LeadDetails, Operation, Rows, literal};
use super::{claim, credential};
use http::{HeaderMap, HeaderName, HeaderValue};
use leadhub_core::Actor;
use leadhub_model::catalogue::*;
use leadhub_model::organisation::{Integration, Organisation};
use leadhub_model::*;
use leadhub_wire::dialect::Claim;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// 2024-01-01T00:00:00Z: seven in the morning in the organisation's zone.
const NOW: Moment = Moment::from_micros(1_704_067_200_000_000);

fn actor(settings: Value) -> Actor {
    let organisation = Organisation {
        id: OrganisationId(1),
        slug: "kangnam".to_owned(),
        name: "Kangnam".to_owned(),
        zone: "Asia/Ho_Chi_Minh".to_owned(),
        uuid: Uuid::nil(),
        account: 1,
        default_dialect: "erp".to_owned(),
        language: "vi".to_owned(),
        logs_requests: true,
    };
    let integration = Integration {
        id: IntegrationId(1),
        dialect: "erp".to_owned(),
        name: "clinic".to_owned(),
        agent: None,
        settings: object(settings),
        scopes: leadhub_model::organisation::Scopes::default(),
        sight: leadhub_model::organisation::Sight::default(),
    };
    Actor::integration(organisation, integration)
}

fn documented() -> Actor {
    actor(json!({}))
}

fn as_deployed() -> Actor {
    actor(json!({ "validation": "as_deployed" }))
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn body() -> Map<String, Value> {
    object(json!({
        "phone_no1": "0349710111", "ticket_id": "8801", "agent_email": "a@example.com", "user_id": 2,
        "contact_name": "Trần Thị Mai", "gender": "female", "country_id": 241, "state_id": 7, "street": "5 Lê Lợi",
        "company_id": 2, "price_list_id": 1, "category_source_id": 1, "source_id": 1, "campaign_id": 21,
        "crm_line_ids": "[1, 2]"
    }))
}

fn with(changes: Value) -> Map<String, Value> {
    let mut body = body();
    body.extend(object(changes));
    body
}

fn without(key: &str) -> Map<String, Value> {
    let mut body = body();
    body.shift_remove(key);
    body
}

fn lead(body: Map<String, Value>, actor: &Actor) -> Result<Enquiry, ApiError> {
    mapping::enquiry(body, Operation::Lead, actor, NOW)
}

fn booking(body: Map<String, Value>, actor: &Actor) -> Result<Enquiry, ApiError> {
    mapping::enquiry(body, Operation::Booking, actor, NOW)
}

/// The refusal's `type` and message.
fn refused<T: std::fmt::Debug>(outcome: Result<T, ApiError>) -> (String, String) {
    match outcome {
        Err(ApiError::Refused(kind, message)) => (kind.to_owned(), message),
        Err(ApiError::Missing(fields)) => missing(fields[0]),
        other => panic!("not refused: {other:?}"),
    }
}

fn missing(field: &str) -> (String, String) {
    ("Missing".to_owned(), format!("The parameter {field} is missing!!!"))
}

fn rows() -> Rows {
    let brand = Brand { id: BrandId(1), code: "KN".to_owned(), name: "Kangnam".to_owned() };
    Rows {
        country: Some(Country { id: CountryId(241), code: "VN".to_owned(), name: "Việt Nam".to_owned() }),
        state: Some(Province {
            id: ProvinceId(7),
            country: CountryId(241),
            code: String::new(),
            name: "Victoria".to_owned(),
        }),
        district: None,
        category: Some(SourceCategory { id: SourceCategoryId(1), name: "MARKETING".to_owned() }),
        source: Some(Source {
            id: SourceId(1),
            category: Some(SourceCategoryId(4)),
            name: "Facebook".to_owned(),
            reviewed: true,
            merged_into: None,
        }),
        company: Some(Company {
            id: CompanyId(2),
            brand: BrandId(1),
            code: "KN.HN.01".to_owned(),
            name: "Hà Nội".to_owned(),
            bookable: true,
        }),
        price_list: Some(PriceList { id: PriceListId(1), brand: BrandId(1), name: "list".to_owned(), prices: vec![] }),
        services: BTreeMap::from([(1, 100), (2, 20)]),
        campaign: Some((CampaignId(21), "Hè 2021".to_owned())),
        agent: None,
        stage: None,
        account: None,
        owner: None,
        account_phone: None,
        hobbies: Arc::new(vec![Hobby { id: HobbyId(2), name: "âm nhạc".to_owned() }]),
        brand,
    }
}

fn stored(new: &NewLead) -> Lead {
    Lead {
        id: LeadId(9),
        uuid: Uuid::nil(),
        number: 1,
        person: PersonId(3),
        facts: new.facts.clone(),
        stage: StageId(1),
        previous_stage: None,
        reason: None,
        conversion: None,
        agent: new.agent,
        group: None,
        service: None,
        list: None,
        campaign: new.campaign,
        source: match &new.source {
            Some(SourceRef::Id(id)) => Some(*id),
            _ => None,
        },
        score: None,
        meeting_at: None,
        last_comment: None,
        after_day: 0,
        called_count: 0,
        withdrawn_at: None,
        last_call_at: None,
        first_touch_at: None,
        origin: "erp".to_owned(),
        extras: object(json!({ "erp": new.extras })).into(),
        version: 1,
        created_at: NOW,
        updated_at: NOW,
    }
}

#[test]
fn the_documented_profile_wants_every_field_in_the_tables_order() {
    let fields = [
        "ticket_id",
        "agent_email",
        "user_id",
        "contact_name",
        "gender",
        "country_id",
        "state_id",
        "street",
        "company_id",
        "price_list_id",
        "category_source_id",
        "source_id",
        "campaign_id",
        "crm_line_ids",
    ];
    for field in fields {
        assert_eq!(refused(lead(without(field), &documented())), missing(field));
        assert_eq!(refused(booking(without(field), &documented())), missing(field));
        for blank in [json!(" "), json!(null), json!(false)] {
            assert_eq!(refused(lead(with(json!({ field: blank })), &documented())), missing(field));
        }
    }
    assert_eq!(refused(lead(without("phone_no1"), &documented())), missing("account_id or phone_no1"));
    assert_eq!(refused(booking(body(), &documented())), missing("booking_date"));
    let mut two = without("street");
    two.shift_remove("gender");
    assert_eq!(refused(lead(two, &documented())), missing("gender"));
}

#[test]
fn the_deployed_profile_wants_the_short_list() {
    for field in ["contact_name", "gender", "company_id", "category_source_id", "source_id", "price_list_id"] {
        assert_eq!(refused(lead(without(field), &as_deployed())), missing(field));
    }
    for field in ["ticket_id", "agent_email", "street", "crm_line_ids", "campaign_id", "state_id", "country_id"] {
        assert!(lead(without(field), &as_deployed()).is_ok(), "{field}");
    }
    let mut booked = with(json!({ "booking_date": "2099-01-01" }));
    booked.shift_remove("category_source_id");
    assert!(booking(booked.clone(), &as_deployed()).is_ok());
    booked.shift_remove("crm_line_ids");
    assert_eq!(refused(booking(booked, &as_deployed())), missing("crm_line_ids"));
}

#[test]
fn phones_are_judged_by_profile() {
    let phone = |phone: &str| with(json!({ "phone_no1": phone, "booking_date": "2099-01-01" }));
    let book = |text: &str, actor: &Actor| {
        let request = booking(phone(text), actor)?;
        mapping::check_rows(&request, &rows(), Operation::Booking, actor)
    };
    for good in ["+84 349.710-111", "(0349) 710111", "12345678"] {
        assert!(book(good, &documented()).is_ok(), "{good}");
        assert_eq!(refused(book(good, &as_deployed())).0, "Loi SDT", "{good}");
    }
    for bad in ["1234567", "call 0349710111"] {
        assert_eq!(refused(book(bad, &documented())).0, "Loi SDT", "{bad}");
    }
    assert!(book("0349710111", &as_deployed()).is_ok());
    assert_eq!(refused(book("03497101112", &as_deployed())).0, "Loi SDT");
    let request = booking(phone("03497101112"), &as_deployed()).unwrap();
    let andorra = Country { id: CountryId(1), code: "AD".to_owned(), name: "Andorra".to_owned() };
    let abroad = Rows { country: Some(andorra), ..rows() };
    assert!(mapping::check_rows(&request, &abroad, Operation::Booking, &as_deployed()).is_ok());
}

#[test]
fn what_is_not_found_is_named_in_the_vendors_order() {
    let request = lead(with(json!({ "district_id": 5 })), &documented()).unwrap();
    let check = |rows: &Rows| mapping::check_rows(&request, rows, Operation::Lead, &documented());
    let mut found = rows();
    found.services.clear();
    found.campaign = None;
    assert_eq!(refused(check(&found)), ("ID District not found".to_owned(), "ID District not found: 5".to_owned()));
    found.district = Some(District { id: DistrictId(5), province: ProvinceId(7), name: "d".to_owned() });
    found.category = None;
    assert_eq!(refused(check(&found)).1, "ID Category Source not found: 1");
    found.category = rows().category;
    assert_eq!(refused(check(&found)).1, "ID Service not found: 1");
    found.services = rows().services;
    assert_eq!(refused(check(&found)).1, "ID Campaign not found: 21");
    for (key, kind) in [("country_id", "ID Country not found"), ("source_id", "ID Source CS not found")] {
        assert_eq!(refused(lead(with(json!({ key: "x1" })), &documented())), (kind.to_owned(), format!("{kind}: x1")));
    }
}

#[test]
fn a_branch_that_is_not_known_yet_takes_no_booking() {
    let request = booking(with(json!({ "booking_date": "2099-01-01" })), &documented()).unwrap();
    let mut found = rows();
    found.company.as_mut().unwrap().bookable = false;
    assert_eq!(refused(mapping::check_rows(&request, &found, Operation::Booking, &documented())).0, "Chọn sai công ty");
    assert!(mapping::check_rows(&request, &found, Operation::Lead, &documented()).is_ok());
}

#[test]
fn the_account_names_the_person_but_of_a_deployed_lead_the_phone() {
    let both = Rows { account: Some(PersonId(1)), owner: Some(PersonId(2)), ..rows() };
    for (operation, actor, person) in [
        (Operation::Lead, documented(), Some(PersonId(1))),
        (Operation::Lead, as_deployed(), None),
        (Operation::Booking, documented(), Some(PersonId(1))),
        (Operation::Booking, as_deployed(), Some(PersonId(1))),
    ] {
        assert_eq!(mapping::account_of(&both, operation, &actor), person, "{operation:?}");
    }
    for odd in [json!("x"), json!([1]), json!(true)] {
        let request = lead(with(json!({ "account_id": odd })), &documented()).unwrap();
        assert_eq!(request.account, None, "as an unknown one beside a phone");
        let mut alone = without("phone_no1");
        alone.insert("account_id".to_owned(), odd);
        assert_eq!(refused(lead(alone, &documented())).0, "ID Account not found");
    }
    let request = lead(with(json!({ "account_id": "1", "booking_date": "" })), &documented()).unwrap();
    let unknown = rows();
    assert!(mapping::check_rows(&request, &unknown, Operation::Lead, &documented()).is_ok(), "the phone decides");
    let mut alone = without("phone_no1");
    alone.insert("account_id".to_owned(), json!(1));
    let alone = lead(alone, &documented()).unwrap();
    assert_eq!(
        refused(mapping::check_rows(&alone, &unknown, Operation::Lead, &documented())).0,
        "ID Account not found"
    );
    let known = Rows { account: Some(PersonId(1)), account_phone: Some("0349710111".to_owned()), ..rows() };
    let new =
        mapping::new_lead(alone.clone(), &known, mapping::account_of(&known, Operation::Lead, &documented())).unwrap();
    assert_eq!((new.person, new.facts.text(Fact::Phone)), (Some(PersonId(1)), "0349710111"));
}

#[test]
fn days_of_booking() {
    let zone = documented().zone;
    let read = |text: &str| mapping::day_of_booking(text, NOW, &zone);
    let utc = |text: &str| Moment::read(text, &Zone::utc()).unwrap();
    let ends = utc("2024-01-01 16:59:59.999999");
    assert_eq!(read("2024-01-01"), Ok((utc("2024-01-01 02:00:00"), ends)));
    assert_eq!(read("2024-01-01 00:00"), Ok((utc("2024-01-01 02:00:00"), ends)));
    assert_eq!(read("2024-01-01 14:30"), Ok((utc("2024-01-01 07:30:00"), ends)));
    assert_eq!(read("2024-01-01 14:30:15"), Ok((utc("2024-01-01 07:30:15"), ends)));
    assert_eq!(read("01-01-2024 14:30:15"), read("2024-01-01 14:30:15"), "as answers print it");
    assert_eq!(read(" 01-02-2024 "), read("2024-02-01"));
    for bad in [
        "2023-12-31",
        "1899-01-01",
        "31-12-2023",
        "32-01-2099",
        "1-1-2099",
        "2099-02-30",
        "soon",
        "2099-01-01T00:00:00+07:00",
    ] {
        assert_eq!(refused(read(bad)), ("Invalid Booking Date".to_owned(), format!("Invalid Booking Date: {bad}")));
    }
    // Eight in the evening in UTC is the next day there.
    let evening = Moment::from_micros(NOW.micros() + 20 * 3_600_000_000);
    assert!(mapping::day_of_booking("2024-01-01", evening, &zone).is_err());
}

#[test]
fn days_of_birth() {
    let born = |text: &str| lead(with(json!({ "birth_date": text })), &documented());
    assert_eq!(born("1999-06-02").unwrap().fact(Fact::BirthDate), Some("1999-06-02"));
    assert_eq!(born("").unwrap().fact(Fact::BirthDate), None);
    for (bad, kind) in [("1899-12-31", "Invalid Birth date"), ("2/6/99", "Invalid Birth date")] {
        assert_eq!(refused(born(bad)).0, kind);
    }
    assert_eq!(refused(born("2024-01-01")).0, "Năm sinh không hợp lệ");
    assert!(born("2023-12-31").is_ok());
}

/// A13, A18.
#[test]
fn what_other_wires_wrote_is_printed_in_this_ones_words() {
    let printed = |gender: &str, born: &str| {
        let facts = Facts::default().with(Fact::Gender, gender).with(Fact::BirthDate, born);
        let lead = stored(&NewLead { facts, ..NewLead::default() });
        let printed = serde_json::to_value(mapping::detail(&lead, &LeadDetails::default())).unwrap();
        for key in ["gender", "birth_date"] {
            let back = object(json!({ key: printed[key] }));
            let news = mapping::without_printed(back, &printed).unwrap();
            assert!(news.is_empty(), "{key} changes nothing when it is sent back");
            let back = mapping::enquiry(object(json!({ key: printed[key] })), Operation::Change, &documented(), NOW);
            assert!(back.is_ok(), "{gender} {born}");
        }
        (printed["gender"].clone(), printed["birth_date"].clone(), printed["year_of_birth"].clone())
    };
    let no = json!(false);
    for (gender, wanted) in [("Nam", "male"), ("NỮ", "female"), ("khác", "other"), ("FEMALE", "female")] {
        assert_eq!(printed(gender, "05/12/1990"), (json!(wanted), json!("1990-12-05"), json!("1990")), "{gender}");
    }
    for (born, wanted) in [("1/2/1990", "1990-02-01"), ("1990/02/01", "1990-02-01"), ("1990-02-01 08:30", "1990-02-01")]
    {
        assert_eq!(printed("?", born), (no.clone(), json!(wanted), json!("1990")), "{born}");
    }
    for born in ["31/02/1990", "1990", "spring", "1899-12-31", "2024-01-01", "01/01/2024"] {
        assert_eq!(printed("?", born), (no.clone(), no.clone(), no.clone()), "{born}");
    }
}

/// K4.
#[test]
fn a_change_of_a_booking_may_cancel_it() {
    let state = |effect: Value| {
        let request =
            mapping::enquiry(object(json!({ "effect": effect })), Operation::Change, &documented(), NOW).unwrap();
        mapping::booking_state(&request)
    };
    for cancels in ["expire", "Hết hiệu lực", " hết hiệu lực "] {
        assert_eq!(state(json!(cancels)), Ok(Some(BookingState::Cancelled)), "{cancels}");
    }
    for stays in [json!("effect"), json!("Hiệu lực"), json!(""), json!(false), json!(null)] {
        assert_eq!(state(stays.clone()), Ok(None), "{stays}");
    }
    assert_eq!(refused(state(json!("done"))), ("params".to_owned(), "effect: is one of effect, expire".to_owned()));
}

#[test]
fn a_number_in_a_portrait_is_its_digits() {
    let body = object(
        json!({ "customer_portrait": { "term_goals": 2027, "revenue_source": "[1]", "affected_by": "family" } }),
    );
    let request = mapping::enquiry(body, Operation::Change, &documented(), NOW).unwrap();
    let wanted = json!({ "term_goals": "2027", "revenue_source": "[1]", "affected_by": "family" });
    assert_eq!(request.portrait.map(Value::Object), Some(wanted));
    let body = object(json!({ "customer_portrait": { "term_goals": [1] } }));
    assert_eq!(refused(mapping::enquiry(body, Operation::Change, &documented(), NOW)).0, "params");
}

#[test]
fn choices_and_kinds_are_checked() {
    for (key, value) in [
        ("gender", "MALE"),
        ("send_info_facebook", "no"),
        ("send_info_zalo", "yes"),
        ("overseas_vietnamese", "yes"),
        ("work_online", "1"),
        ("shuttle_bus", "maybe"),
        ("ticket_id", "T-1"),
        ("user_id", "me"),
        ("crm_line_ids", "{"),
    ] {
        let (kind, message) = refused(lead(with(json!({ key: value })), &documented()));
        assert_eq!(kind, "params", "{key}");
        assert!(message.starts_with(key), "{message}");
    }
    assert_eq!(refused(lead(with(json!({ "booking_date": "2099-01-01" })), &documented())).0, "Error");
}

#[test]
fn a_portrait_is_kept_typed_and_printed_in_its_order() {
    let given = json!({ "customer_portrait": "{'affected_by': ('co_worker', 'Co-Worker'), 'transport': \"('car','Car')\",
        'work_start_time': 0, 'work_end_time': '17.5', 'hobby': [2, '2', 'Câu cá', 'ÂM NHẠC'], 'pain_point': 'đau',
        'desires': [], 'revenue_source': None, 'own': {'a': [1]}}" });
    let request = lead(with(given), &documented()).unwrap();
    let lead = stored(&mapping::new_lead(request.clone(), &rows(), None).unwrap());
    assert_eq!(lead.extras["erp"]["customer_portrait"]["own"], json!({ "a": [1] }));
    let style = AnswerStyle::of(&actor(json!({ "newer_keys": true, "base_url": "https://erp.example.com/" })));
    let printed = serde_json::to_value(mapping::created(&lead, &LeadDetails::default(), &style)).unwrap();
    let portrait = &printed["customer_portrait"];
    assert_eq!(portrait["hobby"], json!(["âm nhạc", "Câu cá"]));
    assert_eq!((&portrait["affected_by"], &portrait["transport"]), (&json!("co_worker"), &json!("car")));
    assert_eq!(portrait["work_start_time"].to_string(), "0.0");
    assert_eq!(portrait["work_end_time"].to_string(), "17.5");
    assert_eq!((&portrait["revenue_source"], &portrait["pain_point"]), (&Value::Null, &json!(["đau"])));
    assert!(portrait.get("desires").is_none());
    assert_eq!(printed["id_lead"], 9);
    assert_eq!(
        printed["link_lead_detail"],
        "https://erp.example.com/web#id=9&model=crm.lead&view_type=form&action=630&menu_id=430"
    );
    for bad in
        ["[1]", "{'work_start_time': 24}", "{'work_end_time': -0.5}", "{'transport': 'plane'}", "{'pain_point': [1]}"]
    {
        assert_eq!(refused(self::lead(with(json!({ "customer_portrait": bad })), &documented())).0, "params", "{bad}");
    }
    let unknown = self::lead(with(json!({ "customer_portrait": { "hobby": [77] } })), &documented()).unwrap();
    assert_eq!(refused(mapping::new_lead(unknown.clone(), &rows(), None)).0, "ID Hobby not found");
}

#[test]
fn a_created_lead_has_the_documents_keys_and_no_other() {
    let request = lead(body(), &documented()).unwrap();
    let lead = stored(&mapping::new_lead(request.clone(), &rows(), None).unwrap());
    let style = AnswerStyle::of(&documented());
    let printed = serde_json::to_value(mapping::created(&lead, &LeadDetails::default(), &style)).unwrap();
    let document = include_str!("../../../../docs/contract/erp-create-lead.md");
    let sample = document.split_once("\"data\": {").unwrap().1.split_once("\n    }").unwrap().0;
    let keys: Vec<&str> = sample.lines().filter_map(|line| line.trim().strip_prefix('"')?.split('"').next()).collect();
    assert_eq!(keys.len(), 38);
    assert_eq!(object(printed.clone()).keys().collect::<Vec<_>>(), keys);
    assert_eq!(printed["amount_total"].to_string(), "120.0");
    assert_eq!(printed["create_on"], "01-01-2024 00:00:00");
    assert_eq!((&printed["work_online"], &printed["send_info_zalo"]), (&json!("no"), &json!(false)));
    assert_eq!(lead.source, Some(SourceId(1)));
    assert_eq!(lead.extras["erp"]["agent_email"], "a@example.com");
}

#[test]
fn lines_change_one_by_one() {
    let request = |given: Value| {
        let body = object(json!({ "crm_line_ids": given }));
        mapping::enquiry(body, Operation::Change, &documented(), NOW).unwrap().lines.unwrap()
    };
    let price = |service: i64| service * 10;
    let ids = |lines: &[_]| serde_json::to_value(lines).unwrap();
    let first = mapping::changed(vec![], &request(json!([1, "2", { "service_id": 2 }])), Some(5), price).unwrap();
    assert_eq!(
        ids(&first),
        json!([{ "service_id": 1, "quantity": 1, "price": 10, "source_id": 5 },
               { "service_id": 2, "quantity": 2, "price": 20, "source_id": 5 }])
    );
    let changes = json!([
        { "type_update": 1, "id": 1, "service_id": 7 }, { "type_update": "0", "id": "2" }, { "type_update": 2, "service_id": 3 }
    ]);
    let after = mapping::changed(first.clone(), &request(changes), None, price).unwrap();
    let services: Vec<i64> = after.iter().map(|line| line.service.0).collect();
    assert_eq!(services, [7, 3]);
    let gone = request(json!([{ "type_update": 0, "id": 99 }]));
    let unknown = LeadError::refused(Field::Service, RefusalReason::Unknown);
    assert_eq!(mapping::changed(first, &gone, None, price), Err(unknown));
}

#[test]
fn lines_as_answers_print_them_keep_their_quantity_and_price() {
    let request = |given: Value| {
        let body = object(json!({ "crm_line_ids": given }));
        mapping::enquiry(body, Operation::Change, &documented(), NOW)
    };
    let known = json!([{ "service_id": 1, "quantity": 3, "price": 7, "source_id": 5 }]);
    let known: Vec<_> = serde_json::from_value(known).unwrap();
    let after = |given: Value| {
        let lines = request(given).unwrap().lines.unwrap();
        serde_json::to_value(mapping::changed(known.clone(), &lines, None, |service| service * 10).unwrap()).unwrap()
    };
    let printed = json!({ "id": 1, "service_id": 1, "quantity": 3, "total_before_discount": 21.0 });
    let kept = json!({ "service_id": 1, "quantity": 3, "price": 7, "source_id": 5 });
    let new = json!({ "service_id": 2, "quantity": 1, "price": 20, "source_id": null });
    assert_eq!(after(json!([printed, 2])), json!([kept, new]));
    assert_eq!(after(json!([1])), json!([{ "service_id": 1, "quantity": 1, "price": 10, "source_id": null }]));
    assert_eq!(after(json!("")), json!([]));
    assert_eq!(refused(request(json!([{ "service_id": 1, "quantity": 0 }]))).0, "params");
}

#[test]
fn what_a_change_repeats_of_the_answer_says_nothing() {
    let printed = json!({
        "id": 7, "gender": "male", "work_online": "no", "campaign_id": false, "amount_total": 120.0, "name": "7",
        "crm_line_ids": [{ "id": 1, "total_before_discount": 120.0 }]
    });
    let news = |given: Value| mapping::without_printed(object(given), &printed).unwrap();
    assert!(news(printed.clone()).is_empty());
    let as_texts = json!({
        "id": "7", "campaign_id": "False", "amount_total": 120, "crm_line_ids": "[{'id': 1, 'total_before_discount': 120}]"
    });
    assert!(news(as_texts).is_empty());
    let other = json!({ "id": 8, "gender": "", "work_online": "yes", "campaign_id": "", "street": false, "name": 7 });
    assert_eq!(news(other.clone()), object(other));
}

#[test]
fn a_blank_clears_in_a_change_and_says_nothing_elsewhere() {
    for blank in [json!(""), json!(false), json!("False")] {
        let keys = ["country_id", "state_id", "district_id", "price_list_id", "source_id", "campaign_id", "ticket_id"];
        let body: Map<String, Value> = keys.iter().map(|key| ((*key).to_owned(), blank.clone())).collect();
        let request = mapping::enquiry(body, Operation::Change, &documented(), NOW).unwrap();
        let change = mapping::change(
            request,
            &Rows {
                state: None,
                country: None,
                source: None,
                campaign: None,
                company: None,
                price_list: None,
                ..rows()
            },
        )
        .unwrap();
        for fact in [Fact::Province, Fact::District, Fact::Code] {
            assert!(change.facts.contains(&(fact, None)), "{fact:?}");
        }
        assert_eq!(change.unlinked, [Link::Campaign, Link::Source]);
        for key in ["country_id", "state_id", "district_id", "price_list_id"] {
            assert_eq!(change.extras[key], Value::Null, "{key}");
        }
    }
    let agent = object(json!({ "agent_email": " " }));
    let request = mapping::enquiry(agent, Operation::Change, &documented(), NOW).unwrap();
    let change = mapping::change(request, &rows()).unwrap();
    assert_eq!((&change.unlinked[..], &change.extras["agent_email"]), (&[Link::Agent][..], &Value::Null));
    let created = lead(with(json!({ "ticket_id": "", "street": "", "facebook_acc": "" })), &as_deployed()).unwrap();
    let change = mapping::change(created, &rows()).unwrap();
    assert!(change.facts.iter().all(|(_, text)| text.is_some()), "of what is new a blank clears nothing");
    assert!(change.extras.values().all(|value| !value.is_null()));
}

#[test]
fn a_home_phone_is_no_mobile() {
    let facts = Facts::default().with(Fact::Phone, "0349710111").with(Fact::HomePhone, "02438250001");
    let mut lead = stored(&NewLead { facts, ..NewLead::default() });
    let mobile =
        |lead: &Lead| serde_json::to_value(mapping::detail(lead, &LeadDetails::default())).unwrap()["mobile"].clone();
    assert_eq!(mobile(&lead), "0349710111");
    lead.facts.set(Fact::Phone2, Some("0349710112".to_owned()));
    assert_eq!(mobile(&lead), "0349710112");
}

#[test]
fn what_older_programs_kept_becomes_facts() {
    let kept = json!({ "source_id": 7, "category_source_id": 4, "zalo_acc": "0349710111", "facebook_acc": "an", "phone_no2": "1",
        "work_online": "yes" });
    let lead = Lead { extras: object(json!({ "erp": kept })).into(), ..stored(&NewLead::default()) };
    let change = mapping::facts_from_extras(&lead);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(change.facts, [(Fact::Facebook, text("an")), (Fact::Zalo, text("0349710111"))]);
    assert_eq!(change.source, Some(SourceRef::Id(SourceId(7))));
    assert_eq!((change.extras.len(), change.extras.contains_key("work_online")), (5, false));
    assert!(change.extras.values().all(Value::is_null));
}

#[test]
fn all_that_is_missing_is_told_and_the_first_is_named() {
    use axum::response::IntoResponse;
    let mut two = without("street");
    two.shift_remove("gender");
    two.shift_remove("phone_no1");
    let response = lead(two, &documented()).unwrap_err().into_response();
    assert_eq!(response.headers()["leadhub-reason"], "missing: account_id or phone_no1, gender, street");
}

#[test]
fn codes_of_bookings_may_carry_the_day() {
    let request = |actor: &Actor| {
        let request = booking(with(json!({ "booking_date": "2099-01-01" })), actor).unwrap();
        mapping::new_booking(&request, &rows(), actor, NOW).unwrap()
    };
    let plain = request(&documented());
    assert_eq!((plain.code_prefix.as_str(), plain.code_digits), ("Book-", 0));
    let dated = request(&actor(json!({ "booking_code_dated": true })));
    assert_eq!((dated.code_prefix.as_str(), dated.code_digits), ("BOOK-240101-", 5));
    assert_eq!(dated.code.as_deref(), Some("8801"));
}

#[test]
fn an_account_that_is_named_keeps_its_lead_from_moving_to_the_phones_owner() {
    let request = booking(with(json!({ "account_id": 1, "booking_date": "2099-01-01" })), &documented()).unwrap();
    let has_phone = |rows: Rows| {
        let new = mapping::new_booking(&request, &rows, &documented(), NOW).unwrap();
        new.change.facts.iter().any(|(fact, _)| *fact == Fact::Phone)
    };
    assert!(!has_phone(Rows { account: Some(PersonId(1)), owner: Some(PersonId(2)), ..rows() }));
    assert!(has_phone(Rows { account: Some(PersonId(1)), owner: Some(PersonId(1)), ..rows() }));
    assert!(has_phone(Rows { owner: Some(PersonId(2)), ..rows() }));
}

#[test]
fn credentials_and_claims() {
    let head = |pairs: &[(&'static str, &str)]| {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        };
        pairs.iter().map(pair).collect::<HeaderMap>()
    };
    assert_eq!(credential(&head(&[("access-token", " a ")])).as_deref(), Some("a"));
    assert_eq!(credential(&head(&[("access-token", "a"), ("access_token", "b")])).as_deref(), Some("b"));
    assert_eq!(credential(&head(&[("access_token", "")])), None);
    assert_eq!(credential(&head(&[("authorization", "Bearer a")])), None);
    let of = |organisation, speaks| Some(Claim { organisation, speaks });
    assert_eq!(claim("/kangnam/api/v1/lead"), of(Some("kangnam"), true));
    assert_eq!(claim("/kangnam/api/v1/leads/"), of(Some("kangnam"), false));
    assert_eq!(claim("/api/v1/leads"), of(None, true));
    assert_eq!(claim("/api/auth/token"), of(None, true));
    assert_eq!(claim("/kangnam/api/auth/token/"), of(Some("kangnam"), true));
    for other in ["/", "/api", "/v3/lead", "/kangnam/lead/labels", "//api/v1/lead", "/api/auth/tokens"] {
        assert_eq!(claim(other), None, "{other}");
    }
}

#[test]
fn literals_of_both_languages() {
    let read = |text: &str| literal::read(text);
    assert_eq!(read("[28546,28547]"), Some(json!([28546, 28547])));
    assert_eq!(read(" 1, 2, "), Some(json!([1, 2])));
    assert_eq!(read("('family', 'Family')"), Some(json!(["family", "Family"])));
    assert_eq!(read("{'a': [True, None, -1.5e1], 2: \"x'y\"}"), Some(json!({ "a": [true, null, -15.0], "2": "x'y" })));
    assert_eq!(read(r#""\u00e0\n\x41\ud83d\ude00\/""#), Some(json!("à\nA😀/")));
    assert_eq!(read("[(),{},[],]"), Some(json!([[], {}, []])));
    for bad in [
        "",
        "[",
        "[1 2]",
        "(1",
        "{1}",
        "{'a' 1}",
        "'a",
        "'\\q'",
        "a",
        "1+1",
        "inf",
        "nan",
        "__import__('os')",
        "[,]",
        "'\\x00'",
        "\"\\ud83d\"",
    ] {
        assert_eq!(read(bad), None, "{bad}");
    }
    assert!(read(&("[".repeat(32) + &"]".repeat(32))).is_some());
    assert_eq!(read(&("[".repeat(33) + &"]".repeat(33))), None);
    assert_eq!(read(&format!("'{}'", "a".repeat(256 * 1024))), None);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-zà-ỹ'\"\\\\ ]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z]{1,4}", inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn json_is_read_as_a_literal(value in any_json()) {
        prop_assert_eq!(literal::read(&value.to_string()), Some(value));
    }

    #[test]
    fn no_text_makes_the_reader_stumble(text in "\\PC{0,60}", nested in "[\\[\\](){}:,'\"\\\\a1 ]{0,60}") {
        let _ = literal::read(&text);
        let _ = literal::read(&nested);
    }

    #[test]
    fn no_json_makes_the_mapping_stumble(value in any_json(), key in 0usize..20) {
        let mut body = with(json!({ "booking_date": "2099-01-01" }));
        let key = match body.keys().nth(key) { Some(key) => key.clone(), None => "customer_portrait".to_owned() };
        body.insert(key, value);
        for actor in [documented(), as_deployed()] {
            for operation in [Operation::Lead, Operation::Booking, Operation::Change] {
                let Ok(request) = mapping::enquiry(body.clone(), operation, &actor, NOW) else { continue };
                let _ = mapping::check_rows(&request, &rows(), operation, &actor);
                let Ok(new) = mapping::new_lead(request.clone(), &rows(), None) else { continue };
                let printed = mapping::detail(&stored(&new), &LeadDetails::default());
                prop_assert!(serde_json::to_value(printed).is_ok());
            }
        }
    }

    #[test]
    fn what_is_written_is_read_back(
        name in "[A-ZÀ-Ỹa-zà-ỹ ]{1,20}[a-z]", street in "[a-z0-9à-ỹ]{1,20}", facebook in "[a-z]{1,9}", other in any_json()
    ) {
        let sent = json!({ "contact_name": name, "street": street, "facebook_acc": facebook, "own_field": other });
        let request = lead(with(sent), &documented()).unwrap();
        let lead = stored(&mapping::new_lead(request.clone(), &rows(), None).unwrap());
        let printed = serde_json::to_value(mapping::detail(&lead, &LeadDetails::default())).unwrap();
        prop_assert_eq!(&printed["contact_name"], &json!(name));
        prop_assert_eq!(&printed["street"], &json!(street));
        prop_assert_eq!(&printed["facebook_acc"], &json!(facebook));
        let kept = lead.extras["erp"].get("own_field").cloned().unwrap_or_default();
        prop_assert_eq!(kept, other);
    }
}
