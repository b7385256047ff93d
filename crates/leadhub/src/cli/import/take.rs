//! The file's way into the store: chunk by chunk, then handed over under a key made of its content, so that the same file again is the
//! same upload. Nothing is worked here.

use super::choices::Chosen;
use super::source::Source;
use super::target::{ImportTarget, Target};
use crate::cli::console::Console;
use crate::cli::progress::Progress;
use leadhub_core::actions::{OnceKey, Rendered, once};
use leadhub_core::import::{
    CHUNK, Plan, append_chunk, begin_upload_as, discard_upload, hold_upload, hold_upload_without_list, set_plan, step,
};
use leadhub_core::{Actor, Tx};
use leadhub_model::upload::Step;
use leadhub_model::{LeadError, UploadId};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Left to others between two chunks.
const BREATH: Duration = Duration::from_millis(2);

/// A file that lies in the store.
pub struct Taken {
    pub upload: UploadId,
    /// It was taken in before, by a command that was interrupted or came to its end.
    pub before: bool,
}

/// How a file is taken.
#[derive(Clone, Copy)]
pub struct How {
    /// Also when the same one was taken before.
    pub again: bool,
    pub dry_run: bool,
}

pub fn take(
    target: &ImportTarget,
    source: Source,
    chosen: &Chosen,
    how: How,
    console: &Console,
) -> Result<Taken, String> {
    let (name, options) = (source.name.clone(), source.options.clone());
    let by = Arc::clone(&target.actor);
    let begin = move |tx: &mut Tx| begin_upload_as(tx, &by, &name, &options);
    let upload = target.patiently(|hub| hub.write_behind_blocking(begin.clone()))?;
    let digest = append(target, upload, source, (chosen, console)).inspect_err(|_| {
        let actor = Arc::clone(&target.actor);
        // What cannot be thrown away now is swept by the server.
        drop(target.hub.write_behind_blocking(move |tx| discard_upload(tx, &actor, upload)));
    })?;
    // From here on it may be at work already, whatever the answer is.
    finish(target, upload, &digest, chosen, how)
}

/// Stores every byte and gives the digest of them all.
fn append(
    target: &ImportTarget,
    upload: UploadId,
    source: Source,
    (chosen, console): (&Chosen, &Console),
) -> Result<String, String> {
    // The same file read or worked another way is another import.
    let chosen = chosen.options.to_text() + &chosen.plan.to_text();
    let (name, mut bytes) = (source.name.clone(), source.bytes());
    let (mut digest, mut stored, mut progress) = (Sha256::new(), 0, Progress::of(console));
    digest.update(chosen);
    for number in 0.. {
        let mut chunk = Vec::new();
        let read =
            bytes.by_ref().take(CHUNK as u64).read_to_end(&mut chunk).map_err(|error| format!("{name}: {error}"))?;
        if read == 0 {
            break;
        }
        digest.update(&chunk);
        stored += read;
        let chunk: Arc<[u8]> = chunk.into();
        target.patiently(|hub| {
            let (actor, chunk) = (Arc::clone(&target.actor), Arc::clone(&chunk));
            hub.write_behind_blocking(move |tx| append_chunk(tx, &actor, upload, number, &chunk))
        })?;
        progress.show(&format!("{name}: {} MB taken into the store", stored / 1_000_000));
        thread::sleep(BREATH);
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Hands the file over to be worked; where the same one was, this one is thrown away.
fn finish(target: &ImportTarget, upload: UploadId, digest: &str, chosen: &Chosen, how: How) -> Result<Taken, String> {
    let list = target.list.clone();
    let key = OnceKey { key: format!("import {} {digest}", name_of(&list)), request_hash: digest.to_owned() };
    let kept = target.patiently(|hub| {
        let (actor, key, chosen, list) = (Arc::clone(&target.actor), key.clone(), chosen.clone(), list.clone());
        let first = if how.dry_run { Step::DryRun } else { Step::Start };
        hub.write_behind_blocking(move |tx| {
            let begin = |tx: &mut Tx| {
                let plan = hold(tx, &actor, upload, (&list, &chosen.plan))?;
                set_plan(tx, &actor, upload, None, (&chosen.options, &plan))?;
                step(tx, &actor, upload, first)
            };
            if how.again || how.dry_run {
                return begin(tx).map(|_| (upload.to_string().into_bytes(), false));
            }
            let (answer, before) = once(tx, &actor, &key, |tx| {
                begin(tx)?;
                Ok::<_, LeadError>(Rendered::new(200, upload.to_string().into_bytes()))
            })?;
            if before {
                discard_upload(tx, &actor, upload)?;
            }
            Ok((answer.body, before))
        })
    });
    let (body, before) = kept?;
    let number = String::from_utf8_lossy(&body).parse().map_err(|_| LeadError::KeyReused.to_string())?;
    Ok(Taken { upload: UploadId(number), before })
}

/// Hands the file over with the list that it goes into; gives what is to be said of its rows.
fn hold(tx: &mut Tx, actor: &Actor, upload: UploadId, (list, plan): (&Target, &Plan)) -> Result<Plan, LeadError> {
    match list {
        Target::List(list) => hold_upload(tx, actor, upload, *list).map(|()| plan.clone()),
        Target::ToBeMade(new) => {
            hold_upload_without_list(tx, actor, upload, new)?;
            Ok(Plan { new_list: Some(new.clone()), ..plan.clone() })
        }
    }
}

fn name_of(list: &Target) -> String {
    match list {
        Target::List(list) => list.to_string(),
        Target::ToBeMade(new) => new.name.clone(),
    }
}

/// Forgets a file, with what was found of it.
pub fn discard(target: &ImportTarget, upload: UploadId) -> Result<(), String> {
    target.patiently(|hub| {
        let actor = Arc::clone(&target.actor);
        hub.write_blocking(move |tx| discard_upload(tx, &actor, upload))
    })
}
