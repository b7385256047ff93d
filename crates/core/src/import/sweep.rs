//! Throws away files that nobody will work: those whose bytes stopped arriving, and those that somebody held and forgot. Called by the
//! background job, now and then.

use crate::hub::Hub;
use crate::store::{upload_rows, upload_work, uploads};
use leadhub_model::upload::UploadState;
use leadhub_model::{LeadError, Moment, OrganisationId, UploadId};

/// An upload of which no byte has come for so long will never be whole.
const ABANDONED_MICROS: i64 = 3_600_000_000;
/// A file that waits so long for somebody to let it begin is forgotten.
const FORGOTTEN_MICROS: i64 = 7 * 86_400_000_000;

/// Throws away uploads whose bytes stopped arriving long ago; nobody was told that they were taken.
pub fn sweep_abandoned(hub: &Hub) -> Result<usize, LeadError> {
    let before = Moment::from_micros(hub.now().micros().saturating_sub(ABANDONED_MICROS));
    let abandoned = hub.read_blocking(move |db| Ok(upload_work::list_abandoned(db, before)?))?;
    sweep(hub, abandoned, UploadState::Arriving, before)
}

/// Throws away files that were held for a week.
pub fn sweep_forgotten(hub: &Hub) -> Result<usize, LeadError> {
    let before = Moment::from_micros(hub.now().micros().saturating_sub(FORGOTTEN_MICROS));
    let forgotten = hub.read_blocking(move |db| Ok(upload_work::list_forgotten(db, before)?))?;
    sweep(hub, forgotten, UploadState::Held, before)
}

fn sweep(
    hub: &Hub,
    old: Vec<(OrganisationId, UploadId)>,
    state: UploadState,
    before: Moment,
) -> Result<usize, LeadError> {
    for (organisation, id) in &old {
        let (organisation, id) = (*organisation, *id);
        hub.write_behind_blocking(move |tx| {
            // It may have gone on meanwhile.
            if uploads::delete_silent(tx, organisation, id, state, before)? {
                upload_rows::drop_chunks(tx, organisation, id)?;
                upload_rows::drop_rejected(tx, organisation, id)?;
            }
            Ok(())
        })?;
    }
    Ok(old.len())
}
