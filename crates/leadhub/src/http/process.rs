//! What the process tells of itself: version, start, memory and open files, as the system has them.
//! Called by `metrics.rs` whenever it is asked.

use leadhub_model::Moment;
use metrics::{Unit, describe_gauge, gauge};
use rustix::process::{Resource, getrlimit};

/// What stays as it is.
pub fn report_once(now: Moment) {
    describe_gauge!("leadhub_build_info", Unit::Count, "Always 1; the version is a label");
    describe_gauge!("leadhub_process_start_time_seconds", Unit::Seconds, "When the server began, since 1970");
    describe_gauge!("leadhub_process_resident_memory_bytes", Unit::Bytes, "Memory in use");
    describe_gauge!("leadhub_process_open_files", Unit::Count, "Open files and connections");
    describe_gauge!("leadhub_process_open_files_limit", Unit::Count, "Files and connections that may be open");
    gauge!("leadhub_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    gauge!("leadhub_process_start_time_seconds").set(now.micros() as f64 / 1e6);
    if let Some(limit) = getrlimit(Resource::Nofile).current {
        gauge!("leadhub_process_open_files_limit").set(limit as f64);
    }
}

/// What changes. Where the system does not say, nothing is told.
pub fn report() {
    if let Some(bytes) = std::fs::read_to_string("/proc/self/status").ok().as_deref().and_then(resident_bytes) {
        gauge!("leadhub_process_resident_memory_bytes").set(bytes as f64);
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        gauge!("leadhub_process_open_files").set(open.count() as f64);
    }
}

/// The line `VmRSS:   12345 kB`.
fn resident_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::resident_bytes;

    #[test]
    fn memory_is_told_in_bytes() {
        assert_eq!(resident_bytes("VmPeak:\t 99 kB\nVmRSS:\t    2048 kB\nThreads:\t3\n"), Some(2_097_152));
        assert_eq!(resident_bytes("VmRSS:\t a lot\n"), None);
    }
}
