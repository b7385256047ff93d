//! `GET /app/leads`: a page of the list, with the preview if one is open; and `GET /app/leads/rows?ids=`: those of the rows that changed
//! elsewhere, as the list shows them now, with `newest` the newest besides. Which leads are seen is the questions' to say.

use super::columns::Column;
use super::export;
use super::query::{LeadsQuery, NO_SOURCE, UNREAD};
use super::row::{self, FACTS, Row};
use super::words;
use crate::format;
use crate::icon::Icon;
use crate::language::{Language, Word};
use crate::layout::Layout;
use crate::pages::lead::{LeadView, TimelineQuery};
use crate::pages::names::{Names, dialect_name};
use crate::places::Place;
use crate::refusal::Refusal;
use crate::render;
use crate::visit::{DOOR, Visit};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::lead_filter::Limits;
use leadhub_core::store::{campaigns, lead_filter, lists, views};
use leadhub_core::{Actor, Db, questions};
use leadhub_model::view::SavedView;
use leadhub_model::{CampaignId, Counted, LabelId, Lead, LeadError, LeadFilter, LeadId, LeadOrder, ListId};
use leadhub_wire::dialect::registered;
use leadhub_wire::query::Query;
use std::cmp::Reverse;

const ROWS: i64 = 50;
/// Of filters whose total is not kept no more are counted.
const COUNTED: i64 = 10_000;
/// What this page is called where views are kept.
pub const VIEWS: &str = "leads";
/// Rows that are named at once by who follows.
pub const MOST_IDS: usize = 400;

/// An address, what it is called, whether it is shown.
type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "pages/leads.html")]
struct LeadsPage {
    layout: Layout,
    query: LeadsQuery,
    names: Names,
    rows: Vec<Row>,
    total: String,
    first: Option<String>,
    next: Option<String>,
    preview: Option<LeadView>,
    /// What the list and the campaign are called that the address names.
    list: Option<String>,
    campaign: Option<String>,
    views: Vec<SavedView>,
    /// Whether she may bring files.
    imports: bool,
    /// Whether she may carry leads away.
    exports: bool,
}

#[derive(Template)]
#[template(path = "parts/rows.html")]
struct Rows {
    layout: Layout,
    query: LeadsQuery,
    /// Those that the list has.
    known: Vec<Row>,
    /// Those that it gets.
    new: Vec<Row>,
    /// Those that are in it no longer.
    gone: Vec<i64>,
}

struct Listed {
    leads: Vec<Lead>,
    /// The labels of each, where they are shown.
    carried: Vec<(LeadId, LabelId)>,
    next: Option<leadhub_model::Cursor>,
    /// `None` for what a search found, which is not counted.
    count: Option<Counted>,
    names: Names,
    preview: Option<LeadView>,
    list: Option<String>,
    campaign: Option<String>,
    views: Vec<SavedView>,
}

pub async fn list(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let query = LeadsQuery::read(&query);
    let (asked, now, language) = (query.clone(), visit.now(), visit.language());
    let listed = visit.read(move |db, actor| ask(db, actor, &asked, now, language)).await?;
    Ok(render::page(StatusCode::OK, &page(&visit, query, listed)))
}

fn page(visit: &Visit, query: LeadsQuery, listed: Listed) -> LeadsPage {
    let language = visit.language();
    let rows = row::rows(&listed.leads, &listed.carried, &listed.names, &visit.actor, visit.now(), language);
    LeadsPage {
        layout: visit.layout(words::TITLE.say(language), Some(Place::Leads)),
        total: total(&listed, language),
        first: query.after().map(|_| query.with("after", "")),
        next: listed.next.map(|after| query.page_after(after)),
        query,
        names: listed.names,
        rows,
        preview: listed.preview,
        list: listed.list,
        campaign: listed.campaign,
        views: listed.views,
        imports: visit.role.sees_all(),
        exports: export::may(visit),
    }
}

fn ask(
    db: &mut Db,
    actor: &Actor,
    query: &LeadsQuery,
    now: leadhub_model::Moment,
    language: Language,
) -> Result<Listed, LeadError> {
    let names = Names::read(db, actor)?;
    let preview = match query.preview() {
        Some(id) => LeadView::find(db, actor, id, TimelineQuery::default(), now, language)?,
        None => None,
    };
    let views = views::list_views(db, actor, Some(VIEWS))?;
    let list = match query.number("list") {
        Some(id) => lists::list_names(db, actor, &[ListId(id)])?.pop().map(|names| names.list_name),
        None => None,
    };
    let campaign = match query.number("campaign") {
        Some(id) => campaigns::find_campaign(db, actor, CampaignId(id))?.map(|campaign| campaign.name),
        None => None,
    };
    if let Some(text) = query.get("q") {
        let found = questions::search_leads(db, actor, text, ROWS as usize, query.after(), FACTS)?;
        let carried = row::list_carried(db, actor, query, &found.leads)?;
        let (leads, next) = (found.leads, found.next);
        return Ok(Listed { leads, carried, next, count: None, names, preview, list, campaign, views });
    }
    let (filter, order) = (query.filter(db, actor)?, query.order());
    let limits = Limits { rows: ROWS + 1, counted: COUNTED };
    let (mut leads, count) = lead_filter::list_and_count(db, actor, &filter, order, query.after(), limits, FACTS)?;
    let next = (leads.len() as i64 > ROWS).then(|| {
        leads.truncate(ROWS as usize);
        leads.last().map(|lead| lead_filter::cursor(order, lead))
    });
    let carried = row::list_carried(db, actor, query, &leads)?;
    Ok(Listed { leads, carried, next: next.flatten(), count: Some(count), names, preview, list, campaign, views })
}

fn total(listed: &Listed, language: Language) -> String {
    match listed.count {
        Some(Counted { rows, more: false }) => format::whole(rows, language),
        Some(Counted { rows, more: true }) => words::MORE_THAN.with(language, &format::whole(rows, language)),
        None if listed.next.is_some() => words::MORE_THAN.with(language, &listed.leads.len().to_string()),
        None => format::whole(listed.leads.len() as i64, language),
    }
}

pub async fn rows(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let (ids, has, is_many) = (ids(&query, "ids"), ids(&query, "has"), query.get("newest").is_some());
    let query = LeadsQuery::read(&query);
    // Only where the newest stand does one that comes belong to the page.
    let is_top = query.order() == LeadOrder::NewestCreated && query.after().is_none() && query.get("q").is_none();
    let asked = RowsQuery { query: query.clone(), ids: ids.clone(), newest: is_many && is_top };
    let (names, carried, leads) = visit.read(move |db, actor| asked.find(db, actor)).await?;
    let (now, language) = (visit.now(), visit.language());
    let rows = row::rows(&leads, &carried, &names, &visit.actor, now, language);
    let gone = ids.iter().filter(|id| has.contains(id) && leads.iter().all(|lead| lead.id != **id)).map(|id| id.0);
    let gone = gone.collect();
    let (known, mut new): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| has.contains(&LeadId(row.id)));
    if !is_top {
        new.clear();
    }
    Ok(render::page(StatusCode::OK, &Rows { layout: visit.layout("", None), query, known, new, gone }))
}

/// What people call the way by which a lead came.
fn channel(key: &str, language: Language) -> String {
    if key == DOOR { words::BY_HAND.say(language).to_owned() } else { dialect_name(key) }
}

/// What a page that follows asks for.
struct RowsQuery {
    query: LeadsQuery,
    ids: Vec<LeadId>,
    /// More changed than one is told of: the top of the list too.
    newest: bool,
}

/// The names, the labels of each lead where they are shown, and the leads.
type Followed = (Names, Vec<(LeadId, LabelId)>, Vec<Lead>);

impl RowsQuery {
    fn find(&self, db: &mut Db, actor: &Actor) -> Result<Followed, LeadError> {
        let all = if self.query.get("q").is_some() { LeadFilter::default() } else { self.query.filter(db, actor)? };
        let named = LeadFilter { ids: Some(self.ids.clone()), ..all.clone() };
        let mut list = |filter: &LeadFilter, limit| {
            lead_filter::list_leads_after(db, actor, filter, LeadOrder::NewestCreated, None, limit, FACTS)
        };
        let mut leads = list(&named, MOST_IDS as i64)?;
        if self.newest {
            leads.extend(list(&all, ROWS)?);
            leads.sort_by_key(|lead| Reverse((lead.created_at, lead.id)));
            leads.dedup_by_key(|lead| lead.id);
        }
        Ok((Names::read(db, actor)?, row::list_carried(db, actor, &self.query, &leads)?, leads))
    }
}

/// The ids under a name of an address, with commas between.
pub fn ids(query: &Query, name: &str) -> Vec<LeadId> {
    let texts = query.all(name).flat_map(|text| text.split(','));
    texts.filter_map(|id| id.parse().ok().map(LeadId)).take(MOST_IDS).collect()
}

/// A title, and under it addresses with their names and whether each is the one.
impl LeadsPage {
    /// Whose leads may be chosen: address and word, and whether it is this.
    fn whose(&self) -> Vec<(String, Word, bool)> {
        let now = self.query.get("whose").unwrap_or_default();
        [("", words::ALL_LEADS), ("mine", words::MINE), ("nobody", words::NOBODYS)]
            .into_iter()
            .map(|(whose, word)| (self.query.with("whose", whose), word, whose == now))
            .collect()
    }

    /// Whether more leads match than the page shows.
    fn is_part(&self) -> bool {
        self.first.is_some() || self.next.is_some()
    }

    /// What the choice is called that is on: a view, else whose leads.
    fn view_now(&self) -> String {
        if let Some(view) = self.views.iter().find(|view| LeadsQuery::of_view(view).shows_same(&self.query)) {
            return view.name.clone();
        }
        let word = match self.query.get("whose") {
            Some("mine") => words::MINE,
            Some("nobody") => words::NOBODYS,
            _ => words::ALL_LEADS,
        };
        word.say(self.layout.language()).to_owned()
    }

    /// Her own views and everybody's: address and name, and whether it is the one.
    fn views(&self) -> [(Word, Vec<Choice>); 2] {
        let option = |view: &SavedView| {
            let query = LeadsQuery::of_view(view);
            (query.text(), view.name.clone(), query.shows_same(&self.query))
        };
        let (own, shared): (Vec<&SavedView>, Vec<&SavedView>) =
            self.views.iter().partition(|view| view.owner.is_some());
        [
            (words::OWN_VIEWS, own.into_iter().map(option).collect()),
            (words::SHARED_VIEWS, shared.into_iter().map(option).collect()),
        ]
    }

    /// Those that are shown first, then the others: each with whether it is shown and how wide.
    fn column_choice(&self) -> Vec<(Column, bool, String)> {
        let shown = self.query.columns();
        let on = shown
            .iter()
            .map(|(column, width)| (*column, true, width.map(|width| width.to_string()).unwrap_or_default()));
        let off = Column::ALL.into_iter().filter(|column| shown.iter().all(|(shown, _)| shown != column));
        on.chain(off.map(|column| (column, false, String::new()))).collect()
    }

    fn orders(&self) -> Vec<(String, Word, bool)> {
        let now = self.query.order();
        [
            ("", LeadOrder::NewestCreated, words::NEWEST),
            ("oldest", LeadOrder::OldestCreated, words::OLDEST),
            ("untouched", LeadOrder::OldestUpdated, words::UNTOUCHED),
        ]
        .into_iter()
        .map(|(order, meant, word)| (self.query.with("order", order), word, meant == now))
        .collect()
    }

    fn order_now(&self) -> Word {
        match self.query.order() {
            LeadOrder::OldestCreated => words::OLDEST,
            LeadOrder::OldestUpdated => words::UNTOUCHED,
            _ => words::NEWEST,
        }
    }

    /// The groups that may be chosen: address and name.
    fn groups(&self) -> Vec<(String, String)> {
        let option = |group: &leadhub_model::reference::Group| {
            (self.query.with("group", &group.id.to_string()), group.name.clone())
        };
        self.names.groups().map(option).collect()
    }

    /// The channels that leads may have come by: address and name.
    fn channels(&self) -> Vec<(String, String)> {
        let keys = registered().iter().map(|dialect| dialect.key).chain([DOOR]);
        keys.map(|key| (self.query.with("origin", key), channel(key, self.layout.language()))).collect()
    }

    /// What was done about the leads: address and word.
    fn states(&self) -> [(String, Word); 3] {
        [
            ("touched", "yes", words::CONTACTED),
            ("touched", "no", words::NOT_CONTACTED),
            ("booked", "yes", words::WITH_BOOKING),
        ]
        .map(|(key, value, word)| (self.query.with(key, value), word))
    }

    /// The filters that are on: what each says, and the address without it.
    fn filters(&self) -> Vec<(String, String)> {
        let language = self.layout.language();
        let id = |text: &str| text.parse().unwrap_or_default();
        let yes = |text: &str| if text == "yes" { words::YES } else { words::NO }.say(language).to_owned();
        let unread = |text: &str| match text {
            UNREAD => words::UNREAD.say(language).to_owned(),
            text => text.to_owned(),
        };
        let source = |text: &str| match text {
            NO_SOURCE => words::NO_SOURCE.say(language).to_owned(),
            text => self.names.source(Some(leadhub_model::SourceId(id(text)))),
        };
        let of = |key: &'static str, word: Word, name: &dyn Fn(&str) -> String| {
            let chip = |value: &str| (word.with(language, &name(value)), self.query.without(key, value));
            self.query.all(key).map(chip).collect::<Vec<_>>()
        };
        [
            of("q", words::FILTER_SEARCH, &str::to_owned),
            of("stage", words::FILTER_STAGE, &|text| self.names.stage(leadhub_model::StageId(id(text))).0),
            of("label", words::FILTER_LABEL, &|text| self.names.label(leadhub_model::LabelId(id(text)))),
            of("agent", words::FILTER_AGENT, &|text| self.names.agent(Some(leadhub_model::AgentId(id(text))))),
            of("group", words::FILTER_GROUP, &|text| self.names.group(Some(leadhub_model::GroupId(id(text))))),
            of("source", words::FILTER_SOURCE, &source),
            of("origin", words::FILTER_ORIGIN, &|text| channel(text, language)),
            of("list", words::FILTER_LIST, &|_| self.list.clone().unwrap_or_default()),
            of("campaign", words::FILTER_CAMPAIGN, &|_| self.campaign.clone().unwrap_or_default()),
            of("since", words::FILTER_SINCE, &|text| format::iso_day(text)),
            of("to", words::FILTER_TO, &|text| format::iso_day(text)),
            of("converted", words::FILTER_CONVERTED, &yes),
            of("booked", words::FILTER_BOOKED, &yes),
            of("touched", words::FILTER_TOUCHED, &yes),
            of("phone", words::FILTER_PHONE, &unread),
            of("project", words::FILTER_PROJECT, &str::to_owned),
            of("score", words::FILTER_SCORE, &str::to_owned),
            of("meeting_since", words::FILTER_MEETING_SINCE, &|text| format::iso_day(text)),
            of("meeting_to", words::FILTER_MEETING_TO, &|text| format::iso_day(text)),
        ]
        .concat()
    }
}
