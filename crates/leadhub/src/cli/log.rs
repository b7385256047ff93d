//! Logs: to standard error, as text for people or as JSON for machines. No token, phone number or body is ever logged.
//! Started once, by `cli::run`.

use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;

#[derive(Args)]
pub struct LogArgs {
    /// What is logged: error, warn, info or debug (debug logs every request)
    #[arg(long, global = true, env = "LEADHUB_LOG", default_value = "info", value_name = "LEVEL")]
    log: String,
    /// How it is logged
    #[arg(long, global = true, env = "LEADHUB_LOG_FORMAT", default_value = "text")]
    log_format: LogFormat,
}

#[derive(Clone, Copy, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

impl LogArgs {
    pub fn start(&self) {
        // Libraries speak only when something is wrong.
        let filter = EnvFilter::try_new(format!("warn,leadhub={0},leadhub_core={0},leadhub_dialects={0}", self.log));
        let filter = filter.unwrap_or_else(|_| EnvFilter::new("info"));
        let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        // A second start, as tests do, keeps the first.
        drop(match self.log_format {
            LogFormat::Text => lines.try_init(),
            LogFormat::Json => lines.json().try_init(),
        });
    }
}
