//! The stores of a benchmark by name: `plain` has reference data only, `filled` the leads that reads need, `run` is a fresh
//! copy for one run. Used by `Testbed`; it reads what is in them past the program, and writes nothing but copies.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use leadhub_testkit::Cluster;
use rusqlite::OpenFlags;

use super::cluster;

/// Rows in each table.
pub type Census = BTreeMap<String, i64>;

pub enum Stores {
    /// A file a store, in this folder.
    Files(PathBuf),
    /// A database a store, in a cluster with this address.
    Databases(String),
}

impl Stores {
    pub fn in_cluster(cluster: &Cluster) -> Stores {
        Stores::Databases(cluster.url(""))
    }

    /// Runs a statement of the whole cluster.
    fn admin(&self, statement: &str) -> Result<(), String> {
        cluster::run(&mut cluster::connect(&self.url("postgres"))?, statement)
    }

    /// What the program is told: a path or an address.
    pub fn url(&self, name: &str) -> String {
        match self {
            Stores::Files(folder) => file(folder, name).display().to_string(),
            Stores::Databases(base) => format!("{base}{name}"),
        }
    }

    /// Makes room for a new store of that name, whatever was there.
    pub fn create(&self, name: &str) -> Result<(), String> {
        match self {
            Stores::Files(folder) => {
                for ending in ["db", "db-wal", "db-shm"] {
                    // Mostly not there.
                    drop(fs::remove_file(file(folder, name).with_extension(ending)));
                }
                Ok(())
            }
            Stores::Databases(_) => {
                self.admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
                self.admin(&format!("CREATE DATABASE {name}"))
            }
        }
    }

    pub fn has(&self, name: &str) -> Result<bool, String> {
        match self {
            Stores::Files(folder) => Ok(file(folder, name).exists()),
            Stores::Databases(_) => {
                let names = self.column("postgres", "SELECT CAST(datname AS TEXT) FROM pg_database")?;
                Ok(names.iter().any(|found| found == name))
            }
        }
    }

    /// Makes `to` a copy of `from`, whatever it was, and waits until the disk is at rest.
    pub fn copy(&self, from: &str, to: &str) -> Result<(), String> {
        match self {
            Stores::Files(folder) => {
                let (from, to) = (file(folder, from), file(folder, to));
                for ending in ["db-wal", "db-shm"] {
                    // Mostly not there.
                    drop(fs::remove_file(to.with_extension(ending)));
                }
                empty_log(&from)?;
                fs::copy(&from, &to).map(drop).map_err(|error| format!("copy of a store: {error}"))
            }
            Stores::Databases(_) => {
                self.admin(&format!("DROP DATABASE IF EXISTS {to} WITH (FORCE)"))?;
                self.admin(&format!("CREATE DATABASE {to} TEMPLATE {from}"))
            }
        }
    }

    /// Copies the log back into the tables, so that no run pays for the one before it.
    pub fn settle(&self) -> Result<(), String> {
        if let Stores::Databases(_) = self {
            self.admin("CHECKPOINT")?;
        }
        let status = std::process::Command::new("sync").status().map_err(|error| format!("sync: {error}"))?;
        if status.success() { Ok(()) } else { Err("sync did not end well".to_owned()) }
    }

    /// As the store would be after a night's rest: nothing left in the log, everything known to the planner.
    pub fn rest(&self, name: &str) -> Result<(), String> {
        match self {
            Stores::Files(folder) => empty_log(&file(folder, name)),
            Stores::Databases(_) => cluster::run(&mut cluster::connect(&self.url(name))?, "VACUUM (ANALYZE)"),
        }
    }

    pub fn drop(&self, name: &str) -> Result<(), String> {
        match self {
            Stores::Files(folder) => fs::remove_file(file(folder, name)).map_err(|error| format!("{name}: {error}")),
            Stores::Databases(_) => self.admin(&format!("DROP DATABASE {name} WITH (FORCE)")),
        }
    }

    /// What it takes on the disk.
    pub fn bytes(&self, name: &str) -> Result<u64, String> {
        match self {
            Stores::Files(folder) => {
                let length = fs::metadata(file(folder, name)).map(|metadata| metadata.len());
                length.map_err(|error| format!("{name}: {error}"))
            }
            Stores::Databases(_) => {
                let texts = self.column(name, "SELECT CAST(pg_database_size(current_database()) AS TEXT)")?;
                texts.first().and_then(|text| text.parse().ok()).ok_or_else(|| format!("the size of {name}"))
            }
        }
    }

    pub fn census(&self, name: &str) -> Result<Census, String> {
        let tables = match self {
            Stores::Files(_) => "SELECT name FROM sqlite_schema WHERE type = 'table'",
            Stores::Databases(_) => "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'",
        };
        let texts = self.column(name, tables)?;
        let count = |table: String| {
            let rows = self.column(name, &format!("SELECT CAST(COUNT(*) AS TEXT) FROM {table}"))?;
            Ok((table, rows.first().and_then(|text| text.parse().ok()).unwrap_or_default()))
        };
        texts.into_iter().map(count).collect()
    }

    /// Every lead's id, in order.
    pub fn lead_ids(&self, name: &str) -> Result<Vec<i64>, String> {
        let texts = self.column(name, "SELECT CAST(id AS TEXT) FROM lead ORDER BY id")?;
        texts.iter().map(|text| text.parse().map_err(|error| format!("a lead's id: {error}"))).collect()
    }

    /// The first column, which is text.
    fn column(&self, name: &str, sql: &str) -> Result<Vec<String>, String> {
        match self {
            Stores::Files(folder) => {
                let open = rusqlite::Connection::open_with_flags(file(folder, name), OpenFlags::SQLITE_OPEN_READ_ONLY);
                let ask = open.and_then(|open| open.prepare(sql)?.query_map([], |row| row.get(0))?.collect());
                ask.map_err(|error| format!("{sql}: {error}"))
            }
            Stores::Databases(_) => {
                let rows = cluster::connect(&self.url(name))?.query(sql, &[]);
                let rows = rows.map_err(|error| format!("{sql}: {error}"))?;
                rows.iter().map(|row| row.try_get(0).map_err(|error| format!("{sql}: {error}"))).collect()
            }
        }
    }
}

/// Copies the log back into the file, which alone is the store then.
fn empty_log(file: &Path) -> Result<(), String> {
    let open = rusqlite::Connection::open(file);
    let emptied = open.and_then(|open| open.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
    emptied.map_err(|error| format!("the log of a store: {error}"))
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension("db")
}
