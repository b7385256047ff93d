//! Numbers of an organisation's counters: how they are reserved, and what a transaction has left of those it reserved.
//! Used by `Tx`; what is numbered is the store's matter.

use super::Failure;
use super::connection::Connection;
use super::value::values;
use leadhub_model::OrganisationId;
use std::ops::Range;

/// What is left of the last numbers that were reserved, and how many those were.
#[derive(Default)]
pub struct Left {
    numbers: Range<i64>,
    size: i64,
}

/// Reserved at once at most: what a transaction does not deal is a gap.
const MOST: i64 = 64;

impl Left {
    /// `count` numbers in a row, if so many are left.
    pub fn deal(&mut self, count: i64) -> Option<i64> {
        let first = self.numbers.start;
        let is_enough = self.numbers.end - first >= count;
        is_enough.then(|| {
            self.numbers.start += count;
            first
        })
    }

    /// How many to reserve next: who asks again and again is likely to go on.
    pub fn next_size(&self, least: i64) -> i64 {
        least.max((self.size * 2).min(MOST))
    }

    /// Takes in what was reserved and deals the first of it.
    pub fn refill(&mut self, first: i64, size: i64, count: i64) -> i64 {
        *self = Left { numbers: first + count..first + size, size };
        first
    }
}

/// Moves a counter on by `count` and gives the first of the numbers it passed.
pub(super) fn reserve(
    connection: &mut dyn Connection,
    organisation: OrganisationId,
    counter: &str,
    count: i64,
) -> Result<i64, Failure> {
    const SQL: &str = "INSERT INTO counter (organisation_id, name, next_number) VALUES ($1, $2, CAST($3 AS BIGINT) + 1)
         ON CONFLICT (organisation_id, name) DO UPDATE SET next_number = counter.next_number + $3
         RETURNING next_number";
    let mut after = None;
    connection.query(SQL, values![organisation, counter, count], &mut |row| {
        after = Some(row.take::<i64>()?);
        Ok(())
    })?;
    after.map(|after| after - count).ok_or_else(|| Failure::Bug("the counter gave no number".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_are_reserved_each_time_up_to_a_bound() {
        let (mut left, mut next, mut sizes) = (Left::default(), 100, Vec::new());
        for _ in 0..200 {
            if left.deal(1).is_none() {
                let size = left.next_size(1);
                assert_eq!(left.refill(next, size, 1), next);
                next += size;
                sizes.push(size);
            }
        }
        assert_eq!(sizes, [1, 2, 4, 8, 16, 32, 64, 64, 64]);
    }

    #[test]
    fn numbers_in_a_row_are_dealt_from_one_reservation() {
        let mut left = Left::default();
        assert_eq!(left.refill(10, 4, 2), 10);
        assert_eq!((left.deal(3), left.deal(2), left.deal(1)), (None, Some(12), None));
    }
}
