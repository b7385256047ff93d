//! One line on standard error that says how far a long command is. Shown to people at a terminal only, and gone when the command says
//! its result.

use super::console::Console;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Between two lines.
const PAUSE: Duration = Duration::from_millis(100);

pub struct Progress {
    is_watched: bool,
    shown: Option<Instant>,
}

impl Progress {
    pub fn of(console: &Console) -> Progress {
        Progress { is_watched: !console.json && std::io::stderr().is_terminal(), shown: None }
    }

    /// Puts the line in the place of the last one, not too often.
    pub fn show(&mut self, line: &str) {
        if self.is_watched && self.shown.is_none_or(|at| at.elapsed() >= PAUSE) {
            self.shown = Some(Instant::now());
            write(&format!("\r\x1b[K{line}"));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            write("\r\x1b[K");
        }
    }
}

/// Nobody misses a line that could not be shown.
fn write(text: &str) {
    let mut err = std::io::stderr().lock();
    drop(err.write_all(text.as_bytes()).and_then(|()| err.flush()));
}
