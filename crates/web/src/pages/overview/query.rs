//! Which days and which group the overview shows, as its address says it; and the addresses of the leads behind a number.
//! What an address says that is none of this is passed over.

use form_urlencoded::Serializer;
use leadhub_model::GroupId;
use leadhub_model::moment::Day;
use leadhub_model::overview::Days;
use leadhub_wire::query::Query;

/// Last days that may be chosen; 1 is today alone.
pub const PERIODS: [i64; 4] = [1, 7, 30, 90];
const USUAL: i64 = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverviewQuery {
    pub days: Days,
    /// How many last days these are; `None`: days of one's own.
    pub period: Option<i64>,
    pub group: Option<GroupId>,
    /// Days were named that cannot be shown.
    pub is_wrong: bool,
}

impl OverviewQuery {
    pub fn read(query: &Query, today: Day) -> OverviewQuery {
        let group = query.get("group").and_then(|id| id.parse().ok()).map(GroupId);
        let day = |key| query.get(key).and_then(Day::read);
        let own = day("since").zip(day("to")).map(|(since, to)| Days::between(since, to));
        if let Some(Some(days)) = own {
            return OverviewQuery { days, period: None, group, is_wrong: false };
        }
        let asked = query.get("period").and_then(|days| days.parse().ok()).filter(|days| PERIODS.contains(days));
        let period = asked.unwrap_or(USUAL);
        let is_wrong = own.is_some() || (query.get("since").is_some() || query.get("to").is_some());
        OverviewQuery { days: Days::until(today, period), period: Some(period), group, is_wrong }
    }

    /// The address of these last days.
    pub fn of_period(&self, period: i64) -> String {
        self.address(Some(period), self.group)
    }

    /// The address of the same days of a group, or of all.
    pub fn of_group(&self, group: Option<GroupId>) -> String {
        self.address(self.period, group)
    }

    fn address(&self, period: Option<i64>, group: Option<GroupId>) -> String {
        let mut text = Serializer::for_suffix("?".to_owned(), 1);
        match period {
            Some(period) => text.append_pair("period", &period.to_string()),
            None => {
                text.append_pair("since", &self.days.first.to_string()).append_pair("to", &self.days.last.to_string())
            }
        };
        if let Some(group) = group {
            text.append_pair("group", &group.to_string());
        }
        text.finish()
    }

    /// The list of the leads that came on these days, of the group, narrowed by more.
    pub fn leads(&self, days: Days, more: &[(&str, &str)]) -> String {
        let place = "/app/leads?";
        let mut text = Serializer::for_suffix(place.to_owned(), place.len());
        text.append_pair("since", &days.first.to_string()).append_pair("to", &days.last.to_string());
        if let Some(group) = self.group {
            text.append_pair("group", &group.to_string());
        }
        text.extend_pairs(more).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> OverviewQuery {
        OverviewQuery::read(&Query::read(text), Day::read("2026-11-26").unwrap())
    }

    fn days(first: &str, last: &str) -> Days {
        Days { first: Day::read(first).unwrap(), last: Day::read(last).unwrap() }
    }

    #[test]
    fn the_usual_days_are_a_week_with_today() {
        for text in ["", "period=8", "period=x", "period=-7"] {
            assert_eq!(read(text).days, days("2026-11-20", "2026-11-26"), "{text}");
            assert!(!read(text).is_wrong);
        }
        assert_eq!(read("period=1").days, days("2026-11-26", "2026-11-26"));
        assert_eq!(read("period=90").days, days("2026-08-29", "2026-11-26"));
    }

    #[test]
    fn days_of_ones_own_stay_in_every_address() {
        let query = read("since=2026-11-01&to=2026-11-03&group=7");
        assert_eq!((query.days, query.period), (days("2026-11-01", "2026-11-03"), None));
        assert_eq!(query.of_group(None), "?since=2026-11-01&to=2026-11-03");
        assert_eq!(query.of_period(30), "?period=30&group=7");
        let day = Days { first: query.days.last, ..query.days };
        assert_eq!(
            query.leads(day, &[("origin", "a&b")]),
            "/app/leads?since=2026-11-03&to=2026-11-03&group=7&origin=a%26b"
        );
    }

    #[test]
    fn days_that_cannot_be_shown_are_told() {
        for text in [
            "since=2026-11-03&to=2026-11-01",
            "since=2020-01-01&to=2026-11-01",
            "since=x&to=2026-11-01",
            "to=2026-11-01",
        ] {
            assert_eq!((read(text).is_wrong, read(text).period), (true, Some(7)), "{text}");
        }
    }
}
