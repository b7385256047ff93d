//! The job that throws away what is over: sessions, short-lived tokens a day after their end, kept answers after 7 days, uploads that never
//! finished, requests after 3 days. Run by the loop, once an hour; nobody need wake it.

use super::{Job, Outcome};
use crate::actions;
use crate::hub::Hub;
use crate::import;
use leadhub_model::{LeadError, Moment};
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(3600);
const DAY_MICROS: i64 = 86_400_000_000;

pub struct Sweeps;

impl Job for Sweeps {
    fn name(&self) -> &'static str {
        "sweeps"
    }

    /// So that a store that is away does not fill the log.
    fn pause_after_failure(&self) -> Duration {
        Duration::from_secs(60)
    }

    fn work(&self, hub: &Hub) -> Result<Outcome, LeadError> {
        let ago = |days: i64| Moment::from_micros(hub.now().micros() - days * DAY_MICROS);
        let (tokens, answers) = (ago(1), ago(7));
        let sweeps: [&dyn Fn() -> Result<(), LeadError>; 6] = [
            &|| hub.write_behind_blocking(move |tx| actions::sweep_tokens(tx, tokens)).map(drop),
            &|| hub.write_behind_blocking(actions::sweep_sessions).map(drop),
            &|| {
                while hub.write_behind_blocking(move |tx| actions::sweep_answers(tx, answers))? > 0 {}
                Ok(())
            },
            &|| import::sweep_abandoned(hub).map(drop),
            &|| import::sweep_forgotten(hub).map(drop),
            &|| actions::sweep_requests(hub),
        ];
        actions::one_by_one(sweeps, |sweep| sweep())?;
        Ok(Outcome::Rest(EVERY))
    }
}
