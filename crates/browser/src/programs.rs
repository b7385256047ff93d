//! Where the browser and its driver are, and what to type where they are not. Asked by `driver.rs` and by the test command, which
//! installs them. It starts nothing.

use std::env;
use std::path::PathBuf;

/// The packages that bring both.
pub const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

#[derive(Debug, Clone)]
pub struct Programs {
    pub browser: PathBuf,
    pub driver: PathBuf,
}

/// `None` unless both are here.
pub fn find_programs() -> Option<Programs> {
    Some(Programs { browser: find("chromium")?, driver: find("chromedriver")? })
}

fn find(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// One line to copy.
pub fn advice() -> String {
    let packages = PACKAGES.join(" ");
    format!(
        "the pages are tested in a browser, which is not here; run: sudo apt-get install -y --no-install-recommends {packages}"
    )
}
