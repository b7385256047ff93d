//! What lies around leads, as every door is told it: the parts of one lead's card, the lists and campaigns of a page. On both engines; who
//! sees them is told in `sight`.

use crate::bed::{House, person};
use crate::reference_set::*;
use leadhub_core::questions::{Part, campaigns_of_leads, lead_card, lists_of_leads};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};

both_engines! {
    migrate = crate::migrate;

    async fn a_card_has_the_parts_that_were_asked_for_and_no_other(store: TestStore) {
        let house = House::open(store).await;
        let comment = Some(NewComment { body: "x".to_owned(), is_public: true, author: None });
        let new = NewLead { labels: vec![LabelId(50)], list: Some(ListId(110)), comment, ..person("Lan", "0349719999") };
        let lead = house.create(new).await;
        let card = |parts: &'static [Part]| {
            let lead = lead.clone();
            house.ask(move |db, actor| lead_card(db, actor, &lead, parts))
        };
        let some = card(&[Part::Labels, Part::CommentCount]).await;
        assert_eq!((some.labels.len(), some.comment_count), (1, 1));
        assert!(some.comments.is_empty() && some.person.is_none() && some.contacts.is_empty() && some.campaign.is_none());
        let others = card(&[Part::Comments, Part::Person, Part::Contacts, Part::Campaign]).await;
        assert_eq!((others.labels.len(), others.comment_count), (0, 0));
        assert_eq!((others.comments.len(), others.contacts.len()), (1, 1));
        assert_eq!(others.person.and_then(|person| person.name).as_deref(), Some("Lan"));
        assert_eq!(others.campaign.map(|campaign| campaign.id), Some(CampaignId(100)));
    }

    async fn a_lead_is_in_its_own_campaign_else_in_its_lists(store: TestStore) {
        let house = House::open(store).await;
        let mut leads = Vec::new();
        for (phone, campaign, list) in [
            ("0349719991", None, Some(ListId(110))),
            ("0349719992", Some(CampaignId(101)), Some(ListId(112))),
            ("0349719993", Some(CampaignId(100)), None),
            ("0349719994", None, None),
        ] {
            let new = NewLead { campaign, list, ..person("Lan", phone) };
            leads.push(house.create(new).await);
        }
        let page = leads.clone();
        let campaigns = house.ask(move |db, actor| campaigns_of_leads(db, actor, &page)).await;
        let of: Vec<Option<i64>> = leads.iter().map(|lead| campaigns.of(lead).map(|id| id.0)).collect();
        assert_eq!(of, [Some(100), Some(101), Some(100), None]);
        let lists = house.ask(move |db, actor| lists_of_leads(db, actor, &leads)).await;
        let names: Vec<(i64, uuid::Uuid)> = lists.values().map(|names| (names.id.0, names.list)).collect();
        assert_eq!(names, [(110, list_uuid(1, 110)), (112, list_uuid(1, 112))]);
    }
}
