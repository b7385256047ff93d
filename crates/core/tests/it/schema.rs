//! The migrated schema of each engine beside its checked-in snapshot, so that nobody changes it unseen.
//! `UPDATE_SNAPSHOTS=1` rewrites the snapshots; a released migration is never changed, a new one is added.

use crate::raw::{rows, tables};
use leadhub_testkit::{Engine, TestStore, both_engines};
use std::fmt::Write as _;
use std::path::Path;

/// One line a column and one an index, for people to read.
fn describe(store: &TestStore) -> String {
    let mut text = String::new();
    for table in tables() {
        let (columns, indexes) = match store.engine() {
            Engine::Sqlite => (columns_of_file(store, &table), indexes_of_file(store, &table)),
            Engine::Postgres => (columns_of_server(store, &table), indexes_of_server(store, &table)),
        };
        writeln!(text, "{table}").unwrap();
        for line in columns.iter().chain(&indexes) {
            writeln!(text, "    {line}").unwrap();
        }
    }
    text
}

fn columns_of_file(store: &TestStore, table: &str) -> Vec<String> {
    let columns =
        rows(store, &format!("SELECT name, type, \"notnull\" FROM pragma_table_info('{table}') ORDER BY cid"));
    let mut lines: Vec<String> = columns.iter().map(|column| line(&column[0], &column[1], &column[2])).collect();
    let key = format!(
        "SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk)"
    );
    lines.push(format!("PRIMARY KEY ({})", rows(store, &key)[0][0]));
    let kind = rows(store, &format!("SELECT wr, strict FROM pragma_table_list WHERE name = '{table}'"));
    let words = [("WITHOUT ROWID", &kind[0][0]), ("STRICT", &kind[0][1])];
    lines.push(words.iter().filter(|(_, set)| *set == "1").map(|(word, _)| *word).collect::<Vec<_>>().join(", "));
    lines
}

fn indexes_of_file(store: &TestStore, table: &str) -> Vec<String> {
    let texts = rows(
        store,
        &format!(
            "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL ORDER BY name"
        ),
    );
    texts.concat()
}

fn columns_of_server(store: &TestStore, table: &str) -> Vec<String> {
    let columns = rows(
        store,
        &format!(
        "SELECT column_name, data_type, CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY ordinal_position"
    ),
    );
    columns.iter().map(|column| line(&column[0], &column[1], &column[2])).collect()
}

fn indexes_of_server(store: &TestStore, table: &str) -> Vec<String> {
    rows(
        store,
        &format!(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = '{table}' ORDER BY indexname"
        ),
    )
    .concat()
}

fn line(name: &str, kind: &str, not_null: &str) -> String {
    format!("{name} {kind}{}", if not_null == "1" { " NOT NULL" } else { "" })
}

/// Lines of one text that the other has not, in both directions.
fn difference(expected: &str, found: &str) -> String {
    let only = |sign: char, of: &str, other: &str| -> String {
        let lines = of.lines().filter(|line| !other.lines().any(|known| known == *line));
        lines.map(|line| format!("{sign} {line}\n")).collect()
    };
    only('-', expected, found) + &only('+', found, expected)
}

both_engines! {
    migrate = crate::migrate;

    fn the_schema_is_the_snapshots(store: TestStore) {
        let engine = format!("{:?}", store.engine()).to_lowercase();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/snapshots/schema.{engine}.txt"));
        let found = describe(&store);
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(&path, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        let changed = difference(&expected, &found);
        assert!(expected == found, "{} differs; UPDATE_SNAPSHOTS=1 rewrites it:\n{changed}", path.display());
    }

    /// The organisation is the first column of every key and index, so that the tables can be split by it; the directory that
    /// finds an organisation, the clean-up of old rows and the worker's next file are the exceptions.
    fn every_index_begins_with_the_organisation(store: TestStore) {
        let text = describe(&store);
        let others: Vec<&str> = text.lines().filter(|line| line.contains("INDEX")).filter(|line| {
            let columns = line.split_once(" (").or(line.split_once("btree (")).map(|(_, columns)| columns);
            !columns.is_some_and(|columns| columns.starts_with("organisation_id"))
        }).filter_map(|line| line.split_whitespace().skip_while(|word| *word != "INDEX").nth(1)).collect();
        let mut exceptions = vec!["idempotency_age", "organisation_slug", "token_expiry", "upload_open"];
        if store.engine() == Engine::Postgres {
            exceptions.extend(["organisation_pkey", "token_pkey"]);
        }
        let mut others = others;
        others.sort_unstable();
        exceptions.sort_unstable();
        assert_eq!(others, exceptions);
    }

    /// Without it the tables could not be split by the organisation at all: what is unique is so within one.
    fn every_key_begins_with_the_organisation(store: TestStore) {
        let text = describe(&store);
        let mut table = "";
        for line in text.lines() {
            if !line.starts_with(' ') {
                table = line;
            }
            let is_key = line.contains("PRIMARY KEY") || line.contains("UNIQUE INDEX");
            if is_key && !["organisation", "token"].contains(&table) {
                let columns = line.split_once('(').map_or("", |(_, columns)| columns);
                assert!(columns.starts_with("organisation_id"), "{table}: {line}");
            }
        }
    }

    /// At most ten on the table that every write pays for.
    fn the_lead_table_has_ten_indexes_at_most(store: TestStore) {
        let text = describe(&store);
        let lead = text.split("\nlead\n").nth(1).unwrap();
        let indexes = lead.lines().take_while(|line| line.starts_with(' '))
            .filter(|line| line.contains(" INDEX ") || line.contains("PRIMARY KEY")).count();
        assert!((2..=10).contains(&indexes), "{indexes}");
    }
}
