//! The bodies of the calls that create and update a lead, and of a ticket's update that lands on one, to what the desk understands.
//! They take the same fields; a new lead needs some of them. Called by the routes; ids are checked by the core.

use super::custom_values::custom_values;
use super::extras::{ANSWERED, SOURCE};
use super::fields::{Fields, text, whole, whole_number};
use crate::caresoft::errors::{ApiError, Fault};
use crate::caresoft::settings::Settings;
use leadhub_core::Actor;
use leadhub_model::email::EmailKey;
use leadhub_model::moment::wall_clock;
use leadhub_model::phone::several;
use leadhub_model::*;
use serde_json::Value;

/// What the document's tables allow, in characters.
pub const NAME: usize = 250;
pub const CONTACT: usize = 50;
const COMMENT: usize = 5000;
/// Digits that a phone needs at least (decisions.md, P2).
const DIGITS: usize = 8;

/// An update: what changes, and whose lead the caller says it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub lead: LeadChange,
    pub requester: Option<PersonId>,
}

/// Where a lead goes that names neither service, group nor agent (decision B6).
#[derive(Debug, Clone, Copy, Default)]
pub struct Routing {
    pub service: Option<ServiceId>,
    pub group: Option<GroupId>,
    pub agent: Option<AgentId>,
}

impl Routing {
    /// The integration's settings `default_service_id`, `default_group_id` and `default_assignee_id`.
    pub fn of(actor: &Actor) -> Routing {
        let settings = Settings::of(actor);
        Routing {
            service: settings.default_service_id.map(ServiceId),
            group: settings.default_group_id.map(GroupId),
            agent: settings.default_assignee_id.map(AgentId),
        }
    }

    fn is_empty(&self) -> bool {
        self.service.is_none() && self.group.is_none() && self.agent.is_none()
    }
}

/// Reads the body of a create call.
pub fn new_lead(body: &[u8], otherwise: Routing) -> Result<NewLead, ApiError> {
    let mut fields = Fields::of(body, "lead")?;
    let change = read(&mut fields);
    let gives = |wanted: Fact| change.lead.facts.iter().any(|(fact, text)| *fact == wanted && text.is_some());
    if !gives(Fact::Subject) {
        fields.fault("subject", "is missing");
    }
    if !gives(Fact::Phone) && !gives(Fact::Email) && change.requester.is_none() {
        fields.fault("phone", "is missing: give a phone, an email or a requester_id");
    }
    let Change { lead: request, requester } = &change;
    let given = Routing { service: request.service, group: request.group, agent: request.agent };
    let routing = if given.is_empty() { otherwise } else { given };
    if routing.is_empty() {
        fields.fault("service_id", "is missing: give a service_id, a group_id or an assignee_id");
    }
    let requester = *requester;
    let request = finish(change, fields)?.lead;
    let mut extras = request.extras;
    extras.retain(|_, value| !value.is_null());
    let mut facts = Facts::default();
    for (fact, text) in request.facts {
        facts.set(fact, text);
    }
    Ok(NewLead {
        facts,
        person: requester,
        stage: request.stage,
        reason: request.reason,
        agent: routing.agent,
        group: routing.group,
        service: routing.service,
        campaign: request.campaign,
        source: request.source,
        labels: request.labels.unwrap_or_default(),
        custom_values: request.custom_values,
        comment: request.comment,
        extras,
        ..NewLead::default()
    })
}

/// Reads the body of an update call. A key that is absent or `null` changes nothing; an empty text clears.
pub fn change(body: &[u8]) -> Result<Change, ApiError> {
    let mut fields = Fields::of(body, "lead")?;
    let change = read(&mut fields);
    finish(change, fields)
}

/// Reads the body of a ticket's update: the lead of that number is meant.
pub fn ticket_change(body: &[u8]) -> Result<Change, ApiError> {
    let mut fields = Fields::of(body, "ticket")?;
    for (key, alias) in
        [("comment", "ticket_comment"), ("subject", "ticket_subject"), ("custom_fields", "custom_filed")]
    {
        fields.canonical(key, alias);
    }
    let change = read(&mut fields);
    finish(change, fields)
}

fn read(fields: &mut Fields) -> Change {
    fields.canonical("lead_status_id", "lead_status");
    fields.canonical("lead_label", "lead_label_id");
    let facts = facts(fields);
    let requester = fields.id("requester_id").map(PersonId);
    let lead = LeadChange {
        facts,
        stage: fields.id("lead_status_id").map(StageId),
        reason: fields.id("unqualify_reason").map(ReasonId),
        agent: fields.id("assignee_id").map(AgentId),
        group: fields.id("group_id").map(GroupId),
        service: fields.id("service_id").map(ServiceId),
        campaign: fields.id("campaign_id").map(CampaignId),
        labels: fields.ids("lead_label").map(|ids| ids.into_iter().map(LabelId).collect()),
        custom_values: custom_values(fields),
        comment: comment(fields),
        ..LeadChange::default()
    };
    Change { lead, requester }
}

fn finish(mut change: Change, fields: Fields) -> Result<Change, ApiError> {
    let lead = &mut change.lead;
    lead.extras = fields.rest()?;
    lead.extras.retain(|key, _| !ANSWERED.contains(&key.as_str()));
    lead.source = source(lead);
    Ok(change)
}

/// What the caller says it comes from, where no campaign does: that one comes first (decision X13). A word that is sent back as it was
/// printed is taken out before the change is made.
fn source(lead: &LeadChange) -> Option<SourceRef> {
    let fact = |wanted| lead.facts.iter().find(|(fact, _)| *fact == wanted).and_then(|(_, text)| text.clone());
    let says = |url: String| utm::read(&url).any(|(fact, text)| fact == Fact::UtmSource && text.is_some());
    if fact(Fact::UtmSource).is_some() || fact(Fact::RefUrl).is_some_and(says) {
        return None;
    }
    SourceRef::word(lead.extras.get(SOURCE)?.as_str()?)
}

fn facts(fields: &mut Fields) -> Vec<(Fact, Option<String>)> {
    let subject = fields.text("subject", NAME);
    if subject.as_ref().is_some_and(|subject| subject.trim().is_empty()) {
        fields.fault("subject", "is empty");
    }
    let texts = [
        (Fact::Name, fields.text("username", NAME)),
        (Fact::Subject, subject),
        (Fact::Phone, phone(fields)),
        (Fact::Email, email(fields)),
        (Fact::EstimatedClose, estimated_closed_date(fields)),
        (Fact::RefUrl, fields.text("ref_url", usize::MAX)),
    ];
    let written = utm::PARAMETERS.map(|fact| (fact, parameter(fields, fact)));
    let given = texts.into_iter().chain(written).filter_map(|(fact, text)| Some((fact, text?)));
    given.map(|(fact, text)| (fact, Some(text).filter(|text| !text.trim().is_empty()))).collect()
}

/// A parameter of the page's address that the caller wrote out itself; what is no text stays as it came.
fn parameter(fields: &mut Fields, fact: Fact) -> Option<String> {
    fields.take_text(fact.column())
}

/// Digits, `+`, spaces, dots and dashes, or several numbers (decisions.md, P2); a JSON number counts as its digits.
fn phone(fields: &mut Fields) -> Option<String> {
    let phone = number_or_text(fields, "phone")?;
    let is_dialable = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '.' | '-');
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let is_one = phone.chars().all(is_dialable) && (digits >= DIGITS || phone.trim().is_empty());
    if phone.len() <= CONTACT && (is_one || !several(&phone).is_empty()) {
        return Some(phone);
    }
    fields.fault("phone", "must be 8 digits or more, with +, spaces, dots and dashes among them");
    None
}

/// A phone's text, or the digits of a JSON number.
pub fn number_or_text(fields: &mut Fields, key: &str) -> Option<String> {
    match fields.take(key)? {
        Value::Number(number) if number.is_u64() => Some(number.to_string()),
        value => fields.keep(text(key, value, CONTACT)),
    }
}

fn email(fields: &mut Fields) -> Option<String> {
    let email = fields.text("email", CONTACT)?;
    if email.trim().is_empty() || EmailKey::read(&email).is_some() {
        return Some(email);
    }
    fields.fault("email", "is no e-mail address");
    None
}

/// Wall-clock text, so the digits stay what they were (decisions B3, X6).
fn estimated_closed_date(fields: &mut Fields) -> Option<String> {
    const KEY: &str = "estimated_closed_date";
    let written = fields.text(KEY, usize::MAX)?;
    if written.trim().is_empty() {
        return Some(written);
    }
    let read = wall_clock(&written);
    if read.is_none() {
        fields.fault(KEY, "must be written YYYY-MM-DD HH:mm:ss");
    }
    read
}

/// A text or an object on both calls (decision B9).
fn comment(fields: &mut Fields) -> Option<NewComment> {
    let given = fields.take("comment")?;
    let comment = fields.keep(read_comment(given))?;
    (!comment.body.trim().is_empty()).then_some(comment)
}

fn read_comment(given: Value) -> Result<NewComment, Fault> {
    let Value::Object(mut comment) = given else {
        return Ok(NewComment { body: text("comment", given, COMMENT)?, is_public: false, author: None });
    };
    const BODY: &str = "comment.body";
    let mut take = |key| comment.remove(key).filter(|value: &Value| !value.is_null());
    let body = take("body").ok_or_else(|| (BODY.to_owned(), "is missing".to_owned()))?;
    let body = text(BODY, body, COMMENT)?;
    if body.trim().is_empty() {
        return Err((BODY.to_owned(), "is empty".to_owned()));
    }
    let is_public = take("is_public").map(|value| yes_or_no("comment.is_public", &value)).transpose()?;
    let author = take("author_id").map(|value| whole("comment.author_id", &value)).transpose()?;
    Ok(NewComment { body, is_public: is_public.unwrap_or(false), author: author.map(AgentId) })
}

fn yes_or_no(key: &str, value: &Value) -> Result<bool, Fault> {
    match (value, whole_number(value)) {
        (Value::Bool(yes), _) => Ok(*yes),
        (_, Some(0)) => Ok(false),
        (_, Some(1)) => Ok(true),
        _ => Err((key.to_owned(), "must be 0 or 1".to_owned())),
    }
}
