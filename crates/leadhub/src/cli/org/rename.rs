//! `leadhub org rename`: gives a list of leads or a campaign another name. Called by `org`; which names are taken or blank is the
//! verb's to say.

use super::super::console::Console;
use super::super::opened::Opened;
use super::super::settings::StoreArgs;
use clap::{ArgGroup, Args};
use leadhub_core::store::{campaigns, lists};
use leadhub_core::{Actor, Db, actions};
use leadhub_model::{LeadError, Paging};
use serde_json::json;
use uuid::Uuid;

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
        let name = wanted.clone();
        let find = if is_list { find_list } else { find_campaign };
        let found = opened.read(move |db, house| find(db, house, &name))?;
        let uuid = found.ok_or_else(|| format!("there is no {noun} '{wanted}' in '{}'", self.slug))?;
        let to = self.to.clone();
        let rename = if is_list { actions::rename_list } else { actions::rename_campaign };
        opened.write(move |tx, house| rename(tx, house, uuid, &to))?;
        let object = json!({ "what": noun, "uuid": uuid, "name": self.to });
        console.say(format_args!("{noun} '{wanted}' is called '{}' now", self.to), &object)
    }
}

fn find_list(db: &mut Db, house: &Actor, wanted: &str) -> Result<Option<Uuid>, LeadError> {
    let named = lists::find_list_by_name(db, house, wanted)?;
    let found = match (named, Uuid::try_parse(wanted)) {
        (None, Ok(uuid)) => lists::find_list(db, house, uuid)?,
        (named, _) => named,
    };
    Ok(found.map(|list| list.uuid))
}

fn find_campaign(db: &mut Db, house: &Actor, wanted: &str) -> Result<Option<Uuid>, LeadError> {
    let all = campaigns::list_campaigns(db, house, None, Paging { offset: 0, limit: i64::from(i32::MAX) })?.rows;
    let by_name = all.iter().find(|campaign| campaign.name == wanted);
    let found = by_name.or_else(|| all.iter().find(|campaign| Uuid::try_parse(wanted) == Ok(campaign.uuid)));
    Ok(found.map(|campaign| campaign.uuid))
}
