//! The import of the scale benchmark: a file of leads, brought by the command line beside an idle server.
//! Used by `scale::Bed`; the floor beside it is `floor.rs`.

use std::fmt;
use std::time::{Duration, Instant};

use super::{FILLED, PLAIN, Testbed, people};

/// What an import took.
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
    let file = bed.folder.join("leads.csv");
    people::write(&file, leads)?;
    bed.stores.copy(PLAIN, FILLED)?;
    let server = bed.serve(FILLED)?;
    let mut command = bed.program.command(&bed.folder);
    command.args(["import", "--organisation", &bed.access.slug, "--list", "Tệp", "--campaign", "Campaign Autodialer"]);
    command.args(["--make-names", "--json", "--database", &bed.stores.url(FILLED)]);
    let began = Instant::now();
    let done = command.arg(&file).output().map_err(|error| format!("leadhub import: {error}"))?;
    let time = began.elapsed();
    if !done.status.success() {
        let stderr = String::from_utf8_lossy(&done.stderr);
        return Err(format!("leadhub import: {}\n{stderr}\n{}", done.status, String::from_utf8_lossy(&done.stdout)));
    }
    let peak = server.memory()?.peak;
    server.stop()?;
    bed.stores.rest(FILLED)?;
    Ok(Import { leads, time, peak, bytes: bed.stores.bytes(FILLED)? })
}
