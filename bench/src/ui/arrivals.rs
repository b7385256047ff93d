//! How long a lead that comes over a wire takes to an open list: from the first byte of the request to the row that stands in the page of a real
//! browser. A part of `bench ui`.

use std::thread;
use std::time::Duration;

use leadhub_browser::Window;
use leadhub_testkit::block_on;
use serde_json::json;

use super::browser::open_as;
use super::report::{Report, Row};
use super::who::People;
use crate::load::{self, Plan};
use crate::options::Options;
use crate::scale::Testbed;
use crate::server::Server;

/// Milliseconds, of 95 in a hundred.
const MOST: f64 = 300.0;
/// Leads of one round.
const LEADS: u64 = 20;
/// Between one and the next, longer by a step each time, so that no beat of the program's own is met again and again.
const PAUSE: Duration = Duration::from_millis(300);
const STEP: Duration = Duration::from_millis(37);

/// For the one create.
const PATIENCE: Duration = Duration::from_secs(60);

/// Notes in the page when a lead newer than those that are there is put among the rows that one sees.
const WATCH: &str = "const newest = () => Math.max(...[...document.querySelectorAll('[data-rows] [data-row]')].map((row) => Number(row.dataset.row)));
    const before = newest();
    window.arrived = 0;
    new MutationObserver((_, watcher) => {
      if (newest() === before) return;
      watcher.disconnect();
      window.arrived = Date.now();
    }).observe(document.querySelector('[data-rows]'), { childList: true });
    return Date.now()";

pub fn measure(
    bed: &Testbed<'_>,
    server: &Server,
    people: &People,
    options: &Options,
    first: &mut i64,
    report: &mut Report,
) -> Result<(), String> {
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let mut times = block_on(async {
            let (_driver, window) = open_as(server, people.manager()).await;
            window.go("/app/leads").await;
            window.wait("[data-row]").await;
            // A row under the pointer is not moved.
            window.hover("[data-search]").await;
            let mut times = Vec::new();
            for number in 0..LEADS {
                tokio::time::sleep(PAUSE + STEP * u32::try_from(number).unwrap_or_default()).await;
                times.push(arrival(bed, server, options, &window, *first + times.len() as i64).await?);
            }
            window.close().await;
            Ok::<_, String>(times)
        })?;
        *first += times.len() as i64;
        times.sort_by(f64::total_cmp);
        rounds.push(times[(times.len() * 95).div_ceil(100) - 1]);
    }
    report.arrivals.push(Row::of("a lead of a wire on an open list, p95", rounds, "ms", Some(MOST)));
    Ok(())
}

async fn arrival(
    bed: &Testbed<'_>,
    server: &Server,
    options: &Options,
    window: &Window,
    number: i64,
) -> Result<f64, String> {
    let (create, status) = bed.create()?;
    let plan = bed.plan(server, options, status);
    let plan = Plan { warm_up: Duration::ZERO, length: PATIENCE, most: 1, first: number, ..plan };
    let millis = async |script: &str| window.run(script, json!([])).await.as_f64().unwrap_or(f64::NAN);
    let sent = millis(WATCH).await;
    // It has a runtime of its own.
    let outcome = thread::scope(|scope| scope.spawn(|| load::run(plan, vec![create], &[])).join());
    outcome.map_err(|_| "a create ended badly".to_owned())??;
    window.until("window.arrived").await;
    Ok(millis("return window.arrived").await - sent)
}
