//! Work done once for each idempotency key (X7): the first answer is kept with the work and given again.
//! On both engines. What a twin meets while the first is still at work is told in `postgres`.

use crate::bed::{House, SECOND, person};
use crate::gate::start;
use crate::raw;
use leadhub_core::actions::{OnceKey, Rendered, create_lead, once, sweep_answers};
use leadhub_core::{Actor, Tx};
use leadhub_model::{LeadError, Moment, NewLead};
use leadhub_testkit::{TestStore, both_engines};
use std::sync::Arc;

pub fn key(key: &str, request: &str) -> OnceKey {
    OnceKey { key: key.to_owned(), request_hash: request.to_owned() }
}

/// Creates a lead under a key and answers with its id.
pub fn create_once(tx: &mut Tx, actor: &Actor, key: &OnceKey, new: &NewLead) -> Result<(Rendered, bool), LeadError> {
    once(tx, actor, key, |tx| {
        let lead = create_lead(tx, actor, new.clone())?;
        Ok(Rendered::new(201, format!("{{\"id\":{}}}\0\u{ff}", lead.id).into_bytes())
            .with("x-made", lead.id.to_string()))
    })
}

async fn post(house: &House, actor: &Actor, key: OnceKey) -> Result<(Rendered, bool), LeadError> {
    house.act_as(actor, move |tx, actor| create_once(tx, actor, &key, &person("Lan", "0349719999"))).await
}

both_engines! {
    migrate = crate::migrate;

    async fn a_repetition_is_answered_the_same_and_does_nothing(store: TestStore) {
        let house = House::open(store).await;
        let (first, replayed) = post(&house, &house.actor, key("k", "r")).await.unwrap();
        assert!(!replayed && first.status == 201);
        let before = raw::everything(&house.store);
        for _ in 0..2 {
            house.pass(SECOND);
            assert_eq!(post(&house, &house.actor, key("k", "r")).await, Ok((first.clone(), true)));
        }
        assert_eq!(raw::everything(&house.store), before);
        let (second, replayed) = post(&house, &house.actor, key("k2", "r")).await.unwrap();
        assert!(!replayed && second.body != first.body);
    }

    async fn a_key_of_another_request_is_refused(store: TestStore) {
        let house = House::open(store).await;
        post(&house, &house.actor, key("k", "r")).await.unwrap();
        let before = raw::everything(&house.store);
        assert_eq!(post(&house, &house.actor, key("k", "other")).await, Err(LeadError::KeyReused));
        assert_eq!(raw::everything(&house.store), before);
    }

    /// A refusal comes out the same when it is asked again, so it takes no key.
    async fn a_refusal_keeps_no_key(store: TestStore) {
        let house = House::open(store).await;
        let before = raw::everything(&house.store);
        let refused = house.act(|tx, actor| {
            let new = NewLead { stage: Some(leadhub_model::StageId(99)), ..person("Lan", "") };
            create_once(tx, actor, &key("k", "r"), &new)
        }).await;
        assert!(matches!(refused, Err(LeadError::Refused(_))));
        assert_eq!(raw::everything(&house.store), before);
        assert!(!post(&house, &house.actor, key("k", "r")).await.unwrap().1);
    }

    async fn a_key_is_an_integrations_own(store: TestStore) {
        let house = House::open(store).await;
        let other = crate::bed::organisation(&house.hub, "beta", 2).await;
        let mut sibling = house.actor.clone();
        sibling.integration = None;
        for actor in [&house.actor, &other, &sibling] {
            assert!(!post(&house, actor, key("k", "r")).await.unwrap().1);
            assert!(post(&house, actor, key("k", "r")).await.unwrap().1);
        }
    }

    async fn parallel_twins_work_once(store: TestStore) {
        let house = House::open(store).await;
        let actor = Arc::new(house.actor.clone());
        let jobs: Vec<_> = (0..40).map(|_| {
            let actor = Arc::clone(&actor);
            start(&house.hub, move |tx| create_once(tx, &actor, &key("k", "r"), &person("Lan", "0349719999")))
        }).collect();
        let mut answers = Vec::new();
        for job in jobs {
            answers.push(job.await.unwrap().unwrap());
        }
        assert_eq!(answers.iter().filter(|(_, replayed)| !replayed).count(), 1);
        assert!(answers.iter().all(|(answer, _)| *answer == answers[0].0));
        assert_eq!(house.count("SELECT COUNT(*) FROM lead").await, 1);
    }

    async fn old_answers_are_forgotten(store: TestStore) {
        let house = House::open(store).await;
        post(&house, &house.actor, key("old", "r")).await.unwrap();
        let kept_from: Moment = house.pass(SECOND);
        post(&house, &house.actor, key("new", "r")).await.unwrap();
        assert_eq!(house.hub.write(move |tx| sweep_answers(tx, kept_from)).await, Ok(1));
        assert!(post(&house, &house.actor, key("new", "r")).await.unwrap().1);
        assert!(!post(&house, &house.actor, key("old", "r")).await.unwrap().1);
    }
}
