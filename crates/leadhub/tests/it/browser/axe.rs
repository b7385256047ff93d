//! axe-core over every page, with its dialogs: in light and dark, at a desk and on a phone, in both languages, nothing violated and no
//! contrast left undecided. What it cannot see, such as where the focus is, the other tests look at.

use super::Stage;
use super::pages::{OUTSIDE, PAGES, Page};
use crate::house::MANAGER;
use leadhub_browser::{Colours, Screen, Window};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{Engine, TestStore, block_on};
use serde_json::{Value, json};

const AXE: &str = include_str!("vendor/axe-core/axe.min.js");
/// A character that is alone or no letter is looked at as well: axe would leave it undecided.
const ASK: &str = "const done = arguments[0]; \
    axe.run(document.querySelector('dialog[open]') ?? document, { resultTypes: ['violations', 'incomplete'], \
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], \
        checks: { 'color-contrast': { options: { ignoreUnicode: false, ignoreLength: true } } } }) \
    .then((found) => done(found), (error) => done({ failed: String(error) }))";
/// Each two of a width, a theme and a language meet; a page is loaded once for both of a language.
const LOOKS: [(&str, [(Screen, Colours); 2]); 2] = [
    ("vi", [(Screen::DESK, Colours::Light), (Screen::PHONE, Colours::Dark)]),
    ("en", [(Screen::PHONE, Colours::Light), (Screen::DESK, Colours::Dark)]),
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

/// Looks at a page as it stands, or at what lies over it: what is below was looked at alone.
async fn look(window: &Window, page: &Page, seen: &str, found: &mut Vec<String>) {
    let lines = described(&window.run_later(ASK).await);
    let over = page.key.map(|(key, _)| key).unwrap_or_default();
    found.extend(lines.into_iter().map(|line| format!("{} {over} {seen}: {line}", page.path)));
}

/// On one engine: what is looked at is the same on both.
#[test]
fn no_page_is_hard_to_use() {
    block_on(async {
        let stage = Stage::open(TestStore::migrated(Engine::Sqlite, crate::migrate)).await;
        let window = &stage.window;
        window.chromium("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": AXE })).await;
        stage.sign_in(MANAGER, Role::Admin).await;
        let lead = window.look("document.querySelector('[data-row]').dataset.row").await;
        let mut found = Vec::new();
        for pages in [&PAGES[..], &OUTSIDE[..]] {
            for (language, looks) in LOOKS {
                window.cookie("language", language).await;
                for page in pages {
                    window.screen(looks[0].0).await;
                    page.open(window, &lead).await;
                    for (screen, colours) in looks {
                        window.screen(screen).await;
                        window.colours(colours).await;
                        let seen = format!("{language} {} {}", screen.width, colours.word());
                        look(window, page, &seen, &mut found).await;
                    }
                }
            }
            window.forget_cookie("leadhub").await;
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
        // What is wrong is found: otherwise all of this shows nothing.
        window
            .run("document.querySelector('main').insertAdjacentHTML('beforeend', '<input name=nameless>')", json!([]))
            .await;
        assert!(!described(&window.run_later(ASK).await).is_empty());
        stage.window.close().await;
        stage.house.stop().await;
    });
}
