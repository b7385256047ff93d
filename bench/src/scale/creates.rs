//! Creates of the scale benchmark: as fast as they go, into an empty and a filled store, and at a steady pace while a file is imported.
//! Used by `scale::Testbed`. The creates beside reads are `Testbed::beside`'s.

use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::cell::Cell;
use super::report::Report;
use super::{BESIDE, FILLED, PLAIN, RUN, Testbed, fill, people};
use crate::load::{self, Outcome, Plan};
use crate::options::Options;
use crate::server::Server;

pub const EMPTY: (&str, usize) = ("create, empty store", 64);
pub const FULL: (&str, usize) = ("create, filled store", 64);
pub const IMPORTING: (&str, usize) = ("create while an import runs", 16);
/// Rows of the file that is imported beside creates.
const ROWS: u64 = 100_000;
const AN_HOUR: Duration = Duration::from_secs(3600);

pub fn alone(bed: &Testbed<'_>, options: &Options, report: &mut Report) -> Result<(), String> {
    for round in 1..=options.rounds {
        for ((name, connections), store) in [(EMPTY, PLAIN), (FULL, FILLED)] {
            if !options.wants(name) {
                continue;
            }
            bed.stores.copy(store, RUN)?;
            bed.stores.settle()?;
            let server = bed.serve(RUN)?;
            let (request, status) = bed.create()?;
            let plan = Plan { connections, ..bed.plan(&server, options, status) };
            let outcome = load::run(plan, vec![request], &[])?;
            report.add(Cell::of(name, connections, round, &outcome))?;
            server.stop()?;
        }
    }
    Ok(())
}

pub fn beside_import(bed: &Testbed<'_>, options: &Options, report: &mut Report) -> Result<(), String> {
    let (name, connections) = IMPORTING;
    if !options.wants(name) {
        return Ok(());
    }
    let file = bed.folder.join("more.csv");
    // Other people than those of the store, but for some who came before.
    people::write(&file, report.leads..report.leads + ROWS.min(report.leads))?;
    for round in 1..=options.rounds {
        bed.stores.copy(FILLED, RUN)?;
        bed.stores.settle()?;
        let server = bed.serve(RUN)?;
        let import = fill::command(bed, RUN, &file).stdout(Stdio::null()).spawn();
        let import = import.map_err(|error| format!("leadhub import: {error}"))?;
        let outcome = until_end(bed, &server, options, import)?;
        report.add(Cell::of(name, connections, round, &outcome))?;
        server.stop()?;
    }
    Ok(())
}

/// Creates at their pace until the import has ended.
fn until_end(bed: &Testbed<'_>, server: &Server, options: &Options, mut import: Child) -> Result<Outcome, String> {
    let (request, status) = bed.create()?;
    let plan = bed.plan(server, options, status);
    let plan = Plan { connections: IMPORTING.1, pace: Some(BESIDE), length: AN_HOUR, ..plan };
    let over = Arc::new(AtomicBool::new(false));
    let (creates, ended) = thread::scope(|scope| {
        let told = Arc::clone(&over);
        let creates = scope.spawn(move || load::run_until(told, plan, vec![request], &[]));
        let ended = import.wait();
        over.store(true, Ordering::Relaxed);
        (creates.join(), ended)
    });
    let status = ended.map_err(|error| format!("leadhub import: {error}"))?;
    if !status.success() {
        return Err(format!("leadhub import beside creates: {status}"));
    }
    creates.map_err(|_| "the creates beside an import ended badly".to_owned())?
}
