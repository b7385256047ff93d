//! `cargo xtask <chore>`: the chores of this repository as one small program.
//! Called by people and by `.ci/run`. No part of the product; it changes no source file; `screenshots` writes its pictures.

mod deb;
mod postgres;
mod screenshots;
mod test;
mod tidy;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask test [filter...]   every check and every test on both engines; with a filter only the tests it names
cargo xtask openapi            the OpenAPI document under test as it is served, on both engines
cargo xtask tidy               the house rules: sizes, headers, words, goldens, migrations
cargo xtask bench [words...]   speed and memory as ratios to floors measured in the same run, see docs/benchmarks.md
cargo xtask bench scale [...]   lists, filters and searches at a million leads, beside creates, see docs/benchmarks
cargo xtask bench ui [...]      the pages against their budgets: answers, weight, in a browser, what they cost, see docs/benchmarks
cargo xtask postgres           a throw-away PostgreSQL for running single tests by hand, until Ctrl-C
cargo xtask screenshots        the README's pictures of the pages, in docs/screenshots, from the demo's data
cargo xtask deb                the Debian package, in target/deb
cargo xtask deb --try [old]    the same, then installed in a booted machine of its own, over the package `old`; needs root";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test", filters @ ..] => test::run(&root(), filters),
        ["openapi"] => test::run_openapi(&root()),
        ["bench", words @ ..] => leadhub_bench::run(&root(), words),
        ["tidy"] => tidy::run(&root()),
        ["postgres"] => postgres::run(),
        ["screenshots"] => screenshots::run(&root()),
        ["deb"] => deb::run(&root(), false, None),
        ["deb", "--try"] => deb::run(&root(), true, None),
        ["deb", "--try", before] => deb::run(&root(), true, Some(before)),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace: the parent of this package.
fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}
