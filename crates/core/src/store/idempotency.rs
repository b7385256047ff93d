//! Answers that are kept, one for each key of an integration. Written by `actions::once` in the transaction of the work itself.
//! Nothing but the verb `once` may write here.

use super::engine::{Db, Failure, Tx, values};
use super::read_json;
use crate::actor::Actor;
use leadhub_model::{IntegrationId, Moment, OrganisationId};

/// A rendered answer: the wire's status and body, and the headers that only this answer has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Rendered {
    pub fn new(status: u16, body: Vec<u8>) -> Rendered {
        Rendered { status, headers: Vec::new(), body }
    }

    #[must_use]
    pub fn with(mut self, header: &str, value: String) -> Rendered {
        self.headers.push((header.to_owned(), value));
        self
    }
}

/// What is kept under a key.
pub(crate) struct StoredAnswer {
    pub request_hash: String,
    /// Absent while the work is under way.
    pub answer: Option<Rendered>,
}

/// Takes the key for this request; false when it is taken. On an engine with parallel writers this waits for a twin.
pub(crate) fn take_key(tx: &mut Tx, actor: &Actor, key: &str, request_hash: &str) -> Result<bool, Failure> {
    let now = tx.now();
    let taken = tx.execute(
        "INSERT INTO idempotency (organisation_id, integration_id, key, request_hash, created_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation_id, integration_id, key) DO NOTHING",
        values![actor.organisation_id(), integration(actor), key, request_hash, now],
    )?;
    Ok(taken > 0)
}

pub(crate) fn find_kept(tx: &mut Tx, actor: &Actor, key: &str) -> Result<Option<StoredAnswer>, Failure> {
    tx.first(
        "SELECT request_hash, status, headers, body FROM idempotency
         WHERE organisation_id = $1 AND integration_id = $2 AND key = $3",
        values![actor.organisation_id(), integration(actor), key],
        |row| {
            let (request_hash, status): (_, Option<i64>) = (row.take()?, row.take()?);
            let Some(status) = status else { return Ok(StoredAnswer { request_hash, answer: None }) };
            let headers = row.take::<Option<String>>()?.map(|text| read_json(&text)).transpose()?.unwrap_or_default();
            let status = u16::try_from(status).unwrap_or(200);
            Ok(StoredAnswer { request_hash, answer: Some(Rendered { status, headers, body: row.take()? }) })
        },
    )
}

pub(crate) fn keep_answer(tx: &mut Tx, actor: &Actor, key: &str, answer: &Rendered) -> Result<(), Failure> {
    let headers = (!answer.headers.is_empty()).then(|| serde_json::to_string(&answer.headers)).transpose();
    let headers = headers.map_err(|error| Failure::Bug(error.to_string()))?;
    tx.execute(
        "UPDATE idempotency SET status = $4, headers = $5, body = $6
         WHERE organisation_id = $1 AND integration_id = $2 AND key = $3",
        values![
            actor.organisation_id(),
            integration(actor),
            key,
            i64::from(answer.status),
            headers,
            answer.body.as_slice()
        ],
    )?;
    Ok(())
}

/// The organisation with the oldest answer that was kept before a moment.
pub(crate) fn find_outdated(db: &mut Db, before: Moment) -> Result<Option<OrganisationId>, Failure> {
    let sql =
        "SELECT organisation_id FROM idempotency WHERE created_at < $1 ORDER BY created_at, organisation_id LIMIT 1";
    db.value(sql, values![before])
}

/// Forgets at most `most` answers of an organisation that were kept before a moment; gives how many.
pub(crate) fn sweep(tx: &mut Tx, organisation: OrganisationId, before: Moment, most: i64) -> Result<u64, Failure> {
    tx.execute(
        "DELETE FROM idempotency WHERE organisation_id = $1 AND (integration_id, key) IN
             (SELECT integration_id, key FROM idempotency WHERE organisation_id = $1 AND created_at < $2 LIMIT $3)",
        values![organisation, before, most],
    )
}

/// Keys are an integration's own.
fn integration(actor: &Actor) -> IntegrationId {
    actor.integration.unwrap_or(IntegrationId(0))
}
