//! The floor beneath SQLite: the recorded statements on bare rusqlite, one thread, as many in one durable commit as the
//! program puts there. No HTTP, no JSON, no queue. Run on a fresh copy of the store.

use std::path::Path;
use std::time::Instant;

use rusqlite::types::Value as SqlValue;
use rusqlite::{Connection, Statement};

use super::sets::{PARTS, Sets};
use super::{Floor, Reached};
use crate::recipe::{Recipe, Value};
use crate::script::Script;

const GROUP: usize = 64;

/// `counters` are the statements that number rows: on a server's store they come in blocks, here they are in each write. `sets` are those that
/// write sets of leads: there behind everybody, here at the end of each commit.
pub fn run(file: &Path, counters: &Script, sets: &Script, floor: &Floor) -> Result<Reached, String> {
    let say = |error: rusqlite::Error| format!("the floor on the embedded store: {error}");
    let connection = connect(file).map_err(say)?;
    let sets = Sets::of(&connection, sets, floor.script)?;
    reach(&connection, counters, sets, floor).map_err(say)
}

fn reach(
    connection: &Connection,
    counters: &Script,
    mut sets: Option<Sets>,
    floor: &Floor,
) -> rusqlite::Result<Reached> {
    let prepare = |sql: &str| connection.prepare(&translated(sql));
    let all = counters.bound().chain(floor.script.bound()).filter(|(sql, _)| is_here(sql));
    let mut work: Vec<(Statement, &[Recipe])> =
        all.map(|(sql, recipes)| Ok((prepare(sql)?, recipes))).collect::<rusqlite::Result<_>>()?;
    let [mut begin, mut commit] = [prepare("BEGIN IMMEDIATE")?, prepare("COMMIT")?];
    let started = Instant::now();
    let (mut iterations, mut warm, mut warm_since) = (0, 0, started);
    while started.elapsed() < floor.warm_up + floor.length {
        begin.execute([])?;
        for _ in 0..GROUP {
            iterations += 1;
            for (statement, recipes) in &mut work {
                let values = recipes.iter().map(|recipe| sql_value(recipe.value(iterations)));
                let mut rows = statement.query(rusqlite::params_from_iter(values))?;
                while rows.next()?.is_some() {}
            }
            if let Some(sets) = &mut sets {
                sets.add(iterations)?;
            }
        }
        if let Some(sets) = &mut sets {
            sets.write()?;
        }
        commit.execute([])?;
        if started.elapsed() < floor.warm_up {
            (warm, warm_since) = (iterations, Instant::now());
        }
    }
    let rate = (iterations - warm) as f64 / warm_since.elapsed().as_secs_f64();
    Ok(Reached { rate, iterations })
}

/// The settings of the program's own writer.
fn connect(file: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -16_000)?;
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 16_384)?;
    // What a statement would need to undo its work stays in memory; elsewhere it goes through a temporary file.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

/// Where one thread writes, no row need be kept from being deleted, and sets are written for all of a commit.
fn is_here(sql: &str) -> bool {
    !sql.ends_with(" FOR KEY SHARE") && !sql.starts_with(PARTS)
}

/// The common text for this engine, as the program translates it.
pub fn translated(sql: &str) -> String {
    sql.replace('$', "?").replace(" FOR UPDATE", "")
}

pub fn sql_value(value: Value) -> SqlValue {
    match value {
        Value::Null => SqlValue::Null,
        Value::Int(number) => SqlValue::Integer(number),
        Value::Text(text) => SqlValue::Text(text),
        Value::Bytes(bytes) => SqlValue::Blob(bytes),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::recipe::Line;
    use crate::script::Step;

    #[test]
    fn every_iteration_writes_its_rows() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("store.db");
        Connection::open(&file)
            .unwrap()
            .execute_batch("CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT) STRICT")
            .unwrap();
        let sql = "INSERT INTO a (id, b) VALUES ($1, $2)".to_owned();
        let recipes = vec![Recipe::Number(Line { base: 10, step: 4 }), Recipe::Constant(Value::Text("x".to_owned()))];
        let look =
            Step::Bound { sql: "SELECT b FROM a WHERE id = $1 FOR UPDATE".to_owned(), recipes: recipes[..1].to_vec() };
        let script = Script(vec![Step::Command("BEGIN".to_owned()), look, Step::Bound { sql, recipes }]);
        let length = Duration::from_millis(50);
        let floor = Floor { script: &script, connections: 1, warm_up: length, length };
        let reached = run(&file, &Script::default(), &Script::default(), &floor).unwrap();
        let rows: i64 =
            Connection::open(&file).unwrap().query_row("SELECT COUNT(*) FROM a", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, reached.iterations);
        assert!(reached.iterations % GROUP as i64 == 0 && reached.rate > 0.0);
    }
    #[test]
    fn what_only_a_server_needs_is_not_run() {
        assert!(is_here("INSERT INTO lead_set (a) VALUES ($1)") && is_here("SELECT a FROM b WHERE c = $1 FOR UPDATE"));
        assert!(
            !is_here(&format!("{PARTS}(a) VALUES ($1)")) && !is_here("SELECT 1 FROM list WHERE id = $1 FOR KEY SHARE")
        );
    }
}
