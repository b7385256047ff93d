//! Phone calls between the wire and the model (decisions K17 to K19): what the model has no name for stays in the call's details. Called
//! by the routes, which look up what the ids stand for.

use super::dates::{check_booking_day, moment_of_call};
use super::enquiry::{PHONE, is_number};
use super::fields::Fields;
use super::rows::{COUNTRY, STATE};
use super::{AnswerStyle, cut};
use crate::erp::errors::ApiError;
use crate::erp::settings::Settings;
use crate::erp::wire::{self, OrFalse};
use leadhub_core::Actor;
use leadhub_model::*;
use serde_json::{Map, Value};

const TYPE: &str = "ID Type phone call not found";
const REQUIRED: &[&str] =
    &["phone", "type_phonecall", "direction", "contact_name", "stage_id", "company_id", "call_date"];
const ACCOUNT: &str = "account_id";
const STAGE: &str = "stage_id";
const TICKET: &str = "ticket_id";
const RATING: &str = "support_rating";
/// Calls are found by it, so it has a length.
const LONGEST_PHONE: usize = 100;
/// Kept as texts.
const TEXTS: &[&str] = &[ACCOUNT, STAGE, "street"];
/// What answers print from other fields, and the credential, which is nobody's data.
const ANSWERED: &[&str] =
    &["id", "name", "type_crm_id", "id_phonecall", "link_phonecall_detail", "access_token", "access-token"];

/// What a request says of a call; whatever is absent was not said.
#[derive(Debug, Clone, Default)]
pub struct CallRequest {
    phone: Option<String>,
    direction: Option<Direction>,
    purpose: Option<String>,
    name: Option<String>,
    /// An empty text clears it.
    note: Option<String>,
    called_at: Option<Moment>,
    /// A number, or a branch's code (decision A6).
    pub company: Option<String>,
    pub country: Option<i64>,
    pub state: Option<i64>,
    /// The rest, typed; `null` clears.
    pub details: Map<String, Value>,
}

/// Reads a body; a change names what it changes and cannot blank what a call must have.
pub fn read_call(body: Map<String, Value>, is_new: bool, actor: &Actor) -> Result<CallRequest, ApiError> {
    let mut fields = Fields::new(body);
    fields.canonical("phone", "phone_no1");
    let is_lacking = |key: &&str| !fields.has(key) && (is_new || fields.is_given(key));
    let missing: Vec<&'static str> = REQUIRED.iter().copied().filter(is_lacking).collect();
    if !missing.is_empty() {
        return Err(ApiError::Missing(missing));
    }
    let mut details = Map::new();
    let request = CallRequest {
        phone: phone(&mut fields)?,
        purpose: purpose(&mut fields, &mut details, actor)?,
        direction: fields.word("direction")?.map(|text| direction(&text)).transpose()?,
        name: fields.word("contact_name")?,
        note: fields.text("desc")?,
        called_at: fields.word("call_date")?.map(|text| moment_of_call(&text, &actor.zone)).transpose()?,
        company: fields.word("company_id")?,
        country: fields.id("country_id", COUNTRY)?,
        state: fields.id("state_id", STATE)?,
        details: Map::new(),
    };
    read_details(fields, &mut details)?;
    Ok(CallRequest { details, ..request })
}

fn phone(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    match fields.word("phone")? {
        Some(text) if text.chars().count() > LONGEST_PHONE || !is_number(&text) => {
            Err(ApiError::offending(PHONE, cut(&text)))
        }
        phone => Ok(phone),
    }
}

/// The name of its type, whose number is kept.
fn purpose(fields: &mut Fields, details: &mut Map<String, Value>, actor: &Actor) -> Result<Option<String>, ApiError> {
    let Some(id) = fields.id("type_phonecall", TYPE)? else { return Ok(None) };
    let name = call_types(actor).into_iter().find(|(known, _)| *known == id).map(|(_, name)| name);
    details.insert("type_phonecall".to_owned(), Value::from(id));
    name.map(Some).ok_or_else(|| ApiError::offending(TYPE, id))
}

fn direction(text: &str) -> Result<Direction, ApiError> {
    Direction::from_code(text).ok_or_else(|| ApiError::params("direction", "is one of in, out"))
}

fn read_details(mut fields: Fields, details: &mut Map<String, Value>) -> Result<(), ApiError> {
    for key in TEXTS {
        let text = fields.text(key)?.map(|text| text.trim().to_owned());
        details.extend(text.map(|text| ((*key).to_owned(), some_text(text))));
    }
    if let Some(day) = fields.text("booking_date")? {
        if !day.is_empty() {
            check_booking_day(&day)?;
        }
        details.insert("booking_date".to_owned(), some_text(day));
    }
    details.extend(fields.whole(TICKET)?.map(|ticket| (TICKET.to_owned(), Value::from(ticket))));
    let (rest, cleared) = fields.rest();
    details.extend(rest.into_iter().filter(|(key, _)| !ANSWERED.contains(&key.as_str())));
    details.extend(cleared.into_iter().map(|key| (key.to_owned(), Value::Null)));
    Ok(())
}

fn some_text(text: String) -> Value {
    if text.is_empty() { Value::Null } else { Value::from(text) }
}

/// The types of calls, by their numbers.
pub fn call_types(actor: &Actor) -> Vec<(i64, String)> {
    let read = |part: &str| {
        let (id, name) = part.split_once('=')?;
        Some((id.trim().parse().ok()?, name.trim().to_owned()))
    };
    Settings::of(actor).call_types.split(';').filter_map(read).collect()
}

/// A call as it is told, or what was told before with what is said now.
pub fn call_with(request: CallRequest, before: Option<&CallFacts>) -> Result<CallFacts, ApiError> {
    let lacking = |key: &'static str| move || ApiError::missing(key);
    let text =
        |new: Option<String>, old: fn(&CallFacts) -> &String| new.or_else(|| before.map(|call| old(call).clone()));
    let mut details = before.map(|call| call.details.clone()).unwrap_or_default();
    for (key, value) in request.details {
        match value {
            Value::Null => details.remove(&key),
            value => details.insert(key, value),
        };
    }
    Ok(CallFacts {
        phone: text(request.phone, |call| &call.phone).ok_or_else(lacking("phone"))?,
        direction: request.direction.or(before.map(|call| call.direction)).ok_or_else(lacking("direction"))?,
        purpose: text(request.purpose, |call| &call.purpose).ok_or_else(lacking("type_phonecall"))?,
        name: text(request.name, |call| &call.name).ok_or_else(lacking("contact_name"))?,
        note: match request.note {
            Some(note) => Some(note).filter(|note| !note.is_empty()),
            None => before.and_then(|call| call.note.clone()),
        },
        called_at: request.called_at.or(before.map(|call| call.called_at)).ok_or_else(lacking("call_date"))?,
        details,
    })
}

/// Whom a call says that it is with.
#[derive(Debug, PartialEq, Eq)]
pub struct Party {
    /// What the number is known by.
    pub number: String,
    pub account: Option<PersonId>,
    pub ticket: Option<LeadId>,
}

impl Party {
    pub fn of(facts: &CallFacts) -> Party {
        let account = facts.details.get(ACCOUNT).and_then(Value::as_str).and_then(|text| text.parse().ok());
        let ticket = facts.details.get(TICKET).and_then(Value::as_i64);
        Party { number: facts.key(), account: account.map(PersonId), ticket: ticket.map(LeadId) }
    }
}

/// The answer to a call that was told or changed.
pub fn recorded(call: &PhoneCall, style: &AnswerStyle) -> wire::RecordedCall {
    wire::RecordedCall { id_phonecall: call.id.0, link_phonecall_detail: style.link_of_call(call.id.0) }
}

/// The stage that a call was told with: its name or its number.
pub fn told_stage(call: &PhoneCall) -> Option<&str> {
    call.facts.details.get(STAGE)?.as_str()
}

/// A call found by a phone; its day is printed where it was read (decision K18).
pub fn call_row(call: &PhoneCall, stage: Option<&str>, zone: &Zone) -> wire::CallRow {
    wire::CallRow {
        id: call.id.0,
        name: call.facts.name.clone(),
        type_crm_id: call.facts.purpose.clone(),
        stage_id: OrFalse(stage.map(str::to_owned)),
        support_rating: call.facts.details.get(RATING).cloned().unwrap_or(Value::Bool(false)),
        call_date: call.facts.called_at.format(zone, TimeStyle::Spaced),
    }
}
