//! A server's store spread over machines by the `citus` extension: what lies in organisations is distributed by them, the directory is
//! whole on every machine. Called by the command line through `hub.rs`, and after every migration, so that new tables join. It knows no
//! table by name but the one that it is given to lay the others beside; docs/scale.md tells the operator when this is worth it.

use super::migrate::{HISTORY, with_causes};
use super::postgres::PostgresConnection;
use super::{Failure, Place};

/// What became of the tables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spread {
    /// Distributed by the organisation now and not before.
    pub distributed: Vec<String>,
    /// Whole on every machine now and not before.
    pub copied: Vec<String>,
    /// How many were spread already.
    pub before: usize,
}

/// A table and whether its key begins with the organisation.
type Table = (String, bool);

const TABLES: &str = "SELECT CAST(c.relname AS TEXT), COALESCE((SELECT a.attname = 'organisation_id' FROM pg_index i
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] WHERE i.indrelid = c.oid AND i.indisprimary), FALSE)
     FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = CAST(current_schema() AS regnamespace) ORDER BY c.relname";
/// There only where the extension is.
const SPREAD: &str = "SELECT CAST(logicalrelid AS TEXT) FROM pg_dist_partition";
const EXTENSION: &str = "SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus') THEN 2
     WHEN EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'citus') THEN 1 ELSE 0 END";

/// Spreads what is not spread yet; all others are laid beside `anchor`. Of what is spread already it empties the first machine again, where
/// an earlier run may have been interrupted before it did. Refuses, saying what to do, where that cannot be.
pub fn spread(url: &str, anchor: &str) -> Result<Spread, String> {
    let Place::Server(url) = Place::of(url) else {
        return Err(
            "an embedded store lies on one machine: only one on PostgreSQL can be spread, see docs/scale.md".to_owned()
        );
    };
    let mut server = PostgresConnection::connect(&url).map_err(|failure| failure.to_string())?;
    match extension(&mut server)? {
        2 => run(&mut server, anchor, true),
        1 => Err("the database has no extension 'citus' yet: as its superuser run 'CREATE EXTENSION citus' and add the workers, then \
                  this again"
            .to_owned()),
        _ => Err("this PostgreSQL has no extension 'citus': install it on every machine first, see docs/scale.md".to_owned()),
    }
}

/// After a migration: what it added joins the others. Nothing where the store is not spread.
pub fn keep_spread(server: &mut PostgresConnection, anchor: &str) -> Result<Spread, String> {
    let is_spread = extension(server)? == 2 && spread_already(server)?.iter().any(|table| table == anchor);
    if is_spread { run(server, anchor, false) } else { Ok(Spread::default()) }
}

fn extension(server: &mut PostgresConnection) -> Result<i32, String> {
    let found = server.client().query_one(EXTENSION, &[]).and_then(|row| row.try_get(0));
    found.map_err(|error| with_causes(&error))
}

fn spread_already(server: &mut PostgresConnection) -> Result<Vec<String>, String> {
    let rows = server.client().query(SPREAD, &[]).map_err(|error| with_causes(&error))?;
    rows.iter().map(|row| row.try_get(0).map_err(|error| with_causes(&error))).collect()
}

fn run(server: &mut PostgresConnection, anchor: &str, is_asked_for: bool) -> Result<Spread, String> {
    let rows = server.client().query(TABLES, &[]).map_err(|error| with_causes(&error))?;
    let table = |row: &postgres::Row| Ok((row.try_get(0)?, row.try_get(1)?));
    let tables: Vec<Table> =
        rows.iter().map(table).collect::<Result<_, _>>().map_err(|error: postgres::Error| with_causes(&error))?;
    let already = spread_already(server)?;
    let (report, mut statements) = plan(&tables, &already, anchor);
    if is_asked_for || !statements.is_empty() {
        statements.extend(emptying(&tables));
    }
    for statement in statements {
        server.command(&statement).map_err(|failure: Failure| format!("{statement}: {failure}"))?;
    }
    Ok(report)
}

/// The statements, in their order, each complete in itself: what was interrupted goes on when it is run again.
fn plan(tables: &[Table], already: &[String], anchor: &str) -> (Spread, Vec<String>) {
    let (mut report, mut statements) = (Spread { before: already.len(), ..Spread::default() }, Vec::new());
    let new = |table: &&Table| table.0 != HISTORY && !already.contains(&table.0);
    for (name, _) in tables.iter().filter(new).filter(|(_, by_organisation)| !by_organisation) {
        statements.push(format!("SELECT create_reference_table('{name}')"));
        report.copied.push(name.clone());
    }
    let (first, others): (Vec<&Table>, Vec<&Table>) =
        tables.iter().filter(new).filter(|(_, by_organisation)| *by_organisation).partition(|(name, _)| name == anchor);
    for (name, _) in first.into_iter().chain(others) {
        let beside = if name == anchor { String::new() } else { format!(", colocate_with => '{anchor}'") };
        statements.push(format!("SELECT create_distributed_table('{name}', 'organisation_id'{beside})"));
        report.distributed.push(name.clone());
    }
    (report, statements)
}

/// Rows that lay there before stay behind as hidden copies. Of all tables, since nothing tells which an earlier run has come to; one that is
/// empty there stays so.
fn emptying(tables: &[Table]) -> impl Iterator<Item = String> + use<'_> {
    let spread = tables.iter().filter(|(name, _)| name != HISTORY);
    spread.map(|(name, _)| format!("SELECT truncate_local_data_after_distributing_table('{name}')"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables() -> Vec<Table> {
        let table = |name: &str, by: bool| (name.to_owned(), by);
        vec![
            table("agent", true),
            table("lead", true),
            table("organisation", false),
            table(HISTORY, false),
            table("token", false),
        ]
    }

    #[test]
    fn the_directory_is_copied_and_the_rest_lies_beside_the_anchor() {
        let (report, statements) = plan(&tables(), &[], "lead");
        assert_eq!(
            statements,
            [
                "SELECT create_reference_table('organisation')",
                "SELECT create_reference_table('token')",
                "SELECT create_distributed_table('lead', 'organisation_id')",
                "SELECT create_distributed_table('agent', 'organisation_id', colocate_with => 'lead')",
            ]
        );
        let emptied: Vec<String> = emptying(&tables()).collect();
        assert_eq!(emptied.len(), 4, "each is emptied of what lay there before");
        assert!(!statements.iter().chain(&emptied).any(|statement| statement.contains(HISTORY)));
        assert_eq!((report.copied.len(), report.distributed.len(), report.before), (2, 2, 0));
    }

    #[test]
    fn what_is_spread_is_left_alone() {
        let all: Vec<String> = ["organisation", "token", "lead", "agent"].map(str::to_owned).into();
        assert_eq!(plan(&tables(), &all, "lead"), (Spread { before: 4, ..Spread::default() }, Vec::new()));
        let (report, statements) = plan(&tables(), &all[..3], "lead");
        assert_eq!(
            statements[0],
            "SELECT create_distributed_table('agent', 'organisation_id', colocate_with => 'lead')"
        );
        assert_eq!(report.distributed, ["agent"]);
    }
}
