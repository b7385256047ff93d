//! The flags that set keys of the configuration, and the store that the configuration names. Flattened into the commands that
//! use them; the test of the help texts compares what is said here with `leadhub.default.toml`.

use super::console::Console;
use crate::config::{Config, holds_password};
use clap::Args;
use leadhub_core::{Hub, HubOptions};
use std::net::SocketAddr;
use std::num::NonZeroUsize;

/// Warns of a flag that holds a password: what stands on a command line everybody on the machine can read, and shells keep it.
pub fn warn_of_password(flag: &str, database: Option<&str>) {
    if database.is_some_and(holds_password) {
        tracing::warn!(
            "{flag} holds a password, which everybody on this machine can read: put the address into the environment variable \
             LEADHUB_DATABASE, or as `database` into /etc/leadhub/leadhub.toml"
        );
    }
}

/// Which store a command works on.
#[derive(Args, Clone)]
pub struct StoreArgs {
    /// The store: path of an SQLite file, or a postgres:// URL [env: LEADHUB_DATABASE] [default: leadhub.db]
    #[arg(long, value_name = "PATH|URL")]
    pub database: Option<String>,
}

impl StoreArgs {
    pub fn config(&self, console: &Console) -> Result<Config, String> {
        warn_of_password("--database", self.database.as_deref());
        console.config()?.with("--database", self.database.as_deref())
    }

    /// The address of the store, as it stands in the configuration: with its password.
    pub fn url(&self, console: &Console) -> Result<String, String> {
        Ok(self.config(console)?.values.database)
    }

    pub fn open(&self, console: &Console) -> Result<Hub, String> {
        open(&self.config(console)?)
    }
}

/// Opens the store that the configuration names.
pub fn open(config: &Config) -> Result<Hub, String> {
    let queue = config.values.limits.waiting_writes.get();
    Hub::open(&config.values.database, HubOptions { queue, ..HubOptions::default() })
}

/// What a server is run with.
#[derive(Args, Clone)]
pub struct ServerArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Where to listen; port 0 takes any free port [env: LEADHUB_LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Largest request body in bytes [env: LEADHUB_BODY_LIMIT] [default: 1048576]
    #[arg(long, value_name = "BYTES")]
    body_limit: Option<NonZeroUsize>,
    /// Largest uploaded file in bytes [env: LEADHUB_UPLOAD_LIMIT] [default: 268435456]
    #[arg(long, value_name = "BYTES")]
    upload_limit: Option<NonZeroUsize>,
}

impl ServerArgs {
    pub fn config(&self, console: &Console) -> Result<Config, String> {
        let config = self.store.config(console)?.with("--listen", self.listen)?;
        config.with("--body-limit", self.body_limit)?.with("--upload-limit", self.upload_limit)
    }
}
