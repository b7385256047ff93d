//! What the program really runs for one request, read from the log of its database, so that no floor drifts from it.
//! Used by `Testbed::prepare`. It changes nothing but whether a database logs its statements.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use leadhub_testkit::Cluster;
use postgres::Client;
use postgres::types::Type;

use super::cluster;
use super::log_text::{self, Logged};
use super::recipe::Value;
use super::script::Recorded;

const APPLICATION: &str = "leadhub";
const PATIENCE: Duration = Duration::from_secs(10);
const REST: Duration = Duration::from_millis(50);
/// The first few do what only the first do, and work behind everybody comes between some: so many are left that are neither.
pub const TIMES: i64 = 12;

pub struct Recorder {
    client: Client,
    logs: PathBuf,
    database: String,
}

impl Recorder {
    /// Makes a database log every statement of connections that are made from now on.
    pub fn start(cluster: &Cluster, database: &str) -> Result<Recorder, String> {
        let mut client = cluster::connect(&cluster.url(database))?;
        cluster::run(&mut client, &format!("ALTER DATABASE {database} SET log_statement = 'all'"))?;
        let client = cluster::connect(&cluster.url(database))?;
        let logs = cluster.folder().join("data/log");
        Ok(Recorder { client, logs, database: database.to_owned() })
    }

    pub fn stop(mut self) -> Result<(), String> {
        cluster::run(&mut self.client, &format!("ALTER DATABASE {} RESET log_statement", self.database))
    }

    /// What each of several calls of `send` made the program run; they are called with 0, 1, 2, …
    pub fn several(&mut self, send: impl Fn(i64) -> Result<(), String>) -> Result<Vec<Vec<Recorded>>, String> {
        (0..TIMES).map(|number| self.one(|| send(number))).collect()
    }

    /// What the program ran while `send` was at work.
    pub fn one(&mut self, send: impl FnOnce() -> Result<(), String>) -> Result<Vec<Recorded>, String> {
        let from = self.mark()?;
        send()?;
        // Who reads is answered before the transaction's end.
        sleep(REST);
        let to = self.mark()?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(logged) = log_text::between(&self.log()?, APPLICATION, &from, &to)? {
                return logged.into_iter().map(|logged| self.typed(logged)).collect();
            }
            if Instant::now() > deadline {
                return Err("the database's log does not show what it ran".to_owned());
            }
            sleep(Duration::from_millis(20));
        }
    }

    fn mark(&mut self) -> Result<String, String> {
        // The log is one for all recorders, and never begins anew.
        static MARKS: AtomicU32 = AtomicU32::new(0);
        let mark = format!("bench mark {}.", MARKS.fetch_add(1, Ordering::Relaxed));
        cluster::run(&mut self.client, &format!("SELECT '{mark}'")).map(|()| mark)
    }

    fn log(&self) -> Result<String, String> {
        let say = |error: std::io::Error| format!("the database's log: {error}");
        let files = fs::read_dir(&self.logs).map_err(say)?.map(|entry| Ok(entry.map_err(say)?.path()));
        let mut files = files.collect::<Result<Vec<_>, String>>()?;
        files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
        files.sort();
        let read = |file: &PathBuf| fs::read(file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        files.iter().map(read).collect::<Result<String, _>>().map_err(say)
    }

    /// The log has every value as text; the database knows which are numbers.
    fn typed(&mut self, logged: Logged) -> Result<Recorded, String> {
        let (sql, texts) = match logged {
            Logged::Command(text) => return Ok(Recorded::Command(text)),
            Logged::Bound { sql, values } => (sql, values),
        };
        let statement = self.client.prepare(&sql).map_err(|error| format!("{sql}: {error}"))?;
        let values = texts.into_iter().zip(statement.params()).map(|(text, kind)| match text {
            None => Ok(Value::Null),
            Some(text) if *kind == Type::INT8 => {
                text.parse().map(Value::Int).map_err(|error| format!("{sql}: '{text}': {error}"))
            }
            Some(text) if *kind == Type::TEXT => Ok(Value::Text(text)),
            Some(text) if *kind == Type::BYTEA => {
                bytes(&text).map(Value::Bytes).ok_or_else(|| format!("{sql}: '{text}' are no bytes"))
            }
            // The store knows no other kind (`core/src/store/engine/value.rs`).
            Some(_) => Err(format!("{sql}: values of type {kind} cannot be replayed")),
        });
        let values = values.collect::<Result<_, _>>()?;
        Ok(Recorded::Bound { sql, values })
    }
}

/// `\x02ff`.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("\\x")?;
    let pairs = (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok());
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn bytes_are_read_as_the_log_writes_them() {
        assert_eq!(bytes("\\x0271ff"), Some(vec![2, 0x71, 0xFF]));
        assert_eq!(bytes("\\x"), Some(Vec::new()));
        for wrong in ["0271", "\\x027", "\\x0g", "\\xé1"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }
}
