//! Put the stages of the pipeline into another order. Called by the pages. Which stage is the first one, for a new lead, is its kind, not
//! its place.

use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::organisations;
use crate::store::reference::stages;
use leadhub_model::organisation::Scope;
use leadhub_model::{LeadError, StageId};

/// Those that are named come first, in this order; all others behind them, as they were.
pub fn order_stages(tx: &mut Tx, actor: &Actor, order: &[StageId]) -> Result<(), LeadError> {
    actor.need(Scope::Admin)?;
    organisations::lock_organisation(tx, actor.organisation_id())?;
    let known: Vec<StageId> = stages::list_stages(tx, actor)?.iter().map(|stage| stage.id).collect();
    let named = order.iter().filter(|id| known.contains(id));
    let rest = known.iter().filter(|id| !order.contains(id));
    for (position, id) in (0..).zip(named.chain(rest)) {
        stages::set_position(tx, actor, *id, position)?;
    }
    Ok(tx.outdate(actor.organisation_id())?)
}
