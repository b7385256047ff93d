//! `leadhub migrate`: brings a store to this program's schema, creating it where there is none.
//! Called by `cli::run`; the migrations themselves live in the core.

use super::StoreArgs;
use clap::Args;

#[derive(Args)]
#[command(
    after_help = "Safe to run at any time and from several machines at once: what has run is not run again. Take a backup \
                        first when the store matters."
)]
pub struct MigrateArgs {
    #[command(flatten)]
    store: StoreArgs,
}

impl MigrateArgs {
    pub fn run(self) -> Result<(), String> {
        let ran = leadhub_core::migrate(&self.store.database)?;
        match ran.as_slice() {
            [] => println!("the store is at the newest schema, nothing to do"),
            ran => println!("migrated: {}", ran.join(", ")),
        }
        Ok(())
    }
}
