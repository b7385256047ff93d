//! The program's surface: its help, its commands run as processes, what the demo leaves behind, the README's own lines. What a
//! script or a newcomer relies on is tried as they would.

mod commands;
mod config;
mod demo;
mod doctor;
mod help;
mod json;
mod org;
mod readme;
mod token;
mod user;

use crate::faults::program::program;
use std::path::Path;
use std::process::{Command, Stdio};
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
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("{command:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn folder() -> tempfile::TempDir {
    tempfile::Builder::new().prefix("leadhub-surface-").tempdir().unwrap()
}
