//! What an import came to, for people and for scripts. Made by `import`; a refused row makes the command fail, so that no script takes
//! a part for the whole.

use super::source::Source;
use crate::cli::console::Console;
use leadhub_model::upload::{RejectedRow, Upload};
use leadhub_native::rows;
use serde_json::{Map, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Refused rows that are shown where no file was named for them.
pub const SHOWN: usize = 5;

/// Rows without a phone that are named to a person.
const SHOWN_ROWS: usize = 20;
/// Rows without a phone that are named to a script.
const MOST_ROWS: usize = 1000;

/// `rows = taken + refused`.
#[derive(Default)]
pub struct Report {
    pub file: String,
    pub list: String,
    pub upload: Option<i64>,
    pub rows: i64,
    pub taken: i64,
    /// Of those taken: leads made, filled, updated, and known ones left as they were.
    pub created: i64,
    pub filled: i64,
    pub updated: i64,
    pub skipped: i64,
    pub refused: i64,
    /// Of those taken, the leads of persons who were known before.
    pub known_persons: i64,
    /// Why the file could not be read to its end, if so.
    pub fault: Option<String>,
    pub rejects: Option<PathBuf>,
    pub dry_run: bool,
    /// The same file was taken into the list before: these are the counts of then.
    before: bool,
    /// The first refused rows.
    pub first: Vec<RejectedRow>,
    kept_aside: Vec<String>,
    /// Of those kept aside, what they may well be.
    suggestions: Vec<(String, &'static str)>,
    notes: Vec<String>,
    /// Rows that can be taken, but whose phone nobody can read: how many, and the first of them.
    without_phone: i64,
    rows_without_phone: Vec<i64>,
}

impl Report {
    pub fn of(source: &Source, list: &str) -> Report {
        let kept_aside = rows::kept_aside(&source.columns).into_iter().map(str::to_owned).collect();
        let (notes, suggestions) = (source.notes.clone(), source.suggestions());
        let (file, list) = (source.name.clone(), list.to_owned());
        Report { file, list, kept_aside, suggestions, notes, ..Report::default() }
    }

    pub fn worked(&mut self, upload: &Upload, before: bool, first: Vec<RejectedRow>, rejects: Option<&Path>) {
        self.upload = Some(upload.id.0);
        (self.rows, self.taken, self.refused) = (upload.total, upload.succeeded, upload.failed);
        (self.created, self.filled) = (upload.created(), upload.filled);
        (self.updated, self.skipped) = (upload.updated, upload.skipped);
        (self.known_persons, self.fault) = (upload.known_persons, upload.fault.clone());
        (self.without_phone, self.rows_without_phone) = (upload.without_phone, upload.rows_without_phone.clone());
        let made = upload.notes.lines().filter(|note| !self.notes.iter().any(|known| known == note));
        let made: Vec<String> = made.map(str::to_owned).collect();
        self.notes.extend(made);
        (self.before, self.first, self.rejects) = (before, first, rejects.map(Path::to_owned));
    }

    /// Says, before anything is written, what columns may be that would be kept with the lead. A script is told at the end.
    pub fn suggest(&self, console: &Console) -> Result<(), String> {
        if console.json || self.suggestions.is_empty() {
            return Ok(());
        }
        let lines: Vec<String> = self.suggestions.iter().map(told).collect();
        console.note(lines.join("\n"), &json!({}))
    }

    /// Says it all; an error when a row was refused or the file could not be read to its end.
    pub fn say(&self, console: &Console) -> Result<(), String> {
        let object = json!({
            "file": self.file,
            "list": self.list,
            "upload": self.upload,
            "rows": self.rows,
            "taken": self.taken,
            "created": self.created,
            "filled": self.filled,
            "updated": self.updated,
            "skipped": self.skipped,
            "refused": self.refused,
            "known_persons": self.known_persons,
            "without_phone": self.without_phone,
            "rows_without_phone": self.rows_without_phone.iter().take(MOST_ROWS).collect::<Vec<_>>(),
            "notes": self.notes,
            "fault": self.fault,
            "rejects": self.rejects,
            "dry_run": self.dry_run,
            "taken_before": self.before,
            "kept_in_extras": self.kept_aside,
            "suggestions": self.suggestions.iter().map(|(heading, field)| (heading.clone(), json!(field))).collect::<Map<_, _>>(),
        });
        console.say(self.text(), &object)?;
        match (&self.fault, self.refused) {
            (Some(fault), _) => Err(format!("{}: {fault}; the {} rows before it count", self.file, self.rows)),
            (None, 0) => Ok(()),
            (None, refused) => Err(format!("{refused} of {} rows were refused", self.rows)),
        }
    }

    fn text(&self) -> String {
        let (file, list) = (&self.file, &self.list);
        let mut text = match (self.dry_run, self.before) {
            (true, _) => format!("{file}: tried out, nothing was written\n"),
            (false, true) => format!("{file} was taken into '{list}' before; --again takes it once more\n"),
            (false, false) => format!("{file} was taken into '{list}'\n"),
        };
        let taken = if self.dry_run { "can be taken" } else { "taken" };
        // Writing to a String cannot fail.
        let _ = write!(text, "{} rows = {} {taken} + {} refused", self.rows, self.taken, self.refused);
        if self.created < self.taken {
            let Report { created, filled, updated, skipped, .. } = self;
            let _ =
                write!(text, "; taken = {created} created + {filled} filled + {updated} updated + {skipped} skipped");
        }
        let those = if self.dry_run { "those that can be taken" } else { "those taken" };
        let _ = write!(text, "; {} of {those} are of persons known before", self.known_persons);
        if self.without_phone > 0 {
            let shown =
                self.rows_without_phone.iter().take(SHOWN_ROWS).map(i64::to_string).collect::<Vec<_>>().join(", ");
            let more = if self.rows_without_phone.len() > SHOWN_ROWS { " ..." } else { "" };
            let _ =
                write!(text, "\n{} {taken} without a phone that can be read: row {shown}{more}", self.without_phone);
        }
        for note in &self.notes {
            let _ = write!(text, "\n{note}");
        }
        if !self.kept_aside.is_empty() {
            let _ =
                write!(text, "\ncolumns without a meaning here, kept with each lead: {}", self.kept_aside.join(", "));
        }
        for suggested in &self.suggestions {
            let _ = write!(text, "\n{}", told(suggested));
        }
        match &self.rejects {
            Some(path) => {
                let _ = write!(text, "\nrefused rows are in {}", path.display());
            }
            None => {
                for RejectedRow { row, reason, .. } in &self.first {
                    let _ = write!(text, "\nrow {row}: {reason}");
                }
            }
        }
        text
    }
}

fn told((heading, field): &(String, &'static str)) -> String {
    format!("'{heading}' is kept with each lead; if it is the {field}, say --map '{heading}={field}'")
}
