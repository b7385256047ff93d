//! Who a token speaks for. Asked by the front door with every request, and by wires that trade one token for another. Only
//! the SHA-256 of the text is looked up, so neither the store nor a timing tells the token.

use crate::actor::{Actor, Sees};
use crate::store::engine::{Db, Failure};
use crate::store::reference::agents;
use crate::store::{organisations, tokens};
use leadhub_model::organisation::{Integration, Organisation};
use leadhub_model::{LeadError, Moment};
use sha2::{Digest, Sha256};

/// The form in which a token is stored and looked up: lower-case hex of its SHA-256.
pub fn token_hash(token: impl AsRef<[u8]>) -> String {
    let mut hash = PieceHash::default();
    hash.add(token);
    hash.text()
}

/// The same of what comes in pieces.
#[derive(Default)]
pub struct PieceHash(Sha256);

impl PieceHash {
    pub fn add(&mut self, piece: impl AsRef<[u8]>) {
        self.0.update(piece);
    }

    pub fn text(self) -> String {
        let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
        self.0.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }
}

/// The actor behind a token's hash at this moment, and whether the token is a lasting one. `None` for an unknown, revoked or
/// expired token.
pub fn authenticate(db: &mut Db, hash: &str, now: Moment) -> Result<Option<(Actor, bool)>, LeadError> {
    let Some(grant) = tokens::find_grant(db, hash, now)? else { return Ok(None) };
    let organisation = organisations::get_organisation(db, grant.organisation)?;
    let integration = organisations::find_integration(db, grant.organisation, grant.integration)?
        .ok_or_else(|| Failure::Bug(format!("integration {} is gone", grant.integration)))?;
    Ok(Some((actor_of(db, organisation, integration)?, grant.lasting)))
}

/// The actor that an integration is, with what it sees at this moment.
pub fn actor_of(db: &mut Db, organisation: Organisation, integration: Integration) -> Result<Actor, LeadError> {
    let mut actor = Actor::integration(organisation, integration);
    if let (Sees::Own { .. }, Some(agent)) = (&actor.sees, actor.agent)
        && let Some(stored) = agents::find_agent(db, &actor, agent)?
    {
        actor.sees = Sees::of(&stored.agent);
    }
    Ok(actor)
}
