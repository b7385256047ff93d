//! The days of leads summed up by stage, agent, source and wire, each in its group: what a page about months reads instead of every row
//! of every day. Written with the day by `lead_days.rs`, read by `questions::overview`. For an agent's own leads outside of her groups it reads
//! `lead_day` itself, which has few rows of one agent.

use super::conditions::{Conditions, Rows};
use super::engine::{Db, Failure, Tx, Value, values};
use super::lead_days::{DayRow, numbers};
use crate::actor::Actor;
use leadhub_model::GroupId;
use leadhub_model::moment::Day;
use leadhub_model::overview::{Days, Numbers};
use std::collections::BTreeMap;

/// By what leads are summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum By {
    Stage,
    Agent,
    Source,
    Origin,
}

impl By {
    const ALL: [By; 4] = [By::Stage, By::Agent, By::Source, By::Origin];

    const fn word(self) -> &'static str {
        match self {
            By::Stage => "stage",
            By::Agent => "agent",
            By::Source => "source",
            By::Origin => "origin",
        }
    }

    /// What the key is in a row that is not summed up.
    const fn column(self) -> &'static str {
        match self {
            By::Stage => "'' || stage_id",
            By::Agent => "'' || agent_id",
            By::Source => "'' || source_id",
            By::Origin => "origin",
        }
    }

    /// The key under which a row is summed up: an id, or a wire's key.
    pub fn key(self, row: &DayRow) -> String {
        match self {
            By::Stage => row.stage.to_string(),
            By::Agent => row.agent.to_string(),
            By::Source => row.source.to_string(),
            By::Origin => row.origin.clone(),
        }
    }

    fn sums(self, rows: &[DayRow]) -> Vec<((GroupId, String), Numbers)> {
        let mut sums: BTreeMap<_, Numbers> = BTreeMap::new();
        for row in rows {
            *sums.entry((row.group, self.key(row))).or_default() += row.numbers;
        }
        sums.into_iter().collect()
    }
}

/// Which days are asked for, and of which group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DayRange {
    pub days: Days,
    pub group: Option<GroupId>,
}

/// Keeps the sums of these rows for the day, and nothing else.
pub(crate) fn replace_day(tx: &mut Tx, actor: &Actor, day: Day, rows: &[DayRow]) -> Result<(), Failure> {
    /// Few different texts, so that the engines keep them prepared.
    const AT_ONCE: usize = 16;
    for by in By::ALL {
        tx.execute(
            "DELETE FROM lead_day_sum WHERE organisation_id = $1 AND kind = $2 AND day = $3",
            values![actor.organisation_id(), by.word(), day.0],
        )?;
        for sums in by.sums(rows).chunks(AT_ONCE) {
            let mut bound = values![actor.organisation_id(), by.word(), day.0].to_vec();
            let mut places = Vec::new();
            for ((group, key), numbers) in sums {
                let first = bound.len() + 1;
                bound.extend([(*group).into(), Value::from(key.as_str())]);
                let own = [numbers.created, numbers.touched, numbers.seconds_to_touch, numbers.converted];
                bound.extend(own.into_iter().chain([numbers.unqualified, numbers.booked]).map(Value::from));
                let own: Vec<String> = (first..=bound.len()).map(|place| format!("${place}")).collect();
                places.push(format!("($1, $2, $3, {})", own.join(", ")));
            }
            let sql = format!(
                "INSERT INTO lead_day_sum (organisation_id, kind, day, group_id, key, created, touched, seconds_to_touch,
                 converted, unqualified, booked) VALUES {}",
                places.join(", ")
            );
            tx.execute(&sql, &bound)?;
        }
    }
    Ok(())
}

/// Whether the sums of these rows are what is kept of the day.
pub(crate) fn is_right(db: &mut Db, actor: &Actor, day: Day, rows: &[DayRow]) -> Result<bool, Failure> {
    let sql = "SELECT group_id, key, created, touched, seconds_to_touch, converted, unqualified, booked
         FROM lead_day_sum WHERE organisation_id = $1 AND kind = $2 AND day = $3";
    for by in By::ALL {
        let mut kept = db.all(sql, values![actor.organisation_id(), by.word(), day.0], |row| {
            Ok(((row.take()?, row.take()?), numbers(row)?))
        })?;
        // Texts stand in an order of the store's own.
        kept.sort_by(|(one, _), (other, _)| one.cmp(other));
        if kept != by.sums(rows) {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(crate) fn forget(tx: &mut Tx, actor: &Actor) -> Result<(), Failure> {
    tx.execute("DELETE FROM lead_day_sum WHERE organisation_id = $1", values![actor.organisation_id()])?;
    Ok(())
}

const SUMS: &str = "CAST(SUM(created) AS BIGINT), CAST(SUM(touched) AS BIGINT), CAST(SUM(seconds_to_touch) AS BIGINT),
     CAST(SUM(converted) AS BIGINT), CAST(SUM(unqualified) AS BIGINT), CAST(SUM(booked) AS BIGINT)";

/// What is kept of the days, by day and key, of the leads that the actor sees.
pub(crate) fn list_by_day(
    db: &mut Db,
    actor: &Actor,
    range: DayRange,
    by: By,
) -> Result<Vec<(Day, String, Numbers)>, Failure> {
    let mut found = Vec::new();
    for (table, key, all) in sources(actor, range, by) {
        let sql =
            format!("SELECT day, {key}, {SUMS} FROM {table} WHERE {} GROUP BY day, {key} ORDER BY day, {key}", all.sql);
        found.extend(db.all(&sql, &all.values, |row| Ok((Day(row.take()?), row.take()?, numbers(row)?)))?);
    }
    Ok(found)
}

/// What is kept of all the days together, by key. A key may come twice.
pub(crate) fn list_sums(
    db: &mut Db,
    actor: &Actor,
    range: DayRange,
    by: By,
) -> Result<Vec<(String, Numbers)>, Failure> {
    let mut found = Vec::new();
    for (table, key, all) in sources(actor, range, by) {
        let sql = format!("SELECT {key}, {SUMS} FROM {table} WHERE {} GROUP BY {key} ORDER BY {key}", all.sql);
        found.extend(db.all(&sql, &all.values, |row| Ok((row.take()?, numbers(row)?)))?);
    }
    Ok(found)
}

/// The tables that hold it, each with its key and the conditions of its rows.
fn sources<'c>(actor: &Actor, range: DayRange, by: By) -> Vec<(&'static str, &'static str, Conditions<'c>)> {
    let mut groups = Conditions::of(actor, Rows::GroupDays, "created > 0");
    groups.compare("kind", "=", Some(by.word()));
    let mut sources = vec![("lead_day_sum", "key", groups)];
    if !actor.sees.is_all() {
        sources.push(("lead_day", by.column(), Conditions::of(actor, Rows::OwnDays, "created > 0")));
    }
    for (_, _, all) in &mut sources {
        all.compare("day", ">=", Some(range.days.first.0));
        all.compare("day", "<=", Some(range.days.last.0));
        all.compare("group_id", "=", range.group);
    }
    sources
}
