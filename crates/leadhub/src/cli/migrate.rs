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
    /// Spread the store over the machines of a PostgreSQL with the extension citus, by organisation; docs/scale.md says when
    #[arg(long)]
    spread: bool,
}

impl MigrateArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let url = self.store.url(console)?;
        let ran = leadhub_core::migrate(&url, crate::doors::facts_from_extras_of)?;
        let text = match ran.as_slice() {
            [] => "the store is at the newest schema, nothing to do".to_owned(),
            ran => format!("migrated: {}", ran.join(", ")),
        };
        if !self.spread {
            return console.say(text, &json!({ "migrated": ran }));
        }
        let spread = leadhub_core::spread(&url)?;
        let listed = |tables: &[String]| if tables.is_empty() { "none".to_owned() } else { tables.join(", ") };
        let text = format!(
            "{text}\ndistributed by organisation: {}\nwhole on every machine: {}\nspread before: {} tables",
            listed(&spread.distributed),
            listed(&spread.copied),
            spread.before
        );
        let told = json!({ "distributed": spread.distributed, "copied": spread.copied, "before": spread.before });
        console.say(text, &json!({ "migrated": ran, "spread": told }))
    }
}
