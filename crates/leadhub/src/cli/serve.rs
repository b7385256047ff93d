//! `leadhub serve`: opens a store and serves it until it is asked to stop.
//! Called by `cli::run`; it changes nothing in the store by itself.

use super::{StoreArgs, runtime, stop_signal};
use crate::http::{Server, ServerOptions};
use clap::Args;
use leadhub_core::{Hub, HubOptions};
use leadhub_dialects::Limits;
use std::net::SocketAddr;

#[derive(Args)]
#[command(
    after_help = "Needs nothing but a store that `leadhub init` or `leadhub demo` made. Stops on Ctrl-C or SIGTERM within \
                        10 seconds; requests under way are finished.\nHealth: GET /health/live, GET /health/ready."
)]
pub struct ServeArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// Where to listen; port 0 takes any free port
    #[arg(long, env = "LEADHUB_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Largest request body in bytes
    #[arg(long, env = "LEADHUB_BODY_LIMIT", default_value_t = Limits::default().body, value_name = "BYTES")]
    body_limit: usize,
    /// Largest uploaded file in bytes
    #[arg(long, env = "LEADHUB_UPLOAD_LIMIT", default_value_t = Limits::default().upload, value_name = "BYTES")]
    upload_limit: usize,
}

impl ServeArgs {
    pub fn run(self) -> Result<(), String> {
        let hub = Hub::open(&self.store.database, HubOptions::default())?;
        hub.lock_for_serving()?;
        let limits = Limits { body: self.body_limit, upload: self.upload_limit };
        runtime()?.block_on(async {
            let server = Server::bind(hub, self.listen, ServerOptions { limits }).await;
            let server = server.map_err(|error| format!("cannot listen on {}: {error}", self.listen))?;
            let stop = stop_signal()?;
            let address = server.address().map_err(|error| error.to_string())?;
            // The one line that scripts wait for.
            println!("leadhub serves on http://{address}");
            server.serve(stop).await.map_err(|error| error.to_string())
        })
    }
}
