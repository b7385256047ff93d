//! What the pages cost everybody else: creates with the log of requests kept or not, and with a page that follows or none.
//! A part of `bench ui`.

use std::time::Duration;

use super::report::{Report, Row};
use super::streams::Stream;
use super::who::People;
use crate::load::{self, Plan};
use crate::options::Options;
use crate::scale::{RUN, Testbed};

/// Of a hundred creates, so many may be lost to both together.
const MOST: f64 = 3.0;
const CONNECTIONS: usize = 64;
/// All ways take turns this short on one server, as many as all rounds have seconds: creates of one minute and the next differ by more than
/// what is looked for, those of one second and the next by less.
const TURN: Duration = Duration::from_secs(1);

/// Whether requests are kept, whether somebody follows, and how that is called. The first is what the others are compared with.
const WAYS: [(bool, bool, &str); 4] = [
    (false, false, "neither"),
    (true, false, "requests kept"),
    (false, true, "a stream open"),
    (true, true, "requests kept and a stream open"),
];

pub fn measure(
    bed: &Testbed<'_>,
    people: &People,
    options: &Options,
    first: &mut i64,
    report: &mut Report,
) -> Result<(), String> {
    let mut rates = [const { Vec::new() }; WAYS.len()];
    let server = bed.serve(RUN)?;
    let (create, status) = bed.create()?;
    for turn in 0..options.rounds as u64 * options.seconds {
        let mut ways: Vec<_> = WAYS.iter().zip(&mut rates).collect();
        // There and back: what is behind another way in one turn is before it in the next.
        if turn % 2 == 1 {
            ways.reverse();
        }
        for ((is_kept, is_followed, _), rates) in ways {
            // The server remembers for a second what was said before; so long it warms up.
            keep_requests(bed, *is_kept)?;
            let stream = is_followed.then(|| Stream::open(server.address, people.manager())).transpose()?;
            let plan = bed.plan(&server, options, status);
            let plan = Plan { connections: CONNECTIONS, length: TURN, first: *first, ..plan };
            let outcome = load::run(plan, vec![create.clone()], &[])?;
            *first += outcome.answered;
            rates.push(outcome.rate);
            drop(stream);
        }
    }
    server.stop()?;
    keep_requests(bed, true)?;
    let mut of = WAYS.iter().zip(rates);
    let Some(((_, _, name), without)) = of.next() else { return Ok(()) };
    report.costs.push(Row::of(&format!("creates, {name}"), without.clone(), "in a second", None));
    for ((is_kept, is_followed, name), with) in of {
        let (what, lost) = (format!("lost, {name}"), lost(&without, &with));
        let most = (*is_kept && *is_followed).then_some(MOST);
        report.costs.push(Row::of(&what, lost, "%", most).beside("in a second", with));
    }
    Ok(())
}

/// Of a hundred, turn by turn.
fn lost(without: &[f64], with: &[f64]) -> Vec<f64> {
    without.iter().zip(with).map(|(without, with)| 100.0 * (1.0 - with / without)).collect()
}

fn keep_requests(bed: &Testbed<'_>, is_kept: bool) -> Result<(), String> {
    let mut command = bed.program.command(&bed.folder);
    command.args(["org", "update", &bed.access.slug, "--log-requests", &is_kept.to_string()]);
    let done = command.args(["--database", &bed.stores.url(RUN)]).output();
    let done = done.map_err(|error| format!("leadhub org update: {error}"))?;
    if done.status.success() {
        return Ok(());
    }
    Err(format!("leadhub org update: {}\n{}", done.status, String::from_utf8_lossy(&done.stderr)))
}

#[cfg(test)]
mod tests {
    use super::lost;

    #[test]
    fn what_is_lost_is_told_of_a_hundred() {
        assert_eq!(lost(&[1000.0, 400.0], &[750.0, 500.0]), [25.0, -25.0]);
    }
}
