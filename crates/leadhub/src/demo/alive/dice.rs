//! Dice that fall alike with each demo, so that its leads are the same ones every time. Used by `plan`; nothing that must be secret
//! may come of them.

use leadhub_core::clock::RandomSource;

pub struct Dice(RandomSource);

impl Dice {
    pub fn of(seed: u64) -> Dice {
        Dice(RandomSource::Seeded(seed.into()))
    }

    /// A number from 0 to below `end`, which is not 0.
    pub fn below(&self, end: usize) -> usize {
        usize::try_from(u64::from_le_bytes(self.0.bytes()) % (end as u64)).unwrap_or_default()
    }

    pub fn between(&self, first: i64, last: i64) -> i64 {
        first + i64::try_from(self.below(usize::try_from(last - first + 1).unwrap_or(1))).unwrap_or_default()
    }

    /// True in so many of a hundred throws.
    pub fn percent(&self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of them; there is at least one.
    pub fn one<'t, T>(&self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}
