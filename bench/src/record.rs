//! What the program really runs for one request, read from the log of its database, so that no floor drifts from it.
//! Used by `Bed::prepare`. It changes nothing but whether a database logs its statements.

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
/// Background work may come between; then the three requests are sent again.
const TRIES: i64 = 10;

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

    /// What each of three calls of `send` made the program run, and the number that the first was called with. The second and
    /// third ran the same statements, maybe with other values; the first also did what only a first request does.
    pub fn three(&mut self, send: impl Fn(i64) -> Result<(), String>) -> Result<(i64, [Vec<Recorded>; 3]), String> {
        let mut first = None;
        for number in (0..TRIES).map(|attempt| 3 * attempt) {
            let mut record = |number| self.one(|| send(number));
            let (warm, a, b) = (record(number)?, record(number + 1)?, record(number + 2)?);
            let warm = first.get_or_insert(warm);
            if a.iter().map(Recorded::text).eq(b.iter().map(Recorded::text)) {
                return Ok((number, [warm.clone(), a, b]));
            }
        }
        Err("the program never ran the same statements for the same request twice".to_owned())
    }

    fn one(&mut self, send: impl FnOnce() -> Result<(), String>) -> Result<Vec<Recorded>, String> {
        let from = self.mark()?;
        send()?;
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
            Some(_) => Err(format!("{sql}: values of type {kind} cannot be replayed")),
        });
        let values = values.collect::<Result<_, _>>()?;
        Ok(Recorded::Bound { sql, values })
    }
}
