//! What the store's functions work on: `Db` reads, `Tx` also writes. Both run one SQL text on whichever engine is behind
//! them. Made by the engines for one unit of work; never kept, never sent to another thread.

use super::batched_inserts::{BatchedInserts, Insert};
use super::blocks::IdBlocks;
use super::connection::Connection;
use super::deferred_writes::{DeferredWrites, RowChanged, WriteDeferred};
use super::locked_rows::{LockedRows, keeping};
use super::notifier::NotifyScope;
use super::numbers::{Left, reserve};
use super::queue::Queue;
use super::reference_cache::ReferenceCache;
use super::value::{FromColumn, Row, Value, values};
use super::{Failure, RandomSource};
use leadhub_model::{LeadError, LeadId, Moment, OrganisationId};
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

const MARK: &str = "SELECT reference_mark FROM organisation WHERE id = $1";

/// A consistent view of the store.
pub struct Db<'c> {
    connection: &'c mut dyn Connection,
    cache: &'c ReferenceCache,
    /// The organisation whose mark was read in this transaction, with that mark.
    mark: Option<(OrganisationId, i64)>,
    /// The first failure of a statement, for the engine to judge whether the work may be run again.
    failure: Option<Failure>,
    /// Rows that this transaction inserts, not written yet.
    gathered: BatchedInserts,
    /// Whether it is a transaction's that writes.
    is_writing: bool,
    locked: LockedRows,
}

impl<'c> Db<'c> {
    pub(super) fn new(connection: &'c mut dyn Connection, cache: &'c ReferenceCache) -> Self {
        let (gathered, locked) = (BatchedInserts::default(), LockedRows::default());
        Db { connection, cache, mark: None, failure: None, gathered, is_writing: false, locked }
    }

    pub(super) fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// True inside of a transaction that writes: what was put off to its end, or to that of others that commit with it, is not there yet.
    pub fn is_writing(&self) -> bool {
        self.is_writing
    }

    /// What `Tx::lock_row` gave in this transaction for the same statement.
    pub fn locked(&self, sql: &str, values: &[Value]) -> Option<i64> {
        self.locked.get(sql, values)
    }

    fn remember<T>(&mut self, outcome: Result<T, Failure>) -> Result<T, Failure> {
        if let (Err(failure), None) = (&outcome, &self.failure) {
            self.failure = Some(failure.clone());
        }
        outcome
    }

    /// Writes what was gathered, when a statement has to do with a table of it.
    fn settle(&mut self, sql: &str) -> Result<(), Failure> {
        if self.gathered.is_named_in(sql) { self.write_gathered() } else { Ok(()) }
    }

    fn write_gathered(&mut self) -> Result<(), Failure> {
        let outcome = std::mem::take(&mut self.gathered).write(self.connection);
        self.remember(outcome)
    }

    /// All rows, each read by `read`.
    pub fn all<T>(
        &mut self,
        sql: &str,
        values: &[Value],
        mut read: impl FnMut(&mut Row) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        self.settle(sql)?;
        let mut rows = Vec::new();
        let outcome = self.connection.query(sql, values, &mut |row| {
            rows.push(read(row)?);
            Ok(())
        });
        self.remember(outcome)?;
        Ok(rows)
    }

    /// The first row, if there is one.
    pub fn first<T>(
        &mut self,
        sql: &str,
        values: &[Value],
        read: impl FnMut(&mut Row) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        Ok(self.all(sql, values, read)?.into_iter().next())
    }

    /// Rows of an organisation's reference data, loaded where the store has moved on since they were last. Whoever changes such
    /// rows calls `Tx::outdate`.
    pub fn cached<T: Send + Sync + 'static>(
        &mut self,
        organisation: OrganisationId,
        name: &str,
        load: impl FnOnce(&mut Db) -> Result<T, Failure>,
    ) -> Result<Arc<T>, Failure> {
        let mark = match self.mark {
            Some((known, mark)) if known == organisation => mark,
            _ => self.value(MARK, values![organisation])?.unwrap_or_default(),
        };
        self.mark = Some((organisation, mark));
        if let Some(rows) = self.cache.find(organisation, mark, name) {
            return Ok(rows);
        }
        let rows = Arc::new(load(self)?);
        self.cache.keep(organisation, mark, name, &rows);
        Ok(rows)
    }

    /// The number that a statement counts.
    pub fn count(&mut self, sql: &str, values: &[Value]) -> Result<i64, Failure> {
        self.settle(sql)?;
        let outcome = self.connection.count(sql, values);
        self.remember(outcome)
    }

    /// The first column of the first row, if there is one.
    pub fn value<T: FromColumn>(&mut self, sql: &str, values: &[Value]) -> Result<Option<T>, Failure> {
        self.first(sql, values, |row| row.take())
    }
}

/// A write transaction. The closure that gets it may be run again, so it must have no effect outside of it.
pub struct Tx<'c> {
    db: Db<'c>,
    now: Moment,
    chance: &'c RandomSource,
    blocks: Option<&'c IdBlocks>,
    queue: &'c Queue,
    /// Others of the same commit wait for this transaction's end.
    accompanied: bool,
    part: i64,
    /// Numbers of a counter that were reserved and not dealt yet.
    left: BTreeMap<(OrganisationId, &'static str), Left>,
    put_off: DeferredWrites,
    wakes: BTreeMap<&'static str, NotifyScope>,
    /// The organisations of which it touched leads.
    touched: Vec<OrganisationId>,
    /// The first lead that it made or changed.
    pub affected: Option<LeadId>,
    started: Instant,
}

/// How long background work may hold the writer while others wait.
const BACKGROUND_PATIENCE: Duration = Duration::from_millis(5);

impl<'c> Tx<'c> {
    pub(super) fn new(
        connection: &'c mut dyn Connection,
        now: Moment,
        chance: &'c RandomSource,
        blocks: Option<&'c IdBlocks>,
        queue: &'c Queue,
        accompanied: bool,
        cache: &'c ReferenceCache,
    ) -> Self {
        // Who writes beside others gets a part of its own: any number but 0 that no other transaction is likely to draw.
        let part = blocks.map_or(0, |_| i64::from_le_bytes(chance.bytes()) | 1);
        Tx {
            db: Db { is_writing: true, ..Db::new(connection, cache) },
            now,
            chance,
            blocks,
            queue,
            accompanied,
            part,
            left: BTreeMap::new(),
            put_off: DeferredWrites::default(),
            wakes: BTreeMap::new(),
            touched: Vec::new(),
            affected: None,
            started: Instant::now(),
        }
    }

    /// The moment of this transaction; the same however often it is asked, unless `set_now` sets another.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// From here on the transaction is of this moment: for what was earlier and is told now, as the demo's past.
    pub fn set_now(&mut self, at: Moment) {
        self.now = at;
    }

    /// Takes note of a change of a row that many transactions change. It is written down once, by `write`, when the work is done; where one
    /// thread writes, when the work of all that commit together is.
    pub fn put_off(&mut self, row: RowChanged, change: u16, write: WriteDeferred) {
        self.put_off.add(row, change, write);
    }

    /// Rows, without the organisation, that are inserted with many others: at the end, or when a statement names their table.
    pub fn gather(
        &mut self,
        insert: &'static Insert,
        organisation: OrganisationId,
        values: impl IntoIterator<Item = Value<'static>>,
    ) {
        self.db.gathered.add(insert, organisation, values);
    }

    /// Inserts what was gathered so far, so that it does not grow with the work.
    pub fn write_gathered(&mut self) -> Result<(), Failure> {
        self.db.write_gathered()
    }

    /// Writes down what was put off to the end. The engine calls it before it commits; a failure is remembered as any statement's is.
    pub(super) fn finish(&mut self) {
        let put_off = self.finish_among_others();
        self.write_put_off(put_off);
    }

    /// As `finish`, but gives back the changes of rows that others of the same commit change too.
    pub(super) fn finish_among_others(&mut self) -> DeferredWrites {
        // A failure is remembered.
        drop(self.write_gathered());
        std::mem::take(&mut self.put_off)
    }

    pub(super) fn write_put_off(&mut self, put_off: DeferredWrites) {
        if self.db.failure.is_none() {
            let outcome = put_off.write(self);
            drop(self.db.remember(outcome));
        }
    }

    /// Writes down what was put off so far as a part of its own, as whoever writes beside others does.
    pub fn write_put_off_apart(&mut self, part: i64) -> Result<(), Failure> {
        let put_off = std::mem::take(&mut self.put_off);
        let own = std::mem::replace(&mut self.part, part);
        let written = put_off.write(self);
        self.part = own;
        written
    }

    /// Has the engine plan by how much there is now, for who writes so much that this changes.
    pub fn refresh_statistics(&mut self) -> Result<(), Failure> {
        let outcome = self.db.connection.refresh_statistics();
        self.db.remember(outcome)
    }

    /// Wakes whoever waits for work of this kind, once this transaction is committed.
    pub fn wake(&mut self, kind: &'static str, reach: NotifyScope) {
        self.wakes.insert(kind, reach);
    }

    /// Tells who watches the organisation's leads, once this transaction is committed.
    pub fn touch(&mut self, organisation: OrganisationId) {
        if !self.touched.contains(&organisation) {
            self.touched.push(organisation);
        }
    }

    /// Remembers the first lead that the timeline is told of.
    pub fn tell(&mut self, lead: LeadId) {
        self.affected.get_or_insert(lead);
    }

    pub(super) fn take_touched(&mut self) -> Vec<OrganisationId> {
        std::mem::take(&mut self.touched)
    }

    pub(super) fn take_wakes(&mut self) -> BTreeMap<&'static str, NotifyScope> {
        std::mem::take(&mut self.wakes)
    }

    /// Where this transaction leaves its changes of rows that every writer changes: 0 where one thread writes, else a part that is its own,
    /// so that no row is waited for.
    pub fn part(&self) -> i64 {
        self.part
    }

    /// Keeps the row that a statement finds from being deleted or locked until the transaction ends, beside others that keep it too. Gives
    /// what it selects; `None` when the row is gone.
    pub fn lock_row(&mut self, sql: &str, values: &[Value]) -> Result<Option<i64>, Failure> {
        if let Some(locked) = self.db.locked(sql, values) {
            return Ok(Some(locked));
        }
        let keeping = keeping(sql, self.blocks.is_some());
        let keeping = self.db.remember(keeping)?;
        let locked = self.value::<i64>(&keeping, values)?;
        if let Some(locked) = locked {
            self.db.locked.insert(sql, values, locked);
        }
        Ok(locked)
    }

    pub fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Failure> {
        self.db.settle(sql)?;
        let outcome = self.db.connection.execute(sql, values);
        self.db.remember(outcome)
    }

    /// As `execute`, for a name that was looked for and found free: where another transaction takes it before it is written, this one is
    /// run again and finds it taken.
    pub fn execute_unless_taken(&mut self, sql: &str, values: &[Value]) -> Result<u64, Failure> {
        self.db.settle(sql)?;
        let outcome = self.db.connection.execute(sql, values).map_err(|failure| match failure {
            Failure::Taken(cause) => Failure::Again(cause),
            failure => failure,
        });
        self.db.remember(outcome)
    }

    /// Reserves `count` numbers of an organisation's counter and gives the first. Gaps are allowed, order is not promised.
    pub fn next_numbers(
        &mut self,
        organisation: OrganisationId,
        counter: &'static str,
        count: i64,
    ) -> Result<i64, Failure> {
        let outcome = match self.blocks {
            Some(blocks) => blocks.take(organisation, counter, count),
            None => reserve(self.db.connection, organisation, counter, count),
        };
        self.db.remember(outcome)
    }

    /// As `next_numbers`, but where each costs a statement `block` are reserved at once, and what is left is this transaction's to deal.
    pub fn next_of_block(
        &mut self,
        organisation: OrganisationId,
        counter: &'static str,
        count: i64,
        block: i64,
    ) -> Result<i64, Failure> {
        if self.blocks.is_some() {
            return self.next_numbers(organisation, counter, count);
        }
        let mut left = self.left.remove(&(organisation, counter)).unwrap_or_default();
        let first = match left.deal(count) {
            Some(first) => first,
            None => {
                let reserve = left.next_size(count.max(block));
                left.refill(self.next_numbers(organisation, counter, reserve)?, reserve, count)
            }
        };
        self.left.insert((organisation, counter), left);
        Ok(first)
    }

    /// Gives the organisation's reference data a new mark, since this transaction changes it. Marks are drawn, not counted, so that
    /// one that was rolled back never comes again.
    pub fn outdate(&mut self, organisation: OrganisationId) -> Result<(), Failure> {
        let mark = i64::from_le_bytes(self.chance.bytes());
        self.db.mark = None;
        self.execute("UPDATE organisation SET reference_mark = $2 WHERE id = $1", values![organisation, mark])?;
        Ok(())
    }

    /// Gives this transaction up and asks the engine to run it again from the start: what it read has changed under it.
    pub fn run_again(&mut self, why: &'static str) -> LeadError {
        // Remembered, so that the engine sees it whatever the caller makes of the error.
        drop(self.db.remember::<()>(Err(Failure::Again(why.to_owned()))));
        LeadError::Busy
    }

    /// So many random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        self.chance.bytes()
    }

    /// A new UUIDv7 of this transaction's moment.
    pub fn new_uuid(&self) -> Uuid {
        let millis = self.now.micros().max(0).unsigned_abs() / 1000;
        uuid::Builder::from_unix_timestamp_millis(millis, &self.chance.bytes()).into_uuid()
    }

    /// True when background work should stop here and come back in another transaction, because others wait.
    pub fn should_yield(&self) -> bool {
        self.started.elapsed() >= BACKGROUND_PATIENCE && (self.accompanied || self.queue.someone_waits())
    }
}

impl<'c> Deref for Tx<'c> {
    type Target = Db<'c>;
    fn deref(&self) -> &Db<'c> {
        &self.db
    }
}

impl<'c> DerefMut for Tx<'c> {
    fn deref_mut(&mut self) -> &mut Db<'c> {
        &mut self.db
    }
}
