//! Logs: to standard error, as text for people or as JSON for machines. No token, phone number or body is ever logged.
//! Started once, by `cli::run`.

use crate::config::{LogFormat, LogLevel};
use tracing_subscriber::EnvFilter;

pub fn start(level: LogLevel, format: LogFormat) {
    // Libraries speak only when something is wrong.
    let filter = format!(
        "warn,leadhub={level},leadhub_core={level},leadhub_dialects={level},leadhub_native={level},leadhub_wire={level}"
    );
    let lines = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(filter)).with_writer(std::io::stderr);
    // A second start, as tests do, keeps the first.
    drop(match format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    });
}
