//! A file of leads on its way in: taken whole before it is answered, worked in the background, every refused row kept with its reason,
//! and taken back if somebody asks for that. Written by the doors that take files, worked by `core/import`.

use crate::ids::{AgentId, IntegrationId, LeadId, ListId, UploadId};
use crate::moment::Moment;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadState {
    /// Its bytes are still arriving; unfinished ones are swept.
    Arriving,
    /// Waiting for or under work: its `Task` says which.
    Waiting,
    Done,
    /// Complete, and not begun before somebody says so.
    Held,
    Paused,
    /// Stopped before its end; the rows that were worked stay.
    Cancelled,
    /// What it made was taken back.
    Undone,
}

impl UploadState {
    pub const ALL: [UploadState; 7] = [
        UploadState::Arriving,
        UploadState::Waiting,
        UploadState::Done,
        UploadState::Held,
        UploadState::Paused,
        UploadState::Cancelled,
        UploadState::Undone,
    ];

    /// Its place in `ALL`.
    pub const fn code(self) -> i64 {
        match self {
            UploadState::Arriving => 0,
            UploadState::Waiting => 1,
            UploadState::Done => 2,
            UploadState::Held => 3,
            UploadState::Paused => 4,
            UploadState::Cancelled => 5,
            UploadState::Undone => 6,
        }
    }

    pub fn from_code(code: i64) -> Option<Self> {
        UploadState::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What is done with a file that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    Import,
    /// Every row judged as the import would, nothing written but what that found.
    DryRun,
    /// What the import made taken back.
    Undo,
}

impl Task {
    pub const fn code(self) -> i64 {
        match self {
            Task::Import => 0,
            Task::DryRun => 1,
            Task::Undo => 2,
        }
    }

    pub fn from_code(code: i64) -> Option<Self> {
        [Task::Import, Task::DryRun, Task::Undo].into_iter().find(|task| task.code() == code)
    }
}

/// What somebody may do with a file that lies in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    DryRun,
    Start,
    Pause,
    Resume,
    Cancel,
    Undo,
}

impl Step {
    pub const ALL: [Step; 6] = [Step::DryRun, Step::Start, Step::Pause, Step::Resume, Step::Cancel, Step::Undo];

    pub const fn code(self) -> &'static str {
        match self {
            Step::DryRun => "dry_run",
            Step::Start => "start",
            Step::Pause => "pause",
            Step::Resume => "resume",
            Step::Cancel => "cancel",
            Step::Undo => "undo",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Step::ALL.into_iter().find(|step| step.code() == code)
    }
}

/// How many rows came to what: `total = created + filled + updated + skipped + failed`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub filled: i64,
    pub updated: i64,
    /// Known, and left as they were.
    pub skipped: i64,
    pub created: i64,
    pub failed: i64,
    /// Of the leads created, those whose person was known before.
    pub known_persons: i64,
}

impl Tally {
    pub const fn succeeded(&self) -> i64 {
        self.created + self.filled + self.updated + self.skipped
    }

    pub const fn total(&self) -> i64 {
        self.succeeded() + self.failed
    }
}

/// Who asked for an undo, and through which door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneBy {
    pub dialect: String,
    pub integration: Option<IntegrationId>,
    pub agent: Option<AgentId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    /// 0 where none brought it.
    pub integration: IntegrationId,
    /// Who signed in and brought it, where no integration did.
    pub agent: Option<AgentId>,
    /// Key of the dialect it came by; opaque to the core.
    pub dialect: String,
    pub list: ListId,
    pub filename: String,
    pub state: UploadState,
    pub task: Task,
    /// Data rows worked so far; `total = succeeded + failed`.
    pub total: i64,
    /// Rows that made a lead, changed one, or were known and left as they were.
    pub succeeded: i64,
    pub failed: i64,
    pub filled: i64,
    pub updated: i64,
    pub skipped: i64,
    /// Of the leads that came of its rows, those whose person was known before.
    pub known_persons: i64,
    /// Of the rows taken, those without a phone that can be read, so that nobody is found by it.
    pub without_phone: i64,
    /// The numbers of the first of these rows.
    pub rows_without_phone: Vec<i64>,
    /// What was said about the file when it came; opaque here.
    pub options: String,
    /// What it is told to do with its rows; opaque here.
    pub plan: String,
    /// What was found out about the file, and the names that its rows made or would make: a line each.
    pub notes: String,
    /// Why the file as a whole could not be read, if so.
    pub fault: Option<String>,
    /// How many rows the file has, once they were counted.
    pub row_count: Option<i64>,
    /// What its columns are called, once it was read.
    pub header: Vec<String>,
    /// When whoever works it took it up, how far it was then, and when it was last heard of.
    pub began_at: Option<Moment>,
    pub began_total: i64,
    pub worked_at: Option<Moment>,
    /// When it was tried out: while it is held the counts tell of that.
    pub tried_at: Option<Moment>,
    /// Leads that the undo took back or restored, and those that it left alone.
    pub taken_back: i64,
    pub left_alone: i64,
    pub undone_by: Option<UndoneBy>,
    pub created_at: Moment,
}

impl Upload {
    pub const fn created(&self) -> i64 {
        self.succeeded - self.filled - self.updated - self.skipped
    }

    /// How fast it goes since it was last taken up; `None` before anything can be said.
    pub fn pace(&self) -> Option<Pace> {
        let (began, worked) = (self.began_at?, self.worked_at?);
        let (done, whole) = match self.task {
            Task::Undo => (self.taken_back + self.left_alone, Some(self.succeeded - self.skipped)),
            Task::Import | Task::DryRun => (self.total, self.row_count),
        };
        let (micros, rows) = (worked.micros() - began.micros(), done - self.began_total);
        if micros <= 0 || rows <= 0 {
            return None;
        }
        let left = |whole: i64| (whole - done).max(0).saturating_mul(micros) / rows / 1_000_000;
        Some(Pace { rows_per_second: rows.saturating_mul(1_000_000) / micros, seconds_left: whole.map(left) })
    }
}

/// How fast a file is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    pub rows_per_second: i64,
    pub seconds_left: Option<i64>,
}

/// A row that was not taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RejectedRow {
    /// Its number in the file: 1 = the first data row.
    pub row: i64,
    /// The number of its first line, from 1; 0 where that is not known.
    pub line: i64,
    pub text: String,
    /// The heading of the column at fault; empty where it is the row as a whole.
    pub field: String,
    pub reason: String,
    /// The same in Vietnamese.
    pub reason_vi: String,
}

/// A lead that an undo left as it was, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftLead {
    pub lead: LeadId,
    pub reason: String,
    pub reason_vi: String,
}

/// What says that two leads are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchBy {
    Code,
    Phone,
    Email,
}

impl MatchBy {
    /// In the order in which they are believed.
    pub const ALL: [MatchBy; 3] = [MatchBy::Code, MatchBy::Phone, MatchBy::Email];

    pub const fn code(self) -> &'static str {
        match self {
            MatchBy::Code => "code",
            MatchBy::Phone => "phone",
            MatchBy::Email => "email",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        MatchBy::ALL.into_iter().find(|by| by.code() == code)
    }
}

/// Among which leads a known one is looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MatchWithin {
    List,
    /// That of the list.
    Campaign,
    #[default]
    Organisation,
}

impl MatchWithin {
    pub const ALL: [MatchWithin; 3] = [MatchWithin::List, MatchWithin::Campaign, MatchWithin::Organisation];

    pub const fn code(self) -> &'static str {
        match self {
            MatchWithin::List => "list",
            MatchWithin::Campaign => "campaign",
            MatchWithin::Organisation => "organisation",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        MatchWithin::ALL.into_iter().find(|within| within.code() == code)
    }
}

/// What becomes of a row whose lead is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnDuplicate {
    /// It makes one more lead.
    #[default]
    Create,
    Skip,
    /// What the lead lacks is filled in.
    Fill,
    /// What the row says takes the place of what the lead says.
    Update,
}

impl OnDuplicate {
    pub const ALL: [OnDuplicate; 4] = [OnDuplicate::Create, OnDuplicate::Skip, OnDuplicate::Fill, OnDuplicate::Update];

    pub const fn code(self) -> &'static str {
        match self {
            OnDuplicate::Create => "create",
            OnDuplicate::Skip => "skip",
            OnDuplicate::Fill => "fill",
            OnDuplicate::Update => "update",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        OnDuplicate::ALL.into_iter().find(|action| action.code() == code)
    }
}

/// How an import treats rows whose lead is known, in the file or in the store, and names that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicates {
    pub by: Vec<MatchBy>,
    pub within: MatchWithin,
    pub then: OnDuplicate,
}

impl Default for Duplicates {
    fn default() -> Self {
        Duplicates { by: vec![MatchBy::Phone], within: MatchWithin::default(), then: OnDuplicate::default() }
    }
}
