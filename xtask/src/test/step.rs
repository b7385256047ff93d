//! What a step of the test command came to, and how a step runs a program.
//! Called by the steps. It decides nothing about which steps there are.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

/// The end of one step.
#[derive(Debug)]
pub enum Outcome {
    Passed(Vec<String>),
    Failed(Vec<String>),
    /// With the reason. Not a failure, and never shown as passed.
    NotRun(&'static str),
}

impl Outcome {
    pub fn of(passed: bool) -> Outcome {
        if passed { Outcome::Passed(Vec::new()) } else { Outcome::Failed(Vec::new()) }
    }

    pub fn word(&self) -> &'static str {
        match self {
            Outcome::Passed(_) => "ok",
            Outcome::Failed(_) => "FAILED",
            Outcome::NotRun(_) => "not run",
        }
    }

    pub fn is_failure(&self) -> bool {
        matches!(self, Outcome::Failed(_))
    }

    /// What the summary repeats of it: the test runner's own last lines, or why it did not run.
    pub fn closing_lines(&self) -> Vec<&str> {
        match self {
            Outcome::Passed(lines) | Outcome::Failed(lines) => lines.iter().map(String::as_str).collect(),
            Outcome::NotRun(reason) => vec![reason],
        }
    }
}

/// `cargo <subcommand>` in the workspace's folder.
pub fn cargo(root: &Path, subcommand: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).arg(subcommand);
    command
}

/// Runs it with its output on the terminal.
pub fn passes(command: &mut Command) -> Outcome {
    match command.status() {
        Ok(status) => Outcome::of(status.success()),
        Err(error) => Outcome::Failed(vec![format!("could not be started: {error}")]),
    }
}

/// Runs a test runner, shows what it prints, and keeps its closing lines.
pub fn runner(command: &mut Command) -> Outcome {
    match run_and_keep(command) {
        Ok((true, lines)) => Outcome::Passed(lines),
        Ok((false, lines)) => Outcome::Failed(lines),
        Err(error) => Outcome::Failed(vec![format!("could not be started: {error}")]),
    }
}

fn run_and_keep(command: &mut Command) -> io::Result<(bool, Vec<String>)> {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (lines, last) = thread::scope(|scope| {
        let err = scope.spawn(|| show_and_keep(err, io::stderr()));
        let (mut lines, _) = show_and_keep(out, io::stdout());
        let (from_err, last) = err.join().unwrap_or_default();
        lines.extend(from_err);
        (lines, last)
    });
    // A run that came to no end, such as one that does not compile, closes with what it complained of last.
    Ok((child.wait()?.success(), if lines.is_empty() { vec![last] } else { lines }))
}

/// Copies every line; gives the closing lines and the last one that is not empty.
fn show_and_keep(from: Option<impl Read>, mut to: impl Write) -> (Vec<String>, String) {
    let (mut kept, mut last) = (Vec::new(), String::new());
    let Some(from) = from else { return (kept, last) };
    for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
        // A closed terminal must not stop the tests.
        drop(to.write_all(&line).and_then(|()| to.write_all(b"\n")));
        let text = String::from_utf8_lossy(&line).trim().to_owned();
        if is_closing_line(&text) {
            kept.push(text.clone());
        }
        if !text.is_empty() {
            last = text;
        }
    }
    (kept, last)
}

/// The last line of nextest (`Summary [...]`) or of a test binary (`test result: ...`) that had tests.
fn is_closing_line(line: &str) -> bool {
    let had_none = line.starts_with("test result: ok. 0 passed; 0 failed; 0 ignored");
    line.starts_with("Summary [") || (line.starts_with("test result: ") && !had_none)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_last_line_is_kept_and_its_failure_too() {
        let script = "echo noise; echo '     Summary [ 0.1s] 2 tests run: 1 passed, 1 failed' >&2; exit 100";
        let outcome = runner(Command::new("sh").args(["-c", script]));
        assert!(outcome.is_failure());
        assert_eq!(outcome.closing_lines(), ["Summary [ 0.1s] 2 tests run: 1 passed, 1 failed"]);
    }

    #[test]
    fn a_run_that_does_not_compile_closes_with_its_complaint() {
        let outcome = runner(Command::new("sh").args(["-c", "echo 'error: could not compile' >&2; exit 101"]));
        assert!(outcome.is_failure());
        assert_eq!(outcome.closing_lines(), ["error: could not compile"]);
    }

    #[test]
    fn a_program_that_is_not_there_has_failed() {
        assert!(passes(&mut Command::new("no-such-program-here")).is_failure());
    }

    #[test]
    fn what_did_not_run_is_not_called_passed() {
        let outcome = Outcome::NotRun("not installed");
        assert_eq!((outcome.word(), outcome.is_failure()), ("not run", false));
        assert_eq!(outcome.closing_lines(), ["not installed"]);
    }
}
