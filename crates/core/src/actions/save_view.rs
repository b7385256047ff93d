//! Keep a view of a page under a name, change and delete it: an agent her own, who sees all leads also everybody's. Called by the pages
//! and the house's own API.

use super::check::check_name;
use crate::actor::Actor;
use crate::store::engine::{Db, Tx};
use crate::store::ids::next_ids;
use crate::store::views;
use leadhub_model::view::{NewView, SavedView};
use leadhub_model::{Field, LeadError, RefusalReason, Resource, ViewId};

/// Characters of a page's name, of its query, and of the name of a column.
const LONGEST: [(&str, usize); 3] = [("page", 50), ("query", 4000), ("columns", 100)];
const MOST_COLUMNS: usize = 100;

/// A new view, or the one of that id as it shall be.
pub fn save_view(tx: &mut Tx, actor: &Actor, id: Option<ViewId>, new: &NewView) -> Result<SavedView, LeadError> {
    check_texts(new)?;
    let known = id.map(|id| find_own(tx, actor, id)).transpose()?;
    if new.shared {
        check_share(actor)?;
    } else if actor.agent.is_none() {
        let why =
            RefusalReason::Unfit("must be true where nobody acts for an agent: a view of one's own is an agent's");
        return Err(LeadError::refused(Field::View("shared"), why));
    }
    let position = match (new.position, &known) {
        (Some(position), _) => position,
        (None, Some(known)) => known.position,
        (None, None) => views::next_position(tx, actor, &new.page)?,
    };
    let view = SavedView {
        id: match &known {
            Some(known) => known.id,
            None => ViewId(next_ids(tx, actor, 1)?),
        },
        owner: actor.agent.filter(|_| !new.shared),
        page: new.page.clone(),
        name: new.name.clone(),
        position,
        query: new.query.clone(),
        columns: new.columns.clone(),
    };
    let taken = LeadError::refused(Field::Name, RefusalReason::Taken);
    if views::find_named(tx, actor, &view)?.is_some_and(|other| other != view.id) {
        return Err(taken);
    }
    match known {
        Some(_) => views::rewrite(tx, actor, &view)?,
        None if !views::insert(tx, actor, &view)? => return Err(taken),
        None => {}
    }
    Ok(view)
}

pub fn delete_view(tx: &mut Tx, actor: &Actor, id: ViewId) -> Result<(), LeadError> {
    let view = find_own(tx, actor, id)?;
    Ok(views::delete(tx, actor, view.id)?)
}

/// A view that the actor may change.
fn find_own(db: &mut Db, actor: &Actor, id: ViewId) -> Result<SavedView, LeadError> {
    let view = views::find_view(db, actor, id)?.ok_or(LeadError::NotFound(Resource::View))?;
    if view.owner.is_none() {
        check_share(actor)?;
    }
    Ok(view)
}

fn check_share(actor: &Actor) -> Result<(), LeadError> {
    if actor.sees.is_all() {
        return Ok(());
    }
    let why = RefusalReason::Unfit("belongs to everybody: who sees all leads may change it, keep one of your own");
    Err(LeadError::refused(Field::View("shared"), why))
}

fn check_texts(new: &NewView) -> Result<(), LeadError> {
    check_name(Field::Name, &new.name)?;
    let mut wrong = Vec::new();
    if new.page.trim().is_empty() {
        wrong.push((Field::View("page"), RefusalReason::Missing));
    }
    if new.columns.len() > MOST_COLUMNS {
        wrong.push((Field::View("columns"), RefusalReason::Unfit("are more than 100: leave some out")));
    }
    for (field, max) in LONGEST {
        let texts: Vec<&str> = match field {
            "page" => vec![&new.page],
            "query" => vec![&new.query],
            _ => new.columns.iter().map(|column| column.name.as_str()).collect(),
        };
        if texts.iter().any(|text| text.chars().count() > max) {
            wrong.push((Field::View(field), RefusalReason::TooLong { max }));
        }
    }
    LeadError::refuse_all(wrong)
}
