//! Which of the organisation's sources a lead comes from (decision X13): an id must be one, a word is looked for and makes a source of its
//! own where there is none, so that no lead loses its origin and a person names it once. Used by every verb that brings or changes a lead.

use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::ids::next_ids;
use crate::store::reference::sources;
use crate::store::{lists, organisations};
use leadhub_model::catalogue::Source;
use leadhub_model::source::{MOST_UNREVIEWED, name};
use leadhub_model::{Fact, Facts, LeadError, ListId, SourceId, SourceRef};

/// The key under which a word that found no source is kept with the lead.
pub(super) const WORD: &str = "source";

/// What became of what a caller said.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub id: Option<SourceId>,
    /// The word that found none, since too many wait to be looked at.
    pub word: Option<String>,
}

/// The source that is meant. The ids among `given` were checked.
pub(super) fn resolve(
    tx: &mut Tx,
    actor: &Actor,
    given: Option<&SourceRef>,
    list: Option<ListId>,
) -> Result<Resolved, LeadError> {
    let word = match given {
        None => return Ok(Resolved::default()),
        Some(SourceRef::Id(id)) => {
            let sources = sources::list_sources(tx, actor)?;
            let id = sources.iter().find(|row| row.id == *id).map(Source::effective);
            return Ok(Resolved { id, word: None });
        }
        Some(SourceRef::Word(word)) => name(word),
        Some(SourceRef::List) => {
            let named = lists::list_names(tx, actor, &list.into_iter().collect::<Vec<_>>())?.pop();
            named.map(|list| name(&list.list_name)).unwrap_or_default()
        }
    };
    if word.is_empty() {
        return Ok(Resolved::default());
    }
    let id = match sources::find_source(tx, actor, &word)? {
        Some(id) => Some(id),
        None => make(tx, actor, &word)?,
    };
    Ok(Resolved { word: id.is_none().then_some(word), id })
}

/// What says where a lead with these facts comes from, where nobody says it outright.
pub(super) fn of_facts(facts: &Facts) -> Option<SourceRef> {
    SourceRef::word(facts.get(Fact::UtmSource)?)
}

/// A source for a word that nobody knew; `None` where too many wait.
fn make(tx: &mut Tx, actor: &Actor, word: &str) -> Result<Option<SourceId>, LeadError> {
    let is_full = |sources: &[Source]| sources.iter().filter(|row| row.is_waiting()).count() >= MOST_UNREVIEWED;
    // Without a lock, so that a client of many words holds up nobody.
    if is_full(&sources::list_sources(tx, actor)?) {
        return Ok(None);
    }
    organisations::lock_organisation(tx, actor.organisation_id())?;
    let stored = sources::list_stored(tx, actor)?;
    // Another request may have made it meanwhile.
    if let Some(id) = sources::named(&stored, word) {
        return Ok(Some(id));
    }
    if is_full(&stored) {
        return Ok(None);
    }
    let id = loop {
        // Whoever puts reference data chooses numbers too.
        let id = SourceId(next_ids(tx, actor, 1)?);
        if stored.iter().all(|row| row.id != id) {
            break id;
        }
    };
    sources::insert_waiting(tx, actor, id, word)?;
    tx.outdate(actor.organisation_id())?;
    Ok(Some(id))
}
