//! What became of the leads that came on some days, counted by day, stage, agent, source and wire. A lead counts on the day on which it came,
//! whenever the rest happened to it. Answered by `core/questions/overview.rs`.

use crate::ids::{AgentId, SourceId, StageId};
use crate::moment::Day;
use std::ops::AddAssign;

/// Of the leads that came: how many, and what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    pub created: i64,
    /// Somebody did something about them.
    pub touched: i64,
    /// From their coming until then, of all of them together.
    pub seconds_to_touch: i64,
    /// They stand in a converted stage.
    pub converted: i64,
    pub unqualified: i64,
    /// They have a booking that was not cancelled.
    pub booked: i64,
}

impl Numbers {
    /// How long one waited until somebody did something, on average.
    pub const fn mean_seconds(&self) -> Option<i64> {
        self.seconds_to_touch.checked_div(self.touched)
    }
}

impl AddAssign for Numbers {
    fn add_assign(&mut self, other: Numbers) {
        self.created += other.created;
        self.touched += other.touched;
        self.seconds_to_touch += other.seconds_to_touch;
        self.converted += other.converted;
        self.unqualified += other.unqualified;
        self.booked += other.booked;
    }
}

/// Days in a row, the first and the last among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub first: Day,
    pub last: Day,
}

/// What is asked for at once ends after a year and a day: each day costs something.
pub const MOST_DAYS: i64 = 366;

impl Days {
    /// The days from one to another; `None` where they end before they begin, or are more than are told at once.
    pub fn between(first: Day, last: Day) -> Option<Days> {
        let many = last.0.saturating_sub(first.0).saturating_add(1);
        (1..=MOST_DAYS).contains(&many).then_some(Days { first, last })
    }

    /// So many days, of which this is the last.
    pub const fn until(last: Day, many: i64) -> Days {
        Days { first: last.plus(1 - many), last }
    }

    pub fn each(self) -> impl Iterator<Item = Day> {
        (self.first.0..=self.last.0).map(Day)
    }

    /// As many days, right before these.
    pub const fn before(self) -> Days {
        let many = self.last.0.saturating_sub(self.first.0).saturating_add(1);
        Days { first: self.first.plus(-many), last: self.first.plus(-1) }
    }
}

/// The leads that came on some days, with what became of them; and of those that came on as many days before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    pub days: Days,
    pub total: Numbers,
    pub before: Numbers,
    /// Every day, also those on which none came.
    pub by_day: Vec<DayNumbers>,
    /// The stages in which they stand, by id.
    pub by_stage: Vec<(StageId, Numbers)>,
    /// Who works on them, by id; `None`: nobody.
    pub by_agent: Vec<(Option<AgentId>, Numbers)>,
    /// Where they come from, by id; `None`: nobody said it.
    pub by_source: Vec<(Option<SourceId>, Numbers)>,
    /// The wires by which they came, by key.
    pub by_origin: Vec<(String, Numbers)>,
}

/// One day, and in it the sources and the wires by which leads came, as of all days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayNumbers {
    pub day: Day,
    pub total: Numbers,
    pub by_source: Vec<(Option<SourceId>, Numbers)>,
    pub by_origin: Vec<(String, Numbers)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_with_both_ends() {
        let days = Days::between(Day(10), Day(12)).unwrap();
        assert_eq!(days.each().collect::<Vec<_>>(), [Day(10), Day(11), Day(12)]);
        assert_eq!((days, days.before()), (Days::until(Day(12), 3), Days { first: Day(7), last: Day(9) }));
        assert_eq!(Days::between(Day(5), Day(5)).map(Days::before), Some(Days { first: Day(4), last: Day(4) }));
    }

    #[test]
    fn days_that_run_backwards_or_too_far_are_none() {
        for (first, last) in [(5, 4), (0, MOST_DAYS), (i64::MIN, i64::MAX), (i64::MAX, i64::MIN)] {
            assert_eq!(Days::between(Day(first), Day(last)), None, "{first} {last}");
        }
        assert!(Days::between(Day(0), Day(MOST_DAYS - 1)).is_some());
    }
}
