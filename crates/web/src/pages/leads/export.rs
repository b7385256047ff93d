//! `GET /app/leads/export.xlsx`, `.csv` and `.jsonl`: the leads of the list as a file, as the command line exports them; and `GET
//! /app/leads/export`, which asks for the columns of a table. For who sees all leads and every contact; how a file is made is the core's.

use super::query::LeadsQuery;
use super::words;
use crate::dialog::{self, DialogForm};
use crate::refusal::Refusal;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::export::{ExportFile, Format, Walk, Which};
use leadhub_core::questions::{ExportColumns, export_columns};
use leadhub_core::store::reference::{custom_fields, labels};
use leadhub_core::{Actor, Db, internal};
use leadhub_model::LeadError;
use leadhub_model::moment::Day;
use leadhub_model::organisation::Scope;
use leadhub_wire::dialect::registered;
use leadhub_wire::download::Export;
use leadhub_wire::query::Query;
use std::sync::Arc;

/// Under which an address names the columns of a table; all where it names none.
const COLUMN: &str = "column";
/// What is ticked at first: what people look at, and not what programs need.
const USUAL: [&str; 12] = [
    "created_at",
    "name",
    "phone",
    "email",
    "subject",
    "province",
    "stage",
    "agent",
    "group",
    "source",
    "labels",
    "comment",
];

/// Whether she may carry leads away.
pub fn may(visit: &Visit) -> bool {
    visit.role.sees_all() && !visit.actor.masked
}

pub async fn export_csv(visit: Visit, query: Query) -> Result<Response, Refusal> {
    export(visit, &query, Format::Csv).await
}

pub async fn export_xlsx(visit: Visit, query: Query) -> Result<Response, Refusal> {
    export(visit, &query, Format::Xlsx).await
}

pub async fn export_jsonl(visit: Visit, query: Query) -> Result<Response, Refusal> {
    export(visit, &query, Format::Jsonl).await
}

async fn export(visit: Visit, query: &Query, format: Format) -> Result<Response, Refusal> {
    need(&visit)?;
    let wanted: Vec<String> = query.all(COLUMN).map(str::to_owned).collect();
    let query = LeadsQuery::read(query);
    let begin = move |db: &mut Db, actor: &Actor| {
        let which = which(db, actor, &query)?;
        Ok((Walk::begin(db, actor, which)?, file(db, actor, format, &wanted)?))
    };
    let (walk, file) = visit.read(begin).await?;
    let name = words::FILE_NAME.with(visit.language(), &Day::of(visit.now(), &visit.actor.zone).to_string());
    let (hub, actor) = (visit.app.hub.clone(), Arc::clone(&visit.actor));
    let mut answer = Export { hub, actor, walk, file }.answer(&name);
    crate::guard::secure(answer.headers_mut());
    Ok(answer)
}

fn need(visit: &Visit) -> Result<(), LeadError> {
    if may(visit) { Ok(()) } else { Err(LeadError::Forbidden(Scope::Read)) }
}

/// As the list shows them: a search passes the filters over.
fn which(db: &mut Db, actor: &Actor, query: &LeadsQuery) -> Result<Which, LeadError> {
    Ok(match query.get("q") {
        Some(text) => Which::Found(text.to_owned()),
        None => Which::Filter(Box::new(query.filter(db, actor)?)),
    })
}

fn file(db: &mut Db, actor: &Actor, format: Format, wanted: &[String]) -> Result<ExportFile, LeadError> {
    if format == Format::Jsonl {
        let write = registered().iter().find_map(|dialect| dialect.line);
        let write = write.ok_or_else(|| internal("no door prints lines"))?;
        return Ok(ExportFile::lines(write, labels::list_labels(db, actor)?, actor.masked));
    }
    let columns = chosen(export_columns(db, actor)?, wanted)?;
    if format == Format::Xlsx {
        ExportFile::workbook(columns, actor.masked)
    } else {
        Ok(ExportFile::csv(columns, actor.masked))
    }
}

/// Each that is there once; an old bookmark may name others.
fn chosen(columns: ExportColumns, wanted: &[String]) -> Result<ExportColumns, LeadError> {
    let mut known: Vec<String> = Vec::new();
    for name in wanted.iter().filter(|name| columns.header().contains(name)) {
        if !known.contains(name) {
            known.push(name.clone());
        }
    }
    if known.is_empty() { Ok(columns) } else { columns.chosen(&known).map_err(|cause| internal(&cause)) }
}

#[derive(Template)]
#[template(path = "parts/export_columns.html")]
struct ExportForm {
    asked: DialogForm,
    query: LeadsQuery,
    /// The heading of each, what it is called besides, and whether it is ticked.
    columns: Vec<(String, String, bool)>,
}

/// Asks for the columns.
pub async fn ask_export(visit: Visit, query: Query) -> Result<Response, Refusal> {
    need(&visit)?;
    let columns = visit.read(offered).await?;
    let query = LeadsQuery::read(&query);
    let title = words::EXPORT_COLUMNS.say(visit.language());
    let asked = DialogForm::new(&visit, title, format!("/app/leads/export{}", query.which()), None);
    let form = ExportForm { asked, query, columns };
    Ok(dialog::answer(StatusCode::OK, &form.asked, &form))
}

fn offered(db: &mut Db, actor: &Actor) -> Result<Vec<(String, String, bool)>, LeadError> {
    let (columns, fields) = (export_columns(db, actor)?, custom_fields::list_custom_fields(db, actor)?);
    let label = |heading: &str| {
        let field = fields.iter().find(|field| heading.strip_prefix("custom:") == Some(field.id.to_string().as_str()));
        field.map(|field| field.label.clone()).unwrap_or_default()
    };
    let offer = |heading: &String| (heading.clone(), label(heading), USUAL.contains(&heading.as_str()));
    Ok(columns.header().iter().map(offer).collect())
}
