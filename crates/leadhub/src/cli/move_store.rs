//! `leadhub move`: a whole store into an empty one, on either engine. Called by `cli::run`; the copying itself is the core's, which changes
//! nothing in the old store.

use super::console::Console;
use super::copied::Copy;
use super::settings::warn_of_password;
use clap::Args;

#[derive(Args)]
#[command(
    about = "Move a whole store into an empty one, between engines or on the same",
    long_about = "Move a whole store into an empty one, from an SQLite file to PostgreSQL, back, or on the same engine.\n\n\
                  Nobody may serve either store meanwhile. The new one must not be there yet, or have no organisation in it. Everything \
                  goes over: leads, timelines, tokens, passwords, settings, with the numbers they have. Before the new store is there, the \
                  rows of every table are counted and hashed on both sides and must be the same; when the move breaks off, the new \
                  store is as empty as before. The old one is not changed: keep it until the new one has proven itself.",
    after_help = "Examples:\n  leadhub move --from leadhub.db --to postgres://leadhub@db/leads\n  \
                  leadhub move --from postgres://leadhub@db/leads --to /var/lib/leadhub/leadhub.db\n\n\
                  What is left out is the store of the configuration, so that a password stands in no command line:\n  \
                  LEADHUB_DATABASE=postgres://leadhub:...@db/leads leadhub move --from leadhub.db\n\n\
                  Stop the server, move, then serve the new store (LEADHUB_DATABASE, or `database` in the configuration). A store of \
                  another schema is refused: `leadhub migrate` first."
)]
pub struct MoveArgs {
    /// The store to move: path of an SQLite file, or a postgres:// URL [default: the store of the configuration]
    #[arg(long, value_name = "PATH|URL")]
    from: Option<String>,
    /// Where to: the path of a file, or the URL of a database, that is empty or not there yet [default: the store of the configuration]
    #[arg(long, value_name = "PATH|URL")]
    to: Option<String>,
}

impl MoveArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        if self.from.is_none() && self.to.is_none() {
            return Err("say which store is moved with --from, where to with --to, or both".to_owned());
        }
        warn_of_password("--from", self.from.as_deref());
        warn_of_password("--to", self.to.as_deref());
        let configured = console.config()?.values.database;
        let (from, to) = (self.from.unwrap_or(configured.clone()), self.to.unwrap_or(configured));
        let copy = Copy::make(|| leadhub_core::move_store(&from, &to, crate::doors::facts_from_extras_of))?;
        copy.say(&from, &to, console)
    }
}
