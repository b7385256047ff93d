//! Two hubs on one store, as two programs are, write at random and sum up beside each other: afterwards the sets of leads are what looking at
//! every lead gives. What one hub writes alone is tested in `crate::totals`.

use super::store;
use crate::agreement::assert_agreement;
use crate::bed::{House, open_hub};
use crate::brute_force::check;
use crate::raw::beside;
use crate::totals::{Dice, change, moved_into, new_lead};
use leadhub_core::actions::{create_lead, delete_lead, put_reference, sum_up_totals, update_lead, withdraw_lead};
use leadhub_core::clock::Clock;
use leadhub_core::{Actor, Hub, HubOptions};
use leadhub_model::{CampaignId, LeadError, LeadId};
use leadhub_testkit::block_on;
use std::cell::Cell;
use std::sync::{Arc, Mutex};
use std::thread;

/// Writers at each hub, and what each of them does.
const WRITERS: u64 = 3;
const TURNS: usize = 60;

type Leads = Mutex<Vec<LeadId>>;

/// Some of what changes leads or which of them belong together, to any lead of any writer.
fn write(hub: &Hub, actor: &Actor, dice: &Dice, leads: &Leads) -> Result<(), LeadError> {
    let known = leads.lock().unwrap().clone();
    let lead = (!known.is_empty()).then(|| dice.one(&known));
    let actor = actor.clone();
    match (dice.below(12), lead) {
        (0, Some(id)) => hub.write_blocking(move |tx| delete_lead(tx, &actor, id)),
        (1, Some(id)) => hub.write_blocking(move |tx| withdraw_lead(tx, &actor, id)),
        (2..6, Some(id)) => {
            let change = change(dice);
            hub.write_blocking(move |tx| update_lead(tx, &actor, id, &change).map(drop))
        }
        (6, _) => {
            let data = moved_into(dice.one(&[CampaignId(100), CampaignId(101)]));
            hub.write_blocking(move |tx| put_reference(tx, &actor, &data).map(drop))
        }
        (7, _) => sum_up_totals(hub),
        _ => {
            let new = new_lead(dice);
            let made = hub.write_blocking(move |tx| create_lead(tx, &actor, new.clone()))?;
            leads.lock().unwrap().push(made.id);
            Ok(())
        }
    }
}

/// Gives how much was done; the lead may be gone by then, or somebody hold it too long, and then nothing may be written.
fn write_all(hub: &Hub, actor: &Actor, seed: u64, leads: &Leads) -> usize {
    let dice = Dice(Cell::new(seed));
    let told = (0..TURNS).map(|_| write(hub, actor, &dice, leads));
    let done = told.filter(|told| match told {
        Ok(()) => true,
        Err(LeadError::NotFound(_) | LeadError::Busy | LeadError::Refused(_)) => false,
        Err(error) => panic!("{error:?}"),
    });
    done.count()
}

/// All writers of all hubs at once, of two wires in turn.
fn write_beside_each_other(hubs: &[Hub; 2], actor: &Actor) -> usize {
    let leads = Leads::default();
    thread::scope(|scope| {
        let of_hub = |(at, hub)| (0..WRITERS).map(move |writer| (at * WRITERS + writer, hub));
        let writers: Vec<_> = (0..).zip(hubs).flat_map(of_hub).collect();
        let begin = |(seed, hub): (u64, _)| {
            let dialect = if seed % 2 == 0 { "first" } else { "second" };
            let (actor, leads) = (Actor { dialect: dialect.to_owned(), ..actor.clone() }, &leads);
            scope.spawn(move || write_all(hub, &actor, seed + 1, leads))
        };
        let begun: Vec<_> = writers.into_iter().map(begin).collect();
        begun.into_iter().map(|writer| writer.join().unwrap()).sum()
    })
}

#[test]
fn sets_that_two_hubs_write_at_random_are_what_counting_gives() {
    block_on(async {
        let house = House::open(store()).await;
        let options = HubOptions { clock: Clock::Set(Arc::clone(&house.clock)), ..HubOptions::default() };
        let second = open_hub(house.store.url(), options).unwrap();
        let hubs = [house.hub.clone(), second];
        let done = beside(|| write_beside_each_other(&hubs, &house.actor));
        assert!(done > TURNS * 3, "only {done} writes were done");
        assert_agreement(&hubs[1]);
        check(&house, "with parts", 0).await;
        beside(|| {
            thread::scope(|scope| {
                hubs.each_ref().map(|hub| scope.spawn(|| sum_up_totals(hub))).map(|one| one.join().unwrap().unwrap())
            });
        });
        assert_eq!(house.count("SELECT COUNT(*) FROM lead_set_part").await, 0);
        assert_agreement(&hubs[0]);
    });
}
