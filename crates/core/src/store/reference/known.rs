//! Which of the rows that a request points to are there: one statement for all of them, however many kinds they are of. Asked by
//! `actions::check`, so that a write costs one look and not one for each id.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Value};
use leadhub_model::{StageId, StageKind};
use std::collections::BTreeSet;

/// A kind of row that a request points to by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    Stage,
    Reason,
    Agent,
    Group,
    Service,
    List,
    Campaign,
    Label,
    Person,
}

impl Target {
    const ALL: [(Target, &str); 9] = [
        (Target::Stage, "stage"),
        (Target::Reason, "reason"),
        (Target::Agent, "agent"),
        (Target::Group, "agent_group"),
        (Target::Service, "service"),
        (Target::List, "lead_list"),
        (Target::Campaign, "campaign"),
        (Target::Label, "label"),
        (Target::Person, "person"),
    ];
}

/// What was found of what was asked for.
#[derive(Debug, Default)]
pub struct Known {
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
pub fn list_known(db: &mut Db, actor: &Actor, wanted: &[(Target, i64)], first_stage: bool) -> Result<Known, Failure> {
    let mut values: Vec<Value> = vec![actor.organisation_id().into()];
    let mut parts = Vec::new();
    if first_stage {
        let kind = StageKind::First.code();
        parts.push(format!(
            "SELECT CAST(0 AS BIGINT), id, kind FROM stage WHERE organisation_id = $1 AND kind = {kind}"
        ));
    }
    for (number, (target, table)) in Target::ALL.iter().enumerate() {
        let mut ids: Vec<i64> = wanted.iter().filter(|(wanted, _)| wanted == target).map(|(_, id)| *id).collect();
        let Some(last) = ids.last().copied() else { continue };
        // Few different texts, so that the engines keep them prepared.
        ids.resize(ids.len().next_power_of_two(), last);
        let first = values.len() + 1;
        let places: Vec<String> = (first..first + ids.len()).map(|place| format!("${place}")).collect();
        values.extend(ids.into_iter().map(Value::Int));
        let kind = if *target == Target::Stage { "kind" } else { "CAST(0 AS BIGINT)" };
        let places = places.join(", ");
        parts.push(format!(
            "SELECT CAST({number} AS BIGINT), id, {kind} FROM {table} WHERE organisation_id = $1 AND id IN ({places})"
        ));
    }
    let mut known = Known::default();
    if parts.is_empty() {
        return Ok(known);
    }
    let rows: Vec<(i64, i64, i64)> =
        db.all(&parts.join(" UNION ALL "), &values, |row| Ok((row.take()?, row.take()?, row.take()?)))?;
    for (number, id, kind) in rows {
        let target = usize::try_from(number).ok().and_then(|number| Target::ALL.get(number));
        let (target, _) = target.ok_or_else(|| Failure::Bug(format!("no kind of row has the number {number}")))?;
        known.rows.insert((*target, id));
        if *target == Target::Stage {
            let kind = StageKind::from_code(kind);
            let kind = kind.ok_or_else(|| Failure::Bug(format!("stage {id} is of no kind")))?;
            known.stage = Some((StageId(id), kind));
        }
    }
    Ok(known)
}
