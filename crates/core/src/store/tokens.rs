//! Tokens, kept as SHA-256 only. Found by their hash: the text itself is never stored and never compared.
//! Called by `issue_token` and by the question `authenticate`.

use super::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::organisation::TokenInfo;
use leadhub_model::{IntegrationId, Moment, OrganisationId};

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grant {
    pub organisation: OrganisationId,
    pub integration: IntegrationId,
    /// False for the short-lived tokens that a wire hands out itself.
    pub lasting: bool,
}

/// `traded_for` is the hash of the lasting token that a short-lived one ends with.
pub(crate) fn insert_token(
    tx: &mut Tx,
    hash: &str,
    grant: Grant,
    expires_at: Option<Moment>,
    traded_for: Option<&str>,
) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO token (hash, organisation_id, integration_id, lasting, expires_at, created_at, traded_for)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![hash, grant.organisation, grant.integration, grant.lasting, expires_at, now, traded_for],
    )?;
    Ok(())
}

/// What the token opens at this moment, if it is known, not revoked and not over, and neither is what it was traded for.
pub(crate) fn find_grant(db: &mut Db, hash: &str, now: Moment) -> Result<Option<Grant>, Failure> {
    db.first(
        "SELECT organisation_id, integration_id, lasting FROM token
         WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
             AND (lasting = 1 OR EXISTS (SELECT 1 FROM token AS first WHERE first.hash = token.traded_for
                 AND first.revoked_at IS NULL AND (first.expires_at IS NULL OR first.expires_at > $2)))",
        values![hash, now],
        |row| Ok(Grant { organisation: row.take()?, integration: row.take()?, lasting: row.take()? }),
    )
}

/// Whose a token is or was, also when it is over or revoked: for telling its owner that somebody still calls with it.
pub(crate) fn find_holder(db: &mut Db, hash: &str) -> Result<Option<(OrganisationId, IntegrationId)>, Failure> {
    let sql = "SELECT organisation_id, integration_id FROM token WHERE hash = $1";
    db.first(sql, values![hash], |row| Ok((row.take()?, row.take()?)))
}

/// Revokes every token of an integration, those that are over too; gives how many there were.
pub(crate) fn revoke_tokens(
    tx: &mut Tx,
    organisation: OrganisationId,
    integration: IntegrationId,
) -> Result<u64, Failure> {
    let now = tx.now();
    tx.execute(
        "UPDATE token SET revoked_at = $3
         WHERE organisation_id = $1 AND integration_id = $2 AND revoked_at IS NULL",
        values![organisation, integration, now],
    )
}

/// Digits of a hash that name its token among an organisation's.
pub(crate) const ID_DIGITS: usize = 12;

/// The most short-lived tokens that are listed: a client may trade with every call.
const MOST_TRADED: i64 = 500;

/// Every lasting token of the organisation, newest first, those that are over too; behind them the newest of those traded for one
/// that still open.
pub fn list_tokens(db: &mut Db, organisation: OrganisationId, now: Moment) -> Result<Vec<TokenInfo>, Failure> {
    let mut tokens = db.all(
        "SELECT hash, integration_id, created_at, expires_at, revoked_at, traded_for FROM token
         WHERE organisation_id = $1 AND lasting = 1 ORDER BY created_at DESC, hash",
        values![organisation],
        read_info,
    )?;
    tokens.extend(db.all(
        "SELECT hash, integration_id, created_at, expires_at, revoked_at, traded_for FROM token
         WHERE organisation_id = $1 AND lasting = 0 AND revoked_at IS NULL AND expires_at > $2
             AND EXISTS (SELECT 1 FROM token AS first WHERE first.hash = token.traded_for
                 AND first.revoked_at IS NULL AND (first.expires_at IS NULL OR first.expires_at > $2))
         ORDER BY created_at DESC, hash LIMIT $3",
        values![organisation, now, MOST_TRADED],
        read_info,
    )?);
    Ok(tokens)
}

fn read_info(row: &mut Row) -> Result<TokenInfo, Failure> {
    let id = |mut hash: String| {
        hash.truncate(ID_DIGITS);
        hash
    };
    Ok(TokenInfo {
        id: id(row.take()?),
        integration: row.take()?,
        created_at: row.take()?,
        expires_at: row.take()?,
        revoked_at: row.take()?,
        traded_for: row.take::<Option<String>>()?.map(id),
    })
}

/// Revokes one token, named as in `TokenInfo`; one that was revoked before stays as it is.
pub(crate) fn revoke_token(tx: &mut Tx, organisation: OrganisationId, id: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "UPDATE token SET revoked_at = $3
         WHERE organisation_id = $1 AND SUBSTR(hash, 1, 12) = $2 AND revoked_at IS NULL",
        values![organisation, id, now],
    )?;
    Ok(())
}

/// Lets the lasting tokens of an integration end at `end`, unless they end before.
pub(crate) fn end_tokens(
    tx: &mut Tx,
    organisation: OrganisationId,
    integration: IntegrationId,
    end: Moment,
) -> Result<(), Failure> {
    tx.execute(
        "UPDATE token SET expires_at = $3
         WHERE organisation_id = $1 AND integration_id = $2 AND lasting = 1 AND revoked_at IS NULL
             AND (expires_at IS NULL OR expires_at > $3)",
        values![organisation, integration, end],
    )?;
    Ok(())
}

/// Revokes one short-lived token; false when there is none that is still good.
pub(crate) fn revoke_passing(tx: &mut Tx, hash: &str) -> Result<bool, Failure> {
    let now = tx.now();
    let revoked = tx.execute(
        "UPDATE token SET revoked_at = $2
         WHERE hash = $1 AND lasting = 0 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)",
        values![hash, now],
    )?;
    Ok(revoked > 0)
}

/// Removes tokens that were over long ago.
pub(crate) fn sweep_tokens(tx: &mut Tx, before: Moment) -> Result<u64, Failure> {
    tx.execute("DELETE FROM token WHERE lasting = 0 AND expires_at < $1", values![before])
}
