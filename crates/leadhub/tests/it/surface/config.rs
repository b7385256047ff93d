//! Where settings come from, what is said when one does not fit, and that no secret is ever shown. Through `leadhub config`,
//! which shows what `serve` would run with, and through `serve` itself.

use super::{Ran, finish, folder, run};
use crate::faults::program::program;
use leadhub::config::{Config, DEFAULT, KEYS};
use leadhub::http::ServerOptions;
use leadhub_core::HubOptions;
use leadhub_wire::Limits;
use serde_json::{Value, json};
use std::path::Path;

/// Runs a command in a folder with an environment of its own, where `./leadhub.toml` counts.
fn with(folder: &Path, variables: &[(&str, &str)], args: &[&str]) -> Ran {
    let mut command = program();
    command.env_remove("LEADHUB_CONFIG").envs(variables.iter().copied());
    finish(command.args(args).current_dir(folder))
}

/// Value and origin of a key in force.
fn in_force(folder: &Path, variables: &[(&str, &str)], args: &[&str], key: &str) -> (Value, String) {
    let out = with(folder, variables, &[&["config", "--json"], args].concat()).well();
    let all: Value = serde_json::from_str(&out).unwrap();
    let setting = all["settings"].as_array().unwrap().iter().find(|setting| setting["key"] == key).unwrap().clone();
    (setting["value"].clone(), setting["origin"].as_str().unwrap().to_owned())
}

#[test]
fn the_default_file_documents_every_key_and_no_other() {
    let blocks: Vec<&str> = DEFAULT.split("\n\n").filter(|block| block.contains("\n# Environment: ")).collect();
    assert_eq!(blocks.len(), KEYS.len(), "a key without its paragraph, or a paragraph without its key");
    for (key, block) in KEYS.iter().zip(blocks) {
        let (section, name) =
            key.name.split_once('.').map_or((None, key.name), |(section, name)| (Some(section), name));
        assert!(block.lines().last().unwrap().starts_with(&format!("{name} = ")), "{} does not end {block}", key.name);
        let named = DEFAULT[..DEFAULT.find(block).unwrap() + block.len()].lines().rfind(|line| line.starts_with('['));
        assert_eq!(named, section.map(|section| format!("[{section}]")).as_deref(), "{}", key.name);
        let flag = key.flag.map(|flag| format!(" Command line: {flag}.")).unwrap_or_default();
        let wanted = format!("# Environment: {}.{flag}", key.variable);
        assert!(block.lines().any(|line| line == wanted), "{}: {wanted}\n{block}", key.name);
    }
}

#[test]
fn the_defaults_are_those_of_the_parts() {
    let limits = Config::defaults().unwrap().values.limits;
    let parts = (Limits::default(), HubOptions::default(), ServerOptions::default());
    assert_eq!((limits.body_bytes.get(), limits.upload_bytes.get()), (parts.0.body, parts.0.upload));
    assert_eq!(limits.waiting_writes.get(), parts.1.queue);
    assert_eq!(i64::from(limits.requests_per_second.get()), parts.2.requests_per_second);
    assert_eq!(parts.2.metrics_token, None);
}

#[test]
fn without_any_source_the_defaults_are_in_force() {
    let folder = folder();
    assert_eq!(with(folder.path(), &[], &["config", "--default"]).well(), DEFAULT);
    let shown = run(folder.path(), &["config"]).well();
    let wanted = r#"# read: /dev/null
database = "leadhub.db"
listen = "127.0.0.1:8080"

[log]
level = "info"
format = "text"
requests = true

[limits]
body_bytes = 1048576
upload_bytes = 268435456
waiting_writes = 4096
requests_per_second = 20000

[metrics]
token = ""
"#;
    assert_eq!(shown, wanted);
    let origins = run(folder.path(), &["config", "--show-origin"]).well();
    assert_eq!(origins.matches("  # default\n").count(), KEYS.len(), "{origins}");
    // What is shown is a file.
    for text in [shown.as_str(), origins.as_str(), DEFAULT] {
        std::fs::write(folder.path().join("leadhub.toml"), text).unwrap();
        let again = with(folder.path(), &[], &["config"]).well();
        assert_eq!(again, wanted.replace("/dev/null", "leadhub.toml"));
    }
}

#[test]
fn the_stronger_source_wins_and_is_named() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(
        path.join("leadhub.toml"),
        "listen = \"127.0.0.1:1\"\n\n[limits]\nbody_bytes = 0x10\nupload_bytes = 20\n",
    )
    .unwrap();
    std::fs::write(path.join("other.toml"), "limits.body_bytes = 30").unwrap();
    std::fs::write(path.join("third.toml"), "[limits]\nbody_bytes = 31").unwrap();
    let body = |variables: &[(&str, &str)], args: &[&str]| in_force(path, variables, args, "limits.body_bytes");
    let setting = |value: i64, origin: &str| (json!(value), origin.to_owned());
    assert_eq!(body(&[], &[]), setting(16, "leadhub.toml:4"));
    assert_eq!(in_force(path, &[], &[], "limits.waiting_writes"), setting(4096, "default"));
    // One file is read, and not another beside it.
    let named = [("LEADHUB_CONFIG", "other.toml")];
    assert_eq!(body(&named, &[]), setting(30, "other.toml:1"));
    assert_eq!(in_force(path, &named, &[], "limits.upload_bytes"), setting(268_435_456, "default"));
    assert_eq!(body(&named, &["--config", "third.toml"]), setting(31, "third.toml:2"));
    // The environment comes before the file, the command line before both.
    let set = [("LEADHUB_BODY_LIMIT", "40")];
    assert_eq!(body(&set, &[]), setting(40, "environment LEADHUB_BODY_LIMIT"));
    assert_eq!(body(&set, &["--body-limit", "50"]), setting(50, "flag --body-limit"));
    assert_eq!(in_force(path, &set, &["--body-limit", "50"], "limits.upload_bytes"), setting(20, "leadhub.toml:5"));
    let origins = with(path, &set, &["config", "--show-origin", "--listen", "127.0.0.1:2"]).well();
    for line in [
        "# read: leadhub.toml",
        "listen = \"127.0.0.1:2\"  # flag --listen",
        "body_bytes = 40  # environment LEADHUB_BODY_LIMIT",
        "upload_bytes = 20  # leadhub.toml:5",
    ] {
        assert!(origins.lines().any(|shown| shown == line), "{line}\n{origins}");
    }
}

#[test]
fn every_key_can_be_set_by_its_variable_and_its_flag() {
    let folder = folder();
    for key in KEYS {
        let value = match key.name {
            "listen" => "127.0.0.1:9",
            "log.level" => "error",
            "log.format" => "json",
            "database" => "elsewhere.db",
            "metrics.token" => "***",
            "log.requests" => "false",
            _ => "77",
        };
        let text = |shown: Value| shown.as_str().map_or_else(|| shown.to_string(), str::to_owned);
        let (shown, origin) = in_force(folder.path(), &[(key.variable, value)], &[], key.name);
        assert_eq!((text(shown), origin), (value.to_owned(), format!("environment {}", key.variable)));
        if let Some(flag) = key.flag {
            let (shown, origin) = in_force(folder.path(), &[], &[flag, value], key.name);
            assert_eq!((text(shown), origin), (value.to_owned(), format!("flag {flag}")));
        }
    }
}

#[test]
fn a_file_that_is_no_good_says_where_what_and_what_else() {
    let folder = folder();
    for (text, wanted) in [
        ("\nlistn = 1\n", "leadhub.toml:2: there is no key 'listn': did you mean 'listen'? "),
        ("[limits]\nbody = 1", "leadhub.toml:2: there is no key 'limits.body': did you mean 'limits.body_bytes'? "),
        ("upload_bytes = 1", "leadhub.toml:1: there is no key 'upload_bytes': did you mean 'limits.upload_bytes'? "),
        ("[limit]\nupload_bytes = 1", "leadhub.toml:1: there is no key 'limit': did you mean 'limits'? "),
        (
            "[log]\nlevel.x = 1",
            "leadhub.toml:2: log.level must be \"error\", \"warn\", \"info\" or \"debug\", not a table",
        ),
        ("listen = 8080", "leadhub.toml:1: listen must be an address and a port such as \"127.0.0.1:8080\", not 8080"),
        (
            "listen = \"8080\"",
            "leadhub.toml:1: listen must be an address and a port such as \"127.0.0.1:8080\", not \"8080\"",
        ),
        (
            "[log]\nlevel = \"loud\"",
            "leadhub.toml:2: log.level must be \"error\", \"warn\", \"info\" or \"debug\", not \"loud\"",
        ),
        (
            "[limits]\nbody_bytes = \"1 MiB\"",
            "leadhub.toml:2: limits.body_bytes must be a whole number from 1 up, not \"1 MiB\"",
        ),
        ("[limits]\nbody_bytes = 0", "leadhub.toml:2: limits.body_bytes must be a whole number from 1 up, not 0"),
        ("[limits]\nbody_bytes = 1.5", "leadhub.toml:2: limits.body_bytes must be a whole number from 1 up, not 1.5"),
        (
            "[limits]\nrequests_per_second = 9999999999",
            "leadhub.toml:2: limits.requests_per_second must be a whole number",
        ),
        ("database = [1]", "leadhub.toml:1: database must be the path of an SQLite file or a postgres:// URL"),
        ("database = \"\"", "leadhub.toml:1: database must be the path of an SQLite file or a postgres:// URL"),
        ("limits = 5", "leadhub.toml:1: 'limits' is a section: write [limits] and its keys below"),
        ("listen = \"127.0.0.1:1\"\nlisten = \"127.0.0.1:2\"", "leadhub.toml:2: "),
        ("listen = ", "leadhub.toml:1: "),
        ("listen", "leadhub.toml:1: "),
    ] {
        std::fs::write(folder.path().join("leadhub.toml"), text).unwrap();
        for command in [&["config"][..], &["serve", "--database", "nowhere.db"], &["org", "list"]] {
            let say = with(folder.path(), &[], command).refused();
            assert!(say.starts_with(wanted), "{text}: {say}");
        }
    }
    for args in [&["config", "--config", "gone.toml"][..], &["serve", "--config", "gone.toml"]] {
        let say = with(folder.path(), &[], args).refused();
        assert!(say.starts_with("cannot read the configuration gone.toml: No such file"), "{say}");
    }
    std::fs::write(folder.path().join("latin1.toml"), b"database = \"\xe9\"").unwrap();
    let say = with(folder.path(), &[("LEADHUB_CONFIG", "latin1.toml")], &["config"]).refused();
    assert!(say.starts_with("cannot read the configuration latin1.toml: "), "{say}");
}

#[test]
fn a_variable_that_does_not_fit_is_refused_and_an_unknown_one_told() {
    let folder = folder();
    for (name, value, wanted) in [
        ("LEADHUB_LISTEN", "", "environment LEADHUB_LISTEN: listen must be an address and a port"),
        (
            "LEADHUB_BODY_LIMIT",
            "1k",
            "environment LEADHUB_BODY_LIMIT: limits.body_bytes must be a whole number from 1 up, not \"1k\"",
        ),
        ("LEADHUB_DATABASE", "mysql://leads", "environment LEADHUB_DATABASE: database must be the path of"),
        ("LEADHUB_LOG", "INFO", "environment LEADHUB_LOG: log.level must be"),
    ] {
        let say = with(folder.path(), &[(name, value)], &["config"]).refused();
        assert!(say.starts_with(wanted), "{say}");
    }
    let unknown = with(folder.path(), &[("LEADHUB_DATABSE", "x"), ("LEADHUB_TEST_X", "y")], &["config"]);
    assert!(
        unknown.err.contains("LEADHUB_DATABSE, which means nothing here: did you mean LEADHUB_DATABASE?"),
        "{}",
        unknown.err
    );
    assert!(!unknown.err.contains("LEADHUB_TEST_X"), "{}", unknown.err);
    unknown.well();
    assert_eq!(with(folder.path(), &[], &["config"]).err, "");
}

#[test]
fn a_flag_that_does_not_fit_is_a_wrong_call() {
    let folder = folder();
    for args in [
        &["serve", "--listen", "8080"][..],
        &["serve", "--body-limit", "0"],
        &["serve", "--log", "loud"],
        &["org", "update", "acme"],
        &["token", "revoke", "--organisation", "acme"],
        &["token", "rotate", "--organisation", "acme", "--name", "x", "--overlap", "soon"],
        &["token", "create", "--organisation", "acme", "--dialect", "caresoft", "--name", "x", "--scope", "root"],
        &["completions", "tcsh"],
    ] {
        let ran = run(folder.path(), args);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{args:?}: {}", ran.err);
        let json = run(folder.path(), &[args, &["--json"]].concat());
        let error: Value = serde_json::from_str(json.err.trim()).unwrap();
        assert_eq!((json.code, error["error"].is_string()), (Some(2), true), "{}", json.err);
    }
}

/// Whoever lists the processes of the machine reads it.
#[test]
fn a_password_on_the_command_line_is_warned_of() {
    let folder = folder();
    let listed = |url: &str| run(folder.path(), &["org", "list", "--database", url]).err;
    for with in
        ["postgres://leadhub:s3cret@127.0.0.1:1/leads", "postgres://127.0.0.1:1/leads?user=leadhub&password=s3cret"]
    {
        let output = listed(with);
        assert!(output.contains("LEADHUB_DATABASE") && output.contains("leadhub.toml"), "{output}");
        assert!(!output.contains("s3cret"), "{output}");
    }
    for without in ["postgres://leadhub@127.0.0.1:1/leads", "nowhere.db"] {
        let output = listed(without);
        assert!(!output.contains("LEADHUB_DATABASE"), "{output}");
    }
}

#[test]
fn no_secret_is_shown_whatever_is_wrong() {
    let folder = folder();
    let path = folder.path();
    let secrets = [
        ("LEADHUB_DATABASE", "postgres://leadhub:s3cret@127.0.0.1:1/leads?password=s3cret"),
        ("LEADHUB_METRICS_TOKEN", "s3cret"),
    ];
    let ran = [
        with(path, &secrets, &["config", "--show-origin"]),
        with(path, &secrets, &["config", "--json"]),
        with(path, &secrets, &["doctor"]),
        with(path, &secrets, &["serve"]),
        with(path, &secrets, &["--log", "debug", "org", "list"]),
        with(path, &secrets, &["migrate"]),
        with(path, &[("LEADHUB_DATABASE", "mysql://leadhub:s3cret@db/leads")], &["config"]),
    ];
    for ran in &ran {
        assert!(!ran.out.contains("s3cret") && !ran.err.contains("s3cret"), "{}{}", ran.out, ran.err);
    }
    assert!(ran[0].out.contains("database = \"postgres://leadhub@127.0.0.1:1/leads?password=***\""), "{}", ran[0].out);
    assert!(ran[0].out.contains("token = \"***\"  # environment LEADHUB_METRICS_TOKEN"), "{}", ran[0].out);
    assert!(ran[6].err.contains("not \"mysql://leadhub@db/leads\""), "{}", ran[6].err);
    std::fs::write(path.join("leadhub.toml"), "[metrics]\ntoken = 271828\n").unwrap();
    let say = with(path, &[], &["config"]).refused();
    assert_eq!(say, "leadhub.toml:2: metrics.token must be a text in quotation marks");
}
