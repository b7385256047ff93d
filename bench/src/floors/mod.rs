//! The floors beneath the stores' figures: the program's own statements without the program.
//! Run by `Testbed`. The third floor, the bare echo, is a scenario like any other.

pub mod pgbench;
pub mod raw;
pub mod sets;

use std::time::Duration;

use super::script::Script;

/// What a floor runs, and for how long.
pub struct Floor<'s> {
    pub script: &'s Script,
    pub connections: usize,
    pub warm_up: Duration,
    pub length: Duration,
}

#[derive(Debug, PartialEq)]
pub struct Reached {
    /// Iterations in a second, behind the warm-up.
    pub rate: f64,
    /// All of them, those of the warm-up too.
    pub iterations: i64,
}
