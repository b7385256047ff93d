//! The pages in a real browser, on both engines where the engine can matter. Each test opens one browser and does much with it, since
//! opening takes a second. Needs chromium and chromium-driver: without them the tests fail and say what to install.

mod axe;
mod board;
mod clicks;
mod inspector;
mod kept;
mod known;
mod lead;
mod list;
mod pages;
mod wires;

use crate::house::{House, PASSWORD};
use leadhub_browser::{Driver, Window};
use leadhub_model::sign_in::Role;
use leadhub_testkit::TestStore;

/// A served house, and a browser that looks at it.
pub struct Stage {
    pub window: Window,
    _driver: Driver,
    pub house: House,
}

impl Stage {
    pub async fn open(store: TestStore) -> Stage {
        Stage::of(House::open(store).await).await
    }

    pub async fn of(house: House) -> Stage {
        let driver = Driver::start();
        let window = driver.open(&house.base_url).await;
        Stage { window, _driver: driver, house }
    }

    /// Lets a user in and signs her in through the page, as she would.
    pub async fn sign_in(&self, agent: i64, role: Role) {
        let name = self.house.let_in("kangnam", agent, role).await;
        self.window.go("/app/leads").await;
        self.fill_in(&name, PASSWORD).await;
        self.window.wait("[data-rows]").await;
    }

    /// Fills the page of the sign-in and sends it.
    pub async fn fill_in(&self, name: &str, password: &str) {
        self.window.fill("#organisation", "kangnam").await;
        self.window.fill("#name", name).await;
        self.window.fill("#password", password).await;
        self.window.click("form .primary").await;
    }

    /// Nothing was said on the console but refusals that were meant.
    pub async fn is_clean(&self, refusals: &[u16]) {
        let faults = self.window.faults(refusals).await;
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    pub async fn close(self) {
        self.is_clean(&[]).await;
        self.window.close().await;
        self.house.stop().await;
    }
}
