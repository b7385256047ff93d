//! `leadhub org rename`: gives a list of leads or a campaign another name. Called by `org`; which names are taken or blank is the
//! verb's to say.

use super::super::by_name::{find_campaign, find_list};
use super::super::console::Console;
use super::super::opened::Opened;
use super::super::settings::StoreArgs;
use clap::{ArgGroup, Args};
use leadhub_core::actions;
use serde_json::json;

#[derive(Args)]
#[command(group = ArgGroup::new("what").required(true).args(["list", "campaign"]))]
pub struct RenameArgs {
    /// Short name of the organisation
    slug: String,
    /// The list, by its name or UUID
    #[arg(long, value_name = "NAME|UUID")]
    list: Option<String>,
    /// The campaign, by its name or UUID
    #[arg(long, value_name = "NAME|UUID")]
    campaign: Option<String>,
    /// Its new name, which no other has
    #[arg(long, value_name = "NAME")]
    to: String,
    #[command(flatten)]
    store: StoreArgs,
}

impl RenameArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let opened = Opened::find(&self.store, &self.slug, console)?;
        let (is_list, wanted) = match (self.list, self.campaign) {
            (Some(list), _) => (true, list),
            (None, campaign) => (false, campaign.unwrap_or_default()),
        };
        let noun = if is_list { "list" } else { "campaign" };
        let found = if is_list {
            find_list(&opened, &wanted)?.map(|list| list.uuid)
        } else {
            find_campaign(&opened, &wanted)?.map(|campaign| campaign.uuid)
        };
        let uuid = found.ok_or_else(|| format!("there is no {noun} '{wanted}' in '{}'", self.slug))?;
        let to = self.to.clone();
        let rename = if is_list { actions::rename_list } else { actions::rename_campaign };
        opened.write(move |tx, house| rename(tx, house, uuid, &to))?;
        let object = json!({ "what": noun, "uuid": uuid, "name": self.to });
        console.say(format_args!("{noun} '{wanted}' is called '{}' now", self.to), &object)
    }
}
