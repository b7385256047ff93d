//! `/app/overview`: how many leads came on some days, where they come from, where they stand and who works on them, against as many days
//! before. Every number leads to its leads. What counts as what, and which leads she sees, is the question's to say.

mod figures;
mod query;
mod sources;
pub mod words;

use crate::charts::{Bars, Funnel, Step};
use crate::icon::Icon;
use crate::language::{Language, Word};
use crate::layout::Layout;
use crate::pages::names::Names;
use crate::places::Place;
use crate::refusal::Refusal;
use crate::visit::Visit;
use crate::{format, render};
use askama::Template;
use axum::response::Response;
use figures::{Figure, Line};
use http::StatusCode;
use leadhub_core::questions;
use leadhub_model::moment::Day;
use leadhub_model::overview::{Days, Overview};
use leadhub_wire::query::Query;
use query::{OverviewQuery, PERIODS};

#[derive(Template)]
#[template(path = "pages/overview.html")]
struct OverviewPage {
    layout: Layout,
    query: OverviewQuery,
    names: Names,
    is_empty: bool,
    figures: Vec<Figure>,
    chart: Bars,
    funnel: Funnel,
    sources: Vec<Line>,
    channels: Vec<Line>,
    agents: Vec<Line>,
}

pub async fn show(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let query = OverviewQuery::read(&query, Day::of(visit.now(), &visit.actor.zone));
    let ask = move |db: &mut leadhub_core::Db, actor: &leadhub_core::Actor| {
        Ok((questions::overview(db, actor, query.days, query.group)?, Names::read(db, actor)?))
    };
    let (told, names) = visit.read(ask).await?;
    Ok(render::page(StatusCode::OK, &page(&visit, query, &told, names)))
}

fn page(visit: &Visit, query: OverviewQuery, told: &Overview, names: Names) -> OverviewPage {
    let language = visit.language();
    OverviewPage {
        layout: visit.layout(words::TITLE.say(language), Some(Place::Overview)),
        is_empty: told.total.created == 0,
        figures: figures::figures(told, &query, language),
        chart: sources::chart(told, &names, &query, language),
        funnel: funnel(told, &names, &query, language),
        sources: figures::sources(told, &names, &query, language),
        channels: figures::channels(told, &query, language),
        agents: figures::agents(told, &names, &query, language),
        query,
        names,
    }
}

/// Every stage, in the order of the pipeline.
fn funnel(told: &Overview, names: &Names, query: &OverviewQuery, language: Language) -> Funnel {
    let step = |stage: &leadhub_model::stage::Stage| {
        let count = told.by_stage.iter().find(|(id, _)| *id == stage.id).map_or(0, |(_, numbers)| numbers.created);
        let link = query.leads(told.days, &[("stage", &stage.id.to_string())]);
        Step { label: stage.label.clone(), count: count.unsigned_abs(), link }
    };
    Funnel::new(names.stages.iter().map(step).collect(), language)
}

impl OverviewPage {
    /// The last days that may be chosen: address, word, and whether it is these.
    fn periods(&self) -> Vec<(String, String, bool)> {
        let language = self.layout.language();
        let option = |period: i64| {
            let word = match period {
                1 => words::TODAY.say(language).to_owned(),
                _ => words::LAST_DAYS.with(language, &period.to_string()),
            };
            (self.query.of_period(period), word, self.query.period == Some(period))
        };
        PERIODS.into_iter().map(option).collect()
    }

    /// The groups that may be chosen, in the same form.
    fn groups(&self) -> Vec<(String, String, bool)> {
        let every = words::EVERY_GROUP.say(self.layout.language()).to_owned();
        let one = |group: &leadhub_model::reference::Group| {
            let is_on = self.query.group == Some(group.id);
            (self.query.of_group(Some(group.id)), group.name.clone(), is_on)
        };
        let all = (self.query.of_group(None), every, self.query.group.is_none());
        [all].into_iter().chain(self.names.groups().map(one)).collect()
    }

    fn group_now(&self) -> String {
        match self.query.group {
            Some(group) => self.names.group(Some(group)),
            None => words::EVERY_GROUP.say(self.layout.language()).to_owned(),
        }
    }

    /// Title, heading of the first column, lines.
    fn tables(&self) -> [(Word, Word, &[Line]); 3] {
        [
            (words::SOURCES, words::SOURCE, &self.sources),
            (words::AGENTS, words::AGENT, &self.agents),
            (words::CHANNELS, words::CHANNEL, &self.channels),
        ]
    }

    /// Both ends of the days that are shown, and of those before them.
    fn days(&self) -> String {
        span(self.query.days)
    }

    fn before(&self) -> String {
        words::BEFORE.with(self.layout.language(), &span(self.query.days.before()))
    }
}

fn span(days: Days) -> String {
    match days.first == days.last {
        true => format::whole_day(days.first),
        false => format!("{} – {}", format::whole_day(days.first), format::whole_day(days.last)),
    }
}
