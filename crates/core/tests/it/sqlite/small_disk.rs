//! A small disk for one test. The test runs itself again in a mount namespace of its own, where a file system of a few
//! megabytes hangs in a temporary folder: it goes with the process, however that ends, and nobody else sees it. Where nobody
//! may mount, the kernel's limit on the size of a file stands in: writes past it fail as those on a full disk do.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Set where the test runs on its small disk: the folder.
const FOLDER: &str = "LEADHUB_TEST_SMALL_DISK";
/// Set where the disk is only as small as a file may be.
const LIMITED: &str = "LEADHUB_TEST_SMALL_FILES";

/// Of most tests' disk.
const MEBIBYTES: usize = 4;
/// Without its signal the limit is an error of the write.
const LIMIT: &str = r#"trap '' XFSZ && exec "$@""#;

pub struct Disk {
    folder: PathBuf,
    size: usize,
    is_limited: bool,
}

/// Runs `body` on a disk of its own; `test` is the whole name of the calling test.
pub fn on_a_small_disk(test: &str, body: impl FnOnce(Disk)) {
    on_a_disk_of(MEBIBYTES, test, body);
}

/// As `on_a_small_disk`, for a test that fills more than that.
pub fn on_a_disk_of(mebibytes: usize, test: &str, body: impl FnOnce(Disk)) {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let is_limited = std::env::var_os(LIMITED).is_some();
        let disk = Disk { folder: folder.into(), size: mebibytes << 20, is_limited };
        disk.limit(disk.size);
        return body(disk);
    }
    let folder = tempfile::Builder::new().prefix("leadhub-disk-").tempdir().unwrap();
    let mount = format!(r#"mount -t tmpfs -o size={mebibytes}m leadhub-test "$0" && exec "$@""#);
    // Root inside its own namespaces may mount, whoever runs the tests.
    let mut mounted = Command::new("unshare");
    mounted.args(["--user", "--map-root-user", "--mount", "sh", "-c", &mount]).arg(folder.path());
    let may_mount = mounted.arg("true").output().is_ok_and(|probe| probe.status.success());
    let ran = if may_mount {
        let mut mounted = Command::new("unshare");
        mounted.args(["--user", "--map-root-user", "--mount", "sh", "-c", &mount]).arg(folder.path());
        again(mounted, test, folder.path())
    } else {
        let mut limited = Command::new("sh");
        limited.args(["-c", LIMIT, "sh"]).env(LIMITED, "1");
        again(limited, test, folder.path())
    };
    let (stdout, stderr) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "on the small disk: {}\n{stdout}\n{stderr}", ran.status);
    assert!(stdout.contains("1 passed"), "{test} did not run: {stdout}");
}

fn again(mut command: Command, test: &str, folder: &Path) -> Output {
    command.arg(std::env::current_exe().unwrap()).args([test, "--exact", "--nocapture"]).env(FOLDER, folder);
    command.output().unwrap()
}

impl Disk {
    /// A path on the disk.
    pub fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Takes all room but `left` bytes.
    pub fn fill(&self, left: usize) {
        if self.is_limited {
            let files = std::fs::read_dir(&self.folder).unwrap();
            let largest = files.map(|file| file.unwrap().metadata().unwrap().len()).max().unwrap_or_default();
            return self.limit(usize::try_from(largest).unwrap() + left);
        }
        let mut filler = File::create(self.path("filler")).unwrap();
        let mut taken = 0;
        while let Ok(written) = filler.write(&[0; 1024]) {
            taken += written;
        }
        filler.set_len(u64::try_from(taken.saturating_sub(left)).unwrap()).unwrap();
    }

    pub fn make_room(&self) {
        if self.is_limited {
            return self.limit(self.size);
        }
        std::fs::remove_file(self.path("filler")).unwrap();
    }

    /// Limits how long a file of this process may get; nothing on a real disk.
    fn limit(&self, bytes: usize) {
        if self.is_limited {
            let (pid, limit) = (std::process::id().to_string(), format!("--fsize={bytes}:"));
            assert!(Command::new("prlimit").args(["--pid", &pid, &limit]).status().unwrap().success());
        }
    }
}
