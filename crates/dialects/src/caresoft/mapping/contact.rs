//! A person as the wire's contact, in both directions: all of their phones and e-mails, and what the wire keeps of them. Called by
//! `routes/contacts.rs`, which fetches what is printed.

use super::custom_values::{custom_values, printed};
use super::extras::elements;
use super::fields::{Fields, whole};
use super::request::{CONTACT, NAME, number_or_text};
use super::style::AnswerStyle;
use crate::caresoft::errors::ApiError;
use crate::caresoft::{DIALECT, wire};
use leadhub_core::questions::KnownPerson;
use leadhub_model::LeadExtras;
use leadhub_model::email::EmailKey;
use leadhub_model::person::{ContactKind, PersonChange};
use leadhub_model::phone::{Phone, PhoneKey};
use leadhub_model::reference::CustomField;
use serde::Deserialize;
use serde_json::{Map, Value};

/// A contact's phones and e-mails, by their places (document of the platform: three and two).
pub const PHONES: [&str; 3] = ["phone_no", "phone_no2", "phone_no3"];
pub const EMAILS: [&str; 2] = ["email", "email2"];
/// The vendor's code for a gender that nobody said.
const UNKNOWN_GENDER: i64 = 2;
/// Keys that answers print from the book itself.
const ANSWERED: &[&str] = &["account_id", "created_at", "id", "updated_at"];
/// Under which an extra keeps the value of a custom field.
const CUSTOM: &str = "custom_field ";

/// Which is a fact of leads in the book, and an extra once this wire was told.
const FACEBOOK: &str = "facebook";

/// A person with what the wire prints of them.
#[derive(Debug)]
pub struct PersonWithExtras {
    pub known: KnownPerson,
    pub extras: LeadExtras,
    /// The account that a lead of theirs has, printed where the wire was told none.
    pub facebook: Option<String>,
}

/// What is printed of a person's extras; `None` where nothing is kept.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PersonExtras {
    facebook: wire::KeptValue,
    gender: Option<i64>,
    organization_id: wire::KeptValue,
    role_id: wire::KeptValue,
    campaign_handler_id: wire::KeptValue,
    organization: wire::KeptValue,
    psid: wire::KeptValue,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

fn email_at(known: &KnownPerson, at: usize) -> Option<&str> {
    let emails = known.contacts.iter().filter(|(kind, _)| *kind == ContactKind::Email);
    emails.map(|(_, value)| value.as_str()).nth(at)
}

fn phone_at(known: &KnownPerson, at: usize) -> Option<String> {
    let phones = known.contacts.iter().filter(|(kind, _)| *kind == ContactKind::Phone);
    phones.map(|(_, key)| Phone::read(key).display()).nth(at)
}

pub fn contact_row<'a>(person: &'a PersonWithExtras, style: &AnswerStyle) -> wire::ContactRow<'a> {
    let PersonWithExtras { known, extras, .. } = person;
    let extras: PersonExtras = extras.of(DIALECT.key);
    wire::ContactRow {
        id: known.person.id.0,
        updated_at: style.iso(known.person.updated_at),
        created_at: style.iso(known.person.created_at),
        gender: extras.gender.unwrap_or(UNKNOWN_GENDER),
        email: email_at(known, 0),
        phone_no: phone_at(known, 0),
        username: known.person.name.as_deref(),
    }
}

pub fn contact<'a>(
    person: &'a PersonWithExtras,
    fields: &'a [CustomField],
    style: &AnswerStyle,
) -> wire::WholeContact<'a> {
    let PersonWithExtras { known, extras, facebook } = person;
    let extras: PersonExtras = extras.of(DIALECT.key);
    let facebook = || facebook.as_deref().map(|account| Box::new(Value::from(account)));
    let value = |field: &CustomField| extras.rest.get(&format!("{CUSTOM}{}", field.id)).and_then(Value::as_str);
    let contact = wire::Contact {
        id: known.person.id.0,
        updated_at: style.spaced(known.person.updated_at),
        account_id: style.account,
        username: known.person.name.as_deref(),
        email: email_at(known, 0),
        email2: email_at(known, 1),
        phone_no: phone_at(known, 0),
        phone_no2: phone_at(known, 1),
        phone_no3: phone_at(known, 2),
        custom_fields: fields.iter().map(|field| printed(field, value(field))).collect(),
        facebook: extras.facebook.or_else(facebook),
        gender: extras.gender.unwrap_or(UNKNOWN_GENDER),
        organization_id: extras.organization_id,
        created_at: style.spaced(known.person.created_at),
        role_id: extras.role_id,
        campaign_handler_id: extras.campaign_handler_id,
        organization: extras.organization,
        psid: elements(extras.psid),
    };
    wire::WholeContact { code: "ok", contact }
}

/// Reads the body of the call that creates a contact: somebody needs a phone or an e-mail to be known by.
pub fn new_contact(body: &[u8]) -> Result<PersonChange, ApiError> {
    let (mut fields, change) = read(body)?;
    let mut given =
        change.phones.iter().map(|(_, key)| key.is_some()).chain(change.emails.iter().map(|(_, key)| key.is_some()));
    if !given.any(|is_given| is_given) {
        fields.fault("phone_no", "is missing: give a phone_no or an email");
    }
    finish(fields, change)
}

/// Reads the body of an update. A key that is absent or `null` changes nothing; an empty text clears.
pub fn contact_change(body: &[u8]) -> Result<PersonChange, ApiError> {
    let (fields, change) = read(body)?;
    finish(fields, change)
}

/// Without the account of a lead that comes back as it was printed (decision B40).
pub fn contact_without_printed(mut change: PersonChange, kept: &LeadExtras, of_lead: Option<&str>) -> PersonChange {
    let own: PersonExtras = kept.of(DIALECT.key);
    let sent = change.extras.get(FACEBOOK).and_then(Value::as_str);
    if own.facebook.is_none() && sent.is_some() && sent == of_lead {
        change.extras.remove(FACEBOOK);
    }
    change
}

/// Whether a change says whose account on Facebook it is.
pub fn names_facebook(change: &PersonChange) -> bool {
    change.extras.contains_key(FACEBOOK)
}

fn read(body: &[u8]) -> Result<(Fields, PersonChange), ApiError> {
    let mut fields = Fields::of(body, "contact")?;
    fields.canonical("phone_no", "phone");
    let name = fields.text("username", NAME);
    let mut change = PersonChange {
        name: name.map(|name| Some(name).filter(|name| !name.trim().is_empty())),
        ..PersonChange::default()
    };
    for (at, key) in PHONES.into_iter().enumerate() {
        change.phones.extend(phone(&mut fields, key).map(|phone| (at, phone)));
    }
    for (at, key) in EMAILS.into_iter().enumerate() {
        change.emails.extend(email(&mut fields, key).map(|email| (at, email)));
    }
    change.custom_values = custom_values(&mut fields);
    for value in &change.custom_values {
        let text = value.value.as_ref().map_or(Value::Null, |value| Value::from(value.as_str()));
        change.extras.insert(format!("{CUSTOM}{}", value.field), text);
    }
    if let Some(gender) = gender(&mut fields) {
        change.extras.insert("gender".to_owned(), gender);
    }
    Ok((fields, change))
}

fn finish(fields: Fields, mut change: PersonChange) -> Result<PersonChange, ApiError> {
    let rest = fields.rest()?;
    // An empty list is printed where nothing is kept.
    let is_told = |key: &str, value: &Value| !(key == "psid" && value.as_array().is_some_and(Vec::is_empty));
    change
        .extras
        .extend(rest.into_iter().filter(|(key, value)| !ANSWERED.contains(&key.as_str()) && is_told(key, value)));
    Ok(change)
}

/// `Some(None)` where an empty text takes it away.
fn phone(fields: &mut Fields, key: &str) -> Option<Option<PhoneKey>> {
    let text = number_or_text(fields, key)?;
    if text.trim().is_empty() {
        return Some(None);
    }
    let read = Phone::read(&text).key().cloned();
    if read.is_none() {
        fields.fault(key, "is no phone number that stands for one person");
    }
    read.map(Some)
}

fn email(fields: &mut Fields, key: &str) -> Option<Option<EmailKey>> {
    let text = fields.text(key, CONTACT)?;
    if text.trim().is_empty() {
        return Some(None);
    }
    let read = EmailKey::read(&text).filter(EmailKey::identifies);
    if read.is_none() {
        fields.fault(key, "is no e-mail address that stands for one person");
    }
    read.map(Some)
}

/// The vendor's 0, 1 or 2; the last says nothing.
fn gender(fields: &mut Fields) -> Option<Value> {
    let given = fields.take("gender")?;
    let code = fields.keep(whole("gender", &given))?;
    match code {
        UNKNOWN_GENDER => Some(Value::Null),
        0 | 1 => Some(Value::from(code)),
        _ => fields.keep(Err(("gender".to_owned(), "must be 0, 1 or 2".to_owned()))),
    }
}

/// The field by which a contact was sent.
pub fn contact_field(change: &PersonChange, kind: ContactKind, value: &str) -> &'static str {
    let phone = change.phones.iter().find(|(_, key)| key.as_ref().is_some_and(|key| key.as_str() == value));
    let email = change.emails.iter().find(|(_, key)| key.as_ref().is_some_and(|key| key.as_str() == value));
    match kind {
        ContactKind::Phone => phone.and_then(|(at, _)| PHONES.get(*at).copied()).unwrap_or(PHONES[0]),
        ContactKind::Email => email.and_then(|(at, _)| EMAILS.get(*at).copied()).unwrap_or(EMAILS[0]),
    }
}
