//! StoredAnswer answers, one for each key of an integration. Written by `actions::once` in the transaction of the work itself.
//! Nothing but the verb `once` may write here.

use super::engine::{Failure, Tx, values};
use crate::actor::Actor;
use leadhub_model::{IntegrationId, Moment};

/// What is kept under a key.
pub struct StoredAnswer {
    pub request_hash: String,
    /// Status and body; absent while the work is under way.
    pub answer: Option<(i64, Vec<u8>)>,
}

/// Takes the key for this request; false when it is taken. On an engine with parallel writers this waits for a twin.
pub fn take_key(tx: &mut Tx, actor: &Actor, key: &str, request_hash: &str) -> Result<bool, Failure> {
    let now = tx.now();
    let taken = tx.execute(
        "INSERT INTO idempotency (organisation_id, integration_id, key, request_hash, created_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation_id, integration_id, key) DO NOTHING",
        values![actor.organisation_id(), integration(actor), key, request_hash, now],
    )?;
    Ok(taken > 0)
}

pub fn find_kept(tx: &mut Tx, actor: &Actor, key: &str) -> Result<Option<StoredAnswer>, Failure> {
    tx.first(
        "SELECT request_hash, status, body FROM idempotency
         WHERE organisation_id = $1 AND integration_id = $2 AND key = $3",
        values![actor.organisation_id(), integration(actor), key],
        |row| {
            let (request_hash, status): (_, Option<i64>) = (row.take()?, row.take()?);
            let answer = status.map(|status| Ok::<_, Failure>((status, row.take()?))).transpose()?;
            Ok(StoredAnswer { request_hash, answer })
        },
    )
}

pub fn keep_answer(tx: &mut Tx, actor: &Actor, key: &str, status: i64, body: &[u8]) -> Result<(), Failure> {
    tx.execute(
        "UPDATE idempotency SET status = $4, body = $5
         WHERE organisation_id = $1 AND integration_id = $2 AND key = $3",
        values![actor.organisation_id(), integration(actor), key, status, body],
    )?;
    Ok(())
}

/// Forgets at most `most` answers that were kept before a moment; gives how many.
pub fn sweep(tx: &mut Tx, before: Moment, most: i64) -> Result<u64, Failure> {
    tx.execute(
        "DELETE FROM idempotency WHERE (organisation_id, integration_id, key) IN
             (SELECT organisation_id, integration_id, key FROM idempotency WHERE created_at < $1 LIMIT $2)",
        values![before, most],
    )
}

/// Keys are an integration's own.
fn integration(actor: &Actor) -> IntegrationId {
    actor.integration.unwrap_or(IntegrationId(0))
}
