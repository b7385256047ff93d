//! The work behind the counter: starts the core's jobs with the doors' readers of files.
//! Started by the server; it decides nothing and does no work itself.

use crate::doors::DIALECTS;
use leadhub_core::Hub;
use leadhub_core::import::RowReader;
use leadhub_core::jobs::{self, Running};

/// Works until the hub is closed.
pub fn start(hub: &Hub) -> std::io::Result<Running> {
    jobs::start(hub, reader_of).map_err(std::io::Error::other)
}

/// What came by the pages is read as what came by our own API.
pub(crate) fn reader_of(key: &str) -> Option<RowReader> {
    let key = if key == leadhub_web::visit::DOOR { leadhub_native::DIALECT.key } else { key };
    DIALECTS.iter().find(|dialect| dialect.key == key).and_then(|dialect| dialect.rows)
}
