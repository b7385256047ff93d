//! What was said of a file, kept under a name for the next one of its kind: everybody's where the caller sees all leads, whichever integration
//! or page it came by, else her own. Kept among the saved views, as how the page of imports is looked at.

use super::plan::Plan;
use crate::actions::save_view;
use crate::actor::Actor;
use crate::store::engine::{Db, Tx};
use crate::store::views;
use leadhub_intake::FileOptions;
use leadhub_model::LeadError;
use leadhub_model::view::NewView;
use serde_json::{Value, json};

/// The page that these views are of.
const PAGE: &str = "imports";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedOptions {
    pub name: String,
    pub options: FileOptions,
    pub plan: Plan,
}

/// Takes the place of what was kept under the name.
pub fn save_options(
    tx: &mut Tx,
    actor: &Actor,
    name: &str,
    (options, plan): (&FileOptions, &Plan),
) -> Result<(), LeadError> {
    let shared = actor.sees.is_all();
    let known = views::list_views(tx, actor, Some(PAGE))?;
    let known = known.iter().find(|view| view.name == name && view.owner.is_none() == shared).map(|view| view.id);
    let query = json!({ "options": options.to_text(), "plan": plan.to_text() }).to_string();
    let view = NewView { shared, page: PAGE.to_owned(), name: name.to_owned(), query, ..NewView::default() };
    save_view(tx, actor, known, &view).map(drop)
}

/// In their order.
pub fn list_saved_options(db: &mut Db, actor: &Actor) -> Result<Vec<SavedOptions>, LeadError> {
    let views = views::list_views(db, actor, Some(PAGE))?;
    let read = |view: leadhub_model::view::SavedView| {
        let kept: Value = serde_json::from_str(&view.query).unwrap_or_default();
        let text = |name: &str| kept.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (options, plan) = (FileOptions::of_text(&text("options")), Plan::of_text(&text("plan")));
        SavedOptions { name: view.name, options, plan }
    };
    Ok(views.into_iter().map(read).collect())
}

pub fn find_saved_options(db: &mut Db, actor: &Actor, name: &str) -> Result<Option<SavedOptions>, LeadError> {
    Ok(list_saved_options(db, actor)?.into_iter().find(|saved| saved.name == name))
}
