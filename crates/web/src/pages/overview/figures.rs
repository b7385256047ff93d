//! The numbers of the overview as the page writes them: four figures against the days before, and the lines of its tables.
//! Pure: what was counted and which days is handed in.

use super::query::OverviewQuery;
use super::{sources, words};
use crate::format;
use crate::language::{Language, Word};
use crate::pages::names::{Names, dialect_name};
use leadhub_model::SourceId;
use leadhub_model::overview::{Numbers, Overview};

pub struct Figure {
    pub word: Word,
    pub value: String,
    /// Against the days before; the class says whether that is good.
    pub change: String,
    pub class: &'static str,
    pub link: String,
    /// What else there is to see, and where.
    pub more: Option<(String, String)>,
}

/// A row of a table: of one source, one channel, or one agent.
pub struct Line {
    pub name: String,
    pub link: String,
    pub created: String,
    pub touched: String,
    pub touched_link: String,
    pub converted: String,
    pub converted_link: String,
    pub conversion: String,
    pub booked: String,
    pub booked_link: String,
    pub first_touch: String,
}

const GOOD: &str = "ok";
const BAD: &str = "bad";

pub fn figures(told: &Overview, query: &OverviewQuery, language: Language) -> Vec<Figure> {
    let (now, before) = (told.total, told.before);
    let link = |more: &[(&str, &str)]| query.leads(told.days, more);
    let untouched = now.created - now.touched;
    let more = match untouched {
        0 if now.created == 0 => None,
        0 => Some((words::ALL_TOUCHED.say(language).to_owned(), link(&[("touched", "yes")]))),
        _ => Some((words::UNTOUCHED.with(language, &format::whole(untouched, language)), link(&[("touched", "no")]))),
    };
    let (leads, leads_class) = more_or_less(now.created, before.created, language);
    let (booked, booked_class) = more_or_less(now.booked, before.booked, language);
    let (touch, touch_class) = faster_or_slower(now.mean_seconds(), before.mean_seconds(), language);
    let (points, points_class) = points(now, before, language);
    vec![
        Figure {
            word: words::LEADS,
            value: format::whole(now.created, language),
            change: leads,
            class: leads_class,
            link: link(&[]),
            more: None,
        },
        Figure {
            word: words::FIRST_TOUCH,
            value: seconds(now.mean_seconds(), language),
            change: touch,
            class: touch_class,
            link: link(&[("touched", "yes")]),
            more,
        },
        Figure {
            word: words::CONVERSION,
            value: format::percent(now.converted, now.created),
            change: points,
            class: points_class,
            link: link(&[("converted", "yes")]),
            more: None,
        },
        Figure {
            word: words::BOOKINGS,
            value: format::whole(now.booked, language),
            change: booked,
            class: booked_class,
            link: link(&[("booked", "yes")]),
            more: None,
        },
    ]
}

fn more_or_less(now: i64, before: i64, language: Language) -> (String, &'static str) {
    match format::change(now, before) {
        Some(change) if now > before => (change, GOOD),
        Some(change) if now < before => (change, BAD),
        Some(_) => (words::AS_BEFORE.say(language).to_owned(), ""),
        None => (words::NOTHING_BEFORE.say(language).to_owned(), ""),
    }
}

fn faster_or_slower(now: Option<i64>, before: Option<i64>, language: Language) -> (String, &'static str) {
    let Some((now, before)) = now.zip(before) else { return (words::NOTHING_BEFORE.say(language).to_owned(), "") };
    let by = format::duration(now.abs_diff(before), language);
    match now.cmp(&before) {
        std::cmp::Ordering::Less => (words::FASTER.with(language, &by), GOOD),
        std::cmp::Ordering::Greater => (words::SLOWER.with(language, &by), BAD),
        std::cmp::Ordering::Equal => (words::AS_BEFORE.say(language).to_owned(), ""),
    }
}

/// The difference of two shares, in whole points.
fn points(now: Numbers, before: Numbers, language: Language) -> (String, &'static str) {
    let share = |numbers: Numbers| {
        (numbers.created > 0).then(|| (200 * numbers.converted + numbers.created) / (2 * numbers.created))
    };
    let Some((now, before)) = share(now).zip(share(before)) else {
        return (words::NOTHING_BEFORE.say(language).to_owned(), "");
    };
    let text = |points: i64| words::POINTS.with(language, &format!("{}{points}", if points > 0 { "+" } else { "" }));
    match now - before {
        0 => (words::AS_BEFORE.say(language).to_owned(), ""),
        more if more > 0 => (text(more), GOOD),
        less => (text(less), BAD),
    }
}

fn seconds(mean: Option<i64>, language: Language) -> String {
    mean.map_or_else(|| "–".to_owned(), |mean| format::duration(mean.max(0).unsigned_abs(), language))
}

/// The most leads first, as in every table.
pub fn sources(told: &Overview, names: &Names, query: &OverviewQuery, language: Language) -> Vec<Line> {
    let line = |(source, numbers): &(Option<SourceId>, Numbers)| {
        let own = sources::value(*source);
        line(sources::name(*source, names, language), *numbers, told, query, ("source", &own), language)
    };
    most_first(&told.by_source).map(line).collect()
}

pub fn channels(told: &Overview, query: &OverviewQuery, language: Language) -> Vec<Line> {
    most_first(&told.by_origin)
        .map(|(origin, numbers)| line(dialect_name(origin), *numbers, told, query, ("origin", origin), language))
        .collect()
}

pub fn agents(told: &Overview, names: &Names, query: &OverviewQuery, language: Language) -> Vec<Line> {
    let line = |(agent, numbers): &(Option<leadhub_model::AgentId>, Numbers)| match agent {
        Some(id) => line(names.agent(Some(*id)), *numbers, told, query, ("agent", &id.to_string()), language),
        None => line(words::NOBODY.say(language).to_owned(), *numbers, told, query, ("whose", "nobody"), language),
    };
    most_first(&told.by_agent).map(line).collect()
}

pub(super) fn most_first<Of>(sums: &[(Of, Numbers)]) -> impl Iterator<Item = &(Of, Numbers)> {
    let mut all: Vec<_> = sums.iter().collect();
    all.sort_by_key(|(_, numbers)| std::cmp::Reverse(numbers.created));
    all.into_iter()
}

fn line(
    name: String,
    numbers: Numbers,
    told: &Overview,
    query: &OverviewQuery,
    own: (&str, &str),
    language: Language,
) -> Line {
    let whole = |number| format::whole(number, language);
    let link = |more: &[(&str, &str)]| query.leads(told.days, &[&[own], more].concat());
    Line {
        name,
        link: link(&[]),
        created: whole(numbers.created),
        touched: whole(numbers.touched),
        touched_link: link(&[("touched", "yes")]),
        converted: whole(numbers.converted),
        converted_link: link(&[("converted", "yes")]),
        conversion: format::percent(numbers.converted, numbers.created),
        booked: whole(numbers.booked),
        booked_link: link(&[("booked", "yes")]),
        first_touch: seconds(numbers.mean_seconds(), language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_whether_it_is_good() {
        let vi = Language::Vi;
        assert_eq!(more_or_less(6, 5, vi), ("+20%".to_owned(), GOOD));
        assert_eq!(more_or_less(4, 5, vi), ("-20%".to_owned(), BAD));
        assert_eq!((more_or_less(5, 5, vi).1, more_or_less(5, 0, vi).1), ("", ""));
        assert_eq!(faster_or_slower(Some(30), Some(95), vi), ("nhanh hơn 1'05\"".to_owned(), GOOD));
        assert_eq!(faster_or_slower(Some(95), Some(30), Language::En), ("1'05\" slower".to_owned(), BAD));
        assert_eq!(faster_or_slower(None, Some(30), vi).1, "");
        let share = |converted, created| Numbers { created, converted, ..Numbers::default() };
        assert_eq!(points(share(1, 4), share(1, 5), vi), ("+5 điểm".to_owned(), GOOD));
        assert_eq!(points(share(0, 4), share(1, 5), vi), ("-20 điểm".to_owned(), BAD));
        assert_eq!(points(share(0, 0), share(1, 5), vi).1, "");
    }
}
