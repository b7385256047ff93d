//! Where leads come from: the organisation's sources, those that came as words with leads among them, and which of them a word means.
//! Read by the wires and the pages; a new one is written by the verb that brings the lead, a known one by `put_reference`.

use super::external_names::list_external_names;
use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::catalogue::Source;
use leadhub_model::text::fold;
use leadhub_model::{SourceCategoryId, SourceId};
use std::collections::HashMap;
use std::sync::Arc;

/// What the table of names calls them.
pub(crate) const KIND: &str = "source";

pub fn list_sources(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<Source>>, Failure> {
    db.cached(actor.organisation_id(), "sources", |db| list_stored(db, actor))
}

/// As they stand in the store at this moment, for who is about to write one.
pub(crate) fn list_stored(db: &mut Db, actor: &Actor) -> Result<Vec<Source>, Failure> {
    let sql =
        "SELECT id, category_id, name, reviewed, merged_into_id FROM source WHERE organisation_id = $1 ORDER BY id";
    db.all(sql, values![actor.organisation_id()], read)
}

fn read(row: &mut Row) -> Result<Source, Failure> {
    let (id, category) = (row.take()?, row.take::<SourceCategoryId>()?);
    Ok(Source {
        id,
        category: Some(category).filter(|category| category.0 != 0),
        name: row.take()?,
        reviewed: row.take()?,
        merged_into: row.take()?,
    })
}

/// The source that a word of the actor's wire means: by the name that the wire has for one, else by the name of one, whatever its case and
/// accents.
pub(crate) fn find_source(db: &mut Db, actor: &Actor, word: &str) -> Result<Option<SourceId>, Failure> {
    let name = format!("words of {} for sources", actor.dialect);
    let words = db.cached(actor.organisation_id(), &name, |db| {
        let (sources, names) = (list_sources(db, actor)?, list_external_names(db, actor, KIND)?);
        let effective = |id: SourceId| sources.iter().find(|row| row.id == id).map(Source::effective);
        let named = names.iter().filter_map(|name| Some((fold(&name.external), effective(SourceId(name.row))?)));
        Ok(in_order(named.chain(by_name(&sources))))
    })?;
    Ok(words.get(&fold(word)).copied())
}

/// The source with this name among these.
pub(crate) fn named(sources: &[Source], name: &str) -> Option<SourceId> {
    in_order(by_name(sources)).get(&fold(name)).copied()
}

/// Of several with one name first those that stand by themselves and were looked at.
fn by_name(sources: &[Source]) -> impl Iterator<Item = (String, SourceId)> {
    let mut sources: Vec<&Source> = sources.iter().collect();
    sources.sort_by_key(|row| (row.merged_into.is_some(), !row.reviewed, row.id));
    sources.into_iter().map(|row| (fold(&row.name), row.effective()))
}

/// Each word once: the first that has it.
fn in_order(words: impl Iterator<Item = (String, SourceId)>) -> HashMap<String, SourceId> {
    let mut map = HashMap::new();
    for (word, id) in words {
        map.entry(word).or_insert(id);
    }
    map
}

/// One that came as a word: without a category, and not looked at.
pub(crate) fn insert_waiting(tx: &mut Tx, actor: &Actor, id: SourceId, name: &str) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO source (organisation_id, id, category_id, name, reviewed) VALUES ($1, $2, 0, $3, 0)",
        values![actor.organisation_id(), id, name],
    )?;
    Ok(())
}

/// Those that are folded into a source which is itself folded into another follow it.
pub(crate) fn follow(tx: &mut Tx, actor: &Actor, from: SourceId, into: SourceId) -> Result<(), Failure> {
    tx.execute(
        "UPDATE source SET merged_into_id = $3 WHERE organisation_id = $1 AND merged_into_id = $2",
        values![actor.organisation_id(), from, into],
    )?;
    Ok(())
}
