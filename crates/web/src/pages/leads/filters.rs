//! `GET /app/leads/filters`: the choice of a list and of a campaign, for the menu of filters, and the fields of project, score and meeting. An
//! organisation may have hundreds of lists and campaigns, so the page of the list does not carry them: the menu asks once it is looked at.

use super::query::LeadsQuery;
use super::words;
use crate::layout::Layout;
use crate::refusal::Refusal;
use crate::render;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::{campaigns, lists};
use leadhub_core::{Actor, Db};
use leadhub_model::{CampaignId, LeadError, ListId, Paging};
use leadhub_wire::query::Query;

/// The newest of each, as where a file is brought.
const CHOICES: Paging = Paging { offset: 0, limit: 200 };

/// Number and name.
type Named = (i64, String);

#[derive(Template)]
#[template(path = "parts/lead_filters.html")]
struct Filters {
    layout: Layout,
    query: LeadsQuery,
    lists: Vec<Named>,
    campaigns: Vec<Named>,
}

pub async fn filters(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let query = LeadsQuery::read(&query);
    let asked = query.clone();
    let (lists, campaigns) =
        visit.read(move |db, actor| Ok((list_lists(db, actor, &asked)?, list_campaigns(db, actor, &asked)?))).await?;
    Ok(render::page(StatusCode::OK, &Filters { layout: visit.layout("", None), query, lists, campaigns }))
}

/// The one that is on among them, however old.
fn list_lists(db: &mut Db, actor: &Actor, query: &LeadsQuery) -> Result<Vec<Named>, LeadError> {
    let rows = lists::list_lists(db, actor, None, CHOICES)?.rows;
    let named = |name: &str, campaign: &str| format!("{name} · {campaign}");
    let mut all: Vec<Named> =
        rows.iter().map(|row| (row.list.id.0, named(&row.list.name, &row.campaign_name))).collect();
    if let Some(id) = query.number("list").filter(|id| all.iter().all(|(known, _)| known != id)) {
        all.extend(lists::list_names(db, actor, &[ListId(id)])?.pop().map(|names| (id, names.list_name)));
    }
    Ok(all)
}

fn list_campaigns(db: &mut Db, actor: &Actor, query: &LeadsQuery) -> Result<Vec<Named>, LeadError> {
    let rows = campaigns::list_campaigns(db, actor, None, CHOICES)?.rows;
    let mut all: Vec<Named> = rows.into_iter().map(|campaign| (campaign.id.0, campaign.name)).collect();
    if let Some(id) = query.number("campaign").filter(|id| all.iter().all(|(known, _)| known != id)) {
        all.extend(campaigns::find_campaign(db, actor, CampaignId(id))?.map(|campaign| (id, campaign.name)));
    }
    Ok(all)
}

impl Filters {
    fn is_on(&self, key: &str, id: &i64) -> bool {
        self.query.number(key) == Some(*id)
    }

    /// What a lead is about: name of the parameter, kind of the field, its label.
    fn about(&self) -> [(&'static str, &'static str, crate::language::Word); 4] {
        [
            ("project", "text", words::PROJECT),
            ("score", "number", words::LEAST_SCORE),
            ("meeting_since", "date", words::MEETING_SINCE),
            ("meeting_to", "date", words::MEETING_TO),
        ]
    }

    /// Name of the parameter, its label, what stands for all, and the choices.
    fn choices(&self) -> [(&'static str, crate::language::Word, crate::language::Word, &[Named]); 2] {
        [
            ("list", words::LIST, words::EVERY_LIST, &self.lists),
            ("campaign", words::CAMPAIGN, words::EVERY_CAMPAIGN, &self.campaigns),
        ]
    }
}
