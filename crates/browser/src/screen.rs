//! What the pages are looked at with: the size of the screen, and the colours that its system likes. Given to a window.
//! A screen that is touched is a phone.

use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    pub width: u32,
    pub height: u32,
    pub is_phone: bool,
}

impl Screen {
    pub const DESK: Screen = Screen { width: 1366, height: 768, is_phone: false };
    pub const PHONE: Screen = Screen { width: 360, height: 740, is_phone: true };

    pub(crate) fn metrics(self) -> Value {
        json!({ "width": self.width, "height": self.height, "deviceScaleFactor": 1, "mobile": self.is_phone })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    Light,
    Dark,
}

impl Colours {
    pub const fn word(self) -> &'static str {
        match self {
            Colours::Light => "light",
            Colours::Dark => "dark",
        }
    }

    /// Nothing moves while it is looked at.
    pub(crate) fn media(self) -> Value {
        let (colours, still) = ("prefers-color-scheme", "prefers-reduced-motion");
        json!({ "features": [{ "name": colours, "value": self.word() }, { "name": still, "value": "reduce" }] })
    }
}
