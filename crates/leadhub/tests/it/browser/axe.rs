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
    axe.run(document.querySelector('dialog[open]') ?? document, { resultTypes: ['violations', 'incomplete'], preload: false, \
        runOnly: RULES, checks: { 'color-contrast': { options: { ignoreUnicode: false, ignoreLength: true } } } }) \
    .then((found) => done(found), (error) => done({ failed: String(error) }))";
const EVERY_RULE: &str = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";
/// All that depends on the colours.
const OF_COLOURS: &str = "{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }";

/// How a page is looked at, one look after the other; the first at a width asks every rule.
type Looks = &'static [(Screen, &'static [Colours])];
const EACH: Looks = &[(Screen::DESK, &BOTH), (Screen::PHONE, &BOTH)];
const BOTH: [Colours; 2] = [Colours::Light, Colours::Dark];
/// Each two of a width, a theme and a language meet.
const PAIRS: [(&str, Looks); 2] = [
    ("vi", &[(Screen::DESK, &[Colours::Light]), (Screen::PHONE, &[Colours::Dark])]),
    ("en", &[(Screen::DESK, &[Colours::Dark]), (Screen::PHONE, &[Colours::Light])]),
];

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

async fn ask(window: &Window, rules: &str) -> Vec<String> {
    described(&window.run_later(&ASK.replace("RULES", rules)).await)
}

/// Looks at a page as it stands, or at what lies over it: what is below was looked at alone.
async fn look(window: &Window, page: &Page, language: &str, looks: Looks, found: &mut Vec<String>) {
    for (screen, themes) in looks {
        window.screen(*screen).await;
        for (at, colours) in themes.iter().enumerate() {
            window.colours(*colours).await;
            let lines = ask(window, if at == 0 { EVERY_RULE } else { OF_COLOURS }).await;
            let seen = format!("{} {:?} {language} {} {}", page.path, page.pressed, screen.width, colours.word());
            found.extend(lines.into_iter().map(|line| format!("{seen}: {line}")));
        }
    }
}

async fn no_page_is_hard_to_use(engine: Engine, languages: [(&str, Looks); 2]) {
    let stage = Stage::open(TestStore::migrated(engine, crate::migrate)).await;
    let window = &stage.window;
    stage.sign_in(MANAGER, Role::Admin).await;
    let known = Known::make(&stage).await;
    window.chromium("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": AXE })).await;
    let mut found = Vec::new();
    for pages in [&PAGES[..], &OUTSIDE[..]] {
        for (language, looks) in languages {
            window.cookie("language", language).await;
            for page in pages {
                window.screen(looks[0].0).await;
                page.open(window, &known).await;
                look(window, page, language, looks, &mut found).await;
            }
        }
        window.forget_cookie("leadhub").await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    // What is wrong is found: otherwise all of this shows nothing.
    let faint = "<input name=nameless><p class=bad>x</p>";
    window.run("document.querySelector('main').insertAdjacentHTML('beforeend', arguments[0])", json!([faint])).await;
    assert_eq!(ask(window, EVERY_RULE).await.len(), 1);
    window.run("document.querySelector('main').className = 'toast bad'", json!([])).await;
    assert!(!ask(window, OF_COLOURS).await.is_empty());
    stage.window.close().await;
    stage.house.stop().await;
}

#[test]
fn no_page_is_hard_to_use_in_any_way_of_looking_at_it() {
    block_on(no_page_is_hard_to_use(Engine::Sqlite, [("vi", EACH), ("en", EACH)]));
}

#[test]
fn no_page_is_hard_to_use_on_the_other_engine() {
    block_on(no_page_is_hard_to_use(Engine::Postgres, PAIRS));
}
