//! Numbers in blocks, for an engine where a counter row inside every transaction would make all writers wait for each
//! other: a block is reserved in a transaction of its own and dealt out from memory. Gaps are allowed, order not promised.

use super::Failure;
use leadhub_model::OrganisationId;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Numbers reserved at once.
const BLOCK: i64 = 1000;

type Reserve = dyn Fn(OrganisationId, &str, i64) -> Result<i64, Failure> + Send + Sync;

pub struct IdBlocks {
    open: Mutex<HashMap<(OrganisationId, &'static str), Range<i64>>>,
    /// Moves the stored counter on by a count, durably, outside of the caller's transaction.
    reserve: Box<Reserve>,
}

impl IdBlocks {
    pub fn new(reserve: Box<Reserve>) -> Self {
        IdBlocks { open: Mutex::default(), reserve }
    }

    /// `count` numbers in a row; the first of them.
    pub fn take(&self, organisation: OrganisationId, counter: &'static str, count: i64) -> Result<i64, Failure> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let block = open.entry((organisation, counter)).or_insert(0..0);
        if block.end - block.start < count {
            let size = BLOCK.max(count);
            let first = (self.reserve)(organisation, counter, size)?;
            *block = first..first + size;
        }
        let first = block.start;
        block.start += count;
        Ok(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, Ordering};

    #[test]
    fn numbers_never_repeat_and_blocks_are_reserved_once() {
        let reserved = std::sync::Arc::new(AtomicI64::new(0));
        let counter = std::sync::Arc::clone(&reserved);
        let blocks = IdBlocks::new(Box::new(move |_, _, count| Ok(counter.fetch_add(count, Ordering::SeqCst))));
        let mut seen = std::collections::HashSet::new();
        for _ in 0..700 {
            let first = blocks.take(OrganisationId(1), "id", 3).unwrap();
            for number in first..first + 3 {
                assert!(seen.insert(number), "{number} was given twice");
            }
        }
        assert_eq!(reserved.load(Ordering::SeqCst), 3 * BLOCK);
    }
}
