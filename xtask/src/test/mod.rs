//! `cargo xtask test`: the one test command. Checks the machine first, runs every step, ends with a summary.
//! Called from `main`. A step that could not run says so aloud and is never counted as passed.

mod machine;
mod openapi;
pub mod step;
mod suite;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use machine::Needs;
use step::{Outcome, cargo, passes};

/// Runs all steps in order, or only the tests when there are filters. Fails when any step failed.
pub fn run(root: &Path, filters: &[&str]) -> ExitCode {
    let all = filters.is_empty();
    let browser = all || filters.iter().any(|filter| filter.contains("browser"));
    let needs = Needs { checks: all, python: all, browser };
    let prepared = machine::prepare(needs).and_then(|()| if all { openapi::install(root) } else { Ok(()) });
    carry_out(prepared, steps(root, filters))
}

/// Runs the step that tests the OpenAPI document alone.
pub fn run_openapi(root: &Path) -> ExitCode {
    let needs = Needs { checks: false, python: true, browser: false };
    let prepared = machine::prepare(needs).and_then(|()| openapi::install(root));
    carry_out(prepared, vec![openapi_step(root)])
}

fn carry_out(prepared: Result<(), String>, steps: Vec<Step>) -> ExitCode {
    if let Err(missing) = prepared {
        eprintln!("{missing}");
        return ExitCode::FAILURE;
    }
    let start = Instant::now();
    let mut results = Vec::new();
    for (title, step) in steps {
        println!("\n== {title}");
        let begun = Instant::now();
        let outcome = step();
        println!("== {title}: {} ({:.1} s)", outcome.word(), begun.elapsed().as_secs_f32());
        results.push((title, begun.elapsed(), outcome));
    }

    println!("\nsummary");
    for (title, time, outcome) in &results {
        println!("  {:<8} {title} ({:.1} s)", outcome.word(), time.as_secs_f32());
        for line in outcome.closing_lines() {
            println!("             {line}");
        }
    }
    let failed = results.iter().filter(|(_, _, outcome)| outcome.is_failure()).count();
    println!("{failed} of {} steps failed, {:.0} s", results.len(), start.elapsed().as_secs_f32());
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

type Step<'a> = (&'static str, Box<dyn Fn() -> Outcome + 'a>);

fn steps<'a>(root: &'a Path, filters: &'a [&'a str]) -> Vec<Step<'a>> {
    let tests: Step = ("tests on both engines", Box::new(move || suite::run(root, filters)));
    if !filters.is_empty() {
        return vec![tests];
    }
    vec![
        ("format", Box::new(|| passes(cargo(root, "fmt").args(["--all", "--check"])))),
        ("clippy", Box::new(|| passes(clippy(&mut cargo(root, "clippy"))))),
        ("tidy", Box::new(|| Outcome::of(crate::tidy::check(root)))),
        ("documentation", Box::new(|| passes(documentation(&mut cargo(root, "doc"))))),
        tests,
        openapi_step(root),
        ("licences and bans", Box::new(|| licences(root))),
        ("advisories", Box::new(|| Outcome::NotRun("they need the network: cargo deny check advisories"))),
    ]
}

fn openapi_step(root: &Path) -> Step<'_> {
    ("OpenAPI on both engines", Box::new(|| openapi::run(root)))
}

fn clippy(command: &mut Command) -> &mut Command {
    command.args(["--workspace", "--all-targets", "--", "-D", "warnings"])
}

fn documentation(command: &mut Command) -> &mut Command {
    command.args(["--no-deps", "--workspace"]).env("RUSTDOCFLAGS", "-D warnings")
}

fn licences(root: &Path) -> Outcome {
    if !machine::has(&["cargo", "deny", "--version"]) {
        return Outcome::NotRun("cargo-deny is not installed");
    }
    passes(cargo(root, "deny").args(["check", "bans", "licenses", "sources"]))
}
