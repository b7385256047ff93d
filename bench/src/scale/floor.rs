//! What the engine itself needs for a load: the rows that an import left, put into the same tables with the same indexes by the engine's own
//! bulk load, durably. Used by `scale::Testbed` behind the import.

use std::fmt;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{FILLED, PLAIN, Testbed};
use crate::cluster;
use crate::stores::Stores;

const FLOOR: &str = "floor";

pub struct Floor {
    /// All tables.
    pub time: Duration,
    /// The table of leads alone, without its indexes.
    pub bare: Duration,
}

impl Floor {
    pub fn to_json(&self) -> Value {
        json!({ "seconds": self.time.as_secs_f64(), "bare_seconds": self.bare.as_secs_f64() })
    }

    pub fn from_json(kept: &Value) -> Option<Floor> {
        let time = |name: &str| Duration::try_from_secs_f64(kept[name].as_f64()?).ok();
        Some(Floor { time: time("seconds")?, bare: time("bare_seconds")? })
    }
}

impl fmt::Display for Floor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "bulk load of the same rows {:.1} s, of one table {:.1} s",
            self.time.as_secs_f64(),
            self.bare.as_secs_f64()
        )
    }
}

pub fn load(bed: &Testbed<'_>) -> Result<Floor, String> {
    let census = bed.stores.census(FILLED)?;
    let before = bed.stores.census(PLAIN)?;
    let more = |table: &String| census[table] > before.get(table).copied().unwrap_or_default();
    // The file itself is no part of a lead.
    let tables: Vec<String> =
        census.keys().filter(|table| more(table) && !table.starts_with("upload")).cloned().collect();
    match &bed.stores {
        Stores::Files(folder) => file(folder, &tables).map_err(|error| format!("the floor of the import: {error}")),
        Stores::Databases(_) => server(bed, &tables),
    }
}

fn file(folder: &Path, tables: &[String]) -> rusqlite::Result<Floor> {
    let floor = folder.join("floor.db");
    for ending in ["db", "db-wal", "db-shm"] {
        // Mostly not there.
        drop(fs::remove_file(floor.with_extension(ending)));
    }
    let store = rusqlite::Connection::open(&floor)?;
    store.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;")?;
    let filled = folder.join("filled.db");
    store.execute("ATTACH ?1 AS filled", [filled.to_string_lossy()])?;
    let mut found =
        store.prepare("SELECT sql FROM filled.sqlite_schema WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite%'")?;
    let made: Vec<String> = found.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    drop(found);
    made.iter().try_for_each(|sql| store.execute_batch(sql))?;
    let began = Instant::now();
    // The limit that is none keeps it from copying pages where it should put rows.
    for table in tables {
        store.execute_batch(&format!("INSERT INTO main.{table} SELECT * FROM filled.{table} LIMIT -1"))?;
    }
    let time = began.elapsed();
    store.execute_batch("CREATE TABLE bare AS SELECT * FROM filled.lead WHERE 0")?;
    let began = Instant::now();
    store.execute_batch("INSERT INTO main.bare SELECT * FROM filled.lead LIMIT -1")?;
    let bare = began.elapsed();
    drop(store);
    drop(fs::remove_file(floor));
    Ok(Floor { time, bare })
}

fn server(bed: &Testbed<'_>, tables: &[String]) -> Result<Floor, String> {
    bed.stores.copy(PLAIN, FLOOR)?;
    let folder = tempfile::Builder::new().prefix("leadhub-floor-").tempdir().map_err(|error| error.to_string())?;
    // The server, which is another user, writes there.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    fs::set_permissions(folder.path(), open).map_err(|error| error.to_string())?;
    let path = |table: &str| folder.path().join(table).display().to_string();
    let mut from = cluster::connect(&bed.stores.url(FILLED))?;
    for table in tables {
        cluster::run(&mut from, &format!("COPY {table} TO '{}'", path(table)))?;
    }
    let mut to = cluster::connect(&bed.stores.url(FLOOR))?;
    let all: String = tables.iter().map(|table| format!("TRUNCATE {table} CASCADE; ")).collect();
    cluster::run(&mut to, &format!("SET session_replication_role = replica; {all}"))?;
    let began = Instant::now();
    for table in tables {
        cluster::run(&mut to, &format!("COPY {table} FROM '{}'", path(table)))?;
    }
    let time = began.elapsed();
    cluster::run(&mut to, "CREATE TABLE bare AS SELECT * FROM lead LIMIT 0")?;
    let began = Instant::now();
    cluster::run(&mut to, &format!("COPY bare FROM '{}'", path("lead")))?;
    let bare = began.elapsed();
    drop((from, to));
    bed.stores.drop(FLOOR)?;
    Ok(Floor { time, bare })
}
