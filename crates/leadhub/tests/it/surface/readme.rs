//! The README's own commands, run by a real shell as they stand there. Replaced are only the built program's place (a link to the
//! one under test) and the port (any free one, by the environment). Building and the test command itself are not run again.

use super::{finish, folder};
use crate::faults::program::{Program, program, token};
use leadhub_golden::{Golden, Reply, send};
use leadhub_testkit::block_on;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../../../../../README.md");
const IN_VIETNAMESE: &str = include_str!("../../../../../README.vi.md");
/// Where `serve` listens unless it is told otherwise, as the README prints it.
const ADDRESS: &str = "http://127.0.0.1:8080";
/// What the test run has done already, or is.
const NOT_AGAIN: [&str; 2] = ["cargo build --release", "cargo xtask test"];

/// The commands of a README's `sh` blocks, each with its continued lines.
fn commands(readme: &str) -> Vec<String> {
    let blocks = readme.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let joined: String = blocks.collect::<String>().replace("\\\n", " ");
    joined.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A shell in the folder, which has the program where a build would have put it.
fn shell(folder: &Path, line: &str) -> Command {
    let command = program();
    let place = folder.join("target/release/leadhub");
    if !place.exists() {
        std::fs::create_dir_all(folder.join("target/release")).unwrap();
        std::os::unix::fs::symlink(command.get_program(), &place).unwrap();
    }
    let mut shell = Command::new("sh");
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.args(["-c", line]).current_dir(folder).env("LEADHUB_LISTEN", "127.0.0.1:0").env("TMPDIR", folder);
    shell
}

/// Sends the README's curl line with the test client.
fn curl(line: &str, base_url: &str, token: &str) -> Reply {
    let line = line.replace("<the caresoft token>", token).replace(ADDRESS, "https://{{API_HOST}}");
    let sample = Golden::parse("readme/01_curl.ours.http", &format!("# decision B1\n\n{line}\n\n--- 200\n")).unwrap();
    block_on(send(base_url, &sample.request)).unwrap()
}

#[test]
fn every_command_of_the_readme_does_what_it_says() {
    let folder = folder();
    let (mut made, mut served, mut answered) = (String::new(), None, 0);
    for line in commands(README) {
        if NOT_AGAIN.contains(&line.as_str()) {
            continue;
        }
        if let Some(args) = line.strip_prefix("cargo run --release -- ") {
            let mut demo = shell(folder.path(), &format!("exec ./target/release/leadhub {args}"));
            assert!(Program::start(&mut demo, "serving on ").terminate(), "{line}");
        } else if line.starts_with("./target/release/leadhub init ") {
            made = finish(&mut shell(folder.path(), &line)).well();
        } else if line.starts_with("./target/release/leadhub serve") {
            served = Some(Program::start(&mut shell(folder.path(), &format!("exec {line}")), "leadhub serves on "));
        } else if line.starts_with("curl ") {
            let base_url = &served.as_ref().expect("served before it is called").base_url;
            let reply = curl(&line, base_url, &token(&made, "caresoft"));
            let body: Value = serde_json::from_slice(&reply.body).unwrap();
            assert_eq!((reply.status, &body["code"]), (200, &Value::from("ok")), "{line}: {body}");
            assert!(reply.header("x-request-id").is_some(), "every answer carries its id");
            answered += 1;
        } else {
            panic!("the README has a command that nobody runs: {line}");
        }
    }
    assert_eq!(answered, 1, "the README's curl line is gone");
    assert!(served.unwrap().terminate(), "SIGTERM ends it well");
}

/// A remark behind a command is in the language of its README.
#[test]
fn the_vietnamese_readme_gives_the_same_commands_and_links() {
    let bare = |readme| {
        commands(readme).iter().map(|line| line.split(" #").next().unwrap().trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(bare(IN_VIETNAMESE), bare(README));
    let links = |readme: &str| {
        let targets = readme.split("](").skip(1).map(|rest| rest.split(')').next().unwrap().to_owned());
        targets.filter(|target| !target.starts_with("README") && !target.contains("screenshots")).collect::<Vec<_>>()
    };
    let (own, other) = (links(IN_VIETNAMESE), links(README));
    assert!(
        own.iter().all(|link| other.contains(link)) && other.iter().all(|link| own.contains(link)),
        "{own:?} {other:?}"
    );
    let sections = |readme: &str| readme.lines().filter(|line| line.starts_with("## ")).count();
    assert_eq!(sections(IN_VIETNAMESE), sections(README));
}

#[test]
fn the_address_in_the_readme_is_the_default_one() {
    let default = leadhub::config::Config::defaults().unwrap().values.listen;
    assert_eq!(ADDRESS, format!("http://{default}"));
    assert!(README.contains(&format!("leadhub serve                                    # {ADDRESS}")));
    for name in README.split('`').filter(|word| word.starts_with("LEADHUB_")) {
        let is_known = name == "LEADHUB_CONFIG" || leadhub::config::KEYS.iter().any(|key| key.variable == name);
        assert!(is_known, "{name} means nothing");
    }
}

/// With two programs in the workspace, `cargo run` has to be told which one is meant.
#[test]
fn a_plain_cargo_run_runs_the_program() {
    let command = "cargo run --release -- demo";
    assert!(README.contains(command), "the README names another command than this test knows");
    let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path", workspace])
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let default = metadata["workspace_default_members"].as_array().unwrap();
    assert!(default.len() == 1 && default[0].as_str().unwrap().contains("/crates/leadhub"), "{default:?}");
}
