//! The ring of requests that integrations made, and how many they were by the day. Written by `actions::keep_requests` alone, read through
//! `questions`; a request tells of leads, so who does not see all of them sees none of it.

use super::conditions::Conditions;
use super::engine::{Db, Failure, Row, Tx, values};
use super::read_json;
use crate::actor::Actor;
use leadhub_model::moment::Day;
use leadhub_model::request::{LoggedRequest, RequestCount, RequestFilter, Statuses};
use leadhub_model::{IntegrationId, Moment, OrganisationId, RequestId};

/// False when another request has the id.
pub(crate) fn insert_request(
    tx: &mut Tx,
    organisation: OrganisationId,
    request: &LoggedRequest,
) -> Result<bool, Failure> {
    let faults = serde_json::to_string(&request.faults).map_err(|error| Failure::Bug(error.to_string()))?;
    let inserted = tx.execute(
        "INSERT INTO request_log (organisation_id, id, request_id, dialect, integration_id, method, path, status, micros, lead_id,
         faults, media, sent, answered)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (organisation_id, id) DO NOTHING",
        values![
            organisation,
            request.id,
            &request.request_id,
            &request.dialect,
            request.integration,
            &request.method,
            &request.path,
            request.status,
            request.micros,
            request.lead,
            faults,
            &request.media,
            request.sent.as_deref(),
            request.answered.as_deref()
        ],
    )?;
    Ok(inserted > 0)
}

/// Adds to what is counted of a day; nobody's requests are the integration 0's.
pub(crate) fn add_count(
    tx: &mut Tx,
    organisation: OrganisationId,
    day: Day,
    integration: IntegrationId,
    count: RequestCount,
) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO request_count (organisation_id, day, integration_id, answered, refused) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organisation_id, day, integration_id) DO UPDATE SET
         answered = request_count.answered + excluded.answered, refused = request_count.refused + excluded.refused",
        values![organisation, day.0, integration, count.answered, count.refused],
    )?;
    Ok(())
}

/// Removes what lies behind the newest `most`, and what was answered before `before`; gives how many that were.
pub(crate) fn prune(tx: &mut Tx, organisation: OrganisationId, most: i64, before: Moment) -> Result<u64, Failure> {
    let newest = "SELECT id FROM request_log WHERE organisation_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2";
    let last = tx.value::<i64>(newest, values![organisation, most])?.map_or(i64::MIN, |id| id + 1);
    tx.execute(
        "DELETE FROM request_log WHERE organisation_id = $1 AND id < $2",
        values![organisation, last.max(before.micros())],
    )
}

/// Removes what was counted before a day.
pub(crate) fn prune_counts(tx: &mut Tx, organisation: OrganisationId, before: Day) -> Result<u64, Failure> {
    tx.execute("DELETE FROM request_count WHERE organisation_id = $1 AND day < $2", values![organisation, before.0])
}

const COLUMNS: &str =
    "id, request_id, dialect, integration_id, method, path, status, micros, lead_id, faults, media, sent, answered";
/// Without the bodies, which a list does not show.
const LISTED: &str =
    "id, request_id, dialect, integration_id, method, path, status, micros, lead_id, faults, media, NULL, NULL";

/// Those that match, the newest first, behind `after`, `limit` at most; without their bodies.
pub(crate) fn list_requests(
    db: &mut Db,
    actor: &Actor,
    filter: &RequestFilter,
    after: Option<RequestId>,
    limit: i64,
) -> Result<Vec<LoggedRequest>, Failure> {
    if !actor.sees.is_all() {
        return Ok(Vec::new());
    }
    let mut all = Conditions { sql: "organisation_id = $1".to_owned(), values: vec![actor.organisation_id().into()] };
    // Written out, so that the index of refusals serves them.
    all.sql.push_str(match filter.statuses {
        Statuses::Any => "",
        Statuses::Refused => " AND status >= 400",
        Statuses::Client => " AND status >= 400 AND status < 500",
        Statuses::Server => " AND status >= 400 AND status >= 500",
    });
    all.compare("dialect", "=", filter.dialect.as_deref());
    all.compare("integration_id", "=", filter.integration);
    all.compare("request_id", "=", filter.request_id.as_deref());
    all.compare("id", ">", filter.newer);
    all.compare("id", "<", after);
    let limit = all.bind(limit);
    let sql = format!("SELECT {LISTED} FROM request_log WHERE {} ORDER BY id DESC LIMIT {limit}", all.sql);
    db.all(&sql, &all.values, read)
}

/// Which requests came after one, the newest `limit` of them.
pub(crate) fn list_newer(db: &mut Db, actor: &Actor, than: RequestId, limit: i64) -> Result<Vec<RequestId>, Failure> {
    if !actor.sees.is_all() {
        return Ok(Vec::new());
    }
    let sql = "SELECT id FROM request_log WHERE organisation_id = $1 AND id > $2 ORDER BY id DESC LIMIT $3";
    db.all(sql, values![actor.organisation_id(), than, limit], |row| row.take())
}

pub(crate) fn find_request(db: &mut Db, actor: &Actor, id: RequestId) -> Result<Option<LoggedRequest>, Failure> {
    if !actor.sees.is_all() {
        return Ok(None);
    }
    let sql = format!("SELECT {COLUMNS} FROM request_log WHERE organisation_id = $1 AND id = $2");
    db.first(&sql, values![actor.organisation_id(), id], read)
}

/// What was counted of a day, by integration.
pub(crate) fn count_requests(
    db: &mut Db,
    actor: &Actor,
    day: Day,
) -> Result<Vec<(IntegrationId, RequestCount)>, Failure> {
    if !actor.sees.is_all() {
        return Ok(Vec::new());
    }
    let sql = "SELECT integration_id, answered, refused FROM request_count
         WHERE organisation_id = $1 AND day = $2 ORDER BY integration_id";
    db.all(sql, values![actor.organisation_id(), day.0], |row| {
        Ok((row.take()?, RequestCount { answered: row.take()?, refused: row.take()? }))
    })
}

fn read(row: &mut Row) -> Result<LoggedRequest, Failure> {
    Ok(LoggedRequest {
        id: row.take()?,
        request_id: row.take()?,
        dialect: row.take()?,
        integration: row.take()?,
        method: row.take()?,
        path: row.take()?,
        status: row.take()?,
        micros: row.take()?,
        lead: row.take()?,
        faults: read_json(&row.take::<String>()?)?,
        media: row.take()?,
        sent: row.take()?,
        answered: row.take()?,
    })
}
