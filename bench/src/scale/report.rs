//! The figures of the scale benchmark as a page with its raw lines.
//! Used by `scale::measure`, which decides whether anything is written.

use std::fmt;
use std::fs;
use std::path::Path;

use leadhub_testkit::Engine;

use super::fill::Import;
use super::floor::Floor;
use crate::figures::{Latency, Spread, engine, millis};
use crate::load::Outcome;
use crate::marks;
use crate::options::Options;
use crate::server::Memory;

pub struct Cell {
    name: String,
    connections: usize,
    round: usize,
    rate: f64,
    latency: Latency,
    /// p95 in milliseconds that must be reached.
    must: Option<f64>,
    /// Of the creates beside it.
    creates: Option<Latency>,
}

impl Cell {
    pub fn of(
        name: String,
        connections: usize,
        round: usize,
        outcome: &Outcome,
        must: Option<f64>,
        creates: Option<Latency>,
    ) -> Cell {
        Cell { name, connections, round, rate: outcome.rate, latency: Latency::of(&outcome.latency), must, creates }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cell { name, connections, round, rate, latency: Latency { p50, p95, p99, .. }, .. } = self;
        write!(f, "{name:<34} connections {connections:>2} round {round} {rate:>9.1}/s")?;
        write!(f, "  p50 {} ms  p95 {} ms  p99 {} ms", millis(*p50), millis(*p95), millis(*p99))?;
        match &self.creates {
            Some(creates) => write!(f, "  creates beside p99 {} ms", millis(creates.p99)),
            None => Ok(()),
        }
    }
}

pub struct Report {
    pub engine: Engine,
    pub leads: u64,
    pub import: Option<(Import, Floor)>,
    pub cells: Vec<Cell>,
    pub memory: Option<Memory>,
}

impl Report {
    pub fn of(engine: Engine, leads: u64) -> Report {
        Report { engine, leads, import: None, cells: Vec::new(), memory: None }
    }

    pub fn table(&self) -> String {
        let mut text = String::new();
        if let Some((import, floor)) = &self.import {
            let ratio = floor.time.as_secs_f64() / import.time.as_secs_f64();
            let bare = floor.bare.as_secs_f64() / import.time.as_secs_f64();
            text.push_str(&format!(
                "{import}; {floor}: {ratio:.2} of the load of the same tables, {bare:.2} of one table\n\n"
            ));
        }
        if let Some(memory) = self.memory {
            text.push_str(&format!(
                "memory behind all reads {} MiB, at most {} MiB\n\n",
                memory.now / 1024,
                memory.peak / 1024
            ));
        }
        text.push_str(
            "| what | connections | in a second | p50 ms | p95 ms | must be | met | creates beside, p99 ms |\n|---|--:|--:|--:|--:|--:|---|--:|\n",
        );
        let mut seen: Vec<(&str, usize)> = Vec::new();
        for cell in &self.cells {
            let of = (cell.name.as_str(), cell.connections);
            if seen.contains(&of) {
                continue;
            }
            seen.push(of);
            text.push_str(&format!("{}\n", self.line(of, cell.must)));
        }
        text
    }

    fn line(&self, (name, connections): (&str, usize), must: Option<f64>) -> String {
        let rounds = || self.cells.iter().filter(move |cell| cell.name == name && cell.connections == connections);
        let spread = |values: Vec<f64>| Spread::of(values).map_or_else(String::new, |spread| spread.to_string());
        let micros =
            |of: fn(&Latency) -> u64| rounds().map(|cell| of(&cell.latency) as f64 / 1000.0).collect::<Vec<_>>();
        let p95 = micros(|latency| latency.p95);
        let reached = Spread::of(p95.clone()).map_or(f64::MAX, |spread| spread.median);
        let verdict = match must {
            Some(must) if reached <= must => "yes",
            Some(_) => "**no**",
            None => "",
        };
        let must = must.map_or_else(String::new, |must| format!("{must}"));
        let creates = rounds().filter_map(|cell| cell.creates.map(|creates| creates.p99 as f64 / 1000.0)).collect();
        let rate = spread(rounds().map(|cell| cell.rate).collect());
        format!(
            "| {name} | {connections} | {rate} | {} | {} | {must} | {verdict} | {} |",
            spread(micros(|latency| latency.p50)),
            spread(p95),
            spread(creates)
        )
    }

    pub fn write(&self, root: &Path, options: &Options) -> Result<(), String> {
        let (name, leads) = (engine(self.engine), self.leads);
        let path = root.join(format!("docs/benchmarks/scale-{name}-{leads}.md"));
        let lines: String = self.cells.iter().map(|cell| format!("{cell}\n")).collect();
        let Options { seconds, rounds, .. } = options;
        let page = format!(
            "# {leads} leads, {}\n\nMade by `cargo xtask bench scale {name} --leads {leads} --seconds {seconds} --rounds {rounds}`, program and load on the same
cores. Every read runs beside 200 creates a second.\n\n{}\n## Every run\n\n```\n{lines}```\n",
            marks::name(self.engine),
            self.table()
        );
        fs::write(&path, page).map_err(|error| format!("{}: {error}", path.display()))?;
        eprintln!("written: {}", path.display());
        Ok(())
    }
}
