//! The package as dpkg sees it, made of this test's own program instead of a release build; and its scripts and units, read
//! by the tools that will run them. What needs a booted machine and root is `packaging/try.sh`.

use super::*;
use std::os::unix::fs::PermissionsExt;
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A package in a folder of its own, with the stage that it was made of.
fn made() -> (TempDir, PathBuf) {
    let folder = tempfile::Builder::new().prefix("leadhub-deb-").tempdir().unwrap();
    let completions = files::COMPLETIONS.map(|(shell, path)| (path, format!("# {shell}\n"))).to_vec();
    let contents = Contents { program: std::env::current_exe().unwrap(), completions };
    let package = package(root(), &contents, folder.path()).unwrap();
    (folder, package)
}

fn tool(words: &[&str]) -> String {
    output(Command::new(words[0]).args(&words[1..]).current_dir(root())).unwrap()
}

fn has(tool: &str) -> bool {
    let there = Command::new(tool).arg("--version").output().is_ok_and(|ran| ran.status.success());
    if !there {
        println!("{tool} is not on this machine: what it would say is not known");
    }
    there
}

#[test]
fn dpkg_sees_the_files_with_their_modes_and_no_owner_of_this_machine() {
    let (_folder, package) = made();
    let listed = tool(&["dpkg-deb", "--contents", package.to_str().unwrap()]);
    let lines = listed.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let files: Vec<String> =
        lines.filter(|words| !words[5].ends_with('/')).map(|words| [words[0], words[1], words[5]].join(" ")).collect();
    assert_eq!(
        files,
        [
            "-rw-r----- root/root ./etc/leadhub/leadhub.toml",
            "-rw-r--r-- root/root ./lib/systemd/system/leadhub-backup.service",
            "-rw-r--r-- root/root ./lib/systemd/system/leadhub-backup.service.d/hardening.conf",
            "-rw-r--r-- root/root ./lib/systemd/system/leadhub-backup.timer",
            "-rw-r--r-- root/root ./lib/systemd/system/leadhub.service",
            "-rw-r--r-- root/root ./lib/systemd/system/leadhub.service.d/hardening.conf",
            "-rwxr-xr-x root/root ./usr/bin/leadhub",
            "-rwxr-xr-x root/root ./usr/libexec/leadhub/keep-backup",
            "-rw-r--r-- root/root ./usr/share/bash-completion/completions/leadhub",
            "-rw-r--r-- root/root ./usr/share/doc/leadhub/CHANGELOG.md",
            "-rw-r--r-- root/root ./usr/share/doc/leadhub/changelog.gz",
            "-rw-r--r-- root/root ./usr/share/doc/leadhub/copyright",
            "-rw-r--r-- root/root ./usr/share/doc/leadhub/operations.md",
            "-rw-r--r-- root/root ./usr/share/fish/vendor_completions.d/leadhub.fish",
            "-rw-r--r-- root/root ./usr/share/lintian/overrides/leadhub",
            "-rw-r--r-- root/root ./usr/share/man/man1/leadhub.1.gz",
            "-rw-r--r-- root/root ./usr/share/zsh/vendor-completions/_leadhub",
        ]
    );
    let folders = listed.lines().filter(|line| line.ends_with('/') && !line.starts_with("drwxr-xr-x root/root"));
    let [closed] = folders.collect::<Vec<_>>().try_into().unwrap();
    assert!(closed.starts_with("drwxr-x--- root/root") && closed.ends_with("./etc/leadhub/"), "{closed}");
}

#[test]
fn dpkg_is_told_version_libraries_and_what_to_ask_about() {
    let (_folder, package) = made();
    let field = |name| tool(&["dpkg-deb", "--field", package.to_str().unwrap(), name]).trim().to_owned();
    assert_eq!((field("Package").as_str(), field("Version").as_str()), ("leadhub", env!("CARGO_PKG_VERSION")));
    assert_eq!(field("Architecture"), control::architecture().unwrap());
    let depends = field("Depends");
    let libc = depends.split(", ").find_map(|one| one.strip_prefix("libc6 (>= 2.")).expect("a version of libc6");
    assert!(libc.trim_end_matches(')').parse::<f32>().is_ok(), "{depends}");
    assert!(depends.contains("adduser") && !depends.contains('$'), "{depends}");
    assert!(field("Installed-Size").parse::<u64>().unwrap() > 100);
    assert!(field("Description").lines().count() > 3);
    let asked = tool(&["dpkg-deb", "--info", package.to_str().unwrap(), "conffiles"]);
    assert_eq!(asked, "/etc/leadhub/leadhub.toml\n");
}

#[test]
fn the_same_commit_gives_the_same_package() {
    let ((_one, first), (_other, second)) = (made(), made());
    assert!(fs::read(first).unwrap() == fs::read(second).unwrap());
}

#[test]
fn the_scripts_are_what_a_plain_shell_can_run() {
    for script in ["postinst", "postrm", "prerm", "keep-backup", "try.sh", "try-inside.sh"] {
        let path = format!("packaging/{script}");
        tool(&["sh", "-n", &path]);
        if has("shellcheck") {
            tool(&["shellcheck", "--shell=sh", &path]);
        }
    }
}

/// The whole of what systemd would say of the units, and how far they are shut: it counts from 0, everything shut, to 10.
#[test]
fn systemd_takes_the_units_and_finds_them_shut() {
    if !has("systemd-analyze") {
        return;
    }
    let (folder, _) = made();
    let stage = folder.path().join("leadhub");
    let system = |arguments: &[&str]| {
        let mut analyze = Command::new("systemd-analyze");
        let ran = analyze.args(arguments).arg(format!("--root={}", stage.display())).output().unwrap();
        (ran.status.success(), String::from_utf8(ran.stderr).unwrap() + &String::from_utf8(ran.stdout).unwrap())
    };
    for unit in ["leadhub.service", "leadhub-backup.service", "leadhub-backup.timer"] {
        let (_, output) = system(&["verify", "--recursive-errors=no", "--man=no", unit]);
        assert_eq!(output, "", "{unit}");
    }
    for unit in ["leadhub.service", "leadhub-backup.service"] {
        let (is_shut, output) = system(&["security", "--offline=true", "--threshold=15", "--no-pager", unit]);
        assert!(is_shut, "{unit}: {output}");
    }
}

/// `keep-backup` with a stand-in for the program that makes the copy, or fails, and with a command that follows.
fn keep(folder: &Path, program: &str, then: &[&str]) -> bool {
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).unwrap();
    fs::write(bin.join("leadhub"), format!("#!/bin/sh\n{program}\n")).unwrap();
    fs::set_permissions(bin.join("leadhub"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut script = Command::new(root().join("packaging/keep-backup"));
    script.arg(folder.join("backups")).args(["nightly", "2"]).args(then).env("PATH", path).status().unwrap().success()
}

fn copies(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder.join("backups")).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn of_the_copies_the_newest_stay_and_nobody_elses_go() {
    let folder = TempDir::new().unwrap();
    let (made, failed) = (r#"test "$1 $2" = "backup --to" && touch "$3""#, "exit 1");
    let backups = folder.path().join("backups");
    fs::create_dir(&backups).unwrap();
    let old =
        ["before-upgrade-20000101T000000Z.db", "nightly-20010101T000000Z.db", "nightly-20020101T000000Z.db", "x.db"];
    for name in old {
        fs::write(backups.join(name), "").unwrap();
    }

    let done = folder.path().join("done");
    assert!(!keep(folder.path(), failed, &["touch", done.to_str().unwrap()]));
    assert_eq!(copies(folder.path()), old, "a copy that failed removes none");
    assert!(!done.exists(), "what should come after a copy came without one");

    assert!(!keep(folder.path(), made, &["sh", "-c", failed]));
    let mut left = copies(folder.path());
    let newest = left.remove(3);
    assert!(newest.starts_with("nightly-20") && newest.ends_with("Z.db"), "{newest}");
    assert_eq!(left, old, "what failed after the copy removes none");
    fs::remove_file(backups.join(newest)).unwrap();

    assert!(keep(folder.path(), made, &["test", "a b", "=", "a b"]));
    let mut left = copies(folder.path());
    assert!(left.remove(2).starts_with("nightly-20"), "the fresh one is one of the two");
    assert_eq!(left, [old[0], old[2], old[3]]);
}
