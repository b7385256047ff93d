//! `leadhub config`: shows the configuration in force, where each value comes from, or the documented defaults. Called by
//! `cli::run`; it opens no store. Secrets and passwords are never shown.

use super::console::Console;
use super::settings::ServerArgs;
use crate::config::{Config, DEFAULT, to_json, to_toml};
use clap::Args;

#[derive(Args)]
#[command(
    about = "Show the configuration in force and where it comes from",
    long_about = "Show the configuration in force.\n\n\
                  Use it to see what `serve` would run with, and which of several sources a value comes from: the defaults, the \
                  configuration file (--config, else LEADHUB_CONFIG, else ./leadhub.toml, else /etc/leadhub/leadhub.toml), the \
                  environment, or a flag; later ones are stronger. Secrets and passwords are hidden.",
    after_help = "Examples:\n  leadhub config --show-origin\n  leadhub config --default > leadhub.toml   begin a file of your own\n  \
                  leadhub config --json | jq -r '.settings[] | select(.origin != \"default\") | .key'"
)]
pub struct ConfigArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// Say beside each value where it comes from: default, FILE:LINE, environment VARIABLE, flag
    #[arg(long)]
    show_origin: bool,
    /// Print leadhub.default.toml instead: every key with its meaning, unit and default
    #[arg(long)]
    default: bool,
}

impl ConfigArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        if self.default {
            return console.say(DEFAULT.trim_end(), &to_json(&Config::defaults()?));
        }
        let config = self.server.config(console)?;
        console.say(to_toml(&config, self.show_origin).trim_end(), &to_json(&config))
    }
}
