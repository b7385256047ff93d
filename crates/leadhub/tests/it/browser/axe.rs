//! axe-core over every page, with its dialogs: in light and dark, at a desk and on a phone, in both languages, nothing violated and no
//! contrast left undecided. What it cannot see, such as where the focus is, the other tests look at.

use super::Stage;
use super::pages::{OUTSIDE, PAGES, Page};
use crate::house::MANAGER;
use leadhub_browser::{Colours, Screen};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{Engine, TestStore, block_on};
use serde_json::{Value, json};

const AXE: &str = include_str!("vendor/axe-core/axe.min.js");
const ASK: &str = "const done = arguments[0]; \
    axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations', 'incomplete'] }) \
    .then((found) => done(found), (error) => done({ failed: String(error) }))";

/// What it found, a line each; nothing if nothing is wrong.
fn told(found: &Value) -> Vec<String> {
    let undecided = found["incomplete"].as_array().into_iter().flatten().filter(|rule| rule["id"] == "color-contrast");
    let rules = found["violations"].as_array().into_iter().flatten().chain(undecided);
    let nodes = rules.flat_map(|rule| rule["nodes"].as_array().into_iter().flatten().map(move |node| (rule, node)));
    let lines = nodes.map(|(rule, node)| {
        format!("{} at {}: {} {}", rule["id"], node["target"], node["html"], node["any"][0]["message"])
    });
    found["failed"].as_str().map(str::to_owned).into_iter().chain(lines).collect()
}

async fn look(stage: &Stage, page: &Page, lead: &str, seen: &str, found: &mut Vec<String>) {
    let window = &stage.window;
    page.open(window, lead).await;
    for colours in [Colours::Light, Colours::Dark] {
        window.colours(colours).await;
        let lines = told(&window.run_later(ASK).await);
        found.extend(lines.into_iter().map(|line| format!("{} {seen} {}: {line}", page.path, colours.word())));
    }
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
            for language in ["vi", "en"] {
                window.cookie("language", language).await;
                for (screen, size) in [(Screen::DESK, "1366"), (Screen::PHONE, "360")] {
                    window.screen(screen).await;
                    for page in pages {
                        look(&stage, page, &lead, &format!("{language} {size}"), &mut found).await;
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
        assert!(!told(&window.run_later(ASK).await).is_empty());
        stage.window.close().await;
        stage.house.stop().await;
    });
}
