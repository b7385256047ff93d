//! The program's surface: its help, its commands run as processes, what the demo leaves behind, the README's own lines. What a
//! script or a newcomer relies on is tried as they would.

mod backup;
mod commands;
mod config;
mod demo;
mod doctor;
mod help;
mod json;
mod move_store;
mod openapi;
mod org;
mod readme;
mod settings;
mod sign_in;
mod token;
mod user;

use crate::faults::program::program;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// A command that came to its end.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    /// The output of a command that ended well.
    fn well(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self.out
    }

    /// The error of a command that refused, which is one line for people.
    fn refused(self) -> String {
        assert_eq!((self.code, self.out.as_str()), (Some(1), ""), "{}", self.err);
        let errors: Vec<&str> = self.err.lines().filter(|line| line.starts_with("error: ")).collect();
        assert_eq!(errors.len(), 1, "{}", self.err);
        errors[0].trim_start_matches("error: ").to_owned()
    }
}

/// Runs the program in a folder of the caller's, for half a minute at most.
fn run(folder: &Path, args: &[&str]) -> Ran {
    finish(program().args(args).current_dir(folder).env("TMPDIR", folder))
}

fn finish(command: &mut Command) -> Ran {
    const PATIENCE: Duration = Duration::from_secs(30);
    // Files take whatever is written to them, where a pipe that nobody reads is full one day.
    let (out, err) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    command.stdout(out.try_clone().unwrap()).stderr(err.try_clone().unwrap());
    let mut child = command.spawn().unwrap();
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("{command:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let text = |mut file: File| {
        let mut text = String::new();
        file.rewind().unwrap();
        file.read_to_string(&mut text).unwrap();
        text
    };
    Ran { code: status.code(), out: text(out), err: text(err) }
}

fn folder() -> tempfile::TempDir {
    tempfile::Builder::new().prefix("leadhub-surface-").tempdir().unwrap()
}
