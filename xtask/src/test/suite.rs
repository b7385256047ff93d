//! The tests step: a throw-away cluster, then every test on both engines.
//! Called by the test command. The cluster ends with this function, or with the process.

use std::path::Path;

use leadhub_testkit::{CLUSTER_VARIABLE, Cluster, ClusterOptions};

use super::machine;
use super::step::{Outcome, cargo, runner};

/// Runs the tests whose names contain one of `filters`, or all of them and the examples in the documentation.
pub fn run(root: &Path, filters: &[&str]) -> Outcome {
    let cluster = match Cluster::try_start(ClusterOptions::default()) {
        Ok(cluster) => cluster,
        Err(error) => return Outcome::Failed(vec![error.to_string()]),
    };
    let address = cluster.url("postgres");
    if !machine::has(&["cargo", "nextest", "--version"]) {
        let mut test = cargo(root, "test");
        test.args(["--workspace", "--no-fail-fast", "--"]).args(filters);
        return runner(test.env(CLUSTER_VARIABLE, &address));
    }
    let mut nextest = cargo(root, "nextest");
    nextest.args(["run", "--workspace", "--no-fail-fast"]).args(filters);
    let tests = runner(nextest.env(CLUSTER_VARIABLE, &address));
    if !filters.is_empty() {
        return tests;
    }
    let mut examples = cargo(root, "test");
    examples.args(["--workspace", "--doc", "--no-fail-fast"]);
    both(tests, runner(examples.env(CLUSTER_VARIABLE, &address)))
}

fn both(first: Outcome, second: Outcome) -> Outcome {
    let lines = [&first, &second].iter().flat_map(|outcome| outcome.closing_lines()).map(str::to_owned).collect();
    if first.is_failure() || second.is_failure() { Outcome::Failed(lines) } else { Outcome::Passed(lines) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failure_of_two_is_a_failure_and_both_last_lines_stay() {
        let passed = || Outcome::Passed(vec!["a".to_owned()]);
        let failed = || Outcome::Failed(vec!["b".to_owned()]);
        assert!(both(passed(), failed()).is_failure());
        assert!(both(failed(), passed()).is_failure());
        assert!(!both(passed(), passed()).is_failure());
        assert_eq!(both(passed(), failed()).closing_lines(), ["a", "b"]);
    }
}
