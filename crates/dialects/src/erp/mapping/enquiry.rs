//! The body of a request as it was meant, before anybody looked up what its ids stand for. One reading for leads, bookings and
//! changes of either. Called by the routes.

use super::dates::birth_date;
use super::fields::Fields;
use super::lines::{LINES, Lines};
use super::portrait;
use super::required::{Operation, check_required, is_as_deployed};
use super::rows::{ACCOUNT, CAMPAIGN, CATEGORY, COUNTRY, DISTRICT, PRICE_LIST, SOURCE, STATE};
use crate::erp::errors::ApiError;
use leadhub_core::Actor;
use leadhub_model::*;
use serde_json::{Map, Value};

/// What a body says; whatever is absent was not said.
#[derive(Debug, Clone, Default)]
pub struct Enquiry {
    pub account: Option<i64>,
    /// `None` as text clears the fact.
    pub facts: Vec<(Fact, Option<String>)>,
    pub agent_email: Option<String>,
    pub country: Option<i64>,
    pub state: Option<i64>,
    pub district: Option<i64>,
    /// A number, or a branch's code (decision A6).
    pub company: Option<String>,
    pub price_list: Option<i64>,
    /// Known or not; the source's own counts (decision A8).
    pub category: Option<i64>,
    pub source: Option<i64>,
    pub campaign: Option<i64>,
    pub lines: Option<Lines>,
    /// A stage's name or number.
    pub stage: Option<String>,
    /// Its hobbies are still ids or names.
    pub portrait: Option<Map<String, Value>>,
    pub booking_date: Option<String>,
    /// Whether a booking is in effect, as a change of it says.
    pub effect: Option<String>,
    pub comment: Option<String>,
    /// The rest, typed; `null` clears.
    pub extras: Map<String, Value>,
    /// The keys of ids, agent and portrait that were there and blank.
    pub cleared: Vec<&'static str>,
}

const TEXTS: &[(&str, Fact)] = &[
    ("contact_name", Fact::Name),
    ("phone_no1", Fact::Phone),
    ("phone_no2", Fact::Phone2),
    ("phone_no3", Fact::Phone3),
    ("email_from", Fact::Email),
    ("pass_port", Fact::Passport),
    ("street", Fact::Address),
    ("facebook_acc", Fact::Facebook),
    ("zalo_acc", Fact::Zalo),
];
const CHOICES: &[(&str, &[&str])] = &[
    ("send_info_facebook", &["not_send", "sent"]),
    ("send_info_zalo", &["no_acc", "not_response", "sent"]),
    ("overseas_vietnamese", &["no", "marketing", "branch"]),
    ("work_online", &["no", "yes"]),
    ("online_counseling", &["no", "yes"]),
    ("shuttle_bus", &["no", "yes"]),
];
const GENDERS: &[&str] = &["male", "female", "other"];
/// Kept as texts.
const KEPT_TEXTS: &[&str] = &["pass_port_date"];
/// What answers print from other fields: a caller that sends a whole answer back says nothing with them.
const ANSWERED: &[&str] = &[
    "id",
    "name",
    "mobile",
    "year_of_birth",
    "country_name",
    "state_name",
    "district_name",
    "company_name",
    "brand_id",
    "brand_name",
    "price_list_name",
    "category_source_name",
    "campaign_name",
    "amount_total",
    "create_on",
    "link_lead_detail",
    "link_booking_detail",
    "id_lead",
    "id_booking",
    // A credential is nobody's data, wherever it stands.
    "access_token",
    "access-token",
];
const TICKET: &str = "ticket_id";
/// Digits that a phone needs at least (decisions.md, P1).
const DIGITS: usize = 8;
pub const PHONE: &str = "Loi SDT";

/// Reads a body; `now` and the actor's zone say what is past.
pub fn enquiry(
    body: Map<String, Value>,
    operation: Operation,
    actor: &Actor,
    now: Moment,
) -> Result<Enquiry, ApiError> {
    let mut fields = Fields::new(body);
    fields.canonical("phone_no1", "phone");
    check_required(&fields, operation, actor)?;
    let mut request = Enquiry {
        account: account(&mut fields, operation)?,
        facts: facts(&mut fields, now, &actor.zone)?,
        agent_email: fields.word_or_blank("agent_email")?,
        country: fields.id("country_id", COUNTRY)?,
        state: fields.id("state_id", STATE)?,
        district: fields.id("district_id", DISTRICT)?,
        company: fields.word_or_blank("company_id")?,
        price_list: fields.id("price_list_id", PRICE_LIST)?,
        category: fields.id("category_source_id", CATEGORY)?,
        source: fields.id("source_id", SOURCE)?,
        campaign: fields.id("campaign_id", CAMPAIGN)?,
        lines: fields.literal(LINES)?.as_ref().map(Lines::read).transpose()?,
        stage: fields.word("stage_id")?,
        portrait: fields.literal("customer_portrait")?.map(portrait::read).transpose()?,
        booking_date: fields.word("booking_date")?,
        effect: fields.word("effect")?,
        comment: fields.word("comment")?,
        extras: Map::new(),
        cleared: Vec::new(),
    };
    (request.extras, request.cleared) = extras(fields)?;
    if operation != Operation::Change {
        // Of what is new a blank says nothing, also where it meets a lead that is there.
        request.cleared.clear();
        request.facts.retain(|(_, text)| text.is_some());
        request.extras.retain(|_, value| !value.is_null());
    }
    if request.clears(LINES) {
        request.lines = Some(Lines::All(Vec::new()));
    }
    if request.clears(TICKET) {
        request.facts.push((Fact::Code, None));
    }
    check_lines(&request, operation, actor)?;
    check_phone(&request, operation, actor)?;
    Ok(request)
}

/// A change names nobody else. What is no number is nobody's account, and as that of no weight beside a phone (decision A25).
fn account(fields: &mut Fields, operation: Operation) -> Result<Option<i64>, ApiError> {
    let has_phone = fields.has("phone_no1");
    match fields.id("account_id", ACCOUNT) {
        _ if operation == Operation::Change => Ok(None),
        Err(_) if has_phone => Ok(None),
        account => account,
    }
}

fn facts(fields: &mut Fields, now: Moment, zone: &Zone) -> Result<Vec<(Fact, Option<String>)>, ApiError> {
    let mut facts = Vec::new();
    for (key, fact) in TEXTS {
        facts.extend(fields.text(key)?.map(|text| (*fact, non_empty(text))));
    }
    if let Some(gender) = fields.text("gender")? {
        facts.push((Fact::Gender, non_empty(one_of("gender", &gender, GENDERS)?)));
    }
    if let Some(born) = fields.text("birth_date")? {
        let day = non_empty(born).map(|text| birth_date(&text, now, zone)).transpose()?;
        facts.push((Fact::BirthDate, day));
    }
    if let Some(ticket) = fields.whole(TICKET)? {
        facts.push((Fact::Code, Some(ticket.to_string())));
    }
    Ok(facts)
}

/// What is kept of the rest, and the keys that were blank.
fn extras(mut fields: Fields) -> Result<(Map<String, Value>, Vec<&'static str>), ApiError> {
    let mut extras = Map::new();
    let value = |text: String| non_empty(text).map_or(Value::Null, Value::from);
    for (key, choices) in CHOICES {
        if let Some(text) = fields.text(key)? {
            extras.insert((*key).to_owned(), value(one_of(key, &text, choices)?));
        }
    }
    for key in KEPT_TEXTS {
        extras.extend(fields.text(key)?.map(|text| ((*key).to_owned(), value(text))));
    }
    extras.extend(fields.whole("user_id")?.map(|user| ("user_id".to_owned(), Value::from(user))));
    let (rest, cleared) = fields.rest();
    extras.extend(rest.into_iter().filter(|(key, _)| !ANSWERED.contains(&key.as_str())));
    Ok((extras, cleared))
}

fn non_empty(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// The empty text clears, so it is fine everywhere (decision A13).
fn one_of(key: &str, text: &str, choices: &[&str]) -> Result<String, ApiError> {
    let text = text.trim();
    match text.is_empty() || choices.contains(&text) {
        true => Ok(text.to_owned()),
        false => Err(ApiError::params(key, &format!("is one of {}", choices.join(", ")))),
    }
}

/// A new enquiry names its services; changes are for updates.
fn check_lines(request: &Enquiry, operation: Operation, actor: &Actor) -> Result<(), ApiError> {
    let is_required = operation == Operation::Booking || (operation == Operation::Lead && !is_as_deployed(actor));
    match &request.lines {
        Some(Lines::Changes(_)) if operation != Operation::Change => {
            Err(ApiError::params(LINES, "must be a list of ids"))
        }
        Some(Lines::All(lines)) if lines.is_empty() && is_required => Err(ApiError::missing(LINES)),
        None if is_required => Err(ApiError::missing(LINES)),
        _ => Ok(()),
    }
}

/// At least eight digits in any spelling; of a deployed booking digits only (decisions.md, P1). Its length depends on the
/// country and is checked with it.
fn check_phone(request: &Enquiry, operation: Operation, actor: &Actor) -> Result<(), ApiError> {
    let Some(phone) = request.phone() else { return Ok(()) };
    let is_fit = match (is_as_deployed(actor), operation) {
        (true, Operation::Booking) => phone.chars().all(|digit| digit.is_ascii_digit()),
        (true, _) => true,
        (false, _) => is_number(phone),
    };
    if is_fit { Ok(()) } else { Err(ApiError::offending(PHONE, phone)) }
}

/// Whether it has the digits of a phone and no letters.
pub(super) fn is_number(phone: &str) -> bool {
    phone::digits(phone).len() >= DIGITS && !phone.chars().any(char::is_alphabetic)
}

impl Enquiry {
    /// What it says of a fact.
    pub fn fact(&self, fact: Fact) -> Option<&str> {
        self.facts.iter().find(|(known, _)| *known == fact)?.1.as_deref()
    }

    pub fn clears(&self, key: &str) -> bool {
        self.cleared.contains(&key)
    }

    pub fn phone(&self) -> Option<&str> {
        self.fact(Fact::Phone)
    }
}
