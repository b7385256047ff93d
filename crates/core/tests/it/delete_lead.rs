//! The verb `delete_lead` (T21): no question finds the lead again, its timeline stays, a second time it is not there.
//! On both engines.

use crate::bed::{ALL, House, SECOND, person};
use crate::reference_set::list_uuid;
use crate::update_lead::{events, fact, update};
use leadhub_core::actions;
use leadhub_core::store::{leads, lists};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};

both_engines! {
    migrate = crate::migrate;

    async fn a_deleted_lead_is_found_by_no_question(store: TestStore) {
        let house = House::open(store).await;
        let comment = NewComment { body: "x".to_owned(), is_public: true, author: None };
        let new = NewLead { list: Some(ListId(110)), comment: Some(comment), ..person("Lan", "0349719999") };
        let kept = house.create(new.clone()).await.id;
        let lead = house.create(new).await;
        let (id, uuid) = (lead.id, lead.uuid);
        house.pass(SECOND);
        house.act(move |tx, actor| actions::delete_lead(tx, actor, id)).await.unwrap();

        assert!(house.ask(move |db, actor| Ok(leads::find_lead(db, actor, id)?)).await.is_none());
        assert!(house.ask(move |db, actor| Ok(leads::find_lead_by_uuid(db, actor, uuid)?)).await.is_none());
        assert!(house.ask(move |db, actor| Ok(leads::find_lead_id(db, actor, uuid)?)).await.is_none());
        let filters = [
            LeadFilter::default(),
            LeadFilter { list: Some(ListId(110)), ..LeadFilter::default() },
            LeadFilter { phone_key: Some("+84349719999".to_owned()), ..LeadFilter::default() },
            LeadFilter { person: Some(lead.person), ..LeadFilter::default() },
        ];
        for filter in filters {
            let page = house.list(filter, LeadOrder::NewestCreated, ALL).await;
            assert_eq!((page.rows.iter().map(|lead| lead.id).collect::<Vec<_>>(), page.total), (vec![kept], 1));
        }
        let row = house.ask(|db, actor| Ok(lists::find_list_row(db, actor, list_uuid(1, 110))?)).await.unwrap();
        assert_eq!(row.leads, 1);

        let told: Vec<_> = events(&house, id).await.into_iter().map(|event| (event.kind, event.at)).collect();
        assert_eq!(told.len(), 2);
        assert_eq!(told[1], ("deleted".to_owned(), house.now()));
    }

    async fn what_is_deleted_is_neither_changed_nor_deleted_again(store: TestStore) {
        let house = House::open(store).await;
        let id = house.create(person("Lan", "0349719999")).await.id;
        house.act(move |tx, actor| actions::delete_lead(tx, actor, id)).await.unwrap();
        let again = house.act(move |tx, actor| actions::delete_lead(tx, actor, id)).await;
        assert_eq!(again, Err(LeadError::NotFound(Resource::Lead)));
        let changed = update(&house, id, fact(Fact::Name, "Minh")).await;
        assert_eq!(changed.unwrap_err(), LeadError::NotFound(Resource::Lead));
        assert_eq!(events(&house, id).await.len(), 2);
    }
}
