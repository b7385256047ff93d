//! `backup` and `restore` as an operator runs them, each as a process: beside a server that goes on answering, and the restored
//! store served to the same clients. That every row comes back is proven in the core.

use super::{folder, run};
use crate::conformance::raw::{Request, exchange};
use crate::faults::program::{Program, Store, init};
use leadhub_testkit::{TestStore, block_on, both_engines};
use serde_json::json;

pub(super) fn create(program: &Program, token: &str, subject: &str) {
    let lead = json!({ "lead": { "subject": subject, "phone": "0349719988", "service_id": 1 } }).to_string();
    let post = Request::new("POST", "/acme/api/v1/lead").bearer(token).json(lead);
    assert_eq!(block_on(exchange(&program.base_url, &post)).status, 200);
}

/// Whether a lead about that is listed.
pub(super) fn found(program: &Program, token: &str, subject: &str) -> bool {
    let get = Request::new("GET", "/acme/api/v1/leads").bearer(token);
    let answer = block_on(exchange(&program.base_url, &get));
    assert_eq!(answer.status, 200);
    answer.json().unwrap().to_string().contains(subject)
}

both_engines! {
    migrate = crate::migrate;

    fn a_served_store_is_backed_up_restored_and_served(store: TestStore) {
        let folder = folder();
        let store = init(store.url());
        let running = Program::serve(&store);
        create(&running, &store.caresoft, "before");
        let out = run(folder.path(), &["backup", "--database", &store.url, "--to", "copy.db"]).well();
        assert!(out.lines().any(|line| line.split_whitespace().eq(["lead", "1"])), "{out}");
        assert!(out.lines().last().unwrap().starts_with(&format!("{} to copy.db: ", store.url)), "{out}");
        create(&running, &store.caresoft, "meanwhile");

        let again = run(folder.path(), &["backup", "--database", &store.url, "--to", "copy.db"]).refused();
        assert!(again.starts_with("copy.db is there already: "), "{again}");
        let into = run(folder.path(), &["restore", "copy.db", "--database", &store.url]).refused();
        assert!(into.contains("not empty"), "{into}");
        assert!(found(&running, &store.caresoft, "meanwhile"), "the served store was touched");
        assert!(running.terminate());

        let out = run(folder.path(), &["restore", "copy.db", "--database", "restored.db"]).well();
        assert!(out.lines().last().unwrap().starts_with("copy.db to restored.db: "), "{out}");
        let url = folder.path().join("restored.db").display().to_string();
        let restored = Program::serve(&Store { url, caresoft: String::new(), dialer: String::new() });
        assert!(found(&restored, &store.caresoft, "before"));
        assert!(!found(&restored, &store.caresoft, "meanwhile"), "written after the backup");
        create(&restored, &store.caresoft, "after");
        assert!(restored.terminate());
    }
}
