//! What an import made is taken back, once, whoever works it; what somebody touched since stays and is named.
//! On both engines; the door itself stands in `imports.rs`.

use super::*;
use crate::agreement::assert_agreement;
use crate::update_lead::{fact, update};
use leadhub_core::store::{leads, upload_rows};
use leadhub_core::{Actor, actions};
use leadhub_model::event::EventActor;
use serde_json::json;

async fn left(house: &House, id: UploadId) -> Vec<(LeadId, String)> {
    let left = house.ask(move |db, actor| Ok(upload_rows::list_left_after(db, actor, id, LeadId(0), 100)?)).await;
    left.into_iter().map(|left| (left.lead, left.reason)).collect()
}

async fn lead(house: &House, id: LeadId) -> Option<Lead> {
    house.ask(move |db, actor| Ok(leads::find_lead(db, actor, id)?)).await
}

both_engines! {
    migrate = crate::migrate;

    async fn what_was_created_goes_and_what_was_changed_comes_back(store: TestStore) {
        let house = House::open(store).await;
        let facts = Facts::default().with(Fact::Name, "Lan").with(Fact::Phone, "0349000001");
        let known = house.create(NewLead { facts, ..NewLead::default() }).await.id;
        let untouched = house.create(crate::bed::person("Cũ", "0349000009")).await.id;
        let file = "phone,name,stage\n0349000001,Lan Anh,Calling\n0349000002,Hoa,\n0349000002,Hoa Mai,\n0349000003,Mai,\n";
        let id = hold(&house, file, plan(OnDuplicate::Update, &[MatchBy::Phone], MatchWithin::Organisation)).await;
        let done = go(&house, id, Step::Start).await;
        assert_eq!(counts(&done), [2, 0, 2, 0, 0]);
        assert_eq!(house.leads().await.len(), 4);

        // Somebody else asks for it, and the timeline says so.
        let manager = Actor { dialect: "app".to_owned(), agent: Some(AgentId(81)), ..Actor::house(house.actor.organisation.clone()) };
        house.act_as(&manager, move |tx, actor| import::step(tx, actor, id, Step::Undo)).await.unwrap();
        house.pass(SECOND);
        assert_eq!(work(&house).await, Ok(true));
        let undone = find(&house, id).await;
        assert_eq!((undone.state, undone.taken_back, undone.left_alone), (UploadState::Undone, 4, 0));
        let left: Vec<LeadId> = house.leads().await.iter().map(|lead| lead.id).collect();
        assert_eq!(left, [untouched, known]);
        let again = lead(&house, known).await.unwrap();
        assert_eq!((again.facts.text(Fact::Name), again.stage), ("Lan", NEW));
        let last = events(&house, known).await.pop().unwrap();
        assert_eq!((last.kind.as_str(), last.who(), last.dialect.as_str()), ("undone", EventActor::Agent(AgentId(81)), "app"));
        assert_eq!(last.change["import"], json!([null, id.0]));
        assert_eq!(house.count("SELECT COUNT(*) FROM upload_part").await, 0);
        let asked_again = take(&house, id, Step::Undo).await.unwrap();
        assert_eq!(asked_again.state, UploadState::Undone, "what is taken back is not taken back twice");
    }

    async fn what_somebody_touched_since_is_left_and_named(store: TestStore) {
        let house = House::open(store).await;
        let facts = Facts::default().with(Fact::Name, "Lan").with(Fact::Phone, "0349000001");
        let changed = house.create(NewLead { facts, ..NewLead::default() }).await.id;
        let file = "phone,name\n0349000001,Lan Anh\n0349000002,Hoa\n0349000003,Mai\n0349000004,An\n";
        let id = hold(&house, file, plan(OnDuplicate::Update, &[MatchBy::Phone], MatchWithin::Organisation)).await;
        go(&house, id, Step::Start).await;
        let leads = house.leads().await;
        let of = |name: &str| leads.iter().find(|lead| lead.facts.text(Fact::Name) == name).unwrap().id;
        let (hoa, mai) = (of("Hoa"), of("Mai"));
        // The integration that brought the file touches it later by another way: that is somebody.
        update(&house, changed, fact(Fact::Subject, "Gọi lại")).await.unwrap();
        update(&house, hoa, fact(Fact::Subject, "Gọi lại")).await.unwrap();
        house.act(move |tx, actor| actions::delete_lead(tx, actor, mai)).await.unwrap();
        let undone = go(&house, id, Step::Undo).await;
        assert_eq!((undone.state, undone.taken_back, undone.left_alone), (UploadState::Undone, 1, 3));
        let named = left(&house, id).await;
        assert_eq!(named.iter().map(|(lead, _)| *lead).collect::<Vec<_>>(), [changed, hoa, mai]);
        assert!(named[0].1.starts_with("somebody touched it since: event") && named[2].1 == "it was deleted since", "{named:?}");
        assert_eq!(lead(&house, changed).await.unwrap().facts.text(Fact::Name), "Lan Anh");
        assert!(lead(&house, hoa).await.is_some());
        assert_eq!(house.leads().await.len(), 2);
    }

    /// A comment stays: a lead that only got one is named, and every row that did something is accounted for.
    async fn a_lead_that_only_got_a_comment_is_left_and_named(store: TestStore) {
        let house = House::open(store).await;
        let known = house.create(crate::bed::person("Lan", "0349000001")).await.id;
        let gone = house.create(crate::bed::person("Hoa", "0349000002")).await.id;
        let file = "phone,name,comment\n0349000001,,gọi lại\n0349000002,,gọi lại\n0349000001,Lan Anh,\n0349000001,Lan Anh,gọi lại\n";
        let id = hold(&house, file, plan(OnDuplicate::Update, &[MatchBy::Phone], MatchWithin::Organisation)).await;
        assert_eq!(counts(&go(&house, id, Step::Start).await), [0, 0, 3, 1, 0]);
        house.act(move |tx, actor| actions::delete_lead(tx, actor, gone)).await.unwrap();
        let undone = go(&house, id, Step::Undo).await;
        assert_eq!((undone.state, undone.taken_back, undone.left_alone), (UploadState::Undone, 1, 2));
        assert_eq!(undone.taken_back + undone.left_alone, undone.succeeded - undone.skipped, "it comes to its whole");
        let why = |text: &str| text.to_owned();
        assert_eq!(left(&house, id).await, [
            (known, why("only a comment was added to it, which stays")), (gone, why("it was deleted since")),
        ]);
        let lan = lead(&house, known).await.unwrap();
        assert_eq!((lan.facts.text(Fact::Name), lan.last_comment.as_deref()), ("Lan", Some("gọi lại")));
    }

    /// Workers that die and come late take every row back once.
    async fn an_undo_survives_its_workers(store: TestStore) {
        let house = House::open(store).await;
        let rows: String = (0..700).map(|number| format!("09{number:08},row {number}\n")).collect();
        let id = hold(&house, &format!("phone,name\n{rows}"), Plan::default()).await;
        take(&house, id, Step::Start).await.unwrap();
        race(&house, UploadState::Done);
        assert_eq!(house.count("SELECT COUNT(*) FROM lead WHERE deleted_at IS NULL").await, 700);
        take(&house, id, Step::Undo).await.unwrap();
        race(&house, UploadState::Undone);
        let undone = find(&house, id).await;
        assert_eq!((undone.taken_back, undone.left_alone), (700, 0));
        assert_eq!(house.count("SELECT COUNT(*) FROM lead WHERE deleted_at IS NULL").await, 0);
        assert_eq!(house.count("SELECT COUNT(*) FROM lead_event WHERE kind = 'deleted'").await, 700);
        assert_agreement(&house.hub);
    }
}
