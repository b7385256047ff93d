//! What the figures were measured on: processor, memory, kernel, disk, versions. No name of a host, user or folder.
//! Used by `bench::measure` for the page.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use leadhub_testkit::Cluster;

use super::cluster;
use super::figures::Spread;

/// Appends whose time is taken.
const APPENDS: usize = 200;

/// Lines of a table: what, and its value.
pub type Machine = Vec<(&'static str, String)>;

pub fn describe(root: &Path, folder: &Path, cluster: &Cluster) -> Result<Machine, String> {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let processor = field(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| "unknown".to_owned());
    let memory = field(&read("/proc/meminfo"), "MemTotal").unwrap_or_default();
    let memory: u64 = memory.trim_end_matches(" kB").parse().unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let (device, kind) = mount(&read("/proc/self/mounts"), folder).unwrap_or_default();
    let append = durable_append(folder)?;
    let mut client = cluster::connect(&cluster.url("postgres"))?;
    let mut show = |setting: &str| -> Result<String, String> {
        let row = client.query_one(&format!("SHOW {setting}"), &[]).map_err(|error| error.to_string())?;
        row.try_get(0).map_err(|error| error.to_string())
    };
    let postgres = show("server_version")?;
    let postgres = postgres.split(' ').next().unwrap_or_default();
    let buffers = show("shared_buffers")?;
    Ok(vec![
        ("processor", format!("{processor}, {cores} cores, shared by program, database and load generator")),
        ("memory", format!("{:.1} GiB", memory as f64 / 1_048_576.0)),
        ("kernel", format!("Linux {}", read("/proc/sys/kernel/osrelease").trim())),
        ("disk", format!("{kind} on {device}; one durable append of 4 KiB takes {append} ms")),
        ("Rust", output_of(root, "rustc", &["--version"])?),
        ("SQLite", format!("{}, WAL, synchronous=FULL", rusqlite::version())),
        ("PostgreSQL", format!("{postgres}, fsync and synchronous_commit on, shared_buffers {buffers}")),
        ("leadhub", commit(root)?),
    ])
}

/// A commit there costs nothing, so nothing measured there would be true.
pub fn refuse_memory_disk(folder: &Path) -> Result<(), String> {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    match mount(&mounts, folder) {
        Some((_, kind)) if kind == "tmpfs" || kind == "ramfs" => {
            Err("the temporary folder is in memory: set TMPDIR to a folder on a disk".to_owned())
        }
        _ => Ok(()),
    }
}

/// What the program was built from.
pub fn commit(root: &Path) -> Result<String, String> {
    let commit = output_of(root, "git", &["rev-parse", "--short", "HEAD"])?;
    let changed = !output_of(root, "git", &["status", "--porcelain", "--", "crates", "Cargo.lock"])?.is_empty();
    Ok(format!("commit {commit}{}", if changed { " and changes on top" } else { "" }))
}

fn output_of(root: &Path, program: &str, arguments: &[&str]) -> Result<String, String> {
    let done = Command::new(program).current_dir(root).args(arguments).output();
    let done = done.map_err(|error| format!("{program}: {error}"))?;
    Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned())
}

fn durable_append(folder: &Path) -> Result<String, String> {
    let append = || {
        let mut file = File::create(folder.join("append"))?;
        let times = (0..APPENDS).map(|_| {
            let began = Instant::now();
            file.write_all(&[7; 4096])?;
            file.sync_data()?;
            Ok(began.elapsed().as_secs_f64() * 1000.0)
        });
        times.collect::<std::io::Result<Vec<f64>>>()
    };
    let times = append().map_err(|error| format!("the disk: {error}"))?;
    Ok(Spread::of(times).map_or_else(String::new, |spread| format!("{:.2}", spread.median)))
}

fn field(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The device's name and the kind of file system that a folder is on.
fn mount(mounts: &str, folder: &Path) -> Option<(String, String)> {
    let rows = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ');
        Some((fields.next()?, Path::new(fields.next()?), fields.next()?))
    });
    let over = rows.filter(|(_, place, _)| folder.starts_with(place));
    let (device, _, kind) = over.max_by_key(|(_, place, _)| place.components().count())?;
    let device = device.rsplit('/').next().unwrap_or(device);
    Some((device.to_owned(), kind.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_on_the_deepest_mount_above_it() {
        let mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n";
        let found = |folder: &str| mount(mounts, Path::new(folder));
        assert_eq!(found("/tmp/x"), Some(("tmpfs".to_owned(), "tmpfs".to_owned())));
        assert_eq!(found("/tmpx"), Some(("vda".to_owned(), "ext4".to_owned())));
    }

    #[test]
    fn a_field_stands_behind_its_colon() {
        assert_eq!(field("processor\t: 0\nmodel name\t: Fast: 1\n", "model name"), Some("Fast: 1".to_owned()));
    }
}
