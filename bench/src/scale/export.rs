//! The export of all leads, and of one list, as CSV by the command line: rows in a second and the memory of the process, which must not grow
//! with the leads. Used by `scale::Testbed`.

use std::fs;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::cell::Cell;
use super::report::Report;
use super::{FILLED, RUN, Testbed, people};
use crate::options::Options;
use crate::server;

pub const ALL: (&str, usize) = ("export of all leads", 1);
pub const LIST: (&str, usize) = ("export of one list", 1);
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(2);

pub fn measure(bed: &Testbed<'_>, options: &Options, report: &mut Report) -> Result<(), String> {
    let list = ["--list".to_owned(), people::list_name(7)];
    let ways: Vec<_> =
        [(ALL.0, &list[..0]), (LIST.0, &list[..])].into_iter().filter(|way| options.wants(way.0)).collect();
    if ways.is_empty() {
        return Ok(());
    }
    bed.stores.copy(FILLED, RUN)?;
    bed.stores.settle()?;
    for round in 1..=options.rounds {
        for (name, filter) in &ways {
            let cell = export(bed, name, filter, round)?;
            let leads = cell.1;
            if *name == ALL.0 && leads != report.leads {
                return Err(format!("{leads} leads were exported where {} are", report.leads));
            }
            report.add(cell.0)?;
        }
    }
    Ok(())
}

/// The figures, and how many leads they are of.
fn export(bed: &Testbed<'_>, name: &str, filter: &[String], round: usize) -> Result<(Cell, u64), String> {
    let to = bed.folder.join("export.csv");
    let mut command = bed.program.command(&bed.folder);
    command.args(["export", "--organisation", &bed.access.slug, "--json", "--database", &bed.stores.url(RUN)]);
    command.args(filter).arg("--to").arg(&to).stdout(Stdio::piped()).stderr(Stdio::piped());
    let began = Instant::now();
    let mut child = command.spawn().map_err(|error| format!("leadhub export: {error}"))?;
    let peak = watch(&mut child)?;
    let time = began.elapsed();
    let done = child.wait_with_output().map_err(|error| format!("leadhub export: {error}"))?;
    drop(fs::remove_file(to));
    let said = serde_json::from_slice::<Value>(&done.stdout).ok().and_then(|said| said["leads"].as_u64());
    let leads = said.filter(|_| done.status.success());
    let leads = leads.ok_or_else(|| format!("leadhub export: {}", String::from_utf8_lossy(&done.stderr)))?;
    let (name, rate, peak) = (name.to_owned(), leads as f64 / time.as_secs_f64(), Some(peak));
    Ok((Cell { name, connections: 1, round, rate, latency: None, beside: None, peak }, leads))
}

/// The most memory that it had until it ended, KiB.
fn watch(child: &mut Child) -> Result<u64, String> {
    let mut peak = 0;
    while child.try_wait().map_err(|error| format!("leadhub export: {error}"))?.is_none() {
        // Of a process that has just ended nothing is told.
        peak = server::memory_of(child.id()).map_or(peak, |memory| memory.peak.max(peak));
        thread::sleep(LOOK);
    }
    Ok(peak)
}
