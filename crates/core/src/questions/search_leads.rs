//! Search leads as people type: one question for all doors. Every word of the text must be found in a lead's name, phones, e-mail,
//! subject, project, codes or newest comment; leads with the accents that were typed come first, then the others, each the newest first.
//!
//! The work of one call is bounded: it walks through the leads of its rarest word that have its other words too, newest first, and looks at
//! no more than `BUDGET` of them for either way of matching. A call that ends there gives fewer leads than were asked for, and where to go on.

use crate::actor::Actor;
use crate::store::engine::Db;
use crate::store::lead_search::{self, COMMON, Walk};
use crate::store::lead_seen::Seen;
use crate::store::{lead_filter, lead_terms};
use leadhub_model::search::{Match, Query, Span};
use leadhub_model::{Cursor, Fact, Lead, LeadError, LeadFilter, LeadId, LeadOrder};

/// Leads that one call looks at for one way of matching.
pub const BUDGET: usize = 2_000;
/// Leads looked at together at most; at first little more than are wanted, since most searches find enough among the newest.
const AT_ONCE: usize = 512;
const SPARE: usize = 8;
/// Those of which first is told which are seen, where few of them are.
const AT_ONCE_UNSEEN: usize = 4_096;
/// Stretches of terms that one call reads for one way of matching, each of some ten thousand rows at most.
const STRETCHES: usize = 24;

/// A page of what was found.
#[derive(Debug, Clone)]
pub struct Found {
    pub leads: Vec<Lead>,
    /// Where to go on; `None` when all was found.
    pub next: Option<Cursor>,
    /// How many leads were looked at, of those that have the rarest word.
    pub looked_at: usize,
}

/// In `Cursor::at`: among the leads that match as typed. Otherwise it is where these ended, see `Place`.
const TYPED: i64 = -1;

/// The leads that match `text` and come behind `after`, `limit` at most, with the facts that the caller looks at.
pub fn search_leads(
    db: &mut Db,
    actor: &Actor,
    text: &str,
    limit: usize,
    after: Option<Cursor>,
    facts: &[Fact],
) -> Result<Found, LeadError> {
    let query = Query::read(text);
    let seen = Seen::of(db, actor)?;
    let mut search = Search { db, actor, seen, query: &query, wanted: limit + 1, found: Vec::new(), looked_at: 0 };
    let ended = search.run(after)?;
    let (mut ids, looked_at) = (search.found, search.looked_at);
    let next = if ids.len() > limit {
        ids.truncate(limit);
        ids.last().map(|(way, id, floor)| cursor(*way, id.0, *floor))
    } else {
        ended
    };
    let filter = LeadFilter { ids: Some(ids.iter().map(|(_, id, _)| *id).collect()), ..LeadFilter::default() };
    let rows = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let mut leads = lead_filter::list_leads_after(db, actor, &filter, LeadOrder::NewestId, None, rows, facts)?;
    leads.sort_by_key(|lead| ids.iter().position(|(_, id, _)| *id == lead.id));
    Ok(Found { leads, next, looked_at })
}

fn cursor(way: Match, id: i64, floor: i64) -> Cursor {
    let at = match way {
        Match::Typed => TYPED,
        Match::Plain => floor,
    };
    Cursor { at, id }
}

struct Search<'d, 'c, 'q> {
    db: &'d mut Db<'c>,
    actor: &'q Actor,
    /// `None` where all are, or it shows as they are looked at.
    seen: Option<Seen>,
    query: &'q Query,
    wanted: usize,
    /// How it matches, and down to which number those that match as typed were all found before.
    found: Vec<(Match, LeadId, i64)>,
    looked_at: usize,
}

impl<'q> Search<'_, '_, 'q> {
    /// Where to go on, when it ended for lack of budget.
    fn run(&mut self, after: Option<Cursor>) -> Result<Option<Cursor>, LeadError> {
        if self.query.tokens().is_empty() {
            return Ok(None);
        }
        let typed = self.query.is_ranked();
        let (mut floor, mut before) = (i64::MAX, i64::MAX);
        match after {
            Some(Cursor { at: TYPED, id }) if typed => floor = self.walk(Match::Typed, id, i64::MAX)?,
            Some(Cursor { at, id }) => (floor, before) = (at, id),
            None if typed => floor = self.walk(Match::Typed, i64::MAX, i64::MAX)?,
            None => {}
        }
        // A number, so that a cursor can carry it: what is met down to the first lead is all.
        let floor = floor.max(0);
        if self.found.len() >= self.wanted {
            return Ok(None);
        }
        let ended = self.walk(Match::Plain, before, floor)?;
        let is_over = ended == i64::MIN || self.found.len() >= self.wanted;
        Ok((!is_over).then(|| cursor(Match::Plain, ended, floor)))
    }

    /// Adds the leads that match this way and no better one, unless the better ones were not all met: those below `floor` still count
    /// here. Gives the number down to which all were met.
    fn walk(&mut self, way: Match, before: i64, floor: i64) -> Result<i64, LeadError> {
        let query = self.query;
        let (spans, others) = self.rarest(way)?;
        let mut walk = Walk::new(spans, others, before);
        let (mut looked_at, mut at_once, mut stretches) = (0, self.wanted + SPARE, 0);
        let mut asked = 0;
        while looked_at < BUDGET && stretches < STRETCHES && self.found.len() < self.wanted && !walk.is_over() {
            let leads = self.meet(&mut walk, at_once, &mut asked)?;
            stretches += 1;
            if leads.is_empty() {
                continue;
            }
            looked_at += leads.len();
            self.looked_at += leads.len();
            at_once = (at_once * 2).min(AT_ONCE);
            for (id, terms) in lead_terms::list_terms(self.db, self.actor, &leads)? {
                let counts = match query.matches(&terms, self.actor.masked) {
                    None => false,
                    Some(Match::Typed) if way == Match::Plain && query.is_ranked() => id.0 < floor,
                    Some(best) => best <= way,
                };
                if counts {
                    self.found.push((way, id, floor));
                }
            }
        }
        Ok(walk.met_down_to())
    }

    /// The next leads that the walk meets, `at_once` at most, those that are not seen left out where sets tell it: then `asked` grows while few are.
    fn meet(&mut self, walk: &mut Walk, at_once: usize, asked: &mut usize) -> Result<Vec<LeadId>, LeadError> {
        let mut leads = walk.next(self.db, self.actor, self.seen.as_mut(), at_once.max(*asked))?;
        let Some(seen) = &mut self.seen else { return Ok(leads) };
        let met = leads.len();
        seen.keep(self.db, self.actor, &mut leads)?;
        *asked = if leads.len() < met / 4 { (at_once.max(*asked) * 4).min(AT_ONCE_UNSEEN) } else { at_once };
        if leads.len() > at_once {
            leads.truncate(at_once);
            leads.last().into_iter().for_each(|last| walk.go_back_to(*last));
        }
        Ok(leads)
    }

    /// The stretches of the token whose leads are the fewest, as far as a sample tells, and those of the others that are not common.
    fn rarest(&mut self, way: Match) -> Result<(&'q [Span], Vec<&'q [Span]>), LeadError> {
        let tokens = self.query.tokens();
        if let [only] = tokens {
            return Ok((only.spans(way), Vec::new()));
        }
        let (sample, mut rows) = (lead_search::list_sample(self.db, self.actor)?, Vec::with_capacity(tokens.len()));
        for token in tokens {
            rows.push((lead_search::estimate(self.db, self.actor, &sample, token.spans(way))?, token.spans(way)));
        }
        rows.sort_by_key(|(rows, _)| *rows);
        let first = rows.first().map(|(_, spans)| *spans).unwrap_or_default();
        let is_told_apart = |(rows, spans): &(i64, &'q [Span])| (*rows < COMMON).then_some(*spans);
        Ok((first, rows.iter().skip(1).filter_map(is_told_apart).collect()))
    }
}
