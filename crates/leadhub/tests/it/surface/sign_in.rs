//! Users who sign in, as an operator makes them: `init`'s administrator, `user passwd`, roles, sessions, what `doctor` says and the
//! native API shows. Whether a password opens is asked of the core on the same store. On both engines.

use super::{Ran, finish, folder, run};
use crate::conformance::raw::{Request, exchange};
use crate::faults::program::{Program, init, program};
use leadhub_core::actions::{self, SignIn, SignInError, SignedIn};
use leadhub_core::{Hub, HubOptions};
use leadhub_model::LeadError;
use leadhub_testkit::{TestStore, block_on, both_engines};
use serde_json::{Value, json};
use std::io::{Seek, Write};

/// Tries a password in the organisation of that short name.
fn sign_in(url: &str, organisation: &str, name: &str, password: &str) -> Result<SignedIn, SignInError> {
    let hub = Hub::open(url, HubOptions::default()).unwrap();
    let (organisation, name, password) = (organisation.to_owned(), name.to_owned(), password.to_owned());
    let asked = SignIn { organisation, name, password, address: None, device: "Firefox".to_owned() };
    let outcome = block_on(actions::sign_in(&hub, asked));
    hub.close();
    outcome
}

fn opens(url: &str, name: &str, password: &str) -> bool {
    sign_in(url, "acme", name, password).is_ok()
}

both_engines! {
    migrate = crate::migrate;

    fn init_makes_the_first_administrator(store: TestStore) {
        let folder = folder();
        let args = ["init", "--organisation", "acme", "--database", store.url(), "--json"];
        let made: Value = serde_json::from_str(&run(folder.path(), &args).well()).unwrap();
        let password = made["administrator"]["password"].as_str().unwrap();
        assert_eq!(made["administrator"]["username"], "admin");
        let signed_in = sign_in(store.url(), "acme", "admin", password).unwrap_or_else(|error| panic!("{error}"));
        assert!(signed_in.must_change);
        // Another organisation has another one, also where its reference data has a user of that name.
        std::fs::write(folder.path().join("beta.json"), run(folder.path(), &["org", "reference", "export", "acme", "--database", store.url()]).well()).unwrap();
        let out = run(folder.path(), &["org", "create", "beta", "--reference", "beta.json", "--database", store.url()]).well();
        let line = out.lines().skip_while(|line| !line.starts_with("administrator")).nth(1).unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        assert!(words[0] == "admin" && sign_in(store.url(), "beta", "admin", words[1]).is_ok(), "{line}");
        assert!(!opens(store.url(), "admin", words[1]));
        let users = run(folder.path(), &["user", "list", "--organisation", "beta", "--database", store.url(), "--json"]).well();
        assert_eq!(serde_json::from_str::<Value>(&users).unwrap()["users"].as_array().unwrap().len(), 1);
    }

    fn a_password_is_set_from_standard_input_or_generated(store: TestStore) {
        let folder = folder();
        let url = init(store.url()).url;
        let user = |args: &[&str]| run(folder.path(), &[&["user"], args, &["--organisation", "acme", "--database", &url]].concat());
        let json = |args: &[&str]| serde_json::from_str::<Value>(&user(&[args, &["--json"]].concat()).well()).unwrap();
        let typed = |name: &str, text: &str| -> Ran {
            let mut input = tempfile::tempfile().unwrap();
            input.write_all(text.as_bytes()).unwrap();
            input.rewind().unwrap();
            let mut command = program();
            command.args(["user", "passwd", name, "--organisation", "acme", "--database", &url]).current_dir(folder.path());
            finish(command.stdin(input))
        };
        let made = json(&["create", "lan.nguyen", "--role", "manager"]);
        assert_eq!((&made["login_role"], &made["has_login"], &made["role"]), (&json!("manager"), &json!(false), &json!(0)));
        let out = typed("lan.nguyen", "bốn con mèo xanh\n").well();
        assert!(out.contains("as manager") && !out.contains("mèo"), "{out}");
        assert!(opens(&url, "Lan.Nguyen", "bốn con mèo xanh"));
        for (text, wanted) in [("short\n", "password: it is too short"), ("", "password is missing"), ("lan.nguyen.2026\n", "password: the user's name is in it"), ("password123\n", "password: it is among those")] {
            let say = typed("lan.nguyen", text).refused();
            assert!(say.starts_with(wanted), "{say}");
        }
        let generated = user(&["passwd", "lan.nguyen", "--generate"]).well();
        assert!(opens(&url, "lan.nguyen", generated.trim_end()) && !opens(&url, "lan.nguyen", "bốn con mèo xanh"));
        assert_eq!(json(&["show", "lan.nguyen"])["has_login"], true);
        assert!(typed("nobody", "bốn con mèo xanh\n").refused().starts_with("there is no 'nobody'"));

        let listed = user(&["list"]).well();
        let line = |name: &str| listed.lines().find(|line| line.contains(name)).unwrap().split_whitespace().collect::<Vec<_>>()[1..4].join(" ");
        assert_eq!((line("admin"), line("lan.nguyen")), ("admin admin login".to_owned(), "lan.nguyen manager login".to_owned()));
        assert_eq!(json(&["passwd", "lan.nguyen", "--generate"])["login_role"], "manager");

        let say = user(&["update", "admin", "--role", "agent"]).refused();
        assert!(say.starts_with("role: nobody else is an administrator"), "{say}");
        assert_eq!(json(&["update", "lan.nguyen", "--role", "admin"])["login_role"], "admin");
        assert_eq!(json(&["update", "admin", "--role", "agent"])["login_role"], "agent");
        assert_eq!(run(folder.path(), &["user", "update", "admin", "--organisation", "acme", "--role", "root"]).code, Some(2));
    }

    fn sessions_are_listed_and_ended(store: TestStore) {
        let folder = folder();
        let url = init(store.url()).url;
        let user = |args: &[&str]| run(folder.path(), &[&["user"], args, &["--organisation", "acme", "--database", &url]].concat());
        let json = |args: &[&str]| serde_json::from_str::<Value>(&user(&[args, &["--json"]].concat()).well()).unwrap();
        let password = user(&["passwd", "admin", "--generate"]).well();
        assert_eq!(user(&["sessions", "admin"]).well(), "'admin' is signed in nowhere\n");
        let session = sign_in(&url, "acme", "admin", password.trim_end()).unwrap_or_else(|error| panic!("{error}")).session;
        let listed = json(&["sessions", "admin"])["sessions"].clone();
        assert_eq!((listed.as_array().unwrap().len(), &listed[0]["device"]), (1, &json!("Firefox")));
        assert!(!listed.to_string().contains(session.split_once('.').unwrap().1));
        assert_eq!(json(&["sessions", "admin", "--end"]), json!({ "ended": 1 }));
        assert_eq!(json(&["sessions", "admin"]), json!({ "sessions": [] }));
        assert!(opens(&url, "admin", password.trim_end()));
        let say = user(&["update", "admin", "--retired", "true"]).refused();
        assert!(say.contains("nobody else is an administrator"), "{say}");
        json(&["create", "lan.nguyen", "--role", "admin"]);
        assert!(user(&["update", "admin", "--retired", "true"]).code != Some(0), "who has no password is none");
        json(&["passwd", "lan.nguyen", "--generate"]);
        assert_eq!(json(&["update", "admin", "--retired", "true"])["retired"], true);
        assert!(!opens(&url, "admin", password.trim_end()));
        assert_eq!(json(&["sessions", "admin"]), json!({ "sessions": [] }));
        // Where nobody administers any more, as after a restore of an older store, it is said.
        leave_nobody(&url);
        let doctor = run(folder.path(), &["doctor", "--listen", "127.0.0.1:0", "--database", &url]).out;
        assert!(doctor.contains("warning  administrators: nobody can sign in as one in acme\n"), "{doctor}");
        json(&["passwd", "lan.nguyen", "--generate"]);
        let doctor = run(folder.path(), &["doctor", "--listen", "127.0.0.1:0", "--database", &url]).out;
        assert!(doctor.contains("good     administrators: "), "{doctor}");
    }

    /// Role and login are shown, and put by nobody who has only a token.
    fn the_native_api_shows_who_signs_in(store: TestStore) {
        let folder = folder();
        let kept = init(store.url());
        let token = |scope: &str| run(folder.path(), &["token", "create", "--organisation", "acme", "--dialect", "native", "--name", scope, "--scope", scope, "--database", &kept.url]).well();
        let token = token("read,write,admin");
        let running = Program::serve(&kept);
        let ask = |method: &str, target: &str, body: Option<Value>| {
            let request = Request::new(method, target).bearer(token.trim_end());
            let request = match body { Some(body) => request.json(body.to_string()), None => request };
            let answer = block_on(exchange(&running.base_url, &request));
            (answer.status, answer.json().unwrap())
        };
        let (_, users) = ask("GET", "/hub/v1/users", None);
        let admin = &users["data"][0];
        assert_eq!((&admin["username"], &admin["login_role"], &admin["has_login"], &admin["role"]), (&json!("admin"), &json!("admin"), &json!(true), &json!(0)));
        assert!(!users.to_string().contains("argon2") && !users.to_string().contains("password"));
        for (field, value) in [("login_role", json!("admin")), ("has_login", json!(true)), ("password", json!("bốn con mèo xanh"))] {
            let (status, problem) = ask("PUT", "/hub/v1/users/9", Some(json!({ "username": "x", field: value })));
            assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!(field)));
        }
        let (status, problem) = ask("PUT", "/hub/v1/users/1", Some(json!({ "username": "admin", "retired": true })));
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("retired")), "{problem}");
        let user = |args: &[&str]| run(folder.path(), &[&["user"], args, &["--organisation", "acme", "--database", &kept.url]].concat()).well();
        user(&["create", "lan.nguyen", "--role", "admin"]);
        user(&["passwd", "lan.nguyen", "--generate"]);
        let (status, retired) = ask("PUT", "/hub/v1/users/1", Some(json!({ "username": "admin", "retired": true })));
        assert_eq!((status, &retired["retired"], &retired["has_login"]), (200, &json!(true), &json!(false)));
        assert!(running.terminate());
    }
}

/// Takes every user's password away, past all verbs.
fn leave_nobody(url: &str) {
    let hub = Hub::open(url, HubOptions::default()).unwrap();
    hub.write_blocking(|tx| Ok::<_, LeadError>(tx.execute("UPDATE login SET password_hash = NULL", &[])?)).unwrap();
    hub.close();
}
