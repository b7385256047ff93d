//! Which of many leads an actor sees, told by the sets of leads without looking at any: so that a search by one who sees few of them is not
//! used up by those of others. Called by `questions::search_leads`.

use super::engine::{Db, Failure};
use super::id_set::IdSet;
use super::lead_terms::block_of;
use super::lead_walk::Walk;
use crate::actor::{Actor, Sees};
use leadhub_model::{LeadFilter, LeadId};
use std::collections::BTreeMap;

pub(crate) struct Seen {
    walk: Walk,
    /// Of the blocks that were asked about.
    sets: BTreeMap<i64, IdSet>,
}

impl Seen {
    /// `None` for who sees all, and where sets cannot tell.
    pub(crate) fn of(db: &mut Db, actor: &Actor) -> Result<Option<Seen>, Failure> {
        if matches!(actor.sees, Sees::All) {
            return Ok(None);
        }
        let walk = Walk::of(db, actor, &LeadFilter::default())?;
        Ok(walk.map(|walk| Seen { walk, sets: BTreeMap::new() }))
    }

    /// Of these blocks, newest first, leaves those in which any is seen, and gives the number behind the newest lead that is.
    pub(crate) fn skip(&mut self, db: &mut Db, actor: &Actor, blocks: &mut Vec<i64>) -> Result<Option<i64>, Failure> {
        blocks.retain(|number| self.walk.blocks.iter().any(|block| block.number == *number));
        let Some(newest) = blocks.first().copied() else { return Ok(None) };
        self.walk.read_sets(db, actor, &[newest], &mut self.sets)?;
        let newest = self.sets.get(&newest).and_then(|set| set.ids(newest).last());
        Ok(newest.map(|newest| newest + 1))
    }

    /// Leaves those that are seen, in their order.
    pub(crate) fn keep(&mut self, db: &mut Db, actor: &Actor, leads: &mut Vec<LeadId>) -> Result<(), Failure> {
        let mut blocks: Vec<i64> = leads.iter().map(|lead| block_of(lead.0)).collect();
        blocks.dedup();
        self.walk.read_sets(db, actor, &blocks, &mut self.sets)?;
        leads.retain(|lead| self.sets.get(&block_of(lead.0)).is_some_and(|set| set.has(lead.0)));
        Ok(())
    }
}
