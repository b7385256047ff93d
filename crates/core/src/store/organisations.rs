//! Organisations and their integrations: the directory that the front door reads before there is an `Actor`.
//! These are the only functions that take no `Actor`.

use super::engine::{Db, Failure, Row, Tx, values};
use super::read_json;
use leadhub_model::organisation::{Integration, Organisation, Scopes, Sight};
use leadhub_model::{IntegrationId, OrganisationId};

const SELECT: &str =
    "SELECT id, slug, name, zone, uuid, account, default_dialect, language, request_log FROM organisation";

/// False when the slug is taken.
pub(crate) fn insert_organisation(tx: &mut Tx, organisation: &Organisation) -> Result<bool, Failure> {
    let now = tx.now();
    let inserted = tx.execute(
        "INSERT INTO organisation (id, slug, name, zone, uuid, account, default_dialect, language, request_log, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (slug) DO NOTHING",
        values![
            organisation.id,
            &organisation.slug,
            &organisation.name,
            &organisation.zone,
            organisation.uuid,
            organisation.account,
            &organisation.default_dialect,
            &organisation.language,
            organisation.logs_requests,
            now
        ],
    )?;
    Ok(inserted > 0)
}

/// By its slug, which is stored in lower case.
pub fn find_organisation(db: &mut Db, slug: &str) -> Result<Option<Organisation>, Failure> {
    db.first(&format!("{SELECT} WHERE slug = $1"), values![slug.to_lowercase()], read)
}

/// The wire that speaks where nothing else decides: the organisation's own, or for a slug that nobody has the first organisation's.
pub fn default_dialect(db: &mut Db, slug: &str) -> Result<Option<String>, Failure> {
    db.value(
        "SELECT default_dialect FROM organisation ORDER BY CASE WHEN slug = $1 THEN 0 ELSE 1 END, id LIMIT 1",
        values![slug.to_lowercase()],
    )
}

pub fn get_organisation(db: &mut Db, id: OrganisationId) -> Result<Organisation, Failure> {
    let found = db.first(&format!("{SELECT} WHERE id = $1"), values![id], read)?;
    found.ok_or_else(|| Failure::Bug(format!("organisation {id} is gone")))
}

/// Holds the organisation until the transaction ends: whoever changes its reference data waits here.
pub(crate) fn lock_organisation(tx: &mut Tx, id: OrganisationId) -> Result<(), Failure> {
    tx.value::<OrganisationId>("SELECT id FROM organisation WHERE id = $1 FOR UPDATE", values![id]).map(drop)
}

/// The next number that a counter of an organisation deals, as the store knows it: all dealt so far lie below.
pub(crate) fn next_number(db: &mut Db, id: OrganisationId, counter: &str) -> Result<i64, Failure> {
    let sql = "SELECT next_number FROM counter WHERE organisation_id = $1 AND name = $2";
    Ok(db.value(sql, values![id, counter])?.unwrap_or(1))
}

pub fn list_organisations(db: &mut Db) -> Result<Vec<Organisation>, Failure> {
    db.all(&format!("{SELECT} ORDER BY id"), values![], read)
}

/// Writes one small row: whether that is possible is all that is asked.
pub(crate) fn touch(tx: &mut Tx, store: OrganisationId) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO counter (organisation_id, name, next_number) VALUES ($1, 'health', 1)
         ON CONFLICT (organisation_id, name) DO UPDATE SET next_number = counter.next_number + 1",
        values![store],
    )?;
    Ok(())
}

fn read(row: &mut Row) -> Result<Organisation, Failure> {
    Ok(Organisation {
        id: row.take()?,
        slug: row.take()?,
        name: row.take()?,
        zone: row.take()?,
        uuid: row.take()?,
        account: row.take()?,
        default_dialect: row.take()?,
        language: row.take()?,
        logs_requests: row.take()?,
    })
}

/// False when the name is taken.
pub(crate) fn insert_integration(
    tx: &mut Tx,
    organisation: OrganisationId,
    integration: &Integration,
) -> Result<bool, Failure> {
    let now = tx.now();
    let settings = serde_json::Value::Object(integration.settings.clone()).to_string();
    let inserted = tx.execute(
        "INSERT INTO integration
         (organisation_id, id, dialect, name, agent_id, settings, scopes, sees_own, masked, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (organisation_id, name) DO NOTHING",
        values![
            organisation,
            integration.id,
            &integration.dialect,
            &integration.name,
            integration.agent,
            settings,
            integration.scopes.to_string(),
            integration.sight.own,
            integration.sight.masked,
            now
        ],
    )?;
    Ok(inserted > 0)
}

const INTEGRATIONS: &str = "SELECT id, dialect, name, agent_id, settings, scopes, sees_own, masked FROM integration
     WHERE organisation_id = $1";

pub fn find_integration(
    db: &mut Db,
    organisation: OrganisationId,
    id: IntegrationId,
) -> Result<Option<Integration>, Failure> {
    db.first(&format!("{INTEGRATIONS} AND id = $2"), values![organisation, id], read_integration)
}

pub fn list_integrations(db: &mut Db, organisation: OrganisationId) -> Result<Vec<Integration>, Failure> {
    db.all(&format!("{INTEGRATIONS} ORDER BY id"), values![organisation], read_integration)
}

/// Rewrites what may change in an integration: its name, agent, settings, scopes and sight. False when the name is taken.
pub(crate) fn update_integration(
    tx: &mut Tx,
    organisation: OrganisationId,
    known: &Integration,
) -> Result<bool, Failure> {
    let taken: Option<i64> = tx.value(
        "SELECT id FROM integration WHERE organisation_id = $1 AND name = $2 AND id <> $3",
        values![organisation, &known.name, known.id],
    )?;
    if taken.is_some() {
        return Ok(false);
    }
    let settings = serde_json::Value::Object(known.settings.clone()).to_string();
    tx.execute_unless_taken(
        "UPDATE integration SET name = $3, agent_id = $4, settings = $5, scopes = $6, sees_own = $7, masked = $8
         WHERE organisation_id = $1 AND id = $2",
        values![
            organisation,
            known.id,
            &known.name,
            known.agent,
            settings,
            known.scopes.to_string(),
            known.sight.own,
            known.sight.masked
        ],
    )?;
    Ok(true)
}

/// Rewrites what may change in an organisation: its name, zone, default dialect and whether its requests are kept.
pub(crate) fn update_organisation(tx: &mut Tx, organisation: &Organisation) -> Result<(), Failure> {
    tx.execute(
        "UPDATE organisation SET name = $2, zone = $3, default_dialect = $4, request_log = $5, language = $6
         WHERE id = $1",
        values![
            organisation.id,
            &organisation.name,
            &organisation.zone,
            &organisation.default_dialect,
            organisation.logs_requests,
            &organisation.language
        ],
    )?;
    Ok(())
}

fn read_integration(row: &mut Row) -> Result<Integration, Failure> {
    Ok(Integration {
        id: row.take()?,
        dialect: row.take()?,
        name: row.take()?,
        agent: row.take()?,
        settings: read_json(&row.take::<String>()?)?,
        scopes: Scopes::read(&row.take::<String>()?).map_err(Failure::Bug)?,
        sight: Sight { own: row.take::<i64>()? != 0, masked: row.take::<i64>()? != 0 },
    })
}
