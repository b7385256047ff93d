//! The page itself. Made by the front of `/app/sign-in`, empty or after a refusal.
//! A password is never put back into it.

use super::words;
use crate::form::Field;
use crate::icon::Icon;
use crate::language::Language;
use crate::layout::Layout;
use askama::Template;

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
pub struct SignIn {
    pub layout: Layout,
    pub organisation: String,
    pub name: String,
    /// Where to go afterwards; the caller has checked that it is below `/app/`.
    pub next: String,
    /// What went wrong, in the language of the page.
    pub refusal: Option<String>,
    /// Whether a session ended under somebody's hands.
    pub ended: bool,
}

impl SignIn {
    /// The same page in another language: with where to go, and for which organisation.
    fn in_language(&self, language: &Language) -> String {
        let mut address = form_urlencoded::Serializer::new("?".to_owned());
        address.append_pair("language", language.code()).append_pair("next", &self.next);
        if !self.organisation.is_empty() {
            address.append_pair("organisation", &self.organisation);
        }
        if self.ended {
            address.append_pair("ended", "1");
        }
        address.finish()
    }

    fn organisation_field(&self) -> Field {
        let field = Field::new("organisation", words::ORGANISATION);
        let hint = Some(words::ORGANISATION_HINT);
        Field { value: self.organisation.clone(), autocomplete: "organization", required: true, hint, ..field }
    }

    fn name_field(&self) -> Field {
        let field = Field::new("name", words::NAME);
        Field { value: self.name.clone(), autocomplete: "username", required: true, ..field }
    }

    fn password_field(&self) -> Field {
        let field = Field::new("password", words::PASSWORD);
        Field { kind: "password", autocomplete: "current-password", required: true, ..field }
    }
}
