//! Lists of leads: a `LeadFilter` becomes a WHERE clause over a closed set of columns, every value bound. Also counts the
//! matches, since the wires promise the true total. Called through `queries` by the dialects.

use super::conditions::Conditions;
use super::engine::{Db, Failure, values};
use super::{lead_columns, lead_contacts, lead_totals};
use crate::actor::Actor;
use leadhub_model::{Cursor, Fact, Lead, LeadFilter, LeadOrder, Page, Paging};

fn conditions<'a>(actor: &Actor, filter: &'a LeadFilter) -> Conditions<'a> {
    let mut all = Conditions::of(actor, "deleted_at IS NULL");
    all.compare("person_id", "=", filter.person);
    all.compare("agent_id", "=", filter.agent);
    all.compare("service_id", "=", filter.service);
    all.compare("list_id", "=", filter.list);
    all.compare("converted", "=", filter.converted);
    all.within("created_at", filter.created);
    all.within("updated_at", filter.updated);
    all.within("converted_at", filter.conversion);
    if let Some(stages) = &filter.stages {
        let places: Vec<String> = stages.iter().map(|stage| all.bind(*stage)).collect();
        let any = if places.is_empty() { "NULL".to_owned() } else { places.join(", ") };
        all.sql.push_str(&format!(" AND stage_id IN ({any})"));
    }
    if let Some(qualities) = &filter.phone_quality {
        let places: Vec<String> = qualities.iter().map(|quality| all.bind(quality.code())).collect();
        all.sql.push_str(&format!(" AND phone_quality IN ({})", places.join(", ")));
    }
    if let Some(campaign) = filter.campaign {
        let place = all.bind(campaign);
        all.sql.push_str(&format!(
            " AND (campaign_id = {place}
             OR list_id IN (SELECT id FROM lead_list WHERE organisation_id = $1 AND campaign_id = {place}))"
        ));
    }
    all.compare("subject", "=", filter.subject.as_deref());
    if let Some(key) = &filter.email_key {
        lead_contacts::narrow_to_email(&mut all, key);
    }
    if let Some(key) = &filter.phone_key {
        lead_contacts::narrow_to_phone(&mut all, key);
    }
    if let Some(part) = &filter.phone_part {
        lead_contacts::narrow_to_part(&mut all, part);
    }
    all
}

/// A page of the leads that match, with the facts that the caller looks at, and the number of all of them.
pub fn list_leads(
    db: &mut Db,
    actor: &Actor,
    filter: &LeadFilter,
    order: LeadOrder,
    paging: Paging,
    facts: &[Fact],
) -> Result<Page<Lead>, Failure> {
    let all = conditions(actor, filter);
    let total = match lead_totals::find_total(db, actor, filter)? {
        Some(total) => total,
        None => db.count(&format!("SELECT COUNT(*) FROM lead WHERE {}", all.sql), &all.values)?,
    };
    let order = by(order);
    let (sql, mut bound) = (all.sql, all.values);
    bound.extend_from_slice(values![paging.limit, paging.offset]);
    let (limit, offset) = (bound.len() - 1, bound.len());
    let columns = lead_columns::select(facts);
    let sql = format!("SELECT {columns} FROM lead WHERE {sql} ORDER BY {order} LIMIT ${limit} OFFSET ${offset}");
    Ok(Page { rows: db.all(&sql, &bound, |row| lead_columns::read_with(facts, row))?, total })
}

fn by(order: LeadOrder) -> &'static str {
    match order {
        LeadOrder::NewestId => "id DESC",
        LeadOrder::OldestId => "id",
        LeadOrder::NewestCreated => "created_at DESC, id DESC",
        LeadOrder::OldestUpdated => "updated_at, id",
    }
}

/// The leads that match and come behind `after` in the order, `limit` at most, with the facts that the caller looks at. Nothing
/// is counted, so a page costs the same however many there are.
pub fn list_leads_after(
    db: &mut Db,
    actor: &Actor,
    filter: &LeadFilter,
    order: LeadOrder,
    after: Option<Cursor>,
    limit: i64,
    facts: &[Fact],
) -> Result<Vec<Lead>, Failure> {
    let mut all = conditions(actor, filter);
    if let Some(Cursor { at, id }) = after {
        let behind = match order {
            LeadOrder::NewestId => format!("id < {}", all.bind(id)),
            LeadOrder::OldestId => format!("id > {}", all.bind(id)),
            LeadOrder::NewestCreated => format!("(created_at, id) < ({}, {})", all.bind(at), all.bind(id)),
            LeadOrder::OldestUpdated => format!("(updated_at, id) > ({}, {})", all.bind(at), all.bind(id)),
        };
        all.sql.push_str(&format!(" AND {behind}"));
    }
    let limit = all.bind(limit);
    let columns = lead_columns::select(facts);
    let sql = format!("SELECT {columns} FROM lead WHERE {} ORDER BY {} LIMIT {limit}", all.sql, by(order));
    db.all(&sql, &all.values, |row| lead_columns::read_with(facts, row))
}

/// Where the page behind this lead begins.
pub fn cursor(order: LeadOrder, lead: &Lead) -> Cursor {
    let at = match order {
        LeadOrder::NewestId | LeadOrder::OldestId => 0,
        LeadOrder::NewestCreated => lead.created_at.micros(),
        LeadOrder::OldestUpdated => lead.updated_at.micros(),
    };
    Cursor { at, id: lead.id.0 }
}
