//! The program: command line, HTTP front door, demo. `main.rs` is a thin door to `cli::run`; the integration tests use the same
//! parts. Whatever a lead is or a wire says lives in the other crates.

pub mod cli;
pub mod config;
pub mod demo;
pub mod doors;
pub mod http;
