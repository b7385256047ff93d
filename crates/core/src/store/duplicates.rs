//! Finds the lead that a row of a file is of: the newest one that bears its code, its phone or its e-mail. Asked by `import`; what becomes
//! of the row is not decided here.

use super::conditions::{Conditions, Rows};
use super::engine::{Db, Failure};
use super::lead_contacts::{CODE, searched};
use crate::actor::Actor;
use leadhub_model::person::ContactKind;
use leadhub_model::upload::MatchBy;
use leadhub_model::{CampaignId, LeadId, ListId};

/// Among which leads one is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Among {
    All,
    List(ListId),
    Campaign(CampaignId),
}

/// The newest lead that the actor sees and that bears one of these values, which are keys of the model's.
pub(crate) fn find_known(
    db: &mut Db,
    actor: &Actor,
    by: MatchBy,
    values: &[String],
    among: Among,
) -> Result<Option<LeadId>, Failure> {
    Ok(list_known(db, actor, by, values, among)?.into_iter().next())
}

/// All of them, the newest first.
pub(crate) fn list_known(
    db: &mut Db,
    actor: &Actor,
    by: MatchBy,
    values: &[String],
    among: Among,
) -> Result<Vec<LeadId>, Failure> {
    let mut all = Conditions::of(actor, Rows::Leads, "deleted_at IS NULL");
    let (kind, keys): (&str, Vec<String>) = match by {
        MatchBy::Code => (CODE, values.to_vec()),
        MatchBy::Email => (ContactKind::Email.code(), values.to_vec()),
        MatchBy::Phone => {
            let kind = ContactKind::Phone;
            (kind.code(), values.iter().map(|key| searched(kind, key)).collect())
        }
    };
    let (kind, keys) = (all.bind(kind), all.bind_each(keys));
    all.sql.push_str(&format!(
        " AND id IN (SELECT lead_id FROM lead_contact WHERE organisation_id = $1 AND kind = {kind} AND value IN ({keys}))"
    ));
    match among {
        Among::All => {}
        Among::List(list) => all.compare("list_id", "=", Some(list)),
        Among::Campaign(campaign) => {
            let place = all.bind(campaign);
            all.sql.push_str(&format!(
                " AND (campaign_id = {place}
                 OR list_id IN (SELECT id FROM lead_list WHERE organisation_id = $1 AND campaign_id = {place}))"
            ));
        }
    }
    // Without a limit, which would let an engine walk through all leads from the newest one on.
    db.all(&format!("SELECT id FROM lead WHERE {} ORDER BY id DESC", all.sql), &all.values, |row| row.take())
}
