//! `leadhub demo`: the main job in one command. Fills a fresh store with two organisations, serves it, sends every sample of the
//! documents over real HTTP and prints how each was answered, makes the store look alive, then goes on serving. What is expected
//! stands in the goldens.

mod alive;
mod data;
mod fill;
mod report;
mod samples;

use crate::cli::{Console, runtime, stop_signal};
use crate::config::shown;
use crate::http::{Server, ServerOptions};
use clap::Args;
use leadhub_core::{Hub, HubOptions};
use serde_json::json;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::sync::oneshot;

pub use alive::DemoLogin;
pub use data::{Organisation, organisations};
pub use fill::{FilledIntegration, FilledOrganisation, fill};

#[derive(Args)]
#[command(
    about = "Fill a fresh store with sample data, send every sample of the documents, and serve",
    long_about = "Fill a fresh store with sample organisations, send every sample request of the vendors' documents to it over \
                  HTTP, print how each was answered, add users who sign in and six weeks of invented leads, and serve.\n\n\
                  Use it to see what leadhub does, and to have something to try a client on. Without --database the store is an \
                  embedded one in a fresh folder; a database that is given must be new or empty. Nothing of the configuration but \
                  the log's is heeded, so that no store of yours is touched.",
    after_help = "Examples:\n  leadhub demo\n  leadhub demo --check\n  leadhub demo --plain --listen 127.0.0.1:0 --ready-file demo.json"
)]
pub struct DemoArgs {
    /// The store to fill: path of a new SQLite file, or postgres:// URL of an empty database
    #[arg(long, value_name = "PATH|URL")]
    database: Option<String>,
    /// Where to listen; port 0 takes any free port, a busy port gives way to the next free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Reference data only: no leads, no users who sign in, and nothing is sent
    #[arg(long)]
    plain: bool,
    /// Stop after the samples, and add nothing to them; exit code 0 only when all were answered as documented
    #[arg(long)]
    check: bool,
    /// Write URL, tokens and ids as JSON to this file once the server is ready
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
}

impl DemoArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
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
        leadhub_core::migrate(&database, crate::doors::facts_from_extras_of)?;
        let hub = Hub::open(&database, HubOptions::default())?;
        hub.lock_for_serving()?;
        let filled = fill(&hub, &organisations()?, !self.plain)?;
        runtime()?.block_on(self.serve(hub, &database, filled, console))
    }

    async fn serve(
        &self,
        hub: Hub,
        database: &str,
        mut filled: Vec<FilledOrganisation>,
        console: &Console,
    ) -> Result<(), String> {
        let server = bind(hub.clone(), self.listen).await?;
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
            all_as_documented = samples::send_all(&base_url, &filled[0], console).await?;
        }
        if !self.plain && !self.check {
            eprintln!("telling six weeks of invented leads ...");
            tokio::task::block_in_place(|| alive::enliven(&hub, &mut filled))?;
        }
        let ready = report::to_json(&base_url, &filled);
        console.say(report::ways_on(&base_url, &shown(database), &filled), &ready)?;
        if let Some(file) = &self.ready_file {
            report::write_whole(file, &ready)?;
        }
        if self.check {
            // The server may already have stopped by a signal.
            let _gone = stop.send(());
        } else {
            console.say(format_args!("\nserving on {base_url} until Ctrl-C"), &json!({ "serving": base_url }))?;
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
