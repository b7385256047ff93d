//! Bodies and filters to what the core is asked: a new lead, a change of one, a search by number. Called by the routes. What
//! is wrong is collected, never thrown at the first.

use super::check::{Check, Failed};
use super::number::{Rule, network};
use super::{ADDITIONAL, NETWORK, PHONE, TEXTS, UUID_LENGTH, kept, meant, put};
use leadhub_model::lead::Extras;
use leadhub_model::phone::{Phone, digits};
use leadhub_model::*;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Fields that a body may carry because the detail prints them, and that no body sets (decision T8). `list_uuid`, `after_day`
/// and `comment` stand here because they are read by themselves where they mean something.
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

/// A lead of a create, and the text that names its list.
pub fn new_lead(body: &Map<String, Value>, rule: Rule) -> Result<(String, NewLead), Vec<Failed>> {
    let mut check = Check::new(body);
    let list = check.required("list_uuid", UUID_LENGTH);
    let mut new = NewLead { extras: unknown(body), ..NewLead::default() };
    new.extras.retain(|_, value| !value.is_null());
    for (field, fact) in TEXTS {
        let text = if *field == PHONE { check.required(field, 1) } else { check.text(field) };
        if *field == PHONE && text.is_some_and(|phone| !rule.takes(phone)) {
            check.fail(Failed::new(field, format!("Does not match pattern '{}'", rule.pattern())));
        }
        put(&mut new, field, *fact, text.unwrap_or_default());
    }
    new.after_day = check.count("after_day").unwrap_or_default();
    new.comment = comment(&mut check);
    check.done(list.map(|list| (list.to_owned(), new)))
}

/// A change of a lead: keys that are there are set, `""` clears, the rest stays; an empty `additional` leaves the imported
/// row alone (decisions T6, T7, T9).
pub fn lead_change(body: &Map<String, Value>, lead: Uuid) -> Result<LeadChange, Vec<Failed>> {
    let mut check = Check::new(body);
    if check.text("lead_uuid").is_some_and(|text| !text.eq_ignore_ascii_case(&lead.to_string())) {
        check.fail(Failed::new("lead_uuid", "Does not match the path"));
    }
    let mut change = LeadChange { extras: unknown(body), ..LeadChange::default() };
    for (field, fact) in TEXTS {
        let text = if *field == PHONE { check.required(field, 1) } else { check.text(field) };
        match (fact, text.map(|text| meant(field, text))) {
            (_, None) => {}
            (Some(fact), Some(text)) => change.facts.push((*fact, text.map(str::to_owned))),
            (None, Some(None)) if *field == ADDITIONAL => {}
            (None, Some(text)) => drop(change.extras.insert((*field).to_owned(), Value::from(text))),
        }
    }
    change.comment = comment(&mut check);
    check.done(Some(change))
}

/// The change as it concerns this lead: a comment that the lead shows already says nothing new, since clients send back what
/// they read; a network that was read off the old number is read off the new one (decision T23).
pub fn for_lead(change: &LeadChange, lead: &Lead) -> LeadChange {
    let mut change = change.clone();
    change.comment = change.comment.filter(|comment| lead.last_comment.as_ref() != Some(&comment.body));
    let has_network = kept(lead, NETWORK).is_some();
    let phone = change.facts.iter().find(|(fact, _)| *fact == Fact::Phone).and_then(|(_, text)| text.as_deref());
    if let (true, Some(phone)) = (has_network, phone) {
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
