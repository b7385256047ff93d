//! Do work once for each key: the first answer is kept in the work's own transaction and given again to every repetition
//! (decision X7). Only answers of work that was done are kept; a refusal comes out the same when it is asked again.

use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::idempotency::{self, Rendered};
use leadhub_model::{LeadError, Moment};

/// Answers forgotten in one transaction.
const PIECE: i64 = 500;

/// What a request that carries a key is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnceKey {
    pub key: String,
    /// Hash of everything that makes two requests the same.
    pub request_hash: String,
}

/// The answer, and whether it is a repetition of an earlier one.
pub fn once<E: From<LeadError>>(
    tx: &mut Tx,
    actor: &Actor,
    key: &OnceKey,
    work: impl FnOnce(&mut Tx) -> Result<Rendered, E>,
) -> Result<(Rendered, bool), E> {
    let taken = match idempotency::take_key(tx, actor, &key.key, &key.request_hash).map_err(LeadError::from) {
        // The twin took longer than a lock is waited for.
        Err(LeadError::Busy) => return Err(LeadError::InFlight.into()),
        other => other?,
    };
    if !taken {
        return Ok((kept_answer(tx, actor, key)?, true));
    }
    let answer = work(tx)?;
    idempotency::keep_answer(tx, actor, &key.key, &answer).map_err(LeadError::from)?;
    Ok((answer, false))
}

fn kept_answer(tx: &mut Tx, actor: &Actor, key: &OnceKey) -> Result<Rendered, LeadError> {
    let kept = idempotency::find_kept(tx, actor, &key.key)?.ok_or(LeadError::InFlight)?;
    if kept.request_hash != key.request_hash {
        return Err(LeadError::KeyReused);
    }
    kept.answer.ok_or(LeadError::InFlight)
}

/// Forgets a piece of the answers that were kept before `before`; gives how many that were, 0 when none is left.
pub fn sweep_answers(tx: &mut Tx, before: Moment) -> Result<u64, LeadError> {
    match idempotency::find_outdated(tx, before)? {
        Some(organisation) => Ok(idempotency::sweep(tx, organisation, before, PIECE)?),
        None => Ok(0),
    }
}
