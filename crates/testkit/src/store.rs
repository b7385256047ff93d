//! `TestStore`: one fresh store for one test, gone when the test ends.
//! Called by tests, mostly through `both_engines!`. It knows no table: the migration is the caller's.

use std::env;

use tempfile::TempDir;

use crate::own_thread::on_own_thread;
use crate::{CLUSTER_VARIABLE, database};

/// The two engines that every store test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded: the store is a file.
    Sqlite,
    /// The cluster the tests share: the store is a database of it.
    Postgres,
}

/// A store that belongs to one test. Keep it alive as long as the store is used: its end removes the data.
#[derive(Debug)]
pub struct TestStore {
    url: String,
    engine: Engine,
    /// The address databases are dropped from; `None` for a file.
    admin: Option<String>,
    _folder: Option<TempDir>,
}

impl TestStore {
    /// The path of a file that does not exist yet, in a folder of its own.
    pub fn sqlite() -> TestStore {
        let folder = tempfile::Builder::new().prefix("leadhub-test-").tempdir().expect("a temporary folder");
        let url = folder.path().join("leadhub.db").display().to_string();
        TestStore { url, engine: Engine::Sqlite, admin: None, _folder: Some(folder) }
    }

    /// A database of the shared cluster, cloned from a template that `migrate` built once for this test binary.
    ///
    /// Panics, naming the test command, when no cluster is there: a test of the store is never skipped.
    pub fn postgres<M: Fn(&str) + Sync>(migrate: M) -> TestStore {
        let admin = cluster_address(env::var(CLUSTER_VARIABLE).ok());
        let url = on_own_thread(|| database::create_migrated(&admin, &migrate));
        TestStore { url, engine: Engine::Postgres, admin: Some(admin), _folder: None }
    }

    /// A store of that engine on which `migrate(url)` has run.
    pub fn migrated<M: Fn(&str) + Sync>(engine: Engine, migrate: M) -> TestStore {
        match engine {
            Engine::Sqlite => {
                let store = TestStore::sqlite();
                on_own_thread(|| migrate(&store.url));
                store
            }
            Engine::Postgres => TestStore::postgres(migrate),
        }
    }

    /// What a configuration would name: a file path, or `postgres://user@host:port/database`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        if let Some(admin) = &self.admin {
            // A database left behind ends with the cluster; a panic here would hide why the test failed.
            on_own_thread(|| drop(database::remove(admin, &self.url)));
        }
    }
}

fn cluster_address(variable: Option<String>) -> String {
    variable.unwrap_or_else(|| {
        panic!(
            "{CLUSTER_VARIABLE} is not set: run `cargo xtask test`, or `cargo xtask postgres` and the line it prints"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "run `cargo xtask test`")]
    fn without_a_cluster_the_test_fails_and_names_the_command() {
        cluster_address(None);
    }

    #[test]
    fn the_folder_of_a_file_goes_with_the_store() {
        let store = TestStore::sqlite();
        std::fs::write(store.url(), "x").unwrap();
        let path = std::path::PathBuf::from(store.url());
        drop(store);
        assert!(!path.exists());
    }
}
