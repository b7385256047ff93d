//! `leadhub token`: what is issued opens, what ended does not, and nobody's text is shown again. On both engines, beside a server
//! that is asked with them.

use super::{folder, run};
use crate::conformance::raw::{Answer, Request, exchange};
use crate::faults::program::{Program, init};
use leadhub::doors::DIALECTS;
use leadhub_testkit::{TestStore, block_on, both_engines};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

const STATUS: &str = "/acme/api/v1/lead/status";

fn ask(program: &Program, target: &str, token: &str) -> Answer {
    block_on(exchange(&program.base_url, &Request::new("GET", target).bearer(token)))
}

/// Waits until the server has noticed that a token ended, which it does within a second.
fn ends(program: &Program, token: &str) {
    let began = Instant::now();
    while ask(program, STATUS, token).status == 200 {
        assert!(began.elapsed() < Duration::from_secs(2), "a token that ended still works");
        std::thread::sleep(Duration::from_millis(20));
    }
}

both_engines! {
    migrate = crate::migrate;

    fn tokens_are_created_listed_and_revoked(store: TestStore) {
        let folder = folder();
        let store = init(store.url());
        let of = |command: &'static str| vec!["token", command, "--organisation", "acme", "--database", store.url.as_str()];
        let with = |command, more: &[&'static str]| [of(command), more.to_vec()].concat();
        let running = Program::serve(&store);
        let create = with("create", &["--dialect", "caresoft", "--name", "Web forms", "--setting", "zone=Asia/Ho_Chi_Minh", "--setting", "default_service_id=1"]);
        let made = run(folder.path(), &create).well();
        let made = made.trim();
        assert_eq!(ask(&running, STATUS, made).status, 200);
        // The settings are in force: no service is named.
        let lead = json!({ "lead": { "subject": "x", "phone": "0349719988" } }).to_string();
        let post = Request::new("POST", "/acme/api/v1/lead").bearer(made).json(lead);
        assert_eq!(block_on(exchange(&running.base_url, &post)).status, 200);
        let more = run(folder.path(), &with("create", &["--dialect", "caresoft", "--name", "Web forms"])).well();
        assert_ne!(made, more.trim(), "a second token of the same integration");
        let over = run(folder.path(), &with("create", &["--dialect", "caresoft", "--name", "Web forms", "--expires-in-days=-1"])).well();
        assert_eq!(ask(&running, STATUS, over.trim()).status, 401, "a token whose time is over");
        let forever = run(folder.path(), &with("create", &["--dialect", "caresoft", "--name", "Web forms", "--expires-in-days=9223372036854775807"]));
        assert_eq!(ask(&running, STATUS, forever.well().trim()).status, 200);

        let list = run(folder.path(), &of("list")).well();
        assert!(list.lines().any(|line| line.starts_with("caresoft ") && line.contains("Web forms") && line.contains("default_service_id")), "{list}");
        let headings = list.lines().filter(|line| !line.starts_with(' ')).count();
        assert_eq!((headings, list.lines().count()), (DIALECTS.len() + 1, 2 * DIALECTS.len() + 5), "{list}");
        assert!(!list.contains("lh_"), "a token is shown again: {list}");

        let shown = run(folder.path(), &with("show", &["--name", "Web forms"])).well();
        for line in ["  zone                     \"Asia/Ho_Chi_Minh\" an IANA", "  explain_errors           -        true or false (otherwise false): "] {
            assert!(shown.lines().any(|shown| shown.starts_with(line)), "{line}: {shown}");
        }
        assert_eq!(ask(&running, STATUS, made).status, 200);
        let revoked = run(folder.path(), &with("revoke", &["--name", "Web forms"])).well();
        assert_eq!(revoked, "revoked 4 token(s) of 'Web forms'\n");
        ends(&running, made);
        assert_eq!(ask(&running, STATUS, made).json(), Some(json!({ "code": "errors", "message": "Unauthenticated." })));
        assert_eq!(ask(&running, STATUS, more.trim()).status, 401);
        assert_eq!(ask(&running, STATUS, &store.caresoft).status, 200, "another integration's token");
        assert_eq!(run(folder.path(), &with("revoke", &["--name", "Web forms"])).well(), "revoked 0 token(s) of 'Web forms'\n");
        refused_tokens(folder.path(), &store.url);
        assert!(running.terminate());
    }

    fn tokens_are_told_apart_and_rotated(store: TestStore) {
        let folder = folder();
        let store = init(store.url());
        let running = Program::serve(&store);
        let token = |args: &[&str]| run(folder.path(), &[&["token"], args, &["--organisation", "acme", "--database", &store.url]].concat());
        let json = |args: &[&str]| serde_json::from_str::<Value>(&token(&[args, &["--json"]].concat()).well()).unwrap();
        // The integration's tokens as they are listed, newest first.
        let listed = || {
            let all = json(&["list"]);
            let rows = all["integrations"].as_array().unwrap();
            rows.iter().find(|row| row["name"] == "Forms").unwrap().clone()
        };
        let states = || listed()["tokens"].as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let made = json(&["create", "--dialect", "caresoft", "--name", "Forms", "--scope", "read", "--expires-in-days", "30"]);
        assert_eq!(made["integration"]["scopes"], json!(["read"]));
        assert!(made["expires_at"].as_str().unwrap().ends_with("+07:00"), "{made}");
        let first = made["token"].as_str().unwrap().to_owned();
        assert_eq!(ask(&running, STATUS, &first).status, 200);
        let post = Request::new("POST", "/acme/api/v1/lead").bearer(&first).json(json!({ "lead": { "subject": "x", "phone": "0349719988", "service_id": 1 } }).to_string());
        assert_eq!(block_on(exchange(&running.base_url, &post)).status, 403, "it may only read");

        // One of two is revoked by the id that the list shows.
        let second = token(&["create", "--dialect", "caresoft", "--name", "Forms"]).well();
        assert_eq!(states(), ["good", "good"]);
        let id = listed()["tokens"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(token(&["revoke", "--id", &id]).well(), format!("revoked the token {id}\n"));
        ends(&running, second.trim());
        assert_eq!((ask(&running, STATUS, &first).status, states()), (200, vec!["revoked".to_owned(), "good".to_owned()]));
        assert!(token(&["revoke", "--id", "0123456789ab"]).refused().starts_with("there is no token '0123456789ab': "));

        // During the overlap both are good, and the old one's end is told.
        let third = json(&["rotate", "--name", "Forms", "--overlap", "24h"])["token"].as_str().unwrap().to_owned();
        assert_eq!(states(), ["good", "revoked", "good"]);
        assert_eq!((ask(&running, STATUS, &first).status, ask(&running, STATUS, &third).status), (200, 200));
        let rows = listed();
        let life = |row: &Value| {
            let micros = |key: &str| leadhub_model::Moment::read(row[key].as_str().unwrap(), &leadhub_model::Zone::utc()).unwrap().micros();
            micros("expires_at") - micros("created_at")
        };
        assert!((86_400_000_000..86_500_000_000).contains(&life(&rows["tokens"][2])), "{rows}");
        assert_eq!(rows["tokens"][0]["expires_at"], Value::Null);

        // Without an overlap the old ones end at once.
        let fourth = token(&["rotate", "--name", "Forms"]).well();
        ends(&running, &first);
        ends(&running, &third);
        assert_eq!(ask(&running, STATUS, fourth.trim()).status, 200);
        assert_eq!(states(), ["good", "expired", "revoked", "expired"]);
        assert_eq!(ask(&running, STATUS, &store.caresoft).status, 200, "another integration's token");
        assert!(token(&["rotate", "--name", "Fax"]).refused().starts_with("there is no integration 'Fax': "));
        assert!(running.terminate());
    }
}

fn refused_tokens(folder: &Path, url: &str) {
    let create = ["token", "create", "--database", url];
    for (args, wanted) in [
        (
            &["--organisation", "nobody", "--dialect", "caresoft", "--name", "x"][..],
            "there is no organisation 'nobody' in ",
        ),
        (&["--organisation", "acme", "--dialect", "fax", "--name", "x"], "there is no dialect 'fax': take one of "),
        (
            &["--organisation", "acme", "--dialect", "dialer", "--name", "caresoft"],
            "there is an integration 'caresoft' already: ",
        ),
        (
            &["--organisation", "acme", "--dialect", "caresoft", "--name", "caresoft", "--setting", "zone=UTC"],
            "there is an integration 'caresoft' already: ",
        ),
        (
            &["--organisation", "acme", "--dialect", "caresoft", "--name", "x", "--setting", "zone"],
            "'zone' is no setting: write KEY=JSON",
        ),
        (&["--organisation", "acme", "--dialect", "dialer", "--name", "x", "--masked"], "only the native API masks: "),
        (
            &["--organisation", "acme", "--dialect", "dialer", "--name", "x", "--sees", "own"],
            "who sees only an agent's leads needs an agent: ",
        ),
        (
            &["--organisation", "acme", "--dialect", "dialer", "--name", "x", "--setting", "zome=UTC"],
            "the setting 'zome' is no setting of dialer: take one of create_status_201, corrected_phone_pattern, zone, ",
        ),
        (
            &["--organisation", "acme", "--dialect", "dialer", "--name", "x", "--setting", "create_status_201=yes"],
            "the setting 'create_status_201' must be true or false",
        ),
    ] {
        let say = run(folder, &[&create[..], args].concat()).refused();
        assert!(say.starts_with(wanted), "{args:?}: {say}");
    }
    let say = run(folder, &["token", "revoke", "--database", url, "--organisation", "acme", "--name", "x"]).refused();
    assert_eq!(say, "there is no integration 'x': 'leadhub token list' shows them");
    let say = run(folder, &["token", "list", "--database", url, "--organisation", "nobody"]).refused();
    assert!(say.starts_with("there is no organisation 'nobody'"), "{say}");
}
