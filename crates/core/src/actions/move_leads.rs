//! Move many leads to a stage. A stage of the unqualified wants a reason, where the organisation has any. Called by the pages and the
//! house's own API.

use super::check::{Ids, check};
use super::many_leads::{Outcomes, each};
use super::update_lead::change_lead;
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::reference::stages;
use leadhub_model::{Field, LeadChange, LeadError, LeadId, ReasonId, RefusalReason, StageId, StageKind};

pub fn move_leads(
    tx: &mut Tx,
    actor: &Actor,
    leads: &[LeadId],
    stage: StageId,
    reason: Option<ReasonId>,
) -> Result<Outcomes, LeadError> {
    let ids = Ids { stage: Some(stage), reason, ..Ids::default() };
    let entered = check(tx, actor, &ids, std::iter::empty(), false)?;
    let wants_reason = entered.is_some_and(|(_, kind)| kind == StageKind::Unqualified);
    if wants_reason && reason.is_none() && !stages::list_reasons(tx, actor)?.is_empty() {
        return Err(LeadError::refused(Field::Reason, RefusalReason::Missing));
    }
    let change = LeadChange { stage: Some(stage), reason, ..LeadChange::default() };
    each(tx, leads, |tx, lead| Ok(change_lead(tx, actor, lead, &change, None)?.1))
}
