//! The mapping and the errors without a store: what is read, what is refused and by which name, what comes back. The goldens
//! show the same wire whole.

use super::errors::{self, ApiError};
use super::mapping::{self, AnswerStyle, LeadDetails, Routing};
use super::{DIALECT, claim, credential};
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use leadhub_core::Actor;
use leadhub_core::questions::LeadCard;
use leadhub_core::store::reference::agents::StoredAgent;
use leadhub_model::list::Campaign;
use leadhub_model::organisation::{Integration, Organisation};
use leadhub_model::reference::{Agent, CustomField, CustomFieldKind, ExternalName, Label};
use leadhub_model::*;
use leadhub_wire::dialect::{Claim, Rate, TransportError};
use leadhub_wire::query::Query;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use uuid::Uuid;

const NOON: Moment = Moment::from_micros(1_725_192_000_000_000); // 2024-09-01 12:00:00 UTC
const SERVICE: Routing = Routing { service: Some(ServiceId(1244)), group: None, agent: None };

fn create(lead: Value) -> Result<NewLead, ApiError> {
    mapping::new_lead(json!({ "lead": lead }).to_string().as_bytes(), SERVICE)
}

fn change(lead: Value) -> Result<LeadChange, ApiError> {
    mapping::change(json!({ "lead": lead }).to_string().as_bytes()).map(|change| change.lead)
}

/// The field that a create call is refused for.
fn refused(lead: Value) -> String {
    match create(lead.clone()) {
        Err(ApiError::Fields(faults)) => faults.into_iter().map(|(field, _)| field).collect::<Vec<_>>().join(" "),
        other => panic!("{lead}: {other:?}"),
    }
}

fn with(key: &str, value: impl Into<Value>) -> Value {
    let mut lead = json!({ "phone": "0983980148", "subject": "S", "service_id": 1244 });
    lead[key] = value.into();
    lead
}

fn actor(settings: Value) -> Actor {
    let organisation = Organisation {
        id: OrganisationId(1),
        slug: "acme".to_owned(),
        name: "Acme".to_owned(),
        zone: "Asia/Ho_Chi_Minh".to_owned(),
        uuid: Uuid::nil(),
        account: 8187,
        default_dialect: DIALECT.key.to_owned(),
        language: "vi".to_owned(),
        logs_requests: true,
    };
    let integration = Integration {
        id: IntegrationId(1),
        dialect: DIALECT.key.to_owned(),
        name: "client".to_owned(),
        agent: None,
        settings: settings.as_object().cloned().unwrap_or_default(),
        scopes: leadhub_model::organisation::Scopes::default(),
        sight: leadhub_model::organisation::Sight::default(),
    };
    Actor::integration(organisation, integration)
}

/// The lead that the store would make of it.
fn stored(new: NewLead) -> Lead {
    let mut extras = Map::new();
    extras.insert(DIALECT.key.to_owned(), Value::Object(new.extras));
    Lead {
        id: LeadId(512534181),
        uuid: Uuid::nil(),
        number: 16843,
        person: PersonId(207642682),
        facts: new.facts,
        stage: new.stage.unwrap_or(StageId(525)),
        previous_stage: None,
        reason: new.reason,
        conversion: None,
        agent: new.agent,
        group: new.group,
        service: new.service,
        list: new.list,
        campaign: new.campaign,
        source: None,
        score: None,
        meeting_at: None,
        last_comment: None,
        after_day: 0,
        called_count: 0,
        withdrawn_at: None,
        last_call_at: None,
        first_touch_at: None,
        origin: DIALECT.key.to_owned(),
        extras: extras.into(),
        version: 1,
        created_at: NOON,
        updated_at: NOON,
    }
}

fn no_details() -> LeadDetails {
    LeadDetails {
        card: LeadCard::default(),
        fields: Arc::default(),
        agents: Vec::new(),
        group: None,
        sources: Arc::default(),
    }
}

fn with_card(card: LeadCard) -> LeadDetails {
    LeadDetails { card, ..no_details() }
}

fn detail(lead: &Lead, details: &LeadDetails, settings: Value) -> Value {
    let wire = mapping::detail(lead, details, &AnswerStyle::of(&actor(settings)));
    serde_json::to_value(wire).unwrap()["lead"].take()
}

fn row(lead: &Lead, settings: Value) -> Value {
    serde_json::to_value(mapping::row(lead, None, &[], &AnswerStyle::of(&actor(settings)))).unwrap()
}

fn known_agent() -> StoredAgent {
    let agent = Agent {
        id: AgentId(7),
        uuid: Uuid::nil(),
        username: "Admin1".to_owned(),
        email: Some("admin1@example.com".to_owned()),
        phone: None,
        extension: Some("50024".to_owned()),
        role: 1,
        group: None,
        more_groups: Vec::new(),
        avatar: None,
        retired: false,
    };
    StoredAgent { agent, created_at: NOON, updated_at: NOON }
}

fn read(response: Response) -> (StatusCode, HeaderMap, Value) {
    let (head, body) = response.into_parts();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let bytes = runtime.block_on(body.collect()).unwrap().to_bytes();
    (head.status, head.headers, serde_json::from_slice(&bytes).unwrap())
}

#[test]
fn every_field_of_the_create_call_is_read() {
    let new = create(json!({
        "username": "Nguyễn Văn A", "subject": "Test lead", "phone": "0983 980.148", "email": "A@example.com",
        "service_id": "1244", "group_id": 12945, "assignee_id": 124734559, "requester_id": 5,
        "lead_status_id": 557, "lead_status": 558, "lead_label": [10, "11"], "lead_label_id": [22],
        "estimated_closed_date": "2024/03/21 23:59:59", "unqualify_reason": 176, "comment": "Helo world",
        "custom_fields": [{"id": "6068", "value": "106902"}, {"id": 1, "value": [1, "2"]}, {"id": 2, "value": null}],
        "ref_url": "https://example.com/a?utm_source=GANEW&utm_content=T%20E#x", "gclid": "abc", "null": null,
    }))
    .unwrap();
    let fact = |fact| new.facts.text(fact);
    assert_eq!(fact(Fact::Name), "Nguyễn Văn A");
    assert_eq!(fact(Fact::Subject), "Test lead");
    assert_eq!(fact(Fact::Phone), "0983 980.148");
    assert_eq!(fact(Fact::Email), "A@example.com");
    assert_eq!(fact(Fact::EstimatedClose), "2024-03-21 23:59:59");
    assert_eq!((new.service, new.group), (Some(ServiceId(1244)), Some(GroupId(12945))));
    assert_eq!((new.agent, new.person), (Some(AgentId(124734559)), Some(PersonId(5))));
    assert_eq!((new.stage, new.reason), (Some(StageId(557)), Some(ReasonId(176))));
    assert_eq!(new.labels, [LabelId(10), LabelId(11)]);
    assert_eq!(new.comment, Some(NewComment { body: "Helo world".to_owned(), is_public: false, author: None }));
    let values: Vec<_> = new.custom_values.iter().map(|value| (value.field.0, value.value.as_deref())).collect();
    assert_eq!(values, [(6068, Some("106902")), (1, Some(",1,2,")), (2, None)]);
    assert_eq!(fact(Fact::RefUrl), "https://example.com/a?utm_source=GANEW&utm_content=T%20E#x");
    assert_eq!(Value::Object(new.extras), json!({ "gclid": "abc" }));
}

#[test]
fn the_samples_spellings_are_aliases() {
    let new = create(json!({ "phone": "0983980148", "subject": "S", "lead_status": 558, "lead_status_id": null,
        "lead_label_id": [10] }))
    .unwrap();
    assert_eq!((new.stage, new.labels), (Some(StageId(558)), vec![LabelId(10)]));
}

#[test]
fn what_a_lead_needs() {
    assert_eq!(refused(json!({ "phone": "0983980148" })), "subject");
    assert_eq!(refused(with("subject", "  ")), "subject");
    assert_eq!(refused(json!({ "subject": "S", "username": "A" })), "phone");
    assert_eq!(refused(json!({ "subject": "S", "phone": "", "email": " " })), "phone");
    for identity in [json!({ "phone": "0983980148" }), json!({ "email": "a@b.vn" }), json!({ "requester_id": 5 })] {
        let mut lead = identity;
        lead["subject"] = "S".into();
        assert!(create(lead).is_ok());
    }
    let nowhere = mapping::new_lead(br#"{"lead":{"phone":"0983980148","subject":"S"}}"#, Routing::default());
    assert!(matches!(nowhere, Err(ApiError::Fields(faults)) if faults[0].0 == "service_id"));
    let there = create(json!({ "phone": "0983980148", "subject": "S", "group_id": 3 })).unwrap();
    assert_eq!((there.service, there.group), (None, Some(GroupId(3))), "the default is for leads that name no place");
}

#[test]
fn limits_are_in_characters() {
    assert!(create(with("subject", "ế".repeat(250))).is_ok());
    assert_eq!(refused(with("subject", "ế".repeat(251))), "subject");
    assert_eq!(refused(with("username", "ế".repeat(251))), "username");
    assert!(create(with("comment", "ế".repeat(5000))).is_ok());
    assert_eq!(refused(with("comment", "ế".repeat(5001))), "comment");
    assert_eq!(refused(with("comment", json!({ "body": "ế".repeat(5001) }))), "comment.body");
    assert_eq!(refused(with("phone", "0".repeat(51))), "phone");
    assert_eq!(refused(with("email", format!("{}@example.com", "a".repeat(39)))), "email");
}

#[test]
fn wrong_values_are_refused_by_the_vendors_name() {
    for (key, value) in [
        ("username", json!(5)),
        ("subject", json!(["S"])),
        ("phone", json!("0983abc148")),
        ("phone", json!("1234567")),
        ("phone", json!(98398014.5)),
        ("email", json!("a@b")),
        ("service_id", json!("12a")),
        ("group_id", json!(1.5)),
        ("assignee_id", json!(true)),
        ("lead_status_id", json!({})),
        ("unqualify_reason", json!([1])),
        ("lead_label", json!(10)),
        ("lead_label", json!([10, null])),
        ("estimated_closed_date", json!("tomorrow")),
        ("estimated_closed_date", json!("2024-02-30 00:00:00")),
        ("custom_fields", json!({})),
        ("comment", json!(7)),
    ] {
        assert_eq!(refused(with(key, value.clone())), key, "{value}");
    }
    for (field, value) in [
        ("comment.body", json!({ "is_public": 0 })),
        ("comment.body", json!({ "body": " " })),
        ("comment.is_public", json!({ "body": "B", "is_public": 2 })),
        ("comment.author_id", json!({ "body": "B", "author_id": "x" })),
    ] {
        assert_eq!(refused(with("comment", value.clone())), field, "{value}");
    }
    for (field, value) in [
        ("custom_fields.id", json!([{ "value": 1 }])),
        ("custom_fields.id", json!([5])),
        ("custom_fields.value", json!([{ "id": 1 }])),
        ("custom_fields.value", json!([{ "id": 1, "value": {} }])),
    ] {
        assert_eq!(refused(with("custom_fields", value.clone())), field, "{value}");
    }
}

#[test]
fn a_body_is_an_object_with_a_lead() {
    for (body, field) in [
        ("", "body"),
        ("{", "body"),
        ("[]", "body"),
        (r#"{"lead":{"subject":"\u0000"}}"#, "body"),
        ("{}", "lead"),
        (r#"{"lead":null}"#, "lead"),
        (r#"{"lead":[]}"#, "lead"),
    ] {
        assert!(
            matches!(mapping::change(body.as_bytes()), Err(ApiError::Fields(faults)) if faults[0].0 == field),
            "{body}"
        );
    }
}

#[test]
fn an_update_changes_what_it_names() {
    let nothing = change(json!({ "subject": null, "assignee_id": "", "comment": "" })).unwrap();
    assert!(nothing.facts.is_empty() && nothing.agent.is_none() && nothing.comment.is_none());
    assert!(nothing.stage.is_none() && nothing.labels.is_none() && nothing.extras.is_empty());

    let cleared = change(json!({ "email": "", "estimated_closed_date": "", "lead_label": [] })).unwrap();
    assert_eq!(cleared.facts, [(Fact::Email, None), (Fact::EstimatedClose, None)]);
    assert_eq!(cleared.labels, Some(Vec::new()));
    assert!(change(json!({ "subject": "" })).is_err());

    let commented = change(json!({ "comment": { "body": "B", "is_public": "1", "author_id": "7" } })).unwrap();
    assert_eq!(commented.comment, Some(NewComment { body: "B".to_owned(), is_public: true, author: Some(AgentId(7)) }));

    let moved = change(json!({ "ref_url": "https://example.com/?utm_source=new", "utm_term": "own" })).unwrap();
    assert!(moved.facts.contains(&(Fact::UtmTerm, Some("own".to_owned()))) && moved.extras.is_empty());
    assert_eq!(moved.source, None, "the core reads the address");
    let odd = change(json!({ "utm_term": 7, "ticket_source": "Hội chợ" })).unwrap();
    assert_eq!((&odd.extras["utm_term"], odd.source), (&json!(7), SourceRef::word("Hội chợ")));
    let of_page = change(json!({ "utm_source": "tờ rơi", "ticket_source": "Hội chợ" })).unwrap();
    assert_eq!(of_page.source, None, "a campaign comes first");
}

#[test]
fn an_answer_sent_back_changes_nothing() {
    let lead = stored(create(with("gclid", "abc")).unwrap());
    let mut details = no_details();
    Arc::make_mut(&mut details.fields).push(CustomField {
        id: CustomFieldId(1),
        label: "One".to_owned(),
        kind: CustomFieldKind::SingleChoice,
        options: Vec::new(),
    });
    details.card.custom_values.push(CustomValue { field: CustomFieldId(1), value: Some("106902".to_owned()) });
    let back = change(detail(&lead, &details, json!({}))).unwrap();
    let back = mapping::without_printed(&back, &lead, None, &[]);
    assert_eq!(back.facts, [(Fact::Subject, Some("S".to_owned()))]);
    assert_eq!((back.stage, back.service), (Some(StageId(525)), Some(ServiceId(1244))));
    assert_eq!(back.custom_values, details.card.custom_values);
    let kept: Vec<_> = back.extras.iter().filter(|(_, value)| **value != Value::Null).collect();
    assert!(kept.is_empty(), "{kept:?}");
}

#[test]
fn values_without_a_home_come_from_the_extras() {
    let mut lead = stored(create(with("subject", "S")).unwrap());
    let bare = (detail(&lead, &no_details(), json!({})), row(&lead, json!({})));
    for key in ["incident_id", "ticket_source_end_status", "ticket_source_detail_id", "satisfaction", "qa_agent"] {
        assert_eq!(bare.0[key], Value::Null, "{key}");
    }
    assert_eq!((&bare.1["ticket_priority"], &bare.1["source_detail_id"]), (&json!("Normal"), &Value::Null));
    lead.extras.insert(
        DIALECT.key.to_owned(),
        json!({ "incident_id": "-1", "ticket_source_detail_id": 1154135, "ticket_source_end_status": "x",
            "satisfaction": 5, "tags": ["t"], "ticket_priority": "High" }),
    );
    let (detail, row) = (detail(&lead, &no_details(), json!({})), row(&lead, json!({})));
    assert_eq!((&detail["incident_id"], &row["incident_id"]), (&json!(-1), &json!(-1)));
    assert_eq!((&detail["ticket_source_detail_id"], &row["source_detail_id"]), (&json!(1154135), &json!(1154135)));
    assert_eq!(detail["ticket_source_end_status"], Value::Null, "an integer or nothing");
    assert_eq!((&detail["satisfaction"], &detail["tags"]), (&json!(5), &json!(["t"])));
    assert_eq!(row["ticket_priority"], "High");
}

#[test]
fn a_campaign_brings_its_marks() {
    let lead = stored(create(with("subject", "S")).unwrap());
    let none = detail(&lead, &no_details(), json!({}));
    assert_eq!(
        (&none["campaign"], &none["campaign_action_id"], &none["campaign_status"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let campaign = Campaign {
        id: CampaignId(78830),
        uuid: Uuid::nil(),
        name: "Sample".to_owned(),
        kind: String::new(),
        active: true,
        status: 0,
        created_at: NOON,
        updated_at: NOON,
    };
    let some = detail(&lead, &with_card(LeadCard { campaign: Some(campaign), ..LeadCard::default() }), json!({}));
    assert_eq!(some["campaign"], json!({ "id": 78830, "campaign_name": "Sample", "status": 0 }));
    assert_eq!(
        (&some["campaign_id"], &some["campaign_action_id"], &some["campaign_status"]),
        (&json!(78830), &json!(-1), &json!(0))
    );
}

#[test]
fn times_are_in_the_integrations_zone() {
    let lead = stored(create(with("estimated_closed_date", "2024-03-21 23:59:59")).unwrap());
    let (utc, home) = (json!({ "zone": "UTC" }), json!({}));
    let details = no_details();
    assert_eq!(detail(&lead, &details, utc.clone())["created_at"], "2024-09-01 12:00:00");
    assert_eq!(row(&lead, utc)["created_at"], "2024-09-01T12:00:00Z");
    assert_eq!(detail(&lead, &details, home.clone())["created_at"], "2024-09-01 19:00:00");
    assert_eq!(row(&lead, home.clone())["created_at"], "2024-09-01T19:00:00Z");
    assert_eq!(detail(&lead, &details, home)["estimated_closed_date"], "2024-03-21 23:59:59");
}

#[test]
fn the_assignee_is_masked_unless_the_setting_says_otherwise() {
    let lead = stored(create(with("assignee_id", 7)).unwrap());
    let details = LeadDetails { agents: vec![known_agent()], ..no_details() };
    let masked = detail(&lead, &details, json!({}));
    assert_eq!(
        (&masked["assignee"]["email"], &masked["assignee"]["phone_no"]),
        (&json!("**@example.com"), &json!("***"))
    );
    let open = detail(&lead, &details, json!({ "show_assignee_contacts": true }));
    assert_eq!(
        (&open["assignee"]["email"], &open["assignee"]["phone_no"]),
        (&json!("admin1@example.com"), &Value::Null)
    );
}

#[test]
fn the_requester_is_the_person_and_only_what_is_not_known_is_the_leads() {
    let person = Person { id: PersonId(207642682), name: Some("First".to_owned()), created_at: NOON, updated_at: NOON };
    let details = with_card(LeadCard { person: Some(person), ..LeadCard::default() });
    let mut lead = stored(create(with("username", "Second")).unwrap());
    lead.facts.set(Fact::Phone, Some("+84 912 000 120".to_owned()));
    let requester = detail(&lead, &details, json!({}))["requester"].take();
    assert_eq!((&requester["username"], &requester["phone_no"]), (&json!("First"), &json!("0912000120")));
    lead.facts = Facts::default();
    let shown = detail(&lead, &details, json!({}));
    let expected = json!({ "id": 207642682, "username": "First", "email": null, "phone_no": null,
        "organization_id": null });
    assert_eq!(shown["requester"], expected);
    assert_eq!(shown["subject"], "Lead 16843", "a lead of a wire without subjects still has one here");
}

#[test]
fn the_source_is_the_organisations_name_of_the_other_wire() {
    let name = |external: &str, label: &str| ExternalName {
        dialect: DIALECT.key.to_owned(),
        kind: "origin".to_owned(),
        external: external.to_owned(),
        label: Some(label.to_owned()),
        row: 0,
    };
    let sources = vec![name("elsewhere", "Voice Out"), name(DIALECT.key, "Never")];
    let details = LeadDetails { sources: Arc::new(sources), ..no_details() };
    let mut lead = stored(create(with("subject", "S")).unwrap());
    assert_eq!(detail(&lead, &details, json!({}))["ticket_source"], "API");
    lead.origin = "elsewhere".to_owned();
    assert_eq!(detail(&lead, &details, json!({}))["ticket_source"], "Voice Out");
    lead.origin = "nowhere".to_owned();
    assert_eq!(detail(&lead, &details, json!({}))["ticket_source"], "nowhere", "the wire's key where nobody named it");
}

#[test]
fn a_conversion_and_labels_and_comments_are_printed() {
    let mut lead = stored(create(with("subject", "S")).unwrap());
    lead.conversion = Some(Conversion { converted: false, at: NOON, by: Some(AgentId(7)) });
    let label = Label { id: LabelId(11), label: "Cold".to_owned(), created_at: NOON, updated_at: NOON };
    let comment = Comment {
        id: CommentId(9),
        body: "aa".to_owned(),
        is_public: true,
        author: Some(AgentId(7)),
        created_at: NOON,
    };
    let card = LeadCard { labels: vec![label], comments: vec![comment], ..LeadCard::default() };
    let details = LeadDetails { agents: vec![known_agent()], ..with_card(card) };
    let shown = detail(&lead, &details, json!({}));
    assert_eq!((&shown["convert_type"], &shown["convert_by"]), (&json!(2), &json!(7)));
    assert_eq!(shown["convert_at"], "2024-09-01 19:00:00");
    assert_eq!(row(&lead, json!({}))["convert_at"], "2024-09-01T19:00:00Z");
    assert_eq!(shown["labels"], json!([{ "id": 11, "label": "Cold" }]));
    assert_eq!((&shown["comments"][0]["username"], &shown["comments"][0]["is_public"]), (&json!("Admin1"), &json!(1)));
    lead.conversion = Some(Conversion { converted: true, at: NOON, by: None });
    let shown = row(&lead, json!({}));
    assert_eq!((&shown["convert_type"], &shown["convert_by"]), (&json!(1), &Value::Null));
}

#[test]
fn custom_values_have_their_fields_type() {
    use CustomFieldKind::*;
    let lead = stored(create(with("subject", "S")).unwrap());
    for (kind, word, text, value) in [
        (Text, "Text", "7", json!("7")),
        (LongText, "Textarea", "a", json!("a")),
        (Number, "Numeric", "12.50", serde_json::from_str("12.50").unwrap()),
        (Number, "Numeric", "007", json!("007")),
        (Date, "Date", "2024/03/21", json!("2024/03/21")),
        (Url, "URL", "https://example.com", json!("https://example.com")),
        (SingleChoice, "Single drop-down list", "106902", json!(106902)),
        (MultipleChoice, "Multiple drop-down list", ",1,2,", json!(",1,2,")),
    ] {
        let field = CustomField { id: CustomFieldId(1), label: "L".to_owned(), kind, options: Vec::new() };
        let value_of_it = CustomValue { field: CustomFieldId(1), value: Some(text.to_owned()) };
        let card = LeadCard { custom_values: vec![value_of_it], ..LeadCard::default() };
        let details = LeadDetails { fields: Arc::new(vec![field]), ..with_card(card) };
        let shown = detail(&lead, &details, json!({}))["custom_fields"][0].take();
        assert_eq!(shown, json!({ "id": 1, "label": "L", "type": word, "value": value }));
    }
}

fn filter(query: &str) -> Result<LeadFilter, ApiError> {
    mapping::filter(&Query::read(query), &Zone::utc())
}

#[test]
fn filters_are_read() {
    let read = filter("requester_id=1&assignee_id=2&service_id=3&status_ids=34,12,,34&convert_type=2").unwrap();
    assert_eq!(
        (read.person, read.agents, read.service),
        (Some(PersonId(1)), Some(vec![AgentId(2)]), Some(ServiceId(3)))
    );
    assert_eq!((read.stages, read.converted), (Some(vec![StageId(12), StageId(34)]), Some(false)));
    let read = filter("status_ids=,&convert_type=1").unwrap();
    assert_eq!((read.stages, read.converted), (None, Some(true)));
    for (query, field) in [
        ("requester_id=x", "requester_id"),
        ("status_ids=12,x", "status_ids"),
        ("convert_type=3", "convert_type"),
        ("created_since=yesterday", "created_since"),
        ("convert_to=2024-13-01", "convert_to"),
    ] {
        assert!(matches!(filter(query), Err(ApiError::Fields(faults)) if faults[0].0 == field), "{query}");
    }
}

#[test]
fn the_end_of_a_filter_is_the_end_of_what_was_written() {
    let zone = Zone::named("Asia/Ho_Chi_Minh").unwrap();
    let read = |query: &str| mapping::filter(&Query::read(query), &zone).unwrap();
    let noon = NOON.micros();
    let both = read("created_since=2024-09-01T19:00:00Z&created_to=2024-09-01T19:00:00Z").created;
    assert_eq!(both, (Some(NOON), Some(Moment::from_micros(noon + 999_999))));
    let spaced = read("updated_since=2024-09-01 19:00:00&updated_to=2024/09/01 19:00:00").updated;
    assert_eq!(spaced, both);
    let day = read("convert_since=2024-09-01&convert_to=2024-09-01").conversion;
    let midnight = noon - 19 * 3_600_000_000;
    assert_eq!(day, (Some(Moment::from_micros(midnight)), Some(Moment::from_micros(midnight + 86_400_000_000 - 1))));
}

#[test]
fn pages_are_counted_from_one_and_clamped() {
    let window = |query: &str| mapping::list_window(&Query::read(query)).map(|window| window.0);
    assert_eq!(window(""), Ok(Paging { offset: 0, limit: 50 }));
    assert_eq!(window("page=3&count=20"), Ok(Paging { offset: 40, limit: 20 }));
    assert_eq!(window("page=2&count=1000"), Ok(Paging { offset: 500, limit: 500 }));
    assert!(window("page=9223372036854775807&count=500").is_ok());
    for query in ["page=0", "count=0", "page=-1", "count=x", "count=1.5"] {
        assert!(window(query).is_err(), "{query}");
    }
    let cut = |query: &str| mapping::reference_window(&Query::read(query)).unwrap().cut((1..=60).collect::<Vec<_>>());
    assert_eq!(cut("").len(), 60, "a reference list is given whole");
    assert_eq!(cut("page=2"), (51..=60).collect::<Vec<_>>());
    assert_eq!(cut("page=2&count=2"), [3, 4]);
    assert!(cut("page=9").is_empty());
}

#[test]
fn a_refusal_says_its_reason_in_the_header_and_by_setting_in_the_body() {
    let error = || ApiError::from(LeadError::refused(Field::Service, RefusalReason::Unknown));
    let (status, headers, body) = read(errors::answer(error(), false));
    assert_eq!((status, &body), (StatusCode::BAD_REQUEST, &json!({ "error": "Invalid request" })));
    assert_eq!(headers["leadhub-reason"], "service_id: is not known here");
    let (_, _, body) = read(errors::answer(error(), true));
    assert_eq!(body, json!({ "error": "Invalid request", "message": "service_id: is not known here" }));
    let (_, headers, _) = read(errors::answer(ApiError::field("a\nb", "đ"), false));
    assert_eq!(headers["leadhub-reason"], "a?b: ?");
}

#[test]
fn every_error_has_its_status_and_shape() {
    let cases = [
        (LeadError::NotFound(Resource::Person), 404),
        (LeadError::KeyReused, 422),
        (LeadError::InFlight, 409),
        (LeadError::Busy, 503),
        (LeadError::Unavailable, 503),
        (LeadError::OutcomeUnknown, 503),
        (LeadError::Internal("f00d".to_owned()), 500),
    ];
    let transport_errors = [
        (TransportError::Unauthorized, 401),
        (TransportError::NoSuchPath, 404),
        (TransportError::WrongMethod, 405),
        (TransportError::TooSlow, 408),
        (TransportError::TooLarge(5), 413),
        (TransportError::TooMany(Rate::default()), 429),
        (TransportError::Unavailable, 503),
    ];
    let answers = cases.map(|(error, status)| (errors::answer(error.into(), true), status)).into_iter();
    for (response, status) in answers.chain(transport_errors.map(|(error, status)| (errors::refuse(error), status))) {
        let (got, headers, body) = read(response);
        assert_eq!(got.as_u16(), status);
        assert_eq!(headers[header::CONTENT_TYPE], "application/json");
        assert_eq!((body["code"].as_str(), body["message"].is_string()), (Some("errors"), true));
        let is_lost = body["message"] == LeadError::OutcomeUnknown.to_string();
        assert_eq!(headers.contains_key(header::RETRY_AFTER), matches!(status, 409 | 429 | 503) && !is_lost);
        assert_eq!(headers.get("leadhub-fault").is_some_and(|fault| fault == "f00d"), status == 500);
    }
    let (status, _, body) = read(errors::answer(LeadError::NotFound(Resource::Lead).into(), false));
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(body, json!({ "code": "errors", "message": "Lead not found", "error": "Invalid request" }));
}

#[test]
fn the_credential_is_a_bearer_token() {
    let read = |value: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        credential(&headers)
    };
    assert_eq!(read("Bearer abc"), Some("abc".to_owned()));
    assert_eq!(read("bearer  abc "), Some("abc".to_owned()));
    for other in ["abc", "Basic abc", "Bearer ", "Bearer"] {
        assert_eq!(read(other), None, "{other}");
    }
    assert_eq!(credential(&HeaderMap::new()), None);
}

#[test]
fn the_paths_of_this_wire() {
    for path in ["/acme/api/v1/lead", "/acme/api/v1/nothing/here", "/acme/lead/labels", "/acme/lead/labels/"] {
        assert_eq!(claim(path), Some(Claim { organisation: Some("acme"), speaks: true }), "{path}");
    }
    for path in ["/api/v1/lead", "/v3/lead", "/acme/lead/status", "/acme/lead/labels/x", "//api/v1/lead", "/", ""] {
        assert_eq!(claim(path), None, "{path}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[0-9+ .-]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((any_key(), inner), 0..4).prop_map(object),
        ]
    })
}

fn any_key() -> impl Strategy<Value = String> {
    let known = [
        "lead",
        "username",
        "subject",
        "phone",
        "email",
        "service_id",
        "lead_status",
        "lead_label",
        "custom_fields",
        "comment",
        "body",
        "id",
        "value",
        "is_public",
        "author_id",
        "estimated_closed_date",
        "ref_url",
        "tags",
    ];
    prop_oneof![3 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

fn object(pairs: Vec<(String, Value)>) -> Value {
    Value::Object(pairs.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_body_and_no_query_panics(body in any_json(), bytes in any::<Vec<u8>>(), query in any::<String>()) {
        for body in [body.to_string(), json!({ "lead": body }).to_string()] {
            let read = mapping::new_lead(body.as_bytes(), SERVICE);
            // Whatever is accepted can be printed.
            if let Ok(new) = read {
                let lead = stored(new);
                detail(&lead, &no_details(), json!({}));
                row(&lead, json!({}));
            }
            let _ = mapping::change(body.as_bytes());
        }
        let _ = mapping::change(&bytes);
        for key in ["", "page=", "created_to=", "status_ids=", "convert_type="] {
            let query = Query::read(&format!("{key}{query}"));
            let _ = (mapping::filter(&query, &Zone::utc()), mapping::list_window(&query));
        }
    }

    #[test]
    fn what_goes_in_comes_out(
        username in "\\PC{1,40}", subject in "[a-zA-Zđếỗ]\\PC{0,200}", number in 0u32..10_000_000, stage in 1i64..,
        group in 1i64.., second in 0u8..60, slash in any::<bool>(),
    ) {
        prop_assume!(!username.trim().is_empty());
        let date = format!("2024-03-21 23:59:{second:02}");
        let written = if slash { date.replace('-', "/") } else { date.clone() };
        let new = create(json!({
            "username": username, "subject": subject, "phone": format!("+84 91{number:07}"), "email": "a@example.com",
            "group_id": group.to_string(), "lead_status_id": stage, "estimated_closed_date": written,
        }))
        .unwrap();
        let shown = detail(&stored(new), &no_details(), json!({}));
        prop_assert_eq!(&shown["requester"]["username"], &json!(username));
        prop_assert_eq!(&shown["requester"]["phone_no"], &json!(format!("091{number:07}")));
        prop_assert_eq!(&shown["requester"]["email"], &json!("a@example.com"));
        prop_assert_eq!(&shown["subject"], &json!(subject));
        prop_assert_eq!((&shown["group_id"], &shown["lead_status_id"]), (&json!(group), &json!(stage)));
        prop_assert_eq!(&shown["estimated_closed_date"], &json!(date));
    }

    #[test]
    fn unknown_keys_are_kept_whole(pairs in prop::collection::vec(("x_[a-z]{1,8}", any_json()), 0..6)) {
        let unknown = object(pairs);
        prop_assume!(!unknown.to_string().contains("\\u0000"));
        let mut lead = with("subject", "S");
        let mut kept = Map::new();
        for (key, value) in unknown.as_object().unwrap() {
            lead[key] = value.clone();
            if !value.is_null() {
                kept.insert(key.clone(), value.clone());
            }
        }
        prop_assert_eq!(create(lead).unwrap().extras, kept);
    }
}

#[test]
fn a_row_prints_no_fact_that_a_list_does_not_read() {
    for missing in Fact::ALL {
        let whole = Fact::ALL.iter().filter(|fact| *fact != missing);
        let whole = whole.fold(Facts::default(), |facts, fact| facts.with(*fact, fact.column()));
        let read = mapping::ROW_FACTS.iter().fold(Facts::default(), |facts, fact| facts.with(*fact, whole.text(*fact)));
        let lead = |facts| Lead { facts, ..stored(NewLead::default()) };
        assert_eq!(row(&lead(whole), json!({})), row(&lead(read), json!({})), "without {missing:?}");
    }
}
