//! `GET /app/import`: the files that were brought, and the form that brings one.
//! Also shown again where a file was not taken.

use super::{check, words};
use crate::format;
use crate::icon::Icon;
use crate::language::Word;
use crate::layout::Layout;
use crate::places::Place;
use crate::refusal::Refusal;
use crate::render;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::{campaigns, lists, uploads};
use leadhub_model::Paging;
use leadhub_model::upload::{Upload, UploadState};
use leadhub_wire::query::Query;

const SHOWN: i64 = 50;
/// Lists and campaigns to choose from, the newest.
const CHOICES: i64 = 200;

#[derive(Template)]
#[template(path = "pages/imports.html")]
struct ImportsPage {
    layout: Layout,
    refusal: Option<String>,
    /// UUID, name, whether it is chosen.
    lists: Vec<(String, String, bool)>,
    campaigns: Vec<(String, String, bool)>,
    new_list: String,
    rows: Vec<Line>,
}

/// What the form holds: what an address says, or what was typed into one that was refused.
#[derive(Default)]
pub struct Typed {
    /// The public id of a list, or its number.
    pub list: String,
    pub new_list: String,
    /// The public id of a campaign.
    pub campaign: String,
}

struct Line {
    id: i64,
    name: String,
    list: String,
    state: Word,
    came: String,
    total: String,
    created: String,
    failed: String,
}

pub fn state_word(state: UploadState) -> Word {
    match state {
        UploadState::Arriving => words::ARRIVING,
        UploadState::Waiting => words::WAITING,
        UploadState::Done => words::DONE,
        UploadState::Held => words::HELD,
        UploadState::Paused => words::PAUSED,
        UploadState::Cancelled => words::CANCELLED,
        UploadState::Undone => words::UNDONE,
    }
}

pub async fn list(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let list = query.get("list").unwrap_or_default().to_owned();
    page(&visit, StatusCode::OK, None, Typed { list, ..Typed::default() }).await
}

/// With what kept a file from being taken, and what the form holds.
pub async fn page(
    visit: &Visit,
    status: StatusCode,
    refusal: Option<String>,
    typed: Typed,
) -> Result<Response, Refusal> {
    check(visit)?;
    let all = Paging { offset: 0, limit: CHOICES };
    let (imports, names, lists, campaigns) = visit
        .read(move |db, actor| {
            let imports = uploads::list_imports_after(db, actor, None, SHOWN)?;
            let ids: Vec<_> = imports.iter().map(|upload| upload.list).collect();
            let names = lists::list_names(db, actor, &ids)?;
            let lists = lists::list_lists(db, actor, None, all)?.rows;
            Ok((imports, names, lists, campaigns::list_campaigns(db, actor, None, all)?.rows))
        })
        .await?;
    let (zone, language) = (&visit.actor.zone, visit.language());
    // Who brings files brings the next one into the same list, mostly.
    let last = imports.first().filter(|_| typed.list.is_empty() && typed.new_list.is_empty());
    let chosen = last.map_or_else(|| typed.list.clone(), |upload| upload.list.0.to_string());
    let line = |upload: &Upload| Line {
        id: upload.id.0,
        name: upload.filename.clone(),
        list: names.iter().find(|list| list.id == upload.list).map(|list| list.list_name.clone()).unwrap_or_default(),
        state: state_word(upload.state),
        came: format!("{} {}", format::day(upload.created_at, zone, language), format::clock(upload.created_at, zone)),
        total: format::whole(upload.total, language),
        created: format::whole(upload.created(), language),
        failed: format::whole(upload.failed, language),
    };
    let list = |row: leadhub_model::list::ListRow| {
        let is_chosen = [row.list.uuid.to_string(), row.list.id.to_string()].contains(&chosen);
        (row.list.uuid.to_string(), format!("{} · {}", row.list.name, row.campaign_name), is_chosen)
    };
    let campaign = |row: leadhub_model::list::Campaign| {
        let is_chosen = row.uuid.to_string() == typed.campaign;
        (row.uuid.to_string(), row.name, is_chosen)
    };
    let page = ImportsPage {
        layout: visit.layout(words::TITLE.say(language), Some(Place::Leads)),
        refusal,
        rows: imports.iter().map(line).collect(),
        lists: lists.into_iter().map(list).collect(),
        campaigns: campaigns.into_iter().map(campaign).collect(),
        new_list: typed.new_list,
    };
    Ok(render::page(status, &page))
}
