//! A store spread over machines: where that cannot be it is refused, saying what to do, and where it can the calls are these. The
//! extension itself is not here; a stand-in writes down what it is asked.

use crate::raw;
use leadhub_core::{migrate, spread};
use leadhub_testkit::{Engine, TestStore, both_engines};

/// What `citus` has that a spread needs, and nothing behind it.
const STAND_IN: &str = "
    CREATE TABLE asked (number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what TEXT NOT NULL);
    CREATE TABLE pg_dist_partition (logicalrelid REGCLASS PRIMARY KEY);
    INSERT INTO pg_dist_partition VALUES ('asked'), ('pg_dist_partition');
    CREATE FUNCTION create_reference_table(name TEXT) RETURNS VOID LANGUAGE SQL AS $$
        INSERT INTO asked (what) VALUES ('copy ' || name); INSERT INTO pg_dist_partition VALUES (CAST(name AS REGCLASS)) $$;
    CREATE FUNCTION create_distributed_table(name TEXT, by TEXT, colocate_with TEXT DEFAULT 'default') RETURNS VOID LANGUAGE SQL AS $$
        INSERT INTO asked (what) VALUES ('distribute ' || name || ' by ' || by || ' beside ' || colocate_with);
        INSERT INTO pg_dist_partition VALUES (CAST(name AS REGCLASS)) $$;
    CREATE FUNCTION truncate_local_data_after_distributing_table(name TEXT) RETURNS VOID LANGUAGE SQL AS $$
        INSERT INTO asked (what) VALUES ('empty ' || name) $$;
    INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) VALUES (99999, 'citus', 10, 2200, false, '13.0');";

fn asked(store: &TestStore) -> Vec<String> {
    raw::rows(store, "SELECT what FROM asked ORDER BY number").concat()
}

both_engines! {
    migrate = crate::migrate;

    fn where_it_cannot_be_it_is_refused(store: TestStore) {
        let before = raw::everything(&store);
        let say = spread(store.url()).unwrap_err();
        let word = if store.engine() == Engine::Sqlite { "only one on PostgreSQL" } else { "no extension 'citus'" };
        assert!(say.contains(word) && (say.contains("docs/scale.md") || say.contains("CREATE EXTENSION")), "{say}");
        assert_eq!(raw::everything(&store), before);
    }
}

#[test]
fn every_table_is_spread_once_and_a_new_one_joins_with_the_next_migration() {
    let store = TestStore::migrated(Engine::Postgres, crate::migrate);
    raw::execute(&store, STAND_IN);
    migrate(store.url(), |_| None).unwrap();
    assert!(asked(&store).is_empty(), "a migration spreads nothing by itself");

    let told = spread(store.url()).unwrap();
    let calls = asked(&store);
    assert_eq!(calls[..3], ["copy organisation", "copy token", "distribute lead by organisation_id beside default"]);
    let tables = raw::tables();
    let (directory, rest): (Vec<&String>, Vec<&String>) =
        tables.iter().partition(|table| ["organisation", "token"].contains(&table.as_str()));
    assert_eq!((told.copied.len(), told.distributed.len()), (directory.len(), rest.len()));
    for table in rest.into_iter().filter(|table| *table != "lead") {
        assert!(calls.contains(&format!("distribute {table} by organisation_id beside lead")), "{table}");
    }
    assert!(tables.iter().all(|table| calls.contains(&format!("empty {table}"))));
    assert!(!calls.iter().any(|call| call.contains("refinery")), "the record of migrations stays where it is");

    let again = spread(store.url()).unwrap();
    assert!(again.distributed.is_empty() && again.copied.is_empty());
    let after = asked(&store);
    let emptied = &after[calls.len()..];
    assert!(emptied.iter().all(|call| call.starts_with("empty ")), "what is spread is left alone: {emptied:?}");
    let is_emptied = |table: &String| emptied.contains(&format!("empty {table}"));
    assert!(tables.iter().all(is_emptied), "the first run may have ended before it had emptied all: {emptied:?}");

    migrate(store.url(), |_| None).unwrap();
    assert_eq!(asked(&store).len(), after.len(), "a migration that adds nothing asks for nothing");

    raw::execute(&store, "CREATE TABLE later (organisation_id BIGINT, id BIGINT, PRIMARY KEY (organisation_id, id))");
    migrate(store.url(), |_| None).unwrap();
    assert_eq!(asked(&store)[after.len()], "distribute later by organisation_id beside lead");
}
