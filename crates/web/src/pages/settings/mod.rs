//! `/app/settings`, for administrators: the organisation itself and its reference data, kind by kind. What may be written is the verbs' to
//! say; a kind of rows is a line in `kinds.rs`.

mod kinds;
mod organisation;
mod password;
mod prices;
mod put;
mod row;
mod rows;
mod set;
pub mod words;

pub use organisation::{save as save_organisation, show as show_organisation};
pub use password::reset;
pub use row::{ask_new, create, save, show};
pub use rows::{list, shift};

use crate::language::Word;
use crate::refusal::Refusal;
use crate::visit::Visit;
use axum::extract::Path;
use kinds::{KINDS, Kind};
use leadhub_core::store::reference::sources;
use leadhub_model::LeadError;
use leadhub_model::organisation::Scope;
use leadhub_wire::TransportError;

/// The sections beside each other.
type Sections = Vec<Section>;

struct Section {
    address: String,
    title: Word,
    is_here: bool,
    /// How many rows wait to be looked at.
    waiting: usize,
}

fn may_change(visit: &Visit) -> Result<(), Refusal> {
    Ok(visit.actor.need(Scope::Admin)?)
}

/// How many sources wait to be looked at.
async fn waiting(visit: &Visit) -> Result<usize, LeadError> {
    let all = visit.read(|db, actor| Ok(sources::list_sources(db, actor)?)).await?;
    Ok(all.iter().filter(|source| source.is_waiting()).count())
}

fn sections(here: Option<&Kind>, waiting: usize) -> Sections {
    let address = "/app/settings".to_owned();
    let own = Section { address, title: words::ORGANISATION, is_here: here.is_none(), waiting: 0 };
    let of = |kind: &Kind| Section {
        address: format!("/app/settings/{}", kind.path),
        title: kind.title,
        is_here: here.is_some_and(|here| here.path == kind.path),
        waiting: if kind.can_wait() { waiting } else { 0 },
    };
    [own].into_iter().chain(KINDS.iter().map(of)).collect()
}

/// The kind that a path names.
fn kind_of(path: Option<&str>) -> Result<&'static Kind, Refusal> {
    path.and_then(kinds::find).ok_or(Refusal::Transport(TransportError::NoSuchPath))
}

/// A kind and a row of it.
fn row_of(path: Option<Path<(String, String)>>) -> Result<(&'static Kind, i64), Refusal> {
    let gone = || Refusal::Transport(TransportError::NoSuchPath);
    let Path((kind, id)) = path.ok_or_else(gone)?;
    Ok((kind_of(Some(&kind))?, id.parse().map_err(|_| gone())?))
}

/// A row of a kind that has something which not all have.
fn row_with(has: fn(&Kind) -> bool, path: Option<Path<(String, String)>>) -> Result<i64, Refusal> {
    let (kind, id) = row_of(path)?;
    if has(kind) { Ok(id) } else { Err(Refusal::Transport(TransportError::NoSuchPath)) }
}
