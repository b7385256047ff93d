//! How the terms of leads are walked through: block by block, the newest leads first. Called by `questions::search_leads`, which decides
//! what matches; here is only what a statement reads. No walk reads more than a stretch of a few blocks at once.

use super::conditions::Conditions;
use super::engine::{Db, Failure, Value, values};
use super::lead_seen::Seen;
use super::lead_terms::{BLOCK_BITS, block_of};
use crate::actor::Actor;
use leadhub_model::LeadId;
use leadhub_model::search::Span;

/// Blocks in which it is seen how common a term is.
const SAMPLED: i64 = 4;
/// Terms more common than this are not told apart, and no statement reads all their rows to narrow others by them.
pub(crate) const COMMON: i64 = 4_000;
/// Blocks of one statement at most.
const WIDEST: usize = 64;
/// Rows that a statement over several blocks may read; one over a single block is bounded by it.
const ROWS: i64 = 20_000;

/// Where a walk over the terms of some stretches stands.
pub(crate) struct Walk<'s> {
    spans: &'s [Span],
    /// Stretches in each of which a lead has a term too, or it is passed over.
    others: Vec<&'s [Span]>,
    /// Only leads before this number are still to come.
    before: i64,
    /// How many blocks the next statement reads.
    width: usize,
    done: bool,
}

impl<'s> Walk<'s> {
    /// `before`: the number of the lead behind which it begins.
    pub(crate) fn new(spans: &'s [Span], others: Vec<&'s [Span]>, before: i64) -> Self {
        Walk { spans, others, before, width: 1, done: false }
    }

    /// Leads with this number or a higher one were all met.
    pub(crate) fn met_down_to(&self) -> i64 {
        if self.done { i64::MIN } else { self.before }
    }

    /// Those below this lead are still to come.
    pub(crate) fn go_back_to(&mut self, lead: LeadId) {
        (self.before, self.done) = (lead.0, false);
    }

    pub(crate) fn is_over(&self) -> bool {
        self.done
    }

    /// The next leads that have such terms, newest first; maybe none of a stretch that was read. Where sets tell which the actor sees, those before
    /// the newest of these are skipped; else that is not looked at.
    pub(crate) fn next(
        &mut self,
        db: &mut Db,
        actor: &Actor,
        seen: Option<&mut Seen>,
        limit: usize,
    ) -> Result<Vec<LeadId>, Failure> {
        let mut blocks = list_blocks(db, actor, self.before, self.width)?;
        let Some(lowest) = blocks.last().copied() else {
            self.done = true;
            return Ok(Vec::new());
        };
        if let Some(seen) = seen {
            let Some(end) = seen.skip(db, actor, &mut blocks)? else {
                self.go_below(lowest);
                return Ok(Vec::new());
            };
            self.before = self.before.min(end);
        }
        let Some(leads) = self.list_met(db, actor, &blocks, limit)? else {
            self.width = 1;
            return Ok(Vec::new());
        };
        if leads.len() < limit {
            self.go_below(lowest);
        } else {
            self.before = leads.last().map_or(self.before, |lead| lead.0);
        }
        Ok(leads)
    }

    fn go_below(&mut self, block: i64) {
        self.before = block << BLOCK_BITS;
        self.width = (self.width * 2).min(WIDEST);
    }

    /// The leads of these blocks that have such terms, newest first; `None` where several blocks have more rows than are read.
    fn list_met(
        &self,
        db: &mut Db,
        actor: &Actor,
        blocks: &[i64],
        limit: usize,
    ) -> Result<Option<Vec<LeadId>>, Failure> {
        let mut all = Conditions { sql: String::new(), values: vec![actor.organisation_id().into()] };
        let (sql, before) = (rows_of(&mut all, self.spans, blocks), all.bind(self.before));
        let mut narrowed = String::new();
        for others in &self.others {
            narrowed.push_str(&format!(" AND lead_id IN ({})", rows_of(&mut all, others, blocks)));
        }
        let limit = all.bind(i64::try_from(limit).unwrap_or(i64::MAX));
        let wanted = |from: &str| {
            format!(
                "SELECT DISTINCT lead_id FROM {from} WHERE lead_id < {before}{narrowed} ORDER BY lead_id DESC LIMIT {limit}"
            )
        };
        if self.width == 1 {
            return Ok(Some(db.all(&wanted(&format!("({sql}) found")), &all.values, |row| row.take())?));
        }
        let rows = all.bind(ROWS);
        let sql = format!(
            "WITH met AS (SELECT lead_id FROM ({sql}) found WHERE lead_id < {before} LIMIT {rows}),
             wanted AS ({})
             SELECT counted.met, wanted.lead_id FROM (SELECT COUNT(*) AS met FROM met) counted
             LEFT JOIN wanted ON 1 = 1 ORDER BY wanted.lead_id DESC",
            wanted("met")
        );
        // Told also where none of them is wanted: then the rest of the stretch was not looked at.
        let mut is_cut = false;
        let leads = db.all(&sql, &all.values, |row| {
            is_cut = row.take::<i64>()? >= ROWS;
            row.take::<Option<LeadId>>()
        })?;
        Ok((!is_cut).then(|| leads.into_iter().flatten().collect()))
    }
}

/// The blocks that hold leads before this number, the newest of them.
fn list_blocks(db: &mut Db, actor: &Actor, before: i64, width: usize) -> Result<Vec<i64>, Failure> {
    let sql = "WITH RECURSIVE held (block) AS (
             SELECT MAX(block) FROM lead_term WHERE organisation_id = $1 AND block <= $2
             UNION ALL
             SELECT (SELECT MAX(below.block) FROM lead_term below
                 WHERE below.organisation_id = $1 AND below.block < held.block)
             FROM held WHERE held.block IS NOT NULL)
         SELECT block FROM held WHERE block IS NOT NULL LIMIT $3";
    let newest = before.checked_sub(1).map_or(i64::MIN, block_of);
    db.all(sql, values![actor.organisation_id(), newest, i64::try_from(width).unwrap_or(1)], |row| row.take())
}

/// The rows of these blocks that lie in the stretches.
fn rows_of<'a>(all: &mut Conditions<'a>, spans: &'a [Span], blocks: &[i64]) -> String {
    let blocks = all.bind_padded(blocks);
    let one = |span: &'a Span| {
        let (from, to) = (all.bind(&span.from), all.bind(&span.to));
        let like = span.like().map(|like| format!(" AND term LIKE {}", all.bind(like))).unwrap_or_default();
        format!(
            "SELECT lead_id FROM lead_term
             WHERE organisation_id = $1 AND block IN ({blocks}) AND term >= {from} AND term < {to}{like}"
        )
    };
    spans.iter().map(one).collect::<Vec<_>>().join(" UNION ALL ")
}

/// Blocks in which it is seen how common terms are: the newest, and others spread over all that there are, since what came last may be
/// of one kind, as the rows of a file are.
pub(crate) fn list_sample(db: &mut Db, actor: &Actor) -> Result<Vec<i64>, Failure> {
    let sql = "SELECT (SELECT MIN(block) FROM lead_term WHERE organisation_id = $1),
         (SELECT MAX(block) FROM lead_term WHERE organisation_id = $1)";
    let ends = db.first(sql, values![actor.organisation_id()], |row| Ok((row.take()?, row.take()?)))?;
    let Some((Some(oldest), Some(newest))): Option<(Option<i64>, Option<i64>)> = ends else { return Ok(Vec::new()) };
    let step = ((newest - oldest) / (SAMPLED - 1)).max(1);
    Ok((0..SAMPLED).map(|at| newest - at * step).filter(|block| *block >= oldest).collect())
}

/// How common the terms of these stretches are in the blocks of a sample, up to `COMMON`.
pub(crate) fn estimate(db: &mut Db, actor: &Actor, blocks: &[i64], spans: &[Span]) -> Result<i64, Failure> {
    if blocks.is_empty() {
        return Ok(0);
    }
    let mut all = Conditions { sql: String::new(), values: vec![Value::from(actor.organisation_id())] };
    let (sql, most) = (rows_of(&mut all, spans, blocks), all.bind(COMMON));
    db.count(&format!("SELECT COUNT(*) FROM (SELECT lead_id FROM ({sql}) found LIMIT {most}) counted"), &all.values)
}
