//! Campaigns and lists: made, switched, counted, paged and deleted.
//! On both engines. What a file adds to a list's totals is told in `uploads`.

use crate::bed::{ALL, House, SECOND, person};
use crate::raw;
use crate::reference_set::*;
use crate::update_lead::events;
use leadhub_core::actions;
use leadhub_core::store::{campaigns, lists};
use leadhub_model::list::{Campaign, LeadList, NewCampaign, NewList};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use uuid::Uuid;

const SPRING: i64 = 100;
const AUTUMN: i64 = 101;

async fn campaign(house: &House, name: &str, kind: &str) -> Result<Campaign, LeadError> {
    let new = NewCampaign { name: name.to_owned(), kind: kind.to_owned() };
    house.act(move |tx, actor| actions::create_campaign(tx, actor, &new)).await
}

async fn list(house: &House, name: &str, campaign: Uuid) -> Result<LeadList, LeadError> {
    let new = NewList { name: name.to_owned(), description: "new".to_owned(), campaign };
    house.act(move |tx, actor| actions::create_list(tx, actor, &new)).await
}

async fn list_ids(house: &House, campaign: Option<i64>, paging: Paging) -> (Vec<i64>, i64) {
    let page = house.ask(move |db, actor| Ok(lists::list_lists(db, actor, campaign.map(CampaignId), paging)?)).await;
    (page.rows.iter().map(|row| row.list.id.0).collect(), page.total)
}

fn unfit(error: &LeadError) -> bool {
    matches!(error, LeadError::Refused(Refusal { field: Field::Campaign, why: RefusalReason::Unfit(_), .. }))
}

both_engines! {
    migrate = crate::migrate;

    async fn what_becomes_of_a_campaign_is_seen_at_once(store: TestStore) {
        let house = House::open(store).await;
        let uuid = campaign(&house, "Winter", "manual").await.unwrap().uuid;
        let found = || house.ask(move |db, actor| Ok(campaigns::find_campaign_by_uuid(db, actor, uuid)?));
        assert!(found().await.unwrap().active);
        house.act(move |tx, actor| actions::set_campaign_active(tx, actor, uuid, false)).await.unwrap();
        assert!(!found().await.unwrap().active);
        house.act(move |tx, actor| actions::delete_campaign(tx, actor, uuid)).await.unwrap();
        assert_eq!(found().await, None);
    }

    async fn a_campaign_is_read_back_and_its_name_is_taken(store: TestStore) {
        let house = House::open(store).await;
        house.pass(SECOND);
        let made = campaign(&house, "Winter", "manual").await.unwrap();
        assert!(made.active && made.status == 0 && made.created_at == house.now());
        let (id, uuid) = (made.id, made.uuid);
        let found = house.ask(move |db, actor| Ok(campaigns::find_campaign(db, actor, id)?)).await;
        assert_eq!(found.as_ref(), Some(&made));
        let found = house.ask(move |db, actor| Ok(campaigns::find_campaign_by_uuid(db, actor, uuid)?)).await;
        assert_eq!(found, Some(made));
        let taken = campaign(&house, "Winter", "").await.unwrap_err();
        assert_eq!(taken, LeadError::refused(Field::Campaign, RefusalReason::Taken));
        assert!(house.ask(|db, actor| Ok(campaigns::find_campaign(db, actor, CampaignId(9))?)).await.is_none());
    }

    async fn campaigns_come_newest_first_by_kind_and_page(store: TestStore) {
        let house = House::open(store).await;
        house.pass(SECOND);
        campaign(&house, "Winter", "manual").await.unwrap();
        let names = |kind: Option<&'static str>, offset, limit| {
            let house = &house;
            async move {
                let paging = Paging { offset, limit };
                let page = house.ask(move |db, actor| Ok(campaigns::list_campaigns(db, actor, kind, paging)?)).await;
                (page.rows.into_iter().map(|campaign| campaign.name).collect::<Vec<_>>().join(" "), page.total)
            }
        };
        assert_eq!(names(None, 0, 10).await, ("Winter Autumn Spring".to_owned(), 3));
        assert_eq!(names(None, 1, 1).await, ("Autumn".to_owned(), 3));
        assert_eq!(names(None, 5, 10).await, (String::new(), 3));
        assert_eq!(names(Some("auto"), 0, 10).await, ("Autumn Spring".to_owned(), 2));
        assert_eq!(names(Some("other"), 0, 10).await, (String::new(), 0));
    }

    async fn a_list_is_read_back_and_its_name_is_taken(store: TestStore) {
        let house = House::open(store).await;
        let made = list(&house, "Winter", campaign_uuid(1, SPRING)).await.unwrap();
        let uuid = made.uuid;
        let found = house.ask(move |db, actor| Ok(lists::find_list(db, actor, uuid)?)).await.unwrap();
        assert_eq!(found, made);
        assert_eq!((found.campaign, found.agent, found.active), (CampaignId(SPRING), Some(AgentId(80)), true));
        let taken = list(&house, "Winter", campaign_uuid(1, AUTUMN)).await.unwrap_err();
        assert_eq!(taken, LeadError::refused(Field::List, RefusalReason::Taken));
        let nowhere = list(&house, "Nowhere", Uuid::from_u128(1)).await.unwrap_err();
        assert_eq!(nowhere, LeadError::NotFound(Resource::Campaign));
    }

    async fn lists_come_newest_first_by_campaign_and_page(store: TestStore) {
        let house = House::open(store).await;
        house.pass(SECOND);
        let newest = list(&house, "Winter", campaign_uuid(1, AUTUMN)).await.unwrap().id.0;
        assert_eq!(list_ids(&house, None, ALL).await, (vec![newest, 112, 111, 110], 4));
        assert_eq!(list_ids(&house, None, Paging { offset: 1, limit: 2 }).await, (vec![112, 111], 4));
        assert_eq!(list_ids(&house, Some(SPRING), ALL).await, (vec![112, 110], 2));
        assert_eq!(list_ids(&house, Some(9), ALL).await, (vec![], 0));
        let names = house.ask(|db, actor| {
            Ok(lists::list_names(db, actor, &[ListId(111), ListId(9), ListId(110)])?)
        }).await;
        let mut names: Vec<_> = names.into_iter().map(|names| (names.id.0, names.list, names.list_name, names.campaign_name)).collect();
        names.sort();
        let expected = [
            (110, list_uuid(1, 110), "list 110".to_owned(), "Spring".to_owned()),
            (111, list_uuid(1, 111), "list 111".to_owned(), "Autumn".to_owned()),
        ];
        assert_eq!(names, expected);
        assert!(house.ask(|db, actor| Ok(lists::list_names(db, actor, &[])?)).await.is_empty());
    }

    async fn a_list_counts_the_leads_that_are_in_it(store: TestStore) {
        let house = House::open(store).await;
        for _ in 0..3 {
            house.create(NewLead { list: Some(ListId(111)), ..person("Lan", "") }).await;
        }
        let row = house.ask(|db, actor| Ok(lists::find_list_row(db, actor, list_uuid(1, 111))?)).await.unwrap();
        assert_eq!((row.leads, row.uploaded, row.succeeded, row.failed), (3, 0, 0, 0));
        assert_eq!((row.campaign_uuid, row.campaign_name.as_str()), (campaign_uuid(1, AUTUMN), "Autumn"));
        let page = house.ask(|db, actor| Ok(lists::list_lists(db, actor, None, ALL)?)).await;
        assert_eq!(page.rows.iter().map(|row| row.leads).collect::<Vec<_>>(), [0, 3, 0]);
        assert!(house.ask(|db, actor| Ok(lists::find_list_row(db, actor, Uuid::nil())?)).await.is_none());
    }

    async fn lists_and_campaigns_are_switched(store: TestStore) {
        let house = House::open(store).await;
        let at = house.pass(SECOND);
        for active in [false, true] {
            house.act(move |tx, actor| actions::set_list_active(tx, actor, list_uuid(1, 110), active)).await.unwrap();
            house.act(move |tx, actor| {
                actions::set_campaign_active(tx, actor, campaign_uuid(1, SPRING), active)
            }).await.unwrap();
            let list = house.ask(|db, actor| Ok(lists::find_list(db, actor, list_uuid(1, 110))?)).await.unwrap();
            let campaign = house.ask(|db, actor| Ok(campaigns::find_campaign(db, actor, CampaignId(SPRING))?)).await.unwrap();
            assert_eq!((list.active, list.updated_at), (active, at));
            assert_eq!((campaign.active, campaign.updated_at), (active, at));
        }
        let list = house.act(|tx, actor| actions::set_list_active(tx, actor, Uuid::nil(), true)).await;
        assert_eq!(list, Err(LeadError::NotFound(Resource::List)));
        let campaign = house.act(|tx, actor| actions::set_campaign_active(tx, actor, Uuid::nil(), true)).await;
        assert_eq!(campaign, Err(LeadError::NotFound(Resource::Campaign)));
    }

    async fn lists_and_campaigns_are_renamed(store: TestStore) {
        let house = House::open(store).await;
        let (list, campaign) = (list_uuid(1, 110), campaign_uuid(1, SPRING));
        let at = house.pass(SECOND);
        house.act(move |tx, actor| actions::rename_list(tx, actor, list, "Winter")).await.unwrap();
        house.act(move |tx, actor| actions::rename_campaign(tx, actor, campaign, "Winter")).await.unwrap();
        let row = house.ask(move |db, actor| Ok(lists::find_list_row(db, actor, list)?)).await.unwrap();
        assert_eq!((row.list.name.as_str(), row.list.updated_at, row.campaign_name.as_str()), ("Winter", at, "Winter"));
        let found = house.ask(move |db, actor| Ok(campaigns::find_campaign_by_uuid(db, actor, campaign)?)).await.unwrap();
        assert_eq!((found.name.as_str(), found.updated_at), ("Winter", at), "seen at once");
        // Its own name is nobody else's.
        house.act(move |tx, actor| actions::rename_list(tx, actor, list, "Winter")).await.unwrap();
        house.act(move |tx, actor| actions::rename_campaign(tx, actor, campaign, "Winter")).await.unwrap();
        let taken = house.act(move |tx, actor| actions::rename_list(tx, actor, list, "list 111")).await;
        assert_eq!(taken, Err(LeadError::refused(Field::List, RefusalReason::Taken)));
        let taken = house.act(move |tx, actor| actions::rename_campaign(tx, actor, campaign, "Autumn")).await;
        assert_eq!(taken, Err(LeadError::refused(Field::Campaign, RefusalReason::Taken)));
        let nobody = house.act(|tx, actor| actions::rename_list(tx, actor, Uuid::nil(), "x")).await;
        assert_eq!(nobody, Err(LeadError::NotFound(Resource::List)));
        let nobody = house.act(|tx, actor| actions::rename_campaign(tx, actor, Uuid::nil(), "x")).await;
        assert_eq!(nobody, Err(LeadError::NotFound(Resource::Campaign)));
    }

    async fn a_deleted_list_takes_its_leads_with_it(store: TestStore) {
        let house = House::open(store).await;
        let gone = house.create(NewLead { list: Some(ListId(110)), ..person("Lan", "") }).await.id;
        let kept = house.create(NewLead { list: Some(ListId(111)), ..person("Lan", "") }).await.id;
        house.act(|tx, actor| actions::delete_list(tx, actor, list_uuid(1, 110))).await.unwrap();
        assert_eq!(house.leads().await.iter().map(|lead| lead.id).collect::<Vec<_>>(), [kept]);
        assert_eq!(events(&house, gone).await.last().unwrap().kind, "deleted");
        assert_eq!(list_ids(&house, None, ALL).await, (vec![112, 111], 2));
        let again = house.act(|tx, actor| actions::delete_list(tx, actor, list_uuid(1, 110))).await;
        assert_eq!(again, Err(LeadError::NotFound(Resource::List)));
    }

    async fn a_campaign_goes_only_when_it_is_off_and_empty(store: TestStore) {
        let house = House::open(store).await;
        let uuid = campaign(&house, "Winter", "").await.unwrap().uuid;
        let id = house.ask(move |db, actor| Ok(campaigns::find_campaign_by_uuid(db, actor, uuid)?)).await.unwrap().id;
        let inside = list(&house, "Winter", uuid).await.unwrap().uuid;
        let lead = house.create(NewLead { campaign: Some(id), ..person("Lan", "") }).await.id;
        let delete = || house.act(move |tx, actor| actions::delete_campaign(tx, actor, uuid));

        let before = raw::everything(&house.store);
        assert_eq!(delete().await, Err(LeadError::refused(Field::Campaign, RefusalReason::StillActive)));
        assert_eq!(raw::everything(&house.store), before);
        house.act(move |tx, actor| actions::set_campaign_active(tx, actor, uuid, false)).await.unwrap();
        assert!(unfit(&delete().await.unwrap_err()), "a list is in it");
        house.act(move |tx, actor| actions::delete_list(tx, actor, inside)).await.unwrap();
        assert!(unfit(&delete().await.unwrap_err()), "a lead is in it");
        house.act(move |tx, actor| actions::delete_lead(tx, actor, lead)).await.unwrap();
        delete().await.unwrap();
        assert_eq!(delete().await, Err(LeadError::NotFound(Resource::Campaign)));
    }
}
