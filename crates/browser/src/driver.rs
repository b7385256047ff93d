//! A chromedriver of its own on a free port, and the browser behind it with a new profile; both end with their owner. Opened by every
//! browser test. One at a time in a process: two browsers share a small machine badly.

use super::programs::{Programs, advice, find_programs};
use super::window::Window;
use super::wire::Wire;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Nothing of the machine, nothing from elsewhere.
const ARGUMENTS: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-proxy-server",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    // With it the browser ends when its driver is gone, however that ended.
    "--remote-debugging-pipe",
];
/// So long a driver may take to close its browser.
const PATIENCE: Duration = Duration::from_secs(5);

static ONE: Mutex<()> = Mutex::new(());

pub struct Driver {
    child: Child,
    programs: Programs,
    address: String,
    profile: TempDir,
    /// Kept, so that it can go on printing.
    _output: BufReader<ChildStdout>,
    _one: MutexGuard<'static, ()>,
}

impl Driver {
    /// Starts one. Without the programs it fails with the line to copy: a page that no browser saw is not tested.
    pub fn start() -> Driver {
        let programs = find_programs().unwrap_or_else(|| panic!("{}", advice()));
        let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let profile = tempfile::tempdir().unwrap_or_else(|error| panic!("a folder for the browser: {error}"));
        let mut command = Command::new(&programs.driver);
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("chromedriver: {error}"));
        let Some(output) = child.stdout.take() else { panic!("chromedriver has no output") };
        let mut output = BufReader::new(output);
        let address = format!("http://127.0.0.1:{}", port(&mut output));
        Driver { child, programs, address, profile, _output: output, _one: one }
    }

    /// A browser with one window, for the pages of the server at `base_url`.
    pub async fn open(&self, base_url: &str) -> Window {
        let profile = format!("--user-data-dir={}", self.profile.path().display());
        let arguments: Vec<&str> = ARGUMENTS.into_iter().chain([profile.as_str()]).collect();
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "timeouts": { "script": 60_000, "pageLoad": 25_000 },
            "goog:chromeOptions": { "binary": self.programs.browser, "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let made = Wire::new(&self.address).post("/session", &wanted).await;
        let Some(session) = made["sessionId"].as_str() else { panic!("the browser did not start: {made}") };
        let place = format!("{}/session/{session}", self.address);
        Window::open(Wire::new(&place), base_url).await
    }
}

/// The port that it says it took.
fn port(output: &mut impl BufRead) -> u16 {
    let mut printed = String::new();
    loop {
        let begun = printed.len();
        if output.read_line(&mut printed).unwrap_or_default() == 0 {
            panic!("chromedriver ended before it was ready:\n{printed}");
        }
        if let Some((_, rest)) = printed[begun..].split_once("successfully on port ") {
            return rest.trim().trim_end_matches('.').parse().unwrap_or_else(|_| panic!("no port in: {printed}"));
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked, it closes its browser; killed, the browser notices that nobody is there.
        drop(Command::new("kill").arg(self.child.id().to_string()).status());
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE && matches!(self.child.try_wait(), Ok(None)) {
            sleep(Duration::from_millis(20));
        }
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What the protocol gives for an element: its only key is fixed by the standard.
pub fn element(found: &Value) -> Option<&str> {
    found["element-6066-11e4-a52e-4f735466cecf"].as_str()
}
