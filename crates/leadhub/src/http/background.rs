//! The thread behind the counter: works uploaded files and sweeps what is over. One per process; it ends with the server.
//! Started by the server; it must never hold the writer while somebody waits.

use crate::doors::DIALECTS;
use leadhub_core::{Hub, actions};
use leadhub_model::{LeadError, Moment};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const POLL: Duration = Duration::from_millis(200);
const AFTER_TROUBLE: Duration = Duration::from_secs(1);
/// Totals lie in parts for so long: short, since a list adds them up with each question.
const SUM_UP_EVERY: Duration = Duration::from_secs(1);
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// After a sweep that failed, so that a store that is away does not fill the log.
const SWEEP_AGAIN: Duration = Duration::from_secs(60);
const DAY_MICROS: i64 = 86_400_000_000;

/// Works until `stop` is set.
pub fn start(hub: Hub, stop: Arc<AtomicBool>) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("background".to_owned()).spawn(move || run(&hub, &stop))
}

fn run(hub: &Hub, stop: &AtomicBool) {
    let reader_of = |key: &str| DIALECTS.iter().find(|dialect| dialect.key == key).and_then(|dialect| dialect.rows);
    let (mut sweep_at, mut sum_up_at) = (Instant::now(), Instant::now());
    while !stop.load(Ordering::SeqCst) {
        if Instant::now() >= sweep_at {
            let swept = sweep(hub);
            if let Err(error) = &swept {
                tracing::warn!(%error, "what is over could not be swept, it will be tried again");
            }
            sweep_at = Instant::now() + if swept.is_ok() { SWEEP_EVERY } else { SWEEP_AGAIN };
        }
        if Instant::now() >= sum_up_at {
            if let Err(error) = actions::sum_up_totals(hub) {
                tracing::debug!(%error, "totals could not be summed up, it will be tried again");
            }
            sum_up_at = Instant::now() + SUM_UP_EVERY;
        }
        let pause = match actions::import::work_next(hub, reader_of) {
            Ok(true) => continue,
            Ok(false) => POLL,
            Err(error) => {
                tracing::warn!(%error, "an uploaded file could not be worked, it will be tried again");
                AFTER_TROUBLE
            }
        };
        std::thread::park_timeout(pause);
    }
}

/// Sessions that are over, short-lived tokens a day after their end, kept answers after 7 days, uploads that never finished.
fn sweep(hub: &Hub) -> Result<(), LeadError> {
    let ago = |days: i64| Moment::from_micros(hub.now().micros() - days * DAY_MICROS);
    let (tokens, answers) = (ago(1), ago(7));
    hub.write_behind_blocking(move |tx| actions::sweep_tokens(tx, tokens))?;
    hub.write_behind_blocking(actions::sweep_sessions)?;
    while hub.write_behind_blocking(move |tx| actions::sweep_answers(tx, answers))? > 0 {}
    actions::import::sweep_abandoned(hub).map(drop)
}
