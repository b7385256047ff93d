//! Waits until a file in the store is worked. A running server works it by itself; where none takes it up, this process does. The lease in
//! the store sees to it that never both do.

use super::target::ImportTarget;
use crate::cli::console::Console;
use crate::cli::progress::Progress;
use crate::http::background::reader_of;
use leadhub_core::import::work_upload;
use leadhub_core::store::uploads;

use leadhub_model::upload::{Task, Upload, UploadState};
use leadhub_model::{LeadError, UploadId};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A server looks for files several times a second: who waits so long finds none.
const GRACE: Duration = Duration::from_secs(1);
const POLL: Duration = Duration::from_millis(100);

/// The upload when it is done.
pub fn follow(target: &ImportTarget, id: UploadId, console: &Console) -> Result<Upload, String> {
    let stop = Arc::new(AtomicBool::new(false));
    let helper = help(target, id, Arc::clone(&stop))?;
    let done = watch(target, id, console);
    stop.store(true, Ordering::SeqCst);
    helper.thread().unpark();
    // A helper that panicked has said so; the upload is worked by whoever comes next.
    drop(helper.join());
    done
}

fn watch(target: &ImportTarget, id: UploadId, console: &Console) -> Result<Upload, String> {
    let mut progress = Progress::of(console);
    loop {
        let upload = target.patiently(|hub| {
            let actor = Arc::clone(&target.actor);
            hub.read_blocking(move |db| Ok(uploads::find_upload(db, &actor, id)?))
        })?;
        let upload =
            upload.ok_or_else(|| format!("upload {id} is gone: somebody discarded it, or the store was replaced"))?;
        if upload.state != UploadState::Waiting {
            return Ok(upload);
        }
        progress.show(&line(&upload));
        thread::sleep(POLL);
    }
}

/// `leads.csv: [########            ] 40 % of 25000 rows, 12 refused, 5000 a second, 3 s left`
fn line(upload: &Upload) -> String {
    const WIDTH: i64 = 20;
    let (done, whole, word) = match upload.task {
        Task::Undo => {
            (upload.taken_back + upload.left_alone, Some(upload.succeeded - upload.skipped), "leads taken back")
        }
        Task::Import | Task::DryRun => (upload.total, upload.row_count, "rows"),
    };
    let mut line = format!("{}: ", upload.filename);
    match whole.filter(|whole| *whole > 0) {
        None => line.push_str(&format!("{done} {word}")),
        Some(whole) => {
            let full = usize::try_from((done * WIDTH / whole).clamp(0, WIDTH)).unwrap_or_default();
            let bar = "#".repeat(full);
            line.push_str(&format!("[{bar:<20}] {} % of {whole} {word}", done * 100 / whole));
        }
    }
    if upload.failed > 0 && upload.task != Task::Undo {
        line.push_str(&format!(", {} refused", upload.failed));
    }
    if let Some(pace) = upload.pace() {
        line.push_str(&format!(", {} a second", pace.rows_per_second));
        line.extend(pace.seconds_left.map(|seconds| format!(", {seconds} s left")));
    }
    line
}

/// Works the upload whenever nobody does, until `stop` is set.
fn help(target: &ImportTarget, id: UploadId, stop: Arc<AtomicBool>) -> Result<JoinHandle<()>, String> {
    let (hub, actor) = (target.hub.clone(), Arc::clone(&target.actor));
    let run = move || {
        thread::park_timeout(GRACE);
        while !stop.load(Ordering::SeqCst) {
            match work_upload(&hub, &actor, id, reader_of) {
                Ok(_) | Err(LeadError::Busy) => {}
                Err(error) => tracing::warn!(%error, "the file could not be worked, it will be tried again"),
            }
            thread::park_timeout(GRACE);
        }
    };
    thread::Builder::new().name("import".to_owned()).spawn(run).map_err(|error| error.to_string())
}
