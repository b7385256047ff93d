//! Dev only: a fresh store for each test, on both engines, and a PostgreSQL cluster that a test may kill.
//! Called by every crate's tests and by `cargo xtask test`, which starts the cluster the tests share.
//! It must not depend on another crate of the house: the migration comes in as a function.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "only tests run this: what is wrong with the test bed stops the test at once"
)]

mod both_engines;
mod cluster;
mod database;
mod own_thread;
mod store;

pub use both_engines::block_on;
pub use cluster::{Cluster, ClusterOptions, find_binaries};
pub use store::{Engine, TestStore};

/// The environment variable with the address of the cluster the tests share, set by `cargo xtask test`.
/// Its value is the address of a database where databases may be created: `postgres://user@host:port/postgres`.
pub const CLUSTER_VARIABLE: &str = "LEADHUB_TEST_POSTGRES";
