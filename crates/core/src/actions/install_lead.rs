//! Install a lead that is known already, with its numbers, moments and comments as they are: for a store that is filled from
//! outside. Its contacts claim their person as those of a new lead do.

use super::identify::{Contacts, identify};
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::reference::labels;
use crate::store::{comments, events, leads};
use leadhub_model::event::EventKind;
use leadhub_model::{Comment, LabelId, Lead, LeadError, PersonId};

/// A lead as it was elsewhere. `lead.person` is the number its person gets, unless a contact belongs to somebody already.
#[derive(Debug, Clone)]
pub struct KnownLead {
    pub lead: Lead,
    pub person_name: Option<String>,
    pub labels: Vec<LabelId>,
    pub comments: Vec<Comment>,
}

pub fn install_lead(tx: &mut Tx, house: &Actor, known: &KnownLead) -> Result<PersonId, LeadError> {
    let mut lead = known.lead.clone();
    let contacts = Contacts::of(&lead.facts);
    lead.person = identify(tx, house, &contacts, None, lead.person, known.person_name.as_deref())?;
    leads::insert(tx, house, &lead)?;
    labels::insert_lead_labels(tx, house, lead.id, &known.labels);
    for comment in &known.comments {
        comments::insert(tx, house, lead.id, comment);
    }
    events::tell(tx, house, lead.id, EventKind::Created, &serde_json::json!({}))?;
    Ok(lead.person)
}
