//! The figures of a benchmark that is made in parts: a file in its folder, a line of JSON each. What is measured again takes the place of what
//! was measured before. Used by `scale::measure`; what the figures say is `Report`'s part.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::cell::Cell;
use super::floor::Floor;
use crate::server::Memory;

/// The file, in the folder of an engine.
pub const FIGURES: &str = "figures.jsonl";

/// The server's memory: at its start, and behind the reads of one part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    pub idle: u64,
    pub behind: Memory,
}

pub struct Kept {
    /// `None`: nothing is written.
    file: Option<PathBuf>,
    pub floor: Option<Floor>,
    /// Of each part, by its words.
    pub memory: Vec<(String, Held)>,
    pub cells: Vec<Cell>,
    /// What the programs of all parts were built from.
    pub commits: BTreeSet<String>,
    /// What this part has measured.
    fresh: BTreeSet<(String, usize)>,
}

impl Kept {
    /// What earlier parts left in `file`; `commit` is what this part's program was built from.
    pub fn read(file: Option<PathBuf>, commit: String) -> Kept {
        let text = file.as_ref().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        let (memory, cells, commits) = (Vec::new(), Vec::new(), BTreeSet::from([commit]));
        let mut kept = Kept { file, floor: None, memory, cells, commits, fresh: BTreeSet::new() };
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).for_each(|line| kept.take(&line));
        kept
    }

    fn take(&mut self, line: &Value) {
        self.cells.extend(Cell::from_json(line));
        self.memory.extend(held(line));
        self.commits.extend(line["commit"].as_str().map(str::to_owned));
        self.floor = self.floor.take().or_else(|| Floor::from_json(&line["floor"]));
    }

    pub fn add(&mut self, cell: Cell) -> Result<(), String> {
        let key = (cell.name.clone(), cell.connections);
        if self.fresh.insert(key) {
            self.cells.retain(|old| old.key() != cell.key());
        }
        self.cells.push(cell);
        self.write()
    }

    pub fn loaded(&mut self, floor: Floor) -> Result<(), String> {
        self.floor = Some(floor);
        self.write()
    }

    pub fn remembered(&mut self, words: &str, held: Held) -> Result<(), String> {
        self.memory.retain(|(old, _)| old != words);
        self.memory.push((words.to_owned(), held));
        self.write()
    }

    fn write(&self) -> Result<(), String> {
        let Some(file) = &self.file else { return Ok(()) };
        let commits = self.commits.iter().map(|commit| json!({ "commit": commit }));
        let floor = self.floor.iter().map(|floor| json!({ "floor": floor.to_json() }));
        let memory = self.memory.iter().map(|(words, Held { idle, behind })| {
            json!({ "memory": words, "idle_kib": idle, "now_kib": behind.now, "peak_kib": behind.peak })
        });
        let cells = self.cells.iter().map(Cell::to_json);
        let lines: String = commits.chain(floor).chain(memory).chain(cells).map(|line| format!("{line}\n")).collect();
        fs::write(file, lines).map_err(|error| format!("{}: {error}", file.display()))
    }
}

fn held(line: &Value) -> Option<(String, Held)> {
    let count = |name: &str| line[name].as_u64();
    let behind = Memory { now: count("now_kib")?, peak: count("peak_kib")? };
    Some((line["memory"].as_str()?.to_owned(), Held { idle: count("idle_kib")?, behind }))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn cell(name: &str, round: usize, rate: f64) -> Cell {
        Cell { name: name.to_owned(), connections: 1, round, rate, latency: None, beside: None, peak: None }
    }

    #[test]
    fn a_part_takes_the_place_of_what_it_measures_again() {
        let folder = tempfile::tempdir().unwrap();
        let read = |commit: &str| Kept::read(Some(folder.path().join(FIGURES)), commit.to_owned());
        let mut first = read("one");
        for (name, round) in [("a", 1), ("b", 1), ("a", 2)] {
            first.add(cell(name, round, 1.0)).unwrap();
        }
        let held = Held { idle: 1, behind: Memory { now: 2, peak: 3 } };
        first.remembered("a", held).unwrap();
        first.loaded(Floor { time: Duration::from_secs(2), bare: Duration::from_secs(1) }).unwrap();

        let mut second = read("two");
        second.add(cell("a", 1, 2.0)).unwrap();
        let third = read("two");
        assert_eq!(third.cells, [cell("b", 1, 1.0), cell("a", 1, 2.0)]);
        assert_eq!(third.memory, [("a".to_owned(), held)]);
        assert_eq!(third.floor.map(|floor| floor.time), Some(Duration::from_secs(2)));
        assert_eq!(third.commits.into_iter().collect::<Vec<_>>(), ["one", "two"]);
    }
}
