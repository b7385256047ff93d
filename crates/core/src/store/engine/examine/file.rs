//! Examines an embedded store: its file, the disk under it, and what it holds. Called by `examine`. It opens the file for reading
//! only, and leaves the lock of whoever serves it alone.

use super::super::migrate::{folder_of, version_of_file};
use super::super::sqlite;
use super::{Finding, schema};
use rusqlite::ErrorCode;
use rustix::fs::{Access, access, statvfs};
use std::fs::{File, TryLockError};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

const MIB: u64 = 1 << 20;
/// Less room than this is worth a warning, and less than a tenth of the disk.
const ROOM: u64 = 1024 * MIB;
/// A log that grew past four times the size at which it is copied back has a reader that never ends.
const LONG_LOG: u64 = 256 * MIB;
const OTHERS: u32 = 0o007;

pub fn examine(path: &Path) -> Vec<Finding> {
    let shown = path.display();
    let size = match path.metadata() {
        Ok(found) if found.is_file() => found.len(),
        Ok(_) => return vec![Finding::wrong("store", format!("{shown} is no file"), "name another path")],
        Err(error) => {
            let mend = "make a store there with 'leadhub init', or name the right path: 'leadhub config --show-origin' \
                        says where this one comes from";
            return vec![Finding::wrong("store", format!("{shown}: {error}"), mend)];
        }
    };
    let mut found = vec![Finding::good("store", format!("SQLite file {shown}, {} MiB", size / MIB))];
    found.extend([permissions(path), room(path, size), log(path), server(path)]);
    found.extend(contents(path));
    found
}

fn permissions(path: &Path) -> Finding {
    const WHAT: &str = "permissions";
    // SQLite makes its log beside the file.
    for place in [path, folder_of(path)] {
        if let Err(error) = access(place, Access::READ_OK | Access::WRITE_OK) {
            let mend = "run leadhub as the user that owns it, or give it to this user with chown";
            return Finding::wrong(WHAT, format!("{} cannot be written: {error}", place.display()), mend);
        }
    }
    match path.metadata().map(|found| found.permissions().mode() & 0o777) {
        Ok(mode) if mode & OTHERS != 0 => {
            let say = format!("everybody on this machine may open {} (mode {mode:o})", path.display());
            Finding::warning(WHAT, say, format!("chmod o= {}", path.display()))
        }
        Ok(mode) => Finding::good(WHAT, format!("writable, closed to others (mode {mode:o})")),
        Err(error) => Finding::wrong(WHAT, format!("{}: {error}", path.display()), "see who may open its folder"),
    }
}

fn room(path: &Path, size: u64) -> Finding {
    const WHAT: &str = "disk";
    let disk = match statvfs(folder_of(path)) {
        Ok(disk) => disk,
        Err(error) => return Finding::warning(WHAT, format!("the free room is not known: {error}"), "look with df"),
    };
    let (free, all) = (disk.f_bavail.saturating_mul(disk.f_frsize), disk.f_blocks.saturating_mul(disk.f_frsize));
    let say = format!("{} MiB free of {} MiB", free / MIB, all / MIB);
    let mend =
        "make room or move the store to a larger disk: on a full one nothing is written and every API answers 503";
    match free {
        free if free < ROOM || free < all / 10 => Finding::warning(WHAT, say, mend),
        free if free < size => {
            Finding::warning(WHAT, format!("{say}, less than the store itself"), "a backup needs another disk")
        }
        _ => Finding::good(WHAT, say),
    }
}

fn log(path: &Path) -> Finding {
    const WHAT: &str = "write-ahead log";
    let log = PathBuf::from(format!("{}-wal", path.display()));
    match log.metadata().map_or(0, |found| found.len()) {
        size if size > LONG_LOG => {
            let mend = "some process reads without end: stop the other programs that have the file open";
            Finding::warning(WHAT, format!("{} MiB, it is not copied back", size / MIB), mend)
        }
        size => Finding::good(WHAT, format!("{} MiB", size / MIB)),
    }
}

/// Whether somebody serves it. A shared lock is asked for and let go at once, on the file that serving locks.
fn server(path: &Path) -> Finding {
    let held = File::open(format!("{}.serving", path.display())).map(|file| file.try_lock_shared());
    let is_served = matches!(held, Ok(Err(TryLockError::WouldBlock)));
    Finding::good("served", if is_served { "by a process, now" } else { "by nobody, now" })
}

fn contents(path: &Path) -> Vec<Finding> {
    let mut connection = match sqlite::connect(path, false, false) {
        Ok(connection) => connection,
        Err(error) => return vec![unread(&error)],
    };
    let check = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    let version = match check {
        Ok(answer) if answer == "ok" => version_of_file(&mut connection),
        Ok(answer) => return vec![damaged(answer)],
        Err(error) => return vec![unread(&error)],
    };
    match version {
        Ok(version) => vec![Finding::good("integrity", "quick_check found nothing"), schema(version)],
        Err(error) => vec![unread(&error)],
    }
}

/// Why it could not be read: because of what it holds, or because of what is around it.
fn unread(error: &rusqlite::Error) -> Finding {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => damaged(error.to_string()),
        _ => {
            let mend = "see that the disk has room and is sound, and that this user may write beside the file";
            Finding::wrong("opening", error.to_string(), mend)
        }
    }
}

fn damaged(say: String) -> Finding {
    let mend = "stop serving it, keep the file, and bring back the last good backup with 'leadhub restore'";
    Finding::wrong("integrity", say, mend)
}
