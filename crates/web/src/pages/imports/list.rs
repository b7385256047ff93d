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
use leadhub_core::{Actor, Db};
use leadhub_model::list::{Campaign, ListNames, ListRow};
use leadhub_model::upload::{Upload, UploadState};
use leadhub_model::{LeadError, Paging};
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
    let PageData { imports, names, lists, campaigns } = visit.read(ask).await?;
    // Who brings files brings the next one into the same list, mostly.
    let last = imports.first().filter(|_| typed.list.is_empty() && typed.new_list.is_empty());
    let chosen = last.map_or_else(|| typed.list.clone(), |upload| upload.list.0.to_string());
    let page = ImportsPage {
        layout: visit.layout(words::TITLE.say(visit.language()), Some(Place::Leads)),
        refusal,
        rows: imports.iter().map(|upload| Line::of(upload, &names, visit)).collect(),
        lists: lists.into_iter().map(|row| list_choice(row, &chosen)).collect(),
        campaigns: campaigns.into_iter().map(|row| campaign_choice(row, &typed.campaign)).collect(),
        new_list: typed.new_list,
    };
    Ok(render::page(status, &page))
}

struct PageData {
    imports: Vec<Upload>,
    /// Of the lists that they went into.
    names: Vec<ListNames>,
    lists: Vec<ListRow>,
    campaigns: Vec<Campaign>,
}

fn ask(db: &mut Db, actor: &Actor) -> Result<PageData, LeadError> {
    let all = Paging { offset: 0, limit: CHOICES };
    let imports = uploads::list_imports_after(db, actor, None, SHOWN)?;
    let ids: Vec<_> = imports.iter().map(|upload| upload.list).collect();
    let names = lists::list_names(db, actor, &ids)?;
    let lists = lists::list_lists(db, actor, None, all)?.rows;
    Ok(PageData { imports, names, lists, campaigns: campaigns::list_campaigns(db, actor, None, all)?.rows })
}

impl Line {
    fn of(upload: &Upload, names: &[ListNames], visit: &Visit) -> Line {
        let (at, zone, language) = (upload.created_at, &visit.actor.zone, visit.language());
        let list = names.iter().find(|list| list.id == upload.list);
        Line {
            id: upload.id.0,
            name: upload.filename.clone(),
            list: list.map(|list| list.list_name.clone()).unwrap_or_default(),
            state: state_word(upload.state),
            came: format!("{} {}", format::day(at, zone, language), format::clock(at, zone)),
            total: format::whole(upload.total, language),
            created: format::whole(upload.created(), language),
            failed: format::whole(upload.failed, language),
        }
    }
}

fn list_choice(ListRow { list, campaign_name, .. }: ListRow, chosen: &str) -> (String, String, bool) {
    let is_chosen = list.uuid.to_string() == chosen || list.id.to_string() == chosen;
    (list.uuid.to_string(), format!("{} · {campaign_name}", list.name), is_chosen)
}

fn campaign_choice(campaign: Campaign, chosen: &str) -> (String, String, bool) {
    let uuid = campaign.uuid.to_string();
    let is_chosen = uuid == chosen;
    (uuid, campaign.name, is_chosen)
}
