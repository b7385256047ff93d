//! From when to when the leads of a block were made: kept beside the set of all leads (`lead_sets.rs`), so that a range of moments, and a page
//! far on in their order, are found by blocks (`lead_walk.rs`, `lead_sift.rs`). Only grows, so it may reach further than the leads that are left.

use leadhub_model::Moment;

/// Both ends belong to it, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    pub from: i64,
    pub until: i64,
}

impl Period {
    pub fn at(moment: i64) -> Period {
        Period { from: moment, until: moment }
    }

    /// As the two columns keep it.
    pub fn kept((from, until): (Option<i64>, Option<i64>)) -> Option<Period> {
        from.zip(until).map(|(from, until)| Period { from, until })
    }

    /// Of a range that may be open.
    pub fn of((since, to): (Option<Moment>, Option<Moment>)) -> Period {
        Period { from: since.map_or(i64::MIN, Moment::micros), until: to.map_or(i64::MAX, Moment::micros) }
    }

    /// What reaches over both.
    pub fn join(one: Option<Period>, other: Option<Period>) -> Option<Period> {
        match (one, other) {
            (Some(one), Some(other)) => {
                Some(Period { from: one.from.min(other.from), until: one.until.max(other.until) })
            }
            (one, other) => one.or(other),
        }
    }

    /// What is in both.
    pub fn cut(self, other: Period) -> Option<Period> {
        let both = Period { from: self.from.max(other.from), until: self.until.min(other.until) };
        (both.from <= both.until).then_some(both)
    }

    pub fn covers(self, other: Period) -> bool {
        self.from <= other.from && other.until <= self.until
    }
}
