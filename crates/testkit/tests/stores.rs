//! The kit itself: a fresh, migrated store on both engines, and a cluster that survives a crash and leaves nothing.
//! Needs the cluster that `cargo xtask test` starts. The store is one table, or one file, made by hand.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use std::fs::Permissions;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use leadhub_testkit::{Cluster, ClusterOptions, Engine, TestStore, both_engines};
use postgres::{Client, NoTls};

fn migrate(url: &str) {
    if url.starts_with("postgres://") {
        execute(url, "CREATE TABLE leads (name TEXT)");
    } else {
        std::fs::write(url, "leads:\n").unwrap();
    }
}

fn execute(url: &str, statement: &str) -> u64 {
    Client::connect(url, NoTls).unwrap().execute(statement, &[]).unwrap()
}

/// Adds a lead and gives back how many there are.
fn add_lead(store: &TestStore) -> usize {
    match store.engine() {
        Engine::Sqlite => {
            let text = std::fs::read_to_string(store.url()).unwrap() + "lead\n";
            std::fs::write(store.url(), &text).unwrap();
            text.lines().count() - 1
        }
        Engine::Postgres => {
            execute(store.url(), "INSERT INTO leads VALUES ('Lan')");
            count(store.url())
        }
    }
}

fn count(url: &str) -> usize {
    let mut client = Client::connect(url, NoTls).unwrap();
    let row = client.query_one("SELECT count(*) FROM leads", &[]).unwrap();
    usize::try_from(row.get::<_, i64>(0)).unwrap()
}

both_engines! {
    migrate = crate::migrate;

    /// Two stores of one test share the migration and nothing else.
    fn stores_are_migrated_and_apart(store: TestStore) {
        let other = TestStore::migrated(store.engine(), migrate);
        assert_ne!(store.url(), other.url());
        assert_eq!(add_lead(&store), 1);
        assert_eq!(add_lead(&store), 2);
        assert_eq!(add_lead(&other), 1);
    }

    /// The store is made, used and dropped inside a runtime with worker threads.
    async fn an_async_body_may_end_in_an_error(store: TestStore) -> Result<(), tokio::task::JoinError> {
        let added = tokio::task::spawn_blocking(move || add_lead(&store)).await?;
        assert_eq!(added, 1);
        Ok(())
    }
}

#[test]
fn a_dropped_database_is_gone_with_its_connections() {
    let store = TestStore::postgres(migrate);
    let url = store.url().to_owned();
    let mut still_open = Client::connect(&url, NoTls).unwrap();
    drop(store);
    assert!(still_open.execute("SELECT 1", &[]).is_err());
    assert!(Client::connect(&url, NoTls).is_err());
}

#[test]
fn a_cluster_of_its_own_crashes_comes_back_and_leaves_nothing() {
    let mut cluster = Cluster::start(ClusterOptions { fsync: true });
    let url = cluster.url("postgres");
    migrate(&url);
    execute(&url, "INSERT INTO leads VALUES ('Lan')");

    cluster.stop_immediate();
    assert!(Client::connect(&url, NoTls).is_err());
    cluster.start_again();
    assert_eq!(count(&url), 1);

    let folder: PathBuf = cluster.folder().to_owned();
    assert!(Path::exists(&folder.join("data")));
    drop(cluster);
    assert!(!folder.exists());
    let port = url.rsplit(':').next().and_then(|rest| rest.split('/').next()).unwrap();
    assert!(TcpStream::connect(format!("127.0.0.1:{port}")).is_err());
}

#[test]
fn a_cluster_whose_data_is_kept_has_it_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    // Root's cluster runs as another account, which must reach its data.
    std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let data = folder.path().join("data");
    let start = || Cluster::try_start_on(&data, ClusterOptions { fsync: true }).unwrap();

    let cluster = start();
    migrate(&cluster.url("postgres"));
    execute(&cluster.url("postgres"), "INSERT INTO leads VALUES ('Lan')");
    drop(cluster);
    assert!(!data.join("postmaster.pid").exists(), "nobody works on it any more");
    assert_eq!(count(&start().url("postgres")), 1);
}
