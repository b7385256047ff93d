//! Which numbers of a block are in a set, and how that is kept: as the shorter of a row of offsets and a map of bits, and what a transaction
//! changed of it as offsets with a sign. Used by `lead_sets.rs` and whoever reads sets; pure, and it knows no lead.

use super::engine::Failure;
use super::lead_terms::BLOCK_BITS;

/// Numbers of a block.
const SIZE: u16 = 1 << BLOCK_BITS;
const WORDS: usize = SIZE as usize / 64;

/// Beside an offset: it is taken out. No offset has this bit.
const OUT: u16 = SIZE;

/// What the first byte says of the rest. Never changed once released.
const OFFSETS: u8 = 0;
const BITS: u8 = 1;
const CHANGES: u8 = 2;

/// Where a number stands in its block.
fn offset_of(id: i64) -> u16 {
    (id & i64::from(SIZE - 1)) as u16
}

/// A number comes into a set or goes out of it.
pub(crate) fn change_of(id: i64, is_in: bool) -> u16 {
    offset_of(id) | if is_in { 0 } else { OUT }
}

/// Of changes in any order, what comes of them: each offset once. An offset that came in and went out is none.
pub(crate) fn net(mut changes: Vec<u16>) -> Vec<u16> {
    let (offset, by) = (|change: &u16| change & !OUT, |change: &u16| if change & OUT == 0 { 1 } else { -1 });
    changes.sort_unstable_by_key(offset);
    let of_each = changes.chunk_by(|one, other| offset(one) == offset(other));
    let sums = of_each.map(|changes| (changes[0] & !OUT, changes.iter().map(by).sum::<i64>()));
    sums.filter(|(_, sum)| *sum != 0).map(|(offset, sum)| if sum > 0 { offset } else { offset | OUT }).collect()
}

/// How many more or fewer are in a set by these changes.
pub(crate) fn gain(net: &[u16]) -> i64 {
    net.iter().map(|change| if change & OUT == 0 { 1 } else { -1 }).sum()
}

pub(crate) fn encode_changes(net: &[u16]) -> Vec<u8> {
    encoded(CHANGES, net.iter().copied())
}

fn encoded(first: u8, offsets: impl Iterator<Item = u16>) -> Vec<u8> {
    std::iter::once(first).chain(offsets.flat_map(u16::to_le_bytes)).collect()
}

/// The numbers of one block that are in a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdSet(Box<[u64; WORDS]>);

impl IdSet {
    pub fn empty() -> Self {
        IdSet(Box::new([0; WORDS]))
    }

    fn apply(&mut self, change: u16) {
        let offset = usize::from(change & !OUT);
        let (word, bit) = (&mut self.0[offset / 64], 1_u64 << (offset % 64));
        if change & OUT == 0 { *word |= bit } else { *word &= !bit }
    }

    /// Of numbers that are all of one block.
    pub fn of(ids: impl IntoIterator<Item = i64>) -> Self {
        let mut set = IdSet::empty();
        ids.into_iter().for_each(|id| set.apply(change_of(id, true)));
        set
    }

    /// Whether a number of this block is in it.
    pub fn has(&self, id: i64) -> bool {
        let offset = usize::from(offset_of(id));
        self.0[offset / 64] >> (offset % 64) & 1 == 1
    }

    /// How many there are.
    pub fn count(&self) -> i64 {
        self.0.iter().map(|word| i64::from(word.count_ones())).sum()
    }

    pub fn add(&mut self, other: &IdSet) {
        self.0.iter_mut().zip(other.0.iter()).for_each(|(word, other)| *word |= other);
    }

    pub fn keep(&mut self, other: &IdSet) {
        self.0.iter_mut().zip(other.0.iter()).for_each(|(word, other)| *word &= other);
    }

    pub fn take_out(&mut self, other: &IdSet) {
        self.0.iter_mut().zip(other.0.iter()).for_each(|(word, other)| *word &= !other);
    }

    fn offsets(&self) -> impl Iterator<Item = u16> {
        let of_word = |(at, word): (u16, &u64)| {
            // Each bit that is taken leaves the word without it.
            let rests = std::iter::successors(Some(*word), |rest| Some(rest & rest.wrapping_sub(1)));
            rests.take_while(|rest| *rest != 0).map(move |rest| at * 64 + rest.trailing_zeros() as u16)
        };
        (0..).zip(self.0.iter()).flat_map(of_word)
    }

    /// The numbers themselves, lowest first.
    pub fn ids(&self, block: i64) -> impl Iterator<Item = i64> {
        self.offsets().map(move |offset| block << BLOCK_BITS | i64::from(offset))
    }

    /// One text for one set.
    pub fn encode(&self) -> Vec<u8> {
        if self.count() < i64::from(SIZE / 16) {
            return encoded(OFFSETS, self.offsets());
        }
        std::iter::once(BITS).chain(self.0.iter().flat_map(|word| word.to_le_bytes())).collect()
    }
}

/// A set as it is read: what is kept of it, and changes of it that are kept apart. Their order does not count.
pub(crate) struct StoredSet {
    set: IdSet,
    changes: Vec<u16>,
}

impl StoredSet {
    pub fn empty() -> Self {
        StoredSet { set: IdSet::empty(), changes: Vec::new() }
    }

    pub fn read(&mut self, kept: &[u8]) -> Result<(), Failure> {
        let unreadable = || Failure::Bug("a kept set of leads cannot be read".to_owned());
        let (first, rest) = kept.split_first().ok_or_else(unreadable)?;
        let offsets = rest.as_chunks().0.iter().map(|bytes| u16::from_le_bytes(*bytes));
        match *first {
            OFFSETS => offsets.for_each(|offset| self.set.apply(offset)),
            CHANGES => self.changes.extend(offsets),
            BITS if rest.len() == WORDS * 8 => {
                let words = rest.as_chunks().0.iter().map(|bytes| u64::from_le_bytes(*bytes));
                self.set.0.iter_mut().zip(words).for_each(|(word, kept)| *word |= kept);
            }
            _ => return Err(unreadable()),
        }
        Ok(())
    }

    pub fn change(&mut self, changes: impl IntoIterator<Item = u16>) {
        self.changes.extend(changes);
    }

    /// Those that are kept apart, in any order.
    pub fn changes(self) -> Vec<u16> {
        self.changes
    }

    pub fn set(self) -> IdSet {
        let mut set = self.set;
        net(self.changes).into_iter().for_each(|change| set.apply(change));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Few, some and nearly all numbers of a block, also at its edges.
    fn members() -> impl Strategy<Value = BTreeSet<u16>> {
        let any = |most: usize| prop::collection::btree_set(prop_oneof![0..SIZE, Just(0), Just(SIZE - 1)], 0..most);
        prop_oneof![any(5), any(2100), any(9000), any(3).prop_map(|out| &(0..SIZE).collect() - &out)]
    }

    fn set_of(members: &BTreeSet<u16>) -> IdSet {
        let mut stored = StoredSet::empty();
        stored.change(members.iter().copied());
        stored.set()
    }

    fn members_of(set: &IdSet) -> BTreeSet<u16> {
        set.offsets().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_kept_is_read_back_and_short(members in members()) {
            let kept = set_of(&members).encode();
            prop_assert_eq!(kept.len(), 1 + (2 * members.len()).min(WORDS * 8));
            let mut stored = StoredSet::empty();
            stored.read(&kept).unwrap();
            let read = stored.set();
            prop_assert_eq!(read.count(), members.len() as i64);
            prop_assert_eq!(&read.encode(), &kept);
            prop_assert_eq!(members_of(&read), members);
        }

        #[test]
        fn sets_meet_as_sets_do(one in members(), other in members()) {
            let (first, second) = (set_of(&one), set_of(&other));
            let after = |change: fn(&mut IdSet, &IdSet)| {
                let mut set = first.clone();
                change(&mut set, &second);
                members_of(&set)
            };
            prop_assert_eq!(after(IdSet::add), &one | &other);
            prop_assert_eq!(after(IdSet::keep), &one & &other);
            prop_assert_eq!(after(IdSet::take_out), &one - &other);
        }

        /// Whoever was in goes out and comes again, and whoever was not comes and goes; parts hold that in any pieces and any order.
        #[test]
        fn changes_lead_from_one_set_to_another_in_any_order(
            one in members(), other in members(), cuts in prop::collection::vec(0_usize..400, 0..6), turned: bool,
        ) {
            let mut changes: Vec<u16> = (&one - &other).into_iter().map(|offset| offset | OUT).collect();
            changes.extend(&other - &one);
            let there = (&one & &other).into_iter().take(50).flat_map(|offset| [offset | OUT, offset]);
            let away = (0..SIZE).filter(|offset| !one.contains(offset) && !other.contains(offset)).take(50);
            changes.extend(there.chain(away.flat_map(|offset| [offset, offset | OUT])));
            let mut parts: Vec<Vec<u16>> = Vec::new();
            for cut in cuts {
                let rest = changes.split_off(changes.len().min(cut));
                parts.push(std::mem::replace(&mut changes, rest));
            }
            parts.push(changes);
            let gained: i64 = parts.iter().map(|part| gain(&net(part.clone()))).sum();
            prop_assert_eq!(gained, other.len() as i64 - one.len() as i64);
            if turned {
                parts.reverse();
            }
            let mut stored = StoredSet::empty();
            for part in parts {
                stored.read(&encode_changes(&net(part))).unwrap();
            }
            stored.read(&set_of(&one).encode()).unwrap();
            prop_assert_eq!(members_of(&stored.set()), other);
        }
    }

    #[test]
    fn a_number_is_found_by_its_block_and_offset() {
        for id in [0, 1, 32_767, 32_768, 98_305, 9_000_000_000, -1, -32_768] {
            let block = id >> BLOCK_BITS;
            let mut set = IdSet::empty();
            set.apply(change_of(id, true));
            assert_eq!(set.ids(block).collect::<Vec<_>>(), [id]);
            set.apply(change_of(id, false));
            assert_eq!(set.count(), 0);
        }
        let both = set_of(&[3, 70, 32_767].into());
        assert_eq!(both.ids(2).collect::<Vec<_>>(), [65_539, 65_606, 98_303]);
    }

    #[test]
    fn what_is_no_set_is_refused() {
        for kept in [&[][..], &[3], &[BITS, 0], &[BITS; WORDS * 8]] {
            assert!(StoredSet::empty().read(kept).is_err(), "{kept:?}");
        }
    }
}
