//! Facts of leads that were extras of single wires before the core had a name for them, brought to where they belong now. Run once in a
//! store's life, by its migration; which of its keys are facts each wire says itself.

use super::difference::difference;
use super::source;
use super::update_lead::merge_extras;
use crate::actor::Actor;
use crate::store::engine::{Failure, Tx};
use crate::store::{lead_filter, leads, organisations};
use leadhub_model::organisation::Organisation;
use leadhub_model::{Cursor, Fact, Lead, LeadChange, LeadError, LeadFilter, LeadOrder, OrganisationId, SourceRef, utm};
use std::collections::BTreeMap;

/// What of a lead's extras of one wire the core has a name for: the change that sets it, and takes out of the extras what need not stay.
pub type FactsFromExtras = fn(&Lead) -> LeadChange;

/// Finds that of a wire, if it kept any.
pub type FactsFromExtrasOf = fn(&str) -> Option<FactsFromExtras>;

/// Stands among the counters of the store once it was done.
const DONE: &str = "facts of extras";
/// Leads that are read together.
const BATCH: i64 = 500;

pub(crate) fn bring_facts(tx: &mut Tx, facts_of: FactsFromExtrasOf) -> Result<(), Failure> {
    const STORE: OrganisationId = OrganisationId(0);
    if organisations::next_number(tx, STORE, DONE)? > 1 {
        return Ok(());
    }
    for organisation in organisations::list_organisations(tx)? {
        let outcome = bring_organisation(tx, organisation, facts_of);
        outcome.map_err(|error| Failure::Bug(format!("facts cannot be brought over: {error}")))?;
    }
    tx.next_numbers(STORE, DONE, 1).map(drop)
}

fn bring_organisation(tx: &mut Tx, organisation: Organisation, facts_of: FactsFromExtrasOf) -> Result<(), LeadError> {
    let house = Actor::house(organisation);
    let mut speakers: BTreeMap<String, (Actor, FactsFromExtras)> = BTreeMap::new();
    let mut last = None;
    loop {
        let (all, order) = (LeadFilter::default(), LeadOrder::OldestId);
        let found = lead_filter::list_leads_after(tx, &house, &all, order, last, BATCH, Fact::ALL)?;
        let Some(end) = found.last() else { return Ok(()) };
        last = Some(Cursor { at: 0, id: end.id.0 });
        for lead in found {
            for wire in std::iter::once(&lead.origin).chain(lead.extras.keys()) {
                if let (false, Some(facts)) = (speakers.contains_key(wire), facts_of(wire)) {
                    speakers.insert(wire.clone(), (Actor { dialect: wire.clone(), ..house.clone() }, facts));
                }
            }
            bring_lead(tx, &house, &speakers, &lead)?;
        }
    }
}

fn bring_lead(
    tx: &mut Tx,
    house: &Actor,
    speakers: &BTreeMap<String, (Actor, FactsFromExtras)>,
    lead: &Lead,
) -> Result<(), LeadError> {
    let own =
        |(wire, _): &(&String, &(Actor, FactsFromExtras))| **wire == lead.origin || lead.extras.contains_key(*wire);
    let mut after = lead.clone();
    let mut named: Vec<(&Actor, SourceRef)> = Vec::new();
    for (wire, (actor, facts)) in speakers.iter().filter(own) {
        let change = facts(lead);
        for (fact, text) in change.facts {
            // What came since is newer; only what moves to another fact is taken out of its old place.
            if text.is_none() || lead.facts.get(fact).is_none() {
                after.facts.set(fact, text);
            }
        }
        after.score = lead.score.or(change.score).or(after.score);
        after.meeting_at = lead.meeting_at.or(change.meeting_at).or(after.meeting_at);
        merge_extras(&mut after.extras, wire, &change.extras);
        named.extend(change.source.map(|source| (actor, source)));
    }
    utm::complete(&mut after.facts);
    named.extend(source::of_facts(&after.facts).map(|source| (house, source)));
    // An id that somebody chose comes before a word, the wire that brought the lead before others.
    named.sort_by_key(|(actor, source)| (!matches!(source, SourceRef::Id(_)), actor.dialect != lead.origin));
    for (actor, source) in named.iter().filter(|_| lead.source.is_none()) {
        after.source = after.source.or(source::resolve(tx, actor, Some(source), lead.list)?.id);
    }
    if difference(lead, &after).is_empty() {
        return Ok(());
    }
    Ok(leads::rewrite(tx, house, lead, &after)?)
}
