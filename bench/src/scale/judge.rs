//! What the scale benchmark must reach besides the p95 of each read, and whether it was reached; a mark whose figures were not measured is
//! left out. Used by `report`.

use leadhub_testkit::Engine;

use super::READERS;
use super::reads::READS;
use super::report::Report;
use super::{BESIDE, creates, export, finds};
use crate::figures::Spread;
use crate::marks::{Mark, at_least, ratio, under};

/// Of what creates reach alone, beside lists.
const SHARE: f64 = 0.8;
/// p99 of creates beside lists, ms.
const BESIDE_P99: f64 = 50.0;
/// Lists whose totals are exact.
const LISTS: [&str; 2] = ["caresoft", "dialer"];

pub fn marks(report: &Report) -> Vec<Mark> {
    let mut marks = Vec::new();
    import(report, &mut marks);
    let p99 = report.spread(creates::IMPORTING, |cell| Some(cell.latency?.p99 as f64 / 1000.0));
    marks.extend(under("create while an import runs, p99", p99, "ms", 100.0));
    marks.extend(at_least("its creates", rate(report, creates::IMPORTING), "a second", BESIDE * SHARE));
    let empty = rate(report, creates::EMPTY).map(|rate| (creates::EMPTY.0, rate.median));
    marks.extend(ratio(creates::FULL.0, rate(report, creates::FULL), empty, 0.8));
    beside_lists(report, &mut marks);
    for name in finds::FINDS {
        let echo = rate(report, (finds::ECHO, 64)).map(|rate| (finds::ECHO, rate.median));
        marks.extend(ratio(name, rate(report, (name, 64)), echo, 0.3));
    }
    marks.extend(at_least(export::ALL.0, rate(report, export::ALL), "rows a second", 100_000.0));
    let peak = |key| report.spread(key, |cell| Some(cell.peak? as f64));
    let grown =
        peak(export::ALL).zip(peak(export::LIST)).and_then(|(all, list)| Spread::of(vec![all.median / list.median]));
    marks.extend(under("its memory, to that for one list", grown, "times", 1.2));
    memory(report, &mut marks);
    marks
}

fn import(report: &Report, marks: &mut Vec<Mark>) {
    let alone = |value: f64| Spread::of(vec![value]);
    let must = if report.engine == Engine::Sqlite { 0.8 } else { 0.6 };
    let floor = report.kept.floor.as_ref().map(|floor| report.leads as f64 / floor.time.as_secs_f64());
    let floor = floor.map(|rate| ("bulk load of the same tables", rate));
    marks.extend(ratio("import", alone(report.import.rate()), floor, must));
    marks.extend(under("memory of the import", alone(report.import.peak as f64 / 1024.0), "MiB", 256.0));
}

/// The worst of all lists, at 1 and 16 connections.
fn beside_lists(report: &Report, marks: &mut Vec<Mark>) {
    let names: Vec<String> =
        READS.iter().filter(|read| LISTS.contains(&read.dialect)).map(|read| read.full_name()).collect();
    let keys = || names.iter().flat_map(|name| READERS.map(|connections| (name.as_str(), connections)));
    let worst = keys().filter_map(|key| Some((key, beside_p99(report, key)?)));
    if let Some(((name, connections), p99)) = worst.max_by(|(_, a), (_, b)| a.median.total_cmp(&b.median)) {
        let what = format!("creates beside lists, p99, worst: {name} at {connections}");
        marks.extend(under(&what, Some(p99), "ms", BESIDE_P99));
    }
    let slowest = keys().filter_map(|key| Some((key, beside_rate(report, key)?)));
    if let Some(((name, connections), rate)) = slowest.min_by(|(_, a), (_, b)| a.median.total_cmp(&b.median)) {
        let what = format!("creates beside lists, of {BESIDE}, fewest: {name} at {connections}");
        marks.extend(at_least(&what, Some(rate), "a second", BESIDE * SHARE));
    }
}

/// The most of all parts, where the reads were measured in several.
fn memory(report: &Report, marks: &mut Vec<Mark>) {
    let most = |of: fn(&super::kept::Held) -> u64| {
        let most = report.kept.memory.iter().map(|(_, held)| of(held)).max()?;
        Spread::of(vec![most as f64 / 1024.0])
    };
    marks.extend(under("memory idle", most(|held| held.idle), "MiB", 40.0));
    marks.extend(under("memory behind all reads, the most it was", most(|held| held.behind.peak), "MiB", 200.0));
}

fn rate(report: &Report, key: (&str, usize)) -> Option<Spread> {
    report.spread(key, |cell| Some(cell.rate))
}

pub fn beside_rate(report: &Report, key: (&str, usize)) -> Option<Spread> {
    report.spread(key, |cell| Some(cell.beside?.rate))
}

/// ms.
pub fn beside_p99(report: &Report, key: (&str, usize)) -> Option<Spread> {
    report.spread(key, |cell| Some(cell.beside?.latency.p99 as f64 / 1000.0))
}

/// Whether creates beside a read were as quick as they must be, and as many.
pub fn is_undisturbed(rate: f64, p99: f64) -> bool {
    rate >= BESIDE * SHARE && p99 < BESIDE_P99
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::figures::Latency;
    use crate::scale::cell::{Beside, Cell};
    use crate::scale::fill::Import;
    use crate::scale::floor::Floor;
    use crate::scale::kept::Kept;

    fn report(engine: Engine) -> Report {
        let import = Import { leads: 1_000_000, time: Duration::from_secs(100), peak: 300 * 1024, bytes: 1 };
        let mut kept = Kept::read(None, "abc".to_owned());
        kept.loaded(Floor { time: Duration::from_secs(70), bare: Duration::from_secs(2) }).unwrap();
        Report::of(engine, import, kept)
    }

    fn cell((name, connections): (&str, usize), rate: f64, p99: u64, beside: Option<Beside>) -> Cell {
        let latency = Some(Latency { p50: 1, p95: 2, p99, max: 4 });
        Cell { name: name.to_owned(), connections, round: 1, rate, latency, beside, peak: None }
    }

    #[track_caller]
    fn is_met(marks: &[Mark], what: &str) -> bool {
        marks.iter().find(|mark| mark.what == what).unwrap().is_met
    }

    #[test]
    fn an_import_stands_on_its_engines_own_mark() {
        assert!(!is_met(&marks(&report(Engine::Sqlite)), "import"));
        let marks = marks(&report(Engine::Postgres));
        assert!(is_met(&marks, "import") && !is_met(&marks, "memory of the import"));
        assert_eq!(marks.len(), 2, "nothing else was measured");
    }

    #[test]
    fn creates_beside_lists_are_judged_by_the_worst() {
        let mut report = report(Engine::Sqlite);
        let beside = |rate, p99| Some(Beside { rate, latency: Latency { p50: 1, p95: 2, p99, max: p99 } });
        for (name, beside) in [
            ("caresoft all", beside(200.0, 10_000)),
            ("dialer all", beside(150.0, 51_000)),
            ("native all", beside(1.0, 900_000)),
        ] {
            report.kept.add(cell((name, 16), 1000.0, 1000, beside)).unwrap();
        }
        let marks = marks(&report);
        assert!(!is_met(&marks, "creates beside lists, p99, worst: dialer all at 16"));
        assert!(!is_met(&marks, "creates beside lists, of 200, fewest: dialer all at 16"));
        assert!(is_undisturbed(200.0, 10.0) && !is_undisturbed(150.0, 10.0) && !is_undisturbed(200.0, 50.0));
    }

    #[test]
    fn finds_stand_on_the_echo_and_a_full_store_on_an_empty_one() {
        let mut report = report(Engine::Sqlite);
        for (key, rate) in [
            ((finds::ECHO, 64), 60_000.0),
            ((finds::ECHO, 16), 1.0),
            ((finds::FINDS[0], 64), 20_000.0),
            ((finds::FINDS[1], 64), 17_000.0),
            (creates::EMPTY, 1000.0),
            (creates::FULL, 790.0),
            (creates::IMPORTING, 199.0),
        ] {
            report.kept.add(cell(key, rate, 101_000, None)).unwrap();
        }
        let marks = marks(&report);
        assert!(is_met(&marks, finds::FINDS[0]) && !is_met(&marks, finds::FINDS[1]));
        assert!(!is_met(&marks, creates::FULL.0) && is_met(&marks, "its creates"));
        assert!(!is_met(&marks, "create while an import runs, p99"));
    }
}
