//! A file of leads on its way in: taken whole before it is answered, worked in the background, every refused row kept
//! with its reason. Written by the wire that takes files, worked by `core/actions/import`.

use crate::ids::{IntegrationId, ListId, UploadId};
use crate::moment::Moment;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadState {
    /// Its bytes are still arriving; unfinished ones are swept.
    Arriving,
    /// Complete, waiting for or under work.
    Waiting,
    Done,
}

impl UploadState {
    pub const fn code(self) -> i64 {
        match self {
            UploadState::Arriving => 0,
            UploadState::Waiting => 1,
            UploadState::Done => 2,
        }
    }

    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(UploadState::Arriving),
            1 => Some(UploadState::Waiting),
            2 => Some(UploadState::Done),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    pub integration: IntegrationId,
    /// Key of the dialect it came by; opaque to the core.
    pub dialect: String,
    pub list: ListId,
    pub filename: String,
    pub state: UploadState,
    /// Data rows worked so far; `total = succeeded + failed`.
    pub total: i64,
    pub succeeded: i64,
    pub failed: i64,
    /// Of the leads that came of its rows, those whose person was known before.
    pub known_persons: i64,
    /// Of the rows taken, those without a phone that can be read, so that nobody is found by it.
    pub without_phone: i64,
    /// The numbers of the first of these rows.
    pub rows_without_phone: Vec<i64>,
    /// What was said about the file when it came; opaque here.
    pub options: String,
    /// What was found out about the file, a line each.
    pub notes: String,
    /// Why the file as a whole could not be read, if so.
    pub fault: Option<String>,
    pub created_at: Moment,
}

/// A row that was not taken: its number in the file (1 = the first data row), its text, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    pub row: i64,
    pub text: String,
    pub reason: String,
}
