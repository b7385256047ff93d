//! How far a file is and what became of its rows: a part of its page, asked for again and again while it is worked, and shown without a
//! script by a link. Nothing is done here.

use super::list::state_word;
use super::{find, words};
use crate::format;
use crate::icon::Icon;
use crate::language::{Language, Word};
use crate::layout::Layout;
use crate::refusal::{Refusal, elsewhere};
use crate::render;
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::upload_rows;
use leadhub_intake::note;
use leadhub_model::LeadId;
use leadhub_model::upload::{LeftLead, RejectedRow, Task, Upload, UploadState};

/// Refused rows and leads that are shown; all of the rows can be downloaded.
pub const SHOWN: i64 = 50;

#[derive(Template)]
#[template(path = "parts/import_status.html")]
struct StatusPart {
    layout: Layout,
    status: Status,
}

pub struct Status {
    pub id: i64,
    pub list: i64,
    pub state: Word,
    /// It is worked now, so there is more to see soon.
    pub is_going: bool,
    pub is_paused: bool,
    pub is_held: bool,
    pub can_undo: bool,
    pub is_undo: bool,
    pub is_tried: bool,
    pub done: i64,
    pub whole: Option<i64>,
    pub pace: Vec<String>,
    /// Word and number, those that are not nothing.
    pub counts: Vec<(Word, String)>,
    pub fault: Option<String>,
    pub notes: Vec<String>,
    pub refused: Vec<Refused>,
    pub has_more: bool,
    pub left: Vec<(i64, String)>,
    /// How many more were left, and where all of them are named.
    pub more_left: Option<(String, String)>,
}

pub struct Refused {
    pub line: i64,
    pub field: String,
    pub reason: String,
    pub text: String,
}

impl Status {
    pub async fn of(visit: &Visit, upload: &Upload) -> Result<Status, Refusal> {
        let id = upload.id;
        let (rows, left, all_left) = visit
            .read(move |db, actor| {
                let rows = upload_rows::list_rejected_after(db, actor, id, 0, SHOWN + 1)?;
                let left = upload_rows::list_left_after(db, actor, id, LeadId(0), SHOWN)?;
                Ok((rows, left, upload_rows::count_left(db, actor, id)?))
            })
            .await?;
        let language = visit.language();
        let is_undo = upload.task == Task::Undo || upload.state == UploadState::Undone;
        let (done, whole) = match upload.task {
            Task::Undo => (upload.taken_back + upload.left_alone, Some(upload.succeeded - upload.skipped)),
            Task::Import | Task::DryRun => (upload.total, upload.row_count),
        };
        let is_going = upload.state == UploadState::Waiting;
        let mut pace = Vec::new();
        if let Some(found) = upload.pace().filter(|_| is_going) {
            pace.push(words::RATE.with(language, &format::whole(found.rows_per_second, language)));
            pace.extend(found.seconds_left.map(|left| words::LEFT.with(language, &format::whole(left, language))));
        }
        let has_more = rows.len() as i64 > SHOWN;
        let reason = |row: &RejectedRow| match language {
            Language::Vi if !row.reason_vi.is_empty() => row.reason_vi.clone(),
            _ => row.reason.clone(),
        };
        let refused = |row: &RejectedRow| Refused {
            line: if row.line > 0 { row.line } else { row.row },
            field: row.field.clone(),
            reason: reason(row),
            text: row.text.clone(),
        };
        let why = |left: &LeftLead| match language {
            Language::Vi => left.reason_vi.clone(),
            Language::En => left.reason.clone(),
        };
        let more_left = all_left - left.len() as i64;
        let more_left = (more_left > 0).then(|| {
            let more = words::MORE_LEFT.with(language, &format::whole(more_left, language));
            (more, words::ALL_LEFT.with(language, &format!("GET /hub/v1/imports/{id}/left")))
        });
        Ok(Status {
            id: id.0,
            list: upload.list.0,
            state: state_word(upload.state),
            is_going,
            is_paused: upload.state == UploadState::Paused,
            is_held: upload.state == UploadState::Held,
            can_undo: matches!(upload.state, UploadState::Done | UploadState::Cancelled),
            is_undo,
            is_tried: upload.tried_at.is_some(),
            done,
            whole: whole.filter(|whole| *whole > 0),
            pace,
            counts: counts(upload, language),
            fault: upload.fault.as_ref().map(|fault| words::CANNOT.with(language, fault)),
            notes: upload.notes.lines().map(|note| said(note, language)).collect(),
            refused: rows.iter().take(usize::try_from(SHOWN).unwrap_or_default()).map(refused).collect(),
            has_more,
            left: left.iter().map(|left| (left.lead.0, why(left))).collect(),
            more_left,
        })
    }
}

/// A note of a file, in the language of the page.
pub fn said(note: &str, language: Language) -> String {
    match language {
        Language::Vi => note::in_vietnamese(note),
        Language::En => note.to_owned(),
    }
}

fn counts(upload: &Upload, language: Language) -> Vec<(Word, String)> {
    let all = [
        (words::ROWS, upload.total),
        (words::CREATED, upload.created()),
        (words::FILLED, upload.filled),
        (words::UPDATED, upload.updated),
        (words::SKIPPED, upload.skipped),
        (words::REFUSED, upload.failed),
        (words::WITHOUT_PHONE, upload.without_phone),
        (words::TAKEN_BACK, upload.taken_back),
        (words::LEFT_ALONE, upload.left_alone),
    ];
    let shown = all.into_iter().enumerate().filter(|(at, (_, count))| *at == 0 || *count > 0);
    shown.map(|(_, (word, count))| (word, format::whole(count, language))).collect()
}

pub async fn status(visit: Visit, id: Option<Path<String>>) -> Result<Response, Refusal> {
    let upload = find(&visit, id).await?;
    let status = Status::of(&visit, &upload).await?;
    if visit.is_partial && status.is_held {
        // What was tried out is gone on with on the whole page, where its columns and steps are.
        return Ok(elsewhere(&format!("/app/import/{}", status.id), true));
    }
    let layout = visit.layout(String::new(), None);
    Ok(render::page(StatusCode::OK, &StatusPart { layout, status }))
}
