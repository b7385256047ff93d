//! Keep the requests that wait in memory, with their counts, a piece a transaction and behind everybody; and let go of what the ring has
//! no room for. Called by the jobs `requests` and `sweeps`. What is to be kept was decided when it was offered.

use super::one_by_one;
use crate::hub::Hub;
use crate::request_log::{Caller, QUARTER_MICROS};
use crate::store::engine::{Db, Tx};
use crate::store::{organisations, request_log, tokens};
use leadhub_model::moment::Day;
use leadhub_model::request::{LoggedRequest, RequestCount};
use leadhub_model::{IntegrationId, LeadError, Moment, OrganisationId, RequestId, Zone};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Requests of an organisation that are kept.
pub const RING: i64 = 10_000;
/// Requests are kept so many days.
pub const DAYS: i64 = 3;
/// Counts are kept so many days.
const COUNTED_DAYS: i64 = 90;
/// Requests of one transaction.
const PIECE: usize = 50;
/// Where two meet, the later one moves on by so many microseconds at most.
const CROWDED: i64 = 1000;
const DAY_MICROS: i64 = 86_400_000_000;

/// How many requests of each organisation were kept since its ring was last looked at.
pub(crate) type Grown = HashMap<OrganisationId, usize>;

/// Keeps what waits; gives how many requests that were. Those that a store which is away did not take are lost, and counted.
pub(crate) fn keep_requests(hub: &Hub, grown: &mut Grown) -> Result<usize, LeadError> {
    let (requests, counts) = hub.request_log().take();
    if requests.is_empty() && counts.is_empty() {
        return Ok(0);
    }
    let all = requests.len();
    let stored = keep(hub, requests, counts, grown);
    hub.request_log().dropped(if stored.is_err() { all } else { 0 });
    stored.inspect(|stored| hub.request_log().count_stored(*stored))
}

fn keep(
    hub: &Hub,
    requests: Vec<(Caller, LoggedRequest)>,
    counts: crate::request_log::Counts,
    grown: &mut Grown,
) -> Result<usize, LeadError> {
    let mut of: BTreeMap<OrganisationId, Vec<LoggedRequest>> = BTreeMap::new();
    for (organisation, request) in named(hub, requests)? {
        of.entry(organisation).or_default().push(request);
    }
    let mut counted: BTreeMap<OrganisationId, Vec<(IntegrationId, Moment, RequestCount)>> = BTreeMap::new();
    for ((organisation, integration, quarter), count) in counts {
        let at = Moment::from_micros(quarter * QUARTER_MICROS);
        counted.entry(organisation).or_default().push((integration, at, count));
    }
    for (organisation, counts) in counted {
        hub.write_behind_blocking(move |tx| add(tx, organisation, &counts))?;
    }
    let mut stored = 0;
    for (organisation, mut requests) in of {
        // Each keeps its moment, in whichever order they were answered.
        requests.sort_by_key(|request| request.id);
        for piece in requests.chunks(PIECE) {
            let piece: Arc<[LoggedRequest]> = piece.into();
            stored += piece.len();
            let told = grown.entry(organisation).or_default();
            *told += piece.len();
            hub.write_behind_blocking(move |tx| insert(tx, organisation, &piece))?;
            // The ring is looked at now and then: it may hold a little more meanwhile.
            if *told >= usize::try_from(RING / 20).unwrap_or(usize::MAX) {
                *told = 0;
                hub.write_behind_blocking(move |tx| prune(tx, organisation))?;
            }
        }
    }
    Ok(stored)
}

/// Whose each request is; one that names nobody is kept for nobody.
fn named(hub: &Hub, requests: Vec<(Caller, LoggedRequest)>) -> Result<Vec<(OrganisationId, LoggedRequest)>, LeadError> {
    if requests.iter().all(|(caller, _)| matches!(caller, Caller::Known(..))) {
        return Ok(requests.into_iter().filter_map(|(caller, request)| Some((known(&caller)?, request))).collect());
    }
    hub.read_blocking(move |db| {
        let mut all = Vec::new();
        for (caller, request) in &requests {
            let (organisation, integration) = match caller {
                Caller::Known(organisation, _) => (Some(*organisation), request.integration),
                Caller::Stranger { credential, slug } => holder(db, credential.as_deref(), slug.as_deref())?,
            };
            let request = LoggedRequest { integration, ..request.clone() };
            all.extend(organisation.map(|organisation| (organisation, request)));
        }
        all.retain({
            let logs: HashMap<OrganisationId, bool> = organisations::list_organisations(db)?
                .into_iter()
                .map(|known| (known.id, known.logs_requests))
                .collect();
            move |(organisation, _)| logs.get(organisation).copied().unwrap_or_default()
        });
        Ok(all)
    })
}

fn known(caller: &Caller) -> Option<OrganisationId> {
    match caller {
        Caller::Known(organisation, _) => Some(*organisation),
        Caller::Stranger { .. } => None,
    }
}

/// The holder of a token, which may be over; without one the organisation that was named.
fn holder(
    db: &mut Db,
    credential: Option<&str>,
    slug: Option<&str>,
) -> Result<(Option<OrganisationId>, Option<IntegrationId>), LeadError> {
    if let Some(credential) = credential
        && let Some((organisation, integration)) = tokens::find_holder(db, credential)?
    {
        return Ok((Some(organisation), Some(integration)));
    }
    let Some(slug) = slug else { return Ok((None, None)) };
    Ok((organisations::find_organisation(db, slug)?.map(|found| found.id), None))
}

fn add(
    tx: &mut Tx,
    organisation: OrganisationId,
    counts: &[(IntegrationId, Moment, RequestCount)],
) -> Result<(), LeadError> {
    let zone = organisations::get_organisation(tx, organisation)?.zone;
    let zone = Zone::named(&zone).unwrap_or_else(Zone::utc);
    for (integration, at, count) in counts {
        request_log::add_count(tx, organisation, Day::of(*at, &zone), *integration, *count)?;
    }
    Ok(())
}

fn insert(tx: &mut Tx, organisation: OrganisationId, requests: &[LoggedRequest]) -> Result<(), LeadError> {
    let mut last = RequestId(i64::MIN);
    for request in requests {
        let mut request = LoggedRequest { id: request.id.max(RequestId(last.0.saturating_add(1))), ..request.clone() };
        let crowded = request.id.0 + CROWDED;
        while !request_log::insert_request(tx, organisation, &request)? && request.id.0 < crowded {
            request.id = RequestId(request.id.0 + 1);
        }
        last = request.id;
    }
    Ok(())
}

fn prune(tx: &mut Tx, organisation: OrganisationId) -> Result<(), LeadError> {
    let before = Moment::from_micros(tx.now().micros() - DAYS * DAY_MICROS);
    request_log::prune(tx, organisation, RING, before)?;
    let zone = organisations::get_organisation(tx, organisation)?.zone;
    let today = Day::of(tx.now(), &Zone::named(&zone).unwrap_or_else(Zone::utc));
    request_log::prune_counts(tx, organisation, today.plus(-COUNTED_DAYS))?;
    Ok(())
}

/// Lets go of what is too old, in every organisation.
pub(crate) fn sweep_requests(hub: &Hub) -> Result<(), LeadError> {
    let all = hub.read_blocking(|db| Ok(organisations::list_organisations(db)?))?;
    one_by_one(all, |organisation| hub.write_behind_blocking(move |tx| prune(tx, organisation.id)))
}
