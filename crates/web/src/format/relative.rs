//! How long ago, or how soon, in the few letters that a column has. After a month a date says more.
//! The clock is handed in: a page is rendered at one moment.

use super::date;
use crate::language::Language;
use leadhub_model::{Moment, Zone};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// `2'`, `3 giờ`, `2 ngày`; what is to come with `nữa` behind, in English with `in` before.
pub fn relative(at: Moment, now: Moment, zone: &Zone, language: Language) -> String {
    let seconds = at.micros().abs_diff(now.micros()) / 1_000_000;
    let is_vi = language == Language::Vi;
    let duration = match seconds {
        0..MINUTE => return if is_vi { "vừa xong" } else { "now" }.to_owned(),
        MINUTE..HOUR => format!("{}'", seconds / MINUTE),
        HOUR..DAY => format!("{} {}", seconds / HOUR, if is_vi { "giờ" } else { "h" }),
        _ if seconds < 31 * DAY => format!("{} {}", seconds / DAY, if is_vi { "ngày" } else { "d" }),
        _ => return date(at, zone),
    };
    match (at > now, is_vi) {
        (false, _) => duration,
        (true, true) => format!("{duration} nữa"),
        (true, false) => format!("in {duration}"),
    }
}

/// `25"`, `3'40"`, `2 giờ 05'`, `3 ngày 4 giờ`.
pub fn duration(seconds: u64, language: Language) -> String {
    let (hours, days) = if language == Language::Vi { (" giờ", " ngày") } else { (" h", " d") };
    match seconds {
        0..MINUTE => format!("{seconds}\""),
        MINUTE..HOUR => format!("{}'{:02}\"", seconds / MINUTE, seconds % MINUTE),
        HOUR..DAY => format!("{}{hours} {:02}'", seconds / HOUR, seconds % HOUR / MINUTE),
        _ => format!("{}{days} {}{hours}", seconds / DAY, seconds % DAY / HOUR),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_grows_with_the_distance() {
        let zone = Zone::utc();
        let now = Moment::read("2026-11-26 10:42", &zone).unwrap();
        for (at, vi, en) in [
            ("2026-11-26 10:41:01", "vừa xong", "now"),
            ("2026-11-26 10:40", "2'", "2'"),
            ("2026-11-26 09:42:01", "59'", "59'"),
            ("2026-11-26 07:42", "3 giờ", "3 h"),
            ("2026-11-24 10:42", "2 ngày", "2 d"),
            ("2026-10-26 10:42", "26/10/2026", "26/10/2026"),
            ("2026-11-26 12:42", "2 giờ nữa", "in 2 h"),
            ("2026-11-26 10:52", "10' nữa", "in 10'"),
        ] {
            let at = Moment::read(at, &zone).unwrap();
            assert_eq!(relative(at, now, &zone, Language::Vi), vi);
            assert_eq!(relative(at, now, &zone, Language::En), en);
        }
    }

    #[test]
    fn a_duration_has_two_units_at_most() {
        for (seconds, vi, en) in [
            (0, "0\"", "0\""),
            (220, "3'40\"", "3'40\""),
            (7_500, "2 giờ 05'", "2 h 05'"),
            (273_600, "3 ngày 4 giờ", "3 d 4 h"),
        ] {
            assert_eq!(duration(seconds, Language::Vi), vi);
            assert_eq!(duration(seconds, Language::En), en);
        }
    }

    #[test]
    fn the_farthest_moments_have_a_distance() {
        let (first, last) = (Moment::from_micros(i64::MIN), Moment::from_micros(i64::MAX));
        assert!(relative(first, last, &Zone::utc(), Language::Vi).ends_with("9999"));
    }
}
