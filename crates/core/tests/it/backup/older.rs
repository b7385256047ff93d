//! Stores of an older program: backed up as they are, which is what one does before a migration, and brought to this program's
//! schema by the restore.

use super::{backup, nothing, restore};
use crate::bed::open_hub;
use crate::raw;
use leadhub_core::HubOptions;
use leadhub_testkit::{Engine, TestStore, both_engines};

/// A store on which only the first migration ran, with an organisation.
fn older(engine: Engine) -> TestStore {
    let (store, current) = (nothing(engine), TestStore::migrated(engine, crate::migrate));
    let words = match engine {
        Engine::Sqlite => [
            ("$int", "INTEGER"),
            ("$text", "TEXT"),
            ("$bytes", "BLOB"),
            ("$strict", "STRICT"),
            ("$clustered", "STRICT, WITHOUT ROWID"),
        ],
        Engine::Postgres => {
            [("$int", "BIGINT"), ("$text", "TEXT"), ("$bytes", "BYTEA"), ("$strict", ""), ("$clustered", "")]
        }
    };
    let first = raw::migrations().remove(0).1;
    let schema = words.iter().fold(first, |text, (word, meaning)| text.replace(word, meaning));
    let ran = raw::rows(
        &current,
        "SELECT version, name, applied_on, checksum FROM refinery_schema_history WHERE version = 1",
    )
    .remove(0);
    raw::execute(&store, &format!(
        "{schema};
         CREATE TABLE refinery_schema_history (version INTEGER PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255));
         INSERT INTO refinery_schema_history VALUES ({}, '{}', '{}', '{}');
         INSERT INTO organisation VALUES (1, 'alpha', 'Phòng khám Á', 'Asia/Ho_Chi_Minh', '01900000-0000-7000-8000-000000000001', 1, 'first', 0);
         INSERT INTO lead (organisation_id, id, uuid, number, person_id, phone_key, stage_id, after_day, called_count, origin, version,
             created_at, updated_at, phone, phone2, email)
         VALUES (1, 7, '01900000-0000-7000-8000-000000000007', 1, 3, '+84349719999', 1, 0, 0, 'first', 1, 0, 0, '+84 349 719 999', '0349710002', 'Lan@example.com');",
        ran[0], ran[1], ran[2], ran[3]
    ));
    store
}

const SCHEMA: &str = "SELECT MAX(version) FROM refinery_schema_history";

both_engines! {
    migrate = crate::migrate;

    fn an_older_store_is_backed_up_as_it_is_and_restored_as_of_today(current: TestStore) {
        let file = TestStore::sqlite();
        let told = backup(&older(current.engine()), &file).unwrap();
        assert!(told.tables.contains(&("organisation".to_owned(), 1)), "{told:?}");
        assert!(!told.tables.iter().any(|(table, _)| table == "country"), "a table of a later schema: {told:?}");
        assert_eq!(raw::rows(&file, SCHEMA), [["1"]]);
        let as_made = std::fs::read(file.url()).unwrap();
        let restored = nothing(current.engine());
        restore(&file, &restored).unwrap();
        assert_eq!(raw::rows(&restored, "SELECT name FROM organisation"), [["Phòng khám Á"]]);
        assert_eq!(raw::rows(&restored, SCHEMA), raw::rows(&current, SCHEMA));
        let contacts = "SELECT kind, value, lead_id FROM lead_contact ORDER BY kind, value";
        let borne = [["email", "lan@example.com", "7"], ["phone", "2000179430", "7"], ["phone", "9999179430", "7"]];
        assert_eq!(raw::rows(&restored, contacts), borne, "the leads' numbers are read");
        assert_eq!(raw::rows(&restored, "SELECT phone_quality FROM lead"), [["respelled"]]);
        let places = "SELECT COUNT(*) FROM commune";
        assert_eq!(raw::rows(&restored, places), raw::rows(&current, places), "the house's own rows");
        open_hub(restored.url(), HubOptions::default()).unwrap().close();
        assert_eq!(std::fs::read(file.url()).unwrap(), as_made, "the backup itself is left alone");
    }
}
