//! An enquiry with the rows it names to what the core understands: a change of a lead, a new lead, a new booking. Called by the
//! routes when everything is checked.

use super::dates::day_of_booking;
use super::enquiry::Enquiry;
use super::lines::{LINES, Lines, changed};
use super::portrait::name_hobbies;
use super::required::{Operation, is_as_deployed};
use super::rows::Rows;
use super::{BRAND, of_brand};
use crate::erp::errors::ApiError;
use crate::erp::settings::Settings;
use leadhub_core::Actor;
use leadhub_model::text::fold;
use leadhub_model::*;
use serde_json::{Map, Value, json};

/// What the enquiry changes in a lead; its lines are the caller's, since they depend on those that are there.
pub fn change(request: Enquiry, rows: &Rows) -> Result<LeadChange, ApiError> {
    let is_cleared = |key: &str| request.cleared.contains(&key);
    let mut facts = request.facts;
    facts.extend(is_cleared("state_id").then_some((Fact::Province, None)));
    facts.extend(is_cleared("district_id").then_some((Fact::District, None)));
    facts.extend(rows.state.as_ref().map(|state| (Fact::Province, Some(state.name.clone()))));
    facts.extend(rows.district.as_ref().map(|district| (Fact::District, Some(district.name.clone()))));
    let mut extras = request.extras;
    extras.extend(CLEARED.iter().filter(|key| is_cleared(key)).map(|key| ((*key).to_owned(), Value::Null)));
    let unlinked = [("agent_email", Link::Agent), ("campaign_id", Link::Campaign), ("source_id", Link::Source)];
    let unlinked = unlinked.into_iter().filter(|(key, _)| is_cleared(key)).map(|(_, link)| link).collect();
    let mut keep = |key: &str, id: Option<i64>| extras.extend(id.map(|id| (key.to_owned(), Value::from(id))));
    keep("country_id", rows.country.as_ref().map(|row| row.id.0));
    keep("state_id", rows.state.as_ref().map(|row| row.id.0));
    keep("district_id", rows.district.as_ref().map(|row| row.id.0));
    keep("company_id", rows.company.as_ref().map(|row| row.id.0));
    keep("price_list_id", rows.price_list.as_ref().map(|row| row.id.0));
    // One that is nobody here is not lost (decision A23).
    let stranger = request.agent_email.filter(|_| rows.agent.is_none());
    extras.extend(stranger.map(|email| ("agent_email".to_owned(), Value::from(email))));
    if let Some(mut portrait) = request.portrait {
        name_hobbies(&mut portrait, &rows.hobbies)?;
        extras.insert("customer_portrait".to_owned(), Value::Object(portrait));
    }
    Ok(LeadChange {
        facts,
        stage: rows.stage,
        agent: rows.agent,
        campaign: rows.campaign.as_ref().map(|(id, _)| *id),
        source: rows.source.as_ref().map(|row| SourceRef::Id(row.id)),
        comment: request.comment.map(|body| NewComment { body, is_public: false, author: None }),
        extras,
        unlinked,
        ..LeadChange::default()
    })
}

/// What is kept under its key and goes when the key is blank; facts and links aside.
const CLEARED: &[&str] = &[
    "country_id",
    "state_id",
    "district_id",
    "company_id",
    "price_list_id",
    "agent_email",
    "user_id",
    "customer_portrait",
];

/// A lead that is asked for: the change, made of nothing, with its brand and its lines.
pub fn new_lead(mut request: Enquiry, rows: &Rows, person: Option<PersonId>) -> Result<NewLead, ApiError> {
    let lines = request.lines.take();
    let change = with_lines(change(request, rows)?, lines.as_ref(), rows)?;
    let mut facts = Facts::default();
    for (fact, text) in change.facts {
        facts.set(fact, text);
    }
    if facts.get(Fact::Phone).is_none() {
        facts.set(Fact::Phone, rows.account_phone.clone());
    }
    Ok(NewLead {
        facts,
        person,
        stage: change.stage,
        agent: change.agent,
        campaign: change.campaign,
        source: change.source,
        comment: change.comment,
        extras: change.extras,
        ..NewLead::default()
    })
}

fn with_lines(mut change: LeadChange, lines: Option<&Lines>, rows: &Rows) -> Result<LeadChange, ApiError> {
    change.extras.insert(BRAND.to_owned(), Value::from(rows.brand.id.0));
    if let Some(lines) = lines {
        let source = rows.source.as_ref().map(|source| source.id.0);
        let price = |service| rows.services.get(&service).copied().unwrap_or_default();
        change.extras.insert(LINES.to_owned(), json!(changed(Vec::new(), lines, source, price)?));
    }
    Ok(change)
}

/// What an enquiry adds to a lead that its ticket names: all but the number that the lead has and the name of the ticket, which is its own.
pub fn added(request: Enquiry, rows: &Rows, lead: &Lead) -> Result<LeadChange, ApiError> {
    let mut change = change(request, rows)?;
    change.extras.insert(BRAND.to_owned(), Value::from(rows.brand.id.0));
    let is_kept = |fact: Fact| fact == Fact::Code || (fact == Fact::Phone && lead.facts.get(fact).is_some());
    change.facts.retain(|(fact, _)| !is_kept(*fact));
    Ok(change)
}

/// Whom the account names. It comes before the phone, but for a lead of the deployed vendor (decision A1).
pub fn account_of(rows: &Rows, operation: Operation, actor: &Actor) -> Option<PersonId> {
    let is_first = operation == Operation::Booking || !is_as_deployed(actor);
    rows.account.filter(|_| is_first || rows.owner.is_none())
}

/// What a change of a booking makes of it: `expire`, also as it is printed, cancels; one in effect stays so (decision K4).
pub fn booking_state(request: &Enquiry) -> Result<Option<BookingState>, ApiError> {
    match request.effect.as_deref().map(fold).as_deref() {
        None | Some("effect" | "hieu luc") => Ok(None),
        Some("expire" | "het hieu luc") => Ok(Some(BookingState::Cancelled)),
        Some(_) => Err(ApiError::params("effect", "is one of effect, expire")),
    }
}

/// A booking that is asked for.
pub fn new_booking(request: &Enquiry, rows: &Rows, actor: &Actor, now: Moment) -> Result<NewBooking, ApiError> {
    let date = request.booking_date.as_deref().ok_or_else(|| ApiError::missing("booking_date"))?;
    let (booked_at, ends_at) = day_of_booking(date, now, &actor.zone)?;
    let (code_prefix, code_digits) = code_of_booking(actor, now);
    let company = rows.company.as_ref().ok_or_else(|| ApiError::missing("company_id"))?;
    let person = account_of(rows, Operation::Booking, actor);
    let mut change = with_lines(change(request.clone(), rows)?, request.lines.as_ref(), rows)?;
    if person.is_some() && rows.owner.is_some_and(|owner| Some(owner) != person) {
        // The account was named: somebody else's phone must not move its lead to them.
        change.facts.retain(|(fact, _)| *fact != Fact::Phone);
    }
    Ok(NewBooking {
        brand: rows.brand.id,
        company: company.id,
        booked_at,
        ends_at,
        code_prefix,
        code_digits,
        person,
        code: request.fact(Fact::Code).map(str::to_owned),
        kept: Some(of_brand(rows.brand.id)),
        booked_lead: None,
        lead: new_lead(request.clone(), rows, person)?,
        change,
        details: Map::new(),
    })
}

/// What stands before the number, and the number's least digits: `Book-<number>`, or with the setting `booking_code_dated`
/// `BOOK-YYMMDD-NNNNN` (decision K12).
fn code_of_booking(actor: &Actor, now: Moment) -> (String, usize) {
    if !Settings::of(actor).booking_code_dated {
        return ("Book-".to_owned(), 0);
    }
    let day = now.format(&actor.zone, TimeStyle::Spaced);
    let day: String = day.chars().take(10).filter(char::is_ascii_digit).skip(2).collect();
    (format!("BOOK-{day}-"), 5)
}
