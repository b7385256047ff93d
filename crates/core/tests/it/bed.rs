//! The bed every test lies in: an open hub with a clock of its own and one organisation with reference data.
//! Used by all modules here. It knows no engine.

use crate::reference_set::reference_set;
use leadhub_core::actions::{
    self, NewIntegration, NewOrganisation, create_integration, create_organisation, put_reference,
};
use leadhub_core::clock::Clock;
use leadhub_core::{Actor, Db, Hub, HubOptions, Tx};
use leadhub_model::organisation::{Scopes, Sight};
use leadhub_model::{AgentId, Fact, Facts, Lead, LeadError, LeadFilter, LeadOrder, Moment, NewLead, Page, Paging};
use leadhub_testkit::TestStore;
use serde_json::Map;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

/// When the clock of every test begins: 2023-11-14 22:13:20 UTC.
pub const START: i64 = 1_700_000_000_000_000;
pub const SECOND: i64 = 1_000_000;

/// Everything on one page.
pub const ALL: Paging = Paging { offset: 0, limit: 100_000 };

/// One organisation, `alpha`, that an integration of the dialect `first` acts for, signed by agent 80.
pub struct House {
    pub hub: Hub,
    pub actor: Actor,
    pub clock: Arc<AtomicI64>,
    /// Last, so that it goes after those who use it.
    pub store: TestStore,
}

impl House {
    pub async fn open(store: TestStore) -> House {
        House::open_with(store, HubOptions::default().queue).await
    }

    /// `queue` is how many writes may wait.
    pub async fn open_with(store: TestStore, queue: usize) -> House {
        let clock = Arc::new(AtomicI64::new(START));
        let options = HubOptions { clock: Clock::Set(Arc::clone(&clock)), queue, ..HubOptions::default() };
        let hub = open_hub(store.url(), options).unwrap();
        let actor = organisation(&hub, "alpha", 1).await;
        House { hub, actor, clock, store }
    }

    /// Lets `micros` go by.
    pub fn pass(&self, micros: i64) -> Moment {
        Moment::from_micros(self.clock.fetch_add(micros, Ordering::SeqCst) + micros)
    }

    pub fn now(&self) -> Moment {
        self.hub.now()
    }

    /// A write by the house's integration.
    pub async fn act<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx, &Actor) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, LeadError> {
        self.act_as(&self.actor, work).await
    }

    pub async fn act_as<T: Send + 'static>(
        &self,
        actor: &Actor,
        work: impl Fn(&mut Tx, &Actor) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, LeadError> {
        let actor = actor.clone();
        self.hub.write(move |tx| work(tx, &actor)).await
    }

    /// A question of the house's integration.
    pub async fn ask<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Db, &Actor) -> Result<T, LeadError> + Send + 'static,
    ) -> T {
        self.ask_as(&self.actor, work).await
    }

    pub async fn ask_as<T: Send + 'static>(
        &self,
        actor: &Actor,
        work: impl Fn(&mut Db, &Actor) -> Result<T, LeadError> + Send + 'static,
    ) -> T {
        let actor = actor.clone();
        self.hub.read(move |db| work(db, &actor)).await.unwrap()
    }

    pub async fn create(&self, new: NewLead) -> Lead {
        self.try_create(new).await.unwrap()
    }

    pub async fn try_create(&self, new: NewLead) -> Result<Lead, LeadError> {
        self.act(move |tx, actor| actions::create_lead(tx, actor, new.clone())).await
    }

    pub async fn list(&self, filter: LeadFilter, order: LeadOrder, paging: Paging) -> Page<Lead> {
        self.ask(move |db, actor| {
            Ok(leadhub_core::store::lead_filter::list_leads(db, actor, &filter, order, paging, Fact::ALL)?)
        })
        .await
    }

    /// Every lead of the house, newest id first.
    pub async fn leads(&self) -> Vec<Lead> {
        self.list(LeadFilter::default(), LeadOrder::NewestId, ALL).await.rows
    }

    /// One number out of the store, by a text in the common subset.
    pub async fn count(&self, sql: &'static str) -> i64 {
        self.ask(move |db, _| Ok(db.value::<i64>(sql, &[])?.unwrap())).await
    }
}

/// Opens a hub outside of the runtime, as the server does at its start.
pub fn open_hub(url: &str, options: HubOptions) -> Result<Hub, String> {
    thread::scope(|scope| scope.spawn(|| Hub::open(url, options)).join().unwrap())
}

/// An organisation with the reference set and one integration; `mark` tells its public ids from another one's.
pub async fn organisation(hub: &Hub, slug: &str, mark: u128) -> Actor {
    let slug = slug.to_owned();
    hub.write(move |tx| {
        let new = NewOrganisation {
            slug: slug.clone(),
            name: slug.to_uppercase(),
            zone: "Asia/Ho_Chi_Minh".to_owned(),
            default_dialect: "first".to_owned(),
            uuid: None,
            account: None,
        };
        let house = create_organisation(tx, &new)?.unwrap();
        put_reference(tx, &house, &reference_set(mark))?;
        let integration = create_integration(tx, &house, &integration("desk", "first"))?.unwrap();
        Ok(Actor::integration(house.organisation, integration))
    })
    .await
    .unwrap()
}

pub fn integration(name: &str, dialect: &str) -> NewIntegration {
    let agent = Some(AgentId(80));
    NewIntegration {
        dialect: dialect.to_owned(),
        name: name.to_owned(),
        agent,
        settings: Map::new(),
        scopes: Scopes::default(),
        sight: Sight::default(),
    }
}

/// A lead with a name and a phone, either of which may be empty.
pub fn person(name: &str, phone: &str) -> NewLead {
    NewLead { facts: Facts::default().with(Fact::Name, name).with(Fact::Phone, phone), ..NewLead::default() }
}

/// A lead with a phone and an e-mail, either of which may be empty.
pub fn contacts(phone: &str, email: &str) -> NewLead {
    NewLead { facts: Facts::default().with(Fact::Phone, phone).with(Fact::Email, email), ..NewLead::default() }
}
