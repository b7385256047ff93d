//! `leadhub imports`: the files that were taken in, how far each is, and the steps that can be taken with one. The work is the server's, or
//! done here where none takes it up.

use super::console::Console;
use super::import::{
    follow, refused,
    target::{ImportTarget, Target},
};
use super::opened::{OfArgs, Opened};
use clap::{Args, Subcommand};
use leadhub_core::store::{upload_rows, uploads};
use leadhub_core::{Actor, import};
use leadhub_model::upload::{LeftLead, Step, Upload, UploadState};
use leadhub_model::{LeadId, UploadId};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use uuid::Uuid;

/// Files that are shown, and leads that are named.
const SHOWN: i64 = 50;

#[derive(Args)]
#[command(
    about = "Show imports; pause, cancel or undo one",
    long_about = "Show the files of leads that were taken in, and take a step with one of them.\n\n\
                  An import can be paused and gone on with, cancelled where it is, and taken back: what it created is deleted, what it \
                  changed gets back what it had. A lead that anybody touched since stays as it is and is named.",
    after_help = "Examples:\n  leadhub imports list --organisation acme\n  \
                  leadhub imports undo 4711 --organisation acme\n  \
                  leadhub imports refused 4711 refused.csv --organisation acme"
)]
pub struct ImportsArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The newest files, how far each is
    List {
        #[command(flatten)]
        of: OfArgs,
    },
    /// One file: its counts, and the leads that an undo left alone
    Show(OneArgs),
    /// Stop the work for a while
    Pause(OneArgs),
    /// Let it go on
    Resume(OneArgs),
    /// End it where it is; what was worked stays
    Cancel(OneArgs),
    /// Take back what it made
    Undo(OneArgs),
    /// Write the refused rows as CSV: mend them and import that file
    Refused {
        #[command(flatten)]
        one: OneArgs,
        /// The file to write
        to: PathBuf,
    },
}

#[derive(Args)]
struct OneArgs {
    #[command(flatten)]
    of: OfArgs,
    /// The number of the import
    id: i64,
}

impl ImportsArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        match self.command {
            Command::List { of } => list(&of.open(console)?, console),
            Command::Show(one) => {
                let opened = one.of.open(console)?;
                show(&target(&opened), one.id, console)
            }
            Command::Pause(one) => one.step(Step::Pause, console),
            Command::Resume(one) => one.step(Step::Resume, console),
            Command::Cancel(one) => one.step(Step::Cancel, console),
            Command::Undo(one) => one.step(Step::Undo, console),
            Command::Refused { one, to } => {
                let opened = one.of.open(console)?;
                let target = target(&opened);
                let upload = find(&target, one.id)?;
                refused::write(&to, &upload.header, &mut refused::of_upload(&target, upload.id))?;
                let object = json!({ "import": one.id, "refused": upload.failed, "file": to });
                console.say(format!("{} refused rows are in {}", upload.failed, to.display()), &object)
            }
        }
    }
}

/// As the house itself, while the store is open.
fn target(opened: &Opened) -> ImportTarget {
    let actor = Arc::new(Actor::house(opened.house.organisation.clone()));
    ImportTarget { hub: opened.hub.clone(), actor, list: Target::List(Uuid::nil()) }
}

impl OneArgs {
    fn step(&self, step: Step, console: &Console) -> Result<(), String> {
        let opened = self.of.open(console)?;
        let target = target(&opened);
        let id = UploadId(self.id);
        target.patiently(|hub| {
            let actor = Arc::clone(&target.actor);
            hub.write_blocking(move |tx| import::step(tx, &actor, id, step))
        })?;
        if step == Step::Undo || step == Step::Resume {
            follow::follow(&target, id, console)?;
        }
        show(&target, self.id, console)
    }
}

fn list(opened: &Opened, console: &Console) -> Result<(), String> {
    let all = opened.read(|db, house| Ok(uploads::list_imports_after(db, house, None, SHOWN)?))?;
    let mut text = String::new();
    for upload in &all {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", line(upload));
    }
    if all.is_empty() {
        text.push_str("no file was taken in yet");
    }
    console.say(text.trim_end(), &json!({ "imports": all.iter().map(object).collect::<Vec<_>>() }))
}

fn show(target: &ImportTarget, id: i64, console: &Console) -> Result<(), String> {
    let upload = find(target, id)?;
    let (left, count) = left(target, upload.id, console.json)?;
    let mut text = line(&upload);
    for note in upload.notes.lines() {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n{note}");
    }
    for LeftLead { lead, reason, .. } in &left {
        let _ = write!(text, "\nlead {lead} stays: {reason}");
    }
    if let more @ 1.. = count - left.len() as i64 {
        let slug = &target.actor.organisation.slug;
        let _ =
            write!(text, "\n... and {more} more: 'leadhub imports show {id} --organisation {slug} --json' names all");
    }
    let mut told = object(&upload);
    let named = left.iter().map(|left| json!({ "lead": left.lead, "reason": left.reason })).collect();
    if let Value::Object(told) = &mut told {
        told.insert("left".to_owned(), Value::Array(named));
    }
    console.say(text, &told)
}

/// The leads that an undo left alone: the first of them, or all; and how many there are.
fn left(target: &ImportTarget, id: UploadId, all: bool) -> Result<(Vec<LeftLead>, i64), String> {
    let mut left: Vec<LeftLead> = Vec::new();
    loop {
        let after = left.last().map_or(LeadId(0), |left| left.lead);
        let (page, count) = target.patiently(|hub| {
            let actor = Arc::clone(&target.actor);
            hub.read_blocking(move |db| {
                let page = upload_rows::list_left_after(db, &actor, id, after, SHOWN)?;
                Ok((page, upload_rows::count_left(db, &actor, id)?))
            })
        })?;
        let is_last = page.is_empty();
        left.extend(page);
        if is_last || !all {
            return Ok((left, count));
        }
    }
}

fn find(target: &ImportTarget, id: i64) -> Result<Upload, String> {
    let upload = target.patiently(|hub| {
        let actor = Arc::clone(&target.actor);
        hub.read_blocking(move |db| Ok(uploads::find_upload(db, &actor, UploadId(id))?))
    })?;
    let slug = &target.actor.organisation.slug;
    upload
        .filter(|upload| upload.state != UploadState::Arriving)
        .ok_or_else(|| format!("there is no import {id} in '{slug}'"))
}

fn word(state: UploadState) -> &'static str {
    match state {
        UploadState::Arriving => "arriving",
        UploadState::Waiting => "under way",
        UploadState::Done => "done",
        UploadState::Held => "held",
        UploadState::Paused => "paused",
        UploadState::Cancelled => "cancelled",
        UploadState::Undone => "undone",
    }
}

fn line(upload: &Upload) -> String {
    let Upload { id, filename, total, filled, updated, skipped, failed, .. } = upload;
    let mut line = format!(
        "{id}  {filename}: {}; {total} rows = {} created + {filled} filled + {updated} updated + {skipped} skipped + {failed} refused",
        word(upload.state),
        upload.created()
    );
    if upload.undone_by.is_some() {
        line.push_str(&format!("; {} taken back, {} left as they are", upload.taken_back, upload.left_alone));
    }
    line.extend(upload.fault.as_ref().map(|fault| format!("; {fault}")));
    line
}

fn object(upload: &Upload) -> Value {
    json!({
        "id": upload.id, "file": upload.filename, "list": upload.list, "state": word(upload.state), "rows": upload.total,
        "created": upload.created(), "filled": upload.filled, "updated": upload.updated, "skipped": upload.skipped,
        "refused": upload.failed, "row_count": upload.row_count, "taken_back": upload.taken_back,
        "left_alone": upload.left_alone, "notes": upload.notes.lines().collect::<Vec<_>>(), "fault": upload.fault,
    })
}
