//! axe-core over every page, with what lies over it: in light and dark, at a desk and on a phone, in both languages, nothing violated and no
//! contrast left undecided. What it cannot see, such as where the focus is, the other tests look at.

use super::Stage;
use super::known::Known;
use super::pages::{OUTSIDE, PAGES, Page};
use crate::house::MANAGER;
use leadhub_browser::{Colours, Screen, Window};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{Engine, TestStore, block_on};
use serde_json::{Value, json};

const AXE: &str = include_str!("vendor/axe-core/axe.min.js");
/// A character that is alone or no letter is looked at as well: axe would leave it undecided. What a page loads is not looked into.
const ASK: &str = "const done = arguments[0]; \
    axe.run(document.querySelector('dialog[open], [data-bulk]:not([hidden])') ?? WHERE, { resultTypes: ['violations', 'incomplete'], preload: false, \
        runOnly: RULES, checks: { 'color-contrast': { options: { ignoreUnicode: false, ignoreLength: true } } } }) \
    .then((found) => done(found), (error) => done({ failed: String(error) }))";
/// Asked once of each page: of these the size of what is pressed takes longest to reckon.
const EVERY_RULE: &str = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";
/// Asked once for each width and language.
const OF_PAGES: &str = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']";
/// All that depends on the colours.
const OF_COLOURS: &str = "{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }";

/// What it found, a line each; nothing if nothing is wrong.
fn described(found: &Value) -> Vec<String> {
    let undecided = found["incomplete"].as_array().into_iter().flatten().filter(|rule| rule["id"] == "color-contrast");
    let rules = found["violations"].as_array().into_iter().flatten().chain(undecided);
    let nodes = rules.flat_map(|rule| rule["nodes"].as_array().into_iter().flatten().map(move |node| (rule, node)));
    let lines = nodes.map(|(rule, node)| {
        format!("{} at {}: {} {}", rule["id"], node["target"], node["html"], node["any"][0]["message"])
    });
    found["failed"].as_str().map(str::to_owned).into_iter().chain(lines).collect()
}

const WHOLE: &str = "document";
/// What is around it is the same on every page, and dear to look at.
const MAIN: &str = "(document.querySelector('main') ?? document)";

async fn ask(window: &Window, place: &str, rules: &str) -> Vec<String> {
    described(&window.run_later(&ASK.replace("WHERE", place).replace("RULES", rules)).await)
}

/// Looks at a page as it stands, or at what lies over it: what is below was looked at alone. In each width light and dark. The whole of it is
/// looked at in the first width and light; in the others of the first page alone.
async fn look(
    window: &Window,
    (page, is_first): (&Page, bool),
    language: &str,
    looks: &[(Screen, &str)],
    found: &mut Vec<String>,
) {
    let mut place = WHOLE;
    for &(screen, rules) in looks {
        window.screen(screen).await;
        for (colours, rules) in [(Colours::Light, rules), (Colours::Dark, OF_COLOURS)] {
            window.colours(colours).await;
            let seen = format!("{} {:?} {language} {} {}", page.path, page.pressed, screen.width, colours.word());
            found.extend(ask(window, place, rules).await.into_iter().map(|line| format!("{seen}: {line}")));
            place = if is_first { WHOLE } else { MAIN };
        }
    }
}

/// Every page in a language, in each width with its rules.
async fn no_page_is_hard_to_use(engine: Engine, language: &str, looks: &[(Screen, &str)]) {
    let stage = Stage::open(TestStore::migrated(engine, crate::migrate)).await;
    let window = &stage.window;
    stage.sign_in(MANAGER, Role::Admin).await;
    let known = Known::make(&stage).await;
    window.chromium("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": AXE })).await;
    window.cookie("language", language).await;
    let mut found = Vec::new();
    for pages in [PAGES, &OUTSIDE[..]] {
        for (number, page) in pages.iter().enumerate() {
            window.screen(looks[0].0).await;
            page.open(window, &known).await;
            look(window, (page, number == 0), language, looks, &mut found).await;
        }
        window.forget_cookie("leadhub").await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    // What is wrong is found: otherwise all of this shows nothing.
    let faint = "<input name=nameless><p class=bad>faint</p>";
    window.run("document.querySelector('main').insertAdjacentHTML('beforeend', arguments[0])", json!([faint])).await;
    assert!(!ask(window, WHOLE, EVERY_RULE).await.is_empty());
    window.run("document.querySelector('main').className = 'toast bad'", json!([])).await;
    assert!(!ask(window, WHOLE, OF_COLOURS).await.is_empty());
    stage.window.close().await;
    stage.house.stop().await;
}

// A test a language, so that they run beside each other.
#[test]
fn no_page_is_hard_to_use_in_vietnamese() {
    block_on(no_page_is_hard_to_use(Engine::Sqlite, "vi", &[(Screen::DESK, EVERY_RULE), (Screen::PHONE, OF_PAGES)]));
}

#[test]
fn no_page_is_hard_to_use_in_english() {
    block_on(no_page_is_hard_to_use(Engine::Sqlite, "en", &[(Screen::DESK, OF_PAGES), (Screen::PHONE, OF_PAGES)]));
}

/// What is looked at is the same on both engines: a quarter of it tells.
#[test]
fn no_page_is_hard_to_use_on_the_other_engine() {
    block_on(no_page_is_hard_to_use(Engine::Postgres, "vi", &[(Screen::PHONE, OF_PAGES)]));
}
