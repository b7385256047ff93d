//! `leadhub backup`: a copy of the whole store in one file, while it is served. Called by `cli::run`; the copying itself is the
//! core's.

use super::console::Console;
use super::copied::Copy;
use super::settings::StoreArgs;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    about = "Copy a whole store into one file, while it is served",
    long_about = "Copy a whole store into one file, while it is served.\n\n\
                  The copy is complete and of one moment. Whichever engine the store is on, it is an SQLite file that `leadhub serve \
                  --database FILE` could serve as it is. It is checked for damage and carries a checksum that `restore` compares; after an error \
                  there is no file, or the old one. The file holds personal data and only its owner may read it: keep it \
                  so, and keep a copy on another machine.",
    after_help = "Examples:\n  leadhub backup --to before.db && leadhub migrate\n  \
                  leadhub backup --database postgres://leadhub@db/leads --to /var/backups/leadhub.db --force\n\n\
                  Every night at 02:30, by cron (where a % is escaped):\n  \
                  30 2 * * *  leadhub backup --to /var/backups/leadhub-$(date +\\%F).db\n\
                  or by a systemd timer with OnCalendar=*-*-* 02:30, for a service with\n  \
                  ExecStart=/bin/sh -c 'leadhub backup --to /var/backups/leadhub-$$(date +%%F).db'\n\n\
                  Test your restore: only a backup that was restored once is known to be one.\n  \
                  leadhub restore /var/backups/leadhub-2025-01-31.db --database /var/tmp/trial.db"
)]
pub struct BackupArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The file to make
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Replace the file where there is one already
    #[arg(long)]
    force: bool,
}

impl BackupArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let store = self.store.url(console)?;
        let copy = Copy::make(|| leadhub_core::backup(&store, &self.to, self.force))?;
        copy.say(&store, &self.to.display().to_string(), console)
    }
}
