//! The help of the program and of every command beside its checked-in text, so that nobody changes it unseen.
//! `UPDATE_SNAPSHOTS=1` rewrites the texts.

use super::{folder, run};
use leadhub::config::Config;
use std::collections::BTreeSet;
use std::path::Path;

/// The commands that a help text lists.
pub(super) fn commands(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // Longer descriptions go on in the next line, further in.
    let names = listed.filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')));
    names.filter_map(|line| line.split(' ').next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_help_text_is_the_checked_in_one() {
    let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/surface/snapshots");
    let folder = folder();
    let (mut waiting, mut seen, mut changed) = (vec![Vec::<String>::new()], BTreeSet::new(), Vec::new());
    while let Some(command) = waiting.pop() {
        let args: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
        let help = run(folder.path(), &args).well();
        let name = format!(
            "{}.txt",
            ["leadhub"].into_iter().chain(command.iter().map(String::as_str)).collect::<Vec<_>>().join("-")
        );
        let snapshot = snapshots.join(&name);
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(&snapshot, &help).unwrap();
        }
        if std::fs::read_to_string(&snapshot).ok().as_ref() != Some(&help) {
            changed.push(format!("{name}:\n{help}"));
        }
        let deeper = commands(&help).into_iter().map(|name| command.iter().cloned().chain([name]).collect());
        waiting.extend(deeper);
        seen.insert(name);
    }
    assert!(seen.len() > 15, "the commands are not found: {seen:?}");
    assert!(changed.is_empty(), "UPDATE_SNAPSHOTS=1 accepts what changed on purpose:\n{}", changed.join("\n"));
    let kept = std::fs::read_dir(&snapshots).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let stale: Vec<String> = kept.filter(|name| !seen.contains(name)).collect();
    assert!(stale.is_empty(), "no command has the help of {stale:?}");
}

#[test]
fn without_a_command_the_help_is_shown_and_nothing_done() {
    let folder = folder();
    for (args, shown) in [
        (&[][..], "Commands:"),
        (&["nothing"], "unrecognized subcommand"),
        (&["serve", "--nothing"], "unexpected argument"),
    ] {
        let ran = run(folder.path(), args);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
        assert!(ran.err.contains(shown), "{}", ran.err);
    }
    assert_eq!(run(folder.path(), &["--version"]).well(), format!("leadhub {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "a file was made");
}

/// What the help says of a setting is what the configuration says of it.
#[test]
fn flags_name_their_variable_and_their_default() {
    let defaults = Config::defaults().unwrap();
    let helps = [&["--help"][..], &["serve", "--help"], &["config", "--help"], &["doctor", "--help"]];
    let helps = helps.map(|args| run(folder().path(), args).well());
    // The help breaks its lines wherever they are full.
    let helps = helps.map(|help| help.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut seen = 0;
    for setting in &defaults.settings {
        let Some(flag) = setting.key.flag else { continue };
        let default = setting.value.as_str().map_or_else(|| setting.value.to_string(), str::to_owned);
        let note = format!("[env: {}] [default: {default}]", setting.key.variable);
        let with_flag: Vec<&String> = helps.iter().filter(|help| help.contains(&format!("{flag} <"))).collect();
        assert!(!with_flag.is_empty(), "no help has {flag}");
        for help in with_flag {
            let described = help.split_once(&format!("{flag} <")).unwrap().1.split(" --").next().unwrap();
            assert!(described.contains(&note), "{flag}: {described}");
        }
        seen += 1;
    }
    assert_eq!(seen, 6);
}
