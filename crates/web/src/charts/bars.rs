//! A column a day, in it a part for each series from the foot up. Drawn by `charts/bars.html`.
//! The parts of a column touch; a day without anything keeps its place.

use super::scale::Scale;
use crate::format::whole;
use crate::language::Language;

/// The view box, which is stretched over whatever place the chart has: words stand beside it, not in it.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 160.0;
/// How much of its place a column takes.
const FILLED: f64 = 0.7;
/// The widest column: three days in a chart are not three boards.
const WIDEST: f64 = 48.0;
/// The most days that are named below.
const NAMED: usize = 8;
/// The classes that have a colour.
const COLOURS: usize = 6;

/// What is counted: one line of the legend.
pub struct Series {
    pub label: String,
    /// What the link of its parts has more than that of the day, `&source=3`.
    pub query: String,
}

/// One day as it is handed in: how many of each series.
pub struct Column {
    pub label: String,
    pub counts: Vec<u64>,
    /// Where the leads of this day are listed.
    pub link: String,
}

pub struct Bars {
    pub series: Vec<Series>,
    pub columns: Vec<Column>,
    /// From the top down.
    pub marks: Vec<Mark>,
    pub parts: Vec<Part>,
    /// A text for every column, empty where names would crowd.
    pub names: Vec<String>,
    language: Language,
}

/// A line across at a round number.
pub struct Mark {
    pub y: f64,
    pub label: String,
}

/// A part of a column.
pub struct Part {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    pub class: usize,
    /// What a pointer or a screen reader is told.
    pub title: String,
    pub link: String,
}

impl Bars {
    pub fn new(series: Vec<Series>, columns: Vec<Column>, language: Language) -> Bars {
        let tallest = columns.iter().map(|column| column.counts.iter().sum()).max().unwrap_or(0);
        let scale = Scale::to(tallest);
        let place = WIDTH / columns.len().max(1) as f64;
        let width = (place * FILLED).min(WIDEST);
        let mut parts = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            let x = place * at as f64 + (place - width) / 2.0;
            let mut y = HEIGHT;
            for (number, (count, series)) in column.counts.iter().zip(&series).enumerate().filter(|(_, (n, _))| **n > 0)
            {
                let height = scale.length(*count, HEIGHT);
                y -= height;
                let title = format!("{} · {}: {}", column.label, series.label, whole(*count as i64, language));
                let link = format!("{}{}", column.link, series.query);
                parts.push(Part { x, y, width, height, class: number % COLOURS + 1, title, link });
            }
        }
        let mark =
            |value: &u64| Mark { y: HEIGHT - scale.length(*value, HEIGHT), label: whole(*value as i64, language) };
        let marks = scale.marks.iter().rev().map(mark).collect();
        let every = columns.len().div_ceil(NAMED).max(1);
        let named = |at: usize| at.is_multiple_of(every);
        let name = |(at, column): (usize, &Column)| if named(at) { column.label.clone() } else { String::new() };
        let names = columns.iter().enumerate().map(name).collect();
        Bars { names, marks, parts, series, columns, language }
    }

    /// For the table.
    pub fn count(&self, count: &u64) -> String {
        whole(*count as i64, self.language)
    }

    pub fn class(&self, number: &usize) -> usize {
        number % COLOURS + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(counts: &[[u64; 2]]) -> Bars {
        let series =
            ["Facebook", "Website"].map(|label| Series { label: label.to_owned(), query: format!("&source={label}") });
        let column = |(day, counts): (usize, &[u64; 2])| Column {
            label: format!("{}/11", day + 1),
            counts: counts.to_vec(),
            link: format!("/app/leads?day={}", day + 1),
        };
        Bars::new(series.into(), counts.iter().enumerate().map(column).collect(), Language::Vi)
    }

    #[test]
    fn parts_stand_on_each_other_and_link_to_their_day() {
        let bars = bars(&[[30, 10], [0, 0], [0, 1200]]);
        assert_eq!(bars.parts.len(), 3);
        let (low, high) = (&bars.parts[0], &bars.parts[1]);
        assert!((low.y + low.height - HEIGHT).abs() < 1e-9 && (high.y + high.height - low.y).abs() < 1e-9);
        assert_eq!((low.class, high.class), (1, 2));
        assert_eq!(bars.parts[2].title, "3/11 · Website: 1.200");
        assert_eq!(bars.parts[2].link, "/app/leads?day=3&source=Website");
    }

    #[test]
    fn columns_stay_inside_and_names_do_not_crowd() {
        for days in [0, 1, 7, 31, 90] {
            let bars = bars(&vec![[3, 4]; days]);
            assert!(bars.parts.iter().all(|part| part.x >= 0.0 && part.x + part.width <= WIDTH && part.y >= 0.0));
            assert!(bars.names.iter().filter(|name| !name.is_empty()).count() <= NAMED, "{days}");
            assert_eq!(bars.names.len(), days);
        }
    }
}
