//! Exact numbers of leads, kept by the writes that change them: of all, and of each stage, agent, group, service, list, label and outcome. `leads.rs`
//! and `labels.rs` write them with the lead, `lead_filter.rs` and `lists.rs` read them; the background sums up the parts that many writers leave.

use super::engine::{Db, Failure, Reach, Row, Sums, Tx, Value, values};
use crate::actor::Actor;
use leadhub_model::{LabelId, Lead, LeadFilter, ListId, OrganisationId};
use std::collections::{BTreeMap, BTreeSet};

/// What the bell rings for when totals lie in parts.
pub(crate) const WORK: &str = "totals";

/// What is counted: the expression over the rows of `from` that gives a lead's key, NULL for none.
struct Kind {
    name: &'static str,
    key: &'static str,
    from: &'static str,
}

const fn column(name: &'static str, key: &'static str) -> Kind {
    Kind { name, key, from: "lead" }
}

const LABEL: Kind = Kind {
    name: "label",
    key: "lead_label.label_id",
    from: "lead JOIN lead_label ON lead_label.organisation_id = lead.organisation_id AND lead_label.lead_id = lead.id",
};

const KINDS: &[Kind] = &[
    column("agent", "lead.agent_id"),
    // No constant: a server groups by none.
    column("all", "lead.organisation_id * 0"),
    column("converted", "lead.converted"),
    column("group", "lead.group_id"),
    column("list", "lead.list_id"),
    column("service", "lead.service_id"),
    column("stage", "lead.stage_id"),
    column("withdrawn", "CASE WHEN lead.withdrawn_at IS NULL THEN NULL ELSE lead.organisation_id * 0 END"),
    LABEL,
];

/// The keys under which a lead counts by its own row, in the order of `KINDS`.
fn keys_of(lead: &Lead) -> [Option<i64>; 8] {
    [
        lead.agent.map(|id| id.0),
        Some(0),
        lead.conversion.as_ref().map(|conversion| conversion.converted.into()),
        lead.group.map(|id| id.0),
        lead.list.map(|id| id.0),
        lead.service.map(|id| id.0),
        Some(lead.stage.0),
        lead.withdrawn_at.map(|_| 0),
    ]
}

/// By so many leads more or fewer a total changes.
type Change = (&'static str, i64, i64);

pub(crate) fn add(tx: &mut Tx, actor: &Actor, lead: &Lead) {
    change_by(tx, actor, counted(lead, 1));
}

/// Takes out a lead that goes, with its labels.
pub(crate) fn remove(tx: &mut Tx, actor: &Actor, lead: &Lead) -> Result<(), Failure> {
    let sql = "SELECT label_id FROM lead_label WHERE organisation_id = $1 AND lead_id = $2 ORDER BY label_id";
    let labels = tx.all(sql, values![actor.organisation_id(), lead.id], |row| row.take())?;
    labels.into_iter().for_each(|label| change_label(tx, actor, label, -1));
    change_by(tx, actor, counted(lead, -1));
    Ok(())
}

/// So many leads more or fewer carry a label.
pub(crate) fn change_label(tx: &mut Tx, actor: &Actor, label: LabelId, by: i64) {
    change_by(tx, actor, [(LABEL.name, label.0, by)]);
}

/// A lead that was counted as `before` counts as `after`.
pub(crate) fn change(tx: &mut Tx, actor: &Actor, before: &Lead, after: &Lead) {
    if keys_of(before) != keys_of(after) {
        change_by(tx, actor, counted(before, -1));
        add(tx, actor, after);
    }
}

fn counted(lead: &Lead, by: i64) -> impl Iterator<Item = Change> {
    KINDS.iter().zip(keys_of(lead)).filter_map(move |(kind, key)| Some((kind.name, key?, by)))
}

/// Takes out every lead of a list that is about to be deleted with it.
pub(crate) fn remove_list(tx: &mut Tx, actor: &Actor, list: ListId) -> Result<(), Failure> {
    for Kind { name, key, from } in KINDS {
        let sql = format!(
            "SELECT {key}, COUNT(*) FROM {from} WHERE lead.organisation_id = $1 AND lead.list_id = $2
             AND lead.deleted_at IS NULL AND {key} IS NOT NULL GROUP BY {key} ORDER BY {key}"
        );
        let rows = tx.all(&sql, values![actor.organisation_id(), list], read)?;
        change_by(tx, actor, rows.into_iter().map(|(key, leads)| (*name, key, -leads)));
    }
    Ok(())
}

/// So many leads of a list are in none any more, and withdrawn.
pub(crate) fn withdraw_from(tx: &mut Tx, actor: &Actor, list: ListId, leads: i64) {
    change_by(tx, actor, [("list", list.0, -leads), ("withdrawn", 0, leads)]);
}

/// Takes note of changes; they are written when the transaction's work is done.
fn change_by(tx: &mut Tx, actor: &Actor, changes: impl IntoIterator<Item = Change>) {
    for (kind, key, by) in changes {
        tx.add_to_sum((actor.organisation_id(), kind, key), by, write);
    }
}

fn write(tx: &mut Tx, sums: Sums) -> Result<(), Failure> {
    let mut of: BTreeMap<OrganisationId, Vec<Change>> = BTreeMap::new();
    for ((organisation, kind, key), by) in sums.into_iter().filter(|(_, by)| *by != 0) {
        of.entry(organisation).or_default().push((kind, key, by));
    }
    let part = tx.part();
    if part != 0 {
        tx.wake(WORK, Reach::Process);
    }
    of.into_iter().try_for_each(|(organisation, changes)| write_part(tx, organisation, part, &changes))
}

/// Each total at most once among the changes.
fn write_part(tx: &mut Tx, organisation: OrganisationId, part: i64, changes: &[Change]) -> Result<(), Failure> {
    /// Few different texts, so that the engines keep them prepared.
    const AT_ONCE: usize = 12;
    for changes in changes.chunks(AT_ONCE) {
        let row = |at: usize| format!("($1, ${}, ${}, $2, ${})", at * 3 + 3, at * 3 + 4, at * 3 + 5);
        let rows: Vec<String> = (0..changes.len()).map(row).collect();
        let sql = format!(
            "INSERT INTO lead_total (organisation_id, kind, key, part, leads) VALUES {}
             ON CONFLICT (organisation_id, kind, key, part) DO UPDATE SET leads = lead_total.leads + excluded.leads",
            rows.join(", ")
        );
        let mut bound = values![organisation, part].to_vec();
        for (kind, key, by) in changes {
            bound.extend([Value::from(*kind), Value::from(*key), Value::from(*by)]);
        }
        tx.execute(&sql, &bound)?;
    }
    Ok(())
}

/// How many leads match a filter that says one thing or nothing; `None` where it must be counted.
pub(crate) fn find_total(db: &mut Db, actor: &Actor, filter: &LeadFilter) -> Result<Option<i64>, Failure> {
    // What is kept is kept of all leads.
    if !actor.sees.is_all() {
        return Ok(None);
    }
    if filter.unassigned && filter.agents.is_none() {
        // All but those of an agent, if nothing else is asked.
        let others = LeadFilter { unassigned: false, ..filter.clone() };
        return match kept(&others) {
            Some(("all", _)) if !filter.without_withdrawn => kept_unassigned(db, actor),
            _ => Ok(None),
        };
    }
    let Some((kind, keys)) = kept(filter) else { return Ok(None) };
    let total = kept_total(db, actor, kind, keys)?;
    // A lead in a list is never withdrawn.
    if filter.without_withdrawn && kind == "all" {
        let withdrawn = kept_total(db, actor, "withdrawn", vec![0])?;
        return Ok(total.zip(withdrawn).map(|(total, withdrawn)| total - withdrawn));
    }
    Ok(total)
}

fn kept_unassigned(db: &mut Db, actor: &Actor) -> Result<Option<i64>, Failure> {
    let all = kept_total(db, actor, "all", vec![0])?;
    let sql =
        "SELECT CAST(COALESCE(SUM(leads), 0) AS BIGINT) FROM lead_total WHERE organisation_id = $1 AND kind = 'agent'";
    let assigned: Option<i64> = db.value(sql, values![actor.organisation_id()])?;
    let pending = db.pending_of(actor.organisation_id(), "agent");
    Ok(all.zip(assigned).map(|(all, assigned)| all - assigned - pending))
}

fn kept_total(db: &mut Db, actor: &Actor, kind: &'static str, keys: Vec<i64>) -> Result<Option<i64>, Failure> {
    let distinct: BTreeSet<i64> = keys.iter().copied().collect();
    let pending: i64 = distinct.into_iter().map(|key| db.pending(actor.organisation_id(), kind, key)).sum();
    let mut bound = values![actor.organisation_id(), kind].to_vec();
    let places: Vec<String> = (0..keys.len()).map(|at| format!("${}", at + 3)).collect();
    bound.extend(keys.into_iter().map(Value::from));
    let any = if places.is_empty() { "NULL".to_owned() } else { places.join(", ") };
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(leads), 0) AS BIGINT) FROM lead_total
         WHERE organisation_id = $1 AND kind = $2 AND key IN ({any})"
    );
    Ok(db.value::<i64>(&sql, &bound)?.map(|total| total + pending))
}

/// The kind and the keys whose totals a filter asks for. Names every field, so that a new one must be thought of here.
fn kept(filter: &LeadFilter) -> Option<(&'static str, Vec<i64>)> {
    let LeadFilter {
        person: None,
        agents,
        unassigned: false,
        service,
        stages,
        list,
        group,
        campaign: None,
        source: None,
        project_code: None,
        least_score: None,
        meeting: (None, None),
        phone_key: None,
        customers: None,
        ids: None,
        email_key: None,
        subject: None,
        phone_quality: None,
        phone_part: None,
        label,
        origin: None,
        booked: None,
        was_booked: false,
        touched: None,
        without_withdrawn,
        converted,
        created: (None, None),
        updated: (None, None),
        conversion: (None, None),
    } = filter
    else {
        return None;
    };
    let asked: Vec<(&'static str, Vec<i64>)> = [
        agents.as_ref().map(|ids| ("agent", ids.iter().map(|id| id.0).collect())),
        service.map(|id| ("service", vec![id.0])),
        stages.as_ref().map(|ids| ("stage", ids.iter().map(|id| id.0).collect())),
        list.map(|id| ("list", vec![id.0])),
        group.map(|id| ("group", vec![id.0])),
        label.map(|id| (LABEL.name, vec![id.0])),
        converted.map(|converted| ("converted", vec![converted.into()])),
    ]
    .into_iter()
    .flatten()
    .collect();
    match asked.len() {
        0 => Some(("all", vec![0])),
        1 => asked.into_iter().next().filter(|(kind, _)| !without_withdrawn || *kind == "list"),
        _ => None,
    }
}

/// The organisations whose totals lie in parts.
pub(crate) fn list_parted(db: &mut Db) -> Result<Vec<OrganisationId>, Failure> {
    let sql = "SELECT DISTINCT organisation_id FROM lead_total WHERE part <> 0 ORDER BY organisation_id";
    db.all(sql, &[], |row| row.take())
}

/// Sums up an organisation's parts.
pub(crate) fn sum_up(tx: &mut Tx, organisation: OrganisationId) -> Result<(), Failure> {
    let sql = "DELETE FROM lead_total WHERE organisation_id = $1 AND part <> 0 RETURNING kind, key, leads";
    let mut sums: BTreeMap<(&'static str, i64), i64> = BTreeMap::new();
    let parts = tx.all(sql, values![organisation], |row| {
        let (word, key, leads): (String, i64, i64) = (row.take()?, row.take()?, row.take()?);
        let kind = KINDS.iter().find(|kind| kind.name == word).map(|kind| kind.name);
        Ok((kind.ok_or_else(|| Failure::Bug(format!("no kind of total is called {word}")))?, key, leads))
    })?;
    for (kind, key, leads) in parts {
        *sums.entry((kind, key)).or_default() += leads;
    }
    let sums: Vec<Change> = sums.into_iter().map(|((kind, key), leads)| (kind, key, leads)).collect();
    write_part(tx, organisation, 0, &sums)
}

/// The kinds whose totals are not what counting gives. Reads every lead.
pub fn list_wrong(db: &mut Db, organisation: OrganisationId) -> Result<Vec<&'static str>, Failure> {
    let mut wrong = Vec::new();
    for Kind { name, key, from } in KINDS {
        let counted = format!(
            "SELECT {key}, COUNT(*) FROM {from} WHERE lead.organisation_id = $1 AND lead.deleted_at IS NULL
             AND {key} IS NOT NULL GROUP BY {key} ORDER BY {key}"
        );
        let kept = "SELECT key, CAST(SUM(leads) AS BIGINT) FROM lead_total WHERE organisation_id = $1 AND kind = $2
             GROUP BY key HAVING SUM(leads) <> 0 ORDER BY key";
        let counted = db.all(&counted, values![organisation], read)?;
        if counted != db.all(kept, values![organisation, *name], read)? {
            wrong.push(*name);
        }
    }
    Ok(wrong)
}

fn read(row: &mut Row) -> Result<(i64, i64), Failure> {
    Ok((row.take()?, row.take()?))
}
