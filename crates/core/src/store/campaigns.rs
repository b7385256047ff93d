//! Campaigns. Written by the verbs of the same names, read by the doors.
//! What a campaign means to a dialler is not decided here.

use super::engine::{Db, Failure, Row, Tx, values};
use crate::actor::Actor;
use leadhub_model::list::Campaign;
use leadhub_model::reference::CampaignRow;
use leadhub_model::{CampaignId, Page, Paging};
use std::sync::Arc;
use uuid::Uuid;

const SELECT: &str =
    "SELECT id, uuid, name, kind, active, status, created_at, updated_at FROM campaign WHERE organisation_id = $1";

/// False when the name is taken.
pub(crate) fn insert(tx: &mut Tx, actor: &Actor, campaign: &Campaign) -> Result<bool, Failure> {
    let inserted = tx.execute(
        "INSERT INTO campaign (organisation_id, id, uuid, name, kind, active, status, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (organisation_id, name) DO NOTHING",
        values![
            actor.organisation_id(),
            campaign.id,
            campaign.uuid,
            &campaign.name,
            &campaign.kind,
            campaign.active,
            campaign.status,
            campaign.created_at,
            campaign.updated_at
        ],
    )?;
    if inserted > 0 {
        tx.outdate(actor.organisation_id())?;
    }
    Ok(inserted > 0)
}

/// A row of reference data, of which the caller says that it changes. A known campaign stays on or off as it is; its change is of now.
pub(crate) fn put_campaign(tx: &mut Tx, actor: &Actor, row: &CampaignRow) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO campaign (organisation_id, id, uuid, name, kind, active, status, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $7) ON CONFLICT (organisation_id, id) DO UPDATE SET
         uuid = excluded.uuid, name = excluded.name, kind = excluded.kind, status = excluded.status,
         updated_at = excluded.updated_at
         WHERE (campaign.uuid, campaign.name, campaign.kind, campaign.status)
             IS DISTINCT FROM (excluded.uuid, excluded.name, excluded.kind, excluded.status)",
        values![actor.organisation_id(), row.id, row.uuid, &row.name, &row.kind, row.status, now],
    )?;
    Ok(())
}

/// All of them, by id.
pub(crate) fn list_campaign_rows(db: &mut Db, actor: &Actor) -> Result<Vec<CampaignRow>, Failure> {
    db.all(
        "SELECT id, uuid, name, kind, status FROM campaign WHERE organisation_id = $1 ORDER BY id",
        values![actor.organisation_id()],
        |row| {
            let (id, uuid, name) = (row.take()?, row.take()?, row.take()?);
            Ok(CampaignRow { id, uuid, name, kind: row.take()?, status: row.take()? })
        },
    )
}

/// Keeps a campaign that was found from being deleted until the transaction ends; false when it is gone.
pub(crate) fn keep(tx: &mut Tx, actor: &Actor, id: CampaignId) -> Result<bool, Failure> {
    let sql = "SELECT id FROM campaign WHERE organisation_id = $1 AND id = $2";
    Ok(tx.lock_row(sql, values![actor.organisation_id(), id])?.is_some())
}

/// Holds a campaign until the transaction ends: whoever puts lists into it meanwhile waits. False when it is gone.
pub(crate) fn lock(tx: &mut Tx, actor: &Actor, id: CampaignId) -> Result<bool, Failure> {
    let sql = "SELECT id FROM campaign WHERE organisation_id = $1 AND id = $2 FOR UPDATE";
    Ok(tx.value::<CampaignId>(sql, values![actor.organisation_id(), id])?.is_some())
}

pub fn find_campaign(db: &mut Db, actor: &Actor, id: CampaignId) -> Result<Option<Campaign>, Failure> {
    let campaigns = cached_campaigns(db, actor)?;
    Ok(campaigns.binary_search_by_key(&id, |campaign| campaign.id).ok().map(|at| campaigns[at].clone()))
}

pub fn find_campaign_by_uuid(db: &mut Db, actor: &Actor, uuid: Uuid) -> Result<Option<Campaign>, Failure> {
    Ok(cached_campaigns(db, actor)?.iter().find(|campaign| campaign.uuid == uuid).cloned())
}

/// All of them, by id: they change seldom, and nearly every lead is in one.
pub(crate) fn cached_campaigns(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<Campaign>>, Failure> {
    db.cached(actor.organisation_id(), "campaigns", |db| {
        db.all(&format!("{SELECT} ORDER BY id"), values![actor.organisation_id()], read)
    })
}

/// Newest first; `kind` narrows to one kind.
pub fn list_campaigns(
    db: &mut Db,
    actor: &Actor,
    kind: Option<&str>,
    paging: Paging,
) -> Result<Page<Campaign>, Failure> {
    // An absent kind is bound as the empty text, which no campaign is asked for by.
    let bound = values![actor.organisation_id(), kind.unwrap_or_default(), paging.limit, paging.offset];
    let condition = "AND (kind = $2 OR $2 = '')";
    let sql = format!("SELECT COUNT(*) FROM campaign WHERE organisation_id = $1 {condition}");
    let total = db.value(&sql, &bound[..2])?.unwrap_or_default();
    let sql = format!("{SELECT} {condition} ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4");
    Ok(Page { rows: db.all(&sql, bound, read)?, total })
}

/// The campaigns of a kind or of all, newest first, those behind `after`, `limit` at most.
pub fn list_campaigns_after(
    db: &mut Db,
    actor: &Actor,
    kind: Option<&str>,
    after: Option<CampaignId>,
    limit: i64,
) -> Result<Vec<Campaign>, Failure> {
    let after = after.map_or(i64::MAX, |campaign| campaign.0);
    let sql = format!("{SELECT} AND (kind = $2 OR $2 = '') AND id < $3 ORDER BY id DESC LIMIT $4");
    db.all(&sql, values![actor.organisation_id(), kind.unwrap_or_default(), after, limit], read)
}

pub(crate) fn set_active(tx: &mut Tx, actor: &Actor, id: CampaignId, active: bool) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "UPDATE campaign SET active = $3, updated_at = $4 WHERE organisation_id = $1 AND id = $2",
        values![actor.organisation_id(), id, active, now],
    )?;
    tx.outdate(actor.organisation_id())
}

pub(crate) fn rename(tx: &mut Tx, actor: &Actor, id: CampaignId, name: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute_unless_taken(
        "UPDATE campaign SET name = $3, updated_at = $4 WHERE organisation_id = $1 AND id = $2",
        values![actor.organisation_id(), id, name, now],
    )?;
    tx.outdate(actor.organisation_id())
}

pub(crate) fn delete(tx: &mut Tx, actor: &Actor, id: CampaignId) -> Result<(), Failure> {
    tx.execute("DELETE FROM campaign WHERE organisation_id = $1 AND id = $2", values![actor.organisation_id(), id])?;
    tx.outdate(actor.organisation_id())
}

fn read(row: &mut Row) -> Result<Campaign, Failure> {
    Ok(Campaign {
        id: row.take()?,
        uuid: row.take()?,
        name: row.take()?,
        kind: row.take()?,
        active: row.take()?,
        status: row.take()?,
        created_at: row.take()?,
        updated_at: row.take()?,
    })
}
