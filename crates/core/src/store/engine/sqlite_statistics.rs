//! What SQLite's planner assumes of our tables. Without statistics it takes every key to be short and walks a whole organisation
//! instead of using an index; measured ones change with the data, and plans with them. So every store gets the same assumed ones:
//! many rows, few organisations, and each further column of an index telling a hundred times more. Called when a store is opened.

use rusqlite::Connection;

/// Rows of a table, and those of one organisation among them.
const ROWS: i64 = 1_000_000;
const OF_ONE: i64 = 100_000;
/// How much more each column after the organisation tells.
const FINER: i64 = 100;

/// Writes the assumptions where they are missing, as after a migration. A store that cannot be written goes without.
pub fn assume(connection: &Connection) {
    let assumed = missing(connection).and_then(|missing| if missing { write(connection) } else { Ok(()) });
    if let Err(error) = assumed {
        tracing::warn!(%error, "lists may be slow: the planner's statistics could not be written");
    }
}

/// Every index has one row of statistics, or none has.
fn missing(connection: &Connection) -> rusqlite::Result<bool> {
    let count = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    if count("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'")? == 0 {
        return Ok(true);
    }
    Ok(count("SELECT COUNT(*) FROM sqlite_stat1")? != i64::try_from(indexes(connection)?.len()).unwrap_or_default())
}

fn write(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    // Makes the tables of statistics; what it finds is thrown away.
    let written = connection
        .execute_batch("ANALYZE counter; DELETE FROM sqlite_stat1; DELETE FROM sqlite_stat4")
        .and_then(|()| {
            for index in indexes(connection)? {
                let sql = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?1, ?2, ?3)";
                connection.execute(sql, (&index.table, &index.name, index.statistics()))?;
            }
            Ok(())
        });
    connection.execute_batch(if written.is_ok() { "COMMIT; ANALYZE sqlite_schema" } else { "ROLLBACK" })?;
    written
}

struct Index {
    table: String,
    /// As the statistics call it: the key of a clustered table has the table's name.
    name: String,
    columns: i64,
    is_unique: bool,
}

impl Index {
    /// The rows, then for each further column how many of them are alike so far.
    fn statistics(&self) -> String {
        let mut text = ROWS.to_string();
        let mut alike = OF_ONE;
        for column in 1..=self.columns {
            let alike_now = if self.is_unique && column == self.columns { 1 } else { alike.max(1) };
            text.push_str(&format!(" {alike_now}"));
            alike /= FINER;
        }
        text
    }
}

fn indexes(connection: &Connection) -> rusqlite::Result<Vec<Index>> {
    let sql =
        "SELECT tables.name, CASE WHEN indexes.origin = 'pk' AND tables.wr THEN tables.name ELSE indexes.name END,
             (SELECT COUNT(*) FROM pragma_index_info(indexes.name)), indexes.\"unique\"
         FROM pragma_table_list AS tables, pragma_index_list(tables.name) AS indexes
         WHERE tables.type = 'table' AND tables.schema = 'main' AND tables.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         ORDER BY 1, 2";
    let read = |row: &rusqlite::Row| {
        Ok(Index { table: row.get(0)?, name: row.get(1)?, columns: row.get(2)?, is_unique: row.get(3)? })
    };
    connection.prepare(sql)?.query_map([], read)?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(connection: &Connection, sql: &str) -> String {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = statement.query_map([], |row| row.get::<_, String>(3)).unwrap();
        steps.collect::<Result<Vec<_>, _>>().unwrap().join("; ")
    }

    /// The lists that people look at all day go through their indexes, also in a store that is nearly empty.
    #[test]
    fn lists_go_through_their_indexes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("leads.db");
        crate::migrate(path.to_str().unwrap(), |_| None).unwrap();
        let connection = super::super::sqlite::connect(&path, true, false).unwrap();
        assume(&connection);
        assert!(!missing(&connection).unwrap());
        for (filter, order, index) in [
            ("stage_id IN (7)", "id DESC", "lead_stage"),
            ("stage_id = 7 AND service_id = 3", "id DESC", "lead_stage"),
            ("agent_id = 7", "id DESC", "lead_agent"),
            ("person_id = 7", "id DESC", "lead_person"),
            ("list_id = 7", "created_at DESC, id DESC", "lead_list_leads"),
            ("updated_at > 7", "updated_at, id", "lead_updated"),
        ] {
            let sql = format!(
                "SELECT name FROM lead WHERE organisation_id = 1 AND deleted_at IS NULL AND {filter} ORDER BY {order} LIMIT 50"
            );
            let found = plan(&connection, &sql);
            assert!(
                found.contains(&format!("USING INDEX {index} (")) && !found.contains("TEMP B-TREE"),
                "{sql}: {found}"
            );
        }
        let borne = plan(
            &connection,
            "SELECT name FROM lead WHERE organisation_id = 1 AND deleted_at IS NULL AND id IN
             (SELECT lead_id FROM lead_contact WHERE organisation_id = 1 AND kind = 'phone' AND value = 'x')
             ORDER BY id DESC LIMIT 50",
        );
        assert!(
            borne.contains("SEARCH lead_contact USING PRIMARY KEY (organisation_id=? AND kind=? AND value=?)"),
            "{borne}"
        );
        assert!(borne.contains("SEARCH lead USING PRIMARY KEY (organisation_id=? AND id=?)"), "{borne}");
        let of_customers = plan(
            &connection,
            "SELECT id FROM phone_call WHERE organisation_id = 1 AND lead_id IN
             (SELECT id FROM lead WHERE organisation_id = 1 AND deleted_at IS NULL AND person_id IN
             (SELECT person_id FROM person_key WHERE organisation_id = 1 AND kind = 'phone' AND value IN ('x')))",
        );
        assert!(of_customers.contains("INDEX lead_person (organisation_id=? AND person_id=?"), "{of_customers}");
        let counted = plan(
            &connection,
            "SELECT COUNT(*) FROM lead WHERE organisation_id = 1 AND deleted_at IS NULL AND stage_id IN (7)",
        );
        assert!(counted.contains("USING INDEX lead_stage ("), "{counted}");
        let booked =
            plan(&connection, "SELECT id FROM booking WHERE organisation_id = 1 AND person_id = 7 ORDER BY id");
        assert!(booked.contains("INDEX booking_person ("), "{booked}");
        let days = plan(
            &connection,
            "SELECT id FROM booking WHERE organisation_id = 1 AND EXISTS (SELECT 1 FROM lead WHERE lead.organisation_id = 1
             AND lead.id = booking.lead_id) AND booked_at >= 5 AND booked_at <= 9 ORDER BY booked_at, id LIMIT 50",
        );
        assert!(days.contains("INDEX booking_booked (organisation_id=? AND booked_at>?"), "{days}");
        let labelled = plan(
            &connection,
            "SELECT name FROM lead WHERE organisation_id = 1 AND deleted_at IS NULL AND id IN
             (SELECT lead_id FROM lead_label WHERE organisation_id = 1 AND label_id = 7) ORDER BY id DESC LIMIT 50",
        );
        assert!(labelled.contains("INDEX lead_label_label (organisation_id=? AND label_id=?)"), "{labelled}");
        let of_a_day = plan(
            &connection,
            "SELECT COUNT(*), SUM(EXISTS (SELECT 1 FROM booking WHERE booking.organisation_id = lead.organisation_id
             AND booking.lead_id = lead.id)) FROM lead
             WHERE organisation_id = 1 AND deleted_at IS NULL AND created_at >= 5 AND created_at < 9 GROUP BY stage_id",
        );
        assert!(of_a_day.contains("INDEX lead_created (") && of_a_day.contains("INDEX booking_lead ("), "{of_a_day}");
    }
}
