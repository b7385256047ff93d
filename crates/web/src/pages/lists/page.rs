//! The page itself: campaigns, and a page of lists. Shown anew with what was typed where a change was refused.
//! Of lists it counts what the visitor sees.

use super::words;
use crate::icon::Icon;
use crate::language::Language;
use crate::layout::Layout;
use crate::places::Place;
use crate::refusal::Refusal;
use crate::visit::Visit;
use crate::{format, render};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::{campaigns, lead_filter, list_progress, lists};
use leadhub_core::{Actor, Db};
use leadhub_model::list::{Campaign, ListProgress, ListRow};
use leadhub_model::{CampaignId, LeadError, LeadFilter, ListId};
use leadhub_wire::query::Query;

const ROWS: usize = 50;
const MOST_CAMPAIGNS: i64 = 200;
/// Of who does not see all no more are counted.
const COUNTED: i64 = 1_000;
/// Leads that a page looks at to say how far its lists are worked; of the lists beyond it is not said.
const LOOKED_AT: i64 = 50_000;

#[derive(Template)]
#[template(path = "pages/lists.html")]
struct ListsPage {
    layout: Layout,
    /// Who may change lists sees their files too.
    manages: bool,
    campaigns: Vec<CampaignLine>,
    /// The campaign whose lists are shown.
    chosen: Option<(String, String)>,
    lists: Vec<ListLine>,
    first: Option<String>,
    next: Option<String>,
    slip: RejectedForm,
}

struct CampaignLine {
    uuid: String,
    id: i64,
    name: String,
    kind: String,
    active: bool,
}

struct ListLine {
    uuid: String,
    id: i64,
    name: String,
    description: String,
    campaign: String,
    active: bool,
    leads: String,
    taken: String,
    refused: Option<String>,
    has_files: bool,
    progress: Option<Progress>,
}

struct Progress {
    touched: i64,
    leads: i64,
    text: String,
}

/// A form that was refused: which one, what was typed, and why.
#[derive(Clone, Default)]
pub struct RejectedForm {
    /// `new-list`, `new-campaign`, or the public id of what was to change.
    pub form: String,
    pub name: String,
    /// The description or the kind.
    pub text: String,
    pub campaign: String,
    pub error: String,
}

struct PageData {
    campaigns: Vec<Campaign>,
    lists: Vec<ListLine>,
    more: bool,
    chosen: Option<Campaign>,
}

pub async fn show(visit: Visit, query: Query) -> Result<Response, Refusal> {
    answer(&visit, &query, RejectedForm::default()).await
}

pub async fn answer(visit: &Visit, query: &Query, slip: RejectedForm) -> Result<Response, Refusal> {
    let language = visit.language();
    let (named, after) = (
        query.get("campaign").and_then(|text| text.parse().ok()),
        query.get("after").and_then(|text| text.parse().ok()),
    );
    let data = visit.read(move |db, actor| ask(db, actor, named, after.map(ListId), language)).await?;
    let status = if slip.error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let of = |campaign: &Campaign| format!("campaign={}", campaign.uuid);
    let narrowed = data.chosen.as_ref().map(of).unwrap_or_default();
    let last = data.lists.last().filter(|_| data.more);
    let page = ListsPage {
        layout: visit.layout(words::TITLE.say(language), Some(Place::Lists)),
        manages: visit.actor.sees.is_all(),
        first: after.map(|_: i64| format!("?{narrowed}")),
        next: last.map(|line| format!("?after={}&{narrowed}", line.id)),
        chosen: data.chosen.map(|campaign| (campaign.uuid.to_string(), campaign.name)),
        campaigns: data.campaigns.into_iter().map(CampaignLine::of).collect(),
        lists: data.lists,
        slip,
    };
    Ok(render::page(status, &page))
}

fn ask(
    db: &mut Db,
    actor: &Actor,
    named: Option<uuid::Uuid>,
    after: Option<ListId>,
    language: Language,
) -> Result<PageData, LeadError> {
    let campaigns = campaigns::list_campaigns_after(db, actor, None, None, MOST_CAMPAIGNS)?;
    let chosen = match named {
        Some(uuid) => campaigns::find_campaign_by_uuid(db, actor, uuid)?,
        None => None,
    };
    let of: Option<CampaignId> = chosen.as_ref().map(|campaign| campaign.id);
    let mut rows = lists::list_lists_after(db, actor, of, after, ROWS as i64 + 1)?;
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let mut left = LOOKED_AT;
    let mut near: Vec<ListId> = Vec::new();
    for row in rows.iter().filter(|row| row.leads > 0) {
        left -= row.leads;
        if left >= 0 {
            near.push(row.list.id);
        }
    }
    let progress = list_progress::list_progress(db, actor, &near)?;
    let mut lists = Vec::with_capacity(rows.len());
    for row in rows {
        let own = progress.iter().find(|own| own.list == row.list.id).copied();
        let filter = LeadFilter { list: Some(row.list.id), ..LeadFilter::default() };
        let counted = lead_filter::count_up_to(db, actor, &filter, COUNTED)?;
        let leads = format::whole(counted.rows, language);
        let leads = if counted.more { words::MORE_THAN.with(language, &leads) } else { leads };
        lists.push(ListLine::of(row, leads, own, language));
    }
    Ok(PageData { campaigns, lists, more, chosen })
}

impl CampaignLine {
    fn of(campaign: Campaign) -> CampaignLine {
        let Campaign { id, uuid, name, kind, active, .. } = campaign;
        CampaignLine { uuid: uuid.to_string(), id: id.0, name, kind, active }
    }
}

impl ListLine {
    fn of(row: ListRow, leads: String, progress: Option<ListProgress>, language: Language) -> ListLine {
        let whole = |rows| format::whole(rows, language);
        ListLine {
            uuid: row.list.uuid.to_string(),
            id: row.list.id.0,
            name: row.list.name,
            description: row.list.description,
            campaign: row.campaign_name,
            active: row.list.active,
            leads,
            taken: words::TAKEN_OF.with(language, &whole(row.succeeded)),
            refused: (row.failed > 0).then(|| words::REFUSED.with(language, &whole(row.failed))),
            progress: progress.map(|own| Progress {
                touched: own.touched,
                leads: own.leads,
                text: format!(
                    "{}/{} · {}",
                    whole(own.touched),
                    whole(own.leads),
                    words::CONVERTED_OF.with(language, &whole(own.converted))
                ),
            }),
            has_files: row.uploaded > 0,
        }
    }
}

impl ListsPage {
    /// What a field of a form holds: what was typed, where that form was refused.
    fn name_of(&self, form: &str, now: &str) -> String {
        if self.slip.form == form { self.slip.name.clone() } else { now.to_owned() }
    }

    fn text_of(&self, form: &str) -> &str {
        if self.slip.form == form { &self.slip.text } else { "" }
    }

    /// Whether a campaign is the one that was chosen for a new list.
    fn is_chosen(&self, uuid: &str) -> bool {
        if self.slip.campaign.is_empty() {
            self.chosen.as_ref().is_some_and(|(chosen, _)| chosen == uuid)
        } else {
            self.slip.campaign == uuid
        }
    }

    fn error_of(&self, form: &str) -> Option<&str> {
        (self.slip.form == form && !self.slip.error.is_empty()).then_some(self.slip.error.as_str())
    }

    /// The narrowed page goes on with every change.
    fn query(&self) -> String {
        self.chosen.as_ref().map(|(uuid, _)| format!("?campaign={uuid}")).unwrap_or_default()
    }

    fn title_of_lists(&self) -> String {
        let language = self.layout.language();
        match &self.chosen {
            Some((_, name)) => words::LISTS_OF.with(language, name),
            None => words::LISTS.say(language).to_owned(),
        }
    }
}
