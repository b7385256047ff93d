//! The import of the scale benchmark: a file of leads, brought by the command line beside an idle server, and some of them booked.
//! Used by `scale::Testbed` and `ui`, which take up the store later; the floor beside it is `floor.rs`.

use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::kept::FIGURES;
use super::{FILLED, PLAIN, Testbed, bookings, people};

/// Stands in the bed's folder once its store is filled to the end.
const READY: &str = "filled.json";

/// What an import took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Import {
    pub leads: u64,
    pub time: Duration,
    /// The server's most memory, KiB.
    pub peak: u64,
    /// The whole store, bytes.
    pub bytes: u64,
}

impl Import {
    pub fn rate(&self) -> f64 {
        self.leads as f64 / self.time.as_secs_f64()
    }

    /// The one that filled the store which an earlier run left in a folder.
    pub fn kept(folder: &Path) -> Option<Import> {
        Import::from_json(&serde_json::from_str(&fs::read_to_string(folder.join(READY)).ok()?).ok()?)
    }

    fn to_json(self) -> Value {
        let Import { leads, time, peak, bytes } = self;
        json!({ "leads": leads, "seconds": time.as_secs_f64(), "peak_kib": peak, "bytes": bytes })
    }

    fn from_json(kept: &Value) -> Option<Import> {
        let count = |name: &str| kept[name].as_u64();
        let time = Duration::try_from_secs_f64(kept["seconds"].as_f64()?).ok()?;
        Some(Import { leads: count("leads")?, time, peak: count("peak_kib")?, bytes: count("bytes")? })
    }
}

impl fmt::Display for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Import { leads, time, peak, bytes } = self;
        let each = bytes / leads.max(&1);
        write!(
            f,
            "import {leads} rows {:.1} s {:.0}/s  peak {} MiB  {each} bytes a lead",
            time.as_secs_f64(),
            self.rate(),
            peak / 1024
        )
    }
}

pub fn import(bed: &Testbed<'_>, leads: u64) -> Result<Import, String> {
    // One that is broken off is not taken up, and what was measured on the store before is not this one's.
    for old in [READY, FIGURES] {
        // Mostly not there.
        drop(fs::remove_file(bed.folder.join(old)));
    }
    let file = bed.folder.join("leads.csv");
    people::write(&file, 0..leads)?;
    bed.stores.copy(PLAIN, FILLED)?;
    let server = bed.serve(FILLED)?;
    let began = Instant::now();
    let done = command(bed, FILLED, &file).output().map_err(|error| format!("leadhub import: {error}"))?;
    let time = began.elapsed();
    if !done.status.success() {
        let stderr = String::from_utf8_lossy(&done.stderr);
        return Err(format!("leadhub import: {}\n{stderr}\n{}", done.status, String::from_utf8_lossy(&done.stdout)));
    }
    let peak = server.memory()?.peak;
    bookings::make(bed, &server)?;
    server.stop()?;
    bed.stores.rest(FILLED)?;
    let import = Import { leads, time, peak, bytes: bed.stores.bytes(FILLED)? };
    let ready = bed.folder.join(READY);
    fs::write(&ready, import.to_json().to_string()).map_err(|error| format!("{}: {error}", ready.display()))?;
    Ok(import)
}

/// The import of a file of these people into a store.
pub fn command(bed: &Testbed<'_>, store: &str, file: &Path) -> Command {
    let mut command = bed.program.command(&bed.folder);
    command.args(["import", "--organisation", &bed.access.slug, "--list", "Tệp", "--campaign", "Campaign Autodialer"]);
    command.args(["--make-names", "--json", "--database", &bed.stores.url(store)]).arg(file);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_taken_up_with_what_its_import_took() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Import::kept(folder.path()), None);
        let import = Import { leads: 7, time: Duration::from_millis(1500), peak: 9, bytes: 11 };
        fs::write(folder.path().join(READY), import.to_json().to_string()).unwrap();
        assert_eq!(Import::kept(folder.path()), Some(import));
    }
}
