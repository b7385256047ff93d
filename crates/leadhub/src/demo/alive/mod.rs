//! Makes the demo's store look alive: users who sign in, and six weeks of invented leads that came through every API and were worked
//! by them. Called by `demo` after the samples, which know the store as it was before; never with `--plain` or `--check`.

mod dice;
mod people;
mod plan;
mod play;
mod words;

use super::fill::FilledOrganisation;
use leadhub_core::clock::{Chance, Clock};
use leadhub_core::{Hub, HubOptions};
use leadhub_model::sign_in::Role;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

/// The same leads with each demo, but for the days.
const SEED: u64 = 20_261_127;
/// Leads of each organisation.
const LEADS: [usize; 2] = [180, 120];

/// A user of the demo who signs in.
pub struct DemoLogin {
    pub role: Role,
    pub name: String,
    pub password: String,
}

/// The past is written through a hub of its own, whose clock stands where the story is. It blocks.
pub fn enliven(hub: &Hub, database: &str, filled: &mut [FilledOrganisation]) -> Result<(), String> {
    let now = hub.now();
    let clock = Arc::new(AtomicI64::new(now.micros()));
    let options = HubOptions {
        clock: Clock::Set(Arc::clone(&clock)),
        chance: Arc::new(Chance::Seeded(SEED.into())),
        ..HubOptions::default()
    };
    let past = Hub::open(database, options)?;
    let all = filled.iter_mut().zip(LEADS).zip(people::NAMES);
    let told = all.enumerate().try_for_each(|(number, ((organisation, leads), names))| {
        organisation.logins = people::put(hub, organisation, names)?;
        let seed = SEED + u64::try_from(number).unwrap_or_default();
        play::Stage::set(&past, &clock, organisation.id)?.play(&dice::Dice::of(seed), leads, now)
    });
    past.close();
    told
}
