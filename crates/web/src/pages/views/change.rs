//! What is done to saved views: keep one, rename it, move it up or down, delete it. Each runs the verb of views; where that refused, the
//! page says why and keeps what was typed.

use super::page::{self, SaveViewForm};
use super::words;
use crate::form::FormBody;
use crate::pages::leads::{VIEWS, columns, query::LeadsQuery};
use crate::pages::{move_by_one, path_id};
use crate::refusal::{Refusal, elsewhere};
use crate::say;
use crate::visit::Visit;
use axum::extract::Path;
use axum::response::Response;
use leadhub_core::store::views;
use leadhub_core::{Actor, Db, Tx, actions};
use leadhub_model::view::{NewView, SavedView};
use leadhub_model::{Field, LeadError, RefusalReason, Resource, ViewId};
use leadhub_wire::query::Query;

const PAGE: &str = "/app/views";

fn view_id(id: Option<Path<String>>) -> Result<ViewId, Refusal> {
    path_id(id, Resource::View).map(ViewId)
}

/// As it is kept, to be changed and kept again.
fn as_asked(view: SavedView) -> NewView {
    let SavedView { owner, page, name, position, query, columns, .. } = view;
    NewView { shared: owner.is_none(), page, name, position: Some(position), query, columns }
}

fn find(db: &mut Db, actor: &Actor, id: ViewId) -> Result<SavedView, LeadError> {
    views::find_view(db, actor, id)?.ok_or(LeadError::NotFound(Resource::View))
}

/// Why the verb refused, in the page's words.
fn message(visit: &Visit, error: &LeadError) -> Option<String> {
    let LeadError::Refused(refusal) = error else { return None };
    let word = match (refusal.field, &refusal.why) {
        (Field::Name, RefusalReason::Taken) => words::TAKEN,
        (Field::Name, RefusalReason::Missing) => words::NEEDED,
        (Field::View("shared"), _) => words::NOT_ALLOWED,
        _ => return Some(say::refusal(error, visit.language())),
    };
    Some(word.say(visit.language()).to_owned())
}

fn is_of_name(error: &LeadError) -> bool {
    matches!(error, LeadError::Refused(refusal) if refusal.field == Field::Name)
}

pub async fn create(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let typed = SaveViewForm::read(&form);
    let shown = LeadsQuery::read(&Query::read(typed.query.trim_start_matches('?')));
    let (id, new) = (form.number("view").map(ViewId), as_typed(&typed, &shown));
    match visit.write(move |tx, actor| save(tx, actor, id, &new)).await {
        Ok(_) => Ok(elsewhere(&format!("/app/leads{}", shown.text()), visit.is_partial)),
        Err(error) => match message(&visit, &error) {
            Some(text) if is_of_name(&error) => page::ask(&visit, SaveViewForm { error: Some(text), ..typed }).await,
            Some(text) => page::ask(&visit, SaveViewForm { refusal: Some(text), ..typed }).await,
            None => Err(error.into()),
        },
    }
}

/// The list of leads as it was shown, under the name that was typed.
fn as_typed(typed: &SaveViewForm, shown: &LeadsQuery) -> NewView {
    let (name, columns) = (typed.name.clone(), columns::saved_columns(&shown.chosen_columns()));
    NewView { shared: typed.shared, page: VIEWS.to_owned(), name, position: None, query: shown.saved_query(), columns }
}

/// One that is everybody's stays so when it is replaced.
fn save(tx: &mut Tx, actor: &Actor, id: Option<ViewId>, new: &NewView) -> Result<SavedView, LeadError> {
    let was_shared = match id {
        Some(id) => find(tx, actor, id)?.owner.is_none(),
        None => false,
    };
    actions::save_view(tx, actor, id, &NewView { shared: new.shared || was_shared, ..new.clone() })
}

/// Another name.
pub async fn change(visit: Visit, id: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    let (id, name) = (view_id(id)?, form.text("name"));
    let done = visit.write(move |tx, actor| {
        let view = find(tx, actor, id)?;
        actions::save_view(tx, actor, Some(id), &NewView { name: name.clone(), ..as_asked(view) }).map(drop)
    });
    let done = done.await;
    respond(visit, done).await
}

pub async fn delete(visit: Visit, id: Option<Path<String>>) -> Result<Response, Refusal> {
    let id = view_id(id)?;
    let done = visit.write(move |tx, actor| actions::delete_view(tx, actor, id)).await;
    respond(visit, done).await
}

/// One place up or down, among her own or among everybody's.
pub async fn shift(visit: Visit, id: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    let (id, is_up) = (view_id(id)?, form.text("to") == "up");
    let done = visit.write(move |tx, actor| reorder(tx, actor, id, is_up)).await;
    respond(visit, done).await
}

fn reorder(tx: &mut Tx, actor: &Actor, id: ViewId, is_up: bool) -> Result<(), LeadError> {
    let owner = find(tx, actor, id)?.owner;
    let mut beside = views::list_views(tx, actor, Some(VIEWS))?;
    beside.retain(|view| view.owner == owner);
    let at = beside.iter().position(|view| view.id == id);
    if !move_by_one(&mut beside, at, is_up) {
        return Ok(());
    }
    for (position, view) in (0..).zip(beside) {
        if view.position != position {
            let id = view.id;
            actions::save_view(tx, actor, Some(id), &NewView { position: Some(position), ..as_asked(view) })?;
        }
    }
    Ok(())
}

/// The page again, with why it was refused.
async fn respond(visit: Visit, done: Result<(), LeadError>) -> Result<Response, Refusal> {
    match done {
        Ok(()) => Ok(elsewhere(PAGE, visit.is_partial)),
        Err(error) => match message(&visit, &error) {
            Some(message) => page::list(&visit, Some(message)).await,
            None => Err(error.into()),
        },
    }
}
