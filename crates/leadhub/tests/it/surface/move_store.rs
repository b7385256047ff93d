//! `move` as an operator runs it, as a process: the moved store answers the same clients, and no password is said. That every row arrives
//! is proven in the core.

use super::backup::{create, found};
use super::{folder, run};
use crate::faults::program::{Program, Store, init};
use leadhub_testkit::{Engine, TestStore, both_engines};
use serde_json::Value;

both_engines! {
    migrate = crate::migrate;

    fn a_store_is_moved_and_served_from_its_new_place(store: TestStore) {
        let folder = folder();
        let engine = match store.engine() {
            Engine::Sqlite => Engine::Postgres,
            Engine::Postgres => Engine::Sqlite,
        };
        let (old, to) = (init(store.url()), TestStore::migrated(engine, |_| ()));
        let args = ["move", "--from", store.url(), "--to", to.url()];
        let running = Program::serve(&old);
        create(&running, &old.caresoft, "before");
        let say = run(folder.path(), &args).refused();
        assert!(say.ends_with("already served by another process: stop that one first"), "{say}");
        assert!(running.terminate());

        let out = run(folder.path(), &args).well();
        assert!(out.lines().any(|line| line.split_whitespace().eq(["lead", "1"])), "{out}");
        let last = out.lines().last().unwrap();
        assert!(last.starts_with(&format!("{} to {}: ", store.url(), to.url())), "{last}");
        assert!(last.contains(" rows, the same on both sides, "), "{last}");
        let moved = Program::serve(&Store { url: to.url().to_owned(), caresoft: String::new(), dialer: String::new() });
        assert!(found(&moved, &old.caresoft, "before"));
        create(&moved, &old.caresoft, "after");
        assert!(moved.terminate());

        let again = run(folder.path(), &args).refused();
        assert!(again.contains("not empty"), "{again}");
        // The one that is left out is the configuration's.
        let back = run(folder.path(), &["move", "--from", to.url(), "--json"]).well();
        let told: Value = serde_json::from_str(&back).unwrap();
        assert_eq!((&told["to"], &told["tables"]["lead"]), (&Value::from("leadhub.db"), &Value::from(2)));
        assert_eq!(told["hashes"]["lead"].as_str().map(str::len), Some(64));
    }
}

#[test]
fn what_cannot_be_moved_is_said_without_a_password() {
    let folder = folder();
    let neither = run(folder.path(), &["move"]).refused();
    assert!(neither.contains("--from") && neither.contains("--to"), "{neither}");
    let missing = run(folder.path(), &["move", "--from", "nowhere.db", "--to", "new.db"]).refused();
    assert_eq!(missing, "there is no store at nowhere.db");
    let url = "postgres://leadhub:geheim@127.0.0.1:1/leads";
    for args in [["move", "--from", url, "--to", "new.db"], ["move", "--from", "nowhere.db", "--to", url]] {
        let ran = run(folder.path(), &args);
        assert!(
            ran.err.contains(&format!("{} holds a password", if args[2] == url { "--from" } else { "--to" })),
            "{}",
            ran.err
        );
        assert!(!ran.err.contains("geheim"), "{}", ran.err);
        ran.refused();
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something was made");
}
