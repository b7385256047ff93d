//! Makes the demo's store look alive: users who sign in, and six weeks of invented leads that came through every API and were worked
//! by them. Called by `demo` after the samples, which know the store as it was before; never with `--plain` or `--check`.

mod dice;
mod people;
mod plan;
mod play;
mod words;

use super::fill::FilledOrganisation;
use leadhub_core::Hub;
use leadhub_model::sign_in::Role;

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

/// It blocks until all is told.
pub fn enliven(hub: &Hub, filled: &mut [FilledOrganisation]) -> Result<(), String> {
    for (((organisation, leads), names), seed) in filled.iter_mut().zip(LEADS).zip(people::NAMES).zip(SEED..) {
        organisation.logins = people::put(hub, organisation, names)?;
        play::play(hub, organisation.id, &dice::Dice::of(seed), leads)?;
    }
    Ok(())
}
