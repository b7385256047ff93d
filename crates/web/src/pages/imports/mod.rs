//! `/app/import`: a file is brought, its columns are said, it is tried out, started, paused, taken back; its refused rows are shown with their
//! reasons and can be downloaded. For managers and admins. What each step does is the importer's to say.

mod bring;
mod columns;
mod list;
mod one;
mod status;
pub mod words;

pub use bring::bring;
pub use list::list;
pub use one::{refused_csv, show, take};
pub use status::status;

use crate::pages::path_id;
use crate::refusal::Refusal;
use crate::visit::Visit;
use axum::extract::Path;
use leadhub_core::store::uploads;
use leadhub_model::organisation::Scope;
use leadhub_model::upload::{Upload, UploadState};
use leadhub_model::{LeadError, Resource, UploadId};

/// Files hold the contacts of everybody, so only who sees all leads brings them.
fn check(visit: &Visit) -> Result<(), Refusal> {
    if visit.role.sees_all() { Ok(()) } else { Err(LeadError::Forbidden(Scope::Admin).into()) }
}

/// The file that a path names.
async fn find(visit: &Visit, id: Option<Path<String>>) -> Result<Upload, Refusal> {
    check(visit)?;
    let id = path_id(id, Resource::Import).map(UploadId)?;
    let upload = visit.read(move |db, actor| Ok(uploads::find_upload(db, actor, id)?)).await?;
    Ok(upload.filter(|upload| upload.state != UploadState::Arriving).ok_or(LeadError::NotFound(Resource::Import))?)
}
