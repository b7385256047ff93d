//! `leadhub init`: makes a store where there is none, and in it an organisation with reference data and one integration for
//! each dialect. Prints the tokens and the first administrator's password, once.

use super::console::Console;
use super::founding::FoundingArgs;
use super::settings::{self, StoreArgs};
use clap::Args;

#[derive(Args)]
#[command(
    about = "Make a store with its first organisation",
    long_about = "Make a store with its first organisation, and print the tokens that its integrations call with and the \
                  password that its administrator signs in with.\n\n\
                  Use it once, to begin with; in a store that is there already it makes one more organisation, as `org create` \
                  does. The organisation gets a pipeline, reasons, labels and one of everything else a lead can point to, and an \
                  integration with a token for each API, and a user 'admin'. Tokens and the password are shown once; `leadhub token \
                  create` makes more tokens, `leadhub user passwd` another password.",
    after_help = "Examples:\n  leadhub init --organisation acme --name \"Acme Clinics\"\n  \
                  leadhub init --organisation acme --database /var/lib/leadhub/leadhub.db --reference acme.json\n  \
                  leadhub init --organisation acme --json | jq -r '.tokens[] | [.dialect, .token] | @tsv'\n\n\
                  The organisation's short name is its segment in URLs: POST /acme/api/v1/lead."
)]
pub struct InitArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// Short name of the organisation, its segment in URLs (a-z, 0-9, -); it never changes
    #[arg(long, value_name = "SLUG")]
    organisation: String,
    #[command(flatten)]
    founding: FoundingArgs,
}

impl InitArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let config = self.store.config(console)?;
        let founding = self.founding.check(&self.organisation)?;
        leadhub_core::migrate(&config.values.database, crate::doors::facts_from_extras_of)?;
        let hub = settings::open(&config)?;
        founding.run(&hub, &config.values.database, console)?;
        hub.close();
        Ok(())
    }
}
