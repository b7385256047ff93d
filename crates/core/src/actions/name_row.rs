//! Say under which words a dialect knows a row of reference data: those that were there before and are not named any more are forgotten, and
//! a word that was another row's is taken from it. Called by the pages; what a word means is its dialect's own.

use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::organisations;
use crate::store::reference::external_names;
use leadhub_model::organisation::Scope;
use leadhub_model::reference::{ExternalName, LONGEST_NAME};
use leadhub_model::{Field, LeadError, RefusalReason};

/// `kind` is what is named, as `ExternalName` calls it.
pub fn name_row(
    tx: &mut Tx,
    actor: &Actor,
    (kind, row): (&'static str, i64),
    dialect: &str,
    words: &[String],
) -> Result<(), LeadError> {
    actor.need(Scope::Admin)?;
    if words.iter().any(|word| word.chars().count() > LONGEST_NAME) {
        let field = Field::Row { set: "external_names", id: row, column: "external" };
        return Err(LeadError::refused(field, RefusalReason::TooLong { max: LONGEST_NAME }));
    }
    organisations::lock_organisation(tx, actor.organisation_id())?;
    let mut known = external_names::list_all_names(tx, actor)?;
    known.retain(|name| name.dialect == dialect && name.kind == kind && name.row == row);
    for name in known.iter().filter(|name| !words.contains(&name.external)) {
        external_names::delete_external_name(tx, actor, name)?;
    }
    for word in words.iter().filter(|word| known.iter().all(|name| name.external != **word)) {
        let (dialect, kind, external) = (dialect.to_owned(), kind.to_owned(), word.clone());
        external_names::put_external_name(tx, actor, &ExternalName { dialect, kind, external, label: None, row })?;
    }
    Ok(tx.outdate(actor.organisation_id())?)
}
