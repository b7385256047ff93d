//! What became of the leads that came on some days, counted by day, stage, agent and wire. A lead counts on the day on which it came,
//! whenever the rest happened to it. Answered by `core/queries/overview.rs`.

use crate::ids::{AgentId, StageId};
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

impl Days {
    pub fn each(self) -> impl Iterator<Item = Day> {
        (self.first.0..=self.last.0).map(Day)
    }

    /// As many days, right before these.
    pub const fn before(self) -> Days {
        let many = self.last.0.saturating_sub(self.first.0).saturating_add(1);
        Days { first: self.first.plus(-many), last: self.first.plus(-1) }
    }
}

/// The leads that came on some days, day by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub days: Days,
    pub total: Numbers,
    /// Every day, also those on which none came.
    pub by_day: Vec<(Day, Numbers)>,
}

/// The leads that came on some days, and on as many before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    pub now: Series,
    pub before: Series,
    /// The stages in which they stand, by id.
    pub by_stage: Vec<(StageId, Numbers)>,
    /// Who works on them, by id; `None`: nobody.
    pub by_agent: Vec<(Option<AgentId>, Numbers)>,
    /// The wires by which they came, by key.
    pub by_origin: Vec<(String, Numbers)>,
}
