//! Leads and bookings as this wire prints them (decisions A9 to A21). The text facts decide: an id is printed where its row still
//! has the fact's name. Called by the routes with what the lead points to.

use super::lines::{Line, stored};
use super::{AnswerStyle, own_extras, portrait};
use crate::erp::wire::{self, OrFalse, Text};
use leadhub_core::questions::KnownPerson;
use leadhub_model::catalogue::*;
use leadhub_model::moment::wall_clock;
use leadhub_model::person::ContactKind;
use leadhub_model::text::fold;
use leadhub_model::*;
use serde_json::Value;
use std::collections::BTreeMap;

/// What is printed besides a lead: what it points to, as far as it is there.
#[derive(Debug, Clone, Default)]
pub struct LeadDetails {
    pub country: Option<Country>,
    /// The rows that have the names of the lead's facts.
    pub state: Option<Province>,
    pub district: Option<District>,
    pub company: Option<Company>,
    pub brand: Option<Brand>,
    pub price_list: Option<PriceList>,
    pub category: Option<SourceCategory>,
    pub campaign: Option<(CampaignId, String)>,
    pub services: BTreeMap<i64, String>,
    pub sources: BTreeMap<i64, String>,
    /// By its name here.
    pub stage: Option<String>,
}

/// The answer to a create: lines are ids.
pub fn created(lead: &Lead, details: &LeadDetails, style: &AnswerStyle) -> wire::Lead {
    let lines = stored(lead);
    let ids = wire::Lines::Ids(lines.iter().map(|line| line.service.0).collect());
    let newer = style.newer_keys.then(|| wire::Newer {
        customer_portrait: portrait_of(lead),
        id_lead: lead.id.0,
        link_lead_detail: style.link(lead.id.0, 630),
    });
    wire::Lead { newer, ..print(lead, details, total(&lines), ids) }
}

/// Every other answer: lines are objects.
pub fn detail(lead: &Lead, details: &LeadDetails) -> wire::Lead {
    let line = |line: Line| wire::Line {
        id: line.service.0,
        service_id: line.service.0,
        service_name: OrFalse(details.services.get(&line.service.0).cloned()),
        quantity: line.quantity,
        source_extend_id: OrFalse(line.source),
        source_extend_name: OrFalse(line.source.and_then(|source| details.sources.get(&source).cloned())),
        total_before_discount: dong(line.total()),
        total_after_discount: 0.0,
    };
    let lines = stored(lead);
    let total = total(&lines);
    print(lead, details, total, wire::Lines::Rows(lines.into_iter().map(line).collect()))
}

fn total(lines: &[Line]) -> i64 {
    lines.iter().fold(0, |sum, line| sum.saturating_add(line.total()))
}

/// A booking: its lead, under the booking's own number and code.
pub fn booking(booking: &Booking, lead: &Lead, details: &LeadDetails, style: &AnswerStyle, now: Moment) -> wire::Lead {
    wire::Lead {
        id: booking.id.0,
        name: OrFalse(Some(booking.code.clone())),
        create_on: day_first(booking.created_at),
        booking: Some(wire::Booking {
            booking_date: day_first_in(&style.zone, booking.booked_at),
            effect: effect(booking, now),
            link_booking_detail: style.link(booking.id.0, 633),
        }),
        ..detail(lead, details)
    }
}

/// The answer to a booking that was made.
pub fn booked(booking: &Booking, lead: &Lead, style: &AnswerStyle) -> wire::Booked {
    wire::Booked {
        account_id: booking.person.0,
        customer_portrait: portrait_of(lead),
        id_booking: booking.id.0,
        link_booking_detail: style.link(booking.id.0, 633),
    }
}

/// The facts that a row prints.
pub const ROW_FACTS: &[Fact] = &[Fact::Name];

/// A lead found by a phone.
pub fn row(lead: &Lead, details: &LeadDetails, style: &AnswerStyle) -> wire::Row {
    wire::Row {
        id: lead.id.0,
        name: fact(lead, Fact::Name),
        stage: OrFalse(details.stage.clone()),
        create_on: day_first(lead.created_at),
        link_detail: style.link(lead.id.0, 630),
        company_id: OrFalse(details.company.as_ref().map(|company| (company.id.0, company.name.clone()))),
        effect: None,
    }
}

/// A booking found by a phone.
pub fn row_of_booking(
    booking: &Booking,
    lead: &Lead,
    details: &LeadDetails,
    style: &AnswerStyle,
    now: Moment,
) -> wire::Row {
    wire::Row {
        id: booking.id.0,
        name: OrFalse(Some(booking.code.clone())),
        create_on: day_first(booking.created_at),
        link_detail: style.link(booking.id.0, 633),
        effect: Some(effect(booking, now)),
        ..row(lead, details, style)
    }
}

/// A customer found by a phone.
pub fn account(known: &KnownPerson) -> wire::Account {
    let person = &known.person;
    let first = |kind| known.contacts.iter().find(|(known, _)| *known == kind).map(|(_, key)| key);
    wire::Account {
        id: person.id.0,
        name: OrFalse(person.name.clone()),
        phone: OrFalse(first(ContactKind::Phone).map(|key| phone::Phone::read(key).display())),
        email: OrFalse(first(ContactKind::Email).cloned()),
        create_on: day_first(person.created_at),
    }
}

fn print(lead: &Lead, details: &LeadDetails, total: i64, lines: wire::Lines) -> wire::Lead {
    let phone = Some(lead.phone()).filter(|phone| !phone.is_empty());
    let mobile = lead.facts.get(Fact::Phone2).map(|text| phone::Phone::read_first(text).display());
    let text = |key: &str| -> Text {
        OrFalse(own_extras(lead).and_then(|extras| extras.get(key)?.as_str()).map(str::to_owned))
    };
    let no = |key: &str| OrFalse(Some(text(key).0.unwrap_or_else(|| "no".to_owned())));
    let born = birth(lead);
    let year = born.as_ref().and_then(|day| day.get(..4));
    wire::Lead {
        id: lead.id.0,
        name: fact(lead, Fact::Name),
        contact_name: fact(lead, Fact::Name),
        gender: OrFalse(gender(lead).map(str::to_owned)),
        pass_port: fact(lead, Fact::Passport),
        mobile: OrFalse(mobile.or_else(|| phone.clone())),
        phone: OrFalse(phone),
        year_of_birth: OrFalse(year.map(str::to_owned)),
        birth_date: OrFalse(born),
        email_from: fact(lead, Fact::Email),
        country_id: OrFalse(details.country.as_ref().map(|row| row.id.0)),
        country_name: OrFalse(details.country.as_ref().map(|row| row.name.clone())),
        state_id: OrFalse(details.state.as_ref().map(|row| row.id.0)),
        state_name: fact(lead, Fact::Province),
        district_id: OrFalse(details.district.as_ref().map(|row| row.id.0)),
        district_name: fact(lead, Fact::District),
        street: fact(lead, Fact::Address),
        company_id: OrFalse(details.company.as_ref().map(|row| row.id.0)),
        company_name: OrFalse(details.company.as_ref().map(|row| row.name.clone())),
        facebook_acc: fact(lead, Fact::Facebook),
        send_info_facebook: text("send_info_facebook"),
        zalo_acc: fact(lead, Fact::Zalo),
        send_info_zalo: text("send_info_zalo"),
        brand_id: OrFalse(details.brand.as_ref().map(|row| row.id.0)),
        brand_name: OrFalse(details.brand.as_ref().map(|row| row.name.clone())),
        price_list_id: OrFalse(details.price_list.as_ref().map(|row| row.id.0)),
        price_list_name: OrFalse(details.price_list.as_ref().map(|row| row.name.clone())),
        category_source_id: OrFalse(details.category.as_ref().map(|row| row.id.0)),
        category_source_name: OrFalse(details.category.as_ref().map(|row| row.name.clone())),
        overseas_vietnamese: no("overseas_vietnamese"),
        work_online: no("work_online"),
        online_counseling: no("online_counseling"),
        shuttle_bus: no("shuttle_bus"),
        campaign_id: OrFalse(details.campaign.as_ref().map(|(id, _)| id.0)),
        campaign_name: OrFalse(details.campaign.as_ref().map(|(_, name)| name.clone())),
        amount_total: dong(total),
        create_on: day_first(lead.created_at),
        crm_line_ids: lines,
        newer: None,
        booking: None,
    }
}

fn fact(lead: &Lead, fact: Fact) -> Text {
    OrFalse(lead.facts.get(fact).map(str::to_owned))
}

fn portrait_of(lead: &Lead) -> wire::Portrait {
    portrait::print(own_extras(lead).and_then(|extras| extras.get("customer_portrait")).and_then(Value::as_object))
}

/// In this wire's words, which other wires write in other cases and in Vietnamese (decision A13).
fn gender(lead: &Lead) -> Option<&'static str> {
    match fold(lead.facts.get(Fact::Gender)?).as_str() {
        "male" | "nam" => Some("male"),
        "female" | "nu" => Some("female"),
        "other" | "khac" => Some("other"),
        _ => None,
    }
}

/// `YYYY-MM-DD`, also where it was written day first; only a day that this wire takes, so that it can be sent back (A18).
fn birth(lead: &Lead) -> Option<String> {
    let text = lead.facts.get(Fact::BirthDate)?.trim();
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    let clock = match parts.as_slice() {
        [day, month, year] if year.len() == 4 => wall_clock(&format!("{year}-{month:0>2}-{day:0>2}")),
        _ => wall_clock(text),
    };
    let day = clock?.get(..10)?.to_owned();
    let last = lead.updated_at.format(&Zone::utc(), TimeStyle::Spaced);
    (day.as_str() >= "1900" && day.get(..4) < last.get(..4)).then_some(day)
}

fn effect(booking: &Booking, now: Moment) -> &'static str {
    if booking.is_in_effect(now) { "Hiệu lực" } else { "Hết hiệu lực" }
}

/// Whole dong are far below what a double tells apart.
fn dong(amount: i64) -> f64 {
    amount as f64
}

/// `23-08-2021 03:13:48`, in UTC (decision A14).
fn day_first(at: Moment) -> String {
    day_first_in(&Zone::utc(), at)
}

/// A booking's day is the day that was booked, so it is printed where it was read (decision K4).
fn day_first_in(zone: &Zone, at: Moment) -> String {
    let text = at.format(zone, TimeStyle::Spaced);
    let (day, hour) = text.split_once(' ').unwrap_or((&text, ""));
    let parts: Vec<&str> = day.rsplit('-').collect();
    format!("{} {hour}", parts.join("-"))
}
