//! Where a store file is made before it takes its place: a folder of its own beside that place, so that nobody meets half a
//! file under the real name, and what a killed run left behind is found again. Used by `backup.rs` and `restore.rs`.

use super::migrate::{folder_of, lock_folder, message};
use std::fs::{File, Permissions};
use std::io::ErrorKind::NotFound;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::{TempDir, TempPath};

const PREFIX: &str = ".leadhub-copy-";
/// Locked for as long as the room's owner lives.
const ALIVE: &str = "alive";
/// Of the owner alone: a store holds personal data.
const MODE: u32 = 0o600;

pub struct Room {
    folder: TempDir,
    _alive: File,
}

impl Room {
    /// A room in the folder of `place`, once the rooms of the dead are cleared away.
    pub fn beside(place: &Path) -> Result<Room, String> {
        let folder = folder_of(place);
        let open = || -> std::io::Result<Room> {
            // Nobody else sweeps or opens a room meanwhile.
            let _alone = lock_folder(place)?;
            sweep(folder)?;
            let room = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder)?;
            let alive = File::create(room.path().join(ALIVE))?;
            alive.lock()?;
            Ok(Room { folder: room, _alive: alive })
        };
        open().map_err(|error| message(folder, &error))
    }

    /// The path of the store that is made here.
    pub fn store(&self) -> PathBuf {
        self.folder.path().join("store.db")
    }

    /// Moves the store, which nobody has open any more, to its place, durably. What stands there is replaced only when that
    /// is asked for. Gives the size in bytes.
    pub fn settle(self, place: &Path, replace: bool) -> Result<u64, String> {
        nothing_left_over(&self.store())?;
        let settle = || -> std::io::Result<u64> {
            let file = File::open(self.store())?;
            file.set_permissions(Permissions::from_mode(MODE))?;
            file.sync_all()?;
            let made = TempPath::try_from_path(self.store())?;
            if replace {
                made.persist(place)?
            } else {
                made.persist_noclobber(place)?
            };
            File::open(folder_of(place))?.sync_all()?;
            Ok(file.metadata()?.len())
        };
        settle().map_err(|error| message(place, &error))
    }
}

/// Removes the rooms whose owner died before it could.
fn sweep(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let is_dead = match File::open(entry.path().join(ALIVE)) {
            Ok(alive) => alive.try_lock().is_ok(),
            Err(error) => error.kind() == NotFound,
        };
        if is_dead && let Err(error) = std::fs::remove_dir_all(entry.path()) {
            tracing::warn!(%error, folder = %entry.path().display(), "an unfinished copy cannot be removed");
        }
    }
    Ok(())
}

/// Fails where a log lies beside `store`: it belongs to whatever had that name before, and would be played into what has it next.
pub fn nothing_left_over(store: &Path) -> Result<(), String> {
    for ending in ["-wal", "-journal"] {
        let log = PathBuf::from(format!("{}{ending}", store.display()));
        if std::fs::metadata(&log).is_ok_and(|found| found.len() > 0) {
            return Err(format!(
                "{} is there: a store of that name is in use or was not closed well. Take another name, or move both away",
                log.display()
            ));
        }
    }
    Ok(())
}
