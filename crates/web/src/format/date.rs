//! Dates and times of day as Vietnam writes them, day first, in both languages: an English page of a Vietnamese clinic means the same day.
//! The zone is the organisation's, never the browser's or the server's.

use crate::language::Language;
use jiff::civil::{Date, Weekday};
use leadhub_model::moment::Day;
use leadhub_model::{Moment, TimeStyle, Zone};

/// `26/11/2026`
pub fn date(at: Moment, zone: &Zone) -> String {
    let text = at.format(zone, TimeStyle::Spaced);
    let mut parts = text.split(' ').next().unwrap_or_default().rsplitn(3, '-');
    let (day, month, year) = (parts.next(), parts.next(), parts.next());
    format!("{}/{}/{}", day.unwrap_or_default(), month.unwrap_or_default(), year.unwrap_or_default())
}

/// `10:42`
pub fn clock(at: Moment, zone: &Zone) -> String {
    let text = at.format(zone, TimeStyle::Spaced);
    let time = text.split_once(' ').map_or("", |(_, time)| time);
    time.get(..5).unwrap_or_default().to_owned()
}

/// `10:42:07`
pub fn clock_seconds(at: Moment, zone: &Zone) -> String {
    let text = at.format(zone, TimeStyle::Spaced);
    let time = text.split_once(' ').map_or("", |(_, time)| time);
    time.get(..8).unwrap_or_default().to_owned()
}

/// `26/11/2026 10:42`
pub fn date_time(at: Moment, zone: &Zone) -> String {
    format!("{} {}", date(at, zone), clock(at, zone))
}

/// `T5 26/11/2026`, `Thu 26/11/2026`: stands beside every date that is chosen.
pub fn day(at: Moment, zone: &Zone, language: Language) -> String {
    let text = at.format(zone, TimeStyle::Spaced);
    let day: Option<Date> = text.split(' ').next().and_then(|day| day.parse().ok());
    let weekday = day.map_or("", |day| weekday(day.weekday(), language));
    format!("{weekday} {}", date(at, zone)).trim_start().to_owned()
}

/// `26/11/2026` of a day as addresses write it; anything else as it is.
pub fn iso_day(text: &str) -> String {
    Day::read(text).map_or_else(|| text.to_owned(), whole_day)
}

/// `26/11/2026`
pub fn whole_day(day: Day) -> String {
    day.to_string().rsplit('-').collect::<Vec<_>>().join("/")
}

/// `26/11`, where the year is plain.
pub fn short_day(day: Day) -> String {
    whole_day(day).chars().take("26/11".len()).collect()
}

const fn weekday(day: Weekday, language: Language) -> &'static str {
    let (vi, en) = match day {
        Weekday::Monday => ("T2", "Mon"),
        Weekday::Tuesday => ("T3", "Tue"),
        Weekday::Wednesday => ("T4", "Wed"),
        Weekday::Thursday => ("T5", "Thu"),
        Weekday::Friday => ("T6", "Fri"),
        Weekday::Saturday => ("T7", "Sat"),
        Weekday::Sunday => ("CN", "Sun"),
    };
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_the_organisations_zone() {
        let saigon = Zone::named("Asia/Ho_Chi_Minh").unwrap();
        let at = Moment::read("2026-11-25T17:42:59Z", &Zone::utc()).unwrap();
        assert_eq!(date_time(at, &saigon), "26/11/2026 00:42");
        assert_eq!(date_time(at, &Zone::utc()), "25/11/2026 17:42");
        assert_eq!(day(at, &saigon, Language::Vi), "T5 26/11/2026");
        assert_eq!(day(at, &Zone::utc(), Language::En), "Wed 25/11/2026");
    }

    #[test]
    fn a_day_of_an_address_is_written_as_all_days_are() {
        let day = Day::read("2026-11-26").unwrap();
        assert_eq!((whole_day(day), short_day(day)), ("26/11/2026".to_owned(), "26/11".to_owned()));
        assert_eq!((iso_day("2026-11-26"), iso_day("<b>")), ("26/11/2026".to_owned(), "<b>".to_owned()));
    }

    #[test]
    fn sunday_has_no_number() {
        let at = Moment::read("2026-11-29 08:05", &Zone::utc()).unwrap();
        assert_eq!(day(at, &Zone::utc(), Language::Vi), "CN 29/11/2026");
        assert_eq!(clock(at, &Zone::utc()), "08:05");
    }

    #[test]
    fn a_moment_beyond_the_calendar_is_still_written() {
        for micros in [i64::MIN, i64::MAX] {
            assert!(date(Moment::from_micros(micros), &Zone::utc()).ends_with("9999"), "{micros}");
            assert!(!day(Moment::from_micros(micros), &Zone::utc(), Language::Vi).is_empty());
        }
    }
}
