//! A field of a form as the templates draw it: label, input, hint, and what is wrong with it. Made by the pages that show forms.
//! And what a form sent. Neither checks anything: what is wrong is said by the verb that refused.

use crate::language::{Language, Word};
use crate::refusal::Refusal;
use axum::extract::{FromRequest, Request};
use leadhub_wire::AppState;
use leadhub_wire::body;
use leadhub_wire::query::Query;
use std::borrow::Cow;
use std::collections::BTreeSet;

#[derive(Clone, Debug)]
pub struct Field {
    /// Also the start of the ids of its hint and its error.
    pub name: Cow<'static, str>,
    pub label: Word,
    /// What the organisation calls it, in the place of the label.
    pub title: Option<String>,
    /// `text`, `password`, `tel` …; `area` for several lines.
    pub kind: &'static str,
    pub value: String,
    pub autocomplete: &'static str,
    pub required: bool,
    /// What may be chosen, value and text; empty where anything may be written.
    pub options: Vec<(String, String)>,
    /// What holds where nothing is written.
    pub placeholder: String,
    pub hint: Option<Word>,
    /// What is wrong and what to do about it.
    pub error: Option<String>,
}

impl Field {
    pub fn new(name: impl Into<Cow<'static, str>>, label: Word) -> Field {
        let (value, placeholder) = (String::new(), String::new());
        Field {
            name: name.into(),
            label,
            title: None,
            kind: "text",
            value,
            autocomplete: "off",
            required: false,
            options: Vec::new(),
            placeholder,
            hint: None,
            error: None,
        }
    }

    /// What it is called.
    pub fn called(&self, language: Language) -> &str {
        self.title.as_deref().unwrap_or(self.label.say(language))
    }

    /// What a screen reader reads after the label.
    pub fn described_by(&self) -> String {
        let parts = [(self.error.is_some(), "error"), (self.hint.is_some(), "hint")];
        let ids = parts.iter().filter(|(is_there, _)| *is_there).map(|(_, part)| format!("{}-{part}", self.name));
        ids.collect::<Vec<_>>().join(" ")
    }
}

/// What a form sent, decoded.
pub struct FormBody(Query);

impl FormBody {
    /// One value, trimmed; `""` where there is none.
    pub fn text(&self, name: &str) -> String {
        self.0.get(name).unwrap_or_default().to_owned()
    }

    /// One value to the letter, for what must not be trimmed.
    pub fn raw(&self, name: &str) -> String {
        self.0.pairs().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned()).unwrap_or_default()
    }

    /// Whether one of the values under a name is this.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.0.all(name).any(|known| known == value)
    }

    pub fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name).and_then(|text| text.parse().ok())
    }

    /// Every number under a name, once each; several may stand in one value, with commas between.
    pub fn numbers(&self, name: &str) -> Vec<i64> {
        let texts = self.0.all(name).flat_map(|text| text.split(','));
        let numbers: BTreeSet<i64> = texts.filter_map(|text| text.trim().parse().ok()).collect();
        numbers.into_iter().collect()
    }
}

impl FromRequest<AppState> for FormBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Refusal> {
        let body = body::read(request.into_body(), app.limits.body).await?;
        Ok(FormBody(form_urlencoded::parse(&body).into_owned().collect()))
    }
}
