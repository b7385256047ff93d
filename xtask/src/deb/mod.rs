//! `cargo xtask deb`: the Debian package in `target/deb`, made by dpkg's own tools from a release build and `packaging/`.
//! Called from `main`. It needs no root; `--try` does, since it boots a machine to install the package in.

mod control;
mod files;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::test::step;

/// Where packages and the folders they are made of lie, from the root.
const PLACE: &str = "target/deb";

/// What a package is made of besides the repository's own files.
pub struct Contents {
    /// The program, not yet stripped.
    pub program: PathBuf,
    /// Shell completions: path in the package and text.
    pub completions: Vec<(&'static str, String)>,
}

/// Builds the program and its package; with `tried`, installs the package in a machine of its own, after the package
/// `before` where one is named.
pub fn run(root: &Path, tried: bool, before: Option<&str>) -> ExitCode {
    let made = build(root).and_then(|contents| package(root, &contents, &root.join(PLACE)));
    let done = made.and_then(|package| {
        println!("{}", package.display());
        if tried { try_out(root, &package, before) } else { Ok(()) }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(say) => {
            eprintln!("deb: {say}");
            ExitCode::FAILURE
        }
    }
}

/// The release build, and what it prints of itself.
fn build(root: &Path) -> Result<Contents, String> {
    if step::passes(step::cargo(root, "build").args(["--release", "--package", "leadhub"])).is_failure() {
        return Err("the program could not be built".to_owned());
    }
    let program = root.join("target/release/leadhub");
    let completions = files::COMPLETIONS.iter().map(|(shell, path)| {
        let text = output(Command::new(&program).args(["completions", shell]))?;
        Ok((*path, text))
    });
    Ok(Contents { completions: completions.collect::<Result<_, String>>()?, program })
}

/// Lays the files out under `place`, and packs them. Gives the package.
fn package(root: &Path, contents: &Contents, place: &Path) -> Result<PathBuf, String> {
    let stage = place.join("leadhub");
    let begun = if stage.exists() { fs::remove_dir_all(&stage) } else { Ok(()) };
    begun.and_then(|()| fs::create_dir_all(&stage)).map_err(|error| format!("{}: {error}", stage.display()))?;
    let time = control::time(root)?;
    files::lay_out(root, contents, &stage, &time)?;
    control::lay_out(root, &stage)?;
    let package = place.join(format!("leadhub_{}_{}.deb", control::VERSION, control::architecture()?));
    // The same commit gives the same package: no owner and no time of this machine gets in.
    let mut pack = Command::new("dpkg-deb");
    pack.args(["--root-owner-group", "-Zxz", "--build"]).arg(&stage).arg(&package).env("SOURCE_DATE_EPOCH", &time);
    output(&mut pack)?;
    Ok(package)
}

fn try_out(root: &Path, package: &Path, before: Option<&str>) -> Result<(), String> {
    let mut script = Command::new(root.join("packaging/try.sh"));
    script.arg(package).args(before);
    if step::passes(&mut script).is_failure() { Err("the package did not stand its trial".to_owned()) } else { Ok(()) }
}

/// What a tool prints when all goes well; otherwise what it complains about.
fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let ran = command.output().map_err(|error| format!("{name}: {error}; a Debian package needs dpkg and binutils"))?;
    if !ran.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&ran.stderr).trim()));
    }
    String::from_utf8(ran.stdout).map_err(|error| format!("{name}: {error}"))
}
