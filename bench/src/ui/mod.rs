//! `cargo xtask bench ui`: the pages against their budgets on a store of many leads: how fast the server answers them beside creates, how
//! heavy they are, how they feel in a browser, and what pages that are open cost everybody else. Called by `bench::run`. No test; figures go
//! to the screen and, where everything was measured, to `docs/benchmarks/`.

mod arrivals;
mod browser;
mod costs;
mod pages;
mod report;
mod streams;
mod who;

use std::path::Path;

use leadhub_testkit::Engine;

use crate::figures::engine as engine_name;
use crate::options::Options;
use crate::scale::{self, FILLED, RUN, Testbed, fill};

use report::Report;
use who::People;

/// Leads of the store where nobody said: with as many budgets are tightest.
const USUAL: u64 = 100_000;

pub fn measure(root: &Path, options: &Options) -> Result<(), String> {
    scale::each_bed(root, options, |bed, engine| {
        let report = on(bed, engine, options)?;
        println!("\n{}", report.text());
        if options.only.is_empty() && !options.debug { report.write(root, options) } else { Ok(()) }
    })
}

fn on(bed: &Testbed<'_>, engine: Engine, options: &Options) -> Result<Report, String> {
    if bed.filled.is_none() {
        println!("{:<8} {}", engine_name(engine), fill::import(bed, options.leads(USUAL))?);
    }
    // One that is taken up may have others than were asked for.
    let mut report = Report::of(engine, bed.stores.lead_ids(FILLED)?.len() as u64);
    bed.stores.copy(FILLED, RUN)?;
    bed.stores.settle()?;
    // Sessions stay in the store, so whoever is let in stays signed in however often the server is started.
    let server = bed.serve(RUN)?;
    let people = People::let_in(bed, &server)?;
    // No two creates of the store may have the same number.
    let mut first = 0;
    if options.wants("pages") {
        pages::measure(bed, &server, &people, options, &mut first, &mut report)?;
    }
    if options.wants("browser") {
        browser::measure(&server, &people, options, &mut report)?;
    }
    if options.wants("arrivals") {
        arrivals::measure(bed, &server, &people, options, &mut first, &mut report)?;
    }
    server.stop()?;
    if options.wants("costs") {
        costs::measure(bed, &people, options, &mut first, &mut report)?;
    }
    if options.wants("streams") {
        streams::measure(bed, &people, options, &mut first, &mut report)?;
    }
    Ok(report)
}
