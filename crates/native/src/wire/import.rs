//! Files of leads on this wire: how they are brought, told what to do, moved on, and what became of their rows. Filled and read by
//! `mapping::import`. No rule stands here.

use super::from_json::{body, query};
use super::page::Page;
use super::shape::answer;
use super::value::{At, Many, Optional, Text, words};
use uuid::Uuid;

words! {
    /// How far an import is.
    pub enum ImportState {
        Arriving = "arriving",
        Waiting = "waiting",
        Done = "done",
        Held = "held",
        Paused = "paused",
        Cancelled = "cancelled",
        Undone = "undone",
    }
}

words! {
    /// What is done with a file while it waits.
    pub enum ImportTask {
        Import = "import",
        DryRun = "dry_run",
        Undo = "undo",
    }
}

words! {
    /// What may be done with a file.
    pub enum ImportStep {
        DryRun = "dry_run",
        Start = "start",
        Pause = "pause",
        Resume = "resume",
        Cancel = "cancel",
        Undo = "undo",
    }
}

words! {
    /// What says that the lead of a row is known.
    pub enum MatchBy {
        Code = "code",
        Phone = "phone",
        Email = "email",
    }
}

words! {
    /// Among which leads a known one is looked for.
    pub enum MatchWithin {
        List = "list",
        Campaign = "campaign",
        Organisation = "organisation",
    }
}

words! {
    /// What becomes of a row whose lead is known.
    pub enum OnDuplicate {
        Create = "create",
        Skip = "skip",
        Fill = "fill",
        Update = "update",
    }
}

words! {
    /// In which letters a file is written.
    pub enum FileEncoding {
        Utf8 = "utf-8",
        Utf16Le = "utf-16le",
        Utf16Be = "utf-16be",
        Windows1258 = "windows-1258",
        Tcvn3 = "tcvn3",
        Vni = "vni",
    }
}

query! {
    /// A file that is brought.
    pub struct NewImport {
        /// The list that its leads go into.
        list_uuid: Uuid,
        /// As people know the file.
        filename: Optional<Text<1, 255>>,
        /// True: it begins at once, with what is said of nothing else.
        start: Optional<bool>,
    }
}

body! {
    /// What a column is.
    pub struct ColumnField {
        /// As the preview has it.
        heading: Text<1, 255>,
        /// One of the fields of docs/import-export.md; aside: kept with the lead; ignore: not taken.
        field: Text<1, 100>,
    }
}

body! {
    /// What a file is and what becomes of its rows. What is absent is as if nothing was said.
    pub struct ImportOptions {
        /// The sheet of a workbook; without it the first one.
        sheet: Optional<Text<1, 255>>,
        /// Without it the one that gives words.
        encoding: Optional<FileEncoding>,
        /// Columns whose headings are not known, or mean something else.
        columns: Optional<Many<ColumnField, 0, 1000>>,
        /// The first that finds a lead counts, in the order code, phone, email; phone without it.
        match_by: Optional<Many<MatchBy, 1, 3>>,
        /// Without it all of the organisation's.
        match_within: Optional<MatchWithin>,
        /// Without it every row makes a lead.
        on_duplicate: Optional<OnDuplicate>,
        /// Labels, lists and campaigns that nobody knows are made; without it their rows are refused.
        makes_names: Optional<bool>,
        /// Under this name it is kept for the next file.
        keep_as: Optional<Text<1, 255>>,
    }
}

body! {
    /// A step of an import.
    pub struct TakenStep {
        step: ImportStep,
    }
}

answer! {
    /// What was said of a column.
    pub struct SaidColumn<'u> {
        heading: &'u str,
        field: &'u str,
    }
}

answer! {
    /// What was said of a file.
    pub struct SaidOptions<'u> {
        sheet: Option<&'u str>,
        encoding: Option<&'u str>,
        columns: Vec<SaidColumn<'u>>,
        match_by: Vec<&'u str>,
        match_within: &'u str,
        on_duplicate: &'u str,
        makes_names: bool,
    }
}

answer! {
    /// A file of leads. While it is held the counts tell what a dry run found.
    pub struct Import<'u> {
        id: i64,
        /// The integration that brought it; 0 where none did.
        integration_id: i64,
        /// Who signed in and brought it.
        agent_id: Option<i64>,
        /// Key of the wire it came by.
        origin: &'u str,
        list_id: i64,
        filename: &'u str,
        state: ImportState,
        /// What is done with it while it waits.
        task: ImportTask,
        /// Rows worked so far: created + filled + updated + skipped + failed.
        total: i64,
        /// Rows that were taken: all but those that failed.
        succeeded: i64,
        created: i64,
        filled: i64,
        updated: i64,
        /// Of known leads, left as they were.
        skipped: i64,
        failed: i64,
        /// Of the leads created, those of persons who were known before.
        known_persons: i64,
        /// Of the rows taken, those without a phone that can be read, and the numbers of the first of them.
        without_phone: i64,
        rows_without_phone: Vec<i64>,
        /// Rows of the whole file, once they were counted.
        row_count: Option<i64>,
        rows_per_second: Option<i64>,
        seconds_left: Option<i64>,
        /// When it was tried out.
        tried_at: Option<At>,
        /// Leads that the undo took back, and those that it left as they were.
        taken_back: i64,
        left_alone: i64,
        options: SaidOptions<'u>,
        /// What was found out about the file, and the names that its rows made or would make.
        notes: Vec<&'u str>,
        /// Why the file as a whole could not be read.
        fault: Option<&'u str>,
        created_at: At,
    }
}

pub type ImportPage = Page<Vec<Import<'static>>>;

answer! {
    /// A column of a file.
    pub struct PreviewColumn<'p> {
        heading: &'p str,
        /// What it is taken for; null: kept with the lead under its heading.
        field: Option<&'p str>,
        /// What it may well be.
        suggestion: Option<&'p str>,
        /// The cells of the first rows.
        samples: Vec<&'p str>,
    }
}

answer! {
    /// A first look at a file.
    pub struct Preview<'p> {
        columns: Vec<PreviewColumn<'p>>,
        notes: Vec<&'p str>,
        /// Why the file cannot be worked as it is.
        fault: Option<&'p str>,
    }
}

answer! {
    /// What was said of a file and kept under a name.
    pub struct SavedOptions<'p> {
        name: &'p str,
        options: SaidOptions<'p>,
    }
}

answer! {
    /// All of them.
    pub struct AllSavedOptions<'p> {
        data: Vec<SavedOptions<'p>>,
    }
}

answer! {
    /// A row that was not taken.
    pub struct RejectedRow<'u> {
        /// Its number in the file; 1 is the first row of data.
        row: i64,
        /// The number of its first line; null where that is not known.
        line: Option<i64>,
        text: &'u str,
        /// The heading of the column at fault; null where it is the row as a whole.
        field: Option<&'u str>,
        reason: &'u str,
        /// The same in Vietnamese.
        reason_vi: &'u str,
    }
}

pub type RejectedPage = Page<Vec<RejectedRow<'static>>>;

answer! {
    /// A lead that an undo left as it was.
    pub struct LeftLead<'u> {
        lead_id: i64,
        reason: &'u str,
        /// The same in Vietnamese.
        reason_vi: &'u str,
    }
}

pub type LeftPage = Page<Vec<LeftLead<'static>>>;
