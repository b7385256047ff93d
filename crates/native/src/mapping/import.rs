//! Files of leads as they are shown, and what is said of them in the core's terms. Called by the routes.
//! Masked, no row is shown: contacts stand in it.

use crate::wire::import as wire;
use crate::wire::value::At;
use leadhub_core::import::{Plan, Preview};
use leadhub_intake::{Encoding, FileOptions};
use leadhub_model::mask;
use leadhub_model::upload::{
    Duplicates, LeftLead, MatchBy, MatchWithin, OnDuplicate, RejectedRow, Step, Task, Upload, UploadState,
};

/// What was said of a file, as it is kept.
pub struct FileChoices {
    pub options: FileOptions,
    pub plan: Plan,
}

impl FileChoices {
    pub fn of(upload: &Upload) -> FileChoices {
        FileChoices { options: FileOptions::of_text(&upload.options), plan: Plan::of_text(&upload.plan) }
    }
}

/// Each with what was said of it.
pub fn shown(uploads: Vec<Upload>) -> Vec<(Upload, FileChoices)> {
    uploads.into_iter().map(|upload| (upload.clone(), FileChoices::of(&upload))).collect()
}

pub fn import((upload, choices): &(Upload, FileChoices)) -> wire::Import<'_> {
    let pace = upload.pace();
    wire::Import {
        id: upload.id.0,
        integration_id: upload.integration.0,
        agent_id: upload.agent.map(|agent| agent.0),
        origin: &upload.dialect,
        list_id: upload.list.0,
        filename: &upload.filename,
        state: match upload.state {
            UploadState::Arriving => wire::ImportState::Arriving,
            UploadState::Waiting => wire::ImportState::Waiting,
            UploadState::Done => wire::ImportState::Done,
            UploadState::Held => wire::ImportState::Held,
            UploadState::Paused => wire::ImportState::Paused,
            UploadState::Cancelled => wire::ImportState::Cancelled,
            UploadState::Undone => wire::ImportState::Undone,
        },
        task: match upload.task {
            Task::Import => wire::ImportTask::Import,
            Task::DryRun => wire::ImportTask::DryRun,
            Task::Undo => wire::ImportTask::Undo,
        },
        total: upload.total,
        succeeded: upload.succeeded,
        created: upload.created(),
        filled: upload.filled,
        updated: upload.updated,
        skipped: upload.skipped,
        failed: upload.failed,
        known_persons: upload.known_persons,
        without_phone: upload.without_phone,
        rows_without_phone: upload.rows_without_phone.clone(),
        row_count: upload.row_count,
        rows_per_second: pace.map(|pace| pace.rows_per_second),
        seconds_left: pace.and_then(|pace| pace.seconds_left),
        tried_at: upload.tried_at.map(At),
        taken_back: upload.taken_back,
        left_alone: upload.left_alone,
        options: options(choices),
        notes: upload.notes.lines().collect(),
        fault: upload.fault.as_deref(),
        created_at: At(upload.created_at),
    }
}

fn options(choices: &FileChoices) -> wire::SaidOptions<'_> {
    let FileChoices { options, plan } = choices;
    wire::SaidOptions {
        sheet: options.sheet.as_deref(),
        encoding: options.encoding.map(Encoding::name),
        columns: options.map.iter().map(|(heading, field)| wire::SaidColumn { heading, field }).collect(),
        match_by: plan.duplicates.by.iter().map(|by| by.code()).collect(),
        match_within: plan.duplicates.within.code(),
        on_duplicate: plan.duplicates.then.code(),
        makes_names: plan.makes_names,
    }
}

pub fn saved<'s>((name, choices): &'s (String, FileChoices)) -> wire::SavedOptions<'s> {
    wire::SavedOptions { name, options: options(choices) }
}

pub fn preview(preview: &Preview) -> wire::Preview<'_> {
    wire::Preview {
        columns: preview
            .columns
            .iter()
            .map(|column| wire::PreviewColumn {
                heading: &column.heading,
                field: column.field.as_deref(),
                suggestion: column.suggestion,
                samples: column.samples.iter().map(String::as_str).collect(),
            })
            .collect(),
        notes: preview.notes.iter().map(String::as_str).collect(),
        fault: preview.fault.as_deref(),
    }
}

/// What a caller says of a file, for the core.
pub fn choices(sent: wire::ImportOptions) -> FileChoices {
    let usual = Duplicates::default();
    let columns = sent.columns.0.map(|columns| columns.0).unwrap_or_default();
    let options = FileOptions {
        sheet: sent.sheet.0.map(|sheet| sheet.0),
        encoding: sent.encoding.0.map(|encoding| match encoding {
            wire::FileEncoding::Utf8 => Encoding::Utf8,
            wire::FileEncoding::Utf16Le => Encoding::Utf16Le,
            wire::FileEncoding::Utf16Be => Encoding::Utf16Be,
            wire::FileEncoding::Windows1258 => Encoding::Windows1258,
            wire::FileEncoding::Tcvn3 => Encoding::Tcvn3,
            wire::FileEncoding::Vni => Encoding::Vni,
        }),
        map: columns.into_iter().map(|column| (column.heading.0, column.field.0)).collect(),
    };
    let by = sent.match_by.0.map(|by| by.0.into_iter().map(match_by).collect());
    let within = sent.match_within.0.map(|within| match within {
        wire::MatchWithin::List => MatchWithin::List,
        wire::MatchWithin::Campaign => MatchWithin::Campaign,
        wire::MatchWithin::Organisation => MatchWithin::Organisation,
    });
    let then = sent.on_duplicate.0.map(|then| match then {
        wire::OnDuplicate::Create => OnDuplicate::Create,
        wire::OnDuplicate::Skip => OnDuplicate::Skip,
        wire::OnDuplicate::Fill => OnDuplicate::Fill,
        wire::OnDuplicate::Update => OnDuplicate::Update,
    });
    let duplicates = Duplicates {
        by: by.unwrap_or(usual.by),
        within: within.unwrap_or(usual.within),
        then: then.unwrap_or(usual.then),
    };
    let makes_names = sent.makes_names.0.unwrap_or_default();
    FileChoices { options, plan: Plan { duplicates, makes_names, new_list: None } }
}

fn match_by(by: wire::MatchBy) -> MatchBy {
    match by {
        wire::MatchBy::Code => MatchBy::Code,
        wire::MatchBy::Phone => MatchBy::Phone,
        wire::MatchBy::Email => MatchBy::Email,
    }
}

pub fn step(step: wire::ImportStep) -> Step {
    match step {
        wire::ImportStep::DryRun => Step::DryRun,
        wire::ImportStep::Start => Step::Start,
        wire::ImportStep::Pause => Step::Pause,
        wire::ImportStep::Resume => Step::Resume,
        wire::ImportStep::Cancel => Step::Cancel,
        wire::ImportStep::Undo => Step::Undo,
    }
}

pub fn rejected(row: &RejectedRow, masked: bool) -> wire::RejectedRow<'_> {
    wire::RejectedRow {
        row: row.row,
        line: (row.line > 0).then_some(row.line),
        text: if masked { mask::NOTHING } else { &row.text },
        field: Some(row.field.as_str()).filter(|field| !field.is_empty()),
        reason: &row.reason,
        reason_vi: &row.reason_vi,
    }
}

pub fn left(left: &LeftLead) -> wire::LeftLead<'_> {
    wire::LeftLead { lead_id: left.lead.0, reason: &left.reason, reason_vi: &left.reason_vi }
}
