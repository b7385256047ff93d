//! `cargo xtask postgres`: a throw-away cluster in the foreground, for running single tests by hand.
//! Called from `main`. The cluster's watchdog cleans up, so nothing here catches Ctrl-C.

use std::process::ExitCode;
use std::thread;

use leadhub_testkit::{CLUSTER_VARIABLE, Cluster, ClusterOptions};

/// Prints the line that tests need in their environment, then waits to be interrupted.
pub fn run() -> ExitCode {
    match Cluster::try_start(ClusterOptions::default()) {
        Ok(cluster) => {
            println!("export {CLUSTER_VARIABLE}={}", cluster.url("postgres"));
            println!("# data and log in {}; Ctrl-C ends it", cluster.folder().display());
            loop {
                thread::park();
            }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
