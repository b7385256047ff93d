//! With `--json` every command says exactly one JSON object on standard output, or one a line where it goes on for a while, and its
//! error as `{"error": …}`. The commands are taken off the help, so that none is left out. On both engines.

use super::help::commands;
use super::{folder, run};
use crate::faults::program::{Program, init, program};
use leadhub_core::store::{campaigns, organisations};
use leadhub_core::{Actor, Hub, HubOptions, actions, import};
use leadhub_model::Paging;
use leadhub_model::list::NewList;
use leadhub_model::upload::Step;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::Value;
use std::path::Path;

/// Every command that does something, each as its words.
fn every_command(folder: &Path) -> Vec<Vec<String>> {
    let (mut waiting, mut found) = (vec![Vec::<String>::new()], Vec::new());
    while let Some(command) = waiting.pop() {
        let args: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
        let deeper = commands(&run(folder, &args).well());
        if deeper.is_empty() {
            found.push(command.clone());
        }
        waiting.extend(deeper.into_iter().map(|name| command.iter().cloned().chain([name]).collect()));
    }
    found
}

/// How a command is called in a store that has the organisation `acme`, and a key that its object has.
fn call(command: &str) -> Option<(&'static [&'static str], &'static str)> {
    Some(match command {
        "init" => (&["--organisation", "first"], "tokens"),
        "org list" => (&[], "organisations"),
        "org show" => (&["acme"], "slug"),
        "org create" => (&["second"], "tokens"),
        "org update" => (&["acme", "--name", "Acme Hospitals"], "name"),
        "org rename" => (&["acme", "--campaign", "Chung", "--to", "Chung"], "uuid"),
        "org reference export" => (&["acme"], "stages"),
        "user list" => (&["--organisation", "acme"], "users"),
        "user show" => (&["lan.nguyen", "--organisation", "acme"], "username"),
        "user create" => (&["mai.tran", "--organisation", "acme"], "uuid"),
        "user update" => (&["lan.nguyen", "--organisation", "acme", "--role-number", "2"], "role"),
        "user passwd" => (&["lan.nguyen", "--organisation", "acme", "--generate"], "password"),
        "user sessions" => (&["lan.nguyen", "--organisation", "acme"], "sessions"),
        "token create" => (&["--organisation", "acme", "--dialect", "caresoft", "--name", "Forms"], "token"),
        "token list" => (&["--organisation", "acme"], "integrations"),
        "token show" => (&["--organisation", "acme", "--name", "caresoft"], "known_settings"),
        "token rotate" => (&["--organisation", "acme", "--name", "caresoft"], "old_tokens_end_at"),
        "token revoke" => (&["--organisation", "acme", "--name", "dialer"], "revoked"),
        "imports list" => (&["--organisation", "acme"], "imports"),
        "migrate" => (&[], "migrated"),
        "export" => (&["--organisation", "acme", "--to", "leads.csv"], "leads"),
        "backup" => (&["--to", "copy.db"], "rows"),
        "config" => (&[], "settings"),
        _ => return None,
    })
}

/// The number of a file that waits to be worked, or that was cancelled before.
fn waiting_import(store: &TestStore, is_cancelled: bool) -> String {
    let hub = Hub::open(store.url(), HubOptions::default()).unwrap();
    let id = hub.write_blocking(move |tx| {
        let house = Actor::house(organisations::find_organisation(tx, "acme")?.unwrap());
        let campaign = campaigns::list_campaigns(tx, &house, None, Paging { offset: 0, limit: 1 })?.rows.remove(0).uuid;
        let name = tx.new_uuid().to_string();
        let list = actions::create_list(tx, &house, &NewList { name, description: String::new(), campaign })?.uuid;
        let id = import::begin_upload(tx, &house, "waiting.csv")?;
        import::hold_upload(tx, &house, id, list)?;
        import::step(tx, &house, id, if is_cancelled { Step::Cancel } else { Step::Start })?;
        Ok(id)
    });
    hub.close();
    id.unwrap().to_string()
}

fn object(text: &str) -> Value {
    assert_eq!(text.lines().count(), 1, "{text}");
    let object: Value = serde_json::from_str(text).unwrap();
    assert!(object.is_object(), "{text}");
    object
}

both_engines! {
    migrate = crate::migrate;

    fn every_command_says_one_object(store: TestStore) {
        let folder = folder();
        init(store.url());
        let url = ["--database", store.url()];
        run(folder.path(), &[&["user", "create", "lan.nguyen", "--organisation", "acme"][..], &url].concat()).well();
        for command in every_command(folder.path()) {
            let words: Vec<&str> = command.iter().map(String::as_str).collect();
            let (args, key): (Vec<&str>, &str) = match words.join(" ").as_str() {
                "completions" => (vec!["bash"], "script"),
                // The file is any store's; the one restored into is new.
                "restore" => {
                    run(folder.path(), &[&["backup", "--to", "any.db"][..], &url].concat()).well();
                    (vec!["any.db", "--database", "restored.db"], "rows")
                }
                "move" => (vec!["--from", store.url(), "--to", "moved.db"], "hashes"),
                "import" => {
                    std::fs::write(folder.path().join("new.csv"), "phone\n0900000001\n").unwrap();
                    let args = ["new.csv", "--organisation", "acme", "--list", "New", "--campaign", "Chung"];
                    (args.into_iter().chain(url).collect(), "taken")
                }
                one if one.starts_with("imports ") && one != "imports list" => {
                    let id = waiting_import(&store, one == "imports undo");
                    let to = (one == "imports refused").then_some("refused.csv");
                    let args = [id.leak() as &str].into_iter().chain(to).chain(["--organisation", "acme"]).chain(url);
                    (args.collect(), if to.is_some() { "refused" } else { "state" })
                }
                "org reference import" => {
                    std::fs::write(folder.path().join("labels.json"), r#"{"labels": [{"id": 9, "label": "VIP"}]}"#).unwrap();
                    (["acme", "labels.json"].into_iter().chain(url).collect(), "put")
                }
                "doctor" => (["--listen", "127.0.0.1:0"].into_iter().chain(url).collect(), "findings"),
                // They go on, and are the next test's.
                "serve" | "demo" => continue,
                name => {
                    let (args, key) = call(name).unwrap_or_else(|| panic!("'{name}' needs a case here"));
                    (args.iter().copied().chain(url).collect(), key)
                }
            };
            let ran = run(folder.path(), &[&words[..], &args, &["--json"]].concat());
            assert!(ran.code == Some(0) || words == ["doctor"], "{words:?}: {}{}", ran.out, ran.err);
            assert!(object(&ran.out).get(key).is_some(), "{words:?} has no {key}: {}", ran.out);
        }
    }

    fn what_goes_on_says_an_object_a_line(store: TestStore) {
        let folder = folder();
        init(store.url());
        let mut serve = program();
        serve.args(["serve", "--json", "--listen", "127.0.0.1:0", "--log", "error", "--database", store.url()]);
        let running = Program::start(&mut serve, "{\"serving\":");
        assert!(object(&running.printed)["serving"].as_str().unwrap().starts_with("http://127.0.0.1:"));
        assert!(running.terminate());
        let demo = run(folder.path(), &["demo", "--check", "--json", "--listen", "127.0.0.1:0"]).well();
        let lines: Vec<Value> = demo.lines().map(object).collect();
        let (samples, rest): (Vec<&Value>, Vec<&Value>) = lines.iter().partition(|line| line.get("call").is_some());
        assert!(samples.len() > 20 && samples.iter().all(|sample| sample["differences"] == Value::Array(Vec::new())));
        assert_eq!(rest[0]["as_documented"], samples.len());
        assert!(rest.len() == 2 && rest[1]["organisations"][0]["integrations"][0]["token"].is_string());
    }

    fn every_error_is_an_object(store: TestStore) {
        let folder = folder();
        let url = ["--database", store.url()];
        for args in [
            &["org", "show", "nobody"][..],
            &["token", "list", "--organisation", "nobody"],
            &["init", "--organisation", "V3"],
            &["serve", "--listen", "192.0.2.1:1"],
        ] {
            let ran = run(folder.path(), &[args, &url, &["--json", "--log", "error"]].concat());
            assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{args:?}: {}", ran.err);
            assert!(object(&ran.err)["error"].is_string(), "{args:?}: {}", ran.err);
        }
        let bad = run(folder.path(), &["config", "--json", "--config", "nowhere.toml"]);
        assert_eq!((bad.code, object(&bad.err)["error"].is_string()), (Some(1), true));
    }
}
