//! A store is opened only when it is there and at this program's schema; otherwise the sentence says what to do.
//! On both engines. Also what `migrate` promises: made once, whoever and however often it is asked.

use crate::bed::{House, open_hub};
use crate::raw;
use leadhub_core::{HubOptions, migrate};
use leadhub_testkit::{Engine, TestStore, both_engines};
use std::thread;

/// Why the store cannot be opened.
fn complaint(url: &str) -> String {
    match open_hub(url, HubOptions::default()) {
        Ok(_) => panic!("{url} was opened"),
        Err(say) => say,
    }
}

fn nothing(_: &str) {}

fn every_name() -> Vec<String> {
    raw::migrations().into_iter().map(|(name, _)| name).collect()
}

/// A store of that engine without anything in it.
fn empty(engine: Engine) -> TestStore {
    let store = TestStore::migrated(engine, nothing);
    if engine == Engine::Sqlite {
        std::fs::write(store.url(), "").unwrap();
    }
    store
}

both_engines! {
    migrate = crate::migrate;

    fn an_empty_store_says_init(store: TestStore) {
        let store = empty(store.engine());
        let say = complaint(store.url());
        assert!(say.contains("empty") && say.contains("leadhub init"), "{say}");
    }

    fn an_older_store_says_migrate(store: TestStore) {
        raw::execute(&store, "DELETE FROM refinery_schema_history WHERE version > 1; UPDATE refinery_schema_history SET version = 0");
        let say = complaint(store.url());
        assert!(say.contains("schema 0") && say.contains("leadhub migrate"), "{say}");
    }

    fn a_newer_store_says_run_a_newer_program(store: TestStore) {
        raw::execute(&store, "UPDATE refinery_schema_history SET version = version + 1000");
        let say = complaint(store.url());
        assert!(say.contains("schema 10") && say.contains("newer leadhub"), "{say}");
        let before = raw::everything(&store);
        assert_eq!(raw::beside(|| migrate(store.url(), |_| None)), Err(say), "whoever migrates is told the same");
        assert_eq!(raw::everything(&store), before);
    }

    /// As after a kill between the migrations and the end of what the program fills in.
    async fn a_store_that_was_not_filled_to_the_end_says_migrate(store: TestStore) {
        let House { store, hub, .. } = House::open(store).await;
        hub.close();
        let nothing = if store.engine() == Engine::Sqlite { "x''" } else { "''::bytea" };
        let mark = format!(
            "INSERT INTO lead_set (organisation_id, kind, key, block, leads, members)
             SELECT MIN(id), 'unfilled', 0, 0, 0, {nothing} FROM organisation"
        );
        raw::execute(&store, &mark);
        let say = complaint(store.url());
        assert!(say.contains("not to the end") && say.contains("leadhub migrate"), "{say}");
        raw::beside(|| migrate(store.url(), |_| None)).unwrap();
        assert!(open_hub(store.url(), HubOptions::default()).is_ok());
    }

    fn migrating_twice_is_no_change(store: TestStore) {
        let before = raw::everything(&store);
        let ran = raw::beside(|| migrate(store.url(), |_| None));
        assert_eq!(ran, Ok(Vec::new()));
        assert_eq!(raw::everything(&store), before);
        open_hub(store.url(), HubOptions::default()).unwrap().close();
    }

    fn migrating_makes_the_store_and_says_what_ran(store: TestStore) {
        let store = empty(store.engine());
        let ran = raw::beside(|| migrate(store.url(), |_| None)).unwrap();
        assert_eq!(ran, every_name());
        open_hub(store.url(), HubOptions::default()).unwrap().close();
    }

    fn however_many_migrate_at_once_it_runs_once(store: TestStore) {
        let store = empty(store.engine());
        let ran: Vec<_> = thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(|| migrate(store.url(), |_| None))).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(ran.iter().all(Result::is_ok), "{ran:?}");
        assert_eq!(ran.into_iter().flatten().flatten().collect::<Vec<_>>(), every_name());
    }
}

#[test]
fn a_file_that_is_not_there_says_init_and_is_not_made() {
    let store = TestStore::sqlite();
    let say = complaint(store.url());
    assert!(say.contains(store.url()) && say.contains("leadhub init"), "{say}");
    assert!(!std::fs::exists(store.url()).unwrap());
}

/// Leads are people's data: only the account that serves them may read the file and the log beside it.
#[test]
fn a_new_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.db");
    leadhub_core::migrate(path.to_str().unwrap(), |_| None).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_file_of_something_else_is_left_alone() {
    let store = TestStore::sqlite();
    let text = "these are no leads\n".repeat(100);
    std::fs::write(store.url(), &text).unwrap();
    let say = complaint(store.url());
    assert!(say.contains("not a database"), "{say}");
    assert!(migrate(store.url(), |_| None).is_err());
    assert_eq!(std::fs::read_to_string(store.url()).unwrap(), text);
}

#[test]
fn a_database_that_is_not_there_says_create_it() {
    let store = TestStore::postgres(nothing);
    let url = format!("{}_missing", store.url());
    for say in [complaint(&url), raw::beside(|| migrate(&url, |_| None)).unwrap_err()] {
        assert!(say.contains("_missing") && say.contains("create"), "{say}");
    }
}

#[test]
fn a_server_that_is_not_there_is_named() {
    // Port 1 of the own machine: nobody listens there.
    let say = complaint("postgres://leadhub:secret@127.0.0.1:1/leads");
    assert!(say.contains("127.0.0.1:1") && !say.contains("secret"), "{say}");
}
