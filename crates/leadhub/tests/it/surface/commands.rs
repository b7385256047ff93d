//! `init`, `serve` and `migrate` as an operator runs them, each as a process: what they do, and what they say when
//! they cannot. Texts of help are `help.rs`'s.

use super::{folder, run};
use crate::conformance::raw::{Answer, Request, exchange};
use crate::faults::program::{Program, init, token};
use leadhub::doors::DIALECTS;
use leadhub_testkit::{Engine, TestStore, block_on, both_engines};
use serde_json::json;
use std::time::{Duration, Instant};

fn ask(program: &Program, target: &str, token: &str) -> Answer {
    block_on(exchange(&program.base_url, &Request::new("GET", target).bearer(token)))
}

const STATUS: &str = "/acme/api/v1/lead/status";

both_engines! {
    migrate = crate::migrate;

    fn init_makes_an_organisation_once(store: TestStore) {
        let folder = folder();
        let first = ["init", "--organisation", "acme", "--name", "Acme Clinics", "--database", store.url()];
        let out = run(folder.path(), &first).well();
        assert!(out.starts_with(&format!("organisation 'acme' is ready in {}\n", store.url())), "{out}");
        assert!(out.ends_with(&format!("next: leadhub serve --database {}\n", store.url())), "{out}");
        let tokens: Vec<String> = DIALECTS.iter().map(|dialect| token(&out, dialect.key)).collect();
        assert!(tokens.iter().all(|token| token.starts_with("lh_") && token.len() == 43), "{out}");
        for organisation in ["acme", "ACME"] {
            let again = run(folder.path(), &["init", "--organisation", organisation, "--database", store.url()]);
            let say = again.refused();
            let wanted = if organisation == "acme" { "there is an organisation 'acme' already: " } else { "'ACME' is no slug: " };
            assert!(say.starts_with(wanted), "{say}");
        }
        let say = run(folder.path(), &first).refused();
        assert!(say.contains("choose another") && say.contains("leadhub token create --organisation acme"), "{say}");
        let second = run(folder.path(), &["init", "--organisation", "beta", "--database", store.url()]).well();
        let running = Program::serve(&crate::faults::program::Store { url: store.url().to_owned(), caresoft: String::new(), dialer: String::new() });
        assert_eq!(ask(&running, STATUS, &token(&out, "caresoft")).status, 200, "the first organisation's token");
        assert_eq!(ask(&running, "/beta/api/v1/lead/status", &token(&second, "caresoft")).status, 200);
        assert_eq!(ask(&running, STATUS, &token(&second, "caresoft")).status, 401);
        assert_eq!(ask(&running, "/v3/lead", &token(&second, "dialer")).status, 200);
        assert!(running.terminate());
    }

    /// CareSoft's times are read and printed in it, so its caller has to know.
    fn init_says_the_zone(store: TestStore) {
        let folder = folder();
        for (organisation, more, zone) in [("acme", &[][..], "Asia/Ho_Chi_Minh"), ("beta", &["--zone", "UTC"], "UTC")] {
            let init = ["init", "--organisation", organisation, "--database", store.url()];
            let out = run(folder.path(), &[&init[..], more].concat()).well();
            let say = format!("its zone is {zone}: CareSoft's times are read and printed in it, ");
            assert!(out.lines().any(|line| line.starts_with(&say)), "{out}");
        }
    }

    fn an_embedded_store_is_served_by_one_process(store: TestStore) {
        let folder = folder();
        let (engine, store) = (store.engine(), (init(store.url()), store));
        let first = Program::serve(&store.0);
        if engine == Engine::Sqlite {
            let second = run(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--database", &store.0.url]);
            let wanted = format!("{} is already served by another process: stop that one first", store.0.url);
            assert_eq!(second.refused(), wanted);
            let demo = run(folder.path(), &["demo", "--check", "--listen", "127.0.0.1:0", "--database", &store.0.url]);
            assert_eq!(demo.refused(), wanted);
        } else {
            let second = Program::serve(&store.0);
            assert_eq!(ask(&second, STATUS, &store.0.caresoft).status, 200, "a server's store takes any number");
            assert!(second.terminate());
        }
        assert_eq!(ask(&first, STATUS, &store.0.caresoft).status, 200);
        // What is killed holds nothing afterwards.
        first.kill();
        assert!(Program::serve(&store.0).terminate());
    }

    fn a_migrated_store_has_nothing_to_migrate(store: TestStore) {
        let out = run(folder().path(), &["migrate", "--database", store.url()]).well();
        assert_eq!(out, "the store is at the newest schema, nothing to do\n");
    }
}

#[test]
fn a_fresh_store_is_migrated_once_and_a_missing_one_not_invented() {
    let folder = folder();
    let path = folder.path();
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["token", "list", "--organisation", "acme"]] {
        let say = run(path, command).refused();
        assert_eq!(say, "there is no store at leadhub.db: make one with 'leadhub init'", "{command:?}");
    }
    assert_eq!(std::fs::read_dir(path).unwrap().count(), 0, "a store was made by asking for it");
    let first = run(path, &["migrate"]).well();
    assert!(first.starts_with("migrated: V1"), "{first}");
    assert_eq!(run(path, &["migrate"]).well(), "the store is at the newest schema, nothing to do\n");
    run(path, &["init", "--organisation", "acme"]).well();
    assert!(path.join("leadhub.db").is_file(), "the default store is ./leadhub.db");
}

#[test]
fn a_bad_organisation_leaves_no_organisation() {
    let folder = folder();
    std::fs::write(folder.path().join("broken.json"), "{\"stages\": [").unwrap();
    std::fs::write(folder.path().join("empty.json"), "{\"stages\": []}").unwrap();
    for (args, wanted) in [
        (&["Acme"][..], "'Acme' is no slug: 2 to 40 of a-z, 0-9 and '-', beginning with a letter"),
        (&["v3"], "'v3' is reserved for the server itself: choose another slug"),
        (
            &["acme", "--zone", "Mars/Olympus"],
            "'Mars/Olympus' is no time zone: give an IANA name such as Asia/Ho_Chi_Minh",
        ),
        (&["acme", "--reference", "nowhere.json"], "nowhere.json: No such file"),
        (&["acme", "--reference", "broken.json"], "broken.json: EOF"),
        (&["acme", "--reference", "empty.json"], "empty.json: "),
    ] {
        let say = run(folder.path(), &[&["init", "--organisation"][..], args].concat()).refused();
        assert!(say.starts_with(wanted), "{args:?}: {say}");
    }
    run(folder.path(), &["init", "--organisation", "acme"]).well();
}

#[test]
fn serve_takes_its_limits_and_says_where_it_cannot_listen() {
    let folder = folder();
    let store = init(&folder.path().join("leadhub.db").display().to_string());
    let running = Program::serve_with(&store, &["--body-limit", "300", "--upload-limit", "400"]);
    let post = |size: usize| {
        let mut body = b"{\"lead\":{\"subject\":\"x\",\"phone\":\"0349719988\",\"service_id\":1}}".to_vec();
        body.resize(size, b' ');
        let request = Request::new("POST", "/acme/api/v1/lead").bearer(&store.caresoft).json(body);
        block_on(exchange(&running.base_url, &request)).status
    };
    assert_eq!((post(300), post(301)), (200, 413));
    let form = format!("--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n{}\r\n--b--\r\n", "x".repeat(500));
    let upload = Request::new("POST", "/v3/lead/file").bearer(&store.dialer);
    let upload = upload.header("Content-Type", "multipart/form-data; boundary=b");
    let answer = block_on(exchange(&running.base_url, &Request { body: form.into_bytes(), ..upload }));
    assert_eq!(answer.json(), Some(json!({ "error": "Request Entity Too Large: 400 bytes at most" })));
    let other = init(&folder.path().join("other.db").display().to_string());
    let busy = running.base_url.trim_start_matches("http://");
    let say = run(folder.path(), &["serve", "--listen", busy, "--database", &other.url]).refused();
    assert!(say.starts_with(&format!("cannot listen on {busy}: ")), "{say}");
    let began = Instant::now();
    assert!(running.terminate());
    assert!(began.elapsed() < Duration::from_secs(10), "it takes its time to stop");
}
