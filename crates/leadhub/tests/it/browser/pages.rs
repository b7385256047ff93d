//! The table of the pages: every one of them is opened, and must keep its content security policy, say no error, fit its screen and show
//! what has the focus. A page without a row here fails.

use super::Stage;
use super::known::Known;
use crate::house::MANAGER;
use leadhub_browser::{Screen, Window};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

pub struct Page {
    /// As its route is written, or with a kind of rows and with what `known.rs` makes.
    pub path: &'static str,
    /// What is on it once it is there.
    pub here: &'static str,
    /// Pressed before it is looked at, and what comes of it: for what lies over a page, and for pages that only answer.
    pub pressed: Option<(Press, &'static str)>,
}

#[derive(Debug)]
pub enum Press {
    Key(&'static str),
    Mouse(&'static str),
}

impl Page {
    const fn new(path: &'static str, here: &'static str) -> Page {
        Page { path, here, pressed: None }
    }

    /// What a key opens over a page.
    const fn over(self, key: &'static str, there: &'static str) -> Page {
        Page { pressed: Some((Press::Key(key), there)), ..self }
    }

    /// What a click brings.
    const fn after(self, css: &'static str, there: &'static str) -> Page {
        Page { pressed: Some((Press::Mouse(css), there)), ..self }
    }

    pub async fn open(&self, window: &Window, known: &Known) {
        window.go(&known.fill(self.path)).await;
        window.wait(self.here).await;
        let Some((press, there)) = &self.pressed else { return };
        match press {
            Press::Key(key) => window.press(key).await,
            Press::Mouse(css) => {
                window
                    .run("document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })", json!([css]))
                    .await;
                window.click(css).await;
            }
        }
        window.wait(there).await;
    }
}

const LEAD: &str = "#lead-view h1";

/// For who is signed in.
pub const PAGES: &[Page] = &[
    Page::new("/app/leads", "[data-row]"),
    Page::new("/app/leads?preview={lead_id}", "#preview h1"),
    Page::new("/app/leads?q=khongcoai", ".empty"),
    Page::new("/app/leads", "[data-row]").over("Control+k", "#palette[open]"),
    Page::new("/app/leads", "[data-row]").over("?", "#keys[open]"),
    Page::new("/app/leads", "[data-row]").over("c", "#new-lead"),
    Page::new("/app/leads", "[data-row]").over("f", "details[open] .option"),
    Page::new("/app/leads", "[data-row]").over("x", "[data-bulk]"),
    Page::new("/app/leads?all=1", "[data-all]"),
    Page::new("/app/leads", "[data-row]").over("v", "#view-form"),
    Page::new("/app/views", "main tbody tr"),
    Page::new("/app/views/new", "#view-form"),
    Page::new("/app/leads/{lead_id}", LEAD),
    Page::new("/app/leads/{lead_id}?only=calls", LEAD),
    Page::new("/app/leads/{lead_id}", LEAD).over("s", "dialog [name=stage]"),
    Page::new("/app/leads/{lead_id}", LEAD).over("a", "#agent"),
    Page::new("/app/leads/{lead_id}", LEAD).over("l", "dialog [name=add]"),
    Page::new("/app/leads/{lead_id}", LEAD).over("b", "#book-form"),
    Page::new("/app/leads/{lead_id}", LEAD).over("e", "#edit-form"),
    Page::new("/app/leads/new", "main #new-lead"),
    Page::new("/app/leads/export?stage=557", "main #export-form"),
    Page::new("/app/leads/assign?lead={lead_id}", "main #agent"),
    Page::new("/app/leads/stage?lead={lead_id}", "main [name=stage]"),
    Page::new("/app/leads/label?lead={lead_id}", "main [name=add]"),
    Page::new("/app/leads/note?lead={lead_id}", "main #row-note"),
    Page::new("/app/leads/{lead_id}/edit", "main #edit-form"),
    Page::new("/app/leads/{lead_id}/book", "main #book-form"),
    Page::new("/app/board", ".card"),
    Page::new("/app/bookings", "main h1"),
    Page::new("/app/bookings?day=2099-12-31", "main .box"),
    Page::new("/app/bookings?day=2099-12-31&view=week", "main .box"),
    Page::new("/app/bookings?day=2099-12-31&view=list", "main .box"),
    Page::new("/app/bookings?day=2099-12-31", "main .box").after("main [hx-get$='/move']", "#move-form"),
    Page::new("/app/bookings/{booking_id}/move", "#move-form"),
    Page::new("/app/bookings?day=2099-12-31", "main .box")
        .after("main .confirm summary", "main .confirm[open] .danger"),
    Page::new("/app/lists", "main .plain"),
    Page::new("/app/overview", "main .figures"),
    Page::new("/app/overview?period=90", "main .figures"),
    Page::new("/app/integrations", "[data-row]"),
    Page::new("/app/integrations?status=5xx", ".empty"),
    Page::new("/app/integrations?request={request_id}", "#preview h2"),
    Page::new("/app/integrations/new", "#integration-new"),
    Page::new("/app/integrations/{integration_id}", "#integration-form"),
    Page::new("/app/integrations/{integration_id}", "#integration-form").over("t", "#token"),
    Page::new("/app/settings", "#zone"),
    Page::new("/app/leads?col=stage&col=assignee&col=labels&col=note", "[data-row]"),
    Page::new("/app/leads", "[data-row]").over("n", "#row-note"),
    Page::new("/app/overview?period=1", "main .figures"),
    Page::new("/app/integrations?status=all", "main h1"),
    Page::new("/app/settings/users/new", "#row-form"),
    Page::new("/app/settings/price-lists/1", "#price-1"),
    Page::new("/app/settings/districts", "main h1"),
    Page::new("/app/settings/districts/new", "#row-form"),
    Page::new("/app/settings/stages", "[data-row]"),
    Page::new("/app/settings/stages/new", "#row-form"),
    Page::new("/app/settings/stages/557", "#row-form"),
    Page::new("/app/settings/custom-fields", "[data-row]"),
    Page::new("/app/settings/custom-fields/new", "#row-form"),
    Page::new("/app/settings/sources", "main tbody .pill"),
    Page::new("/app/settings/sources/1", "#row-form"),
    Page::new("/app/settings/users", "[data-row]"),
    Page::new("/app/settings/users/{user_id}", "#row-form"),
    Page::new("/app/settings/users/{user_id}", "#row-form").after("form.part .button", "#password"),
    Page::new("/app/settings/companies", "[data-row]"),
    Page::new("/app/settings/companies/new", "#row-form"),
    Page::new("/app/import", "main tbody tr"),
    Page::new("/app/import/{held_id}", "#then"),
    Page::new("/app/import/{import_id}", "#import-status table"),
    Page::new("/app/help", "main section"),
    Page::new("/app/help?for=managers", "main section"),
    Page::new("/app/password", "#old"),
];
/// For nobody.
pub const OUTSIDE: [Page; 2] =
    [Page::new("/app/sign-in", "#password"), Page::new("/app/sign-in/nowhere", "main .primary")];

/// What a page asks for, or what sends the browser on: nobody sees it by itself.
const PARTS: &[&str] = &[
    "/",
    "/app",
    "/assets/{name}",
    "/app/language/{language}",
    "/app/preferences/{preference}/{state}",
    "/app/live",
    "/app/palette",
    "/app/leads/rows",
    "/app/leads/filters",
    "/app/leads/export.csv",
    "/app/leads/export.xlsx",
    "/app/leads/export.jsonl",
    "/app/leads/no-preview",
    "/app/leads/{lead_id}/preview",
    "/app/leads/{lead_id}/view",
    "/app/import/{import_id}/status",
    "/app/import/{import_id}/refused.csv",
    "/app/board/cards",
    "/app/board/column",
    "/app/integrations/requests/{request_id}",
    "/app/integrations/rows",
];

/// Whether a row opens pages of a route.
fn opens(page: &Page, route: &str) -> bool {
    let path = page.path.split('?').next().unwrap_or_default();
    let is_any = |name: &str, segment: &str| segment.starts_with('{') || name == "{kind}" || name == "{row_id}";
    let mut pairs = route.split('/').zip(path.split('/'));
    route.matches('/').count() == path.matches('/').count()
        && pairs.all(|(name, segment)| name == segment || (name.starts_with('{') && is_any(name, segment)))
}

#[test]
fn every_page_has_a_row() {
    let listed = leadhub_web::routes::routes();
    let asked: Vec<&str> =
        listed.listed().iter().filter(|route| route.method == "GET").map(|route| route.path).collect();
    assert!(PARTS.iter().all(|part| asked.contains(part)), "a part is no route");
    for route in asked.into_iter().filter(|route| !PARTS.contains(route)) {
        assert!(PAGES.iter().chain(&OUTSIDE).any(|page| opens(page, route)), "{route}: give it a row in PAGES");
    }
}

/// Gives everything that can have it the focus, one after the other; gives what did not get it, or lies with it under something else, such
/// as a head that stays where it is.
const UNSEEN: &str = "const over = document.querySelector('dialog[open], details.menu[open]') ?? document;
    const all = [...over.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
    const takes = all.filter((each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({ visibilityProperty: true }));
    const isSeen = (each) => {
        const { left, top, width, height } = each.getClientRects()[0];
        const parts = [.5, .02, .98];
        return width < 1 || height < 1 || parts.some((x) => parts.some((y) => {
            const found = document.elementFromPoint(left + width * x, top + height * y);
            return found && (each.contains(found) || found.closest('label')?.contains(each));
        }));
    };
    return takes.filter((each) => (each.focus(), document.activeElement !== each || !isSeen(each))).map((each) => each.outerHTML.slice(0, 120));";

both_engines! {
    migrate = crate::migrate;

    async fn no_page_breaks_its_policy_says_an_error_is_wider_than_its_screen_or_hides_the_focus(store: TestStore) {
        let stage = Stage::open(store).await;
        stage.sign_in(MANAGER, Role::Admin).await;
        let window = &stage.window;
        // Some versions give a page the focus only once it was clicked, and without it nothing in it looks as if it had it.
        window.chromium("Emulation.setFocusEmulationEnabled", &json!({ "enabled": true })).await;
        let known = Known::make(&stage).await;
        for pages in [PAGES, &OUTSIDE[..]] {
            for screen in [Screen::DESK, Screen::PHONE] {
                window.screen(screen).await;
                for page in pages {
                    page.open(window, &known).await;
                    let at = format!("{} {:?} at {} pixels", page.path, page.pressed, screen.width);
                    let wide = window.look("document.documentElement.scrollWidth - innerWidth").await;
                    assert_eq!(wide, "0", "{at}");
                    let unseen = window.run(UNSEEN, json!([])).await;
                    assert_eq!(unseen, json!([]), "{at}: has the focus and is not seen");
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
