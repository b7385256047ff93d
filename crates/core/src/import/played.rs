//! The rows of a file played through in memory, one after the other, as the import would work them: what each would make or change, and what a
//! row further down would meet of it. Used by the dry run, which asks the store before; nothing is written.

use super::judge::{Work, booked};
use super::keys::keys_of;
use super::lead_state::LeadState;
use super::names::{Names, NewSource};
use super::persons::Persons;
use super::repeated::Repeated;
use crate::actions::Contacts;
use crate::actor::Actor;
use crate::hub::Hub;
use crate::store::upload_work::Progress;
use leadhub_intake::{Named, Reason, Row, is_without_phone};
use leadhub_model::upload::{MatchBy, OnDuplicate};
use leadhub_model::{LeadError, LeadId, NewLead};
use std::collections::HashMap;
use std::sync::Arc;

/// What the store says to a row.
pub struct Looked {
    pub new: NewLead,
    /// The leads that the store finds by each of the row's keys, the newest first.
    pub known: Vec<(MatchBy, Vec<String>, Vec<LeadState>)>,
    /// The names that would be made, or why the row would be refused, were it not skipped.
    pub names: Result<Vec<Named>, Reason>,
    pub enters_unqualified: bool,
    pub new_source: Option<NewSource>,
}

/// The leads of the rows so far, those that another row may meet.
pub struct Played {
    repeated: Repeated,
    leads: Vec<LeadState>,
    /// In the order in which they were made or first met.
    by_key: HashMap<(&'static str, String), Vec<usize>>,
    by_id: HashMap<LeadId, usize>,
    pub names: Names,
    pub persons: Persons,
}

impl Played {
    pub fn new(repeated: Repeated, hub: Hub, actor: &Arc<Actor>) -> Played {
        let (by_key, by_id) = (HashMap::new(), HashMap::new());
        let persons = Persons::new(hub, Arc::clone(actor));
        Played { repeated, leads: Vec::new(), by_key, by_id, names: Names::default(), persons }
    }

    /// Counts what would become of the row, or gives why it would be refused.
    pub fn play(
        &mut self,
        work: &Work,
        looked: Result<Looked, Reason>,
        row: &Row,
        progress: &mut Progress,
    ) -> Result<Result<(), Reason>, LeadError> {
        let Looked { mut new, known, names, enters_unqualified, new_source } = match looked {
            Ok(looked) => looked,
            Err(reason) => return Ok(Err(reason)),
        };
        let (then, tally) = (work.plan.duplicates.then, &mut progress.tally);
        let met = known.into_iter().find_map(|(by, keys, states)| self.meet(by, &keys, states));
        if met.is_some() && then == OnDuplicate::Skip {
            tally.skipped += 1;
            return Ok(Ok(()));
        }
        match names {
            Ok(names) => self.names.pretend(&names, &mut new),
            Err(reason) => return Ok(Err(reason)),
        }
        let Some((at, mut state)) = met else {
            tally.created += 1;
            new_source.iter().for_each(|source| self.names.pretend_source(source));
            if is_without_phone(&new.facts) {
                progress.without_phone.push(row.number);
            }
            let contacts = Contacts::of(&new.facts).believing_email(new.believes_email);
            let (person, is_known) = self.persons.of_new(&contacts, new.person, &self.repeated)?;
            tally.known_persons += i64::from(is_known);
            let mut state = LeadState::of_new(&new, enters_unqualified);
            state.person = Some(person);
            self.keep(work, state, None, false);
            return Ok(Ok(()));
        };
        let Some(change) = state.change(&new, then, enters_unqualified) else {
            tally.skipped += 1;
            return Ok(Ok(()));
        };
        if state.moves_booking(&change) {
            return Ok(Err(booked()));
        }
        if change.source.is_some() {
            new_source.iter().for_each(|source| self.names.pretend_source(source));
        }
        let before = keys_of(&state.facts, &work.plan.duplicates.by);
        let contacts = Contacts::of(&state.facts);
        state.apply(&change, enters_unqualified);
        if let Some(person) = state.person {
            state.person = Some(self.persons.of_changed(person, &contacts, Contacts::of(&state.facts))?);
        }
        let is_other = keys_of(&state.facts, &work.plan.duplicates.by) != before;
        match then {
            OnDuplicate::Fill => tally.filled += 1,
            _ => tally.updated += 1,
        }
        self.keep(work, state, at, is_other);
        Ok(Ok(()))
    }

    /// The newest lead that bears one of the keys: of the rows so far, or of the store as those rows left it.
    fn meet(&self, by: MatchBy, keys: &[String], stored: Vec<LeadState>) -> Option<(Option<usize>, LeadState)> {
        let bears = |state: &LeadState| {
            let borne = keys_of(&state.facts, &[by]);
            borne.iter().any(|(_, borne)| borne.iter().any(|key| keys.contains(key)))
        };
        let met = keys.iter().filter_map(|key| self.by_key.get(&(by.code(), key.clone()))).flatten().copied();
        let met = met.filter(|at| self.leads.get(*at).is_some_and(&bears));
        // What a row made is newer than what was stored, and of both kinds the later one is.
        let newest = met.max_by_key(|at| {
            let id = self.leads.get(*at).and_then(|state| state.id);
            (id.is_none(), id, *at)
        });
        let newest = newest.and_then(|at| Some((at, self.leads.get(at)?.clone())));
        let stored = stored.into_iter().find(|state| state.id.is_none_or(|id| !self.by_id.contains_key(&id)));
        match (newest, stored) {
            (Some((_, state)), Some(stored)) if state.id.is_some() && state.id < stored.id => Some((None, stored)),
            (Some((at, state)), _) => Some((Some(at), state)),
            (None, stored) => stored.map(|stored| (None, stored)),
        }
    }

    /// Keeps what another row may meet, and a stored lead that is not met any more where it was.
    fn keep(&mut self, work: &Work, state: LeadState, at: Option<usize>, is_other: bool) {
        let keys = keys_of(&state.facts, &work.plan.duplicates.by);
        let all = keys.iter().flat_map(|(by, keys)| keys.iter().map(move |key| (*by, key)));
        let repeated: Vec<(MatchBy, String)> =
            all.filter(|(by, key)| self.repeated.has(&(by.code(), *key))).map(|(by, key)| (by, key.clone())).collect();
        if repeated.is_empty() && at.is_none() && !is_other {
            return;
        }
        let place = match at {
            Some(at) => at,
            None => {
                self.leads.push(LeadState::default());
                self.leads.len() - 1
            }
        };
        if let Some(id) = state.id {
            self.by_id.insert(id, place);
        }
        for (by, key) in repeated {
            let places = self.by_key.entry((by.code(), key)).or_default();
            if !places.contains(&place) {
                places.push(place);
            }
        }
        if let Some(kept) = self.leads.get_mut(place) {
            *kept = state;
        }
    }
}
