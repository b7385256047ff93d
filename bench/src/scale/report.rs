//! The figures of the scale benchmark as a page with its marks and its raw lines.
//! Used by `scale::measure`, which writes it once nothing is missing; what must be reached in all is `judge`'s.

use std::fs;
use std::path::Path;

use leadhub_testkit::Engine;

use super::cell::Cell;
use super::fill::Import;
use super::kept::Kept;
use super::reads::{self, READS};
use super::{READERS, creates, export, finds, judge};
use crate::figures::{Latency, Spread, engine};
use crate::marks;
use crate::options::Options;
use crate::report::marks_table;

const HEAD: &str = "\
| what | connections | in a second | p50 ms | p95 ms | must be | met | creates beside, in a second | their p99 ms | met |
|---|--:|--:|--:|--:|--:|---|--:|--:|---|
";

pub struct Report {
    pub engine: Engine,
    pub leads: u64,
    pub import: Import,
    pub kept: Kept,
}

impl Report {
    pub fn of(engine: Engine, import: Import, kept: Kept) -> Report {
        Report { engine, leads: import.leads, import, kept }
    }

    pub fn add(&mut self, cell: Cell) -> Result<(), String> {
        println!("{:<8} {cell}", engine(self.engine));
        self.kept.add(cell)
    }

    /// What stands on the whole page and was not measured yet.
    pub fn missing(&self) -> Vec<String> {
        let mut missing: Vec<String> =
            keys().into_iter().filter(|key| self.rounds(key).is_empty()).map(|(name, _)| name).collect();
        missing.dedup();
        if self.kept.floor.is_none() {
            missing.push("floor of the import".to_owned());
        }
        missing
    }

    /// A figure of a cell over its rounds; `None` where nothing was measured.
    pub fn spread(&self, key: (&str, usize), figure: impl Fn(&Cell) -> Option<f64>) -> Option<Spread> {
        let cells = self.kept.cells.iter().filter(|cell| cell.key() == key);
        Spread::of(cells.filter_map(figure).collect())
    }

    fn rounds(&self, (name, connections): &(String, usize)) -> Vec<&Cell> {
        self.kept.cells.iter().filter(|cell| cell.key() == (name, *connections)).collect()
    }

    pub fn table(&self) -> String {
        let floor = self.kept.floor.as_ref().map_or_else(String::new, |floor| {
            let share = |part: f64| part / self.import.time.as_secs_f64();
            let (all, bare) = (share(floor.time.as_secs_f64()), share(floor.bare.as_secs_f64()));
            format!("; {floor}: {all:.2} of the load of the same tables, {bare:.2} of one table")
        });
        let lines: String = keys().iter().filter_map(|key| self.line(key)).map(|line| line + "\n").collect();
        format!("{}{floor}\n\n{}\n{HEAD}{lines}", self.import, marks_table(&judge::marks(self)))
    }

    /// `None` of what was not measured.
    fn line(&self, key: &(String, usize)) -> Option<String> {
        let of = (key.0.as_str(), key.1);
        let rate = self.spread(of, |cell| Some(cell.rate))?;
        let shown = |spread: Option<Spread>| spread.map_or_else(String::new, |spread| spread.to_string());
        let micros = |micros: fn(&Latency) -> u64| {
            self.spread(of, move |cell| cell.latency.as_ref().map(|latency| micros(latency) as f64 / 1000.0))
        };
        let p95 = micros(|latency| latency.p95);
        let must = reads::p95_of(of.0);
        let met = must.zip(p95).map(|(must, reached)| reached.median <= must);
        let (kept, p99) = (judge::beside_rate(self, of), judge::beside_p99(self, of));
        let beside = kept.zip(p99).map(|(kept, p99)| judge::is_undisturbed(kept.median, p99.median));
        Some(format!(
            "| {} | {} | {rate} | {} | {} | {} | {} | {} | {} | {} |",
            of.0,
            of.1,
            shown(micros(|latency| latency.p50)),
            shown(p95),
            must.map_or_else(String::new, |must| must.to_string()),
            verdict(met),
            shown(kept),
            shown(p99),
            verdict(beside),
        ))
    }

    pub fn write(&self, root: &Path, options: &Options) -> Result<(), String> {
        let (name, leads) = (engine(self.engine), self.leads);
        let path = root.join(format!("docs/benchmarks/scale-{name}-{leads}.md"));
        let in_order = keys().into_iter().flat_map(|key| self.rounds(&key).into_iter().cloned().collect::<Vec<_>>());
        let lines: String = in_order.map(|cell| format!("{cell}\n")).collect();
        let commits: Vec<&str> = self.kept.commits.iter().map(String::as_str).collect();
        let Options { seconds, rounds, .. } = options;
        let page = format!(
            "# {leads} leads, {}

Made by `cargo xtask bench scale {name} --leads {leads} --seconds {seconds} --rounds {rounds}`, program and load on the same
cores, in one run or in parts; leadhub {}. Every read runs beside 200 creates a second, but for those that are compared with the echo.

{}\n## Every run\n\n```\n{lines}```\n",
            marks::name(self.engine),
            commits.join(", "),
            self.table()
        );
        fs::write(&path, page).map_err(|error| format!("{}: {error}", path.display()))?;
        eprintln!("written: {}", path.display());
        Ok(())
    }
}

/// Everything that is measured, in the page's order.
fn keys() -> Vec<(String, usize)> {
    let owned = |(name, connections): (&str, usize)| (name.to_owned(), connections);
    let mut keys: Vec<_> = [creates::EMPTY, creates::FULL, creates::IMPORTING].map(owned).into();
    for read in READS {
        keys.extend(READERS.map(|connections| (read.full_name(), connections)));
    }
    for name in [finds::ECHO].into_iter().chain(finds::FINDS) {
        keys.extend(finds::CONNECTIONS.map(|connections| owned((name, connections))));
    }
    keys.extend([export::ALL, export::LIST].map(owned));
    keys
}

fn verdict(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => "yes",
        Some(false) => "**no**",
        None => "",
    }
}
