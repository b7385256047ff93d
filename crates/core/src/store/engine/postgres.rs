//! The PostgreSQL adapter: how a connection is made and how a statement of the common subset runs on it. Used by
//! `postgres_pool.rs` and the migrator. No thread and no queue here.

use super::Failure;
use super::batched_inserts::Insert;
use super::connection::Connection;
use super::value::{Columns, Row, Value};
use leadhub_model::OrganisationId;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::error::SqlState;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use std::collections::HashMap;
use std::error::Error;
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::Duration;

/// Statement texts kept prepared on each connection; past that the cache starts anew.
const KEPT_STATEMENTS: usize = 256;
/// Our own switch in the URL's query: statements are not prepared by name, as a pooler in transaction mode needs.
const UNPREPARED: &str = "prepared_statements=false";

/// The tables that have more than doubled since somebody last looked at them for the planner. Their sizes are of this moment, while the
/// server's own count of what was written comes late.
const GROWN: &str = "SELECT CAST(quote_ident(relname) AS TEXT) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace)
    AND pg_relation_size(oid) / CAST(current_setting('block_size') AS BIGINT) > 2 * GREATEST(relpages, 4)";

/// One connection with its prepared statements.
pub struct PostgresConnection {
    client: postgres::Client,
    statements: HashMap<String, postgres::Statement>,
    prepares: bool,
}

impl PostgresConnection {
    pub fn connect(url: &str) -> Result<Self, Failure> {
        let (url, prepares) = without_our_switch(url);
        let mut config = postgres::Config::from_str(&url).map_err(|error| Failure::Away(error.to_string()))?;
        config
            .application_name("leadhub")
            .connect_timeout(Duration::from_secs(5))
            .keepalives_idle(Duration::from_secs(30))
            .keepalives_interval(Duration::from_secs(5))
            .keepalives_retries(3)
            // A host that vanished without a word is noticed within seconds, not after the system's quarter of an hour.
            .tcp_user_timeout(Duration::from_secs(15));
        let client = config.connect(tls()?).map_err(|error| cannot_connect(&config, &error))?;
        Ok(PostgresConnection { client, statements: HashMap::new(), prepares })
    }

    pub fn client(&mut self) -> &mut postgres::Client {
        &mut self.client
    }

    /// A command without values, such as BEGIN.
    pub fn command(&mut self, sql: &str) -> Result<(), Failure> {
        self.client.batch_execute(sql).map_err(failure)
    }

    /// Whether its transactions may each run on another connection of a pooler's.
    pub fn is_pooled(&self) -> bool {
        !self.prepares
    }

    pub fn is_lost(&self) -> bool {
        self.client.is_closed()
    }

    fn prepared(&mut self, sql: &str) -> Result<postgres::Statement, Failure> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        if self.statements.len() >= KEPT_STATEMENTS {
            self.statements.clear();
        }
        let statement = self.client.prepare(sql).map_err(failure)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<postgres::Row>, Failure> {
        if self.prepares {
            let statement = self.prepared(sql)?;
            let bound: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
            return self.client.query(&statement, &bound).map_err(failure);
        }
        self.client.query_typed(sql, &typed(values)).map_err(failure)
    }
}

/// Says which server it was and, where that is clear, what to do; never the password.
fn cannot_connect(config: &postgres::Config, error: &postgres::Error) -> Failure {
    let host = match config.get_hosts().first() {
        Some(postgres::config::Host::Tcp(name)) => name.clone(),
        Some(postgres::config::Host::Unix(folder)) => folder.display().to_string(),
        None => "localhost".to_owned(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let is_missing = error.code() == Some(&SqlState::INVALID_CATALOG_NAME);
    let advice = if is_missing { ": create the database, then run 'leadhub init'" } else { "" };
    Failure::Away(format!("{host}:{port}: {}{advice}", server_message(error)))
}

/// The error with its cause, which its own text leaves out.
fn server_message(error: &postgres::Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(db), _) => format!("{} ({})", db.message(), db.code().code()),
        (None, Some(cause)) => format!("{error}: {cause}"),
        (None, None) => error.to_string(),
    }
}

fn typed<'a>(values: &'a [Value]) -> Vec<(&'a (dyn ToSql + Sync), Type)> {
    let kind = |value: &Value| match value {
        Value::Null => Type::UNKNOWN,
        Value::Int(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
        Value::Bytes(_) => Type::BYTEA,
    };
    values.iter().map(|value| (value as &(dyn ToSql + Sync), kind(value))).collect()
}

fn without_our_switch(url: &str) -> (String, bool) {
    match url.split_once('?') {
        Some((base, query)) if query.split('&').any(|part| part == UNPREPARED) => {
            let rest: Vec<&str> = query.split('&').filter(|part| *part != UNPREPARED).collect();
            (format!("{base}?{}", rest.join("&")), false)
        }
        _ => (url.to_owned(), true),
    }
}

/// TLS by rustls with the system's certificates, read once; whether it is used is the URL's `sslmode`.
fn tls() -> Result<tokio_postgres_rustls::MakeRustlsConnect, Failure> {
    static READ: OnceLock<Result<rustls::ClientConfig, String>> = OnceLock::new();
    let config = READ.get_or_init(|| {
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.map_err(|error| error.to_string())?;
        Ok(config.with_root_certificates(roots).with_no_client_auth())
    });
    let config = config.clone().map_err(Failure::Away)?;
    Ok(tokio_postgres_rustls::MakeRustlsConnect::new(config))
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) => number.to_sql(kind, out),
            Value::Text(text) => text.as_ref().to_sql(kind, out),
            Value::Bytes(bytes) => bytes.as_ref().to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT8, Type::TEXT, Type::BYTEA, Type::UNKNOWN].contains(kind)
    }

    to_sql_checked!();
}

impl Connection for PostgresConnection {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Failure> {
        if self.prepares {
            let statement = self.prepared(sql)?;
            let bound: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
            return self.client.execute(&statement, &bound).map_err(failure);
        }
        self.client.execute_typed(sql, &typed(values)).map_err(failure)
    }

    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&mut Row) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        for row in &self.rows(sql, values)? {
            each(&mut Row::new(Columns::Postgres(row)))?;
        }
        Ok(())
    }

    /// One command and one line of rows, where a statement of values has each of its places planned whenever it runs.
    fn copy_in(
        &mut self,
        insert: &Insert,
        organisation: OrganisationId,
        rows: &[&[Value]],
    ) -> Result<Option<u64>, Failure> {
        let sink = self.client.copy_in(&insert.copy_text()).map_err(failure)?;
        // Which kind it is of, a value says by itself.
        let mut sink = BinaryCopyInWriter::new(sink, &vec![Type::UNKNOWN; 1 + insert.columns.len()]);
        let organisation = Value::from(organisation);
        let mut values: Vec<&(dyn ToSql + Sync)> = vec![&organisation];
        for row in rows {
            values.truncate(1);
            values.extend(row.iter().map(|value| value as &(dyn ToSql + Sync)));
            sink.write(&values).map_err(failure)?;
        }
        sink.finish().map(Some).map_err(failure)
    }

    /// The server does so by itself once a minute; until then it goes on reading a table as it planned to when that was empty.
    fn refresh_statistics(&mut self) -> Result<(), Failure> {
        let mut grown = Vec::new();
        self.query(GROWN, &[], &mut |row| {
            grown.push(row.take::<String>()?);
            Ok(())
        })?;
        if grown.is_empty() {
            return Ok(());
        }
        self.command(&format!("ANALYZE (SKIP_LOCKED) {}", grown.join(", ")))
    }
}

/// What an error of PostgreSQL means to whoever waits.
pub fn failure(error: postgres::Error) -> Failure {
    let text = server_message(&error);
    let Some(code) = error.code() else {
        // Without a code it is the line to the server, or a statement of ours whose types do not fit.
        let ours = ["error serializing", "error deserializing", "invalid column", "expected"];
        let is_ours = ours.iter().any(|begin| text.starts_with(begin)) && !error.is_closed();
        return if is_ours { Failure::Bug(text) } else { Failure::Away(text) };
    };
    match code.code() {
        _ if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED => {
            Failure::Again(text)
        }
        // Connection exceptions, resources, operator's intervention, system errors; authorisation; read-only.
        code if ["08", "53", "57", "58", "28", "3D"].iter().any(|class| code.starts_with(class)) => Failure::Away(text),
        // Waited too long for somebody else's lock; to wait again would only keep the caller longer.
        "55P03" => Failure::Held(text),
        "25006" => Failure::Away(text),
        _ if *code == SqlState::UNIQUE_VIOLATION => Failure::Taken(text),
        _ => Failure::Bug(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_switch_is_taken_out_of_the_url() {
        assert_eq!(without_our_switch("postgres://h/d"), ("postgres://h/d".to_owned(), true));
        let (url, prepares) = without_our_switch("postgres://h/d?sslmode=disable&prepared_statements=false");
        assert_eq!((url.as_str(), prepares), ("postgres://h/d?sslmode=disable", false));
    }
}
