//! The work behind the counter: starts the core's jobs with the doors' readers of files.
//! Started by the server; it decides nothing and does no work itself.

use crate::doors::DIALECTS;
use leadhub_core::Hub;
use leadhub_core::actions::import::RowReader;
use leadhub_core::jobs::{self, Running};

/// Works until the hub is closed.
pub fn start(hub: &Hub) -> std::io::Result<Running> {
    jobs::start(hub, reader_of).map_err(std::io::Error::other)
}

fn reader_of(key: &str) -> Option<RowReader> {
    DIALECTS.iter().find(|dialect| dialect.key == key).and_then(|dialect| dialect.rows)
}
