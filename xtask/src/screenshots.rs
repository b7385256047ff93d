//! `cargo xtask screenshots`: the pictures of the README, made of the demo's data in a real browser. Called from `main`. The data are
//! invented, the same with each demo but for the days; it writes into `docs/screenshots` only.

use std::fs;
use std::path::Path;
use std::process::{Child, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use leadhub_bench::program::Program;
use leadhub_browser::{Colours, Driver, Screen, Window};
use leadhub_testkit::block_on;
use serde_json::{Value, json};

const FOLDER: &str = "docs/screenshots";
/// Larger ones make the repository heavy.
const LARGEST: usize = 200_000;
const PATIENCE: Duration = Duration::from_secs(120);

struct Picture {
    name: &'static str,
    path: &'static str,
    /// What is on the page once it is there.
    here: &'static str,
    colours: Colours,
    screen: Screen,
}

const PICTURES: [Picture; 4] = [
    Picture {
        name: "leads-light.png",
        path: "/app/leads?preview={lead}",
        here: "#preview h1",
        colours: Colours::Light,
        screen: Screen::DESK,
    },
    Picture { name: "board-dark.png", path: "/app/board", here: ".card", colours: Colours::Dark, screen: Screen::DESK },
    Picture {
        name: "lead-light.png",
        path: "/app/leads/{lead}",
        here: "#lead-view h1",
        colours: Colours::Light,
        screen: Screen::DESK,
    },
    Picture {
        name: "leads-phone.png",
        path: "/app/leads",
        here: "[data-row]",
        colours: Colours::Light,
        screen: Screen::PHONE,
    },
];

pub fn run(root: &Path) -> ExitCode {
    match take_all(root) {
        Ok(lines) => {
            lines.iter().for_each(|line| println!("{line}"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn take_all(root: &Path) -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().map_err(|error| format!("a temporary folder: {error}"))?;
    let built = crate::test::step::cargo(root, "build").args(["--quiet", "--package", "leadhub"]).status();
    if !built.is_ok_and(|status| status.success()) {
        return Err("leadhub does not build".to_owned());
    }
    let program = Program::build(root, folder.path(), true)?;
    let ready = folder.path().join("ready.json");
    let mut demo = program.command(folder.path());
    demo.args(["demo", "--listen", "127.0.0.1:0", "--log", "error", "--ready-file"]).arg(&ready);
    demo.args(["--database", "demo.db"]).stdout(Stdio::null());
    let serving = Serving(demo.spawn().map_err(|error| format!("leadhub demo: {error}"))?);
    let details = read_ready(&ready)?;
    let pictures = block_on(take(&details))?;
    drop(serving);
    let mut lines = Vec::new();
    fs::create_dir_all(root.join(FOLDER)).map_err(|error| format!("{FOLDER}: {error}"))?;
    for (name, bytes) in pictures {
        let place = format!("{FOLDER}/{name}");
        if bytes.len() > LARGEST {
            return Err(format!("{place} has {} bytes, {LARGEST} at most", bytes.len()));
        }
        fs::write(root.join(&place), &bytes).map_err(|error| format!("{place}: {error}"))?;
        lines.push(format!("{place}: {} bytes", bytes.len()));
    }
    Ok(lines)
}

/// The demo, ended with its owner.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// What the demo says of itself once it serves.
fn read_ready(ready: &Path) -> Result<Value, String> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Ok(text) = fs::read_to_string(ready) {
            return serde_json::from_str(&text).map_err(|error| format!("the demo's file: {error}"));
        }
        sleep(Duration::from_millis(50));
    }
    Err("the demo was not ready in time".to_owned())
}

async fn take(details: &Value) -> Result<Vec<(&'static str, Vec<u8>)>, String> {
    let organisation = &details["organisations"][0];
    let logins = organisation["logins"].as_array().into_iter().flatten();
    let manager = logins.into_iter().find(|login| login["role"] == "manager").ok_or("the demo has no manager")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let driver = Driver::start();
    let window = driver.open(&text(&details["base_url"])).await;
    window.go("/app/leads").await;
    for (field, value) in
        [("#organisation", &organisation["slug"]), ("#name", &manager["username"]), ("#password", &manager["password"])]
    {
        window.fill(field, &text(value)).await;
    }
    window.click("form .primary").await;
    window.wait("[data-row]").await;
    let lead = window.look("document.querySelector('[data-row]:nth-child(3)').dataset.row").await;
    let mut pictures = Vec::new();
    for picture in &PICTURES {
        pictures.push((picture.name, one(&window, picture, &lead).await));
    }
    window.close().await;
    Ok(pictures)
}

async fn one(window: &Window, picture: &Picture, lead: &str) -> Vec<u8> {
    window.screen(picture.screen).await;
    window.colours(picture.colours).await;
    window.go(&picture.path.replace("{lead}", lead)).await;
    window.wait(picture.here).await;
    window.run_later("document.fonts.ready.then(() => requestAnimationFrame(arguments[0]))").await;
    window.run("document.activeElement.blur()", json!([])).await;
    window.picture().await
}
