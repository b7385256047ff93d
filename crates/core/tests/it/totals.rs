//! The totals of leads are kept by the writes that change them: after any of them, in any order and from many sides at once, they are
//! what counting gives. On both engines.

use crate::bed::{ALL, House, person};
use crate::gate::start;
use crate::reference_set::{CALLING, LATER, LOST, NEW, WON};
use crate::update_lead::update;
use leadhub_core::actions::{create_lead, delete_lead, delete_list, sum_up_totals};
use leadhub_core::store::lead_totals;
use leadhub_model::*;
use leadhub_testkit::{Engine, TestStore, both_engines};
use std::sync::Arc;

const STAGES: &[StageId] = &[NEW, CALLING, WON, LOST, LATER];

/// Every filter whose total is kept.
fn kept() -> Vec<LeadFilter> {
    let nothing = LeadFilter::default;
    let mut filters = vec![
        nothing(),
        LeadFilter { agents: Some(vec![AgentId(80)]), ..nothing() },
        LeadFilter { agents: Some(vec![AgentId(80), AgentId(81), AgentId(80)]), ..nothing() },
        LeadFilter { agents: Some(Vec::new()), ..nothing() },
        LeadFilter { unassigned: true, ..nothing() },
        LeadFilter { unassigned: true, agents: Some(vec![AgentId(80)]), ..nothing() },
        LeadFilter { unassigned: true, stages: Some(vec![NEW]), ..nothing() },
        LeadFilter { unassigned: true, without_withdrawn: true, ..nothing() },
        LeadFilter { service: Some(ServiceId(91)), ..nothing() },
        LeadFilter { group: Some(GroupId(70)), ..nothing() },
        LeadFilter { label: Some(LabelId(50)), ..nothing() },
        LeadFilter { label: Some(LabelId(51)), ..nothing() },
        LeadFilter { label: Some(LabelId(50)), group: Some(GroupId(70)), ..nothing() },
        LeadFilter { list: Some(ListId(110)), ..nothing() },
        LeadFilter { converted: Some(true), ..nothing() },
        LeadFilter { converted: Some(false), ..nothing() },
        LeadFilter { stages: Some(Vec::new()), ..nothing() },
        LeadFilter { without_withdrawn: true, ..nothing() },
        LeadFilter { without_withdrawn: true, list: Some(ListId(110)), ..nothing() },
        LeadFilter { without_withdrawn: true, agents: Some(vec![AgentId(80)]), ..nothing() },
    ];
    let stages = [STAGES, &[NEW, NEW], &[StageId(99)]];
    filters.extend(STAGES.iter().map(|stage| LeadFilter { stages: Some(vec![*stage]), ..nothing() }));
    filters.extend(stages.map(|stages| LeadFilter { stages: Some(stages.to_vec()), ..nothing() }));
    filters
}

async fn check(house: &House, when: &str) {
    for filter in kept() {
        let page = house.list(filter.clone(), LeadOrder::NewestId, ALL).await;
        assert_eq!(usize::try_from(page.total), Ok(page.rows.len()), "{when}: {filter:?}");
    }
    assert_eq!(wrong(house).await, Vec::<&str>::new(), "{when}");
}

async fn wrong(house: &House) -> Vec<&'static str> {
    house.ask(|db, actor| Ok(lead_totals::list_wrong(db, actor.organisation_id())?)).await
}

fn sum_up(house: &House) {
    std::thread::scope(|scope| scope.spawn(|| sum_up_totals(&house.hub)).join().unwrap()).unwrap();
}

both_engines! {
    migrate = crate::migrate;

    async fn they_are_what_counting_gives_after_every_write(store: TestStore) {
        let house = House::open(store).await;
        check(&house, "empty").await;
        let (mut leads, mut chance) = (Vec::new(), 7_u64);
        for step in 0..60_usize {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let draw = |bits: u32, most: u64| usize::try_from(chance >> bits & 0xff_ffff).unwrap() % usize::try_from(most).unwrap();
            let stage = STAGES[draw(3, STAGES.len() as u64)];
            let some = |bits: u32| draw(bits, 2) == 0;
            match draw(40, 4) {
                0 if !leads.is_empty() => {
                    let id = leads.remove(draw(20, leads.len() as u64));
                    house.act(move |tx, actor| delete_lead(tx, actor, id)).await.unwrap();
                }
                1 if !leads.is_empty() => {
                    let id = leads[draw(20, leads.len() as u64)];
                    let change = LeadChange {
                        stage: Some(stage),
                        agent: some(9).then_some(AgentId(80)),
                        service: some(10).then_some(ServiceId(91)),
                        group: some(13).then_some(GroupId(70)),
                        labels: some(14).then(|| if some(15) { vec![LabelId(50), LabelId(51)] } else { vec![LabelId(51)] }),
                        unlinked: if some(12) { vec![Link::Agent] } else { Vec::new() },
                        ..LeadChange::default()
                    };
                    update(&house, id, change).await.unwrap();
                }
                _ => {
                    let new = NewLead {
                        stage: Some(stage),
                        agent: some(9).then_some(AgentId(80)),
                        service: some(10).then_some(ServiceId(91)),
                        group: some(13).then_some(GroupId(70)),
                        labels: if some(14) { vec![LabelId(50), LabelId(51), LabelId(50)] } else { Vec::new() },
                        list: some(11).then_some(ListId(110)),
                        ..person("Lan", "0349719999")
                    };
                    leads.push(house.create(new).await.id);
                }
            }
            if step % 7 == 0 {
                sum_up(&house);
            }
            check(&house, &format!("step {step}")).await;
        }
        let list = crate::reference_set::list_uuid(1, 110);
        house.act(move |tx, actor| delete_list(tx, actor, list)).await.unwrap();
        check(&house, "a list went with its leads").await;
    }

    /// Also: a write that is taken back changes none, and summing up beside writers loses none.
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
                sum_up(&house);
            }
        }
        for job in jobs {
            drop(job.await.unwrap());
        }
        check(&house, "with parts").await;
        // Where many write, none waits for another's total: each has a part of its own. One writer needs none.
        let parts = house.count("SELECT COUNT(DISTINCT part) FROM lead_total WHERE part <> 0").await;
        match house.store.engine() {
            Engine::Sqlite => assert_eq!(parts, 0),
            Engine::Postgres => assert!(parts > 1, "{parts} parts"),
        }
        assert_eq!(house.leads().await.len(), 96);
        sum_up(&house);
        check(&house, "summed up").await;
        assert_eq!(house.count("SELECT COUNT(*) FROM lead_total WHERE part <> 0").await, 0);
    }
}
