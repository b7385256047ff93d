//! `leadhub migrate`: brings a store to this program's schema, creating it where there is none.
//! Called by `cli::run`; the migrations themselves live in the core.

use super::console::Console;
use super::settings::StoreArgs;
use clap::Args;
use serde_json::json;

#[derive(Args)]
#[command(
    about = "Bring a store to this program's schema",
    long_about = "Bring a store to this program's schema, creating it where there is none.\n\n\
                  Run it after the program was updated: `serve` refuses a store of another schema and says so. Safe to run at any \
                  time and from several machines at once: what has run is not run again. Take a backup first when the store \
                  matters.",
    after_help = "Examples:\n  leadhub migrate\n  leadhub backup --to before.db && leadhub migrate && systemctl restart leadhub"
)]
pub struct MigrateArgs {
    #[command(flatten)]
    store: StoreArgs,
}

impl MigrateArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let ran = leadhub_core::migrate(&self.store.url(console)?)?;
        let text = match ran.as_slice() {
            [] => "the store is at the newest schema, nothing to do".to_owned(),
            ran => format!("migrated: {}", ran.join(", ")),
        };
        console.say(text, &json!({ "migrated": ran }))
    }
}
