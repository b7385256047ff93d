//! The bodies of the create and the update call to what the desk understands. Both take the same fields; a new lead needs some
//! of them. Called by the routes; ids are checked by the core.

use super::extras::{ANSWERED, utm};
use super::fields::{Fields, text, whole, whole_number};
use crate::caresoft::errors::ApiError;
use crate::caresoft::settings;
use leadhub_core::Actor;
use leadhub_model::email::EmailKey;
use leadhub_model::moment::wall_clock;
use leadhub_model::*;
use serde_json::Value;

/// What the document's tables allow, in characters.
const NAME: usize = 250;
const CONTACT: usize = 50;
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
        Routing {
            service: settings::DEFAULT_SERVICE.of(actor).map(ServiceId),
            group: settings::DEFAULT_GROUP.of(actor).map(GroupId),
            agent: settings::DEFAULT_ASSIGNEE.of(actor).map(AgentId),
        }
    }

    fn is_empty(&self) -> bool {
        self.service.is_none() && self.group.is_none() && self.agent.is_none()
    }
}

/// Reads the body of a create call.
pub fn new_lead(body: &[u8], otherwise: Routing) -> Result<NewLead, ApiError> {
    let Change { lead: request, requester } = change(body)?;
    let mut facts = Facts::default();
    for (fact, text) in request.facts {
        facts.set(fact, text);
    }
    if facts.get(Fact::Subject).is_none() {
        return Err(ApiError::field("subject", "is missing"));
    }
    if facts.get(Fact::Phone).or(facts.get(Fact::Email)).is_none() && requester.is_none() {
        return Err(ApiError::field("phone", "is missing: give a phone, an email or a requester_id"));
    }
    let given = Routing { service: request.service, group: request.group, agent: request.agent };
    let routing = if given.is_empty() { otherwise } else { given };
    if routing.is_empty() {
        return Err(ApiError::field("service_id", "is missing: give a service_id, a group_id or an assignee_id"));
    }
    let mut extras = request.extras;
    extras.retain(|_, value| !value.is_null());
    Ok(NewLead {
        facts,
        person: requester,
        stage: request.stage,
        reason: request.reason,
        agent: routing.agent,
        group: routing.group,
        service: routing.service,
        labels: request.labels.unwrap_or_default(),
        custom_values: request.custom_values,
        comment: request.comment,
        extras,
        ..NewLead::default()
    })
}

/// Reads the body of an update call. A key that is absent or `null` changes nothing; an empty text clears.
pub fn change(body: &[u8]) -> Result<Change, ApiError> {
    let mut fields = Fields::of(body)?;
    fields.canonical("lead_status_id", "lead_status");
    fields.canonical("lead_label", "lead_label_id");
    let facts = facts(&mut fields)?;
    let requester = fields.id("requester_id")?.map(PersonId);
    let mut lead = LeadChange {
        facts,
        stage: fields.id("lead_status_id")?.map(StageId),
        reason: fields.id("unqualify_reason")?.map(ReasonId),
        agent: fields.id("assignee_id")?.map(AgentId),
        group: fields.id("group_id")?.map(GroupId),
        service: fields.id("service_id")?.map(ServiceId),
        labels: fields.ids("lead_label")?.map(|ids| ids.into_iter().map(LabelId).collect()),
        custom_values: custom_values(&mut fields)?,
        comment: comment(&mut fields)?,
        ..LeadChange::default()
    };
    lead.extras = fields.rest();
    lead.extras.retain(|key, _| !ANSWERED.contains(&key.as_str()));
    if let Some((_, Some(url))) = lead.facts.iter().find(|(fact, _)| *fact == Fact::RefUrl) {
        utm(url, &mut lead.extras);
    }
    Ok(Change { lead, requester })
}

fn facts(fields: &mut Fields) -> Result<Vec<(Fact, Option<String>)>, ApiError> {
    let subject = fields.text("subject", NAME)?;
    if subject.as_ref().is_some_and(|subject| subject.trim().is_empty()) {
        return Err(ApiError::field("subject", "is empty"));
    }
    let texts = [
        (Fact::Name, fields.text("username", NAME)?),
        (Fact::Subject, subject),
        (Fact::Phone, phone(fields)?),
        (Fact::Email, email(fields)?),
        (Fact::EstimatedClose, estimated_closed_date(fields)?),
        (Fact::RefUrl, fields.text("ref_url", usize::MAX)?),
    ];
    let given = texts.into_iter().filter_map(|(fact, text)| Some((fact, text?)));
    Ok(given.map(|(fact, text)| (fact, Some(text).filter(|text| !text.trim().is_empty()))).collect())
}

/// Digits, `+`, spaces, dots and dashes (decisions.md, P2); a JSON number counts as its digits.
fn phone(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    let phone = match fields.take("phone") {
        Some(Value::Number(number)) if number.is_u64() => Some(number.to_string()),
        value => value.map(|value| text("phone", value, CONTACT)).transpose()?,
    };
    let Some(phone) = phone else { return Ok(None) };
    let is_dialable = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '.' | '-');
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    match phone.chars().all(is_dialable) && phone.len() <= CONTACT && (digits >= DIGITS || phone.trim().is_empty()) {
        true => Ok(Some(phone)),
        false => Err(ApiError::field("phone", "must be 8 digits or more, with +, spaces, dots and dashes among them")),
    }
}

fn email(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    let email = fields.text("email", CONTACT)?;
    match email.as_ref().is_none_or(|email| email.trim().is_empty() || EmailKey::read(email).is_some()) {
        true => Ok(email),
        false => Err(ApiError::field("email", "is no e-mail address")),
    }
}

/// Wall-clock text, so the digits stay what they were (decisions B3, X6).
fn estimated_closed_date(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    const KEY: &str = "estimated_closed_date";
    match fields.text(KEY, usize::MAX)? {
        Some(text) if !text.trim().is_empty() => {
            wall_clock(&text).map(Some).ok_or_else(|| ApiError::field(KEY, "must be written YYYY-MM-DD HH:mm:ss"))
        }
        nothing => Ok(nothing),
    }
}

/// A text or an object on both calls (decision B9).
fn comment(fields: &mut Fields) -> Result<Option<NewComment>, ApiError> {
    let (body, is_public, author) = match fields.take("comment") {
        None => return Ok(None),
        Some(Value::Object(mut comment)) => {
            let mut take = |key| comment.remove(key).filter(|value: &Value| !value.is_null());
            let body = take("body").ok_or_else(|| ApiError::field("comment.body", "is missing"))?;
            let body = text("comment.body", body, COMMENT)?;
            if body.trim().is_empty() {
                return Err(ApiError::field("comment.body", "is empty"));
            }
            let is_public = take("is_public").map(|value| yes_or_no("comment.is_public", &value)).transpose()?;
            let author = take("author_id").map(|value| whole("comment.author_id", &value)).transpose()?;
            (body, is_public.unwrap_or(false), author.map(AgentId))
        }
        Some(value) => (text("comment", value, COMMENT)?, false, None),
    };
    Ok(Some(NewComment { body, is_public, author }).filter(|comment| !comment.body.trim().is_empty()))
}

fn yes_or_no(key: &str, value: &Value) -> Result<bool, ApiError> {
    match (value, whole_number(value)) {
        (Value::Bool(yes), _) => Ok(*yes),
        (_, Some(0)) => Ok(false),
        (_, Some(1)) => Ok(true),
        _ => Err(ApiError::field(key, "must be 0 or 1")),
    }
}

/// `[{"id", "value"}]`, numbers and texts alike (decision B24); an empty value clears the field.
fn custom_values(fields: &mut Fields) -> Result<Vec<CustomValue>, ApiError> {
    let given = fields.list("custom_fields")?.unwrap_or_default();
    given.iter().map(custom_value).collect()
}

fn custom_value(given: &Value) -> Result<CustomValue, ApiError> {
    let id = given.get("id").ok_or_else(|| ApiError::field("custom_fields.id", "is missing"))?;
    let field = CustomFieldId(whole("custom_fields.id", id)?);
    let value = match given.get("value") {
        None => return Err(ApiError::field("custom_fields.value", "is missing")),
        Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        // Several options, as the vendor writes them elsewhere: `,1,2,`.
        Some(Value::Array(options)) => {
            let options = options.iter().map(|option| whole("custom_fields.value", option));
            let options = options.map(|option| Ok(option?.to_string())).collect::<Result<Vec<_>, ApiError>>()?;
            (!options.is_empty()).then(|| format!(",{},", options.join(",")))
        }
        Some(_) => {
            return Err(ApiError::field("custom_fields.value", "must be a text, a number or an array of options"));
        }
    };
    Ok(CustomValue { field, value: value.filter(|value| !value.is_empty()) })
}
