//! What every command is handed: the configuration as far as it is known before the command's own flags, and the way to say its
//! result, as text for people or as JSON for scripts. Made by `cli::run`.

use crate::config::Config;
use serde_json::Value;
use std::fmt::Display;
use std::io::{ErrorKind, Write};

pub struct Console {
    /// Kept as it came, since some commands need none and `doctor` tells of a bad one.
    pub loaded: Result<Config, String>,
    pub json: bool,
}

impl Console {
    /// The configuration, for a command that cannot do without.
    pub fn config(&self) -> Result<Config, String> {
        self.loaded.clone()
    }

    /// Says a result on standard output: the text, or with `--json` the object in one line. Whoever stopped reading does not
    /// want it; that it could not be written is an error.
    pub fn say(&self, text: impl Display, object: &Value) -> Result<(), String> {
        let mut out = std::io::stdout().lock();
        let written = if self.json { writeln!(out, "{object}") } else { writeln!(out, "{text}") };
        match written.and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("cannot write the result: {error}")),
            _ => Ok(()),
        }
    }

    /// Says a result beside one that standard output is full of: on standard error, as `say` does.
    pub fn note(&self, text: impl Display, object: &Value) -> Result<(), String> {
        let mut err = std::io::stderr().lock();
        let written = if self.json { writeln!(err, "{object}") } else { writeln!(err, "{text}") };
        written.map_err(|error| format!("cannot write the result: {error}"))
    }

    /// Says on standard error what went wrong.
    pub fn complain(&self, say: &str) {
        let mut err = std::io::stderr().lock();
        let line = if self.json { serde_json::json!({ "error": say }).to_string() } else { format!("error: {say}") };
        // There is nowhere left to say that it could not be said.
        drop(writeln!(err, "{line}"));
    }
}
