//! The table of the pages: every one of them is opened, and must keep its content security policy, say no error and fit its screen. A place
//! of the navigation without a row here fails.

use super::Stage;
use crate::house::MANAGER;
use leadhub_browser::{Screen, Window};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use leadhub_web::places::Place;
use serde_json::json;

pub struct Page {
    /// `{lead}` is the newest lead.
    pub path: &'static str,
    /// What is on it once it is there.
    pub here: &'static str,
    /// Pressed before it is looked at, for what lies over a page.
    pub key: Option<(&'static str, &'static str)>,
}

impl Page {
    const fn new(path: &'static str, here: &'static str) -> Page {
        Page { path, here, key: None }
    }

    /// What a key opens over a page.
    const fn over(self, key: &'static str, there: &'static str) -> Page {
        Page { key: Some((key, there)), ..self }
    }

    pub async fn open(&self, window: &Window, lead: &str) {
        window.go(&self.path.replace("{lead}", lead)).await;
        window.wait(self.here).await;
        if let Some((key, there)) = self.key {
            window.press(key).await;
            window.wait(there).await;
        }
    }
}

/// For who is signed in.
pub const PAGES: [Page; 36] = [
    Page::new("/app/leads", "[data-row]"),
    Page::new("/app/leads?preview={lead}", "#preview h1"),
    Page::new("/app/leads?q=khongcoai", ".empty"),
    Page::new("/app/leads", "[data-row]").over("Control+k", "#palette[open]"),
    Page::new("/app/leads", "[data-row]").over("?", "#keys[open]"),
    Page::new("/app/leads", "[data-row]").over("c", "#new-lead"),
    Page::new("/app/leads", "[data-row]").over("v", "#view-form"),
    Page::new("/app/views", "main h1"),
    Page::new("/app/views/new", "#view-form"),
    Page::new("/app/leads/{lead}", "#lead-view h1"),
    Page::new("/app/leads/{lead}", "#lead-view h1").over("s", "dialog [name=stage]"),
    Page::new("/app/leads/{lead}", "#lead-view h1").over("a", "#agent"),
    Page::new("/app/leads/{lead}", "#lead-view h1").over("l", "dialog [name=add]"),
    Page::new("/app/leads/{lead}", "#lead-view h1").over("b", "#book-form"),
    Page::new("/app/board", ".card"),
    Page::new("/app/bookings", "main h1"),
    Page::new("/app/lists", "main .plain"),
    Page::new("/app/overview", "main .figures"),
    Page::new("/app/integrations", "main h1"),
    Page::new("/app/settings", "#zone"),
    Page::new("/app/leads?col=stage&col=assignee&col=labels&col=note", "[data-row]"),
    Page::new("/app/leads", "[data-row]").over("n", "#row-note"),
    Page::new("/app/overview?period=1", "main .figures"),
    Page::new("/app/integrations?status=all", "main h1"),
    Page::new("/app/integrations/new", "main form"),
    Page::new("/app/settings/stages", "main .plain"),
    Page::new("/app/settings/stages/new", "#row-form"),
    Page::new("/app/settings/users", "main .plain"),
    Page::new("/app/settings/users/new", "#row-form"),
    Page::new("/app/settings/price-lists/1", "#price-1"),
    Page::new("/app/settings/districts", "main h1"),
    Page::new("/app/settings/districts/new", "#row-form"),
    Page::new("/app/import", "main h1"),
    Page::new("/app/help", "main section"),
    Page::new("/app/help?for=managers", "main section"),
    Page::new("/app/password", "#old"),
];
/// For nobody.
pub const OUTSIDE: [Page; 2] =
    [Page::new("/app/sign-in", "#password"), Page::new("/app/sign-in/nowhere", "main .primary")];

#[test]
fn every_place_of_the_navigation_has_a_row() {
    for place in Place::ALL {
        assert!(PAGES.iter().any(|page| page.path == place.path()), "{}: give it a row in PAGES", place.path());
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn no_page_breaks_its_policy_says_an_error_or_is_wider_than_its_screen(store: TestStore) {
        let stage = Stage::open(store).await;
        stage.sign_in(MANAGER, Role::Admin).await;
        let window = &stage.window;
        let lead = window.look("document.querySelector('[data-row]').dataset.row").await;
        for pages in [&PAGES[..], &OUTSIDE[..]] {
            for screen in [Screen::DESK, Screen::PHONE] {
                window.screen(screen).await;
                for page in pages {
                    page.open(window, &lead).await;
                    let wide = window.look("document.documentElement.scrollWidth - innerWidth").await;
                    assert_eq!(wide, "0", "{} at {} pixels", page.path, screen.width);
                    let faults = window.faults(if pages.len() == OUTSIDE.len() { &[404] } else { &[] }).await;
                    assert!(faults.is_empty(), "{}: {}", page.path, faults.join("\n"));
                }
            }
            window.forget_cookie("leadhub").await;
        }
        // What the policy forbids is noticed: otherwise all of this shows nothing.
        window.run("const image = new Image(); image.src = 'http://elsewhere.example/x.png'; document.body.append(image)", json!([])).await;
        window.until("document.querySelector('img')?.complete").await;
        assert!(!window.faults(&[404]).await.is_empty());
        stage.window.close().await;
        stage.house.stop().await;
    }
}
