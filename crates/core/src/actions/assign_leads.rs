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
    pub agent: Option<AssigneeChoice<AgentId>>,
    pub group: Option<AssigneeChoice<GroupId>>,
}

/// Somebody, or nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssigneeChoice<T> {
    Of(T),
    Nobodys,
}

impl<T: Copy> AssigneeChoice<T> {
    fn of(self) -> Option<T> {
        match self {
            AssigneeChoice::Of(id) => Some(id),
            AssigneeChoice::Nobodys => None,
        }
    }
}

pub fn assign_leads(tx: &mut Tx, actor: &Actor, leads: &[LeadId], to: &Assignment) -> Result<Outcomes, LeadError> {
    let taken = [
        (Link::Agent, to.agent.is_some_and(|agent| agent.of().is_none())),
        (Link::Group, to.group.is_some_and(|group| group.of().is_none())),
    ];
    let change = LeadChange {
        agent: to.agent.and_then(AssigneeChoice::of),
        group: to.group.and_then(AssigneeChoice::of),
        unlinked: taken.into_iter().filter(|(_, is_taken)| *is_taken).map(|(link, _)| link).collect(),
        ..LeadChange::default()
    };
    // What is wrong with the request is told once, not of every lead.
    check(tx, actor, &Ids { agent: change.agent, group: change.group, ..Ids::default() }, std::iter::empty(), false)?;
    each(tx, leads, |tx, lead| Ok(change_lead(tx, actor, lead, &change, None)?.1))
}
