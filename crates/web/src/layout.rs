//! What every page shows around itself: language, theme, navigation, who is signed in. Each page's struct holds one as `layout`, and its
//! template extends `layout.html`. It asks the store nothing: who makes a page hands it in.

use crate::icon::Icon;
use crate::keys::{self, KeyGroup};
use crate::language::{Language, Word};
use crate::places::Place;
use crate::words;

/// The colours: those of the system, or a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::System];

    /// As the cookie and the page say it.
    pub const fn code(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn from_code(code: &str) -> Theme {
        Theme::ALL.into_iter().find(|theme| theme.code() == code).unwrap_or_default()
    }
}

/// What a person switches on and off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Single letters do something.
    Keys,
    /// Rows stand closer.
    Dense,
}

/// A state of a switch: its address, its word, and whether it is so.
type State = (String, &'static str, bool);

impl Switch {
    pub const ALL: [Switch; 2] = [Switch::Keys, Switch::Dense];
    /// As the cookie and the address say them.
    pub const STATES: [(&'static str, bool); 2] = [("on", true), ("off", false)];

    /// Its cookie, and its segment in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Switch::Keys => "keys",
            Switch::Dense => "dense",
        }
    }

    pub fn from_code(code: &str) -> Option<Switch> {
        Switch::ALL.into_iter().find(|switch| switch.code() == code)
    }

    /// What a state says; another word says nothing.
    pub fn is_on(state: &str) -> Option<bool> {
        Switch::STATES.into_iter().find(|(known, _)| *known == state).map(|(_, is_on)| is_on)
    }
}

/// How one person likes the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preferences {
    pub language: Language,
    pub theme: Theme,
    /// Rows of 32 instead of 36 pixels.
    pub dense: bool,
    /// Whether single letters do something.
    pub keys: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Preferences { language: Language::default(), theme: Theme::default(), dense: false, keys: true }
    }
}

impl Preferences {
    pub const fn has(&self, switch: Switch) -> bool {
        match switch {
            Switch::Keys => self.keys,
            Switch::Dense => self.dense,
        }
    }
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    /// Nobody else's, in any organisation: what one typed is shown to no other.
    pub key: String,
    pub name: String,
    pub organisation: String,
    /// The places she may open, in the order of the navigation, each with how much waits there.
    pub places: Vec<(Place, Option<String>)>,
}

impl Person {
    /// The first letters of her first and last names.
    pub fn initials(&self) -> String {
        let mut words = self.name.split_whitespace();
        let letters = [words.next(), words.next_back()].into_iter().flatten().filter_map(|word| word.chars().next());
        letters.flat_map(char::to_uppercase).collect()
    }
}

#[derive(Clone, Debug)]
pub struct Layout {
    pub title: String,
    pub preferences: Preferences,
    pub here: Option<Place>,
    pub person: Option<Person>,
}

impl Layout {
    pub const fn language(&self) -> Language {
        self.preferences.language
    }

    /// Those that the page could be read in besides.
    pub fn other_languages(&self) -> impl Iterator<Item = Language> {
        let own = self.language();
        Language::ALL.into_iter().filter(move |language| *language != own)
    }

    /// A word in the language of the page. Templates hand it over by value or by reference, as it comes.
    pub fn say(&self, word: impl AsRef<Word>) -> &'static str {
        word.as_ref().say(self.preferences.language)
    }

    /// The keys of the pages that the person may open, and all others, for the list of keys.
    pub fn keys(&self) -> Vec<KeyGroup> {
        let places = self.person.iter().flat_map(|person| person.places.iter().map(|(place, _)| *place));
        keys::groups(places)
    }

    pub fn theme_word(&self, theme: &Theme) -> &'static str {
        self.say(match theme {
            Theme::System => words::SYSTEM,
            Theme::Light => words::LIGHT,
            Theme::Dark => words::DARK,
        })
    }

    /// What is switched: its name, and its states with address, word and whether it is so.
    pub fn switches(&self) -> Vec<(&'static str, Vec<State>)> {
        let state = |switch: Switch, (state, is_on): (&str, bool)| {
            let word = if is_on { words::ON } else { words::OFF };
            let address = format!("/app/preferences/{}/{state}", switch.code());
            (address, self.say(word), self.preferences.has(switch) == is_on)
        };
        let name = |switch| match switch {
            Switch::Keys => words::SINGLE_KEYS,
            Switch::Dense => words::DENSE_ROWS,
        };
        let line = |switch| (self.say(name(switch)), Switch::STATES.map(|known| state(switch, known)).to_vec());
        Switch::ALL.map(line).to_vec()
    }

    pub const fn theme_icon(&self, theme: &Theme) -> Icon {
        match theme {
            Theme::System => Icon::SYSTEM,
            Theme::Light => Icon::SUN,
            Theme::Dark => Icon::MOON,
        }
    }

    pub fn is_here(&self, place: &Place) -> bool {
        self.here == Some(*place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        for (name, initials) in [("Nguyễn Thị Ánh", "NÁ"), ("đạt", "Đ"), ("", "")] {
            let person =
                Person { key: String::new(), name: name.to_owned(), organisation: String::new(), places: Vec::new() };
            assert_eq!(person.initials(), initials);
        }
    }

    #[test]
    fn an_unknown_theme_is_the_systems() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_code(theme.code()), theme);
        }
        assert_eq!(Theme::from_code("\"><script>"), Theme::System);
    }

    #[test]
    fn a_switch_is_on_or_off_and_nothing_else() {
        for switch in Switch::ALL {
            assert_eq!(Switch::from_code(switch.code()), Some(switch));
        }
        assert_eq!((Switch::is_on("on"), Switch::is_on("off"), Switch::is_on("ON")), (Some(true), Some(false), None));
        assert_eq!(Switch::from_code("theme"), None);
        let liked = Preferences::default();
        assert!(liked.has(Switch::Keys) && !liked.has(Switch::Dense));
    }
}
