//! Which bookings the page shows, as its address says it: those of a day, of a week, or of a list that goes on from a day. Read by the page,
//! and by what changes a booking that stands on it.

use super::words;
use crate::format;
use crate::language::Word;
use leadhub_model::{Booking, Cursor, Moment, TimeStyle, Zone};
use leadhub_wire::query::Query;

const DAY_MICROS: i64 = 86_400_000_000;
/// Of a day and of a week; a list goes on.
const MOST: i64 = 200;
const ROWS: i64 = 50;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum View {
    Day,
    Week,
    List,
}

impl View {
    pub const ALL: [View; 3] = [View::Day, View::Week, View::List];

    /// As addresses name it; the day goes without.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            View::Day => None,
            View::Week => Some("week"),
            View::List => Some("list"),
        }
    }

    pub const fn word(self) -> Word {
        match self {
            View::Day => words::DAY_VIEW,
            View::Week => words::WEEK_VIEW,
            View::List => words::LIST_VIEW,
        }
    }

    /// How many it shows at once.
    pub const fn most(self) -> i64 {
        match self {
            View::Day | View::Week => MOST,
            View::List => ROWS,
        }
    }

    const fn days(self) -> i64 {
        match self {
            View::Day => 1,
            View::Week | View::List => 7,
        }
    }
}

#[derive(Clone, Copy)]
pub struct Span {
    pub view: View,
    /// Where the chosen day begins.
    pub first: Moment,
    /// Where a page of the list begins.
    pub after: Option<Cursor>,
}

impl Span {
    pub fn read(query: &Query, now: Moment, zone: &Zone) -> Span {
        let asked = query.get("day").and_then(|day| Moment::read(day, zone));
        let view = View::ALL.into_iter().find(|view| view.name() == query.get("view")).unwrap_or(View::Day);
        let after = query.get("after").filter(|_| view == View::List).and_then(cursor);
        Span { view, first: start_of_day(asked.unwrap_or(now), zone), after }
    }

    /// The end of its last day; a list has none.
    pub fn last(&self, zone: &Zone) -> Moment {
        match self.view {
            View::Day | View::Week => self.middle_of(self.view.days() - 1).end_of_day(zone),
            View::List => Moment::from_micros(i64::MAX),
        }
    }

    pub fn address(&self, zone: &Zone) -> String {
        let view = self.view.name().map(|view| format!("&view={view}")).unwrap_or_default();
        let after = self.after.map(|Cursor { at, id }| format!("&after={at}.{id}")).unwrap_or_default();
        format!("?day={}{view}{after}", iso_day(self.first, zone))
    }

    /// As a list, behind a booking.
    pub fn behind(&self, booking: &Booking) -> Span {
        let after = Some(Cursor { at: booking.booked_at.micros(), id: booking.id.0 });
        Span { view: View::List, after, ..*self }
    }

    /// From its first day on, in another view.
    pub fn seen_as(&self, view: View) -> Span {
        Span { view, after: None, ..*self }
    }

    /// The views to choose from: address, word, and whether it is this one.
    pub fn views(&self, zone: &Zone) -> Vec<(String, Word, bool)> {
        View::ALL.map(|view| (self.seen_as(view).address(zone), view.word(), view == self.view)).to_vec()
    }

    /// Both ends of a week.
    pub fn week(&self, zone: &Zone) -> Option<String> {
        let ends = || format!("{} – {}", format::date(self.first, zone), format::date(self.last(zone), zone));
        (self.view == View::Week).then(ends)
    }

    /// As many days earlier and later as it has.
    pub fn neighbours(&self, zone: &Zone) -> [Span; 2] {
        let days = self.view.days();
        [-days, days].map(|days| Span { first: start_of_day(self.middle_of(days), zone), after: None, ..*self })
    }

    /// A moment within the day that is so many days away, however long the days between are.
    fn middle_of(&self, days: i64) -> Moment {
        Moment::from_micros(self.first.micros() + days * DAY_MICROS + DAY_MICROS / 2)
    }
}

fn cursor(text: &str) -> Option<Cursor> {
    let (at, id) = text.split_once('.')?;
    Some(Cursor { at: at.parse().ok()?, id: id.parse().ok()? })
}

pub fn iso_day(at: Moment, zone: &Zone) -> String {
    at.format(zone, TimeStyle::Spaced).split(' ').next().unwrap_or_default().to_owned()
}

fn start_of_day(at: Moment, zone: &Zone) -> Moment {
    Moment::read(&iso_day(at, zone), zone).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_shown() {
        let zone = Zone::named("Asia/Ho_Chi_Minh").unwrap();
        let now = Moment::read("2026-11-25T17:42:59Z", &Zone::utc()).unwrap();
        let address = |query: &str| Span::read(&Query::read(query), now, &zone).address(&zone);
        for (asked, shown) in [
            ("", "?day=2026-11-26"),
            ("day=2026-12-01", "?day=2026-12-01"),
            ("day=2026-12-01T10:00&view=week&after=5.7", "?day=2026-12-01&view=week"),
            ("day=2026-12-01&view=list&after=5.7", "?day=2026-12-01&view=list&after=5.7"),
            ("day=x&view=year&after=y", "?day=2026-11-26"),
        ] {
            assert_eq!(address(asked), shown, "{asked}");
        }
    }

    #[test]
    fn a_week_has_seven_days_and_a_list_no_end() {
        let zone = Zone::utc();
        let read = |query: &str| Span::read(&Query::read(query), Moment::from_micros(0), &zone);
        let week = read("day=2026-11-26&view=week");
        assert_eq!(iso_day(week.last(&zone), &zone), "2026-12-02");
        assert_eq!(week.neighbours(&zone).map(|span| iso_day(span.first, &zone)), ["2026-11-19", "2026-12-03"]);
        assert_eq!(iso_day(read("day=2026-11-26").last(&zone), &zone), "2026-11-26");
        assert_eq!(read("day=2026-11-26&view=list").last(&zone).micros(), i64::MAX);
    }
}
