//! The program that is measured: built as it is released, and run for the chores around a measurement.
//! Used by `Testbed` and `Server`. It changes nothing outside of the folders it is given.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub struct Program {
    path: PathBuf,
    pub root: PathBuf,
}

impl Program {
    /// Builds the release and takes a copy of it to `folder`, so that nobody changes it meanwhile; `debug` takes the
    /// unoptimised program as it lies there.
    pub fn build(root: &Path, folder: &Path, debug: bool) -> Result<Program, String> {
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let profile = if debug { "debug" } else { "release" };
        if !debug {
            eprintln!("building the release ...");
            let arguments = ["build", "--release", "--quiet", "--package", "leadhub"];
            let status = Command::new("cargo").current_dir(root).args(arguments).status();
            if !status.map_err(|error| format!("cargo: {error}"))?.success() {
                return Err("the release does not build".to_owned());
            }
        }
        let path = folder.join("leadhub");
        let copied = fs::copy(target.join(profile).join("leadhub"), &path);
        copied.map_err(|error| format!("there is no program: {error}: cargo build --package leadhub"))?;
        Ok(Program { path, root: root.to_owned() })
    }

    /// A command of the program in `folder`, with no configuration but its arguments.
    pub fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.path);
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LEADHUB_")) {
            command.env_remove(name);
        }
        command.current_dir(folder).stdin(Stdio::null());
        command
    }

    /// Makes a store with the demo's organisations and no leads; `ready` is the file that tells its tokens.
    pub fn make_store(&self, folder: &Path, database: &str, ready: &Path) -> Result<(), String> {
        let mut command = self.command(folder);
        command.args(["demo", "--plain", "--check", "--listen", "127.0.0.1:0", "--database", database]);
        let done = command.arg("--ready-file").arg(ready).output().map_err(|error| format!("leadhub demo: {error}"))?;
        if done.status.success() {
            return Ok(());
        }
        Err(format!("leadhub demo: {}\n{}", done.status, String::from_utf8_lossy(&done.stderr)))
    }
}
