//! The configuration as the program uses it. Each type here is what decides whether a value is good; `keys.rs` says it in words.
//! Read by every command; no default stands here, they are in `leadhub.default.toml`.

use clap::ValueEnum;
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Values {
    /// Path of a file or address of a server.
    #[serde(deserialize_with = "database")]
    pub database: String,
    pub listen: SocketAddr,
    pub log: Log,
    pub limits: Limits,
    pub metrics: Metrics,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub level: LogLevel,
    pub format: LogFormat,
    /// Whether the requests of integrations are kept in the store.
    #[serde(deserialize_with = "yes_no")]
    pub requests: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub body_bytes: NonZeroUsize,
    pub upload_bytes: NonZeroUsize,
    pub waiting_writes: NonZeroUsize,
    pub requests_per_second: NonZeroU32,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// Empty means that none is asked for.
    pub token: String,
}

/// The environment has texts only.
fn yes_no<'de, D: Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum FlagOrText {
        Flag(bool),
        Text(String),
    }
    match FlagOrText::deserialize(value)? {
        FlagOrText::Flag(flag) => Ok(flag),
        FlagOrText::Text(text) => text.trim().parse().map_err(|_| serde::de::Error::custom("neither true nor false")),
    }
}

/// A store's address; what looks like the URL of anything else is no path.
fn database<'de, D: Deserializer<'de>>(text: D) -> Result<String, D::Error> {
    let text = String::deserialize(text)?;
    let is_server = text.starts_with("postgres://") || text.starts_with("postgresql://");
    if text.trim().is_empty() || (text.contains("://") && !is_server) {
        return Err(serde::de::Error::custom("no store has such an address"));
    }
    Ok(text)
}

macro_rules! printed_as_it_is_written {
    ($($name:ident)*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.to_possible_value().as_ref().map_or("", |value| value.get_name()))
            }
        }
    )*};
}

printed_as_it_is_written! { LogLevel LogFormat }
