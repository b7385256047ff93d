//! Lists and campaigns as people write them on the command line: by name, else by UUID. Called by the commands that take one; what to
//! say where there is none is theirs.

use super::opened::Opened;
use leadhub_core::store::{campaigns, lists};
use leadhub_model::Paging;
use leadhub_model::list::{Campaign, LeadList};
use uuid::Uuid;

pub fn find_list(opened: &Opened, wanted: &str) -> Result<Option<LeadList>, String> {
    let (name, uuid) = (wanted.to_owned(), Uuid::try_parse(wanted).ok());
    opened.read(move |db, house| match (lists::find_list_by_name(db, house, &name)?, uuid) {
        (None, Some(uuid)) => Ok(lists::find_list(db, house, uuid)?),
        (found, _) => Ok(found),
    })
}

pub fn find_campaign(opened: &Opened, wanted: &str) -> Result<Option<Campaign>, String> {
    let uuid = Uuid::try_parse(wanted).ok();
    let all = Paging { offset: 0, limit: i64::MAX };
    let known = opened.read(move |db, house| Ok(campaigns::list_campaigns(db, house, None, all)?.rows))?;
    let found = known.iter().find(|campaign| campaign.name == wanted);
    Ok(found.or_else(|| known.iter().find(|campaign| Some(campaign.uuid) == uuid)).cloned())
}
