//! What `backup`, `restore` and `move` say when they are done: every table with its rows, the size, the time it took. Used by those
//! commands; a server's address is shown without its password.

use super::console::Console;
use crate::config::shown;
use leadhub_core::Copied;
use serde_json::{Map, Value, json};
use std::time::{Duration, Instant};

/// A copy that was made, and how long that took.
pub struct Copy {
    copied: Copied,
    took: Duration,
}

impl Copy {
    pub fn make(work: impl FnOnce() -> Result<Copied, String>) -> Result<Copy, String> {
        let began = Instant::now();
        Ok(Copy { copied: work()?, took: began.elapsed() })
    }

    pub fn say(&self, from: &str, to: &str, console: &Console) -> Result<(), String> {
        let (from, to) = (shown(from), shown(to));
        console.say(self.text(&from, &to), &self.json(&from, &to))
    }

    fn rows(&self) -> u64 {
        self.copied.tables.iter().map(|(_, rows)| rows).sum()
    }

    fn json(&self, from: &str, to: &str) -> Value {
        let tables: Map<String, Value> =
            self.copied.tables.iter().map(|(table, rows)| (table.clone(), json!(rows))).collect();
        let mut object = json!({
            "from": from,
            "to": to,
            "tables": tables,
            "rows": self.rows(),
            "bytes": self.copied.bytes,
            "milliseconds": u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX),
        });
        if !self.copied.hashes.is_empty() {
            let names = self.copied.tables.iter().map(|(table, _)| table.clone());
            let hashes: Map<String, Value> = names.zip(self.copied.hashes.iter().map(|hash| json!(hash))).collect();
            object["hashes"] = hashes.into();
        }
        object
    }

    /// Empty tables are counted, not listed.
    fn text(&self, from: &str, to: &str) -> String {
        let filled = self.copied.tables.iter().filter(|(_, rows)| *rows > 0);
        let lines: String = filled.map(|(table, rows)| format!("  {table:<20} {rows:>12}\n")).collect();
        let (tables, rows, bytes) = (self.copied.tables.len(), self.rows(), self.copied.bytes);
        let same = if self.copied.hashes.is_empty() { "" } else { ", the same on both sides" };
        format!(
            "{lines}{from} to {to}: {tables} tables, {rows} rows{same}, {bytes} bytes in {:.1} s",
            self.took.as_secs_f64()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy() -> Copy {
        let tables = vec![("agent".to_owned(), 0), ("lead".to_owned(), 1200), ("price".to_owned(), 34)];
        let copied = Copied { tables, hashes: Vec::new(), bytes: 4096 };
        Copy { copied, took: Duration::from_millis(1234) }
    }

    fn moved() -> Copy {
        let mut moved = copy();
        moved.copied.hashes = ["0a", "0b", "0c"].map(str::to_owned).to_vec();
        moved
    }

    #[test]
    fn people_read_what_is_there_and_how_much() {
        let lines = "  lead                         1200\n  price                          34\n";
        let end = "a.db to b.db: 3 tables, 1234 rows, 4096 bytes in 1.2 s";
        assert_eq!(copy().text("a.db", "b.db"), format!("{lines}{end}"));
        assert!(moved().text("a.db", "b.db").contains("3 tables, 1234 rows, the same on both sides, 4096 bytes"));
    }

    #[test]
    fn scripts_read_every_table() {
        let tables = r#"{"agent":0,"lead":1200,"price":34}"#;
        let expected =
            format!(r#"{{"from":"a.db","to":"b.db","tables":{tables},"rows":1234,"bytes":4096,"milliseconds":1234}}"#);
        assert_eq!(copy().json("a.db", "b.db").to_string(), expected);
        assert_eq!(moved().json("a.db", "b.db")["hashes"], json!({ "agent": "0a", "lead": "0b", "price": "0c" }));
    }
}
