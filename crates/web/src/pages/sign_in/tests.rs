//! Tests of the sign-in page: both languages, a refusal, and that nothing written into it becomes markup.
//! They render the template; nobody is signed in here.

use super::*;
use crate::language::Language;
use crate::layout::{Layout, Preferences};
use askama::Template;

fn page(language: Language) -> SignIn {
    let preferences = Preferences { language, ..Preferences::default() };
    let layout = Layout { title: words::TITLE.say(language).to_owned(), preferences, here: None, person: None };
    let (organisation, name, next) = ("acme".to_owned(), String::new(), "/app/leads?stage=1&order=new".to_owned());
    SignIn { layout, organisation, name, next, refusal: None, ended: false }
}

#[test]
fn the_page_is_whole_in_every_language() {
    for (language, title, other) in [
        (Language::Vi, "<title>Đăng nhập · leadhub</title>", "English"),
        (Language::En, "<title>Sign in · leadhub</title>", "Tiếng Việt"),
    ] {
        let html = page(language).render().unwrap();
        assert!(html.contains(&format!("<html lang=\"{}\"", language.code())), "{html}");
        assert!(html.contains(title) && html.contains(other), "{html}");
        assert!(html.contains("autocomplete=\"current-password\"") && html.contains("data-signed-out"), "{html}");
    }
}

#[test]
fn a_refusal_is_announced_and_the_name_stays() {
    let refusal = Some(words::WRONG.vi.to_owned());
    let html = SignIn { refusal, name: "ánh".to_owned(), ..page(Language::Vi) }.render().unwrap();
    assert!(
        html.contains("role=\"alert\"") && html.contains(words::WRONG.vi) && html.contains("value=\"ánh\""),
        "{html}"
    );
    assert!(!page(Language::Vi).render().unwrap().contains("role=\"alert\""));
}

#[test]
fn what_was_typed_is_text() {
    let hostile = "\"><script>alert(1)</script>".to_owned();
    let html = SignIn { organisation: hostile.clone(), name: hostile.clone(), next: hostile, ..page(Language::Vi) };
    assert!(!html.render().unwrap().contains("<script>alert"));
}
