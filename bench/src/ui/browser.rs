//! The pages in a real browser: when the largest part is painted, whether anything jumps, how soon a key shows, and what comes over the
//! line, with an empty cache and with a full one. A part of `bench ui`; the browser itself is driven by `crates/browser`.

use std::time::Duration;

use leadhub_browser::{Driver, Window};
use leadhub_testkit::block_on;
use serde_json::{Value, json};

use super::pages::a_lead;
use super::report::{Report, Row};
use super::who::{People, Person};
use crate::options::Options;
use crate::server::Server;

struct View {
    name: &'static str,
    path: &'static str,
    /// What is on it once it is there.
    here: &'static str,
    /// Pressed one behind the other.
    keys: &'static [&'static str],
    is_managers: bool,
}

const VIEWS: [View; 6] = [
    view("leads", "/app/leads", "[data-row]", &["j", "j", "Space", "j", "x", "k"]),
    view("lead", "/app/leads/{lead}", "#lead-view h1", &["s", "Escape", "a", "Escape"]),
    view("board", "/app/board", ".card", &["j", "s", "Escape"]),
    view("search", "/app/leads?stage=557", "[data-row]", &["Control+k", "n", "g", "u", "y", "e", "n"]),
    view("overview, 90 days", "/app/overview?period=90", "main .figures", &["?", "Escape"]),
    View { is_managers: true, ..view("inspector", "/app/integrations", "main h1", &["?", "Escape"]) },
];

const fn view(name: &'static str, path: &'static str, here: &'static str, keys: &'static [&'static str]) -> View {
    View { name, path, here, keys, is_managers: false }
}

/// Milliseconds, a share of the screen, milliseconds, bytes of a first visit and of the pages behind it.
const LCP: f64 = 700.0;
const CLS: f64 = 0.01;
const INP: f64 = 100.0;
const FIRST: f64 = 110_000.0;
const LATER: f64 = 20_000.0;

/// Runs in every document before its own scripts. A key that shows within 16 ms is not told of.
const OBSERVE: &str = "window.seen = { lcp: 0, cls: 0, inp: 0 };
    const watch = (type, take, more) =>
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
    watch('largest-contentful-paint', (entry) => { seen.lcp = entry.startTime; });
    watch('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
    watch('event', (entry) => { if (entry.interactionId) seen.inp = Math.max(seen.inp, entry.duration); }, { durationThreshold: 16 });";
/// What came over the line, heads included; nothing of what the browser kept.
const BYTES: &str = "['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type))
    .reduce((sum, entry) => sum + entry.transferSize, 0)";
/// What is still painted or told of when a page has loaded or a key was pressed.
const SETTLES: Duration = Duration::from_millis(400);

/// What one round saw of a view.
#[derive(Default)]
struct Seen {
    lcp: Vec<f64>,
    cls: Vec<f64>,
    inp: Vec<f64>,
    first: Vec<f64>,
    later: Vec<f64>,
}

pub fn measure(server: &Server, people: &People, options: &Options, report: &mut Report) -> Result<(), String> {
    for person in &people.0 {
        let lead = a_lead(person, server)?;
        for (view, seen) in block_on(look(server, person, &lead, options.rounds)) {
            let mut row = |what: &str, rounds, unit, most| {
                report.browser.push(Row::of(
                    &format!("{}, {}: {what}", view.name, person.role),
                    rounds,
                    unit,
                    Some(most),
                ));
            };
            row("LCP, nothing kept", seen.lcp, "ms", LCP);
            row("CLS", seen.cls, "", CLS);
            row("INP", seen.inp, "ms", INP);
            row("first visit", seen.first, "bytes", FIRST);
            row("later visit", seen.later, "bytes", LATER);
        }
    }
    Ok(())
}

/// A browser in which the person is signed in, and its driver, with which it ends.
pub async fn open_as(server: &Server, person: &Person) -> (Driver, Window) {
    let driver = Driver::start();
    let window = driver.open(&format!("http://{}", server.address)).await;
    window.go("/app/sign-in").await;
    if let Some((name, session)) = person.cookie.split_once('=') {
        window.cookie(name, session).await;
    }
    (driver, window)
}

async fn look(server: &Server, person: &Person, lead: &str, rounds: usize) -> Vec<(&'static View, Seen)> {
    let (_driver, window) = open_as(server, person).await;
    window.chromium("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": OBSERVE })).await;
    let mut all = Vec::new();
    for view in VIEWS.iter().filter(|view| person.role != "agent" || !view.is_managers) {
        let mut seen = Seen::default();
        for _ in 0..rounds {
            one(&window, view, &view.path.replace("{lead}", lead), &mut seen).await;
        }
        all.push((view, seen));
    }
    window.close().await;
    all
}

async fn one(window: &Window, view: &View, path: &str, seen: &mut Seen) {
    window.chromium("Network.clearBrowserCache", &json!({})).await;
    let first = open(window, view, path).await;
    let later = open(window, view, path).await;
    for key in view.keys {
        window.press(key).await;
        tokio::time::sleep(SETTLES).await;
    }
    let pressed = window.run("return seen", json!([])).await;
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    seen.lcp.push(number(&first["lcp"]));
    seen.cls.push(number(&first["cls"]).max(number(&pressed["cls"])));
    seen.inp.push(number(&pressed["inp"]));
    seen.first.push(number(&first["bytes"]));
    seen.later.push(number(&later["bytes"]));
}

async fn open(window: &Window, view: &View, path: &str) -> Value {
    window.go(path).await;
    window.wait(view.here).await;
    tokio::time::sleep(SETTLES).await;
    window.run(&format!("return {{ ...seen, bytes: {BYTES} }}"), json!([])).await
}
