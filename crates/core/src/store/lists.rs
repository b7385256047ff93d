//! Lists of leads, each in one campaign. Written by the verbs of the same names, read by the doors.
//! What a list means to a dialler is not decided here.

use super::engine::{Db, Failure, Row, Tx, Value, values};
use super::lead_sets;
use crate::actor::Actor;
use leadhub_model::list::{LeadList, ListNames, ListRow};
use leadhub_model::reference::ListSeed;
use leadhub_model::{CampaignId, ListId, Page, Paging};
use uuid::Uuid;

const COLUMNS: &str = "lead_list.id, lead_list.uuid, lead_list.name, lead_list.description, lead_list.campaign_id,
     lead_list.agent_id, lead_list.active, lead_list.created_at, lead_list.updated_at";

/// False when the name is taken.
pub(crate) fn insert(tx: &mut Tx, actor: &Actor, list: &LeadList) -> Result<bool, Failure> {
    let inserted = tx.execute(
        "INSERT INTO lead_list
         (organisation_id, id, uuid, name, description, campaign_id, agent_id, active, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (organisation_id, name) DO NOTHING",
        values![
            actor.organisation_id(),
            list.id,
            list.uuid,
            &list.name,
            &list.description,
            list.campaign,
            list.agent,
            list.active,
            list.created_at,
            list.updated_at
        ],
    )?;
    Ok(inserted > 0)
}

/// A row of reference data. A known list keeps its agent and stays on or off as it is; its change is of now.
pub(crate) fn put_list(tx: &mut Tx, actor: &Actor, row: &ListSeed) -> Result<(), Failure> {
    let now = tx.now();
    let sql = "SELECT campaign_id FROM lead_list WHERE organisation_id = $1 AND id = $2 FOR UPDATE";
    let known: Option<CampaignId> = tx.value(sql, values![actor.organisation_id(), row.id])?;
    if let Some(from) = known.filter(|known| *known != row.campaign) {
        lead_sets::move_list(tx, actor, row.id, from, row.campaign)?;
    }
    tx.execute(
        "INSERT INTO lead_list (organisation_id, id, uuid, name, description, campaign_id, active, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7) ON CONFLICT (organisation_id, id) DO UPDATE SET
         uuid = excluded.uuid, name = excluded.name, description = excluded.description,
         campaign_id = excluded.campaign_id, updated_at = excluded.updated_at
         WHERE (lead_list.uuid, lead_list.name, lead_list.description, lead_list.campaign_id)
             IS DISTINCT FROM (excluded.uuid, excluded.name, excluded.description, excluded.campaign_id)",
        values![actor.organisation_id(), row.id, row.uuid, &row.name, &row.description, row.campaign, now],
    )?;
    Ok(())
}

/// All of them, by id.
pub(crate) fn list_list_rows(db: &mut Db, actor: &Actor) -> Result<Vec<ListSeed>, Failure> {
    db.all(
        "SELECT id, uuid, name, description, campaign_id FROM lead_list WHERE organisation_id = $1 ORDER BY id",
        values![actor.organisation_id()],
        |row| {
            let (id, uuid, name) = (row.take()?, row.take()?, row.take()?);
            Ok(ListSeed { id, uuid, name, description: row.take()?, campaign: row.take()? })
        },
    )
}

pub fn find_list(db: &mut Db, actor: &Actor, uuid: Uuid) -> Result<Option<LeadList>, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM lead_list WHERE organisation_id = $1 AND uuid = $2");
    db.first(&sql, values![actor.organisation_id(), uuid], read)
}

const CAMPAIGN_OF: &str = "SELECT campaign_id FROM lead_list WHERE organisation_id = $1 AND id = $2";

/// Keeps a list that was found from being deleted, and in its campaign, until the transaction ends; `None` when it is gone.
pub(crate) fn keep(tx: &mut Tx, actor: &Actor, id: ListId) -> Result<Option<CampaignId>, Failure> {
    Ok(tx.lock_row(CAMPAIGN_OF, values![actor.organisation_id(), id])?.map(CampaignId))
}

/// Whether this transaction keeps the list, so that nobody need look for it.
pub(crate) fn is_kept(db: &Db, actor: &Actor, id: ListId) -> bool {
    db.locked(CAMPAIGN_OF, values![actor.organisation_id(), id]).is_some()
}

/// Holds a list until the transaction ends: whoever puts leads into it meanwhile waits. False when it is gone.
pub(crate) fn lock(tx: &mut Tx, actor: &Actor, id: ListId) -> Result<bool, Failure> {
    let sql = "SELECT id FROM lead_list WHERE organisation_id = $1 AND id = $2 FOR UPDATE";
    Ok(tx.value::<ListId>(sql, values![actor.organisation_id(), id])?.is_some())
}

pub fn find_list_by_name(db: &mut Db, actor: &Actor, name: &str) -> Result<Option<LeadList>, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM lead_list WHERE organisation_id = $1 AND name = $2");
    db.first(&sql, values![actor.organisation_id(), name], read)
}

pub(crate) fn campaign_has_lists(db: &mut Db, actor: &Actor, campaign: CampaignId) -> Result<bool, Failure> {
    let found: Option<i64> = db.value(
        "SELECT CAST(1 AS BIGINT) FROM lead_list WHERE organisation_id = $1 AND campaign_id = $2 LIMIT 1",
        values![actor.organisation_id(), campaign],
    )?;
    Ok(found.is_some())
}

/// A file of which nothing could be read counts as one row that failed: else nobody would see that it came. Of one that is held (3) or
/// tried out (1) nothing counts: its numbers are a dry run's.
const ROWS: &str = "(SELECT CAST(COALESCE(SUM(leads), 0) AS BIGINT) FROM lead_set
        WHERE lead_set.organisation_id = lead_list.organisation_id AND lead_set.kind = 'list' AND lead_set.key = lead_list.id)
     + (SELECT CAST(COALESCE(SUM(leads), 0) AS BIGINT) FROM lead_set_part
        WHERE lead_set_part.organisation_id = lead_list.organisation_id AND lead_set_part.kind = 'list'
        AND lead_set_part.key = lead_list.id),
     (SELECT CAST(COALESCE(SUM(total + CASE WHEN total = 0 AND fault IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT) FROM upload
        WHERE upload.organisation_id = lead_list.organisation_id AND upload.list_id = lead_list.id AND upload.state <> 3
        AND upload.task <> 1),
     (SELECT CAST(COALESCE(SUM(succeeded), 0) AS BIGINT) FROM upload
        WHERE upload.organisation_id = lead_list.organisation_id AND upload.list_id = lead_list.id AND upload.state <> 3
        AND upload.task <> 1),
     (SELECT CAST(COALESCE(SUM(failed + CASE WHEN total = 0 AND fault IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT) FROM upload
        WHERE upload.organisation_id = lead_list.organisation_id AND upload.list_id = lead_list.id AND upload.state <> 3
        AND upload.task <> 1)";

fn select_rows(rest: &str) -> String {
    format!(
        "SELECT {COLUMNS}, campaign.uuid, campaign.name, {ROWS} FROM lead_list
         JOIN campaign ON campaign.organisation_id = lead_list.organisation_id AND campaign.id = lead_list.campaign_id
         WHERE lead_list.organisation_id = $1 {rest}"
    )
}

pub fn find_list_row(db: &mut Db, actor: &Actor, uuid: Uuid) -> Result<Option<ListRow>, Failure> {
    db.first(&select_rows("AND lead_list.uuid = $2"), values![actor.organisation_id(), uuid], read_row)
}

/// Newest first; a campaign narrows to its lists.
pub fn list_lists(
    db: &mut Db,
    actor: &Actor,
    campaign: Option<CampaignId>,
    paging: Paging,
) -> Result<Page<ListRow>, Failure> {
    // No campaign has the number 0.
    let narrowed = campaign.map_or(0, |campaign| campaign.0);
    let condition = "AND (lead_list.campaign_id = $2 OR $2 = 0)";
    let bound = values![actor.organisation_id(), narrowed, paging.limit, paging.offset];
    let sql = format!("SELECT COUNT(*) FROM lead_list WHERE organisation_id = $1 {condition}");
    let total = db.value(&sql, &bound[..2])?.unwrap_or_default();
    let order = format!("{condition} ORDER BY lead_list.created_at DESC, lead_list.id DESC LIMIT $3 OFFSET $4");
    Ok(Page { rows: db.all(&select_rows(&order), bound, read_row)?, total })
}

/// The lists of a campaign or of all, newest first, those behind `after`, `limit` at most.
pub fn list_lists_after(
    db: &mut Db,
    actor: &Actor,
    campaign: Option<CampaignId>,
    after: Option<ListId>,
    limit: i64,
) -> Result<Vec<ListRow>, Failure> {
    // No campaign has the number 0, and no list a greater one than the greatest.
    let (campaign, after) = (campaign.map_or(0, |campaign| campaign.0), after.map_or(i64::MAX, |list| list.0));
    let rest = "AND (lead_list.campaign_id = $2 OR $2 = 0) AND lead_list.id < $3 ORDER BY lead_list.id DESC LIMIT $4";
    db.all(&select_rows(rest), values![actor.organisation_id(), campaign, after, limit], read_row)
}

/// What the leads' wires print of the lists they are in: each list with its campaign's public id and name.
pub fn list_names(db: &mut Db, actor: &Actor, ids: &[ListId]) -> Result<Vec<ListNames>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (2..=ids.len() + 1).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT lead_list.id, lead_list.uuid, lead_list.name, campaign.uuid, campaign.name FROM lead_list
         JOIN campaign ON campaign.organisation_id = lead_list.organisation_id AND campaign.id = lead_list.campaign_id
         WHERE lead_list.organisation_id = $1 AND lead_list.id IN ({})",
        places.join(", ")
    );
    let mut bound: Vec<Value> = vec![actor.organisation_id().into()];
    bound.extend(ids.iter().map(|id| Value::from(*id)));
    db.all(&sql, &bound, |row| {
        Ok(ListNames {
            id: row.take()?,
            list: row.take()?,
            list_name: row.take()?,
            campaign: row.take()?,
            campaign_name: row.take()?,
        })
    })
}

pub(crate) fn set_active(tx: &mut Tx, actor: &Actor, id: ListId, active: bool) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "UPDATE lead_list SET active = $3, updated_at = $4 WHERE organisation_id = $1 AND id = $2",
        values![actor.organisation_id(), id, active, now],
    )?;
    Ok(())
}

pub(crate) fn rename(tx: &mut Tx, actor: &Actor, id: ListId, name: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute_unless_taken(
        "UPDATE lead_list SET name = $3, updated_at = $4 WHERE organisation_id = $1 AND id = $2",
        values![actor.organisation_id(), id, name, now],
    )?;
    Ok(())
}

pub(crate) fn delete(tx: &mut Tx, actor: &Actor, id: ListId) -> Result<(), Failure> {
    tx.execute("DELETE FROM lead_list WHERE organisation_id = $1 AND id = $2", values![actor.organisation_id(), id])?;
    Ok(())
}

fn read(row: &mut Row) -> Result<LeadList, Failure> {
    Ok(LeadList {
        id: row.take()?,
        uuid: row.take()?,
        name: row.take()?,
        description: row.take()?,
        campaign: row.take()?,
        agent: row.take()?,
        active: row.take()?,
        created_at: row.take()?,
        updated_at: row.take()?,
    })
}

fn read_row(row: &mut Row) -> Result<ListRow, Failure> {
    Ok(ListRow {
        list: read(row)?,
        campaign_uuid: row.take()?,
        campaign_name: row.take()?,
        leads: row.take()?,
        uploaded: row.take()?,
        succeeded: row.take()?,
        failed: row.take()?,
    })
}
