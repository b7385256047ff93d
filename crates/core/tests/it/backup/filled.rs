//! A store with rows in every table: those that the verbs write, and rows of the extremes that a column may hold, made by the
//! schema itself, so that a table or column of a later migration has them too. And the comparison of two stores.

use crate::bed::House;
use crate::once::{create_once, key};
use crate::raw;
use leadhub_core::import;
use leadhub_testkit::{Engine, TestStore};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const INTEGERS: [i64; 4] = [i64::MIN, -1, i64::MAX, 7_000_000_001];
const TEXTS: [&str; 4] = ["", "Nguyễn Thị Ước, Đà Nẵng 👩‍⚕️", "\\N\\.\t\r\n\"double\" 'single' \\x00 {}", "∅ $1 ?1 ; --"];

/// A house after a day's work, with a file that is still arriving and an answer that is kept.
pub async fn house(store: TestStore) -> House {
    let house = House::open(store).await;
    crate::story::tell(&house).await;
    let new = crate::bed::person("Trần Văn Đức", "0349719990");
    house.act(move |tx, actor| create_once(tx, actor, &key("kept", "r"), &new)).await.unwrap();
    house
        .act(|tx, actor| {
            let upload = import::begin_upload(tx, actor, "đang đến.csv")?;
            import::append_chunk(tx, actor, upload, 0, &(0..=255).collect::<Vec<u8>>())
        })
        .await
        .unwrap();
    fill(&house.store);
    house
}

/// Four rows into each table; no two agree in any column that may not be null.
pub fn fill(store: &TestStore) {
    let mut inserts = String::new();
    for table in raw::tables() {
        let columns = columns(&table);
        let names: Vec<&str> = columns.iter().map(|(name, _, _)| name.as_str()).collect();
        for row in 0..4 {
            let value = |(_, kind, not_null): &(String, String, bool)| match kind.as_str() {
                _ if !not_null && row % 2 == 0 => "NULL".to_owned(),
                "INTEGER" => INTEGERS[row].to_string(),
                "TEXT" => format!("'{}'", TEXTS[row].replace('\'', "''")),
                "BLOB" => literal(store.engine(), &bytes(row)),
                _ => panic!("{table} has a {kind}"),
            };
            let values: Vec<String> = columns.iter().map(value).collect();
            writeln!(inserts, "INSERT INTO {table} ({}) VALUES ({});", names.join(", "), values.join(", ")).unwrap();
        }
    }
    raw::execute(store, &inserts);
}

/// Nothing, every byte, zeros, and more than fits into any buffer on the way.
fn bytes(row: usize) -> Vec<u8> {
    match row {
        0 => Vec::new(),
        1 => (0..=255).collect(),
        2 => vec![0; 10],
        _ => (0..300_000_u32).map(|at| at.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect(),
    }
}

fn literal(engine: Engine, bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match engine {
        Engine::Sqlite => format!("X'{hex}'"),
        Engine::Postgres => format!("'\\x{hex}'"),
    }
}

/// Name, type and whether it may not be null, of each column.
fn columns(table: &str) -> Vec<(String, String, bool)> {
    thread_local! { static STORE: TestStore = TestStore::migrated(Engine::Sqlite, crate::migrate); }
    let sql = format!("SELECT name, type, \"notnull\" FROM pragma_table_info('{table}') ORDER BY cid");
    let rows = STORE.with(|store| raw::rows(store, &sql));
    rows.into_iter().map(|row| (row[0].clone(), row[1].clone(), row[2] == "1")).collect()
}

/// Every row of every table, the counters' too.
pub fn contents(store: &TestStore) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut contents = raw::everything(store);
    contents.insert("counter".to_owned(), raw::rows(store, "SELECT * FROM counter ORDER BY organisation_id, name"));
    contents.values_mut().for_each(|rows| rows.sort());
    contents
}

/// Fails naming the tables that differ, and the first row that does.
pub fn assert_same(one: &TestStore, other: &TestStore) {
    let (one, other) = (contents(one), contents(other));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (table, rows) in &one {
        assert_eq!(rows.len(), other[table].len(), "rows of {table}");
        let different = rows.iter().zip(&other[table]).find(|(row, twin)| row != twin);
        assert!(different.is_none(), "{table}: {different:?}");
    }
}
