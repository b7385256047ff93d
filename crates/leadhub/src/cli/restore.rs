//! `leadhub restore`: brings a backup back into an empty store, on either engine. Called by `cli::run`; the copying itself is the
//! core's, which never touches a store that holds anybody's data.

use super::console::Console;
use super::copied::Copy;
use super::settings::StoreArgs;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    about = "Bring a backup back into an empty store, on either engine",
    long_about = "Bring a backup back into an empty store, on either engine.\n\n\
                  The store must not be there yet, or have no organisation in it: restore beside the old one, look, then serve the \
                  new one. A backup that is damaged, were it by one bit, is refused before anything is written; when the restore breaks off, the store \
                  is as empty as before. A backup of an older leadhub is brought to this program's schema on the way, in a \
                  copy; the file itself is never changed. At the end the rows of every table are counted in both and must be \
                  the same.",
    after_help = "Examples:\n  leadhub restore /var/backups/leadhub-2025-01-31.db --database /var/lib/leadhub/restored.db\n  \
                  leadhub restore /var/backups/leadhub-2025-01-31.db --database postgres://leadhub@db/leads\n\n\
                  Run it as the user who serves. What is written after the backup is not in it: to go from one engine to the \
                  other there is `leadhub move`.\n\n\
                  Test your restore, not only your backup:\n  \
                  leadhub restore /var/backups/leadhub-2025-01-31.db --database /var/tmp/trial.db"
)]
pub struct RestoreArgs {
    /// The file that `leadhub backup` made
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    store: StoreArgs,
}

impl RestoreArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let store = self.store.url(console)?;
        let copy = Copy::make(|| leadhub_core::restore(&self.file, &store, crate::doors::facts_from_extras_of))?;
        copy.say(&self.file.display().to_string(), &store, console)
    }
}
