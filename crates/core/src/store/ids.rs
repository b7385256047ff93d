//! The numbers of leads, persons, comments and events: one counter an organisation (decision B25). Whoever makes such a row asks for its
//! number here; gaps are allowed, and later numbers of one transaction are greater, so that a timeline keeps its order.

use super::engine::{Failure, Tx};
use crate::actor::Actor;

/// The counter's name.
pub(crate) const IDS: &str = "id";

/// What a new lead needs: its own number, its person's, its comment's and its event's.
const AT_ONCE: i64 = 4;

/// `count` numbers in a row, the first of them. Several are reserved at once, since most transactions ask again.
pub(crate) fn next_ids(tx: &mut Tx, actor: &Actor, count: i64) -> Result<i64, Failure> {
    tx.next_of_block(actor.organisation_id(), IDS, count, AT_ONCE)
}
