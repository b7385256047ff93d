//! `leadhub user passwd`: sets the password that a user signs in with. Called by `user`. The password comes from a terminal that does
//! not show it, from standard input, or is generated; it is never an argument, which others on the machine could read.

use super::find_user;
use crate::cli::console::Console;
use crate::cli::opened::OfArgs;
use clap::Args;
use leadhub_core::actions::{NewLogin, put_login};
use leadhub_core::passwords::generate_password;
use serde_json::json;
use std::io::{BufRead, IsTerminal};

#[derive(Args)]
pub struct PasswdArgs {
    /// Id or username
    user: String,
    #[command(flatten)]
    of: OfArgs,
    /// Make one and print it, instead of asking
    #[arg(long)]
    generate: bool,
}

impl PasswdArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let opened = self.of.open(console)?;
        let agent = find_user(&opened, &self.user)?;
        let password = if self.generate { generate_password(opened.hub.chance()) } else { ask()? };
        let hash = opened.hub.passwords().hash_blocking(opened.hub.chance(), &agent.username, &password);
        let hash = hash.map_err(|error| error.to_string())?;
        let new = NewLogin { agent: agent.id, role: None, password: Some(hash), must_change: true };
        let login = opened.write(move |tx, house| put_login(tx, house, &new))?;
        let object = json!({
            "username": agent.username,
            "login_role": login.role,
            "password": self.generate.then_some(&password),
        });
        if self.generate {
            return console.say(&password, &object);
        }
        let text =
            format!("'{}' signs in with this password as {}, and takes another one then", agent.username, login.role);
        console.say(text, &object)
    }
}

/// From a terminal twice, since nobody sees what she types; from anywhere else the first line.
fn ask() -> Result<String, String> {
    let failed = |error: std::io::Error| format!("cannot read the password: {error}");
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(failed)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let first = rpassword::prompt_password("New password: ").map_err(failed)?;
    match rpassword::prompt_password("Once more: ").map_err(failed)? == first {
        true => Ok(first),
        false => Err("the two differ: nothing was changed, try again".to_owned()),
    }
}
