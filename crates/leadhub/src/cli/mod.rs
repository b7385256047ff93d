//! The command line: one file a command, each with help that teaches. Called by `main.rs`. Results go to standard output, logs
//! and errors to standard error; the exit code is 0 when all went well, 1 when not, 2 when the command was called wrongly.

mod backup;
mod by_name;
mod completions;
mod config;
mod console;
mod copied;
mod doctor;
mod export;
mod founding;
mod import;
mod imports;
mod init;
mod log;
mod migrate;
mod move_store;
mod opened;
mod org;
mod progress;
mod restore;
mod serve;
mod settings;
mod token;
mod user;
mod whole_file;

pub use console::Console;

use crate::config::{Config, LogFormat, LogLevel};
use crate::{config as configuration, demo};
use clap::{Args, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;
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
                  leadhub doctor                                check that it can be served\n  \
                  leadhub serve                                 serve it on 127.0.0.1:8080\n\n\
                  Settings come from flags, the environment, a file, defaults: `leadhub config --show-origin` shows them.\n\
                  Exit codes: 0 done, 1 failed, 2 called wrongly."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    everywhere: EverywhereArgs,
}

/// What every command takes.
#[derive(Args)]
struct EverywhereArgs {
    /// Configuration file to read [env: LEADHUB_CONFIG] [default: ./leadhub.toml, else /etc/leadhub/leadhub.toml]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// For scripts: results as one JSON object on standard output, errors as {"error": ...} on standard error
    #[arg(long, global = true)]
    json: bool,
    /// What is logged; debug logs every request [env: LEADHUB_LOG] [default: info]
    #[arg(long, global = true, value_name = "LEVEL")]
    log: Option<LogLevel>,
    /// How it is logged [env: LEADHUB_LOG_FORMAT] [default: text]
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<LogFormat>,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::ServeArgs),
    Demo(demo::DemoArgs),
    Init(init::InitArgs),
    Org(org::OrgArgs),
    User(user::UserArgs),
    Token(token::TokenArgs),
    Migrate(migrate::MigrateArgs),
    Import(import::ImportArgs),
    Imports(imports::ImportsArgs),
    Export(Box<export::ExportArgs>),
    Backup(backup::BackupArgs),
    Restore(restore::RestoreArgs),
    Move(move_store::MoveArgs),
    Config(config::ConfigArgs),
    Doctor(doctor::DoctorArgs),
    Completions(completions::CompletionsArgs),
}

impl Command {
    fn run(self, console: &Console) -> Result<(), String> {
        match self {
            Command::Serve(args) => args.run(console),
            Command::Demo(args) => args.run(console),
            Command::Init(args) => args.run(console),
            Command::Org(args) => args.run(console),
            Command::User(args) => args.run(console),
            Command::Token(args) => args.run(console),
            Command::Migrate(args) => args.run(console),
            Command::Import(args) => args.run(console),
            Command::Imports(args) => args.run(console),
            Command::Export(args) => args.run(console),
            Command::Backup(args) => args.run(console),
            Command::Restore(args) => args.run(console),
            Command::Move(args) => args.run(console),
            Command::Config(args) => args.run(console),
            Command::Doctor(args) => args.run(console),
            Command::Completions(args) => args.run(console),
        }
    }
}

impl EverywhereArgs {
    fn load(&self) -> Result<Config, String> {
        let loaded = Config::load(self.config.as_deref(), &configuration::of_process())?;
        loaded.with("--log", self.log)?.with("--log-format", self.log_format)
    }

    /// What every command is handed, with the log begun. Without a good configuration the log is as the flags say.
    fn console(&self) -> Console {
        let loaded = self.load();
        let log = loaded.as_ref().map(|config| config.values.log).unwrap_or_default();
        log::start(self.log.unwrap_or(log.level), self.log_format.unwrap_or(log.format));
        for warning in loaded.iter().flat_map(|config| &config.warnings) {
            tracing::warn!("{warning}");
        }
        Console { loaded, json: self.json }
    }
}

/// Runs the command that `args` name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    crate::doors::register();
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(help) if help.use_stderr() && args.iter().any(|arg| arg == "--json") => {
            let console = Console { loaded: Err(String::new()), json: true };
            console.complain(help.to_string().trim_start_matches("error: ").trim_end());
            return ExitCode::from(2);
        }
        Err(help) => {
            // Help and version are no errors; the text goes where it belongs by itself.
            drop(help.print());
            return ExitCode::from(u8::try_from(help.exit_code()).unwrap_or(2));
        }
    };
    let console = cli.everywhere.console();
    match cli.command.run(&console) {
        Ok(()) => ExitCode::SUCCESS,
        Err(say) => {
            console.complain(&say);
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
