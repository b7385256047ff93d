//! Plays what was planned for the demo's leads, one step after the other in the order of time, through the verbs that the APIs and
//! pages call, each at its own moment. Called by `alive`; no statement and no rule of a lead stands here.

use super::dice::Dice;
use super::plan::{Cast, Step, steps};
use leadhub_core::actions::{self, BookingChange};
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Hub, Tx, questions};
use leadhub_model::catalogue::Company;
use leadhub_model::organisation::Integration;
use leadhub_model::reference::{Agent, ReferenceData};
use leadhub_model::sign_in::Role;
use leadhub_model::{AgentId, BookingId, LeadChange, LeadError, LeadId, Moment, NewBooking, NewLead, OrganisationId};
use serde_json::Map;
use std::sync::Arc;

/// The pages, as the timeline tells of them.
const PAGES: &str = "web";
/// Steps of one transaction: the disk is waited for once, and whoever else writes does not wait long.
const TOGETHER: usize = 50;

/// An organisation that a story is played in.
struct Stage {
    house: Actor,
    integrations: Vec<Integration>,
    reference: ReferenceData,
}

/// What there is of a lead so far.
#[derive(Clone, Copy, Default)]
struct Lived {
    lead: Option<LeadId>,
    booking: Option<BookingId>,
}

pub fn play(hub: &Hub, organisation: OrganisationId, dice: &Dice, leads: usize) -> Result<(), String> {
    let failed = |error: LeadError| format!("the demo's leads: {error}");
    let stage = Arc::new(Stage::set(hub, organisation).map_err(failed)?);
    let mut story = stage.story(dice, leads, hub.now());
    let mut lived = vec![Lived::default(); leads];
    while !story.is_empty() {
        let rest = story.split_off(TOGETHER.min(story.len()));
        let (stage, before) = (Arc::clone(&stage), lived);
        lived = hub.write_blocking(move |tx| stage.act(tx, &story, before.clone())).map_err(failed)?;
        story = rest;
    }
    Ok(())
}

impl Stage {
    fn set(hub: &Hub, id: OrganisationId) -> Result<Stage, LeadError> {
        hub.read_blocking(move |db| {
            let house = Actor::house(organisations::get_organisation(db, id)?);
            let integrations = organisations::list_integrations(db, id)?;
            let reference = questions::get_reference(db, &house)?;
            Ok(Stage { house, integrations, reference })
        })
    }

    /// Every step of all leads in the order of time, with the lead's number.
    fn story(&self, dice: &Dice, leads: usize, now: Moment) -> Vec<(Moment, usize, Step)> {
        // The three who were put last are administrator, manager and agent.
        let agents = &self.reference.agents;
        let manager = agents.iter().rev().nth(1).map_or(AgentId(0), |agent| agent.id);
        let callers: Vec<&Agent> = agents.iter().filter(|agent| agent.group.is_some()).collect();
        let cast = Cast { reference: &self.reference, callers, manager, zone: &self.house.zone, now };
        let of_lead = |number| steps(dice, &cast, number).into_iter().map(move |(at, step)| (at, number, step));
        let mut story: Vec<(Moment, usize, Step)> = (0..leads).flat_map(of_lead).collect();
        story.sort_by_key(|(at, number, _)| (*at, *number));
        story
    }

    fn act(
        &self,
        tx: &mut Tx,
        story: &[(Moment, usize, Step)],
        mut lived: Vec<Lived>,
    ) -> Result<Vec<Lived>, LeadError> {
        for (at, number, step) in story {
            tx.set_now(*at);
            self.take(tx, step, &mut lived[*number])?;
        }
        Ok(lived)
    }

    fn take(&self, tx: &mut Tx, step: &Step, lived: &mut Lived) -> Result<(), LeadError> {
        match (step, lived.lead, lived.booking) {
            (Step::Comes(key, new), ..) => {
                lived.lead = Some(actions::create_lead(tx, &self.integration(key), NewLead::clone(new))?.id);
            }
            (Step::Changes(agent, change), Some(lead), _) => {
                actions::update_lead(tx, &self.agent(*agent), lead, change)?;
            }
            (Step::Books(agent, at, change), Some(lead), _) => {
                if let Some(new) = self.booking(lead, *at, change) {
                    lived.booking = Some(actions::book(tx, &self.agent(*agent), &new)?.0.id);
                }
            }
            (Step::Ends(agent, state), _, Some(booking)) => {
                let change = BookingChange { state: Some(*state), ..BookingChange::default() };
                actions::update_booking(tx, &self.agent(*agent), booking, &change)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// A booking of the lead with the first brand, where it takes some.
    fn booking(&self, lead: LeadId, at: Moment, change: &LeadChange) -> Option<NewBooking> {
        let brand = self.reference.catalogue.brands.first()?.id;
        let takes = |company: &&Company| company.brand == brand && company.bookable;
        let company = self.reference.catalogue.companies.iter().find(takes)?.id;
        Some(NewBooking {
            brand,
            company,
            booked_at: at,
            ends_at: at.end_of_day(&self.house.zone),
            code_prefix: "Book-".to_owned(),
            code_digits: 0,
            person: None,
            code: None,
            kept: None,
            booked_lead: Some(lead),
            lead: NewLead::default(),
            change: change.clone(),
            details: Map::new(),
        })
    }

    fn integration(&self, key: &str) -> Actor {
        let found = self.integrations.iter().find(|row| row.dialect == key);
        found.map_or_else(|| self.house.clone(), |row| Actor::integration(self.house.organisation.clone(), row.clone()))
    }

    /// One who sees all, so that she finds a lead before it is given to her.
    fn agent(&self, id: AgentId) -> Actor {
        let found = self.reference.agents.iter().find(|agent| agent.id == id);
        let signed_in = |agent| Actor::signed_in(self.house.organisation.clone(), PAGES, Role::Manager, agent);
        found.map_or_else(|| self.house.clone(), signed_in)
    }
}
