//! The settings of an integration: each is declared once by the door that reads it, and from the declaration come how it is read, what
//! may be stored, and what command line, native API and READMEs say of it. A new one is a line in its door's `settings!`.
//! Nothing here knows what a setting is for; a value of the wrong kind in an older store counts as absent.

use crate::dialect::registered;
use leadhub_core::Actor;
use leadhub_model::Zone;
use serde_json::{Map, Value};

/// A setting as it is told to people and checked when it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    pub key: &'static str,
    pub kind: Kind,
    /// What holds where it is absent, in words.
    pub default: &'static str,
    pub means: Meaning,
}

/// What a setting is for: on the pages in their language; documents and programs have the English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    pub vi: &'static str,
    pub en: &'static str,
}

/// What a setting's value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    YesNo,
    Number,
    Text,
    Zone,
    /// One of these, the first where nothing is said.
    Word(&'static [&'static str]),
}

impl Kind {
    fn takes(self, value: &Value) -> bool {
        match self {
            Kind::YesNo => value.is_boolean(),
            Kind::Number => value.is_i64(),
            Kind::Text => value.is_string(),
            Kind::Zone => value.as_str().is_some_and(|name| Zone::named(name).is_some()),
            Kind::Word(words) => value.as_str().is_some_and(|text| words.contains(&text)),
        }
    }

    /// For programs.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::YesNo => "yes_no",
            Kind::Number => "number",
            Kind::Text => "text",
            Kind::Zone => "zone",
            Kind::Word(_) => "word",
        }
    }

    /// For people: what to write.
    pub fn words(self) -> String {
        match self {
            Kind::YesNo => "true or false".to_owned(),
            Kind::Number => "a whole number".to_owned(),
            Kind::Text => "a text".to_owned(),
            Kind::Zone => "an IANA time zone".to_owned(),
            Kind::Word(words) => words.join(" or "),
        }
    }
}

/// True or false.
pub struct YesNo(pub bool, pub Meaning);

/// A whole number; where it is absent there is none, and the first text says what then.
pub struct Number(pub &'static str, pub Meaning);

/// A text, with the first one in its place where it is absent.
pub struct Text(pub &'static str, pub Meaning);

/// A time zone by its IANA name; where it is absent, the one that the first text names, or the organisation's where that is no name.
pub struct TimeZone(pub &'static str, pub Meaning);

/// One of some words, the first where it is absent.
pub struct Word(pub &'static [&'static str], pub Meaning);

impl YesNo {
    pub const fn setting(&self, key: &'static str) -> Setting {
        Setting { key, kind: Kind::YesNo, default: if self.0 { "true" } else { "false" }, means: self.1 }
    }

    pub fn read(&self, stored: Option<&Value>, _: &Actor) -> bool {
        stored.and_then(Value::as_bool).unwrap_or(self.0)
    }
}

impl Number {
    pub const fn setting(&self, key: &'static str) -> Setting {
        Setting { key, kind: Kind::Number, default: self.0, means: self.1 }
    }

    pub fn read(&self, stored: Option<&Value>, _: &Actor) -> Option<i64> {
        stored.and_then(Value::as_i64)
    }
}

impl Text {
    pub const fn setting(&self, key: &'static str) -> Setting {
        Setting { key, kind: Kind::Text, default: self.0, means: self.1 }
    }

    pub fn read(&self, stored: Option<&Value>, _: &Actor) -> String {
        stored.and_then(Value::as_str).unwrap_or(self.0).to_owned()
    }
}

impl TimeZone {
    pub const fn setting(&self, key: &'static str) -> Setting {
        Setting { key, kind: Kind::Zone, default: self.0, means: self.1 }
    }

    pub fn read(&self, stored: Option<&Value>, actor: &Actor) -> Zone {
        let named = stored.and_then(Value::as_str).and_then(Zone::named);
        named.or_else(|| Zone::named(self.0)).unwrap_or_else(|| actor.zone.clone())
    }
}

impl Word {
    pub const fn setting(&self, key: &'static str) -> Setting {
        let default = match self.0 {
            [first, ..] => first,
            [] => "",
        };
        Setting { key, kind: Kind::Word(self.0), default, means: self.1 }
    }

    pub fn read(&self, stored: Option<&Value>, _: &Actor) -> &'static str {
        let given = stored.and_then(Value::as_str);
        let word = |given: &str| self.0.iter().copied().find(|word| *word == given);
        given.and_then(word).unwrap_or(self.setting("").default)
    }
}

/// Declares the settings of a door, each with its key, its kind, and in brackets what holds where it is absent, and what it means in
/// Vietnamese and in English.
/// `ALL` is the door's list of them, `Settings` an integration's, read.
#[macro_export]
macro_rules! settings {
    ($($key:ident: $kind:ident($otherwise:expr, $vi:literal, $en:literal);)*) => {
        /// Every setting that this door reads.
        pub const ALL: &[$crate::setting::Setting] =
            &[$($crate::settings!(@kind $kind($otherwise, $vi, $en)).setting(stringify!($key))),*];

        /// The settings of an integration as this door reads them.
        #[derive(Debug)]
        pub struct Settings {
            $(pub $key: $crate::settings!(@value $kind),)*
        }

        impl Settings {
            pub fn read(actor: &::leadhub_core::Actor) -> Settings {
                let stored = |key| actor.settings.get(key);
                Settings {
                    $($key: $crate::settings!(@kind $kind($otherwise, $vi, $en)).read(stored(stringify!($key)), actor),)*
                }
            }

            /// Read once for all requests of a token.
            pub fn of(actor: &::leadhub_core::Actor) -> ::std::sync::Arc<Settings> {
                actor.settings.read_once(|| Settings::read(actor))
            }
        }
    };
    (@kind $kind:ident($otherwise:expr, $vi:literal, $en:literal)) => {
        $crate::setting::$kind($otherwise, $crate::setting::Meaning { vi: $vi, en: $en })
    };
    (@value YesNo) => { bool };
    (@value Number) => { Option<i64> };
    (@value Text) => { String };
    (@value TimeZone) => { ::leadhub_model::Zone };
    (@value Word) => { &'static str };
}

/// What the front door reads of every integration, whatever it speaks.
pub mod every {
    crate::settings! {
        requests_per_second: Number("the server's option", "số yêu cầu trong một giây trước khi trả lời 429 (X7)", "requests in a second before a 429 (X7)");
    }
}

/// All settings of a door, its own first.
pub fn of_dialect(key: &str) -> impl Iterator<Item = &'static Setting> {
    let own = registered().iter().find(|dialect| dialect.key == key).map(|dialect| dialect.settings);
    own.unwrap_or_default().iter().chain(every::ALL)
}

/// What is wrong with settings of a door: a key, and what to do about it.
pub fn check(dialect: &str, settings: &Map<String, Value>) -> Vec<(String, String)> {
    let wrong = |(key, value): (&String, &Value)| {
        let say = match of_dialect(dialect).find(|setting| setting.key == key) {
            Some(setting) if setting.kind.takes(value) => return None,
            Some(setting) => format!("must be {}", setting.kind.words()),
            None => {
                let known = of_dialect(dialect).map(|setting| setting.key).collect::<Vec<_>>();
                format!("is no setting of {dialect}: take one of {}", known.join(", "))
            }
        };
        Some((key.clone(), say))
    };
    settings.iter().filter_map(wrong).collect()
}

/// As `check`, for settings that take the place of known ones: what is kept as it was may stay, as it came from an older program.
pub fn check_change(dialect: &str, known: &Map<String, Value>, to: &Map<String, Value>) -> Vec<(String, String)> {
    let mut wrong = check(dialect, to);
    wrong.retain(|(key, _)| known.get(key) != to.get(key));
    wrong
}

/// The table of a door's settings as its README has it.
pub fn table(dialect: &str) -> String {
    let row = |setting: &Setting| {
        let kind = match setting.kind {
            Kind::Word(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or "),
            kind => kind.words(),
        };
        format!("| `{}` | {kind} | {} | {} |\n", setting.key, setting.default, setting.means.en)
    };
    let rows: String = of_dialect(dialect).map(row).collect();
    format!("| setting | kind | default | meaning |\n|---|---|---|---|\n{rows}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use leadhub_model::OrganisationId;
    use leadhub_model::organisation::Organisation;
    use serde_json::json;

    crate::settings! {
        on: YesNo(true, "x", "y");
        off: YesNo(false, "x", "y");
        row: Number("none", "x", "y");
        base: Text("here", "x", "y");
        own: TimeZone("Asia/Ho_Chi_Minh", "x", "y");
        zone: TimeZone("the organisation's", "x", "y");
        mode: Word(&["plain", "odd"], "x", "y");
    }

    fn actor(settings: Value) -> Actor {
        let organisation = Organisation {
            id: OrganisationId(1),
            slug: "acme".to_owned(),
            name: "Acme".to_owned(),
            zone: "Asia/Tokyo".to_owned(),
            uuid: uuid::Uuid::nil(),
            account: 1,
            default_dialect: "x".to_owned(),
            language: "vi".to_owned(),
            logs_requests: true,
        };
        Actor { settings: settings.as_object().unwrap().clone().into(), ..Actor::house(organisation) }
    }

    #[test]
    fn what_is_absent_or_of_another_kind_is_the_default() {
        let zone = |name| Zone::named(name).unwrap();
        let wrong = json!({ "on": 0, "off": 1, "row": "1", "base": 1, "own": "Mars", "zone": 7, "mode": "loud" });
        for actor in [actor(json!({})), actor(json!({ "of an older program": 1 })), actor(wrong)] {
            let read = Settings::of(&actor);
            assert_eq!((read.on, read.off, read.row), (true, false, None));
            assert_eq!((read.base.as_str(), read.mode), ("here", "plain"));
            assert_eq!((&read.own, &read.zone), (&zone("Asia/Ho_Chi_Minh"), &zone("Asia/Tokyo")));
        }
        let given =
            json!({ "on": false, "off": true, "row": 5, "base": "b", "own": "UTC", "zone": "UTC", "mode": "odd" });
        let read = Settings::of(&actor(given));
        assert_eq!((read.on, read.off, read.row), (false, true, Some(5)));
        assert_eq!((read.base.as_str(), read.mode), ("b", "odd"));
        assert_eq!((&read.own, &read.zone), (&zone("UTC"), &zone("UTC")));
    }

    #[test]
    fn a_kind_takes_its_own_values_only() {
        let values =
            [json!(true), json!(7), json!("text"), json!("UTC"), json!("odd"), json!(null), json!(1.5), json!([])];
        for (setting, taken) in ALL.iter().zip([&[0][..], &[0], &[1], &[2, 3, 4], &[3], &[3], &[4]]) {
            let takes: Vec<usize> = (0..values.len()).filter(|at| setting.kind.takes(&values[*at])).collect();
            assert_eq!(takes, taken, "{}", setting.key);
        }
    }

    #[test]
    fn what_stays_as_it_was_is_not_looked_at() {
        let object = |value: Value| value.as_object().unwrap().clone();
        let known = object(json!({ "old": 1, "requests_per_second": "x" }));
        assert_eq!(check_change("fax", &known, &known), []);
        let keys =
            |to: Value| check_change("fax", &known, &object(to)).into_iter().map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!(keys(json!({ "old": 2, "new": 1, "requests_per_second": 5 })), ["old", "new"]);
        assert_eq!(
            check("fax", &known),
            [
                ("old".to_owned(), "is no setting of fax: take one of requests_per_second".to_owned()),
                ("requests_per_second".to_owned(), "must be a whole number".to_owned()),
            ]
        );
    }
}
