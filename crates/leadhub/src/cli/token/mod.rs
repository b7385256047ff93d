//! `leadhub token`: create, list, show, rotate and revoke what integrations call with. A token's text is shown once; the store has
//! only its hash, whose first digits name it afterwards.

mod create;
mod list;
mod revoke;
mod rotate;
mod show;

use super::console::Console;
use super::opened::{OfArgs, Opened};
use clap::{Args, Subcommand};
use leadhub_core::store::organisations;
use leadhub_model::Moment;
use leadhub_model::organisation::Integration;

#[derive(Args)]
#[command(
    about = "Create, list, rotate and revoke the tokens that integrations call with",
    long_about = "Create, list, rotate and revoke the tokens that integrations call with.\n\n\
                  An integration is one system that talks to leadhub: it speaks one API, has scopes (read, write, admin) and \
                  settings, and any number of tokens. Give each system an integration of its own, so that it can be shut out \
                  alone and the timeline says who did what. A token's text is shown once."
)]
pub struct TokenArgs {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Subcommand)]
enum TokenCommand {
    /// Create a token, and the integration it belongs to where there is none of that name
    #[command(
        after_help = "Examples:\n  leadhub token create --organisation acme --dialect caresoft --name \"Web forms\" \\\n    \
                      --setting default_service_id=1244\n  \
                      leadhub token create --organisation acme --dialect caresoft --name Reports --scope read --expires-in-days 90"
    )]
    Create(create::CreateArgs),
    /// List the integrations of an organisation and their tokens (never their texts)
    #[command(after_help = "Example:\n  leadhub token list --organisation acme --json | jq '.integrations[].tokens[]'")]
    List(OfArgs),
    /// Show an integration, and every setting that its API knows with what is in force
    #[command(after_help = "Example:\n  leadhub token show --organisation acme --name \"Web forms\"")]
    Show(show::ShowArgs),
    /// Issue a new token and let the integration's old ones end, at once or after an overlap
    #[command(
        after_help = "Example:\n  leadhub token rotate --organisation acme --name \"Web forms\" --overlap 24h\n\n\
                      Both work during the overlap: put the new one into the system, then the old one ends by itself."
    )]
    Rotate(rotate::RotateArgs),
    /// Revoke one token, or every token of an integration; calls with them fail within a second
    #[command(after_help = "Examples:\n  leadhub token revoke --organisation acme --name \"Web forms\"\n  \
                      leadhub token revoke --organisation acme --id 3f2a9c0d11ee")]
    Revoke(revoke::RevokeArgs),
}

impl TokenArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        match self.command {
            TokenCommand::Create(args) => args.run(console),
            TokenCommand::List(of) => list::run(&of, console),
            TokenCommand::Show(args) => args.run(console),
            TokenCommand::Rotate(args) => args.run(console),
            TokenCommand::Revoke(args) => args.run(console),
        }
    }
}

fn list_integrations(opened: &Opened) -> Result<Vec<Integration>, String> {
    opened.read(|db, house| Ok(organisations::list_integrations(db, house.organisation_id())?))
}

/// The integration of that name.
fn get_integration(opened: &Opened, name: &str) -> Result<Integration, String> {
    let found = list_integrations(opened)?.into_iter().find(|integration| integration.name == name);
    found.ok_or_else(|| format!("there is no integration '{name}': 'leadhub token list' shows them"))
}

/// So many microseconds from now; further than time is counted is its end.
fn later(now: Moment, micros: i64) -> Moment {
    Moment::from_micros(now.micros().saturating_add(micros))
}

const DAY_MICROS: i64 = 86_400_000_000;

/// The end of a token that lasts so many days.
fn in_days(now: Moment, days: i64) -> Moment {
    later(now, days.saturating_mul(DAY_MICROS))
}
