//! Changes of rows that nearly every transaction changes, put off to its end: each row is then read and written once. Where one thread writes
//! they are put off to the end of all that commit together, so that a row costs a group as much as a single write. Asked for by the store's
//! files through `Tx::put_off`, which also say how they are written; what a change means is not known here.

use super::Failure;
use super::db::Tx;
use leadhub_model::OrganisationId;
use std::collections::BTreeMap;

/// A row that is changed: of an organisation, what kind of row it is, and two numbers that tell it from others of its kind.
pub type RowChanged = (OrganisationId, &'static str, i64, i64);

/// The changes of each row, in the order in which they were made.
pub type RowChanges = BTreeMap<RowChanged, Vec<u16>>;

/// Writes down what was put off.
pub type WriteDeferred = fn(&mut Tx, RowChanges) -> Result<(), Failure>;

#[derive(Default)]
pub struct DeferredWrites {
    changes: RowChanges,
    write: Option<WriteDeferred>,
}

impl DeferredWrites {
    pub fn add(&mut self, row: RowChanged, change: u16, write: WriteDeferred) {
        self.changes.entry(row).or_default().push(change);
        self.write = Some(write);
    }

    /// Adds those of a transaction that came after.
    pub fn append(&mut self, later: DeferredWrites) {
        for (row, changes) in later.changes {
            self.changes.entry(row).or_default().extend(changes);
        }
        self.write = later.write.or(self.write);
    }

    pub fn write(self, tx: &mut Tx) -> Result<(), Failure> {
        self.write.map_or(Ok(()), |write| write(tx, self.changes))
    }
}
