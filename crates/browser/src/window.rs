//! A window of the browser: goes to pages, presses what a person presses, and looks at what is there. Waits for everything it asks for,
//! a few seconds, then stops the test with what it waited for. It counts what was pressed.

use super::driver::element;
use super::screen::{Colours, Screen};
use super::wire::Wire;
use super::{keys, watch};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::cell::Cell;
use std::path::Path;
use std::time::{Duration, Instant};

/// What takes longer is broken; a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(15);

/// One of the tabs of a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab(String);

pub struct Window {
    wire: Wire,
    base_url: String,
    pressed: Cell<usize>,
}

impl Window {
    pub(crate) async fn open(wire: Wire, base_url: &str) -> Window {
        let window = Window { wire, base_url: base_url.to_owned(), pressed: Cell::new(0) };
        window.prepare().await;
        window
    }

    /// Each tab is watched and sized by itself.
    async fn prepare(&self) {
        self.chromium("Page.enable", &json!({})).await;
        self.chromium("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": watch::WATCHER })).await;
        self.screen(Screen::DESK).await;
    }

    /// A command of Chromium's own.
    pub async fn chromium(&self, command: &str, parameters: &Value) -> Value {
        self.wire.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters })).await
    }

    pub async fn screen(&self, screen: Screen) {
        self.chromium("Emulation.setDeviceMetricsOverride", &screen.metrics()).await;
        let touched = json!({ "enabled": screen.is_phone, "maxTouchPoints": 1 });
        self.chromium("Emulation.setTouchEmulationEnabled", &touched).await;
    }

    pub async fn colours(&self, colours: Colours) {
        self.chromium("Emulation.setEmulatedMedia", &colours.media()).await;
    }

    /// Goes to a path of the server and waits until it has loaded.
    pub async fn go(&self, path: &str) {
        self.wire.post("/url", &json!({ "url": format!("{}{path}", self.base_url) })).await;
    }

    pub async fn back(&self) {
        self.wire.post("/back", &json!({})).await;
    }

    /// Path and query of the page.
    pub async fn place(&self) -> String {
        self.look("location.pathname + location.search").await
    }

    /// Runs statements in the page; `arguments` are what they are given.
    pub async fn run(&self, script: &str, arguments: Value) -> Value {
        self.try_run(script, &arguments).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Runs statements that give their value to the function `arguments[0]` when they have it.
    pub async fn run_later(&self, script: &str) -> Value {
        self.wire.post("/execute/async", &json!({ "script": script, "args": [] })).await
    }

    async fn try_run(&self, script: &str, arguments: &Value) -> Result<Value, String> {
        self.wire.ask("POST", "/execute/sync", &json!({ "script": script, "args": arguments })).await
    }

    /// The value of an expression as a text.
    pub async fn look(&self, expression: &str) -> String {
        let found = self.run(&format!("return {expression}"), json!([])).await;
        found.as_str().map_or_else(|| found.to_string(), str::to_owned)
    }

    /// The text of an element once it is there.
    pub async fn text(&self, css: &str) -> String {
        self.wait(css).await;
        self.look(&format!("document.querySelector({}).textContent.trim()", json!(css))).await
    }

    /// How many there are.
    pub async fn count(&self, css: &str) -> usize {
        self.look(&format!("document.querySelectorAll({}).length", json!(css))).await.parse().unwrap_or_default()
    }

    /// Waits until an expression is true; how long that took.
    pub async fn until(&self, expression: &str) -> Duration {
        let begun = Instant::now();
        loop {
            let found = self.try_run(&format!("return Boolean({expression})"), &json!([])).await;
            match found {
                Ok(Value::Bool(true)) => return begun.elapsed(),
                // A page that is on its way has no script yet.
                Ok(_) | Err(_) if begun.elapsed() < PATIENCE => tokio::time::sleep(PAUSE).await,
                found => panic!("waited for `{expression}` at {}: {found:?}", self.place().await),
            }
        }
    }

    /// Waits until an element is there and shown; what a list offers is shown when the list is.
    pub async fn wait(&self, css: &str) -> Duration {
        let found = format!("document.querySelector({})", json!(css));
        self.until(&format!("({found}?.closest('select') ?? {found})?.getClientRects().length")).await
    }

    pub async fn wait_gone(&self, css: &str) -> Duration {
        self.until(&format!("!document.querySelector({})?.getClientRects().length", json!(css))).await
    }

    /// Waits until an element shows a text.
    pub async fn wait_text(&self, css: &str, text: &str) -> Duration {
        let (css, text) = (json!(css), json!(text));
        self.until(&format!("[...document.querySelectorAll({css})].some((found) => found.getClientRects().length && found.textContent.includes({text}))")).await
    }

    async fn find(&self, css: &str) -> Value {
        self.wait(css).await;
        self.wire.post("/element", &json!({ "using": "css selector", "value": css })).await
    }

    fn count_one(&self) {
        self.pressed.set(self.pressed.get() + 1);
    }

    /// What was pressed since this was last asked: clicks and chords.
    pub fn pressed(&self) -> usize {
        self.pressed.take()
    }

    /// A click of the mouse on the middle of an element, which must not lie under another.
    pub async fn click(&self, css: &str) {
        let found = self.find(css).await;
        let Some(id) = element(&found) else { panic!("{css} is no element: {found}") };
        self.wire.post(&format!("/element/{id}/click"), &json!({})).await;
        self.count_one();
    }

    pub async fn click_with(&self, key: &str, css: &str) {
        let found = self.find(css).await;
        self.wire.post("/actions", &keys::with_mouse(key, &found)).await;
        self.count_one();
    }

    pub async fn hover(&self, css: &str) {
        let found = self.find(css).await;
        self.wire.post("/actions", &keys::hovering(&found)).await;
    }

    pub async fn drag(&self, from: &str, to: &str) {
        let (from, to) = (self.find(from).await, self.find(to).await);
        self.wire.post("/actions", &keys::dragging(&from, &to)).await;
        self.count_one();
    }

    /// A key, or keys together: `s`, `Shift+x`, `Control+Enter`.
    pub async fn press(&self, chord: &str) {
        self.wire.post("/actions", &keys::pressed(chord)).await;
        self.count_one();
    }

    /// Types a text where the focus is. Not counted: every way to say it needs it.
    pub async fn type_text(&self, text: &str) {
        let active = self.wire.get("/element/active").await;
        let Some(id) = element(&active) else { panic!("nothing has the focus: {active}") };
        self.wire.post(&format!("/element/{id}/value"), &json!({ "text": text })).await;
    }

    /// Types the beginning of what is chosen from the list that has the focus.
    pub async fn choose(&self, beginning: &str) {
        self.type_text(beginning).await;
        self.count_one();
    }

    /// Puts a text into a field as by hand, in the place of what was there.
    pub async fn fill(&self, css: &str, text: &str) {
        let found = self.find(css).await;
        let Some(id) = element(&found) else { panic!("{css} is no element: {found}") };
        self.wire.post(&format!("/element/{id}/clear"), &json!({})).await;
        self.wire.post(&format!("/element/{id}/value"), &json!({ "text": text })).await;
    }

    /// Gives a file to the field that asks for one: the press that opens the browser's own dialog, and what is chosen there.
    pub async fn give(&self, css: &str, file: &Path) {
        let found = self.find(css).await;
        let Some(id) = element(&found) else { panic!("{css} is no element: {found}") };
        self.wire.post(&format!("/element/{id}/value"), &json!({ "text": file.display().to_string() })).await;
        self.count_one();
    }

    /// What has the focus: `tr#lead-7`, `body`.
    pub async fn focus(&self) -> String {
        self.look("document.activeElement ? document.activeElement.localName + (document.activeElement.id && '#' + document.activeElement.id) : 'body'").await
    }

    pub async fn cookie(&self, name: &str, value: &str) {
        self.wire.post("/cookie", &json!({ "cookie": { "name": name, "value": value, "path": "/" } })).await;
    }

    pub async fn forget_cookie(&self, name: &str) {
        let done = self.wire.ask("DELETE", &format!("/cookie/{name}"), &Value::Null).await;
        done.map(drop).unwrap_or_else(|error| panic!("{error}"));
    }

    /// The tab that is in front.
    pub async fn tab(&self) -> Tab {
        Tab(self.wire.get("/window").await.as_str().unwrap_or_default().to_owned())
    }

    /// Opens another one and goes there.
    pub async fn new_tab(&self) -> Tab {
        let made = self.wire.post("/window/new", &json!({ "type": "tab" })).await;
        let tab = Tab(made["handle"].as_str().unwrap_or_default().to_owned());
        self.show(&tab).await;
        self.prepare().await;
        tab
    }

    pub async fn show(&self, tab: &Tab) {
        self.wire.post("/window", &json!({ "handle": tab.0 })).await;
    }

    pub async fn close_tab(&self, tab: &Tab) {
        self.show(tab).await;
        let done = self.wire.ask("DELETE", "/window", &Value::Null).await;
        done.map(drop).unwrap_or_else(|error| panic!("{error}"));
    }

    /// What went wrong in the pages since this was last asked: violations of their policy, errors on the console, refusals but those with
    /// a status that was meant.
    pub async fn faults(&self, refusals: &[u16]) -> Vec<String> {
        watch::faults(&self.wire.post("/se/log", &json!({ "type": "browser" })).await, refusals)
    }

    /// The window as a PNG.
    pub async fn picture(&self) -> Vec<u8> {
        let text = self.wire.get("/screenshot").await;
        STANDARD.decode(text.as_str().unwrap_or_default()).unwrap_or_else(|error| panic!("no picture: {error}"))
    }

    /// Ends the browser.
    pub async fn close(self) {
        let done = self.wire.ask("DELETE", "", &Value::Null).await;
        done.map(drop).unwrap_or_else(|error| panic!("{error}"));
    }
}
