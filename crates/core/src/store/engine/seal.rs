//! The checksum that a backup carries in itself, over every byte of the file: a bit that a disk or a copy turned is found, also where no
//! structure of the file shows it. Written by `backup.rs`, compared by `restore.rs`, and taken away by whoever writes to the file.

use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Where it stands: four bytes of the header that SQLite keeps for an application and never looks at.
const AT: usize = 68;
/// A file with nothing there carries none.
const NONE: [u8; 4] = [0; 4];
const AT_ONCE: usize = 256 * 1024;

/// Puts the checksum into a file that nobody has open.
pub fn seal(file: &Path) -> std::io::Result<()> {
    let (_, computed) = checksums(file)?;
    OpenOptions::new().write(true).open(file)?.write_all_at(&computed, AT as u64)
}

/// Whether every byte is as it was when the file was sealed; true of one that never was.
pub fn is_whole(file: &Path) -> std::io::Result<bool> {
    let (stored, computed) = checksums(file)?;
    Ok(stored == NONE || stored == computed)
}

/// Takes the checksum off a store that is about to change.
pub fn lift(connection: &rusqlite::Connection) -> rusqlite::Result<()> {
    let stored: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if stored == 0 { Ok(()) } else { connection.pragma_update(None, "application_id", 0) }
}

/// The one that stands in the file, and the one of its bytes.
fn checksums(file: &Path) -> std::io::Result<([u8; 4], [u8; 4])> {
    let mut file = File::open(file)?;
    let (mut digest, mut piece) = (Sha256::new(), vec![0; AT_ONCE]);
    let mut stored = NONE;
    file.read_exact_at(&mut stored, AT as u64)?;
    let mut begun = 0;
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        // Counted as if nothing stood there.
        for (at, byte) in piece[..read].iter_mut().enumerate() {
            if begun + at >= AT + NONE.len() {
                break;
            }
            if begun + at >= AT {
                *byte = 0;
            }
        }
        digest.update(&piece[..read]);
        begun += read;
    }
    let whole = digest.finalize();
    let computed = [whole[0], whole[1], whole[2], whole[3]];
    Ok((stored, if computed == NONE { [0, 0, 0, 1] } else { computed }))
}
