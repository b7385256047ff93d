//! What the machine must have before the tests may begin; as root, what is missing is installed.
//! Called first by the test command, so that a missing tool costs a second and not half an hour.

use std::os::unix::fs::MetadataExt;
use std::process::{Command, Stdio};

use leadhub_browser::find_programs;
use leadhub_testkit::find_binaries;

const UPDATE: [&str; 2] = ["apt-get", "update"];
const INSTALL: [&str; 4] = ["apt-get", "install", "-y", "--no-install-recommends"];

/// What this run needs besides PostgreSQL.
#[derive(Clone, Copy)]
pub struct Needs {
    /// The formatter and the linter.
    pub checks: bool,
    pub python: bool,
    pub browser: bool,
}

/// Installs what is missing, or says in one line what to type.
pub fn prepare(needs: Needs) -> Result<(), String> {
    if needs.checks {
        for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
            if !has(&["cargo", tool, "--version"]) {
                return Err(format!("cargo {tool} is missing; run: rustup component add {component}"));
            }
        }
    }
    let packages = missing(needs);
    if packages.is_empty() {
        return Ok(());
    }
    if is_root() && has(&["apt-get", "--version"]) {
        println!("== installing {}", packages.join(" "));
        runs(&UPDATE)?;
        runs(&[&INSTALL[..], &packages].concat())?;
    }
    let packages = missing(needs);
    if packages.is_empty() { Ok(()) } else { Err(advice(&packages)) }
}

/// The packages that would bring what is not here.
fn missing(needs: Needs) -> Vec<&'static str> {
    let has_python = !needs.python || has(&["python3", "-c", "import ensurepip, venv"]);
    let has_browser = !needs.browser || find_programs().is_some();
    let [browser, driver] = leadhub_browser::PACKAGES;
    let packages = [
        ("postgresql", find_binaries().is_some()),
        ("python3-venv", has_python),
        (browser, has_browser),
        (driver, has_browser),
    ];
    packages.into_iter().filter(|(_, is_here)| !is_here).map(|(package, _)| package).collect()
}

fn advice(packages: &[&str]) -> String {
    let (update, install, packages) = (UPDATE.join(" "), INSTALL.join(" "), packages.join(" "));
    format!("these packages are missing: {packages}; run: sudo {update} && sudo {install} {packages}")
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
        let advice = advice(&["postgresql", "python3-venv"]);
        assert_eq!(advice.lines().count(), 1);
        assert!(advice.ends_with("sudo apt-get install -y --no-install-recommends postgresql python3-venv"));
    }

    #[test]
    fn a_missing_program_is_noticed() {
        assert!(has(&["sh", "-c", "true"]));
        assert!(!has(&["sh", "-c", "false"]));
        assert!(!has(&["no-such-program-here"]));
    }
}
