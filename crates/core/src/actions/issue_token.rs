//! Issue and revoke tokens. A token's text is given out once, here; the store keeps only its hash.
//! Called by the command line and by the wires that trade one token for another.

use crate::clock::RandomSource;
use crate::questions::token_hash;
use crate::store::engine::Tx;
use crate::store::tokens::{self, Grant};
use leadhub_model::{IntegrationId, LeadError, Moment, OrganisationId, Resource};

/// A token that is about to be issued. Made outside of the transaction, since that may run again.
#[derive(Clone)]
pub struct NewToken {
    text: String,
    expires_at: Option<Moment>,
    /// The hash of the lasting token it was traded for and ends with.
    traded_for: Option<String>,
}

impl NewToken {
    /// A token that is good until it is revoked, or until `expires_at`.
    pub fn lasting(chance: &RandomSource, expires_at: Option<Moment>) -> NewToken {
        NewToken { text: fresh(chance), expires_at, traded_for: None }
    }

    /// A short-lived token that a wire hands out itself, for the lasting one of this hash: it ends with that, if not before.
    pub fn passing(chance: &RandomSource, expires_at: Moment, traded_for: &str) -> NewToken {
        NewToken { text: fresh(chance), expires_at: Some(expires_at), traded_for: Some(traded_for.to_owned()) }
    }

    /// Its name among the organisation's, as in `TokenInfo`.
    pub fn id(&self) -> String {
        let mut hash = token_hash(&self.text);
        hash.truncate(tokens::ID_DIGITS);
        hash
    }

    /// The text to hand over; it can never be read again.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// What every token begins with.
pub const TOKEN_PREFIX: &str = "lh_";

/// The prefix and 40 hexadecimal digits: 160 bits.
fn fresh(chance: &RandomSource) -> String {
    let digits: String = chance.bytes::<20>().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{TOKEN_PREFIX}{digits}")
}

pub fn issue_token(
    tx: &mut Tx,
    organisation: OrganisationId,
    integration: IntegrationId,
    token: &NewToken,
) -> Result<(), LeadError> {
    let grant = Grant { organisation, integration, lasting: token.traded_for.is_none() };
    Ok(tokens::insert_token(tx, &token_hash(&token.text), grant, token.expires_at, token.traded_for.as_deref())?)
}

/// Revokes every token of an integration, those that are over too; gives how many there were.
pub fn revoke_tokens(tx: &mut Tx, organisation: OrganisationId, integration: IntegrationId) -> Result<u64, LeadError> {
    Ok(tokens::revoke_tokens(tx, organisation, integration)?)
}

/// Revokes one token of the organisation's, named as in `TokenInfo`; what was traded for it ends with it.
pub fn revoke_token(tx: &mut Tx, organisation: OrganisationId, id: &str) -> Result<(), LeadError> {
    let now = tx.now();
    let known = tokens::list_tokens(tx, organisation, now)?.into_iter().any(|token| token.id == id);
    if !known {
        return Err(LeadError::NotFound(Resource::Token));
    }
    Ok(tokens::revoke_token(tx, organisation, id)?)
}

/// Issues a new token and lets every other lasting one of the integration, and what was traded for it, end at `old_end`, if it does not end
/// before.
pub fn rotate_tokens(
    tx: &mut Tx,
    organisation: OrganisationId,
    integration: IntegrationId,
    token: &NewToken,
    old_end: Moment,
) -> Result<(), LeadError> {
    tokens::end_tokens(tx, organisation, integration, old_end)?;
    issue_token(tx, organisation, integration, token)
}

/// Revokes one short-lived token by its text's hash; false when it is not good (any more). Lasting tokens stay.
pub fn revoke_passing_token(tx: &mut Tx, hash: &str) -> Result<bool, LeadError> {
    Ok(tokens::revoke_passing(tx, hash)?)
}

/// Removes short-lived tokens that ended before `before`.
pub fn sweep_tokens(tx: &mut Tx, before: Moment) -> Result<u64, LeadError> {
    Ok(tokens::sweep_tokens(tx, before)?)
}
