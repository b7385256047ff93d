//! Dev only: a real Chromium that looks at the pages, driven over WebDriver. Used by the program's browser tests, by
//! `cargo xtask screenshots` and `cargo xtask bench ui`. It knows nothing of leadhub but an address.
//!
//! The protocol is spoken here, in `wire.rs`, instead of by a client library: what the tests live on (the log of the console, the size of
//! a phone, scripts before those of the page) are Chromium's own commands, which such a library does not have.

#![expect(clippy::panic, reason = "only tests and chores run this: what is wrong with the browser stops them at once")]

mod driver;
mod keys;
mod programs;
mod screen;
mod watch;
mod window;
mod wire;

pub use driver::Driver;
pub use programs::{PACKAGES, find_programs};
pub use screen::{Colours, Screen};
pub use window::{Tab, Window};
