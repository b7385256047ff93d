//! Examines a PostgreSQL server's store: whether it answers, what it promises of what it was told, whether it has room for this
//! program's connections. Called by `examine`; it reads settings and changes nothing.

use super::super::migrate::version_of_server;
use super::super::postgres::{PostgresConnection, failure};
use super::super::postgres_pool::{READERS, WRITERS};
use super::{Finding, schema};
use crate::clock::Clock;

/// The oldest server whose words this program uses, as `server_version_num` counts.
const OLDEST: i64 = 130_000;
/// What one process may take: its seats, the one that reserves ids, one to spare for a command beside it.
const CONNECTIONS: i64 = (WRITERS + READERS + 2) as i64;
/// A difference between two clocks that is worth a warning.
const APART_MICROS: i64 = 2_000_000;

pub fn examine(url: &str) -> Vec<Finding> {
    let mut server = match PostgresConnection::connect(url) {
        Ok(server) => server,
        Err(failure) => {
            let mend = "see that the server runs and takes this user, password and database: 'leadhub config --show-origin' \
                        says where its address comes from";
            return vec![Finding::wrong("store", failure.to_string(), mend)];
        }
    };
    match ask(&mut server) {
        Ok(answers) => {
            let mut found = answers.findings();
            found.push(match version_of_server(&mut server) {
                Ok(version) => schema(version),
                Err(say) => Finding::wrong("schema", say, "let this user read the database's tables"),
            });
            found
        }
        Err(say) => vec![Finding::wrong("store", say, "let this user read the server's settings")],
    }
}

struct Answers {
    version: i64,
    spoken_version: String,
    connections: i64,
    encoding: String,
    fsync: String,
    synchronous_commit: String,
    full_page_writes: String,
    is_replica: bool,
    size: i64,
    /// The server's clock less ours, taken at the middle of the question.
    ahead_micros: i64,
}

const QUESTION: &str = "SELECT current_setting('server_version_num')::bigint, current_setting('server_version'),
    current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint,
    current_setting('server_encoding'), current_setting('fsync'), current_setting('synchronous_commit'),
    current_setting('full_page_writes'), pg_is_in_recovery(), pg_database_size(current_database()),
    (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

fn ask(server: &mut PostgresConnection) -> Result<Answers, String> {
    // The first question warms the connection up, so that the second one's time is short.
    server.command("SELECT 1").map_err(|failure| failure.to_string())?;
    let began = Clock::System.now().micros();
    let row = server.client().query_one(QUESTION, &[]).map_err(|error| failure(error).to_string())?;
    let middle = i64::midpoint(began, Clock::System.now().micros());
    let read = || -> Result<Answers, postgres::Error> {
        Ok(Answers {
            version: row.try_get(0)?,
            spoken_version: row.try_get(1)?,
            connections: row.try_get(2)?,
            encoding: row.try_get(3)?,
            fsync: row.try_get(4)?,
            synchronous_commit: row.try_get(5)?,
            full_page_writes: row.try_get(6)?,
            is_replica: row.try_get(7)?,
            size: row.try_get(8)?,
            ahead_micros: row.try_get::<_, i64>(9)? - middle,
        })
    };
    read().map_err(|error| error.to_string())
}

impl Answers {
    fn findings(&self) -> Vec<Finding> {
        vec![self.server(), self.encoding(), self.durability(), self.connections(), self.clock()]
    }

    fn server(&self) -> Finding {
        let say = format!("PostgreSQL {}, database of {} MiB", self.spoken_version, self.size >> 20);
        match self {
            _ if self.version < OLDEST => {
                Finding::wrong("store", say, "upgrade the server: 13 is the oldest that works")
            }
            _ if self.is_replica => {
                let say = format!("{say}, but a replica that takes no writes");
                Finding::wrong("store", say, "name the primary server in the URL")
            }
            _ => Finding::good("store", say),
        }
    }

    fn encoding(&self) -> Finding {
        const WHAT: &str = "encoding";
        match self.encoding.as_str() {
            "UTF8" => Finding::good(WHAT, "UTF8"),
            other => Finding::wrong(
                WHAT,
                format!("the database is encoded {other}"),
                "create it with ENCODING 'UTF8' TEMPLATE template0, and restore into it",
            ),
        }
    }

    fn durability(&self) -> Finding {
        const WHAT: &str = "durability";
        let settings = [
            ("fsync", &self.fsync),
            ("synchronous_commit", &self.synchronous_commit),
            ("full_page_writes", &self.full_page_writes),
        ];
        let off: Vec<&str> = settings.iter().filter(|(_, value)| *value == "off").map(|(name, _)| *name).collect();
        if off.is_empty() {
            return Finding::good(WHAT, "what is answered is on the disk");
        }
        let say = format!("{} is off: what was answered can be lost", off.join(", "));
        Finding::wrong(WHAT, say, format!("set {} = on in postgresql.conf and reload", off.join(" = on, ")))
    }

    fn connections(&self) -> Finding {
        const WHAT: &str = "connections";
        let say = format!("{} for ordinary users, {CONNECTIONS} may be taken by each process", self.connections);
        match self.connections {
            few if few < CONNECTIONS => Finding::wrong(
                WHAT,
                say,
                format!("raise max_connections: {CONNECTIONS} for each process and some to spare"),
            ),
            _ => Finding::good(WHAT, say),
        }
    }

    fn clock(&self) -> Finding {
        const WHAT: &str = "server's clock";
        let seconds = self.ahead_micros as f64 / 1e6;
        let say = format!("{seconds:+.1} s from this machine's");
        match self.ahead_micros.abs() {
            apart if apart > APART_MICROS => Finding::warning(WHAT, say, "keep both clocks by NTP"),
            _ => Finding::good(WHAT, say),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::engine::examine::State;

    fn sound() -> Answers {
        Answers {
            version: 170_002,
            spoken_version: "17.2".to_owned(),
            connections: 97,
            encoding: "UTF8".to_owned(),
            fsync: "on".to_owned(),
            synchronous_commit: "on".to_owned(),
            full_page_writes: "on".to_owned(),
            is_replica: false,
            size: 1 << 30,
            ahead_micros: -1_999_999,
        }
    }

    /// What is found amiss, by what was looked at.
    fn amiss(answers: &Answers) -> Vec<(&'static str, State)> {
        let found = answers.findings().into_iter().filter(|finding| finding.state != State::Good);
        found.map(|finding| (finding.what, finding.state)).collect()
    }

    #[test]
    fn each_fault_is_found_and_a_sound_server_has_none() {
        assert_eq!(amiss(&sound()), []);
        let off = || "off".to_owned();
        for (faulty, wanted) in [
            (Answers { version: 120_020, ..sound() }, ("store", State::Wrong)),
            (Answers { is_replica: true, ..sound() }, ("store", State::Wrong)),
            (Answers { encoding: "LATIN1".to_owned(), ..sound() }, ("encoding", State::Wrong)),
            (Answers { fsync: off(), ..sound() }, ("durability", State::Wrong)),
            (Answers { synchronous_commit: off(), ..sound() }, ("durability", State::Wrong)),
            (Answers { full_page_writes: off(), ..sound() }, ("durability", State::Wrong)),
            (Answers { connections: 25, ..sound() }, ("connections", State::Wrong)),
            (Answers { ahead_micros: 2_000_001, ..sound() }, ("server's clock", State::Warning)),
        ] {
            assert_eq!(amiss(&faulty), [wanted]);
        }
    }
}
