//! Lists of leads: what sets of leads tell is told by them (`lead_walk.rs`); else a `LeadFilter` becomes a WHERE clause over a closed set of
//! columns, every value bound. Also counts the matches, since the wires promise the true total. Called by the doors.

use super::conditions::{Conditions, Rows};
use super::engine::{Db, Failure, Value, values};
use super::lead_facets::is_indexed;
use super::lead_sift::sift;
use super::lead_walk::{Stretch, Walk};
use super::{among, lead_columns, lead_contacts, lead_projects};
use crate::actor::Actor;
use leadhub_model::{BookingState, Counted, Cursor, Fact, Lead, LeadFilter, LeadId, LeadOrder, Page, Paging};
use std::collections::BTreeMap;

fn conditions<'a>(actor: &Actor, filter: &'a LeadFilter) -> Conditions<'a> {
    let mut all = Conditions::of(actor, Rows::Leads, "deleted_at IS NULL");
    all.compare("person_id", "=", filter.person);
    narrow_to_any(&mut all, "agent_id", filter.agents.as_deref(), filter.unassigned);
    all.compare("service_id", "=", filter.service);
    all.compare("group_id", "=", filter.group);
    all.compare("list_id", "=", filter.list);
    narrow_to_any(&mut all, "source_id", filter.sources.as_deref(), filter.without_source);
    all.compare("project_code", "=", filter.project_code.as_deref());
    lead_projects::narrow_to_spellings(&mut all, filter.projects.as_deref());
    all.compare("score", ">=", filter.least_score);
    all.within("meeting_at", filter.meeting);
    all.compare("converted", "=", filter.converted);
    if filter.without_withdrawn {
        all.sql.push_str(" AND withdrawn_at IS NULL");
    }
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
    all.compare("origin", "=", filter.origin.as_deref());
    if let Some(label) = filter.label {
        let place = all.bind(label);
        all.sql.push_str(&format!(
            " AND id IN (SELECT lead_id FROM lead_label WHERE organisation_id = $1 AND label_id = {place})"
        ));
    }
    if let Some((booked, now)) = filter.booked {
        let (place, among) = (all.bind(now), if booked { "IN" } else { "NOT IN" });
        all.sql.push_str(&format!(
            " AND id {among} (SELECT lead_id FROM booking WHERE organisation_id = $1 AND in_effect = 1 AND ends_at > {place})"
        ));
    }
    if filter.was_booked {
        let cancelled = all.bind(BookingState::Cancelled.code());
        all.sql.push_str(&format!(
            " AND (SELECT MIN(booking.id) FROM booking WHERE booking.organisation_id = $1 AND booking.lead_id = lead.id
             AND booking.state <> {cancelled}) IS NOT NULL"
        ));
    }
    if let Some(touched) = filter.touched {
        all.sql.push_str(if touched { " AND first_touch_at IS NOT NULL" } else { " AND first_touch_at IS NULL" });
    }
    if let Some(key) = &filter.email_key {
        lead_contacts::narrow_to_email(&mut all, key);
    }
    if let Some(key) = &filter.phone_key {
        lead_contacts::narrow_to_phone(&mut all, key);
    }
    if let Some(keys) = &filter.customers {
        lead_contacts::narrow_to_customers(&mut all, keys);
    }
    if let Some(ids) = &filter.ids {
        let places = all.bind_padded(ids);
        all.sql.push_str(&format!(" AND id IN ({places})"));
    }
    if let Some(part) = &filter.phone_part {
        lead_contacts::narrow_to_part(&mut all, part);
    }
    all.narrow_to_kept(filter.kept);
    all
}

/// To those that have one of these ids in a column, or, besides or alone, none.
fn narrow_to_any<'a, Id: Copy + Into<Value<'a>>>(
    all: &mut Conditions<'a>,
    column: &'static str,
    ids: Option<&[Id]>,
    or_none: bool,
) {
    let places = ids.map(|ids| all.bind_each(ids.iter().copied()));
    let condition = match (places, or_none) {
        (None, false) => return,
        (None, true) => format!("{column} IS NULL"),
        (Some(places), false) => format!("{column} IN ({places})"),
        (Some(places), true) => format!("({column} IN ({places}) OR {column} IS NULL)"),
    };
    all.sql.push_str(&format!(" AND {condition}"));
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
    let bearers = of_bearers(db, actor, filter)?;
    let filter = bearers.as_ref().unwrap_or(filter);
    let walk = Walk::of(db, actor, filter)?;
    let mut all = conditions(actor, filter);
    let (total, ends) = match &walk {
        Some(walk) => (walk.total(db, actor)?, None),
        None => {
            let sql = format!("SELECT COUNT(*), MIN(id), MAX(id) FROM lead WHERE {}", all.sql);
            let counted = db.first(&sql, &all.values, |row| Ok((row.take()?, row.take()?, row.take()?)))?;
            let (total, least, most): (i64, Option<LeadId>, Option<LeadId>) = counted.unwrap_or_default();
            (total, least.zip(most))
        }
    };
    if total <= paging.offset {
        return Ok(Page { rows: Vec::new(), total });
    }
    let walk = walk.filter(|_| paging.offset >= NEAR || !is_indexed(&actor.sees, filter, order));
    let wanted = Wanted { order, after: None, paging, total: Some(total) };
    if let Some(walk) = walk {
        let ids = list_ids(db, actor, &walk, filter, &wanted)?;
        return Ok(Page { rows: list_those(db, actor, &ids, facts)?, total });
    }
    if let (Some((least, most)), LeadOrder::NewestId | LeadOrder::OldestId) = (ends, order) {
        // A range of moments lies somewhere among the ids: what is outside of it is not walked through.
        all.compare("id", ">=", Some(least));
        all.compare("id", "<=", Some(most));
    }
    let order = by(order);
    let (sql, mut bound) = (all.sql, all.values);
    bound.extend_from_slice(values![paging.limit, paging.offset]);
    let (limit, offset) = (bound.len() - 1, bound.len());
    let columns = lead_columns::select(facts);
    let sql = format!("SELECT {columns} FROM lead WHERE {sql} ORDER BY {order} LIMIT ${limit} OFFSET ${offset}");
    Ok(Page { rows: db.all(&sql, &bound, |row| lead_columns::read_with(facts, row))?, total })
}

/// As `list_leads` gives them, the first leads of several filters, `limit` at most of each, and how many each has. What the filters have in common is
/// asked for once.
pub fn list_leads_of_each(
    db: &mut Db,
    actor: &Actor,
    filters: &[LeadFilter],
    order: LeadOrder,
    limit: i64,
    facts: &[Fact],
) -> Result<Vec<Page<Lead>>, Failure> {
    let paging = Paging { offset: 0, limit };
    let walks: Option<Vec<Walk>> = Walk::of_each(db, actor, filters)?.into_iter().collect();
    let Some(walks) = walks else {
        return filters.iter().map(|filter| list_leads(db, actor, filter, order, paging, facts)).collect();
    };
    let totals = Walk::total_of_each(db, actor, &Vec::from_iter(&walks))?;
    let mut ids = Vec::new();
    for ((walk, filter), total) in walks.iter().zip(filters).zip(&totals) {
        ids.push(list_ids(db, actor, walk, filter, &Wanted { order, after: None, paging, total: Some(*total) })?);
    }
    let leads: BTreeMap<LeadId, Lead> =
        list_those(db, actor, &ids.concat(), facts)?.into_iter().map(|lead| (lead.id, lead)).collect();
    let rows = |ids: Vec<LeadId>| ids.iter().filter_map(|id| leads.get(id).cloned()).collect();
    Ok(ids.into_iter().map(rows).zip(totals).map(|(rows, total)| Page { rows, total }).collect())
}

/// How many leads match each of several filters.
pub fn count_each(db: &mut Db, actor: &Actor, filters: &[LeadFilter]) -> Result<Vec<i64>, Failure> {
    let walks: Option<Vec<Walk>> = Walk::of_each(db, actor, filters)?.into_iter().collect();
    match walks {
        Some(walks) => Walk::total_of_each(db, actor, &Vec::from_iter(&walks)),
        None => filters.iter().map(|filter| Ok(count_rows(db, actor, filter, i64::MAX - 1)?.rows)).collect(),
    }
}

/// A filter by a part of a number as one of the leads that bear it, where they are few: the numbers are gone through once, and not once for
/// the total and once more for the page.
fn of_bearers(db: &mut Db, actor: &Actor, filter: &LeadFilter) -> Result<Option<LeadFilter>, Failure> {
    let Some(part) = filter.phone_part.as_deref().filter(|_| filter.ids.is_none()) else { return Ok(None) };
    let ids = lead_contacts::list_bearers_of_part(db, actor, part, FEW + 1)?;
    let are_few = i64::try_from(ids.len()).is_ok_and(|count| count <= FEW);
    Ok(are_few.then(|| LeadFilter { ids: Some(ids), phone_part: None, ..filter.clone() }))
}

/// How many leads match: the exact number where it is kept, else counted no further than one more than `most`.
pub fn count_up_to(db: &mut Db, actor: &Actor, filter: &LeadFilter, most: i64) -> Result<Counted, Failure> {
    match Walk::of(db, actor, filter)? {
        Some(walk) => Ok(Counted { rows: walk.total(db, actor)?, more: false }),
        None => count_rows(db, actor, filter, most),
    }
}

fn count_rows(db: &mut Db, actor: &Actor, filter: &LeadFilter, most: i64) -> Result<Counted, Failure> {
    let mut all = conditions(actor, filter);
    let limit = all.bind(most.saturating_add(1));
    let sql = format!("SELECT COUNT(*) FROM (SELECT id FROM lead WHERE {} LIMIT {limit}) AS found", all.sql);
    let found = db.count(&sql, &all.values)?;
    Ok(Counted { rows: found.min(most), more: found > most })
}

fn by(order: LeadOrder) -> &'static str {
    match order {
        LeadOrder::NewestId => "id DESC",
        LeadOrder::OldestId => "id",
        LeadOrder::NewestCreated => "created_at DESC, id DESC",
        LeadOrder::OldestCreated => "created_at, id",
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
    let walk = if is_indexed(&actor.sees, filter, order) { None } else { Walk::of(db, actor, filter)? };
    let wanted = Wanted { order, after, paging: Paging { offset: 0, limit }, total: None };
    list_behind(db, actor, walk.as_ref(), filter, &wanted, facts)
}

/// A page of the leads that match, uncounted, of a filter that no set tells. Which leads it has is found by their numbers alone, so that
/// what is skipped is not read.
pub fn list_leads_from(
    db: &mut Db,
    actor: &Actor,
    filter: &LeadFilter,
    order: LeadOrder,
    paging: Paging,
    facts: &[Fact],
) -> Result<Vec<Lead>, Failure> {
    let mut all = conditions(actor, filter);
    let (limit, offset) = (all.bind(paging.limit), all.bind(paging.offset));
    let (columns, order) = (lead_columns::select(facts), by(order));
    let sql = format!(
        "SELECT {columns} FROM lead WHERE organisation_id = $1 AND id IN
         (SELECT id FROM lead WHERE {} ORDER BY {order} LIMIT {limit} OFFSET {offset}) ORDER BY {order}",
        all.sql
    );
    db.all(&sql, &all.values, |row| lead_columns::read_with(facts, row))
}

/// How far a page and its count go.
pub struct Limits {
    /// Leads of the page.
    pub rows: i64,
    /// Leads that are counted at least, where how many there are is not kept.
    pub counted: i64,
}

/// As `list_leads_after`, and how many leads match, told once for both.
pub fn list_and_count(
    db: &mut Db,
    actor: &Actor,
    filter: &LeadFilter,
    order: LeadOrder,
    after: Option<Cursor>,
    limits: Limits,
    facts: &[Fact],
) -> Result<(Vec<Lead>, Counted), Failure> {
    let walk = Walk::of(db, actor, filter)?;
    let counted = match &walk {
        Some(walk) => Counted { rows: walk.total(db, actor)?, more: false },
        None => count_rows(db, actor, filter, limits.counted)?,
    };
    let paging = Paging { offset: 0, limit: limits.rows };
    let wanted = Wanted { order, after, paging, total: (!counted.more).then_some(counted.rows) };
    let walk = walk.filter(|_| !is_indexed(&actor.sees, filter, order));
    Ok((list_behind(db, actor, walk.as_ref(), filter, &wanted, facts)?, counted))
}

/// By the sets, where there is a walk through them.
fn list_behind(
    db: &mut Db,
    actor: &Actor,
    walk: Option<&Walk>,
    filter: &LeadFilter,
    wanted: &Wanted,
    facts: &[Fact],
) -> Result<Vec<Lead>, Failure> {
    if let Some(walk) = walk {
        let ids = list_ids(db, actor, walk, filter, wanted)?;
        return list_those(db, actor, &ids, facts);
    }
    let mut all = conditions(actor, filter);
    if let Some(Cursor { at, id }) = wanted.after {
        let behind = match wanted.order {
            LeadOrder::NewestId => format!("id < {}", all.bind(id)),
            LeadOrder::OldestId => format!("id > {}", all.bind(id)),
            LeadOrder::NewestCreated => format!("(created_at, id) < ({}, {})", all.bind(at), all.bind(id)),
            LeadOrder::OldestCreated => format!("(created_at, id) > ({}, {})", all.bind(at), all.bind(id)),
            LeadOrder::OldestUpdated => format!("(updated_at, id) > ({}, {})", all.bind(at), all.bind(id)),
        };
        all.sql.push_str(&format!(" AND {behind}"));
    }
    let limit = all.bind(wanted.paging.limit);
    let (columns, order) = (lead_columns::select(facts), by(wanted.order));
    let sql = format!("SELECT {columns} FROM lead WHERE {} ORDER BY {order} LIMIT {limit}", all.sql);
    db.all(&sql, &all.values, |row| lead_columns::read_with(facts, row))
}

/// Leads that are looked up one by one rather than walked to in an order that their numbers do not have.
const FEW: i64 = 2_000;
/// Further on a page is not walked to, also where an index has its order.
const NEAR: i64 = 1_000;
/// Leads of one statement.
const AT_ONCE: usize = 512;

/// A page, and how many leads there are in all where that is known.
struct Wanted {
    order: LeadOrder,
    after: Option<Cursor>,
    paging: Paging,
    total: Option<i64>,
}

/// Which leads a page has.
fn list_ids(
    db: &mut Db,
    actor: &Actor,
    walk: &Walk,
    filter: &LeadFilter,
    &Wanted { order, after, paging, total }: &Wanted,
) -> Result<Vec<LeadId>, Failure> {
    let Paging { offset, limit } = paging;
    let (skipped, limit) = (offset.max(0), usize::try_from(limit).unwrap_or_default());
    let column = match order {
        LeadOrder::NewestId | LeadOrder::OldestId => {
            let (is_newest_first, after) = (order == LeadOrder::NewestId, after.map(|after| after.id));
            return walk.list_ids(db, actor, &Stretch { is_newest_first, after, skipped, limit });
        }
        _ if walk.most() > FEW && total.map_or_else(|| walk.total(db, actor), Ok)? > FEW => {
            return sift(db, actor, walk, filter, order, after, paging);
        }
        LeadOrder::NewestCreated | LeadOrder::OldestCreated => "created_at",
        LeadOrder::OldestUpdated => "updated_at",
    };
    let all = Stretch { is_newest_first: false, after: None, skipped: 0, limit: usize::MAX };
    let mut found: Vec<(i64, LeadId)> = Vec::new();
    for ids in walk.list_ids(db, actor, &all)?.chunks(AT_ONCE) {
        let (places, bound) = among(actor, ids);
        let sql = format!("SELECT {column}, id FROM lead WHERE organisation_id = $1 AND id IN ({places})");
        found.extend(db.all(&sql, &bound, |row| Ok((row.take()?, row.take()?)))?);
    }
    found.sort_unstable();
    if order == LeadOrder::NewestCreated {
        found.reverse();
    }
    let behind = |place: &(i64, LeadId)| {
        after.is_none_or(|Cursor { at, id }| match order {
            LeadOrder::NewestCreated => *place < (at, LeadId(id)),
            _ => *place > (at, LeadId(id)),
        })
    };
    let found = found.into_iter().filter(behind).skip(usize::try_from(skipped).unwrap_or(usize::MAX)).take(limit);
    Ok(found.map(|(_, id)| id).collect())
}

/// Those of these leads that the actor sees, in this order.
fn list_those(db: &mut Db, actor: &Actor, ids: &[LeadId], facts: &[Fact]) -> Result<Vec<Lead>, Failure> {
    let mut found: BTreeMap<LeadId, Lead> = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let mut all = Conditions::of(actor, Rows::Leads, "deleted_at IS NULL");
        let places = all.bind_padded(ids);
        let sql = format!("SELECT {} FROM lead WHERE {} AND id IN ({places})", lead_columns::select(facts), all.sql);
        let leads = db.all(&sql, &all.values, |row| lead_columns::read_with(facts, row))?;
        found.extend(leads.into_iter().map(|lead| (lead.id, lead)));
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Where the page behind this lead begins.
pub fn cursor(order: LeadOrder, lead: &Lead) -> Cursor {
    let at = match order {
        LeadOrder::NewestId | LeadOrder::OldestId => 0,
        LeadOrder::NewestCreated | LeadOrder::OldestCreated => lead.created_at.micros(),
        LeadOrder::OldestUpdated => lead.updated_at.micros(),
    };
    Cursor { at, id: lead.id.0 }
}
