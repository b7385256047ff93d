//! `leadhub demo`: the main job in one command. Fills a fresh store with two organisations, serves it, sends every sample of the
//! documents over real HTTP and prints how each was answered, then goes on serving. What is expected stands in the goldens.

mod data;
mod fill;
mod report;
mod samples;

use crate::cli::{runtime, shown, stop_signal};
use crate::http::{Server, ServerOptions};
use clap::Args;
use leadhub_core::{Hub, HubOptions};
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::sync::oneshot;

pub use data::{Organisation, organisations};
pub use fill::{FilledIntegration, FilledOrganisation, fill};

#[derive(Args)]
#[command(
    after_help = "Without --database the store is an embedded one in a fresh folder. A database that is given must be new \
                        or empty.\nExamples:\n  leadhub demo\n  leadhub demo --check\n  leadhub demo --plain --listen 127.0.0.1:0 --json demo.json"
)]
pub struct DemoArgs {
    /// The store to fill: path of a new SQLite file, or postgres:// URL of an empty database
    #[arg(long, value_name = "PATH|URL")]
    database: Option<String>,
    /// Where to listen; port 0 takes any free port, a busy port gives way to the next free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Reference data only: no leads, and nothing is sent
    #[arg(long)]
    plain: bool,
    /// Stop after the samples; exit code 0 only when all were answered as documented
    #[arg(long)]
    check: bool,
    /// Write URL, tokens and ids to this file once the server is ready
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

impl DemoArgs {
    pub fn run(self) -> Result<(), String> {
        let folder;
        let database = match &self.database {
            Some(database) => database.clone(),
            None => {
                folder =
                    tempfile::Builder::new().prefix("leadhub-demo-").tempdir().map_err(|error| error.to_string())?;
                // Kept after the end, so that `leadhub serve` can go on with it.
                folder.keep().join("leadhub.db").display().to_string()
            }
        };
        eprintln!("filling {} with the demo's organisations ...", shown(&database));
        leadhub_core::migrate(&database)?;
        let hub = Hub::open(&database, HubOptions::default())?;
        hub.lock_for_serving()?;
        let filled = fill(&hub, &organisations()?, !self.plain)?;
        runtime()?.block_on(self.serve(hub, &database, &filled))
    }

    async fn serve(&self, hub: Hub, database: &str, filled: &[FilledOrganisation]) -> Result<(), String> {
        let server = bind(hub, self.listen).await?;
        let address = server.address().map_err(|error| error.to_string())?;
        let base_url = format!("http://{address}");
        let asked_to_stop = stop_signal()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(server.serve(async {
            tokio::select! {
                _ = stopped => {}
                () = asked_to_stop => {}
            }
        }));
        let mut all_as_documented = true;
        if !self.plain {
            eprintln!("sending every sample of the documents to {base_url} ...");
            all_as_documented = samples::send_all(&base_url, &filled[0]).await?;
        }
        report::print_ways_on(&base_url, &shown(database), filled);
        if let Some(file) = &self.json {
            report::write_json(file, &base_url, filled)?;
        }
        if self.check {
            // The server may already have stopped by a signal.
            let _gone = stop.send(());
        } else {
            println!("\nserving on {base_url} until Ctrl-C");
        }
        let served = serving.await.map_err(|error| error.to_string())?;
        served.map_err(|error| error.to_string())?;
        if self.check && !all_as_documented {
            return Err("not every sample was answered as documented".to_owned());
        }
        Ok(())
    }
}

/// Binds the address, or the next free port after it.
async fn bind(hub: Hub, wanted: SocketAddr) -> Result<Server, String> {
    let mut address = wanted;
    loop {
        match Server::bind(hub.clone(), address, ServerOptions::default()).await {
            Ok(server) => return Ok(server),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse && address.port() < u16::MAX => {
                address.set_port(address.port() + 1);
            }
            Err(error) => return Err(format!("cannot listen on {address}: {error}")),
        }
    }
}
