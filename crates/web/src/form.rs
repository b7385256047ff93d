//! A field of a form as the templates draw it: label, input, hint, and what is wrong with it. Made by the pages that show forms.
//! It checks nothing: what is wrong is said by the verb that refused.

use crate::language::Word;

#[derive(Clone, Debug)]
pub struct Field {
    /// Also the start of the ids of its hint and its error.
    pub name: &'static str,
    pub label: Word,
    /// `text`, `password`, `tel` …
    pub kind: &'static str,
    pub value: String,
    pub autocomplete: &'static str,
    pub required: bool,
    pub hint: Option<Word>,
    /// What is wrong and what to do about it.
    pub error: Option<String>,
}

impl Field {
    pub fn new(name: &'static str, label: Word) -> Field {
        let value = String::new();
        Field { name, label, kind: "text", value, autocomplete: "off", required: false, hint: None, error: None }
    }

    /// What a screen reader reads after the label.
    pub fn described_by(&self) -> String {
        let parts = [(self.error.is_some(), "error"), (self.hint.is_some(), "hint")];
        let ids = parts.iter().filter(|(is_there, _)| *is_there).map(|(_, part)| format!("{}-{part}", self.name));
        ids.collect::<Vec<_>>().join(" ")
    }
}
