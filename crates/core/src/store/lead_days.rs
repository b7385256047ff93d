//! What became of the leads that came on a day: counted out of the leads, and kept in `lead_day`, with the sums of `lead_day_sums.rs`.
//! Written by `actions::count_days`, asked by `questions::overview`; how far the days are kept is `lead_day_marks.rs`'s.

use super::conditions::{Conditions, Rows};
use super::engine::{Db, Failure, Row, Tx, Value, values};
use super::lead_day_sums;
use crate::actor::Actor;
use leadhub_model::moment::Day;
use leadhub_model::overview::Numbers;
use leadhub_model::{AgentId, BookingState, Cursor, GroupId, SourceId, StageId};
use std::collections::BTreeMap;

/// Leads of one day that stand alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayRow {
    pub stage: StageId,
    pub agent: AgentId,
    pub group: GroupId,
    pub source: SourceId,
    pub origin: String,
    pub numbers: Numbers,
}

/// Counts the leads of a day themselves, those that the actor sees.
pub(crate) fn count_day(db: &mut Db, actor: &Actor, day: Day, group: Option<GroupId>) -> Result<Vec<DayRow>, Failure> {
    let mut all = of_day(actor, day);
    all.compare("group_id", "=", group);
    count(db, all)
}

/// As `count_day`, of the leads that came behind `after`, so many at most, and where they end if there may be more: a day may have more
/// leads than can be counted in one look.
pub(crate) fn count_piece(
    db: &mut Db,
    actor: &Actor,
    day: Day,
    after: Cursor,
    most: i64,
) -> Result<(Vec<DayRow>, Option<Cursor>), Failure> {
    let mut all = of_day(actor, day);
    let (at, id) = (all.bind(after.at), all.bind(after.id));
    all.sql.push_str(&format!(" AND (created_at, id) > ({at}, {id})"));
    let sql = format!(
        "SELECT created_at, id FROM lead WHERE {} ORDER BY created_at, id LIMIT 1 OFFSET {}",
        all.sql,
        most - 1
    );
    let end = db.first(&sql, &all.values, |row| Ok(Cursor { at: row.take()?, id: row.take()? }))?;
    if let Some(end) = end {
        let (at, id) = (all.bind(end.at), all.bind(end.id));
        all.sql.push_str(&format!(" AND (created_at, id) <= ({at}, {id})"));
    }
    Ok((count(db, all)?, end))
}

fn of_day(actor: &Actor, day: Day) -> Conditions<'static> {
    let mut all = Conditions::of(actor, Rows::Leads, "deleted_at IS NULL");
    all.compare("created_at", ">=", Some(day.start(&actor.zone)));
    all.compare("created_at", "<", Some(day.plus(1).start(&actor.zone)));
    all
}

fn count(db: &mut Db, mut all: Conditions) -> Result<Vec<DayRow>, Failure> {
    let cancelled = all.bind(BookingState::Cancelled.code());
    // No EXISTS: of that a planner makes a list of all bookings there are.
    let sql = format!(
        "SELECT stage_id, COALESCE(agent_id, 0), COALESCE(group_id, 0), COALESCE(source_id, 0), origin, COUNT(*),
             COUNT(first_touch_at),
             CAST(COALESCE(SUM((first_touch_at - created_at) / 1000000), 0) AS BIGINT),
             CAST(SUM(CASE WHEN converted = 1 THEN 1 ELSE 0 END) AS BIGINT),
             CAST(SUM(CASE WHEN converted = 0 THEN 1 ELSE 0 END) AS BIGINT),
             CAST(SUM(CASE WHEN (SELECT MIN(booking.id) FROM booking WHERE booking.organisation_id = lead.organisation_id
                 AND booking.lead_id = lead.id AND booking.state <> {cancelled}) IS NULL THEN 0 ELSE 1 END) AS BIGINT)
         FROM lead WHERE {} GROUP BY stage_id, agent_id, group_id, source_id, origin
         ORDER BY stage_id, COALESCE(agent_id, 0), COALESCE(group_id, 0), COALESCE(source_id, 0), origin",
        all.sql
    );
    db.all(&sql, &all.values, read)
}

/// What the pieces of a day give together, in the order of one that was counted whole.
pub(crate) fn join(pieces: Vec<DayRow>) -> Vec<DayRow> {
    let mut joined: BTreeMap<_, DayRow> = BTreeMap::new();
    for row in pieces {
        let key = (row.stage, row.agent, row.group, row.source, row.origin.clone());
        match joined.get_mut(&key) {
            Some(known) => known.numbers += row.numbers,
            None => drop(joined.insert(key, row)),
        }
    }
    joined.into_values().collect()
}

/// What is kept of a day.
pub(crate) fn list_day(db: &mut Db, actor: &Actor, day: Day) -> Result<Vec<DayRow>, Failure> {
    let sql = "SELECT stage_id, agent_id, group_id, source_id, origin, created, touched, seconds_to_touch, converted, unqualified,
         booked FROM lead_day WHERE organisation_id = $1 AND day = $2
         ORDER BY stage_id, agent_id, group_id, source_id, origin";
    db.all(sql, values![actor.organisation_id(), day.0], read)
}

/// Keeps this of the day and nothing else.
pub(crate) fn replace_day(tx: &mut Tx, actor: &Actor, day: Day, rows: &[DayRow]) -> Result<(), Failure> {
    /// Few different texts, so that the engines keep them prepared.
    const AT_ONCE: usize = 16;
    tx.execute(
        "DELETE FROM lead_day WHERE organisation_id = $1 AND day = $2",
        values![actor.organisation_id(), day.0],
    )?;
    for rows in rows.chunks(AT_ONCE) {
        let mut bound = values![actor.organisation_id(), day.0].to_vec();
        let mut places = Vec::new();
        for row in rows {
            let first = bound.len() + 1;
            let numbers = &row.numbers;
            bound.extend([row.stage.into(), row.agent.into(), row.group.into(), row.source.into()]);
            bound.push(Value::from(row.origin.as_str()));
            let sums = [numbers.created, numbers.touched, numbers.seconds_to_touch, numbers.converted];
            bound.extend(sums.into_iter().chain([numbers.unqualified, numbers.booked]).map(Value::from));
            let own: Vec<String> = (first..=bound.len()).map(|place| format!("${place}")).collect();
            places.push(format!("($1, $2, {})", own.join(", ")));
        }
        let sql = format!(
            "INSERT INTO lead_day (organisation_id, day, stage_id, agent_id, group_id, source_id, origin, created,
             touched, seconds_to_touch, converted, unqualified, booked) VALUES {}",
            places.join(", ")
        );
        tx.execute(&sql, &bound)?;
    }
    lead_day_sums::replace_day(tx, actor, day, rows)
}

/// The first and the last day of which something is kept.
pub(crate) fn find_bounds(db: &mut Db, actor: &Actor) -> Result<Option<(Day, Day)>, Failure> {
    let sql = "SELECT MIN(day), MAX(day) FROM lead_day WHERE organisation_id = $1";
    let bounds = db.first(sql, values![actor.organisation_id()], |row| {
        Ok(row.take::<Option<i64>>()?.zip(row.take::<Option<i64>>()?))
    })?;
    Ok(bounds.flatten().map(|(first, last)| (Day(first), Day(last))))
}

/// Forgets every day.
pub(crate) fn forget(tx: &mut Tx, actor: &Actor) -> Result<(), Failure> {
    tx.execute("DELETE FROM lead_day WHERE organisation_id = $1", values![actor.organisation_id()])?;
    lead_day_sums::forget(tx, actor)
}

fn read(row: &mut Row) -> Result<DayRow, Failure> {
    let (stage, agent, group) = (row.take()?, row.take()?, row.take()?);
    Ok(DayRow { stage, agent, group, source: row.take()?, origin: row.take()?, numbers: numbers(row)? })
}

pub(crate) fn numbers(row: &mut Row) -> Result<Numbers, Failure> {
    Ok(Numbers {
        created: row.take()?,
        touched: row.take()?,
        seconds_to_touch: row.take()?,
        converted: row.take()?,
        unqualified: row.take()?,
        booked: row.take()?,
    })
}
