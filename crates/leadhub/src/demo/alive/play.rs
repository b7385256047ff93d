//! Plays what was planned for the demo's leads, one step after the other in the order of time, through the verbs that the APIs and
//! pages call. Called by `alive`; each step is a transaction of its own, at its own moment.

use super::dice::Dice;
use super::plan::{Cast, Step, steps};
use leadhub_core::actions::{self, BookingChange};
use leadhub_core::{Actor, Hub, queries};
use leadhub_model::catalogue::Company;
use leadhub_model::organisation::Integration;
use leadhub_model::reference::{Agent, ReferenceData};
use leadhub_model::sign_in::Role;
use leadhub_model::{AgentId, BookingId, LeadChange, LeadError, LeadId, Moment, NewBooking, NewLead, OrganisationId};
use serde_json::Map;
use std::sync::atomic::{AtomicI64, Ordering};

/// The pages, as the timeline tells of them.
const PAGES: &str = "web";

/// An organisation that a story is played in.
pub struct Stage<'h> {
    hub: &'h Hub,
    clock: &'h AtomicI64,
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

impl<'h> Stage<'h> {
    pub fn set(hub: &'h Hub, clock: &'h AtomicI64, id: OrganisationId) -> Result<Stage<'h>, String> {
        let found = hub.read_blocking(move |db| {
            let house = Actor::house(queries::get_organisation(db, id)?);
            let integrations = queries::list_integrations(db, id)?;
            let reference = queries::get_reference(db, &house)?;
            Ok::<_, LeadError>((house, integrations, reference))
        });
        let (house, integrations, reference) = found.map_err(|error| error.to_string())?;
        Ok(Stage { hub, clock, house, integrations, reference })
    }

    pub fn play(&self, dice: &Dice, leads: usize, now: Moment) -> Result<(), String> {
        // The first two of the three who were put last are administrator and manager.
        let agents = &self.reference.agents;
        let manager = agents.iter().rev().nth(1).map_or(AgentId(0), |agent| agent.id);
        let callers: Vec<&Agent> = agents.iter().filter(|agent| agent.group.is_some()).collect();
        let cast = Cast { reference: &self.reference, callers, manager, zone: &self.house.zone, now };
        let plans = (0..leads)
            .flat_map(|number| steps(dice, &cast, number).into_iter().map(move |(at, step)| (at, number, step)));
        let mut plans: Vec<(Moment, usize, Step)> = plans.collect();
        plans.sort_by_key(|(at, number, _)| (*at, *number));
        let mut lived = vec![Lived::default(); leads];
        for (at, number, step) in plans {
            self.clock.store(at.micros(), Ordering::SeqCst);
            lived[number] = self.take(step, lived[number]).map_err(|error| format!("the demo's leads: {error}"))?;
        }
        Ok(())
    }

    fn take(&self, step: Step, lived: Lived) -> Result<Lived, LeadError> {
        match (step, lived.lead, lived.booking) {
            (Step::Comes(key, new), ..) => {
                let actor = self.integration(key);
                let lead = self.hub.write_blocking(move |tx| actions::create_lead(tx, &actor, NewLead::clone(&new)))?;
                Ok(Lived { lead: Some(lead.id), ..lived })
            }
            (Step::Changes(agent, change), Some(lead), _) => {
                let actor = self.agent(agent);
                self.hub.write_blocking(move |tx| actions::update_lead(tx, &actor, lead, &change))?;
                Ok(lived)
            }
            (Step::Books(agent, at, change), Some(lead), _) => {
                let Some(new) = self.booking(lead, at, *change) else { return Ok(lived) };
                let actor = self.agent(agent);
                let (made, _) = self.hub.write_blocking(move |tx| actions::book(tx, &actor, &new))?;
                Ok(Lived { booking: Some(made.id), ..lived })
            }
            (Step::Ends(agent, state), _, Some(booking)) => {
                let (actor, change) =
                    (self.agent(agent), BookingChange { state: Some(state), ..BookingChange::default() });
                self.hub.write_blocking(move |tx| actions::update_booking(tx, &actor, booking, &change))?;
                Ok(lived)
            }
            _ => Ok(lived),
        }
    }

    /// A booking of the lead with the first brand, where it takes some.
    fn booking(&self, lead: LeadId, at: Moment, change: LeadChange) -> Option<NewBooking> {
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
            booked_lead: Some(lead),
            lead: NewLead::default(),
            change,
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
