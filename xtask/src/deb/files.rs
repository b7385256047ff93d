//! Which files the package installs, from where and with which mode.
//! Called by `deb`; a test compares the table with what dpkg sees in the package.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use super::{Contents, control, output};

/// The program in the package.
pub const PROGRAM: &str = "usr/bin/leadhub";
const UNITS: &str = "lib/systemd/system";
const MANUAL: &str = "usr/share/man/man1/leadhub.1";
const CHANGELOG: &str = "usr/share/doc/leadhub/changelog";

/// The shells that `leadhub completions` knows, each with the place where its completions are found.
pub const COMPLETIONS: [(&str, &str); 3] = [
    ("bash", "usr/share/bash-completion/completions/leadhub"),
    ("zsh", "usr/share/zsh/vendor-completions/_leadhub"),
    ("fish", "usr/share/fish/vendor_completions.d/leadhub.fish"),
];

/// Files of the repository: from there, to here, with this mode.
const FILES: [(&str, &str, u32); 12] = [
    // The database's URL may hold a password.
    ("packaging/leadhub.toml", "etc/leadhub/leadhub.toml", 0o640),
    ("packaging/keep-backup", "usr/libexec/leadhub/keep-backup", 0o755),
    ("packaging/leadhub.service", "{units}/leadhub.service", 0o644),
    ("packaging/leadhub-backup.service", "{units}/leadhub-backup.service", 0o644),
    ("packaging/leadhub-backup.timer", "{units}/leadhub-backup.timer", 0o644),
    ("packaging/hardening.conf", "{units}/leadhub.service.d/hardening.conf", 0o644),
    ("packaging/hardening.conf", "{units}/leadhub-backup.service.d/hardening.conf", 0o644),
    ("packaging/copyright", "usr/share/doc/leadhub/copyright", 0o644),
    ("packaging/leadhub.1", MANUAL, 0o644),
    ("CHANGELOG.md", "usr/share/doc/leadhub/CHANGELOG.md", 0o644),
    ("docs/operations.md", "usr/share/doc/leadhub/operations.md", 0o644),
    ("packaging/lintian-overrides", "usr/share/lintian/overrides/leadhub", 0o644),
];

/// Folders whose mode is not the usual one.
const CLOSED: [(&str, u32); 1] = [("etc/leadhub", 0o750)];

/// Puts every file into `stage`.
pub fn lay_out(root: &Path, contents: &Contents, stage: &Path, time: &str) -> Result<(), String> {
    for (from, to, mode) in FILES {
        let bytes = fs::read(root.join(from)).map_err(|error| format!("{from}: {error}"))?;
        put(stage, &to.replace("{units}", UNITS), &bytes, mode)?;
    }
    for (to, text) in &contents.completions {
        put(stage, to, text.as_bytes(), 0o644)?;
    }
    put(stage, PROGRAM, &[], 0o755)?;
    output(Command::new("strip").arg("--strip-unneeded").arg("-o").arg(stage.join(PROGRAM)).arg(&contents.program))?;
    put(stage, CHANGELOG, control::changelog(time)?.as_bytes(), 0o644)?;
    output(Command::new("gzip").arg("-9n").args([MANUAL, CHANGELOG]).current_dir(stage))?;
    for (folder, mode) in CLOSED {
        set_mode(&stage.join(folder), mode)?;
    }
    Ok(())
}

/// Writes one file of the package, whatever the umask.
pub fn put(stage: &Path, to: &str, bytes: &[u8], mode: u32) -> Result<(), String> {
    let path = stage.join(to);
    let mut folders: Vec<&Path> = path.ancestors().skip(1).take_while(|folder| *folder != stage).collect();
    folders.push(stage);
    for folder in folders.into_iter().rev() {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        set_mode(folder, 0o755)?;
    }
    fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    set_mode(&path, mode)
}

fn set_mode(path: &Path, mode: u32) -> Result<(), String> {
    let set = fs::set_permissions(path, fs::Permissions::from_mode(mode));
    set.map_err(|error| format!("{}: {error}", path.display()))
}

/// The files that dpkg asks about before it replaces what an operator changed: everything under `etc`.
pub fn configuration() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(_, to, _)| *to).filter(|to| to.starts_with("etc/"))
}
