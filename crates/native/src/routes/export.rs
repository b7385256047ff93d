//! All leads of a filter as a file, sent while it is written. Reached through the router; which leads come next and how they are written
//! down is the core's, for every door the same.

use super::Answer;
use super::request::QueryParams;
use crate::mapping::{filter, lines};
use crate::wire::lead_query::{ExportForm, ExportFormat, ExportQuery};
use crate::wire::problem::Wrong;
use axum::extract::{Extension, State};
use http::Method;
use leadhub_core::export::{ExportFile, Walk, Which};
use leadhub_core::questions::{ExportColumns, export_columns};
use leadhub_core::store::lead_projects;
use leadhub_core::store::reference::labels;
use leadhub_core::{Actor, Db};
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::download::Export;
use leadhub_wire::routes::Routes;
use std::sync::Arc;

#[derive(utoipa::OpenApi)]
#[openapi(paths(export))]
pub struct Api;

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::GET, "/hub/v1/leads/export", export)
}

/// Export leads
///
/// Every lead that is there when it begins, once, oldest first. An answer that breaks off is not whole.
#[utoipa::path(
    get, path = "/hub/v1/leads/export", tag = "leads", operation_id = "exportLeads", params(ExportQuery),
    responses((status = 200, description = "The leads, as a table with a heading or a lead a line.", content(
        (String = "text/csv"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "application/jsonl"),
    )))
)]
async fn export(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<ExportQuery>,
) -> Answer {
    let checked = filter::both(filter::which(&query.which, app.hub.now()), wanted(&query.form))?;
    let (format, (which, wanted)) = (query.form.format.0.unwrap_or(ExportFormat::Csv), checked);
    let project = query.which.project.0.as_ref().map(|name| name.0.clone());
    let begin = move |db: &mut Db, actor: &Actor| {
        let which = lead_projects::narrow_to_project(db, actor, which.clone(), project.as_deref())?;
        let walk = Walk::begin(db, actor, Which::Filter(Box::new(which)))?;
        Ok((walk, export_columns(db, actor)?, labels::list_labels(db, actor)?))
    };
    let (walk, columns, labels) = app.read(&call, begin).await?;
    let (hub, actor, masked) = (app.hub.clone(), Arc::clone(&call.actor), call.actor.masked);
    let file = match format {
        ExportFormat::Csv => ExportFile::csv(chosen(columns, &wanted)?, masked),
        ExportFormat::Xlsx => ExportFile::workbook(chosen(columns, &wanted)?, masked)?,
        ExportFormat::Jsonl => ExportFile::lines(lines::write, labels, masked),
    };
    Ok(Export { hub, actor, walk, file }.answer("leads"))
}

/// The columns that are asked for; none where all are meant.
fn wanted(form: &ExportForm) -> Result<Vec<String>, Vec<Wrong>> {
    let Some(columns) = &form.columns.0 else { return Ok(Vec::new()) };
    if form.format.0 == Some(ExportFormat::Jsonl) {
        return Err(unfit("are for csv and xlsx, a line of jsonl is a whole lead: leave them out"));
    }
    Ok(columns.0.split(',').map(str::to_owned).collect())
}

fn chosen(columns: ExportColumns, wanted: &[String]) -> Result<ExportColumns, Vec<Wrong>> {
    if wanted.is_empty() { Ok(columns) } else { columns.chosen(wanted).map_err(unfit) }
}

fn unfit(say: impl Into<String>) -> Vec<Wrong> {
    vec![Wrong::new("columns", "unfit", say)]
}
