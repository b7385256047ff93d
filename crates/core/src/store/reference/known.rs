//! Which of the rows that a request points to are there: reference data from what is kept of it, all others by one statement, however
//! many kinds they are of. Asked by `actions::check`, so that a write costs one look and not one for each id.

use super::{agents, labels, places, sources, stages};
use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Value};
use crate::store::{campaigns, lists};
use leadhub_model::{CampaignId, ListId, StageId, StageKind};
use std::collections::BTreeSet;

/// A kind of row that a request points to by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    Stage,
    Reason,
    Agent,
    Group,
    Service,
    Label,
    List,
    Campaign,
    Source,
    Person,
}

/// The kinds that are not kept in memory, with their tables.
const STORED: [(Target, &str); 2] = [(Target::List, "lead_list"), (Target::Person, "person")];

/// What was found of what was asked for.
#[derive(Debug, Default)]
pub(crate) struct Known {
    rows: BTreeSet<(Target, i64)>,
    /// The stage that was asked for, or the first one.
    pub stage: Option<(StageId, StageKind)>,
}

impl Known {
    pub fn has(&self, target: Target, id: i64) -> bool {
        self.rows.contains(&(target, id))
    }
}

/// Looks for the rows; `first_stage` asks for the stage where the pipeline begins (decision B31).
pub(crate) fn list_known(
    db: &mut Db,
    actor: &Actor,
    wanted: &[(Target, i64)],
    first_stage: bool,
) -> Result<Known, Failure> {
    let mut known = stored(db, actor, wanted)?;
    for (target, id) in wanted {
        let is_there = match target {
            Target::Stage => {
                known.stage = stage(db, actor, |stage| stage.id.0 == *id)?;
                known.stage.is_some()
            }
            Target::Reason => stages::list_reasons(db, actor)?.iter().any(|row| row.id.0 == *id),
            Target::Agent => agents::list_agents(db, actor)?.iter().any(|row| row.agent.id.0 == *id),
            Target::Group => places::list_groups(db, actor)?.iter().any(|(row, _)| row.id.0 == *id),
            Target::Service => places::list_services(db, actor)?.iter().any(|row| row.id.0 == *id),
            Target::Label => labels::list_labels(db, actor)?.iter().any(|row| row.id.0 == *id),
            Target::Source => sources::list_sources(db, actor)?.iter().any(|row| row.id.0 == *id),
            // That it stays is seen to where it is written: `check::keep_homes`.
            Target::Campaign => campaigns::find_campaign(db, actor, CampaignId(*id))?.is_some(),
            Target::List | Target::Person => continue,
        };
        if is_there {
            known.rows.insert((*target, *id));
        }
    }
    if first_stage {
        known.stage = stage(db, actor, |stage| stage.kind == StageKind::First)?;
    }
    Ok(known)
}

fn stage(
    db: &mut Db,
    actor: &Actor,
    is_meant: impl Fn(&leadhub_model::Stage) -> bool,
) -> Result<Option<(StageId, StageKind)>, Failure> {
    let stages = stages::list_stages(db, actor)?;
    Ok(stages.iter().find(|stage| is_meant(stage)).map(|stage| (stage.id, stage.kind)))
}

fn stored(db: &mut Db, actor: &Actor, wanted: &[(Target, i64)]) -> Result<Known, Failure> {
    let is_kept = |wanted: &&(Target, i64)| wanted.0 == Target::List && lists::is_kept(db, actor, ListId(wanted.1));
    let mut known = Known { rows: wanted.iter().filter(is_kept).copied().collect(), stage: None };
    let mut values: Vec<Value> = vec![actor.organisation_id().into()];
    let mut parts = Vec::new();
    for (number, (target, table)) in STORED.iter().enumerate() {
        let unknown = wanted.iter().filter(|wanted| wanted.0 == *target && !known.rows.contains(wanted));
        let mut ids: Vec<i64> = unknown.map(|(_, id)| *id).collect();
        let Some(last) = ids.last().copied() else { continue };
        // Few different texts, so that the engines keep them prepared.
        ids.resize(ids.len().next_power_of_two(), last);
        let first = values.len() + 1;
        let places: Vec<String> = (first..first + ids.len()).map(|place| format!("${place}")).collect();
        values.extend(ids.into_iter().map(Value::Int));
        let places = places.join(", ");
        parts.push(format!(
            "SELECT CAST({number} AS BIGINT), id FROM {table} WHERE organisation_id = $1 AND id IN ({places})"
        ));
    }
    if parts.is_empty() {
        return Ok(known);
    }
    let rows: Vec<(i64, i64)> = db.all(&parts.join(" UNION ALL "), &values, |row| Ok((row.take()?, row.take()?)))?;
    for (number, id) in rows {
        let target = usize::try_from(number).ok().and_then(|number| STORED.get(number));
        let (target, _) = target.ok_or_else(|| Failure::Bug(format!("no kind of row has the number {number}")))?;
        known.rows.insert((*target, id));
    }
    Ok(known)
}
