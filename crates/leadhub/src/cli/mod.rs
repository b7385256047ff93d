//! The command line: one file a command, each with help that teaches. Called by `main.rs`. Results go to standard output, logs
//! and errors to standard error; the exit code is 0 only when all went well.

mod init;
mod log;
mod migrate;
mod serve;
mod token;

use crate::demo;
use clap::{Args, Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

#[derive(Parser)]
#[command(
    name = "leadhub",
    version,
    about = "One lead server that speaks four vendors' lead APIs over one store",
    long_about = "One self-hosted lead server. Clients of the clinic ERP, the CareSoft lead API, the autodialer's /v3/lead API and \
                  the partner lead platform point at it unchanged; a lead that enters through one API is seen, worked and \
                  answered through all.",
    after_help = "First steps:\n  leadhub demo                                  see everything running, with sample data\n  \
                  leadhub init --organisation acme --name Acme  make a store in ./leadhub.db and print its tokens\n  \
                  leadhub serve                                 serve it on 127.0.0.1:8080"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    log: log::LogArgs,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a store that `init` or `demo` made
    Serve(serve::ServeArgs),
    /// Fill a fresh store with sample data, send every sample of the documents, and serve
    Demo(demo::DemoArgs),
    /// Make a store with its first organisation, or add an organisation to a store
    Init(init::InitArgs),
    /// Create, list and revoke the tokens that integrations call with
    Token(token::TokenArgs),
    /// Bring a store to this program's schema
    Migrate(migrate::MigrateArgs),
}

/// Which store a command works on.
#[derive(Args, Clone)]
pub struct StoreArgs {
    /// The store: path of an SQLite file, or a postgres:// URL (append `?prepared_statements=false` behind PgBouncer)
    #[arg(
        long,
        env = "LEADHUB_DATABASE",
        hide_env_values = true,
        default_value = "leadhub.db",
        value_name = "PATH|URL"
    )]
    pub database: String,
}

/// The store as it may be printed: without the password in its URL.
pub(crate) fn shown(database: &str) -> String {
    match database.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?))) {
        Some((scheme, (who, place))) => {
            let user = who.split_once(':').map_or(who, |(user, _)| user);
            format!("{scheme}://{user}@{place}")
        }
        None => database.to_owned(),
    }
}

/// Runs the command that `args` name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(help) => {
            // Help and version are no errors; the text goes where it belongs by itself.
            drop(help.print());
            return ExitCode::from(u8::try_from(help.exit_code()).unwrap_or(2));
        }
    };
    cli.log.start();
    let outcome = match cli.command {
        Command::Serve(args) => args.run(),
        Command::Demo(args) => args.run(),
        Command::Init(args) => args.run(),
        Command::Token(args) => args.run(),
        Command::Migrate(args) => args.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(say) => {
            eprintln!("error: {say}");
            ExitCode::FAILURE
        }
    }
}

/// The runtime that the server lives in.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, String> {
    let built = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    built.map_err(|error| format!("cannot start the runtime: {error}"))
}

/// Ready when the process is asked to stop: Ctrl-C or SIGTERM. Listens from the moment it is called, inside the runtime, so that
/// nobody who saw the address printed can be missed.
pub(crate) fn stop_signal() -> Result<impl Future<Output = ()>, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|error| format!("cannot listen for signals: {error}"));
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_password_is_never_printed() {
        assert_eq!(
            shown("postgres://leadhub:s3cret@db:5432/leads?sslmode=require"),
            "postgres://leadhub@db:5432/leads?sslmode=require"
        );
        assert_eq!(shown("postgres://leadhub:p@ss@db/leads"), "postgres://leadhub@db/leads");
        assert_eq!(shown("postgres://db/leads"), "postgres://db/leads");
        assert_eq!(shown("/var/lib/leadhub.db"), "/var/lib/leadhub.db");
    }
}
