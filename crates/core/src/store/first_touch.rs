//! When somebody first did something about a lead. Whoever writes a lead anyway sets it with the row (`update_lead`); who writes only
//! beside it, as a booking does, sets it here. It is set once, and nothing sets it back.

use super::engine::{Failure, Tx, values};
use crate::actor::Actor;
use leadhub_model::Lead;

/// Whether it counts when this actor does something about a lead: an agent, a system that acts for one, or another wire than the one that
/// the lead came by.
fn counts(actor: &Actor, lead: &Lead) -> bool {
    actor.agent.is_some() || actor.integration.is_some() && actor.dialect != lead.origin
}

/// Sets it in a lead that is about to be written.
pub(crate) fn set(tx: &Tx, actor: &Actor, lead: &mut Lead) {
    if lead.first_touch_at.is_none() && counts(actor, lead) {
        lead.first_touch_at = Some(tx.now());
    }
}

/// Sets it in a lead that is not written otherwise.
pub(crate) fn write(tx: &mut Tx, actor: &Actor, lead: &mut Lead) -> Result<(), Failure> {
    let known = lead.first_touch_at;
    set(tx, actor, lead);
    if known == lead.first_touch_at {
        return Ok(());
    }
    let sql = "UPDATE lead SET first_touch_at = $3 WHERE organisation_id = $1 AND id = $2 AND first_touch_at IS NULL";
    tx.execute(sql, values![actor.organisation_id(), lead.id, lead.first_touch_at])?;
    Ok(())
}
