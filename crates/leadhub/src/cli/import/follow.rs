//! Waits until a file in the store is worked. A running server works it by itself; where none takes it up, this process does. The lease in
//! the store sees to it that never both do.

use super::desk::Desk;
use crate::cli::console::Console;
use crate::cli::progress::Progress;
use leadhub_core::actions::import::work_upload;
use leadhub_core::queries;

use leadhub_model::upload::{Upload, UploadState};
use leadhub_model::{LeadError, UploadId};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A server looks for files several times a second: who waits so long finds none.
const GRACE: Duration = Duration::from_secs(1);
const POLL: Duration = Duration::from_millis(100);

/// The upload when it is done.
pub fn follow(desk: &Desk, id: UploadId, console: &Console) -> Result<Upload, String> {
    let stop = Arc::new(AtomicBool::new(false));
    let helper = help(desk, id, Arc::clone(&stop))?;
    let done = watch(desk, id, console);
    stop.store(true, Ordering::SeqCst);
    helper.thread().unpark();
    // A helper that panicked has said so; the upload is worked by whoever comes next.
    drop(helper.join());
    done
}

fn watch(desk: &Desk, id: UploadId, console: &Console) -> Result<Upload, String> {
    let mut progress = Progress::of(console);
    loop {
        let upload = desk.patiently(|hub| {
            let actor = Arc::clone(&desk.actor);
            hub.read_blocking(move |db| Ok(queries::find_upload(db, &actor, id)?))
        })?;
        let upload =
            upload.ok_or_else(|| format!("upload {id} is gone: its list was deleted, or the store replaced"))?;
        if upload.state == UploadState::Done {
            return Ok(upload);
        }
        progress.show(&format!("{}: {} rows worked, {} refused", upload.filename, upload.total, upload.failed));
        thread::sleep(POLL);
    }
}

/// Works the upload whenever nobody does, until `stop` is set.
fn help(desk: &Desk, id: UploadId, stop: Arc<AtomicBool>) -> Result<JoinHandle<()>, String> {
    let (hub, actor) = (desk.hub.clone(), Arc::clone(&desk.actor));
    let run = move || {
        thread::park_timeout(GRACE);
        while !stop.load(Ordering::SeqCst) {
            match work_upload(&hub, &actor, id, |_| leadhub_native::DIALECT.rows) {
                Ok(_) | Err(LeadError::Busy) => {}
                Err(error) => tracing::warn!(%error, "the file could not be worked, it will be tried again"),
            }
            thread::park_timeout(GRACE);
        }
    };
    thread::Builder::new().name("import".to_owned()).spawn(run).map_err(|error| error.to_string())
}
