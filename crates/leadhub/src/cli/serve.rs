//! `leadhub serve`: opens a store and serves it until it is asked to stop.
//! Called by `cli::run`; it changes nothing in the store by itself.

use super::console::Console;
use super::settings::{self, ServerArgs};
use super::{runtime, stop_signal};
use crate::config::Values;
use crate::http::{Server, ServerOptions};
use clap::Args;
use leadhub_wire::Limits;
use sd_notify::NotifyState;
use serde_json::json;

#[derive(Args)]
#[command(
    about = "Serve a store that `init` or `demo` made",
    long_about = "Serve a store that `init` or `demo` made, until it is asked to stop.\n\n\
                  Needs nothing but the store; `leadhub doctor` tells beforehand whether it can be served. Stops on Ctrl-C or \
                  SIGTERM within 10 seconds; requests under way are finished.",
    after_help = "Examples:\n  leadhub serve\n  leadhub serve --listen 0.0.0.0:8080 --database /var/lib/leadhub/leadhub.db\n  \
                  LEADHUB_DATABASE=postgres://leadhub@db/leads leadhub serve --log-format json\n\n\
                  The other keys are in `leadhub config --default`. Health: GET /health/live, GET /health/ready; figures: GET /metrics."
)]
pub struct ServeArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// Serve POST /health/echo, the floor that benchmarks compare with
    #[arg(long, hide = true)]
    bench_echo: bool,
}

impl ServeArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let config = self.server.config(console)?;
        let hub = settings::open(&config)?;
        hub.lock_for_serving()?;
        let (listen, options) = (config.values.listen, options(&config.values, self.bench_echo));
        runtime()?.block_on(async {
            let server = Server::bind(hub, listen, options).await;
            let server = server.map_err(|error| format!("cannot listen on {listen}: {error}"))?;
            let stop = stop_signal()?;
            let address = server.address().map_err(|error| error.to_string())?;
            // The one line that scripts wait for.
            let base_url = format!("http://{address}");
            console.say(format_args!("leadhub serves on {base_url}"), &json!({ "serving": base_url }))?;
            // Under systemd, a start counts as done from here on; elsewhere this does nothing.
            sd_notify::notify(&[NotifyState::Ready]).map_err(|error| format!("cannot tell systemd of it: {error}"))?;
            server.serve(stop).await.map_err(|error| error.to_string())
        })
    }
}

fn options(values: &Values, echo: bool) -> ServerOptions {
    let limits = &values.limits;
    ServerOptions {
        limits: Limits { body: limits.body_bytes.get(), upload: limits.upload_bytes.get() },
        requests_per_second: i64::from(limits.requests_per_second.get()),
        metrics_token: Some(values.metrics.token.clone()).filter(|token| !token.is_empty()),
        request_log: values.log.requests,
        echo,
        ..ServerOptions::default()
    }
}
