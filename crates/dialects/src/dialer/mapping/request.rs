//! Bodies and filters to what the core is asked: a new lead, a change of one, a search by number. Called by the routes. What
//! is wrong is collected, never thrown at the first.

use super::check::{Check, Failed};
use super::day::is_day;
use super::number::{Rule, network};
use super::stage::{ALT_STATUS, STATUS, Words};
use super::{ADDITIONAL, NETWORK, PHONE, TEXTS, UUID_LENGTH, meant, own_extra, put};
use crate::dialer::wire;
use leadhub_model::lead::Extras;
use leadhub_model::phone::{Phone, digits};
use leadhub_model::*;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Texts that are days.
const DAYS: [&str; 3] = ["identity_issued_on", "date_of_birth", "other_identity_issued_on"];
/// Printed by the vendor for a machine that dials.
const HOPPER: &str = "hopper_id";

/// Fields that a body may carry because the detail prints them, and that are no plain texts: some are read by themselves, no body sets
/// the others (decision T8).
const NOT_SET: &[&str] = &[
    "domain_uuid",
    "lead_uuid",
    "list_uuid",
    "status",
    "alt_status",
    "after_day",
    "called_count",
    NETWORK,
    "last_call_time",
    "created_at",
    "updated_at",
    "comment",
    "campaign_uuid",
    "campaign_name",
    "list_name",
    "assign_user_uuid",
    "assign_username",
];

/// A lead of a create, the text that names its list, and the words for its stage.
pub fn new_lead(body: &Map<String, Value>, rule: Rule) -> Result<(String, NewLead, Words), Vec<Failed>> {
    let mut check = Check::new(body);
    let list = check.required("list_uuid", UUID_LENGTH);
    let mut new = NewLead { extras: unknown(body), ..NewLead::default() };
    // The zero that the detail prints says nothing.
    new.extras.retain(|key, value| !(value.is_null() || key == HOPPER && *value == 0));
    for (field, fact) in TEXTS {
        let text = if *field == PHONE { check.required(field, 1) } else { check.text(field) };
        if *field == PHONE && text.is_some_and(|phone| !rule.takes(phone)) {
            check.fail(Failed::new(field, format!("Does not match pattern '{}'", rule.pattern())));
        }
        put(&mut new, field, *fact, text.unwrap_or_default());
    }
    new.after_day = check.count("after_day").unwrap_or_default();
    new.called_count = check.count("called_count").unwrap_or_default();
    put(&mut new, NETWORK, None, check.text(NETWORK).unwrap_or_default());
    let words = words(&mut check);
    new.comment = comment(&mut check);
    check.done(list.map(|list| (list.to_owned(), new, words)))
}

fn words(check: &mut Check) -> Words {
    let mut word = |field| check.text(field).filter(|word| !word.trim().is_empty()).map(str::to_owned);
    Words { status: word(STATUS), alt_status: word(ALT_STATUS) }
}

/// What of a body is not just what the lead is printed with; what a change cannot be read without stays.
pub fn news(body: &Map<String, Value>, printed: &wire::Lead) -> Map<String, Value> {
    let printed = serde_json::to_value(printed).unwrap_or_default();
    let is_news = |(key, value): &(&String, &Value)| *key == PHONE || printed.get(*key) != Some(value);
    body.iter().filter(is_news).map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// What a `PUT` asks for.
#[derive(Debug)]
pub struct Sent {
    pub change: LeadChange,
    /// The text that names the list to move to.
    pub list: Option<String>,
    pub words: Words,
}

/// A change of a lead: keys that are there are set, `""` clears, the rest stays; an empty `additional` leaves the imported
/// row alone (decisions T6, T7, T9).
pub fn lead_change(body: &Map<String, Value>, lead: Uuid) -> Result<Sent, Vec<Failed>> {
    let mut check = Check::new(body);
    if check.text("lead_uuid").is_some_and(|text| !text.eq_ignore_ascii_case(&lead.to_string())) {
        check.fail(Failed::new("lead_uuid", "Does not match the path"));
    }
    let mut change = LeadChange { extras: unknown(body), ..LeadChange::default() };
    for (field, fact) in TEXTS {
        let text = if *field == PHONE { check.required(field, 1) } else { check.text(field) };
        let sent = text.and_then(|text| meant(field, text));
        if *field == PHONE && sent.is_some_and(|text| !is_number(text)) {
            check.fail(Failed::new(field, "Does not match format 'phone': send a number, as 0349719999"));
        }
        if DAYS.contains(field) && sent.is_some_and(|text| !is_day(text)) {
            check.fail(Failed::new(field, "Does not match format 'date': send a day, as 1990-12-31"));
        }
        match (fact, text.map(|text| meant(field, text))) {
            (_, None) => {}
            (Some(fact), Some(text)) => change.facts.push((*fact, text.map(str::to_owned))),
            (None, Some(None)) if *field == ADDITIONAL => {}
            (None, Some(text)) => drop(change.extras.insert((*field).to_owned(), Value::from(text))),
        }
    }
    let is_given = |field: &str| body.get(field).is_some_and(|value| !value.is_null());
    let list = if is_given("list_uuid") { check.required("list_uuid", UUID_LENGTH) } else { None };
    change.after_day = check.count("after_day");
    change.called_count = check.count("called_count");
    if let Some(network) = check.text(NETWORK) {
        change.extras.insert(NETWORK.to_owned(), Value::from(meant(NETWORK, network)));
    }
    let words = words(&mut check);
    change.comment = comment(&mut check);
    check.done(Some(Sent { change, list: list.map(str::to_owned), words }))
}

/// Whether a text is a number at all, in whatever spelling and however long (decision P3): the document's own has a digit too many.
fn is_number(text: &str) -> bool {
    let has_digit = text.chars().any(|c| c.is_ascii_digit());
    has_digit && !text.chars().any(char::is_alphabetic) || Phone::read(text).key().is_some()
}

/// The change as it concerns this lead: a comment that the lead shows already says nothing new, since clients send back what
/// they read; a network that was read off the old number is read off the new one (decision T23); a place below another province than
/// before is not known until `body` names it (decision T27).
pub fn for_lead(change: &LeadChange, lead: &Lead, body: &Map<String, Value>) -> LeadChange {
    let mut change = change.clone();
    change.facts.retain(|(fact, text)| *fact != Fact::Phone || text.as_deref() != Some(lead.phone().as_str()));
    change.extras.retain(|key, value| !value.is_null() || own_extra(lead, key).is_some());
    if change.facts.iter().any(|(fact, text)| *fact == Fact::Province && text.as_deref() != lead.facts.get(*fact)) {
        for (field, fact) in [("district", Fact::District), ("ward", Fact::Ward)] {
            if body.get(field).is_none_or(Value::is_null) && lead.facts.get(fact).is_some() {
                change.facts.push((fact, None));
            }
        }
    }
    change.comment = change.comment.filter(|comment| lead.last_comment.as_ref() != Some(&comment.body));
    let has_network = own_extra(lead, NETWORK).is_some();
    let phone = change.facts.iter().find(|(fact, _)| *fact == Fact::Phone).and_then(|(_, text)| text.as_deref());
    if let (true, false, Some(phone)) = (has_network, change.extras.contains_key(NETWORK), phone) {
        change.extras.insert(NETWORK.to_owned(), Value::from(network(phone)));
    }
    change
}

fn comment(check: &mut Check) -> Option<NewComment> {
    let body = check.text("comment").filter(|text| !text.trim().is_empty())?;
    Some(NewComment { body: body.to_owned(), is_public: false, author: None })
}

/// The fields this wire has no rule for.
fn unknown(body: &Map<String, Value>) -> Extras {
    let is_known = |key: &str| NOT_SET.contains(&key) || TEXTS.iter().any(|(field, _)| *field == key);
    body.iter().filter(|(key, _)| !is_known(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Narrows to a number: the whole number in any spelling, or a part of one (decision T20). False when nothing can match.
pub fn narrow_to_phone(filter: &mut LeadFilter, text: &str) -> bool {
    let digits = digits(text);
    match Phone::read(text).key() {
        Some(key) if digits.len() >= 8 => filter.phone_key = Some(key.as_str().to_owned()),
        _ => filter.phone_part = Some(digits.clone()),
    }
    !digits.is_empty()
}
