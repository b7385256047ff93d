//! The page of saved views, and the form that keeps one.
//! Both show again what was typed where it was refused.

use super::words;
use crate::dialog::{self, DialogForm};
use crate::form::FormBody;
use crate::icon::Icon;
use crate::language::Word;
use crate::layout::Layout;
use crate::pages::leads::{VIEWS, query::LeadsQuery};
use crate::places::Place;
use crate::refusal::Refusal;
use crate::render;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::views;
use leadhub_model::view::SavedView;
use leadhub_wire::query::Query;

#[derive(Template)]
#[template(path = "pages/views.html")]
struct ViewsPage {
    layout: Layout,
    parts: [(Word, Vec<Line>); 2],
    refusal: Option<String>,
}

struct Line {
    id: i64,
    name: String,
    address: String,
    /// Whether the visitor may change it.
    is_hers: bool,
}

#[derive(Template)]
#[template(path = "parts/view_form.html")]
struct Dialog {
    asked: DialogForm,
    form: SaveViewForm,
}

/// What is typed where a view is kept.
#[derive(Clone, Default)]
pub struct SaveViewForm {
    pub name: String,
    pub shared: bool,
    /// Which view it takes the place of; empty: none.
    pub id: String,
    /// The address of the list.
    pub query: String,
    pub may_share: bool,
    /// Those whose place it may take.
    pub views: Vec<(String, String)>,
    /// What is wrong with the name, and what besides.
    pub error: Option<String>,
    pub refusal: Option<String>,
}

impl SaveViewForm {
    pub fn read(form: &FormBody) -> SaveViewForm {
        let (name, shared) = (form.text("name"), form.text("shared") == "yes");
        SaveViewForm { name, shared, id: form.text("view"), query: form.text("query"), ..SaveViewForm::default() }
    }
}

pub async fn show(visit: Visit) -> Result<Response, Refusal> {
    list(&visit, None).await
}

pub async fn list(visit: &Visit, refusal: Option<String>) -> Result<Response, Refusal> {
    let views = visit.read(|db, actor| Ok(views::list_views(db, actor, Some(VIEWS))?)).await?;
    let sees_all = visit.actor.sees.is_all();
    let line = |view: SavedView| Line {
        id: view.id.0,
        address: format!("/app/leads{}", LeadsQuery::of_view(&view).text()),
        is_hers: view.owner.is_some() || sees_all,
        name: view.name,
    };
    let (own, shared): (Vec<SavedView>, Vec<SavedView>) = views.into_iter().partition(|view| view.owner.is_some());
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ViewsPage {
        layout: visit.layout(words::TITLE.say(visit.language()), Some(Place::Leads)),
        parts: [
            (words::OWN, own.into_iter().map(line).collect()),
            (words::EVERYBODYS, shared.into_iter().map(line).collect()),
        ],
        refusal,
    };
    Ok(render::page(status, &page))
}

pub async fn ask_new(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let query = LeadsQuery::read(&query).text();
    ask(&visit, SaveViewForm { query, ..SaveViewForm::default() }).await
}

pub async fn ask(visit: &Visit, form: SaveViewForm) -> Result<Response, Refusal> {
    let views = visit.read(|db, actor| Ok(views::list_views(db, actor, Some(VIEWS))?)).await?;
    let may_share = visit.actor.sees.is_all();
    let hers = views.into_iter().filter(|view| view.owner.is_some() || may_share);
    let form = SaveViewForm { may_share, views: hers.map(|view| (view.id.to_string(), view.name)).collect(), ..form };
    let is_refused = form.error.is_some() || form.refusal.is_some();
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (title, address) = (words::NEW_TITLE.say(visit.language()), format!("/app/views/new{}", form.query));
    let (action, back, refusal) = ("/app/views".to_owned(), format!("/app/leads{}", form.query), form.refusal.clone());
    let asked = DialogForm { action, back, refusal, ..DialogForm::new(visit, title, address, None) };
    let dialog = Dialog { asked, form };
    Ok(dialog::answer(status, &dialog.asked, &dialog))
}

impl ViewsPage {
    fn is_empty(&self) -> bool {
        self.parts.iter().all(|(_, lines)| lines.is_empty())
    }
}
