//! The PostgreSQL of a benchmark: a throw-away cluster whose commits wait for the disk, and whose log a machine can read.
//! Started once a run; `bench scale --folder` keeps its data. Statements are logged only where a database asks for it, see `record`.

use std::path::Path;

use leadhub_testkit::{Cluster, ClusterOptions};
use postgres::{Client, NoTls};

/// With its data in the folder `kept`, where there is one to be kept.
pub fn start(kept: Option<&Path>) -> Result<Cluster, String> {
    let options = ClusterOptions { fsync: true };
    let started = kept.map_or_else(|| Cluster::try_start(options), |data| Cluster::try_start_on(data, options));
    let mut cluster = started.map_err(|error| error.to_string())?;
    let mut client = connect(&cluster.url("postgres"))?;
    for setting in ["logging_collector = on", "log_destination = 'jsonlog'"] {
        // Each in a message of its own: it refuses to run inside a transaction.
        run(&mut client, &format!("ALTER SYSTEM SET {setting}"))?;
    }
    drop(client);
    // The collector starts with the server only.
    cluster.stop_immediate();
    cluster.start_again();
    Ok(cluster)
}

pub fn connect(url: &str) -> Result<Client, String> {
    Client::connect(url, NoTls).map_err(|error| format!("the cluster of the benchmark: {error}"))
}

pub fn run(client: &mut Client, statement: &str) -> Result<(), String> {
    client.batch_execute(statement).map_err(|error| format!("{statement}: {error}"))
}
