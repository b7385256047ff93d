//! What is asked before something is done: a dialog over the page where htmx asks for it, a page of its own where a browser does, without
//! script or in a new tab. Every form that is asked so is answered from here, also when it was refused.

use crate::form::FormBody;
use crate::layout::Layout;
use crate::places::Place;
use crate::render;
use crate::visit::{Visit, checked_next};
use askama::Template;
use askama::filters::HtmlSafe;
use axum::response::Response;
use http::StatusCode;
use std::fmt;

/// What every such form has, besides its fields.
pub struct DialogForm {
    /// Its title is the question.
    pub layout: Layout,
    pub is_over: bool,
    /// Where it comes from.
    pub address: String,
    /// Where it is sent to.
    pub action: String,
    /// Where she goes who leaves it.
    pub back: String,
    /// What is wrong with none of its fields.
    pub refusal: Option<String>,
    /// Whether it is about the ticked rows.
    pub unticks: bool,
}

impl DialogForm {
    /// `form` is what was sent and refused.
    pub fn new(visit: &Visit, title: impl Into<String>, address: String, form: Option<&FormBody>) -> DialogForm {
        let came_from = form.map_or_else(|| visit.came_from.clone(), back);
        let is_itself = came_from.split('?').next() == address.split('?').next();
        DialogForm {
            layout: visit.layout(title, Some(Place::Leads)),
            is_over: visit.is_partial,
            action: address.clone(),
            address,
            back: if is_itself { "/app/leads".to_owned() } else { came_from },
            refusal: None,
            unticks: false,
        }
    }
}

/// Where a form that was a page of its own goes back to.
pub fn back(form: &FormBody) -> String {
    checked_next(&form.text("back")).to_owned()
}

/// A template within another, which has escaped what it holds.
struct Inside<'a>(&'a dyn fmt::Display);

impl fmt::Display for Inside<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl HtmlSafe for Inside<'_> {}

#[derive(Template)]
#[template(path = "parts/dialog.html")]
struct Over<'a> {
    form: Inside<'a>,
}

#[derive(Template)]
#[template(path = "pages/dialog.html")]
struct Alone<'a> {
    layout: &'a Layout,
    form: Inside<'a>,
}

/// `form` is the template that holds `asked`.
pub fn answer(status: StatusCode, asked: &DialogForm, form: &impl fmt::Display) -> Response {
    let (layout, form) = (&asked.layout, Inside(form));
    match asked.is_over {
        true => render::page(status, &Over { form }),
        false => render::page(status, &Alone { layout, form }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Preferences;

    #[derive(Template)]
    #[template(
        source = "{%- import \"ui.html\" as ui -%}{% call ui::ask(asked, \"f\", crate::words::SAVE) %}{{ typed }}{% endcall %}",
        ext = "html"
    )]
    struct Form {
        asked: DialogForm,
        typed: &'static str,
    }

    fn form(is_over: bool) -> Form {
        let layout =
            Layout { title: "Hỏi".to_owned(), preferences: Preferences::default(), here: None, person: None };
        let [address, action, back] = ["/app/x", "/app/y", "/app/leads?q=1"].map(str::to_owned);
        let refusal = Some("Chưa được".to_owned());
        Form { asked: DialogForm { layout, is_over, address, action, back, refusal, unticks: false }, typed: "<typed>" }
    }

    #[test]
    fn what_is_asked_lies_over_the_page_or_is_one() {
        let (over, alone) = (form(true), form(false));
        let layout = &alone.asked.layout;
        let part = Over { form: Inside(&over) }.render().unwrap();
        let page = Alone { layout, form: Inside(&alone) }.render().unwrap();
        assert!(
            part.contains("<hx-partial") && part.contains("hx-post=\"/app/y\"") && !part.contains("<html"),
            "{part}"
        );
        assert!(page.contains("<!doctype html>") && page.contains("<title>Hỏi · leadhub</title>"), "{page}");
        assert!(
            !page.contains("hx-post=\"/app/y\"") && page.contains("name=\"back\" value=\"/app/leads?q=1\""),
            "{page}"
        );
        for shown in [part, page] {
            assert!(
                shown.contains("<h1 id=\"dialog-title\">Hỏi</h1>") && shown.contains("action=\"/app/y\""),
                "{shown}"
            );
            assert!(shown.contains("data-keep=\"/app/x\"") && shown.contains("Chưa được"), "{shown}");
            assert!(
                shown.contains("&#60;typed&#62;") && !shown.contains("<typed>") && !shown.contains("&#38;#60;"),
                "{shown}"
            );
        }
    }
}
