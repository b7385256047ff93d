//! The icons by name. A template writes `{{ Icon::PHONE }}`; a new one is a file in `assets/vendor/lucide` and a line here.
//! They are decoration: what a button means is said in words, seen or unseen.

use crate::assets::ICONS_SVG;
use askama::filters::HtmlSafe;
use std::fmt;

/// The name of a symbol in the sprite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icon(&'static str);

macro_rules! icons {
    ($($name:ident = $file:literal;)*) => {
        impl Icon {
            $(pub const $name: Icon = Icon($file);)*
            #[cfg(test)]
            const ALL: &[Icon] = &[$(Icon::$name),*];
        }
    };
}

icons! {
    ARROW_DOWN = "arrow-down"; ARROW_UP = "arrow-up"; BAN = "ban"; BOOK = "calendar-check"; CALENDAR = "calendar";
    CALLBACK = "calendar-clock"; CHART = "chart-column"; CHECK = "check"; CLOCK = "clock"; CLOSE = "x"; COLUMNS = "columns-3";
    COPY = "copy"; DONE = "circle-check"; DOWN = "chevron-down"; DOWNLOAD = "download"; EDIT = "pencil"; EYE = "eye";
    FILTER = "filter"; HISTORY = "history"; INBOX = "inbox"; INFO = "info"; LABEL = "tag"; LEFT = "chevron-left"; MENU = "menu";
    MOON = "moon"; MORE = "ellipsis"; NOTE = "message-square"; PAUSE = "pause"; PHONE = "phone"; PLUG = "plug"; PLUS = "plus";
    REFRESH = "refresh-cw"; RIGHT = "chevron-right"; SEARCH = "search"; SETTINGS = "settings"; SIGN_OUT = "log-out"; SUN = "sun";
    SYSTEM = "sun-moon"; TICKED = "list-checks"; TRASH = "trash-2"; UNDO = "undo-2"; UPLOAD = "upload"; USER = "user";
    USERS = "users"; USER_CHECK = "user-check"; WARNING = "triangle-alert"; WRONG = "circle-alert";
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"{ICONS_SVG}#{}\"/></svg>", self.0)
    }
}

/// Nothing in it comes from outside.
impl HtmlSafe for Icon {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_in_the_sprite_and_every_symbol_has_a_name() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/vendor/lucide");
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut files: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".svg")?.to_owned())).collect();
        let mut named: Vec<&str> = Icon::ALL.iter().map(|icon| icon.0).collect();
        files.sort();
        named.sort_unstable();
        assert_eq!(named, files);
    }
}
