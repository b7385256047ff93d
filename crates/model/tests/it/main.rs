//! Tests of the model through its public face: tables, properties and an oracle. Run by the workspace's test command.
//! Properties are seeded, so that a failure on one machine is a failure on every machine.

#![expect(clippy::panic, reason = "tests stop at the first surprise")]

mod email;
mod moment;
mod phone_oracle;
mod phone_properties;
mod search;
mod text;

use proptest::test_runner::{Config, RngSeed};

/// The settings of every property here.
fn seeded() -> Config {
    Config { cases: 512, failure_persistence: None, rng_seed: RngSeed::Fixed(84), ..Config::default() }
}
