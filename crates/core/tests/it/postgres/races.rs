//! Two verbs at once on the same person or lead, step by step: what the one did between the other's look and its write is
//! seen. One writer has no such races, so they are the server engine's.

use super::store;
use crate::bed::{House, contacts, person};
use crate::gate::{Gate, start};
use crate::raw::{beside, client};
use crate::reference_set::{campaign_uuid, list_uuid};
use crate::update_lead::fact;
use leadhub_core::actions;
use leadhub_core::store::possible_duplicates;
use leadhub_model::list::{Campaign, NewCampaign, NewList};
use leadhub_model::*;
use leadhub_testkit::block_on;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// A post that comes while an equal one is still at work waits at the key and meets it in one person.
#[test]
fn equal_posts_at_once_meet_in_one_person() {
    block_on(async {
        let house = House::open(store()).await;
        let gate = Gate::shut();
        let (closed, actor) = (Arc::clone(&gate), house.actor.clone());
        let first = start(&house.hub, move |tx| {
            let lead = actions::create_lead(tx, &actor, contacts("0349719999", "lan@example.com"))?;
            closed.pass();
            Ok(lead.person)
        });
        gate.wait_for(1);
        let actor = house.actor.clone();
        let second = start(&house.hub, move |tx| {
            Ok(actions::create_lead(tx, &actor, contacts("+84349719999", "LAN@example.com"))?.person)
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!second.is_finished(), "it waits at the key");
        gate.open();
        assert_eq!(second.await.unwrap(), first.await.unwrap());
        assert_eq!(house.count("SELECT COUNT(*) FROM person").await, 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM possible_duplicate").await, 0);
    });
}

/// A phone that somebody takes between the look and the claim is theirs; the e-mail of a known person stays with that person.
#[test]
fn a_phone_lost_in_a_race_takes_no_known_email_with_it() {
    block_on(async {
        let house = House::open(store()).await;
        let lan = house.create(contacts("", "lan@example.com")).await.person;
        let minh = house.create(contacts("", "minh@example.com")).await.person;
        let claim = format!(
            "INSERT INTO person_key (organisation_id, kind, value, person_id, created_at)
             VALUES (1, 'phone', '+84349719999', {minh}, 0)"
        );
        let lead = beside(|| {
            let mut other = client(house.store.url());
            other.batch_execute(&format!("BEGIN; {claim}")).unwrap();
            let (hub, actor) = (house.hub.clone(), house.actor.clone());
            let new = contacts("0349719999", "lan@example.com");
            let job =
                thread::spawn(move || hub.write_blocking(move |tx| actions::create_lead(tx, &actor, new.clone())));
            thread::sleep(Duration::from_millis(300));
            other.batch_execute("COMMIT").unwrap();
            job.join().unwrap().unwrap()
        });
        assert_eq!(lead.person, minh, "the phone wins");
        let noted =
            house.ask(move |db, actor| Ok(possible_duplicates::list_possible_duplicates(db, actor, minh)?)).await;
        assert_eq!(noted, [lan]);
        assert_eq!(house.create(contacts("", "lan@example.com")).await.person, lan);
    });
}

/// The new e-mail of somebody new goes with the phone that was lost.
#[test]
fn a_phone_lost_in_a_race_takes_a_new_email_with_it() {
    block_on(async {
        let house = House::open(store()).await;
        let minh = house.create(contacts("", "minh@example.com")).await.person;
        let claim = format!(
            "INSERT INTO person_key (organisation_id, kind, value, person_id, created_at)
             VALUES (1, 'phone', '+84349719999', {minh}, 0)"
        );
        let lead = beside(|| {
            let mut other = client(house.store.url());
            other.batch_execute(&format!("BEGIN; {claim}")).unwrap();
            let (hub, actor) = (house.hub.clone(), house.actor.clone());
            let new = contacts("0349719999", "lan@example.com");
            let job =
                thread::spawn(move || hub.write_blocking(move |tx| actions::create_lead(tx, &actor, new.clone())));
            thread::sleep(Duration::from_millis(300));
            other.batch_execute("COMMIT").unwrap();
            job.join().unwrap().unwrap()
        });
        assert_eq!(lead.person, minh);
        assert_eq!(house.create(contacts("", "lan@example.com")).await.person, minh);
        assert_eq!(house.count("SELECT COUNT(*) FROM possible_duplicate").await, 0);
        assert_eq!(house.count("SELECT COUNT(*) FROM person").await, 1, "nobody was made in vain");
    });
}

/// An update of something else does not carry the lead back to the person whom a parallel new phone moved it from.
#[test]
fn an_update_beside_a_new_phone_leaves_the_person() {
    block_on(async {
        let house = House::open(store()).await;
        let lead = house.create(person("Lan", "0349719999")).await.id;
        let gate = Gate::shut();
        let (closed, actor) = (Arc::clone(&gate), house.actor.clone());
        let phone = start(&house.hub, move |tx| {
            let moved = actions::update_lead(tx, &actor, lead, &fact(Fact::Phone, "0912345678"))?;
            closed.pass();
            Ok(moved)
        });
        gate.wait_for(1);
        let actor = house.actor.clone();
        let name = start(&house.hub, move |tx| actions::update_lead(tx, &actor, lead, &fact(Fact::Name, "Minh")));
        tokio::time::sleep(Duration::from_millis(300)).await;
        gate.open();
        let moved = phone.await.unwrap().unwrap();
        let named = name.await.unwrap().unwrap();
        assert_eq!((named.person, named.facts.text(Fact::Phone)), (moved.person, "0912345678"));
        assert_eq!((named.version, named.facts.text(Fact::Name)), (3, "Minh"));
        let kinds: Vec<_> =
            crate::update_lead::events(&house, lead).await.into_iter().map(|event| event.kind).collect();
        assert_eq!(kinds, ["created", "person_changed", "updated", "updated"]);
    });
}

/// A lead that is on its way into a list keeps the list until it is in; the list then takes it along.
#[test]
fn a_list_that_goes_leaves_no_orphan() {
    block_on(async {
        let house = House::open(store()).await;
        let gate = Gate::shut();
        let (closed, actor) = (Arc::clone(&gate), house.actor.clone());
        let create = start(&house.hub, move |tx| {
            let new = NewLead { list: Some(ListId(110)), ..person("Lan", "0349719999") };
            let lead = actions::create_lead(tx, &actor, new)?;
            closed.pass();
            Ok(lead.id)
        });
        gate.wait_for(1);
        let actor = house.actor.clone();
        let delete = start(&house.hub, move |tx| actions::delete_list(tx, &actor, list_uuid(1, 110)));
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!delete.is_finished(), "it waits for the lead");
        gate.open();
        create.await.unwrap().unwrap();
        delete.await.unwrap().unwrap();
        assert_eq!(house.leads().await.len(), 0);
        assert_eq!(house.count("SELECT COUNT(*) FROM lead WHERE deleted_at IS NULL").await, 0);
    });
}

/// A campaign that leads name by themselves waits for one that is on its way into it, a new lead or a known one, and then stays.
#[test]
fn a_campaign_that_goes_leaves_no_orphan() {
    block_on(async {
        let house = House::open(store()).await;
        let known = house.create(person("Minh", "0912345678")).await.id;
        for is_new in [true, false] {
            let campaign = idle_campaign(&house, if is_new { "New" } else { "Known" }).await;
            let gate = Gate::shut();
            let (closed, actor, id) = (Arc::clone(&gate), house.actor.clone(), campaign.id);
            let write = start(&house.hub, move |tx| {
                let lead = if is_new {
                    actions::create_lead(tx, &actor, NewLead { campaign: Some(id), ..person("Lan", "0349719999") })?
                } else {
                    let change = LeadChange { campaign: Some(id), ..LeadChange::default() };
                    actions::update_lead(tx, &actor, known, &change)?
                };
                closed.pass();
                Ok(lead.id)
            });
            gate.wait_for(1);
            let actor = house.actor.clone();
            let delete = start(&house.hub, move |tx| actions::delete_campaign(tx, &actor, campaign.uuid));
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert!(!delete.is_finished(), "it waits for the lead");
            gate.open();
            write.await.unwrap().unwrap();
            let held = RefusalReason::Unfit("it still holds lists or leads: delete those first");
            assert_eq!(delete.await.unwrap().unwrap_err(), LeadError::refused(Field::Campaign, held));
        }
        let orphans =
            "SELECT COUNT(*) FROM lead WHERE campaign_id IS NOT NULL AND campaign_id NOT IN (SELECT id FROM campaign)";
        assert_eq!(house.count(orphans).await, 0);
    });
}

/// A lead that names a campaign which goes meanwhile is refused as one whose campaign is not known.
#[test]
fn no_lead_names_a_campaign_that_goes_meanwhile() {
    block_on(async {
        let house = House::open(store()).await;
        let campaign = idle_campaign(&house, "Late").await;
        let gate = Gate::shut();
        let (closed, actor) = (Arc::clone(&gate), house.actor.clone());
        let delete = start(&house.hub, move |tx| {
            actions::delete_campaign(tx, &actor, campaign.uuid)?;
            closed.pass();
            Ok(())
        });
        gate.wait_for(1);
        let (actor, id) = (house.actor.clone(), campaign.id);
        let create = start(&house.hub, move |tx| {
            actions::create_lead(tx, &actor, NewLead { campaign: Some(id), ..person("Lan", "0349719999") })
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        gate.open();
        delete.await.unwrap().unwrap();
        assert_eq!(create.await.unwrap().unwrap_err(), LeadError::refused(Field::Campaign, RefusalReason::Unknown));
    });
}

/// A campaign without lists that may be deleted.
async fn idle_campaign(house: &House, name: &'static str) -> Campaign {
    house
        .act(move |tx, actor| {
            let new = NewCampaign { name: name.to_owned(), kind: String::new() };
            let campaign = actions::create_campaign(tx, actor, &new)?;
            actions::set_campaign_active(tx, actor, campaign.uuid, false)?;
            Ok(campaign)
        })
        .await
        .unwrap()
}

/// A lead that comes while its list goes is refused as one whose list is not known, and a list whose campaign goes likewise.
#[test]
fn nothing_is_put_into_what_goes_meanwhile() {
    block_on(async {
        let house = House::open(store()).await;
        let gate = Gate::shut();
        let (closed, actor) = (Arc::clone(&gate), house.actor.clone());
        let delete = start(&house.hub, move |tx| {
            for list in [110, 112] {
                actions::delete_list(tx, &actor, list_uuid(1, list))?;
            }
            actions::set_campaign_active(tx, &actor, campaign_uuid(1, 100), false)?;
            actions::delete_campaign(tx, &actor, campaign_uuid(1, 100))?;
            closed.pass();
            Ok(())
        });
        gate.wait_for(1);
        let actor = house.actor.clone();
        let create = start(&house.hub, move |tx| {
            let new = NewLead { list: Some(ListId(110)), ..person("Lan", "0349719999") };
            actions::create_lead(tx, &actor, new)
        });
        let actor = house.actor.clone();
        let list = start(&house.hub, move |tx| {
            let new = NewList { name: "Late".to_owned(), description: String::new(), campaign: campaign_uuid(1, 100) };
            actions::create_list(tx, &actor, &new)
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        gate.open();
        delete.await.unwrap().unwrap();
        let refused = create.await.unwrap().unwrap_err();
        assert_eq!(refused, LeadError::refused(Field::List, RefusalReason::Unknown));
        assert_eq!(list.await.unwrap().unwrap_err(), LeadError::NotFound(Resource::Campaign));
    });
}

/// Many at once: every change is kept, one version each.
#[test]
fn parallel_updates_of_one_lead_lose_nothing() {
    block_on(async {
        let house = House::open(store()).await;
        let lead = house.create(person("Lan", "0349719999")).await.id;
        // What an address says of a campaign follows the address.
        let facts: Vec<Fact> =
            Fact::ALL[5..].iter().copied().filter(|fact| !fact.column().starts_with("utm_")).collect();
        let jobs: Vec<_> = facts
            .iter()
            .map(|known| {
                let (actor, change) = (house.actor.clone(), fact(*known, known.column()));
                start(&house.hub, move |tx| actions::update_lead(tx, &actor, lead, &change))
            })
            .collect();
        for job in jobs {
            job.await.unwrap().unwrap();
        }
        let after = house.leads().await.remove(0);
        assert!(facts.iter().all(|known| after.facts.get(*known) == Some(known.column())), "{:?}", after.facts);
        assert_eq!(usize::try_from(after.version).unwrap(), 1 + facts.len());
    });
}
