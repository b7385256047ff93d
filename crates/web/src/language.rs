//! The languages of the pages, and a word in each of them. Every `words.rs` is made of these; a word without its translation does not
//! compile. What organisations wrote themselves (stages, sources, labels) is no word: it is shown as it stands.

/// Vietnamese first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    Vi,
    En,
}

impl Language {
    pub const ALL: [Language; 2] = [Language::Vi, Language::En];

    /// As `lang` says it.
    pub const fn code(self) -> &'static str {
        match self {
            Language::Vi => "vi",
            Language::En => "en",
        }
    }

    pub fn from_code(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }

    /// How who speaks it calls it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Language::Vi => "Tiếng Việt",
            Language::En => "English",
        }
    }
}

/// One text in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    pub vi: &'static str,
    pub en: &'static str,
}

impl Word {
    pub const fn say(self, language: Language) -> &'static str {
        match language {
            Language::Vi => self.vi,
            Language::En => self.en,
        }
    }

    /// With a value in the place of `{}`.
    pub fn with(self, language: Language, value: &str) -> String {
        self.say(language).replacen("{}", value, 1)
    }
}

impl AsRef<Word> for Word {
    fn as_ref(&self) -> &Word {
        self
    }
}

/// Makes a constant of each line, and `ALL` of them for the tests: `SAVE: "Lưu", "Save";`.
#[macro_export]
macro_rules! words {
    ($($name:ident: $vi:literal, $en:literal;)*) => {
        $(pub const $name: $crate::language::Word = $crate::language::Word { vi: $vi, en: $en };)*
        #[cfg(test)]
        pub const ALL: &[$crate::language::Word] = &[$($name),*];
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{pages, places, say, words};

    #[test]
    fn every_word_says_the_same_in_both_languages() {
        let every = [
            words::ALL,
            places::words::ALL,
            say::ALL,
            pages::board::words::ALL,
            pages::bookings::words::ALL,
            pages::error::words::ALL,
            pages::help::words::ALL,
            pages::imports::words::ALL,
            pages::integrations::words::ALL,
            pages::lead::words::ALL,
            pages::leads::words::ALL,
            pages::lists::words::ALL,
            pages::overview::words::ALL,
            pages::password::words::ALL,
            pages::settings::words::ALL,
            pages::sign_in::words::ALL,
            pages::views::words::ALL,
        ];
        for word in every.concat() {
            assert!(!word.vi.trim().is_empty() && !word.en.trim().is_empty(), "{word:?}");
            assert_eq!(word.vi.matches("{}").count(), word.en.matches("{}").count(), "{word:?}");
        }
    }

    #[test]
    fn a_word_is_said_in_the_language_asked_for() {
        let word = Word { vi: "{} đã chọn", en: "{} selected" };
        assert_eq!(word.with(Language::default(), "20"), "20 đã chọn");
        assert_eq!(word.with(Language::En, "20"), "20 selected");
        assert_eq!(Language::from_code("en"), Some(Language::En));
        assert_eq!(Language::from_code("fr"), None);
    }
}
