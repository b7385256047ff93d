//! The steps of an import that lies in the store: told what to do, tried out, started, paused, gone on with, cancelled, taken back. Called by
//! the native API, the command line and the pages; the work itself is done behind everybody.

use super::plan::Plan;
use super::take::NO_LIST;
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::{lists, upload_rows, uploads};
use leadhub_intake::FileOptions;
use leadhub_model::organisation::Scope;
use leadhub_model::upload::{Step, Task, Upload, UploadState};
use leadhub_model::{Field, LeadError, OrganisationId, RefusalReason, Resource, UploadId};
use uuid::Uuid;

const NOT_HELD: RefusalReason =
    RefusalReason::Unfit("cannot be said any more: it has begun, bring the file again to say something else");

/// Says what a held file is and what becomes of its rows. What a dry run found before is forgotten.
pub fn set_plan(
    tx: &mut Tx,
    actor: &Actor,
    id: UploadId,
    list: Option<Uuid>,
    (options, plan): (&FileOptions, &Plan),
) -> Result<Upload, LeadError> {
    actor.need(Scope::Write)?;
    let upload = find(tx, actor, id)?;
    let list = match list {
        Some(list) => {
            lists::find_list(tx, actor, list)?.ok_or(LeadError::refused(Field::List, RefusalReason::Unknown))?.id
        }
        None => upload.list,
    };
    if plan.duplicates.by.is_empty() {
        return Err(LeadError::refused(Field::Import("match_by"), RefusalReason::Missing));
    }
    if !uploads::set_plan(tx, actor, id, list, (&options.to_text(), &plan.to_text()))? {
        return Err(LeadError::refused(Field::Import("options"), NOT_HELD));
    }
    upload_rows::drop_rejected(tx, actor.organisation_id(), id)?;
    find(tx, actor, id)
}

const OWN_ONLY: RefusalReason =
    RefusalReason::Unfit("who sees only her own leads cannot take an import back: let somebody do it who sees all");

/// Takes a step that fits to where the import is, and gives it as it is then.
pub fn step(tx: &mut Tx, actor: &Actor, id: UploadId, step: Step) -> Result<Upload, LeadError> {
    actor.need(Scope::Write)?;
    let upload = find(tx, actor, id)?;
    if is_taken(&upload, step) {
        return Ok(upload);
    }
    let organisation = actor.organisation_id();
    let done = match step {
        Step::DryRun | Step::Start => {
            check_list(&upload, step)?;
            let task = if step == Step::Start { Task::Import } else { Task::DryRun };
            let begun = uploads::begin(tx, actor, id, &[UploadState::Held], task)?;
            if begun {
                upload_rows::drop_rejected(tx, organisation, id)?;
            }
            begun
        }
        Step::Pause => uploads::turn(tx, actor, id, &[UploadState::Waiting], UploadState::Paused)?,
        Step::Resume => uploads::turn(tx, actor, id, &[UploadState::Paused], UploadState::Waiting)?,
        Step::Cancel => cancel(tx, actor, &upload)?,
        // It would find no lead of others' and call them gone.
        Step::Undo if !actor.sees.is_all() => return Err(LeadError::refused(Field::Import("step"), OWN_ONLY)),
        Step::Undo => {
            check_known(tx, &upload, organisation)?;
            uploads::begin(tx, actor, id, &[UploadState::Done, UploadState::Cancelled], Task::Undo)?
        }
    };
    if done { find(tx, actor, id) } else { Err(LeadError::refused(Field::Import("step"), misplaced(step))) }
}

/// Whether the import is where the step leads, so that one who asks twice is answered the same.
fn is_taken(upload: &Upload, step: Step) -> bool {
    let waits_for = |task: Task| upload.state == UploadState::Waiting && upload.task == task;
    match step {
        Step::DryRun => waits_for(Task::DryRun),
        Step::Start => waits_for(Task::Import),
        Step::Pause => upload.state == UploadState::Paused,
        Step::Resume => upload.state == UploadState::Waiting,
        Step::Cancel => upload.state == UploadState::Cancelled,
        Step::Undo => upload.state == UploadState::Undone || waits_for(Task::Undo),
    }
}

/// A file that was to be tried out without its list goes nowhere else.
fn check_list(upload: &Upload, step: Step) -> Result<(), LeadError> {
    let is_without = upload.list == NO_LIST && (step == Step::Start || Plan::of_text(&upload.plan).new_list.is_none());
    let why = RefusalReason::Unfit("the file was brought to be tried out, without a list: bring it again, into one");
    if is_without { Err(LeadError::refused(Field::List, why)) } else { Ok(()) }
}

/// Of a file that an older program worked nobody knows what it made.
fn check_known(tx: &mut Tx, upload: &Upload, organisation: OrganisationId) -> Result<(), LeadError> {
    if upload.created() > 0 && upload_rows::find_last_part(tx, organisation, upload.id)?.is_none() {
        let why = RefusalReason::Unfit("it was worked before undo was there: what it made is not known");
        return Err(LeadError::refused(Field::Import("step"), why));
    }
    Ok(())
}

/// What was taken back is not brought back by it, and a dry run that is stopped leaves the file as it was.
fn cancel(tx: &mut Tx, actor: &Actor, upload: &Upload) -> Result<bool, LeadError> {
    let cancelled = match upload.task {
        Task::DryRun => uploads::hold_again(tx, actor, upload.id)?,
        Task::Undo => false,
        Task::Import => {
            let from = [UploadState::Held, UploadState::Waiting, UploadState::Paused];
            let cancelled = uploads::turn(tx, actor, upload.id, &from, UploadState::Cancelled)?;
            if cancelled {
                upload_rows::drop_chunks(tx, actor.organisation_id(), upload.id)?;
            }
            cancelled
        }
    };
    Ok(cancelled)
}

fn find(tx: &mut Tx, actor: &Actor, id: UploadId) -> Result<Upload, LeadError> {
    let upload = uploads::find_upload(tx, actor, id)?.filter(|upload| upload.state != UploadState::Arriving);
    upload.ok_or(LeadError::NotFound(Resource::Import))
}

const fn misplaced(step: Step) -> RefusalReason {
    RefusalReason::Unfit(match step {
        Step::DryRun => "only a file that is held and has not begun can be tried out",
        Step::Start => "only a file that is held can be started: this one has begun or ended",
        Step::Pause => "only what is under way can be paused",
        Step::Resume => "only what is paused can go on",
        Step::Cancel => "only an import that has not ended can be cancelled, and no undo",
        Step::Undo => "only an import that is done or cancelled can be taken back: pause and cancel it first",
    })
}
