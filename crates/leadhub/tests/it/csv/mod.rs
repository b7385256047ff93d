//! `leadhub import` and `leadhub export` as an operator runs them, each as a process of its own, on both engines: what comes in, what
//! comes out, and that both are the same leads.

mod export;
mod import;
mod interrupted;
mod round_trip;

use crate::faults::program::program;
use leadhub_core::store::{lead_filter, organisations};
use leadhub_core::{Actor, Hub, HubOptions};
use leadhub_model::{Fact, Lead, LeadFilter, LeadOrder, Paging};
use leadhub_testkit::TestStore;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use tempfile::TempDir;

/// An organisation `acme` in a fresh store, and a folder for the files.
struct Testbed {
    folder: TempDir,
    hub: Hub,
    house: Actor,
    store: TestStore,
}

/// A command that came to its end.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    fn well(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self.out
    }

    /// The one error of a command that failed.
    fn error(&self) -> &str {
        assert_eq!(self.code, Some(1), "{}{}", self.out, self.err);
        let mut errors = self.err.lines().filter_map(|line| line.strip_prefix("error: "));
        let error = errors.next().expect("an error is said");
        assert_eq!(errors.next(), None, "{}", self.err);
        error
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

impl Testbed {
    fn open(store: TestStore) -> Testbed {
        Testbed::open_with(store, include_str!("reference.json"))
    }

    fn open_with(store: TestStore, reference: &str) -> Testbed {
        let folder = tempfile::Builder::new().prefix("leadhub-csv-").tempdir().unwrap();
        std::fs::write(folder.path().join("reference.json"), reference).unwrap();
        let mut init = program();
        init.args(["init", "--organisation", "acme", "--reference", "reference.json", "--database", store.url()]);
        let made = init.current_dir(folder.path()).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let hub = Hub::open(store.url(), HubOptions::default()).unwrap();
        let acme = hub.read_blocking(|db| Ok(organisations::find_organisation(db, "acme")?)).unwrap().unwrap();
        Testbed { folder, hub, house: Actor::house(acme), store }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// A command on this store, begun.
    fn begin(&self, args: &[&str]) -> Child {
        let mut command = program();
        command
            .args(args)
            .args(["--organisation", "acme", "--database", self.store.url()])
            .current_dir(self.folder.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, b"")
    }

    fn run_with(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut child = self.begin(args);
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        // A command that refuses does not read to the end.
        let feeding = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        feeding.join().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Imports a file into the list `Tết`, which is made where it is not there.
    fn import(&self, file: &str, more: &[&str]) -> Ran {
        self.run(&[&["import", file, "--list", "Tết", "--campaign", "Chung"], more].concat())
    }

    /// Every lead, oldest first.
    fn leads(&self) -> Vec<Lead> {
        let house = self.house.clone();
        let all = Paging { offset: 0, limit: 1_000_000 };
        let filter = LeadFilter::default();
        let page = self.hub.read_blocking(move |db| {
            Ok(lead_filter::list_leads(db, &house, &filter, LeadOrder::OldestId, all, Fact::ALL)?)
        });
        page.unwrap().rows
    }

    fn count(&self, sql: &'static str) -> i64 {
        self.hub.read_blocking(move |db| Ok(db.value::<i64>(sql, &[])?.unwrap())).unwrap()
    }
}

/// The cells of a CSV text.
fn cells(text: &str, separator: u8) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}
