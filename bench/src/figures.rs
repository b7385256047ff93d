//! Everything that was measured, and the middle and the spread of the rounds.
//! Filled by `bench::measure`, read by `marks` and `report`.

use std::fmt;
use std::time::Duration;

use hdrhistogram::Histogram;
use leadhub_testkit::Engine;

/// Microseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Latency {
    pub p50: u64,
    pub p95: u64,
    pub p99: u64,
    pub max: u64,
}

impl Latency {
    pub fn of(histogram: &Histogram<u64>) -> Latency {
        let at = |quantile| histogram.value_at_quantile(quantile);
        Latency { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: histogram.max() }
    }

    pub fn micros(&self) -> [u64; 4] {
        [self.p50, self.p95, self.p99, self.max]
    }

    pub fn of_micros([p50, p95, p99, max]: [u64; 4]) -> Latency {
        Latency { p50, p95, p99, max }
    }
}

/// What the program took of the machine; memory in KiB.
#[derive(Clone, Copy, Debug)]
pub struct Footprint {
    pub ready_in: Duration,
    pub idle: u64,
    pub peak: u64,
}

#[derive(Clone, Debug)]
pub struct Run {
    pub engine: Engine,
    pub name: String,
    pub connections: usize,
    pub round: usize,
    /// Answers or iterations in a second.
    pub rate: f64,
    pub latency: Option<Latency>,
    pub footprint: Option<Footprint>,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Run { name, connections, round, rate, .. } = self;
        write!(f, "{:<8} {name:<24} connections {connections:>2} round {round} {rate:>10.1}/s", engine(self.engine))?;
        if let Some(Latency { p50, p95, p99, max }) = self.latency {
            write!(
                f,
                "  p50 {} ms  p95 {} ms  p99 {} ms  max {} ms",
                millis(p50),
                millis(p95),
                millis(p99),
                millis(max)
            )?;
        }
        if let Some(Footprint { ready_in, idle, peak }) = self.footprint {
            write!(f, "  ready {} ms  idle {} MiB  peak {} MiB", ready_in.as_millis(), idle / 1024, peak / 1024)?;
        }
        Ok(())
    }
}

pub fn engine(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
}

pub fn millis(micros: u64) -> String {
    format!("{:.2}", micros as f64 / 1000.0)
}

/// The middle of several rounds, with the least and the most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub median: f64,
    pub min: f64,
    pub max: f64,
}

impl Spread {
    /// `None` of nothing.
    pub fn of(mut values: Vec<f64>) -> Option<Spread> {
        values.sort_by(f64::total_cmp);
        let (min, max) = (*values.first()?, *values.last()?);
        let middle = values.len() / 2;
        let median = if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 };
        Some(Spread { median, min, max })
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Small figures need their fraction, large ones would only look exact with it.
        let digits = if self.max < 100.0 { 1 } else { 0 };
        write!(f, "{:.digits$} ({:.digits$}–{:.digits$})", self.median, self.min, self.max)
    }
}

#[derive(Default)]
pub struct Figures(Vec<Run>);

impl Figures {
    pub fn add(&mut self, run: Run) {
        self.0.push(run);
    }

    pub fn runs(&self) -> &[Run] {
        &self.0
    }

    /// The names and connections that were measured on an engine, in their order.
    pub fn cells(&self, engine: Engine) -> Vec<(&str, usize)> {
        let mut cells = Vec::new();
        for run in self.0.iter().filter(|run| run.engine == engine) {
            let cell = (run.name.as_str(), run.connections);
            if !cells.contains(&cell) {
                cells.push(cell);
            }
        }
        cells
    }

    /// A figure of a cell over its rounds.
    pub fn spread(
        &self,
        engine: Engine,
        (name, connections): (&str, usize),
        figure: impl Fn(&Run) -> Option<f64>,
    ) -> Option<Spread> {
        let cell = |run: &&Run| run.engine == engine && run.name == name && run.connections == connections;
        Spread::of(self.0.iter().filter(cell).filter_map(figure).collect())
    }

    pub fn rate(&self, engine: Engine, cell: (&str, usize)) -> Option<Spread> {
        self.spread(engine, cell, |run| Some(run.rate))
    }

    /// A figure of the program over all its runs on an engine.
    pub fn footprint(&self, engine: Engine, figure: impl Fn(&Footprint) -> f64) -> Option<Spread> {
        let runs = self.0.iter().filter(|run| run.engine == engine);
        Spread::of(runs.filter_map(|run| run.footprint.as_ref().map(&figure)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_and_the_spread_the_ends() {
        let spread = Spread::of(vec![300.0, 100.0, 200.0]).unwrap();
        assert_eq!((spread.median, spread.min, spread.max), (200.0, 100.0, 300.0));
        assert_eq!(spread.to_string(), "200 (100–300)");
        assert_eq!(Spread::of(vec![1.0, 2.0]).unwrap().to_string(), "1.5 (1.0–2.0)");
        assert_eq!(Spread::of(Vec::new()), None);
    }

    #[test]
    fn a_cell_takes_its_own_runs_only() {
        let mut figures = Figures::default();
        for (engine, name, connections, rate) in [
            (Engine::Sqlite, "a", 1, 10.0),
            (Engine::Sqlite, "a", 64, 20.0),
            (Engine::Postgres, "a", 1, 30.0),
            (Engine::Sqlite, "b", 1, 40.0),
            (Engine::Sqlite, "a", 1, 12.0),
        ] {
            let (name, latency, footprint) = (name.to_owned(), None, None);
            figures.add(Run { engine, name, connections, round: 1, rate, latency, footprint });
        }
        assert_eq!(figures.rate(Engine::Sqlite, ("a", 1)), Spread::of(vec![10.0, 12.0]));
        assert_eq!(figures.cells(Engine::Sqlite), [("a", 1), ("a", 64), ("b", 1)]);
        assert_eq!(figures.rate(Engine::Postgres, ("b", 1)), None);
    }
}
