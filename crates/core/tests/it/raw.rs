//! The store looked at from beside the hub: any statement, on either engine, every value as text.
//! Used to compare whole stores and to play somebody else who works on the same one.

use leadhub_testkit::{Engine, TestStore};
use postgres::{Client, NoTls, SimpleQueryMessage};
use rusqlite::types::ValueRef;
use std::collections::BTreeMap;
use std::thread;

/// Every migration in its order: its name and its text.
pub fn migrations() -> Vec<(String, String)> {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
    let mut found: Vec<(String, String)> = folder
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    found.sort_by_key(|(name, _)| name[1..].split("__").next().unwrap().parse::<u32>().unwrap());
    found
}

/// Every table of the book, off the migrations' text.
pub fn tables() -> Vec<String> {
    let texts: String = migrations().into_iter().map(|(_, text)| text).collect();
    let names = texts.lines().filter_map(|line| line.strip_prefix("CREATE TABLE "));
    // One that was made anew is one, one that went is none.
    let last = |mark: &str, name: &str| {
        texts.rfind(&format!("{mark} TABLE {name}{}", if mark == "DROP" { ";" } else { " (" }))
    };
    let mut seen = std::collections::BTreeSet::new();
    names
        .map(|rest| rest.trim_end_matches(" (").to_owned())
        .filter(|name| last("CREATE", name) > last("DROP", name) && seen.insert(name.clone()))
        .collect()
}

/// The columns of a table.
pub fn columns(store: &TestStore, table: &str) -> Vec<String> {
    let sql = match store.engine() {
        Engine::Sqlite => format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"),
        Engine::Postgres => format!(
            "SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position"
        ),
    };
    rows(store, &sql).concat()
}

/// The rows of a statement; NULL is `∅`.
pub fn rows(store: &TestStore, sql: &str) -> Vec<Vec<String>> {
    rows_of_each(store, &[sql.to_owned()]).remove(0)
}

/// The rows of each statement, on one connection.
fn rows_of_each(store: &TestStore, statements: &[String]) -> Vec<Vec<Vec<String>>> {
    match store.engine() {
        Engine::Sqlite => {
            let connection = rusqlite::Connection::open(store.url()).unwrap();
            statements.iter().map(|sql| rows_of_file(&connection, sql)).collect()
        }
        Engine::Postgres => beside(|| {
            let mut client = client(store.url());
            statements.iter().map(|sql| rows_of_server(&mut client, sql)).collect()
        }),
    }
}

/// Runs statements that give nothing.
pub fn execute(store: &TestStore, sql: &str) {
    match store.engine() {
        Engine::Sqlite => rusqlite::Connection::open(store.url()).unwrap().execute_batch(sql).unwrap(),
        Engine::Postgres => beside(|| client(store.url()).batch_execute(sql).unwrap()),
    }
}

/// Everything in the store but the counters, whose gaps are allowed.
pub fn everything(store: &TestStore) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut kept = tables();
    kept.retain(|table| table != "counter");
    let statements: Vec<String> = kept.iter().map(|table| format!("SELECT * FROM {table}")).collect();
    let mut found = rows_of_each(store, &statements);
    found.iter_mut().for_each(|rows| rows.sort());
    kept.into_iter().zip(found).collect()
}

pub fn client(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap()
}

/// Runs what must not run inside the async runtime.
pub fn beside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(work).join().unwrap())
}

fn rows_of_file(connection: &rusqlite::Connection, sql: &str) -> Vec<Vec<String>> {
    let mut statement = connection.prepare(sql).unwrap();
    let width = statement.column_count();
    let read = |row: &rusqlite::Row| Ok((0..width).map(|at| text(row.get_ref(at).unwrap())).collect());
    statement.query_map([], read).unwrap().map(Result::unwrap).collect()
}

fn text(value: ValueRef) -> String {
    match value {
        ValueRef::Null => "∅".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        // As the other engine writes them.
        ValueRef::Blob(bytes) => format!("\\x{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
    }
}

fn rows_of_server(client: &mut Client, sql: &str) -> Vec<Vec<String>> {
    let messages = client.simple_query(sql).unwrap();
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    rows.map(|row| (0..row.len()).map(|at| row.get(at).unwrap_or("∅").to_owned()).collect()).collect()
}
