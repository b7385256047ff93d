//! From when to when the leads of a block were made: kept beside the set of all leads (`lead_sets.rs`), so that a range of moments, and a page
//! far on in their order, are found by blocks (`lead_walk.rs`, `lead_sift.rs`). Only grows, so it may reach further than the leads that are left.

use leadhub_model::Moment;

/// Both ends belong to it, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub from: i64,
    pub until: i64,
}

impl Span {
    pub fn at(moment: i64) -> Span {
        Span { from: moment, until: moment }
    }

    /// As the two columns keep it.
    pub fn kept((from, until): (Option<i64>, Option<i64>)) -> Option<Span> {
        from.zip(until).map(|(from, until)| Span { from, until })
    }

    /// Of a range that may be open.
    pub fn of((since, to): (Option<Moment>, Option<Moment>)) -> Span {
        Span { from: since.map_or(i64::MIN, Moment::micros), until: to.map_or(i64::MAX, Moment::micros) }
    }

    /// What reaches over both.
    pub fn join(one: Option<Span>, other: Option<Span>) -> Option<Span> {
        match (one, other) {
            (Some(one), Some(other)) => {
                Some(Span { from: one.from.min(other.from), until: one.until.max(other.until) })
            }
            (one, other) => one.or(other),
        }
    }

    /// What is in both.
    pub fn cut(self, other: Span) -> Option<Span> {
        let both = Span { from: self.from.max(other.from), until: self.until.min(other.until) };
        (both.from <= both.until).then_some(both)
    }

    pub fn covers(self, other: Span) -> bool {
        self.from <= other.from && other.until <= self.until
    }
}
