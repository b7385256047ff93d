//! A disk of four megabytes for one test: the test runs itself again in a mount namespace of its own, where a small
//! file system hangs in a temporary folder. It goes with the process, however that ends, and nobody else sees it.

use std::path::PathBuf;
use std::process::Command;

/// Set where the test runs on its small disk: the folder.
const VARIABLE: &str = "LEADHUB_TEST_SMALL_DISK";

const MOUNT: &str = r#"mount -t tmpfs -o size=4m leadhub-test "$0" && exec "$@""#;

/// Runs `body` in a folder on a disk of its own; `test` is the whole name of the calling test.
pub fn on_a_small_disk(test: &str, body: impl FnOnce(PathBuf)) {
    if let Some(folder) = std::env::var_os(VARIABLE) {
        return body(folder.into());
    }
    let folder = tempfile::Builder::new().prefix("leadhub-disk-").tempdir().unwrap();
    let mut again = Command::new("unshare");
    // Root inside its own namespaces may mount, whoever runs the tests.
    again.args(["--user", "--map-root-user", "--mount", "sh", "-c", MOUNT]).arg(folder.path());
    again.arg(std::env::current_exe().unwrap()).args([test, "--exact", "--nocapture"]).env(VARIABLE, folder.path());
    let ran = again.output().unwrap();
    let (said, complained) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "on the small disk: {}\n{said}\n{complained}", ran.status);
    assert!(said.contains("1 passed"), "{test} did not run: {said}");
}
