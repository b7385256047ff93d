//! The figures of the pages beside their budgets, as a page. Filled by what `bench ui` measures, written by `ui::measure`, which decides
//! whether anything is written.

use std::fmt::{self, Display};
use std::fs;
use std::path::Path;

use leadhub_testkit::Engine;

use crate::figures::{Spread, engine};
use crate::marks;
use crate::options::Options;

/// One figure, and what it may be at most.
pub struct Row {
    what: String,
    reached: Spread,
    unit: &'static str,
    most: Option<f64>,
    /// Another figure that is shown beside it.
    beside: String,
}

impl Row {
    /// Of what was measured in each round, one at least.
    pub fn of(what: &str, rounds: Vec<f64>, unit: &'static str, most: Option<f64>) -> Row {
        let nothing = Spread { median: f64::NAN, min: f64::NAN, max: f64::NAN };
        let row = Row {
            what: what.to_owned(),
            reached: Spread::of(rounds).unwrap_or(nothing),
            unit,
            most,
            beside: String::new(),
        };
        println!("{row}");
        row
    }

    pub fn beside(self, name: &str, rounds: Vec<f64>) -> Row {
        let beside = Spread::of(rounds).map_or_else(String::new, |spread| format!("{name} {spread}"));
        Row { beside, ..self }
    }

    fn is_missed(&self) -> bool {
        self.most.is_some_and(|most| !matches!(self.reached.median.partial_cmp(&most), Some(order) if order.is_le()))
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { what, reached, unit, most, beside } = self;
        let most = most.map_or_else(String::new, |most| format!("{most} {unit}"));
        let met = match (most.is_empty(), self.is_missed()) {
            (true, _) => "",
            (false, false) => "yes",
            (false, true) => "**no**",
        };
        // Where whole numbers say nothing.
        let reached = if reached.max.abs() < 1.0 { format!("{:.3}", reached.median) } else { reached.to_string() };
        write!(f, "| {what} | {reached} {unit} | {most} | {met} | {beside} |")
    }
}

pub struct Report {
    pub engine: Engine,
    pub leads: u64,
    pub pages: Vec<Row>,
    pub weights: Vec<Row>,
    pub browser: Vec<Row>,
    pub arrivals: Vec<Row>,
    pub costs: Vec<Row>,
    pub streams: Vec<Row>,
}

impl Report {
    pub fn of(engine: Engine, leads: u64) -> Report {
        let [pages, weights, browser, arrivals, costs, streams] = [const { Vec::new() }; 6];
        Report { engine, leads, pages, weights, browser, arrivals, costs, streams }
    }

    pub fn text(&self) -> String {
        let sections = [
            ("Answers, p95 beside 200 creates a second", &self.pages),
            ("Weight of the HTML, packed", &self.weights),
            ("In a browser", &self.browser),
            ("From a wire to the screen", &self.arrivals),
            ("What creates lose", &self.costs),
            ("Open streams", &self.streams),
        ];
        let missed: Vec<&str> = sections
            .iter()
            .flat_map(|(_, rows)| *rows)
            .filter(|row| row.is_missed())
            .map(|row| row.what.as_str())
            .collect();
        let verdict = if missed.is_empty() {
            "Every budget is met.".to_owned()
        } else {
            format!("Missed: {}.", missed.join("; "))
        };
        let tables = sections.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(title, rows)| {
            let rows: String = rows.iter().map(|row| format!("{row}\n")).collect();
            format!("\n## {title}\n\n| what | reached | at most | met | beside |\n|---|--:|--:|---|---|\n{rows}")
        });
        verdict + "\n" + &tables.collect::<String>()
    }

    pub fn write(&self, root: &Path, options: &Options) -> Result<(), String> {
        let (name, leads) = (engine(self.engine), self.leads);
        let path = root.join(format!("docs/benchmarks/ui-{name}-{leads}.md"));
        let Options { seconds, rounds, .. } = options;
        let page = format!(
            "# The pages at {leads} leads, {}\n\nMade by `cargo xtask bench ui {name} --leads {leads} --seconds {seconds} --rounds {rounds}`, program, load and browser on
the same cores. A figure is the median of the rounds, with the least and the most in brackets ([how it is measured](../benchmarks.md)).\n\n{}",
            marks::name(self.engine),
            self.text()
        );
        fs::write(&path, page).map_err(|error| format!("{}: {error}", path.display()))?;
        eprintln!("written: {}", path.display());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_met_by_the_median() {
        let row = |rounds: &[f64], most| Row::of("leads", rounds.to_vec(), "ms", most);
        let met = row(&[30.0, 18.0, 20.0], Some(20.0)).beside("p50", vec![4.0]);
        assert_eq!(met.to_string(), "| leads | 20.0 (18.0–30.0) ms | 20 ms | yes | p50 4.0 (4.0–4.0) |");
        assert_eq!(row(&[21.0], Some(20.0)).to_string(), "| leads | 21.0 (21.0–21.0) ms | 20 ms | **no** |  |");
        assert_eq!(row(&[0.0125], None).to_string(), "| leads | 0.013 ms |  |  |  |");
        // What was not measured meets nothing.
        assert!(row(&[], Some(20.0)).is_missed());
    }

    #[test]
    fn what_is_missed_stands_first() {
        let mut report = Report::of(Engine::Sqlite, 100_000);
        assert_eq!(report.text(), "Every budget is met.\n");
        report.weights.push(Row::of("board", vec![21_000.0], "bytes", Some(20_000.0)));
        let text = report.text();
        assert!(text.starts_with("Missed: board.\n\n## Weight of the HTML"), "{text}");
        assert!(!text.contains("In a browser"), "{text}");
    }
}
