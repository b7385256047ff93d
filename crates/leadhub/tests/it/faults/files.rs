//! A store file that is removed, renamed or replaced under the running program: no write is answered as done that is in no file,
//! readiness says so, the log says so by itself, and a file that is put back is written to again. For the embedded engine alone:
//! a server keeps its own files.

use super::kill::request;
use super::program::{Program, Store, init, program};
use leadhub_golden::send;
use leadhub_testkit::{TestStore, block_on};
use serde_json::{Value, json};
use std::fs::{copy, read_to_string, remove_file, rename};
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

struct Served {
    store: Store,
    log: NamedTempFile,
    program: Program,
    _kept: TestStore,
}

impl Served {
    fn start() -> Served {
        let kept = TestStore::sqlite();
        let store = init(kept.url());
        let log = NamedTempFile::new().unwrap();
        let mut command = program();
        command.args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--database", &store.url]);
        let program = Program::start_logging(&mut command, "leadhub serves on ", log.reopen().unwrap());
        Served { store, log, program, _kept: kept }
    }

    fn create(&self, subject: &str) -> u16 {
        let lead = json!({ "lead": { "subject": subject, "phone": "0349719999", "service_id": 1 } });
        self.ask("POST", "/acme/api/v1/lead", &lead)
    }

    fn ask(&self, method: &str, target: &str, body: &Value) -> u16 {
        let asked = request(method, target, &self.store.caresoft, body);
        block_on(send(&self.program.base_url, &asked)).unwrap().status
    }

    fn beside(&self, end: &str) -> String {
        format!("{}{end}", self.store.url)
    }

    /// Waits for a line of the log, which comes without anybody's asking.
    fn is_told(&self, text: &str) {
        let began = Instant::now();
        while !read_to_string(self.log.path()).unwrap().contains(text) {
            let log = || read_to_string(self.log.path()).unwrap();
            assert!(began.elapsed() < Duration::from_secs(3), "the log does not tell of '{text}':\n{}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn is_refused(&self, what: &str) {
        for _ in 0..3 {
            assert_eq!(self.create(what), 503, "{what}: a write was answered as done");
        }
        assert_eq!(self.ask("GET", "/health/ready", &Value::Null), 503, "{what}");
        assert_eq!(self.ask("GET", "/health/live", &Value::Null), 200, "{what}");
    }
}

#[test]
fn a_file_that_is_taken_away_takes_no_writes_until_it_is_back() {
    let served = Served::start();
    for end in ["", "-wal", "-shm"] {
        assert_eq!(served.create("before"), 200);
        let (place, elsewhere) = (served.beside(end), served.beside(".elsewhere"));
        rename(&place, &elsewhere).unwrap();
        served.is_told(&format!("{place}: No such file or directory"));
        served.is_refused("renamed");
        copy(&elsewhere, &place).unwrap();
        served.is_refused("replaced");
        rename(&elsewhere, &place).unwrap();
        assert_eq!(served.create("after"), 200, "{end}: it was put back");
        assert_eq!(served.ask("GET", "/health/ready", &Value::Null), 200);
    }
    remove_file(&served.store.url).unwrap();
    served.is_refused("removed");
}

#[test]
fn a_replaced_file_is_told_without_a_request() {
    let served = Served::start();
    let other = served.beside(".other");
    copy(&served.store.url, &other).unwrap();
    rename(&other, &served.store.url).unwrap();
    served.is_told("is another file than the one that is open");
    served.is_refused("replaced");
}

/// One line at once, and one for all the others.
#[test]
fn an_outage_is_told_in_sum() {
    let served = Served::start();
    assert_eq!(served.create("before"), 200);
    let elsewhere = served.beside(".elsewhere");
    rename(&served.store.url, &elsewhere).unwrap();
    for _ in 0..40 {
        assert_eq!(served.create("away"), 503);
    }
    let lines = |texts: &[&str]| {
        let log = read_to_string(served.log.path()).unwrap();
        log.lines().filter(|line| texts.iter().all(|text| line.contains(text))).count()
    };
    assert_eq!((lines(&["\"status\":503"]), lines(&["\"message\":\"the store is not available\""])), (1, 1));
    rename(&elsewhere, &served.store.url).unwrap();
    assert_eq!(served.create("after"), 200);
    let began = Instant::now();
    while lines(&["more requests were answered 503", "\"untold\":39"]) == 0 {
        assert!(began.elapsed() < Duration::from_secs(15), "{}", read_to_string(served.log.path()).unwrap());
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Whoever can open it could lock it.
#[test]
fn the_lock_of_a_served_file_is_its_owners() {
    let served = Served::start();
    let mode = std::fs::metadata(served.beside(".serving")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
