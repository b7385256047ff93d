//! An organisation in an open store, as the commands about its tokens, users and reference data need it. It is the house that
//! acts: nothing here asks for a scope.

use super::console::Console;
use super::settings::{self, StoreArgs};
use crate::config::shown;
use clap::Args;
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Db, Hub, Tx};
use leadhub_model::{LeadError, Moment, TimeStyle};

/// Which organisation a command works on.
#[derive(Args)]
pub struct OfArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Short name of the organisation
    #[arg(long, value_name = "SLUG")]
    pub organisation: String,
}

impl OfArgs {
    pub fn open(&self, console: &Console) -> Result<Opened, String> {
        Opened::find(&self.store, &self.organisation, console)
    }
}

pub struct Opened {
    pub hub: Hub,
    pub house: Actor,
}

impl Opened {
    pub fn find(store: &StoreArgs, slug: &str, console: &Console) -> Result<Opened, String> {
        let config = store.config(console)?;
        let hub = settings::open(&config)?;
        let wanted = slug.to_owned();
        let found = hub.read_blocking(move |db| Ok(organisations::find_organisation(db, &wanted)?));
        let found = found.map_err(|error| error.to_string())?.ok_or_else(|| {
            format!(
                "there is no organisation '{slug}' in {}: 'leadhub org list' shows them",
                shown(&config.values.database)
            )
        })?;
        Ok(Opened { hub, house: Actor::house(found) })
    }

    /// Asks as the house.
    pub fn read<T: Send + 'static>(
        &self,
        ask: impl Fn(&mut Db, &Actor) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, String> {
        let house = self.house.clone();
        self.hub.read_blocking(move |db| ask(db, &house)).map_err(|error| error.to_string())
    }

    /// Acts as the house, in one transaction.
    pub fn write<T: Send + 'static>(
        &self,
        act: impl Fn(&mut Tx, &Actor) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, String> {
        let house = self.house.clone();
        self.hub.write_blocking(move |tx| act(tx, &house)).map_err(|error| error.to_string())
    }

    /// A time as people and scripts read it: the organisation's digits with their offset.
    pub fn time(&self, at: Moment) -> String {
        at.format(&self.house.zone, TimeStyle::Offset)
    }
}

impl Drop for Opened {
    /// What was written is on the disk before the command ends.
    fn drop(&mut self) {
        self.hub.close();
    }
}
