//! Create a lead under the caller's own key: the same key again finds the lead that is there and changes nothing, also when equal
//! posts come at once.

use super::create_lead::{check_person, create_numbered, reserve};
use crate::actor::Actor;
use crate::questions::token_hash;
use crate::store::engine::Tx;
use crate::store::{lead_keys, leads};
use leadhub_model::{Fact, Field, Lead, LeadError, NewLead, RefusalReason, Resource};

/// In characters; longer ones would not fit an index.
const LONGEST_KEY: usize = 255;

/// Whether what comes under a key now is other than what came before; from now on it is what came.
pub fn is_new_content(tx: &mut Tx, actor: &Actor, key: &str, content: &str) -> Result<bool, LeadError> {
    Ok(lead_keys::keep_content(tx, actor, key, &token_hash(content))?)
}

/// The lead, and whether it was made just now.
pub fn create_lead_once(tx: &mut Tx, actor: &Actor, key: &str, new: NewLead) -> Result<(Lead, bool), LeadError> {
    if key.chars().count() > LONGEST_KEY {
        return Err(LeadError::refused(Field::Fact(Fact::Code), RefusalReason::TooLong { max: LONGEST_KEY }));
    }
    check_person(tx, actor, new.person)?;
    // The key is taken before the lead is made, so that a twin waits here and not after its work.
    let number = reserve(tx, actor)?;
    if lead_keys::take(tx, actor, key, number)? {
        let lead = create_numbered(tx, actor, new, number)?;
        lead_keys::found_by(tx, actor, key, lead.id);
        return Ok((lead, true));
    }
    let id = lead_keys::lock_lead_by_key(tx, actor, key)?.ok_or(LeadError::NotFound(Resource::Lead))?;
    match leads::find_lead(tx, actor, id)? {
        Some(lead) => Ok((lead, false)),
        None if leads::exists(tx, actor, id)? => Err(LeadError::NotFound(Resource::Lead)),
        // It was deleted since: the key begins anew.
        None => {
            let lead = create_numbered(tx, actor, new, number)?;
            lead_keys::point(tx, actor, key, lead.id)?;
            Ok((lead, true))
        }
    }
}
