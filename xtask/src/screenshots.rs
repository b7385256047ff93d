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
const LARGEST: usize = 220_000;
const PATIENCE: Duration = Duration::from_secs(120);

struct Picture {
    name: &'static str,
    /// Who looks; of the demo's users there is one of each role.
    role: &'static str,
    language: &'static str,
    path: &'static str,
    /// What is on the page once it is there.
    here: &'static str,
    colours: Colours,
    screen: Screen,
}

const LEADS: Picture = Picture {
    name: "leads.png",
    role: "agent",
    language: "vi",
    path: "/app/leads?preview={lead}",
    here: "#preview h1",
    colours: Colours::Light,
    screen: Screen::DESK,
};
const OVERVIEW: Picture = Picture {
    name: "overview.png",
    role: "manager",
    path: "/app/overview?period=30",
    here: ".plot a:nth-of-type(30)",
    ..LEADS
};
const PICTURES: [Picture; 6] = [
    LEADS,
    Picture { name: "board-dark.png", path: "/app/board", here: ".card", colours: Colours::Dark, ..LEADS },
    Picture { name: "leads-phone.png", path: "/app/leads", here: "[data-row]", screen: Screen::PHONE, ..LEADS },
    Picture {
        name: "lead-phone-dark.png",
        language: "en",
        path: "/app/leads/{lead}",
        here: "#lead-view h1",
        colours: Colours::Dark,
        screen: Screen::PHONE,
        ..LEADS
    },
    OVERVIEW,
    Picture {
        name: "inspector.png",
        language: "en",
        path: "/app/integrations?request={request}",
        here: "#preview h2",
        ..OVERVIEW
    },
];
/// A lead that was worked until it was booked, and a request that was refused with a reason.
const LEAD: &str = "document.querySelector('[data-row]:has(.pill.converted)').dataset.row";
const REQUEST: &str = "document.querySelector('[data-row]:has(.detail:not(:empty))').dataset.row";

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
    let driver = Driver::start();
    let window = driver.open(text(&details["base_url"])).await;
    let mut pictures = Vec::new();
    let mut role = "";
    for picture in &PICTURES {
        if picture.role != role {
            role = picture.role;
            sign_in(&window, &details["organisations"][0], role).await?;
        }
        pictures.push((picture.name, one(&window, picture).await));
    }
    window.close().await;
    Ok(pictures)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// In the place of whoever was.
async fn sign_in(window: &Window, organisation: &Value, role: &str) -> Result<(), String> {
    let mut logins = organisation["logins"].as_array().into_iter().flatten();
    let login = logins.find(|login| login["role"] == role).ok_or(format!("the demo has no {role}"))?;
    window.screen(Screen::DESK).await;
    window.go("/app/sign-in").await;
    window.forget_cookie("leadhub").await;
    window.go("/app/sign-in").await;
    let fields =
        [("#organisation", &organisation["slug"]), ("#name", &login["username"]), ("#password", &login["password"])];
    for (field, value) in fields {
        window.fill(field, text(value)).await;
    }
    window.click("form .primary").await;
    window.wait("[data-row]").await;
    Ok(())
}

async fn one(window: &Window, picture: &Picture) -> Vec<u8> {
    window.cookie("language", picture.language).await;
    window.colours(picture.colours).await;
    window.screen(Screen::DESK).await;
    let mut path = picture.path.to_owned();
    for (name, list, found) in [("{lead}", "/app/leads", LEAD), ("{request}", "/app/integrations", REQUEST)] {
        if path.contains(name) {
            window.go(list).await;
            window.wait("[data-row]").await;
            path = path.replace(name, &window.look(found).await);
        }
    }
    window.screen(picture.screen).await;
    window.go(&path).await;
    // Days that are over are counted behind everybody, a while after the demo told them.
    let begun = Instant::now();
    while window.count(picture.here).await == 0 && begun.elapsed() < PATIENCE {
        sleep(Duration::from_millis(500));
        window.go(&path).await;
    }
    window.wait(picture.here).await;
    window.run_later("document.fonts.ready.then(() => requestAnimationFrame(arguments[0]))").await;
    window.run("document.activeElement.blur()", json!([])).await;
    window.picture().await
}
