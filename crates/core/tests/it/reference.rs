//! Reference data: a whole set is installed at once and read back in its own order, row by row and as lists.
//! On both engines.

use crate::bed::{House, START, integration};
use crate::raw;
use crate::reference_set::*;
use leadhub_core::store::reference::{agents, custom_fields, external_names, labels, places, stages};
use leadhub_core::{Actor, actions};
use leadhub_model::list::{NewCampaign, NewList};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};

both_engines! {
    migrate = crate::migrate;

    async fn the_set_is_read_back_in_its_own_order(store: TestStore) {
        let house = House::open(store).await;
        let set = reference_set(1);
        let stages = house.ask(|db, actor| Ok(stages::list_stages(db, actor)?.to_vec())).await;
        let expected: Vec<_> = set.stages.iter().map(|stage| (stage.id, stage.label.as_str(), stage.kind)).collect();
        assert_eq!(stages.iter().map(|stage| (stage.id, stage.label.as_str(), stage.kind)).collect::<Vec<_>>(), expected);
        assert_eq!(house.ask(|db, actor| Ok(stages::list_reasons(db, actor)?.to_vec())).await, set.reasons);
        assert_eq!(house.ask(|db, actor| Ok(custom_fields::list_custom_fields(db, actor)?.to_vec())).await, set.custom_fields);

        let labels = house.ask(|db, actor| Ok(labels::list_labels(db, actor)?.to_vec())).await;
        let expected = [(52, "Hot", 1_672_628_645_000_000), (50, "Cold", START), (51, "Freezing@2", 1_672_617_600_000_000)];
        let read: Vec<_> = labels.iter().map(|label| (label.id.0, label.label.as_str(), label.created_at.micros())).collect();
        assert_eq!(read, expected);
        assert!(labels.iter().all(|label| label.updated_at == label.created_at));
    }

    async fn agents_groups_and_services_come_by_id(store: TestStore) {
        let house = House::open(store).await;
        let (set, now) = (reference_set(1), house.now());
        let agents = house.ask(|db, actor| Ok(agents::list_agents(db, actor)?.to_vec())).await;
        assert_eq!(agents.iter().map(|stored| stored.agent.clone()).collect::<Vec<_>>(), set.agents);
        assert!(agents.iter().all(|stored| (stored.created_at, stored.updated_at) == (now, now)));
        let found = house.ask(|db, actor| Ok(agents::find_agent(db, actor, AgentId(81))?)).await;
        assert_eq!(found.as_ref(), agents.get(1));
        let groups = house.ask(|db, actor| Ok(places::list_groups(db, actor)?.to_vec())).await;
        assert_eq!(groups, [(set.groups[1].clone(), now), (set.groups[0].clone(), now)]);
        let found = house.ask(|db, actor| Ok(places::find_group(db, actor, GroupId(71))?)).await;
        assert_eq!(found.as_ref(), set.groups.first());
        let services = house.ask(|db, actor| Ok(places::list_services(db, actor)?.to_vec())).await;
        assert_eq!(services, [set.services[1].clone(), set.services[0].clone()]);
    }

    async fn a_row_is_found_by_its_id_and_another_is_not(store: TestStore) {
        let house = House::open(store).await;
        let stage = house.ask(|db, actor| Ok(stages::find_stage(db, actor, LOST)?)).await.unwrap();
        assert_eq!((stage.label.as_str(), stage.kind), ("Lost", StageKind::Unqualified));
        assert!(house.ask(|db, actor| Ok(stages::find_stage(db, actor, StageId(99))?)).await.is_none());
        assert!(house.ask(|db, actor| Ok(agents::find_agent(db, actor, AgentId(99))?)).await.is_none());
        assert!(house.ask(|db, actor| Ok(places::find_group(db, actor, GroupId(99))?)).await.is_none());
    }

    /// A dialect sees its own words only, and of one kind.
    async fn external_names_are_a_dialects_own(store: TestStore) {
        let house = House::open(store).await;
        let names = |dialect: &str, kind: &'static str| {
            let mut actor: Actor = house.actor.clone();
            actor.dialect = dialect.to_owned();
            let house = &house;
            async move { house.ask_as(&actor, move |db, actor| Ok(external_names::list_external_names(db, actor, kind)?.to_vec())).await }
        };
        let own = names("first", "stage").await;
        let read: Vec<_> = own.iter().map(|name| (name.external.as_str(), name.label.as_deref(), name.row)).collect();
        assert_eq!(read, [("begin", None, NEW.0), ("won", Some("Đã chốt"), WON.0)]);
        assert_eq!(names("second", "stage").await[0].row, LOST.0);
        assert_eq!(names("first", "origin").await[0].row, 5);
        assert!(names("second", "origin").await.is_empty());
    }

    /// What is made later shares the counter of ids with what the set brought.
    async fn ids_made_later_lie_above_the_sets(store: TestStore) {
        let house = House::open(store).await;
        let new = NewCampaign { name: "Winter".to_owned(), kind: String::new() };
        let campaign = house.act(move |tx, actor| actions::create_campaign(tx, actor, &new)).await.unwrap();
        let uuid = campaign.uuid;
        let list = house.act(move |tx, actor| {
            let new = NewList { name: "Winter".to_owned(), description: String::new(), campaign: uuid };
            actions::create_list(tx, actor, &new)
        }).await.unwrap();
        let lead = house.create(NewLead::default()).await;
        for id in [campaign.id.0, list.id.0, lead.id.0] {
            assert!(id > 999, "{id}");
        }
    }

    /// B17; and half a set is no set.
    async fn a_pipeline_that_cannot_work_is_not_installed(store: TestStore) {
        let house = House::open(store).await;
        let before = raw::everything(&house.store);
        let made = house.hub.write(|tx| {
            let new = actions::NewOrganisation {
                slug: "gamma".to_owned(), name: String::new(), zone: "UTC".to_owned(),
                default_dialect: String::new(), uuid: None, account: None,
            };
            let actor = actions::create_organisation(tx, &new)?.unwrap();
            actions::create_integration(tx, &actor, &actions::NewIntegration { agent: None, ..integration("desk", "first") })?;
            let mut set = reference_set(3);
            set.stages[0].kind = StageKind::Middle;
            actions::put_reference(tx, &actor, &set)
        }).await;
        assert_eq!(made, Err(LeadError::refused(Field::Stage, RefusalReason::Unfit("a pipeline needs a first stage"))));
        assert_eq!(raw::everything(&house.store), before);
    }
}
