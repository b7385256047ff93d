//! Lists of leads against a brute-force model: the same leads in memory, every filter alone and combined, in every order,
//! page by page, with many leads made in one moment. Seeded. On both engines.

use crate::bed::{ALL, House, SECOND};
use crate::reference_set::*;
use leadhub_core::Actor;
use leadhub_core::actions::{create_lead, delete_lead, update_lead};
use leadhub_core::clock::RandomSource;
use leadhub_core::store::lead_filter;
use leadhub_model::phone::PhoneQuality;
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use std::sync::atomic::AtomicU64;

/// A seeded sequence of choices.
struct Dice(RandomSource);

impl Dice {
    fn seeded(seed: u64) -> Dice {
        Dice(RandomSource::Seeded(AtomicU64::new(seed)))
    }

    fn below(&self, end: usize) -> usize {
        usize::try_from(u32::from_le_bytes(self.0.bytes())).unwrap() % end
    }

    fn one<T: Clone>(&self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

const PHONES: [&str; 6] = ["0349719999", "+84349719999", "0349 71 99 99", "0912345678", "call 3497", ""];
const STAGES: [StageId; 5] = [NEW, CALLING, WON, LOST, LATER];

fn random_lead(dice: &Dice) -> NewLead {
    NewLead {
        facts: Facts::default().with(Fact::Phone, dice.one(&PHONES)),
        stage: Some(dice.one(&STAGES)),
        agent: dice.one(&[None, Some(AgentId(80)), Some(AgentId(81))]),
        service: dice.one(&[None, Some(ServiceId(90)), Some(ServiceId(91))]),
        list: dice.one(&[None, Some(ListId(110)), Some(ListId(111)), Some(ListId(112))]),
        campaign: dice.one(&[None, Some(CampaignId(101))]),
        ..NewLead::default()
    }
}

/// 300 leads in 25 moments, some of them moved or deleted later; as they stand in the store.
async fn fill(house: &House, dice: &Dice) -> Vec<Lead> {
    for _ in 0..25 {
        let batch: Vec<NewLead> = (0..12).map(|_| random_lead(dice)).collect();
        // Every fourth comes by another wire.
        let made = house.act(move |tx, actor| {
            let other = Actor { dialect: "second".to_owned(), ..actor.clone() };
            let by = |at: usize| if at % 4 == 1 { &other } else { actor };
            batch
                .iter()
                .enumerate()
                .map(|(at, new)| create_lead(tx, by(at), new.clone()))
                .collect::<Result<Vec<_>, _>>()
        });
        let made = made.await.unwrap();
        house.pass(SECOND);
        let moved: Vec<(LeadId, StageId)> = made.iter().step_by(3).map(|lead| (lead.id, dice.one(&STAGES))).collect();
        let gone = made[dice.below(12)].id;
        house
            .act(move |tx, actor| {
                for (lead, stage) in &moved {
                    update_lead(tx, actor, *lead, &LeadChange { stage: Some(*stage), ..LeadChange::default() })?;
                }
                delete_lead(tx, actor, gone)
            })
            .await
            .unwrap();
    }
    let mut leads = Vec::new();
    for id in raw_ids(house).await {
        leads
            .push(house.ask(move |db, actor| Ok(leadhub_core::store::leads::find_lead(db, actor, id)?)).await.unwrap());
    }
    leads
}

async fn raw_ids(house: &House) -> Vec<LeadId> {
    let text = "SELECT id FROM lead WHERE deleted_at IS NULL";
    house.ask(move |db, _| Ok(db.all(text, &[], |row| row.take::<LeadId>())?)).await
}

/// A lead is in its list's campaign, besides its own.
fn campaign_of(list: ListId) -> CampaignId {
    CampaignId(if list.0 == 111 { 101 } else { 100 })
}

/// What the documents say a filter means.
fn matches(lead: &Lead, filter: &LeadFilter) -> bool {
    let text = lead.facts.text(Fact::Phone);
    let key = phone::Phone::read(text).key().map(|key| key.as_str().to_owned());
    let converted = lead.conversion.as_ref().map(|conversion| conversion.converted);
    let within = |at: Option<Moment>, (since, to): (Option<Moment>, Option<Moment>)| match at {
        Some(at) => since.is_none_or(|since| at >= since) && to.is_none_or(|to| at <= to),
        None => since.is_none() && to.is_none(),
    };
    filter.person.is_none_or(|person| person == lead.person)
        && match &filter.agents {
            None => !filter.unassigned || lead.agent.is_none(),
            Some(agents) => lead.agent.map_or(filter.unassigned, |agent| agents.contains(&agent)),
        }
        && filter.origin.as_ref().is_none_or(|origin| *origin == lead.origin)
        && filter.service.is_none_or(|service| Some(service) == lead.service)
        && filter.stages.as_ref().is_none_or(|stages| stages.contains(&lead.stage))
        && filter.list.is_none_or(|list| Some(list) == lead.list)
        && filter.campaign.is_none_or(|campaign| [lead.campaign, lead.list.map(campaign_of)].contains(&Some(campaign)))
        && filter.phone_key.as_ref().is_none_or(|wanted| Some(wanted) == key.as_ref())
        && filter.phone_part.as_ref().is_none_or(|part| lead.phone().contains(part.as_str()))
        && filter.phone_quality.as_ref().is_none_or(|any| any.contains(&phone::Phone::read(text).quality()))
        && filter.converted.is_none_or(|wanted| Some(wanted) == converted)
        && within(Some(lead.created_at), filter.created)
        && within(Some(lead.updated_at), filter.updated)
        && within(lead.conversion.as_ref().map(|conversion| conversion.at), filter.conversion)
}

fn ordered(leads: &[Lead], filter: &LeadFilter, order: LeadOrder) -> Vec<LeadId> {
    let mut found: Vec<&Lead> = leads.iter().filter(|lead| matches(lead, filter)).collect();
    found.sort_by_key(|lead| match order {
        LeadOrder::NewestId | LeadOrder::OldestId => (0, lead.id),
        LeadOrder::NewestCreated | LeadOrder::OldestCreated => (lead.created_at.micros(), lead.id),
        LeadOrder::OldestUpdated => (lead.updated_at.micros(), lead.id),
    });
    if matches!(order, LeadOrder::NewestId | LeadOrder::NewestCreated) {
        found.reverse();
    }
    found.iter().map(|lead| lead.id).collect()
}

/// A span between two moments of leads, open at either end or not at all.
fn span(dice: &Dice, leads: &[Lead]) -> (Option<Moment>, Option<Moment>) {
    let bound = || dice.one(&[None, Some(dice.one(leads).updated_at), Some(dice.one(leads).created_at)]);
    (bound(), bound())
}

/// The filter with one more of its parts set; `part` is below `PARTS`.
fn with(mut filter: LeadFilter, part: usize, dice: &Dice, leads: &[Lead]) -> LeadFilter {
    match part {
        0 => filter.person = Some(dice.one(leads).person),
        1 => {
            filter.agents =
                Some(dice.one(&[vec![AgentId(80)], vec![AgentId(81), AgentId(80)], vec![], vec![AgentId(9)]]))
        }
        2 => filter.service = Some(ServiceId(91)),
        3 => filter.stages = Some(dice.one(&[vec![], vec![WON], vec![LOST, NEW, LOST], vec![StageId(99), LATER]])),
        4 => filter.list = Some(dice.one(&[ListId(110), ListId(112), ListId(9)])),
        5 => filter.campaign = Some(dice.one(&[CampaignId(100), CampaignId(101), CampaignId(9)])),
        6 => filter.phone_key = Some("+84349719999".to_owned()),
        7 => filter.phone_part = Some(dice.one(&["3497", "9123", "71999", "555"]).to_owned()),
        8 => filter.converted = Some(dice.below(2) == 0),
        9 => filter.created = span(dice, leads),
        10 => filter.updated = span(dice, leads),
        11 => filter.conversion = span(dice, leads),
        12 => filter.unassigned = true,
        13 => filter.origin = Some(dice.one(&["first", "second", ""]).to_owned()),
        _ => filter.phone_quality = Some(vec![PhoneQuality::Valid, PhoneQuality::Empty]),
    }
    filter
}

const PARTS: usize = 15;

/// Every page behind the one before it, until none is left.
async fn walked(house: &House, filter: &LeadFilter, order: LeadOrder, limit: i64) -> Vec<LeadId> {
    let (mut after, mut ids) = (None, Vec::new());
    loop {
        let filter = filter.clone();
        let page = house
            .ask(move |db, actor| {
                Ok(lead_filter::list_leads_after(db, actor, &filter, order, after, limit, Fact::ALL)?)
            })
            .await;
        let Some(last) = page.last() else { return ids };
        after = Some(lead_filter::cursor(order, last));
        ids.extend(page.iter().map(|lead| lead.id));
    }
}

async fn check(house: &House, leads: &[Lead], filter: LeadFilter, order: LeadOrder, paging: Paging) -> usize {
    let all = ordered(leads, &filter, order);
    let page = house.list(filter.clone(), order, paging).await;
    let (offset, limit) = (usize::try_from(paging.offset).unwrap(), usize::try_from(paging.limit).unwrap());
    let expected: Vec<LeadId> = all.iter().copied().skip(offset).take(limit).collect();
    let found: Vec<LeadId> = page.rows.iter().map(|lead| lead.id).collect();
    assert_eq!(found, expected, "{filter:?} {order:?} {paging:?}");
    assert_eq!(usize::try_from(page.total).unwrap(), all.len(), "the true total of {filter:?}");
    let most = 1 + i64::try_from(all.len() / 3).unwrap();
    assert_eq!(walked(house, &filter, order, most).await, all, "{filter:?} {order:?} page by page");
    all.len()
}

both_engines! {
    migrate = crate::migrate;

    async fn every_filter_alone_and_combined_is_what_it_says(store: TestStore) {
        let house = House::open(store).await;
        let dice = Dice::seeded(20_240_807);
        let leads = fill(&house, &dice).await;
        assert_eq!(leads.len(), 275);
        let orders =
            [LeadOrder::NewestId, LeadOrder::NewestCreated, LeadOrder::OldestUpdated, LeadOrder::OldestId, LeadOrder::OldestCreated];
        assert_eq!(check(&house, &leads, LeadFilter::default(), LeadOrder::NewestCreated, ALL).await, 275);
        for part in 0..PARTS {
            // Six turns, so that every choice of the part is likely met.
            for turn in 0..6 {
                let filter = with(LeadFilter::default(), part, &dice, &leads);
                check(&house, &leads, filter, orders[turn % 5], ALL).await;
            }
        }
        let mut found = 0;
        for turn in 0..150 {
            let parts = 2 + dice.below(3);
            let filter = (0..parts).fold(LeadFilter::default(), |filter, _| with(filter, dice.below(PARTS), &dice, &leads));
            found += usize::from(check(&house, &leads, filter, orders[turn % 5], ALL).await > 0);
        }
        assert!(found > 30, "only {found} of the combined filters found anything");
    }

    /// Leads of one moment have an order too, so that no page repeats or skips one.
    async fn pages_join_to_the_whole_list(store: TestStore) {
        let house = House::open(store).await;
        let dice = Dice::seeded(7);
        let leads = fill(&house, &dice).await;
        for order in [LeadOrder::NewestId, LeadOrder::NewestCreated] {
            let whole = ordered(&leads, &LeadFilter::default(), order);
            let mut joined = Vec::new();
            for offset in (0..280).step_by(7) {
                let page = house.list(LeadFilter::default(), order, Paging { offset, limit: 7 }).await;
                assert_eq!(page.total, 275);
                joined.extend(page.rows.iter().map(|lead| lead.id));
            }
            assert_eq!(joined, whole);
            let beyond = Paging { offset: 1000, limit: 7 };
            check(&house, &leads, LeadFilter::default(), order, beyond).await;
            check(&house, &leads, LeadFilter::default(), order, Paging { offset: 0, limit: 0 }).await;
        }
    }
}
