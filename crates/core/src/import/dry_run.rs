//! Every row of a file judged as the import would, against the store and against the rows before it; nothing written but what was found.
//! Rows whose lead stands in the file more than once are played through in memory, so a file full of repetitions costs memory for those alone.

use super::judge::{Work, booked};
use super::keys::keys_of;
use super::lead_state::{LeadState, is_unqualified};
use super::names::Names;
use super::work::{BATCH, File, rejected};
use crate::actions::check_new;
use crate::actor::Actor;
use crate::store::duplicates::list_known;
use crate::store::engine::Db;
use crate::store::upload_work::{Lease, Progress};
use crate::store::{leads, upload_rows, upload_work};
use leadhub_intake::{Named, Reason, Row, is_without_phone};
use leadhub_model::upload::{MatchBy, OnDuplicate, RejectedRow};
use leadhub_model::{LeadError, LeadId, Moment, NewLead};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// What the import would do with the rows, and what is wrong with the file as a whole, if anything is.
pub fn run(file: &mut File, actor: &Arc<Actor>, work: &mut Work) -> Result<(Progress, Option<String>), LeadError> {
    let mut progress = Progress::default();
    let mut rows = match file.open() {
        Ok(rows) => rows,
        Err(fault) => return Ok((progress, Some(fault))),
    };
    work.check_header(rows.header());
    let mut repeated = Repeated::default();
    let mut count = 0;
    while let Some(Ok(row)) = rows.next() {
        count += 1;
        file.live(count)?;
        if work.plan.duplicates.then != OnDuplicate::Create
            && let Ok(read) = work.read(&row)
        {
            repeated.look_at(keys_of(&read.lead.facts, &work.plan.duplicates.by));
        }
    }
    file.read_error.check()?;
    file.keep_shape(rows.header(), count)?;
    let Ok(mut rows) = file.open() else { return Ok((progress, None)) };
    let (work, mut played) = (Arc::new(work.clone()), Played { repeated, ..Played::default() });
    let mut fault = None;
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH && fault.is_none() {
            match rows.next() {
                Some(Ok(row)) => batch.push(row),
                Some(Err(say)) => fault = Some(say),
                None => break,
            }
        }
        if batch.is_empty() {
            let unusable = work.unusable.as_ref().map(|reason| reason.en.clone());
            return Ok((progress, fault.or(unusable)));
        }
        let batch: Arc<[Row]> = batch.into();
        let looked = {
            let (work, actor, batch, now) = (Arc::clone(&work), Arc::clone(actor), Arc::clone(&batch), file.hub.now());
            file.hub.read_blocking(move |db| {
                let mut names = Names::knowing(work.plan.new_list.as_ref());
                batch
                    .iter()
                    .map(|row| look(db, &actor, &work, &mut names, (row, now)))
                    .collect::<Result<Vec<_>, LeadError>>()
            })?
        };
        let mut refused = Vec::new();
        file.live_now()?;
        for (row, looked) in batch.iter().zip(looked) {
            if let Err(reason) = played.play(&work, looked, row, &mut progress) {
                progress.tally.failed += 1;
                refused.push(rejected(row, reason));
            }
        }
        keep(file, refused)?;
    }
}

fn keep(file: &File, refused: Vec<RejectedRow>) -> Result<(), LeadError> {
    if refused.is_empty() {
        return Ok(());
    }
    let lease = file.lease.clone();
    file.hub.write_behind_blocking(move |tx| {
        if upload_work::hold(tx, &lease)?.is_none() {
            return Err(LeadError::Busy);
        }
        let Lease { organisation, id, .. } = lease;
        for row in &refused {
            upload_rows::insert_rejected(tx, organisation, id, row)?;
        }
        Ok(())
    })
}

/// Of the leads that one key finds so many are looked at: one that a row above takes the key from leaves it to the next.
const BEARERS: usize = 50;

/// What the store says to a row.
struct Looked {
    new: NewLead,
    /// The leads that the store finds by each of the row's keys, the newest first.
    known: Vec<(MatchBy, Vec<String>, Vec<LeadState>)>,
    /// The names that would be made, or why the row would be refused, were it not skipped.
    names: Result<Vec<Named>, Reason>,
    enters_unqualified: bool,
}

fn look(
    db: &mut Db,
    actor: &Actor,
    work: &Work,
    names: &mut Names,
    (row, now): (&Row, Moment),
) -> Result<Result<Looked, Reason>, LeadError> {
    let read = match work.read(row) {
        Ok(read) => read,
        Err(reason) => return Ok(Err(reason)),
    };
    let (mut new, plan) = (read.lead, &work.plan.duplicates);
    let mut known = Vec::new();
    if plan.then != OnDuplicate::Create {
        for (by, keys) in keys_of(&new.facts, &plan.by) {
            let mut states = Vec::new();
            for id in list_known(db, actor, by, &keys, work.among())?.into_iter().take(BEARERS) {
                states.extend(state_of(db, actor, id, now)?);
            }
            known.push((by, keys, states));
        }
    }
    let mut named = names.resolve(db, actor, &read.names, (&mut new, work.plan.makes_names))?;
    if named.is_ok()
        && let Err(error) = check_new(db, actor, &new)
    {
        match error {
            LeadError::Refused(refusal) => named = Err(Reason::refused(&refusal)),
            other => return Err(other),
        }
    }
    let enters_unqualified = is_unqualified(db, actor, new.stage)?;
    Ok(Ok(Looked { new, known, names: named, enters_unqualified }))
}

fn state_of(db: &mut Db, actor: &Actor, id: LeadId, now: Moment) -> Result<Option<LeadState>, LeadError> {
    Ok(match leads::find_lead(db, actor, id)? {
        Some(lead) => Some(LeadState::of(db, actor, &lead, now)?),
        None => None,
    })
}

/// Keys that stand in the file more than once, by their hashes.
#[derive(Default)]
struct Repeated {
    seen: HashSet<u64>,
    repeated: HashSet<u64>,
}

impl Repeated {
    fn look_at(&mut self, keys: Vec<(MatchBy, Vec<String>)>) {
        for (by, keys) in keys {
            for key in keys {
                let hash = hashed(by, &key);
                if !self.seen.insert(hash) {
                    self.repeated.insert(hash);
                }
            }
        }
    }

    fn has(&self, by: MatchBy, key: &str) -> bool {
        self.repeated.contains(&hashed(by, key))
    }
}

fn hashed(by: MatchBy, key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (by.code(), key).hash(&mut hasher);
    hasher.finish()
}

/// The leads of the rows so far, those that another row may meet.
#[derive(Default)]
struct Played {
    repeated: Repeated,
    leads: Vec<LeadState>,
    /// In the order in which they were made or first met.
    by_key: HashMap<(&'static str, String), Vec<usize>>,
    by_id: HashMap<LeadId, usize>,
    names: Names,
}

impl Played {
    fn play(
        &mut self,
        work: &Work,
        looked: Result<Looked, Reason>,
        row: &Row,
        progress: &mut Progress,
    ) -> Result<(), Reason> {
        let Looked { mut new, known, names, enters_unqualified } = looked?;
        let (then, tally) = (work.plan.duplicates.then, &mut progress.tally);
        let met = known.into_iter().find_map(|(by, keys, states)| self.meet(by, &keys, states));
        if met.is_some() && then == OnDuplicate::Skip {
            tally.skipped += 1;
            return Ok(());
        }
        self.names.pretend(&names?, &mut new);
        let Some((at, mut state)) = met else {
            tally.created += 1;
            if is_without_phone(&new.facts) {
                progress.without_phone.push(row.number);
            }
            self.keep(work, LeadState::of_new(&new, enters_unqualified), None, false);
            return Ok(());
        };
        let Some(change) = state.change(&new, then, enters_unqualified) else {
            tally.skipped += 1;
            return Ok(());
        };
        if state.moves_booking(&change) {
            return Err(booked());
        }
        let before = keys_of(&state.facts, &work.plan.duplicates.by);
        state.apply(&change, enters_unqualified);
        let is_other = keys_of(&state.facts, &work.plan.duplicates.by) != before;
        match then {
            OnDuplicate::Fill => tally.filled += 1,
            _ => tally.updated += 1,
        }
        self.keep(work, state, at, is_other);
        Ok(())
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
            all.filter(|(by, key)| self.repeated.has(*by, key)).map(|(by, key)| (by, key.clone())).collect();
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
