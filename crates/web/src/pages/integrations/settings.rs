//! The settings of an integration as fields of a form, made of what its wire declares, and back. Empty means that nothing is said, so the
//! default holds. What a wire reads of a setting is not known here.

use super::words;
use crate::form::{Field, FormBody};
use crate::language::{Language, Word};
use leadhub_wire::setting::{Kind, Setting, check_change, of_dialect};
use serde_json::{Map, Value};

/// A field for every setting of the wire; `typed` comes before what is stored.
pub fn fields(
    dialect: &str,
    stored: &Map<String, Value>,
    typed: Option<&FormBody>,
    wrong: &[(String, String)],
    language: Language,
) -> Vec<Field> {
    let field = |setting: &Setting| {
        let value = match typed {
            Some(form) => form.text(setting.key),
            None => stored.get(setting.key).map(shown).unwrap_or_default(),
        };
        let error = wrong.iter().find(|(key, _)| key == setting.key);
        Field {
            kind: if setting.kind == Kind::Number { "number" } else { "text" },
            value,
            options: options(setting, language),
            hint: Some(Word { vi: setting.means.vi, en: setting.means.en }),
            placeholder: default(setting, language),
            error: error.map(|_| words::WRONG_SETTING.with(language, &wanted(setting.kind, language))),
            ..Field::new(setting.key, Word { vi: setting.key, en: setting.key })
        }
    };
    of_dialect(dialect).map(field).collect()
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What holds where nothing is said. A wire says it as a value, or in words that are known here.
fn default(setting: &Setting, language: Language) -> String {
    let word = match setting.default {
        "true" => words::YES,
        "false" => words::NO,
        "none" => words::NOTHING,
        "the organisation's" => words::OF_ORGANISATION,
        "the organisation's first" => words::FIRST_OF_ORGANISATION,
        "the server's option" => words::OF_SERVER,
        value => return words::DEFAULT.with(language, value),
    };
    words::DEFAULT.with(language, word.say(language))
}

/// What may be written.
fn wanted(kind: Kind, language: Language) -> String {
    let word = match kind {
        Kind::YesNo => words::A_YES_OR_NO,
        Kind::Number => words::A_NUMBER,
        Kind::Text => words::A_TEXT,
        Kind::Zone => words::A_ZONE,
        Kind::Word(all) => return all.join(" / "),
    };
    word.say(language).to_owned()
}

fn options(setting: &Setting, language: Language) -> Vec<(String, String)> {
    let default = (String::new(), default(setting, language));
    let text = |word: Word| word.say(language).to_owned();
    let rest = match setting.kind {
        Kind::YesNo => vec![("true".to_owned(), text(words::YES)), ("false".to_owned(), text(words::NO))],
        Kind::Word(all) => all.iter().map(|word| ((*word).to_owned(), (*word).to_owned())).collect(),
        Kind::Number | Kind::Text | Kind::Zone => return Vec::new(),
    };
    [default].into_iter().chain(rest).collect()
}

/// What a form says, put over what is stored: keys that the wire does not know stay as they are. Or everything that is wrong.
pub fn read(
    dialect: &str,
    stored: &Map<String, Value>,
    form: &FormBody,
) -> Result<Map<String, Value>, Vec<(String, String)>> {
    let mut settings = stored.clone();
    for setting in of_dialect(dialect) {
        let text = form.text(setting.key);
        match value(setting.kind, &text) {
            Some(value) => drop(settings.insert(setting.key.to_owned(), value)),
            None => drop(settings.shift_remove(setting.key)),
        }
    }
    let wrong = check_change(dialect, stored, &settings);
    if wrong.is_empty() { Ok(settings) } else { Err(wrong) }
}

/// The value that a text stands for; what is none of its kind stays a text, for the check to refuse.
fn value(kind: Kind, text: &str) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    let typed = match kind {
        Kind::YesNo => text.parse::<bool>().ok().map(Value::from),
        Kind::Number => text.parse::<i64>().ok().map(Value::from),
        Kind::Text | Kind::Zone | Kind::Word(_) => None,
    };
    Some(typed.unwrap_or_else(|| Value::from(text)))
}
