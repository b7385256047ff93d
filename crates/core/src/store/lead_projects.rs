//! Projects of leads, which are texts and no rows: one is found by its code or its name as names are compared, while each lead keeps what
//! was written. Asked by the doors before they ask for a list, once for all its pages where they can; reads every lead that has a project.

use super::conditions::{Conditions, Rows};
use super::engine::{Db, Failure};
use crate::actor::Actor;
use leadhub_model::LeadFilter;
use leadhub_model::text::fold;
use std::collections::BTreeSet;

/// Spellings of one project that a filter takes.
const MOST: usize = 500;

/// The filter, narrowed to the leads of the project that is called so, where one is named.
pub fn narrow_to_project(
    db: &mut Db,
    actor: &Actor,
    filter: LeadFilter,
    name: Option<&str>,
) -> Result<LeadFilter, Failure> {
    let Some(name) = name else { return Ok(filter) };
    Ok(LeadFilter { projects: Some(list_spellings(db, actor, name)?), ..filter })
}

/// Leads whose project is written in one of these ways.
pub(super) fn narrow_to_spellings<'a>(all: &mut Conditions<'a>, spellings: Option<&'a [String]>) {
    let Some(spellings) = spellings else { return };
    let places = all.bind_padded(&Vec::from_iter(spellings.iter().map(String::as_str)));
    all.sql.push_str(&format!(" AND (project_code IN ({places}) OR project_name IN ({places}))"));
}

/// As what codes and names of projects the text stands in leads that the actor sees.
fn list_spellings(db: &mut Db, actor: &Actor, name: &str) -> Result<Vec<String>, Failure> {
    let has_project = "deleted_at IS NULL AND (project_code IS NOT NULL OR project_name IS NOT NULL)";
    let all = Conditions::of(actor, Rows::Leads, has_project);
    let sql = format!("SELECT DISTINCT project_code, project_name FROM lead WHERE {}", all.sql);
    let rows: Vec<[Option<String>; 2]> = db.all(&sql, &all.values, |row| Ok([row.take()?, row.take()?]))?;
    let wanted = fold(name);
    let written = rows.into_iter().flatten().flatten();
    let spellings: BTreeSet<String> = written.filter(|text| fold(text) == wanted).collect();
    Ok(spellings.into_iter().take(MOST).collect())
}
