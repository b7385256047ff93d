//! Give many leads to an agent or a group, or take them away again.
//! Called by the pages and the house's own API.

use super::check::{Ids, check};
use super::many_leads::{Outcomes, each};
use super::update_lead::change_lead;
use crate::actor::Actor;
use crate::store::engine::Tx;
use leadhub_model::{AgentId, GroupId, LeadChange, LeadError, LeadId, Link};

/// To whom leads go; what is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Assignment {
    pub agent: Option<Whose<AgentId>>,
    pub group: Option<Whose<GroupId>>,
}

/// Somebody, or nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose<T> {
    Of(T),
    Nobodys,
}

impl<T: Copy> Whose<T> {
    fn of(self) -> Option<T> {
        match self {
            Whose::Of(id) => Some(id),
            Whose::Nobodys => None,
        }
    }
}

pub fn assign_leads(tx: &mut Tx, actor: &Actor, leads: &[LeadId], to: &Assignment) -> Result<Outcomes, LeadError> {
    let taken = [
        (Link::Agent, to.agent.is_some_and(|agent| agent.of().is_none())),
        (Link::Group, to.group.is_some_and(|group| group.of().is_none())),
    ];
    let change = LeadChange {
        agent: to.agent.and_then(Whose::of),
        group: to.group.and_then(Whose::of),
        unlinked: taken.into_iter().filter(|(_, is_taken)| *is_taken).map(|(link, _)| link).collect(),
        ..LeadChange::default()
    };
    // What is wrong with the request is told once, not of every lead.
    check(tx, actor, &Ids { agent: change.agent, group: change.group, ..Ids::default() }, std::iter::empty(), false)?;
    each(tx, leads, |tx, lead| Ok(change_lead(tx, actor, lead, &change, None)?.1))
}
