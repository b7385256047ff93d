//! What must be reached, and whether it was: each figure as a ratio to its floor, medians of the same run.
//! Used by `bench::measure`; a mark whose figures were not measured is left out.

use leadhub_testkit::Engine::{self, Postgres, Sqlite};

use super::figures::{Figures, Run, Spread};
use super::job::{CREATE_FLOOR, FLOOR};
use super::scenarios::SCENARIOS;

/// The marks are for this many connections.
const AT: usize = 64;

#[derive(Debug, PartialEq)]
pub struct Mark {
    pub what: String,
    pub reached: String,
    /// What it is compared with; empty where the mark is no ratio.
    pub floor: String,
    pub value: String,
    pub must: String,
    pub is_met: bool,
}

pub fn judge(figures: &Figures) -> Vec<Mark> {
    let mut marks = Vec::new();
    let rate = |engine, name: &str| figures.rate(engine, (name, AT));
    let create = |engine| rate(engine, "create caresoft");
    let echo = rate(Sqlite, "echo");

    let both = echo.zip(rate(Sqlite, CREATE_FLOOR)).map(|(echo, raw)| 1.0 / (1.0 / echo.median + 1.0 / raw.median));
    let together = "echo and bare statements one after the other";
    marks.extend(ratio("create caresoft, SQLite", create(Sqlite), both.map(|rate| (together, rate)), 0.6));
    marks.extend(under("p99 of it", p99(figures), "ms", 50.0));
    let pgbench = |name: &str| rate(Postgres, name).map(|rate| ("pgbench", rate.median));
    marks.extend(ratio("create caresoft, PostgreSQL", create(Postgres), pgbench(CREATE_FLOOR), 0.5));
    for engine in [Sqlite, Postgres] {
        for wire in SCENARIOS.iter().filter(|scenario| scenario.creates() && scenario.dialect != "caresoft") {
            let floor = create(engine).map(|rate| ("create caresoft", rate.median));
            marks.extend(ratio(&format!("{}, {}", wire.name, name(engine)), rate(engine, wire.name), floor, 0.8));
        }
    }
    for read in SCENARIOS.iter().filter(|scenario| scenario.reads()) {
        let must = if read.name.starts_with("list") { 0.15 } else { 0.4 };
        let floor = echo.map(|rate| ("echo", rate.median));
        marks.extend(ratio(&format!("{}, SQLite", read.name), rate(Sqlite, read.name), floor, must));
        let floor = pgbench(&format!("{FLOOR}{}", read.name));
        marks.extend(ratio(&format!("{}, PostgreSQL", read.name), rate(Postgres, read.name), floor, 0.4));
    }
    for engine in [Sqlite, Postgres] {
        let name = name(engine);
        let ready = figures.footprint(engine, |print| print.ready_in.as_secs_f64() * 1000.0);
        marks.extend(under(&format!("start to first answer, {name}"), ready, "ms", 300.0));
        let idle = figures.footprint(engine, |print| print.idle as f64 / 1024.0);
        marks.extend(under(&format!("memory idle, {name}"), idle, "MiB", 40.0));
        let peak = figures.footprint(engine, |print| print.peak as f64 / 1024.0);
        // The peak of all runs, not the middle of their peaks.
        let peak = peak.map(|peak| Spread { median: peak.max, ..peak });
        marks.extend(under(&format!("memory under load, {name}"), peak, "MiB", 150.0));
    }
    marks
}

fn p99(figures: &Figures) -> Option<Spread> {
    let p99 = |run: &Run| run.latency.map(|latency| latency.p99 as f64 / 1000.0);
    figures.spread(Sqlite, ("create caresoft", AT), p99)
}

pub fn name(engine: Engine) -> &'static str {
    match engine {
        Sqlite => "SQLite",
        Postgres => "PostgreSQL",
    }
}

pub fn ratio(what: &str, reached: Option<Spread>, floor: Option<(&str, f64)>, must: f64) -> Option<Mark> {
    let (reached, (floor, beneath)) = (reached?, floor?);
    let value = reached.median / beneath;
    Some(Mark {
        what: what.to_owned(),
        reached: format!("{reached}/s"),
        floor: format!("{beneath:.0}/s {floor}"),
        value: format!("{value:.2}"),
        must: format!("≥ {must}"),
        is_met: value >= must,
    })
}

pub fn under(what: &str, reached: Option<Spread>, unit: &str, must: f64) -> Option<Mark> {
    bounded(what, reached?, unit, ("<", must), |median| median < must)
}

pub fn at_least(what: &str, reached: Option<Spread>, unit: &str, must: f64) -> Option<Mark> {
    bounded(what, reached?, unit, ("≥", must), |median| median >= must)
}

fn bounded(
    what: &str,
    reached: Spread,
    unit: &str,
    (sign, must): (&str, f64),
    is_met: impl Fn(f64) -> bool,
) -> Option<Mark> {
    Some(Mark {
        what: what.to_owned(),
        reached: format!("{reached} {unit}"),
        floor: String::new(),
        value: format!("{:.1} {unit}", reached.median),
        must: format!("{sign} {must} {unit}"),
        is_met: is_met(reached.median),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::figures::{Footprint, Latency};

    fn measured(cells: &[(Engine, &str, f64)]) -> Vec<Mark> {
        let mut figures = Figures::default();
        for (engine, name, rate) in cells {
            figures.add(Run {
                engine: *engine,
                name: (*name).to_owned(),
                connections: AT,
                round: 1,
                rate: *rate,
                latency: Some(Latency { p50: 1000, p95: 2000, p99: 49_000, max: 80_000 }),
                footprint: Some(Footprint { ready_in: Duration::from_millis(90), idle: 41 * 1024, peak: 99 * 1024 }),
            });
        }
        judge(&figures)
    }

    #[track_caller]
    fn is_met(marks: &[Mark], what: &str) -> (String, bool) {
        let mark = marks.iter().find(|mark| mark.what == what).unwrap();
        (mark.value.clone(), mark.is_met)
    }

    #[test]
    fn a_create_stands_on_echo_and_bare_statements() {
        let cells =
            |create| [(Sqlite, "echo", 30_000.0), (Sqlite, CREATE_FLOOR, 6_000.0), (Sqlite, "create caresoft", create)];
        assert_eq!(is_met(&measured(&cells(3000.0)), "create caresoft, SQLite"), ("0.60".to_owned(), true));
        assert_eq!(is_met(&measured(&cells(2990.0)), "create caresoft, SQLite"), ("0.60".to_owned(), false));
        assert_eq!(is_met(&measured(&cells(1.0)), "p99 of it"), ("49.0 ms".to_owned(), true));
    }

    #[test]
    fn the_other_floors_are_their_own_engines() {
        let marks = measured(&[
            (Postgres, "create caresoft", 1000.0),
            (Postgres, "create erp", 790.0),
            (Postgres, CREATE_FLOOR, 1900.0),
            (Postgres, "list caresoft", 400.0),
            (Postgres, "floor: list caresoft", 1000.0),
        ]);
        assert_eq!(is_met(&marks, "create caresoft, PostgreSQL"), ("0.53".to_owned(), true));
        assert_eq!(is_met(&marks, "create erp, PostgreSQL"), ("0.79".to_owned(), false));
        assert_eq!(is_met(&marks, "list caresoft, PostgreSQL"), ("0.40".to_owned(), true));
        assert_eq!(is_met(&marks, "memory idle, PostgreSQL"), ("41.0 MiB".to_owned(), false));
        assert_eq!(is_met(&marks, "start to first answer, PostgreSQL"), ("90.0 ms".to_owned(), true));
        assert!(marks.iter().all(|mark| !mark.what.contains("SQLite")), "nothing was measured there");
    }
}
