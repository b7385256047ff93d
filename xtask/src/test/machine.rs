//! What the machine must have before the tests may begin; as root, what is missing is installed.
//! Called first by the test command, so that a missing tool costs a second and not half an hour.

use std::os::unix::fs::MetadataExt;
use std::process::{Command, Stdio};

use leadhub_testkit::find_binaries;

const UPDATE: [&str; 2] = ["apt-get", "update"];
const INSTALL: [&str; 5] = ["apt-get", "install", "-y", "--no-install-recommends", "postgresql"];

/// Installs what is missing, or says in one line what to type. The formatter and the linter count only for `all` steps.
pub fn prepare(all: bool) -> Result<(), String> {
    if all {
        for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
            if !has(&["cargo", tool, "--version"]) {
                return Err(format!("cargo {tool} is missing; run: rustup component add {component}"));
            }
        }
    }
    if find_binaries().is_some() {
        return Ok(());
    }
    if is_root() && has(&["apt-get", "--version"]) {
        println!("== installing PostgreSQL");
        runs(&UPDATE)?;
        runs(&INSTALL)?;
    }
    find_binaries().map(drop).ok_or_else(advice)
}

fn advice() -> String {
    format!("PostgreSQL is missing; run: sudo {} && sudo {}", UPDATE.join(" "), INSTALL.join(" "))
}

/// Whether this command succeeds.
pub fn has(words: &[&str]) -> bool {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn runs(words: &[&str]) -> Result<(), String> {
    let status = Command::new(words[0]).args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive").status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => Err(format!("`{}` failed; once it works, run this again", words.join(" "))),
    }
}

/// The owner of a process's own folder under `/proc` is the account it runs as.
fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_is_one_line_to_copy() {
        let advice = advice();
        assert_eq!(advice.lines().count(), 1);
        assert!(advice.ends_with("sudo apt-get install -y --no-install-recommends postgresql"));
    }

    #[test]
    fn a_missing_program_is_noticed() {
        assert!(has(&["sh", "-c", "true"]));
        assert!(!has(&["sh", "-c", "false"]));
        assert!(!has(&["no-such-program-here"]));
    }
}
