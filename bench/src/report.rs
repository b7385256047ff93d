//! The figures as a page and a raw log. What a person wrote between the marks on the page stays when it is made again.
//! Called by `bench::measure`, which decides whether anything is written.

use std::fs;
use std::path::Path;

use leadhub_testkit::Engine;

use super::figures::{Figures, Run, millis};
use super::machine::Machine;
use super::marks::{self, Mark};
use super::options::Options;
use super::testbed::Scripts;

const PAGE: &str = "docs/benchmarks.md";
const LOG: &str = "docs/benchmarks/raw.log";
const BEGIN: &str = "<!-- written by hand: begin -->";
const END: &str = "<!-- written by hand: end -->";

/// Everything that a page is made of.
pub struct Findings<'f> {
    pub figures: &'f Figures,
    pub marks: &'f [Mark],
    pub scripts: &'f Scripts,
    pub machine: Machine,
    pub options: &'f Options,
}

pub fn write(root: &Path, findings: &Findings) -> Result<(), String> {
    let old = fs::read_to_string(root.join(PAGE)).unwrap_or_default();
    let log: String = findings.figures.runs().iter().map(|run| format!("{run}\n")).collect();
    let machine: String = findings.machine.iter().map(|(what, value)| format!("{what}: {value}\n")).collect();
    let log = format!("{machine}\n{}\n{log}", findings.scripts.text());
    let write = |path: &str, text: String| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(root)).and_then(|()| fs::write(&path, text))
    };
    write(PAGE, page(findings, by_hand(&old))).and_then(|()| write(LOG, log)).map_err(|error| error.to_string())?;
    eprintln!("written: {PAGE} and {LOG}");
    Ok(())
}

/// What a person wrote on the old page.
fn by_hand(page: &str) -> &str {
    let inside = page.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END));
    inside.map_or("\n", |(text, _)| text)
}

fn page(findings: &Findings, by_hand: &str) -> String {
    let Findings { figures, marks, machine, options, .. } = findings;
    let missed: Vec<&str> = marks.iter().filter(|mark| !mark.is_met).map(|mark| mark.what.as_str()).collect();
    let verdict = match missed.as_slice() {
        [] => "Every mark is met.".to_owned(),
        missed => format!("Missed: {}.", missed.join("; ")),
    };
    let machine: String = machine.iter().map(|(what, value)| format!("| {what} | {value} |\n")).collect();
    format!(
        "# Benchmarks

Made by `cargo xtask bench`, which measures the released program and its floors in the same run on the same machine; every line of it is in
[raw.log](benchmarks/raw.log). Absolute figures are this machine's; the ratios are what to compare. Lists and searches at a million leads have a page of their own, made by
`cargo xtask bench scale`: [SQLite](benchmarks/scale-sqlite-1000000.md). The pages for people are measured against their budgets by `cargo xtask bench ui`
([how](#the-pages); [with a million leads](benchmarks/ui-sqlite-1000000.md)).

## Marks

{verdict}

{}
## How to read it

- A figure is the median of three rounds, with the least and the most in brackets. Rounds take turns over all rows, {} s each behind a warm-up
  of {} s. Marks are for 64 connections.
- The load generator sends over keep-alive connections from one thread, each connection its next request when the last was answered, on the same
  cores as the program. The limit of requests in a second is out of its way. It checks every status, and after each run the number of new leads in the
  store equals the number of answered creates.
- **echo**: `POST /health/echo` of the same server with the body of the CareSoft sample: HTTP, JSON and the front door, no store.
- **floor: create**, SQLite: the statements that one CareSoft create runs, on bare rusqlite with the program's settings, one thread, 64 creates in one
  durable commit, at whose end the sets are written that their leads are in. A create needs that and what an echo needs, so its floor is 1/(1/echo + 1/bare).
- **floor** on PostgreSQL: the same statements, in the same transactions, by `pgbench -M prepared` at the same number of connections, behind
  the same warm-up. The program itself uses fewer connections to the database, so it can be faster than its floor; what it does behind everybody (sets summed up, requests
  kept) the floor does not, so it can be slower.
- The floors' statements are recorded from the program's own database log in the same run: those that most of a dozen requests ran, since the first also do what only the first do.
  The rows that a floor adds to each table are compared with those that the program adds, but for what is written behind everybody.
- Each run that writes has a fresh copy of the store; reads have one with 100,000 leads. Lists are the newest 50 of a stage that holds a
  quarter of them; the CareSoft wire also promises their exact number.

## A million leads

`cargo xtask bench scale [sqlite|postgres] [--leads N] [word...]` imports a file of invented leads, always the same, books some of them, and measures

- **import**: beside an idle server, against the engine's own bulk load of the same rows into the same tables (`floor`), and the server's memory;
- **create**: as fast as they go, into an empty and the filled store; and 200 in a second while 100,000 further rows are imported;
- every **list, filter and search** on 1 and 16 connections beside 200 creates a second: p95 of the read, and whether the creates beside it were kept up (at least 160 a second, p99 under 50 ms);
- **find**: several hundred phones on 64 connections against the echo on as many of the same server, with nothing beside;
- **export** of all leads and of one list as CSV: rows a second, and whether the process needs more memory for all.

With `--folder` the store and every figure stay there (PostgreSQL's data too, in `postgres-data`, which the account that runs the server must reach): words choose what a run measures, what is measured
again takes the place of what was, and the page is written by the run after which nothing is missing.

## The pages

`cargo xtask bench ui [sqlite|postgres] [--leads N] [pages|browser|costs|streams]` writes `benchmarks/ui-ENGINE-LEADS.md`; a store that `bench scale --folder` left is taken up. A manager and
an agent sign in, and

- **pages**: each page and part of a page is asked for on one connection beside 200 creates a second: p95 against its budget; the HTML packed, as it is sent or would be if it
  were packed. The inspector has as many requests to show as are kept.
- **browser**: a headless Chromium opens each page with nothing kept and once more, then presses keys: when its largest part was painted (LCP), what jumped (CLS, all shifts added up), the slowest key
  (INP; what shows within 16 ms is not told of), bytes over the line with heads. The stream of changes, which a worker holds, is not in them.
- **costs**: creates on 64 connections with requests kept or not and with a page that follows or none; both together may cost 3 %.
- **streams**: the server's memory with 500 pages that follow 20 creates a second, less what it was before.

## All figures

{}
## Where the time goes

{BEGIN}{by_hand}{END}

## Machine

| | |
|---|---|
{machine}",
        marks_table(marks),
        options.length().as_secs(),
        options.warm_up().as_secs(),
        figures_tables(figures),
    )
}

pub fn marks_table(marks: &[Mark]) -> String {
    let mut table =
        "| what | reached | floor | ratio or value | must be | met |\n|---|---|---|---|---|---|\n".to_owned();
    for Mark { what, reached, floor, value, must, is_met } in marks {
        let met = if *is_met { "yes" } else { "**no**" };
        table.push_str(&format!("| {what} | {reached} | {floor} | {value} | {must} | {met} |\n"));
    }
    table
}

fn figures_tables(figures: &Figures) -> String {
    let mut text = String::new();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        text.push_str(&format!("### {}\n\n", marks::name(engine)));
        text.push_str(
            "| what | connections | in a second | p50 ms | p99 ms | longest ms |\n|---|--:|--:|--:|--:|--:|\n",
        );
        for (name, connections) in figures.cells(engine) {
            let cell = (name, connections);
            let rate = figures.rate(engine, cell).map_or_else(String::new, |rate| rate.to_string());
            let latency = |of: fn(&Run) -> Option<u64>| {
                let spread = figures.spread(engine, cell, |run| of(run).map(|micros| micros as f64));
                spread.map_or_else(String::new, |spread| millis(spread.median as u64))
            };
            let p50 = latency(|run| run.latency.map(|latency| latency.p50));
            let p99 = latency(|run| run.latency.map(|latency| latency.p99));
            let max = latency(|run| run.latency.map(|latency| latency.max));
            text.push_str(&format!("| {name} | {connections} | {rate} | {p50} | {p99} | {max} |\n"));
        }
        text.push('\n');
    }
    text.pop();
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Latency;

    fn made(by_hand: &str, is_met: bool) -> String {
        let mut figures = Figures::default();
        let latency = Some(Latency { p50: 1500, p95: 2000, p99: 2500, max: 9000 });
        let name = "echo".to_owned();
        figures.add(Run {
            engine: Engine::Sqlite,
            name,
            connections: 64,
            round: 1,
            rate: 12345.6,
            latency,
            footprint: None,
        });
        let text = |text: &str| text.to_owned();
        let (what, value, must) = (text("create"), text("0.61"), text("≥ 0.6"));
        let marks = [Mark { what, reached: text("5/s"), floor: text("9/s echo"), value, must, is_met }];
        let options = Options::read(&[]).unwrap();
        let machine = vec![("kernel", text("Linux 6"))];
        page(
            &Findings { figures: &figures, marks: &marks, scripts: &Scripts::default(), machine, options: &options },
            by_hand,
        )
    }

    #[test]
    fn figures_and_marks_stand_in_tables() {
        let page = made("\n", true);
        for line in [
            "Every mark is met.",
            "| create | 5/s | 9/s echo | 0.61 | ≥ 0.6 | yes |",
            "| echo | 64 | 12346 (12346–12346) | 1.50 | 2.50 | 9.00 |",
            "| kernel | Linux 6 |",
        ] {
            assert!(page.lines().any(|known| known == line), "{line}\n{page}");
        }
    }

    #[test]
    fn a_missed_mark_is_said_plainly() {
        let page = made("\n", false);
        assert!(page.contains("Missed: create.") && page.contains("| **no** |"));
    }

    #[test]
    fn what_a_person_wrote_stays() {
        let first = made("\nMost of it is fsync.\n", true);
        let again = made(by_hand(&first), false);
        assert!(again.contains("\nMost of it is fsync.\n"));
        assert_eq!(by_hand(&again), "\nMost of it is fsync.\n");
        assert_eq!(by_hand("no such page"), "\n");
    }
}
