//! Sets of leads are kept by the writes that change them: after any of them, in any order and from many sides at once, totals and lists
//! through them are what looking at every lead gives. On both engines.

use crate::bed::{House, person};
use crate::brute_force::{STAGES, Standing, both, check, viewers};
use crate::gate::{Gate, start, until};
use crate::raw;
use crate::reference_set::{NEW, list_uuid};
use crate::update_lead::update;
use leadhub_core::actions::{
    create_lead, delete_lead, delete_list, put_reference, sum_up_totals, withdraw_lead, withdraw_list,
};
use leadhub_core::store::reference::sources;
use leadhub_core::store::{lead_filter, lead_recount};
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::catalogue::{Catalogue, Source};
use leadhub_model::reference::{ListSeed, ReferenceData};
use leadhub_model::*;
use leadhub_testkit::{Engine, TestStore, both_engines};
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

async fn wrong(house: &House) -> Vec<&'static str> {
    house.ask(|db, actor| Ok(lead_recount::list_wrong(db, actor.organisation_id())?)).await
}

fn sum_up(house: &House) {
    std::thread::scope(|scope| scope.spawn(|| sum_up_totals(&house.hub)).join().unwrap()).unwrap();
}

/// Numbers are given to nobody, so that the next leads come into another block.
async fn leave_out(house: &House, numbers: i64) {
    house.act(move |tx, actor| Ok(tx.next_numbers(actor.organisation_id(), "id", numbers)?)).await.unwrap();
}

/// A seeded sequence of choices.
pub struct Dice(pub Cell<u64>);

impl Dice {
    pub fn below(&self, end: usize) -> usize {
        self.0.set(self.0.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
        usize::try_from(self.0.get() >> 33).unwrap() % end
    }

    fn some<T>(&self, value: T) -> Option<T> {
        (self.below(2) == 0).then_some(value)
    }

    pub fn one<T: Clone>(&self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

const PHONES: &[&str] = &["0349719999", "+84349719999", "call 3497", "", "12"];
const LISTS: &[ListId] = &[ListId(110), ListId(111), ListId(112)];

pub fn new_lead(dice: &Dice) -> NewLead {
    NewLead {
        stage: Some(dice.one(STAGES)),
        agent: dice.one(&[None, Some(AgentId(80)), Some(AgentId(81))]),
        service: dice.some(ServiceId(91)),
        group: dice.some(GroupId(70)),
        labels: dice.one(&[vec![], vec![LabelId(50), LabelId(51), LabelId(50)]]),
        list: dice.one(&[None, None, Some(dice.one(LISTS))]),
        campaign: dice.one(&[None, None, Some(CampaignId(100)), Some(CampaignId(101))]),
        source: SourceRef::word(dice.one(&["", "Tờ rơi", "Zalo", "Biển"])),
        ..person("Lan", dice.one(PHONES))
    }
}

pub fn change(dice: &Dice) -> LeadChange {
    let unlinked = [
        vec![],
        vec![],
        vec![Link::Agent, Link::Source],
        vec![Link::Group, Link::Service, Link::Campaign],
        vec![Link::List],
    ];
    let unlinked = dice.one(&unlinked);
    let keeps = |link: Link| !unlinked.contains(&link);
    LeadChange {
        facts: dice.some(vec![(Fact::Phone, Some(dice.one(PHONES).to_owned()))]).unwrap_or_default(),
        stage: dice.some(dice.one(STAGES)),
        agent: dice.some(AgentId(80)).filter(|_| keeps(Link::Agent)),
        service: dice.some(ServiceId(91)).filter(|_| keeps(Link::Service)),
        group: dice.some(GroupId(70)).filter(|_| keeps(Link::Group)),
        campaign: dice.some(CampaignId(101)).filter(|_| keeps(Link::Campaign)),
        list: dice.some(dice.one(LISTS)).filter(|_| keeps(Link::List)),
        labels: dice.one(&[None, Some(vec![LabelId(50), LabelId(51)]), Some(vec![LabelId(51)])]),
        unlinked,
        ..LeadChange::default()
    }
}

/// So many leads like this one, which no verb made: so many numbers apart, and made so many seconds later as `seconds` says of the place `i`.
pub fn clone_lead(house: &House, lead: LeadId, (copies, apart): (usize, usize), seconds: &str) {
    let columns = raw::columns(&house.store, "lead");
    let value = |column: &String| match column.as_str() {
        "id" | "number" => format!("{column} + {apart} * CAST(n.i AS BIGINT)"),
        "uuid" => "'00000000-0000-4000-8000-' || CAST(100000000000 + CAST(n.i AS BIGINT) AS TEXT)".to_owned(),
        "created_at" | "updated_at" => format!("{column} + 1000000 * CAST({seconds} AS BIGINT)"),
        other => other.to_owned(),
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    let (columns, values, lead) = (columns.join(", "), values.join(", "), lead.0);
    raw::execute(
        &house.store,
        &format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies})
         INSERT INTO lead ({columns}) SELECT {values} FROM lead, n WHERE id = {lead}"
        ),
    );
}

/// As a migration leaves a store of before, and a set that tells of a lead that is not there.
pub fn mark_unfilled(house: &House) {
    let empty = match house.store.engine() {
        Engine::Sqlite => "X''",
        Engine::Postgres => "''",
    };
    let row = "INSERT INTO lead_set (organisation_id, kind, key, block, leads, members) VALUES";
    let rows = format!("{row} (1, 'unfilled', 0, 0, 0, {empty}); {row} (1, 'stage', 7, 7, 1, {empty})");
    raw::execute(&house.store, &rows);
}

/// Near and far pages of a range of moments, of it alone and with other filters, for who sees all and who does not in turn.
fn check_moments(
    standing: &Standing,
    db: &mut Db,
    actor: &Actor,
    (turn, range): (usize, &LeadFilter),
    when: &str,
) -> Result<(), LeadError> {
    let of = [
        LeadFilter::default(),
        LeadFilter { group: Some(GroupId(70)), ..LeadFilter::default() },
        LeadFilter { campaign: Some(CampaignId(100)), unassigned: true, ..LeadFilter::default() },
        LeadFilter { stages: Some(vec![NEW]), ..LeadFilter::default() },
        LeadFilter { list: Some(ListId(110)), ..LeadFilter::default() },
        LeadFilter { without_withdrawn: true, ..LeadFilter::default() },
    ];
    for (at, filter) in of.iter().map(|filter| both(filter, range)).enumerate() {
        let viewer = &viewers(actor)[(at + turn) % 2];
        let standing = standing.seen_by(viewer);
        for order in [LeadOrder::NewestCreated, LeadOrder::OldestCreated, LeadOrder::OldestUpdated] {
            for offset in [0, 1_000, 1_777, 2_150] {
                standing.check_from(db, viewer, &filter, order, offset, when)?;
            }
        }
    }
    standing.check_whole(db, actor, &both(&of[2], range), LeadOrder::NewestCreated, when)
}

async fn put(house: &House, data: ReferenceData) {
    house.act(move |tx, actor| put_reference(tx, actor, &data)).await.unwrap();
}

/// A list with its campaign.
pub fn moved_into(campaign: CampaignId) -> ReferenceData {
    let (id, uuid) = (ListId(112), list_uuid(1, 112));
    let list = ListSeed { id, uuid, name: "moved".to_owned(), description: String::new(), campaign };
    ReferenceData { lists: vec![list], ..ReferenceData::default() }
}

type Verb = fn(&mut Tx, &Actor) -> Result<(), LeadError>;

/// The second begins while the first has written and not committed.
async fn one_beside_the_other(house: &House, [first, second]: [Verb; 2]) {
    let (gate, begun) = (Gate::shut(), Arc::new(AtomicBool::new(false)));
    let (at, actor) = (Arc::clone(&gate), house.actor.clone());
    let one = start(&house.hub, move |tx| {
        first(tx, &actor)?;
        at.pass();
        Ok(())
    });
    gate.wait_for(1);
    let (told, actor) = (Arc::clone(&begun), house.actor.clone());
    let other = start(&house.hub, move |tx| {
        told.store(true, Ordering::SeqCst);
        second(tx, &actor)
    });
    if house.store.engine() == Engine::Postgres {
        until("the second has begun", || begun.load(Ordering::SeqCst));
        // Until it waits for the first, or does not.
        sleep(Duration::from_millis(200));
    }
    gate.open();
    one.await.unwrap().unwrap();
    other.await.unwrap().unwrap();
}

/// Some of what changes leads, or which of them belong together.
async fn write(house: &House, dice: &Dice, leads: &mut Vec<LeadId>) {
    let other_wire = Actor { dialect: "second".to_owned(), ..house.actor.clone() };
    let some_lead = (!leads.is_empty()).then(|| leads[dice.below(leads.len().max(1))]);
    match (dice.below(7), some_lead) {
        (0, Some(id)) => {
            leads.retain(|lead| *lead != id);
            house.act(move |tx, actor| delete_lead(tx, actor, id)).await.unwrap();
        }
        (1, Some(id)) => {
            // One of another wire stays, out of its list.
            let gone = house.act_as(&other_wire, move |tx, actor| withdraw_lead(tx, actor, id)).await;
            assert!(matches!(gone, Ok(()) | Err(LeadError::NotFound(Resource::Lead))), "{gone:?}");
        }
        (2..4, Some(id)) => {
            let change = change(dice);
            update(house, id, change).await.unwrap();
        }
        _ => {
            let new = new_lead(dice);
            leads.push(house.create(new).await.id);
        }
    }
}

/// Writes are random until here; then lists go.
const STEPS: usize = 12;
const AFTER: usize = STEPS + 1;

/// One source goes into another, a list to another campaign, one list goes with its leads and one leaves its leads.
async fn change_what_leads_belong_to(house: &House, step: usize) {
    match step {
        4 => {
            let known = house.ask(|db, actor| Ok(sources::list_sources(db, actor)?.to_vec())).await;
            let named = |name: &str| known.iter().find(|source| source.name == name).cloned().unwrap();
            let folded = Source { merged_into: Some(named("Zalo").id), ..named("Biển") };
            let catalogue = Catalogue { sources: vec![folded], ..Catalogue::default() };
            put(house, ReferenceData { catalogue, ..ReferenceData::default() }).await;
        }
        8 => put(house, moved_into(CampaignId(101))).await,
        STEPS => house.act(move |tx, actor| delete_list(tx, actor, list_uuid(1, 110))).await.unwrap(),
        AFTER => {
            let other_wire = Actor { dialect: "second".to_owned(), ..house.actor.clone() };
            house.act_as(&other_wire, move |tx, actor| withdraw_list(tx, actor, list_uuid(1, 111))).await.unwrap();
        }
        _ => {}
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn they_are_what_counting_gives_after_every_write(store: TestStore) {
        let house = House::open(store).await;
        check(&house, "empty", 0).await;
        let (mut leads, dice) = (Vec::new(), Dice(Cell::new(7)));
        for step in 0..=AFTER {
            if step % 6 == 0 {
                leave_out(&house, 15_000).await;
            }
            for _ in 0..if step < STEPS { 6 } else { 0 } {
                write(&house, &dice, &mut leads).await;
            }
            change_what_leads_belong_to(&house, step).await;
            let there = house.leads().await;
            leads.retain(|id| there.iter().any(|lead| lead.id == *id));
            if step % 7 == 0 {
                sum_up(&house);
            }
            house.pass(1);
            check(&house, &format!("step {step}"), step).await;
            assert_eq!(wrong(&house).await, Vec::<&str>::new(), "step {step}");
        }
    }

    /// What a transaction wrote counts in it at once, and what it gives up counts nowhere.
    async fn a_transaction_sees_its_own_leads(store: TestStore) {
        let house = House::open(store).await;
        house.create(person("Lan", "")).await;
        let counted = |tx: &mut Tx, actor: &Actor| {
            create_lead(tx, actor, NewLead { stage: Some(STAGES[1]), ..person("Hoa", "") })?;
            let of_stage = |stages: &[StageId]| LeadFilter { stages: Some(stages.to_vec()), ..LeadFilter::default() };
            let mut count = |filter| Ok::<_, LeadError>(lead_filter::count_up_to(tx, actor, &filter, 9)?.rows);
            Ok((count(LeadFilter::default())?, count(of_stage(&STAGES[1..2]))?))
        };
        assert_eq!(house.act(counted).await.unwrap(), (2, 1));
        house.act(move |tx, actor| counted(tx, actor).and(Err::<(), _>(LeadError::Busy))).await.unwrap_err();
        check(&house, "one was given up", 0).await;
        assert_eq!(house.leads().await.len(), 2);
    }

    /// What `doctor` names: a set that is missing, one that tells another number, and one that holds another lead.
    async fn a_set_that_is_wrong_is_named(store: TestStore) {
        let house = House::open(store).await;
        house.create(NewLead { agent: Some(AgentId(80)), ..person("Lan", "") }).await;
        house.create(person("Hoa", "")).await;
        sum_up(&house);
        assert_eq!(wrong(&house).await, Vec::<&str>::new());
        raw::execute(&house.store, "DELETE FROM lead_set WHERE kind = 'phone'; UPDATE lead_set SET leads = 3 WHERE kind = 'stage';
            UPDATE lead_set SET members = (SELECT members FROM lead_set other WHERE other.kind = 'agent') WHERE kind = 'unassigned'");
        assert_eq!(wrong(&house).await, ["phone", "stage", "unassigned"]);
    }

    /// Many leads, of a store that had no sets: they are filled once, also where leads came between; far pages and rare ones are found.
    async fn sets_of_a_store_of_before_are_filled(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(NewLead { group: Some(GroupId(70)), ..person("Lan", "0349719999") }).await;
        house.create(NewLead { agent: Some(AgentId(80)), labels: vec![LabelId(50)], ..person("Minh", "") }).await;
        clone_lead(&house, lead.id, (2_400, 2_000), "n.i");
        assert_eq!(wrong(&house).await, ["all", "group", "phone", "stage", "unassigned"], "nobody told of the new ones");
        mark_unfilled(&house);
        raw::beside(|| leadhub_core::migrate(house.store.url(), |_| None).unwrap());
        assert_eq!(wrong(&house).await, Vec::<&str>::new());
        assert_eq!(house.count("SELECT COUNT(*) FROM lead_set WHERE kind = 'unfilled'").await, 0);
        assert!(house.count("SELECT COUNT(DISTINCT block) FROM lead_set").await > 64, "more than one stretch");
        let ids: Vec<LeadId> = house.leads().await.iter().map(|lead| lead.id).collect();
        assert_eq!(ids.len(), 2_402);
        let everybody = |order| [LeadFilter::default(), LeadFilter { group: Some(GroupId(70)), ..LeadFilter::default() }].map(|filter| (filter, order));
        for (filter, order) in [LeadOrder::NewestId, LeadOrder::OldestId, LeadOrder::NewestCreated].into_iter().flat_map(everybody) {
            for offset in [999, 1_000, 2_398, 2_500] {
                let page = house.list(filter.clone(), order, Paging { offset, limit: 3 }).await;
                let mut of_all = ids.clone();
                of_all.retain(|id| filter.group.is_none() || *id != ids[ids.len() - 2]);
                if order == LeadOrder::OldestId {
                    of_all.reverse();
                }
                let expected: Vec<LeadId> = of_all.iter().copied().skip(usize::try_from(offset).unwrap()).take(3).collect();
                let found: Vec<LeadId> = page.rows.iter().map(|lead| lead.id).collect();
                assert_eq!((found, page.total), (expected, of_all.len() as i64), "{order:?} {offset} {filter:?}");
            }
        }
    }

    /// Pages near and far in the order of moments, and totals of ranges of them, where the moments of the blocks run into each other: a little,
    /// as where many write at once, or so much that blocks tell nothing.
    async fn leads_are_found_in_the_order_of_moments(store: TestStore) {
        let house = House::open(store).await;
        let own = NewLead { group: Some(GroupId(70)), campaign: Some(CampaignId(100)), list: Some(ListId(110)), ..person("Lan", "0349719999") };
        let lead = house.create(own).await;
        let other = house.create(person("Minh", "")).await;
        let clones = format!("DELETE FROM lead WHERE id NOT IN ({}, {})", lead.id.0, other.id.0);
        for (copies, seconds) in [(2_200, "n.i + 3 * (n.i % 5)"), (2_050, "n.i * 7 % 2053")] {
            raw::execute(&house.store, &clones);
            clone_lead(&house, lead.id, (copies, 2_000), &format!("({seconds})"));
            mark_unfilled(&house);
            raw::beside(|| leadhub_core::migrate(house.store.url(), |_| None).unwrap());
            assert_eq!(wrong(&house).await, Vec::<&str>::new());
            let standing = Arc::new(house.ask(Standing::read).await);
            for turn in [vec![LeadFilter::default()], standing.ranges()].concat().into_iter().enumerate() {
                let standing = Arc::clone(&standing);
                house.ask(move |db, actor| check_moments(&standing, db, actor, (turn.0, &turn.1), seconds)).await;
            }
        }
    }

    /// Whichever of the two is first.
    async fn a_list_that_moves_takes_who_comes_into_it_meanwhile_along(store: TestStore) {
        let house = House::open(store).await;
        let comes = |tx: &mut Tx, actor: &Actor| {
            create_lead(tx, actor, NewLead { list: Some(ListId(112)), ..person("Lan", "") }).map(drop)
        };
        put(&house, moved_into(CampaignId(100))).await;
        one_beside_the_other(&house, [comes, |tx, actor| put_reference(tx, actor, &moved_into(CampaignId(101)))]).await;
        one_beside_the_other(&house, [|tx, actor| put_reference(tx, actor, &moved_into(CampaignId(100))), comes]).await;
        let of_campaign = LeadFilter { campaign: Some(CampaignId(100)), ..LeadFilter::default() };
        assert_eq!(house.list(of_campaign, LeadOrder::NewestId, Paging { offset: 0, limit: 9 }).await.total, 2);
        assert_eq!(wrong(&house).await, Vec::<&str>::new());
    }

    /// Also: a write that is taken back changes none, and summing up beside writers, also twice at once, loses none.
    async fn they_hold_when_many_write_at_once(store: TestStore) {
        let house = House::open(store).await;
        let actor = Arc::new(house.actor.clone());
        let mut jobs = Vec::new();
        for turn in 0..120 {
            let actor = Arc::clone(&actor);
            jobs.push(start(&house.hub, move |tx| {
                create_lead(tx, &actor, person("Lan", ""))?;
                if turn % 5 == 0 { Err(LeadError::Busy) } else { Ok(()) }
            }));
            if turn % 20 == 0 {
                std::thread::scope(|scope| {
                    let both = [(); 2].map(|()| scope.spawn(|| sum_up_totals(&house.hub)));
                    both.into_iter().for_each(|one| one.join().unwrap().unwrap());
                });
            }
        }
        for job in jobs {
            drop(job.await.unwrap());
        }
        check(&house, "with parts", 0).await;
        // Where many write, none waits for another's row: each has a part of its own. One writer needs none.
        let parts = house.count("SELECT COUNT(DISTINCT part) FROM lead_set_part").await;
        match house.store.engine() {
            Engine::Sqlite => assert_eq!(parts, 0),
            Engine::Postgres => assert!(parts > 1, "{parts} parts"),
        }
        assert_eq!(house.leads().await.len(), 96);
        sum_up(&house);
        check(&house, "summed up", 0).await;
        assert_eq!(wrong(&house).await, Vec::<&str>::new());
        assert_eq!(house.count("SELECT COUNT(*) FROM lead_set_part").await, 0);
    }
}
