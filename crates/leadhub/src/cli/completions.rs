//! `leadhub completions`: prints what a shell needs to complete leadhub's commands and flags. Called by `cli::run`; it reads no
//! configuration and writes no file.

use super::Cli;
use super::console::Console;
use clap::{Args, CommandFactory, ValueEnum};
use serde_json::json;

#[derive(Args)]
#[command(
    about = "Print the completions of a shell",
    long_about = "Print the completions of a shell, so that it finishes leadhub's commands and flags.\n\n\
                  The Debian package installs them; use this where leadhub was built by hand.",
    after_help = "Examples:\n  leadhub completions bash > /etc/bash_completion.d/leadhub\n  \
                  leadhub completions zsh > \"${fpath[1]}/_leadhub\"\n  \
                  leadhub completions fish > ~/.config/fish/completions/leadhub.fish"
)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

impl CompletionsArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let (shell, name) = match self.shell {
            Shell::Bash => (clap_complete::Shell::Bash, "bash"),
            Shell::Zsh => (clap_complete::Shell::Zsh, "zsh"),
            Shell::Fish => (clap_complete::Shell::Fish, "fish"),
        };
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "leadhub", &mut script);
        let script = String::from_utf8(script).map_err(|error| error.to_string())?;
        console.say(script.trim_end(), &json!({ "shell": name, "script": script }))
    }
}
