//! Where the leads come from: the chart of the days, in which those sources that brought most have a part of their own and the others one
//! together, and what an address and a page call a source. Pure: what was counted is handed in.

use super::figures::most_first;
use super::query::OverviewQuery;
use super::words;
use crate::charts::{Bars, Column, Series};
use crate::format;
use crate::language::Language;
use crate::pages::leads::query::NO_SOURCE;
use crate::pages::names::Names;
use leadhub_model::SourceId;
use leadhub_model::overview::{DayNumbers, Days, Overview};

/// Sources with a part of their own: with the others together as many as there are colours.
const OWN: usize = 5;

/// A source, or none that anybody said.
type From = Option<SourceId>;

/// A column a day, in it a part for each source.
pub fn chart(told: &Overview, names: &Names, query: &OverviewQuery, language: Language) -> Bars {
    let parts = parts(told);
    let series = parts.iter().map(|part| Series { label: label(part, names, language), query: narrowed(part) });
    let column = |day: &DayNumbers| Column {
        label: format::short_day(day.day),
        counts: parts.iter().map(|part| created(day, part)).collect(),
        link: query.leads(Days { first: day.day, last: day.day }, &[]),
    };
    Bars::new(series.collect(), told.by_day.iter().map(column).collect(), language)
}

pub fn name(source: From, names: &Names, language: Language) -> String {
    match source {
        Some(_) => names.source(source),
        None => crate::pages::leads::words::NO_SOURCE.say(language).to_owned(),
    }
}

/// As the list of leads asks for it.
pub fn value(source: From) -> String {
    source.map_or_else(|| NO_SOURCE.to_owned(), |id| id.to_string())
}

/// The most leads first; a single one that is left has a part of its own, too.
fn parts(told: &Overview) -> Vec<Vec<From>> {
    let mut sources: Vec<From> = most_first(&told.by_source).map(|(source, _)| *source).collect();
    let others = if sources.len() > OWN + 1 { sources.split_off(OWN) } else { Vec::new() };
    sources.into_iter().map(|source| vec![source]).chain(Some(others).filter(|others| !others.is_empty())).collect()
}

fn label(part: &[From], names: &Names, language: Language) -> String {
    match part {
        [source] => name(*source, names, language),
        _ => words::OTHER_SOURCES.with(language, &part.len().to_string()),
    }
}

/// What the link of a part has more than that of its day.
fn narrowed(part: &[From]) -> String {
    part.iter().map(|source| format!("&source={}", value(*source))).collect()
}

fn created(day: &DayNumbers, part: &[From]) -> u64 {
    let own = day.by_source.iter().filter(|(source, _)| part.contains(source));
    own.map(|(_, numbers)| numbers.created.unsigned_abs()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use leadhub_model::moment::Day;
    use leadhub_model::overview::Numbers;

    /// Sources with so many leads each, the first without a name; on one day.
    fn told(counts: &[i64]) -> Overview {
        let numbered = counts.iter().zip(0..);
        let source = |id: i64| (id != 0).then_some(SourceId(id));
        let by_source: Vec<(From, Numbers)> =
            numbered.map(|(created, id)| (source(id), Numbers { created: *created, ..Numbers::default() })).collect();
        let days = Days::until(Day(9), 1);
        let day =
            DayNumbers { day: Day(9), total: Numbers::default(), by_source: by_source.clone(), by_origin: vec![] };
        let (total, before) = (Numbers::default(), Numbers::default());
        let (by_stage, by_agent, by_origin) = (vec![], vec![], vec![]);
        Overview { days, total, before, by_day: vec![day], by_stage, by_agent, by_source, by_origin }
    }

    #[test]
    fn as_many_sources_as_colours_stand_alone_the_most_leads_first() {
        let told = told(&[1, 9, 3, 4, 8, 2]);
        let ids: Vec<String> = parts(&told).iter().map(|part| narrowed(part)).collect();
        assert_eq!(ids, ["&source=1", "&source=4", "&source=3", "&source=2", "&source=5", "&source=none"]);
    }

    #[test]
    fn more_sources_share_the_last_part_and_its_link_names_each() {
        let told = told(&[1, 9, 3, 4, 8, 2, 7]);
        let parts = parts(&told);
        let last = parts.last().unwrap();
        assert_eq!((parts.len(), narrowed(last).as_str()), (OWN + 1, "&source=5&source=none"));
        assert_eq!(created(&told.by_day[0], last), 3);
        let all: u64 = parts.iter().map(|part| created(&told.by_day[0], part)).sum();
        assert_eq!(all, 34);
    }
}
