//! The lock that says that somebody serves an embedded store: on a file beside it, since a lock on the store itself is its engine's. Taken
//! by a server and by a move, looked at by `examine`.

use std::fs::{File, OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Who else could open the lock could hold it, and no server would start.
const OWNERS_ALONE: u32 = 0o600;

/// Held for as long as the file lives. Fails where another process holds it.
pub fn lock(store: &Path) -> Result<File, String> {
    let lock = PathBuf::from(format!("{}.serving", store.display()));
    let mut open = OpenOptions::new();
    let opened = open.write(true).create(true).truncate(false).mode(OWNERS_ALONE).open(&lock);
    let file = opened.map_err(|error| format!("{}: {error}", lock.display()))?;
    // One that an older program made.
    drop(file.set_permissions(Permissions::from_mode(OWNERS_ALONE)));
    file.try_lock()
        .map_err(|_| format!("{} is already served by another process: stop that one first", store.display()))?;
    Ok(file)
}
