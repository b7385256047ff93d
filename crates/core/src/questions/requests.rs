//! Which requests integrations made lately and how they were answered: a page of them, one whole, how many there were today. Asked by the
//! native wire and the pages. Who does not see contacts whole is not shown what was sent and answered, nor what was asked for.

use crate::actor::Actor;
use crate::store::engine::Db;
use crate::store::request_log;
use leadhub_model::moment::Day;
use leadhub_model::request::{LoggedRequest, RequestCount, RequestFilter};
use leadhub_model::{IntegrationId, LeadError, Moment, RequestId, Resource, mask};

/// The newest first, behind `after`; without the bodies.
pub fn list_requests(
    db: &mut Db,
    actor: &Actor,
    filter: &RequestFilter,
    after: Option<RequestId>,
    limit: i64,
) -> Result<Vec<LoggedRequest>, LeadError> {
    let rows = request_log::list_requests(db, actor, filter, after, limit)?;
    Ok(rows.into_iter().map(|row| shown(row, actor)).collect())
}

/// Which came after one, the newest `limit` of them: for who follows, and asks often.
pub fn list_newer_requests(
    db: &mut Db,
    actor: &Actor,
    than: RequestId,
    limit: i64,
) -> Result<Vec<RequestId>, LeadError> {
    Ok(request_log::list_newer(db, actor, than, limit)?)
}

pub fn get_request(db: &mut Db, actor: &Actor, id: RequestId) -> Result<LoggedRequest, LeadError> {
    let found = request_log::find_request(db, actor, id)?;
    found.map(|row| shown(row, actor)).ok_or(LeadError::NotFound(Resource::Request))
}

/// Those of the day on which the moment lies, by integration; nobody's is 0.
pub fn count_requests(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
) -> Result<Vec<(IntegrationId, RequestCount)>, LeadError> {
    Ok(request_log::count_requests(db, actor, Day::of(now, &actor.zone))?)
}

/// Contacts stand anywhere in a body, in any wire's words: it is hidden whole.
fn shown(row: LoggedRequest, actor: &Actor) -> LoggedRequest {
    if !actor.masked {
        return row;
    }
    let hidden = |text: Option<String>| text.map(|_| mask::NOTHING.to_owned());
    let path = row.path.split('?').next().unwrap_or_default().to_owned();
    let mut faults = row.faults;
    for fault in &mut faults {
        fault.message = mask::NOTHING.to_owned();
    }
    LoggedRequest { path, faults, sent: hidden(row.sent), answered: hidden(row.answered), ..row }
}
