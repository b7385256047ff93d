//! Take a file in: begin, append its chunks in order, then finish or discard. What is finished is durable before anybody is
//! told; what never finishes is swept.

use crate::actions::{IDS, check_new_list};
use crate::actor::Actor;
use crate::store::engine::{Tx, internal};
use crate::store::{lists, upload_rows, uploads};
use leadhub_intake::FileOptions;
use leadhub_model::list::NewList;
use leadhub_model::upload::{Task, Upload, UploadState};
use leadhub_model::{IntegrationId, LeadError, ListId, Resource, UploadId};
use uuid::Uuid;

/// The bytes of one stored chunk, as every door cuts them.
pub const CHUNK: usize = 256 * 1024;
/// The characters of a file's name that are kept.
const LONGEST_NAME: usize = 255;
/// Of a file that belongs to no list.
pub const NO_LIST: ListId = ListId(0);

pub fn begin_upload(tx: &mut Tx, actor: &Actor, filename: &str) -> Result<UploadId, LeadError> {
    begin_upload_as(tx, actor, filename, &FileOptions::default())
}

/// With what its caller says about the file.
pub fn begin_upload_as(
    tx: &mut Tx,
    actor: &Actor,
    filename: &str,
    options: &FileOptions,
) -> Result<UploadId, LeadError> {
    let upload = Upload {
        id: UploadId(tx.next_numbers(actor.organisation_id(), IDS, 1)?),
        integration: actor.integration.unwrap_or(IntegrationId(0)),
        agent: actor.agent.filter(|_| actor.integration.is_none()),
        dialect: actor.dialect.clone(),
        // Known only when the whole form was read.
        list: NO_LIST,
        filename: filename.chars().take(LONGEST_NAME).collect(),
        state: UploadState::Arriving,
        task: Task::Import,
        total: 0,
        succeeded: 0,
        failed: 0,
        filled: 0,
        updated: 0,
        skipped: 0,
        known_persons: 0,
        without_phone: 0,
        rows_without_phone: Vec::new(),
        options: options.to_text(),
        plan: String::new(),
        notes: String::new(),
        fault: None,
        row_count: None,
        header: Vec::new(),
        began_at: None,
        began_total: 0,
        worked_at: None,
        tried_at: None,
        taken_back: 0,
        left_alone: 0,
        undone_by: None,
        created_at: tx.now(),
    };
    uploads::insert(tx, actor, &upload)?;
    Ok(upload.id)
}

/// Chunks are numbered from 0, without gaps.
pub fn append_chunk(tx: &mut Tx, actor: &Actor, id: UploadId, number: i64, content: &[u8]) -> Result<(), LeadError> {
    still_arriving(uploads::hear_of(tx, actor, id)?, id)?;
    Ok(upload_rows::insert_chunk(tx, actor, id, number, content)?)
}

/// One that was silent for too long was swept: its caller must not be told that it is taken.
fn still_arriving(found: bool, id: UploadId) -> Result<(), LeadError> {
    if found { Ok(()) } else { Err(internal(&format!("upload {id} is not arriving any more"))) }
}

/// Hands the complete file to the importer.
pub fn finish_upload(tx: &mut Tx, actor: &Actor, id: UploadId, list: Uuid) -> Result<(), LeadError> {
    let list = lists::find_list(tx, actor, list)?.ok_or(LeadError::NotFound(Resource::List))?;
    still_arriving(uploads::hand_over(tx, actor, id, list.id, UploadState::Waiting)?, id)
}

/// Keeps the complete file until somebody lets it begin.
pub fn hold_upload(tx: &mut Tx, actor: &Actor, id: UploadId, list: Uuid) -> Result<(), LeadError> {
    let list = lists::find_list(tx, actor, list)?.ok_or(LeadError::NotFound(Resource::List))?;
    still_arriving(uploads::hand_over(tx, actor, id, list.id, UploadState::Held)?, id)
}

/// Keeps the complete file to be tried out as if the list were there that its leads would go into: nothing is made for that.
pub fn hold_upload_without_list(tx: &mut Tx, actor: &Actor, id: UploadId, list: &NewList) -> Result<(), LeadError> {
    check_new_list(tx, actor, list)?;
    still_arriving(uploads::hand_over(tx, actor, id, NO_LIST, UploadState::Held)?, id)
}

pub fn discard_upload(tx: &mut Tx, actor: &Actor, id: UploadId) -> Result<(), LeadError> {
    upload_rows::drop_chunks(tx, actor.organisation_id(), id)?;
    upload_rows::drop_rejected(tx, actor.organisation_id(), id)?;
    Ok(uploads::delete(tx, actor.organisation_id(), id)?)
}
