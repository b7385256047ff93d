//! Calendar days of a zone: which day an instant lies on, and when a day begins.
//! Used where leads are counted by the day.

use super::{Moment, Zone};
use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A day on the calendar, as the number of days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i64);

const FIRST: Date = date(1970, 1, 1);
const HOURS: i64 = 24;

impl Day {
    /// The day of the zone that an instant lies on.
    pub fn of(at: Moment, zone: &Zone) -> Day {
        let nearest = if at.micros() < 0 { Timestamp::MIN } else { Timestamp::MAX };
        let stamp = Timestamp::from_microsecond(at.micros()).unwrap_or(nearest);
        let since: SignedDuration = zone.0.to_datetime(stamp).date().duration_since(FIRST);
        Day(since.as_hours().div_euclid(HOURS))
    }

    /// Its first instant in the zone, which is also the end of the day before.
    pub fn start(self, zone: &Zone) -> Moment {
        let stamp = zone.0.to_timestamp(DateTime::from(self.date()));
        Moment::from_micros(stamp.unwrap_or(Timestamp::MAX).as_microsecond())
    }

    /// So many days later.
    pub const fn plus(self, days: i64) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Reads `2026-01-31`.
    pub fn read(text: &str) -> Option<Day> {
        let read: Date = Some(text).filter(|text| text.len() == "2026-01-31".len())?.parse().ok()?;
        Some(Day(read.duration_since(FIRST).as_hours().div_euclid(HOURS)))
    }

    fn date(self) -> Date {
        let nearest = if self.0 < 0 { Date::MIN } else { Date::MAX };
        let span = Span::new().try_days(self.0).ok();
        span.and_then(|span| FIRST.checked_add(span).ok()).unwrap_or(nearest)
    }
}

/// `2026-01-31`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::read(text, &Zone::utc()).unwrap()
    }

    #[test]
    fn a_day_begins_at_midnight_of_its_zone() {
        let zone = Zone::named("Asia/Ho_Chi_Minh").unwrap();
        // Saigon was an hour further ahead then.
        for (text, day) in [
            ("2026-01-30T16:59:59Z", "2026-01-30"),
            ("2026-01-30T17:00:00Z", "2026-01-31"),
            ("1969-12-31T15:59:59Z", "1969-12-31"),
        ] {
            assert_eq!(Day::of(at(text), &zone).to_string(), day, "{text}");
        }
        let day = Day::read("2026-01-31").unwrap();
        assert_eq!(day.start(&zone), at("2026-01-30T17:00:00Z"));
        assert_eq!(Day::of(day.start(&zone), &zone), day);
        assert_eq!(day.plus(1).to_string(), "2026-02-01");
    }

    /// One of them has 23 hours.
    #[test]
    fn days_join_where_clocks_change() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let day = Day::read("2026-03-29").unwrap();
        let hours = (day.plus(1).start(&zone).micros() - day.start(&zone).micros()) / 3_600_000_000;
        assert_eq!(hours, 23);
        assert_eq!(Day::of(Moment::from_micros(day.plus(1).start(&zone).micros() - 1), &zone), day);
    }

    #[test]
    fn only_days_are_read_and_none_is_too_far() {
        for text in ["", "2026-02-30", "2026-1-31", "20260131", "2026-01-31T00"] {
            assert_eq!(Day::read(text), None, "{text}");
        }
        let zone = Zone::utc();
        for number in [i64::MIN, i64::MAX] {
            drop((Day(number).to_string(), Day(number).start(&zone), Day::of(Moment::from_micros(number), &zone)));
        }
    }
}
