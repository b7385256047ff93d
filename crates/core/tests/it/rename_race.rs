//! Two that want one name at the same moment: one gets it, the other is told that it is taken, whether the look or the write finds it.
//! On both engines. The embedded one has one writer, which does one after the other.

use crate::bed::House;
use crate::gate::{Gate, start, until};
use leadhub_core::actions::{
    NewIntegration, create_campaign, create_integration, create_list, rename_campaign, rename_list, save_view,
    update_integration,
};
use leadhub_core::{Actor, Tx};
use leadhub_model::list::{NewCampaign, NewList};
use leadhub_model::organisation::{Integration, Scopes, Sight};
use leadhub_model::view::NewView;
use leadhub_model::{Field, LeadError, RefusalReason, ViewId};
use leadhub_testkit::{Engine, TestStore, both_engines};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;
use uuid::Uuid;

/// The second begins while the first has written the name and not committed.
async fn race<R: Clone + Send + Sync + 'static>(
    house: &House,
    rows: [R; 2],
    rename: fn(&mut Tx, &Actor, &R) -> Result<(), LeadError>,
) -> LeadError {
    let (gate, begun) = (Gate::shut(), Arc::new(AtomicUsize::new(0)));
    let [first, second] = rows;
    let (at, actor) = (Arc::clone(&gate), house.actor.clone());
    let winner = start(&house.hub, move |tx| {
        rename(tx, &actor, &first)?;
        at.pass();
        Ok(())
    });
    gate.wait_for(1);
    let (counted, actor) = (Arc::clone(&begun), house.actor.clone());
    let loser = start(&house.hub, move |tx| {
        counted.fetch_add(1, Ordering::SeqCst);
        rename(tx, &actor, &second)
    });
    if house.store.engine() == Engine::Postgres {
        until("the second has begun", || begun.load(Ordering::SeqCst) == 1);
        // Until it waits for the first; what comes later finds the name by its look.
        sleep(Duration::from_millis(100));
    }
    gate.open();
    winner.await.unwrap().unwrap();
    loser.await.unwrap().unwrap_err()
}

const NAME: &str = "Tết";

async fn campaign(house: &House, name: &str) -> Uuid {
    let new = NewCampaign { name: name.to_owned(), kind: String::new() };
    house.act(move |tx, actor| create_campaign(tx, actor, &new)).await.unwrap().uuid
}

async fn list(house: &House, name: &str, campaign: Uuid) -> Uuid {
    let new = NewList { name: name.to_owned(), description: String::new(), campaign };
    house.act(move |tx, actor| create_list(tx, actor, &new)).await.unwrap().uuid
}

async fn integration(house: &House, name: &str) -> Integration {
    let new = NewIntegration {
        dialect: "first".to_owned(),
        name: name.to_owned(),
        agent: None,
        settings: serde_json::Map::new(),
        scopes: Scopes::default(),
        sight: Sight::default(),
    };
    house.act(move |tx, actor| create_integration(tx, actor, &new)).await.unwrap().unwrap()
}

fn view(name: &str) -> NewView {
    NewView { page: "leads".to_owned(), name: name.to_owned(), shared: true, ..NewView::default() }
}

async fn saved(house: &House, name: &str) -> ViewId {
    let new = view(name);
    house.act(move |tx, actor| save_view(tx, actor, None, &new)).await.unwrap().id
}

both_engines! {
    migrate = crate::migrate;

    async fn of_two_lists_one_gets_the_name(store: TestStore) {
        let house = House::open(store).await;
        let campaign = campaign(&house, "Winter").await;
        let rows = [list(&house, "One", campaign).await, list(&house, "Two", campaign).await];
        let refused = race(&house, rows, |tx, actor, list| rename_list(tx, actor, *list, NAME)).await;
        assert_eq!(refused, LeadError::refused(Field::List, RefusalReason::Taken));
    }

    async fn of_two_campaigns_one_gets_the_name(store: TestStore) {
        let house = House::open(store).await;
        let rows = [campaign(&house, "One").await, campaign(&house, "Two").await];
        let refused = race(&house, rows, |tx, actor, campaign| rename_campaign(tx, actor, *campaign, NAME)).await;
        assert_eq!(refused, LeadError::refused(Field::Campaign, RefusalReason::Taken));
    }

    async fn of_two_integrations_one_gets_the_name(store: TestStore) {
        let house = House::open(store).await;
        let rows = [integration(&house, "One").await, integration(&house, "Two").await];
        let refused = race(&house, rows, |tx, actor, known| {
            update_integration(tx, actor, &Integration { name: NAME.to_owned(), ..known.clone() }).map(drop)
        });
        assert_eq!(refused.await, LeadError::refused(Field::Name, RefusalReason::Taken));
    }

    async fn of_two_views_one_gets_the_name(store: TestStore) {
        let house = House::open(store).await;
        let rows = [saved(&house, "One").await, saved(&house, "Two").await];
        let refused = race(&house, rows, |tx, actor, id| save_view(tx, actor, Some(*id), &view(NAME)).map(drop)).await;
        assert_eq!(refused, LeadError::refused(Field::Name, RefusalReason::Taken));
    }
}
