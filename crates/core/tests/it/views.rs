//! Saved views: an agent's own and everybody's, a name once for each page of each; who may change which.
//! On both engines.

use crate::bed::{House, organisation};
use leadhub_core::actions::{delete_view, save_view};
use leadhub_core::store::views;
use leadhub_core::{Actor, Sees};
use leadhub_model::view::{NewView, SavedView, ViewColumn};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};

fn agent(house: &House, agent: i64, sees: Sees) -> Actor {
    Actor { agent: Some(AgentId(agent)), sees, ..Actor::house(house.actor.organisation.clone()) }
}

fn own(agent: i64) -> Sees {
    Sees::Own { agent: AgentId(agent), groups: Vec::new() }
}

fn view(page: &str, name: &str) -> NewView {
    let columns = vec![
        ViewColumn { name: "name".to_owned(), width: Some(220) },
        ViewColumn { name: "stage".to_owned(), width: None },
    ];
    NewView {
        page: page.to_owned(),
        name: name.to_owned(),
        query: "stage=1&sort=newest".to_owned(),
        columns,
        ..NewView::default()
    }
}

async fn save(house: &House, actor: &Actor, id: Option<ViewId>, new: NewView) -> Result<SavedView, LeadError> {
    house.act_as(actor, move |tx, actor| save_view(tx, actor, id, &new)).await
}

async fn names(house: &House, actor: &Actor, page: Option<&'static str>) -> Vec<String> {
    let views = house.ask_as(actor, move |db, actor| Ok(views::list_views(db, actor, page)?)).await;
    views.into_iter().map(|view| view.name).collect()
}

both_engines! {
    migrate = crate::migrate;

    async fn an_agent_has_her_own_and_everybodys(store: TestStore) {
        let house = House::open(store).await;
        let (lan, hoa) = (agent(&house, 81, own(81)), agent(&house, 80, Sees::All));
        let mine = save(&house, &lan, None, view("leads", "Của tôi")).await.unwrap();
        let columns = view("", "").columns;
        let expected = SavedView {
            id: mine.id, owner: Some(AgentId(81)), page: "leads".to_owned(), name: "Của tôi".to_owned(), position: 0,
            query: "stage=1&sort=newest".to_owned(), columns,
        };
        assert_eq!(mine, expected);
        let id = mine.id;
        assert_eq!(house.ask_as(&lan, move |db, actor| Ok(views::find_view(db, actor, id)?)).await, Some(expected));
        save(&house, &hoa, None, NewView { shared: true, ..view("leads", "Mới") }).await.unwrap();
        save(&house, &hoa, None, view("leads", "Của Hoa")).await.unwrap();
        save(&house, &lan, None, NewView { position: Some(-1), ..view("leads", "Trước") }).await.unwrap();
        save(&house, &lan, None, view("board", "Bảng")).await.unwrap();
        assert_eq!(names(&house, &lan, Some("leads")).await, ["Trước", "Của tôi", "Mới"]);
        assert_eq!(names(&house, &lan, None).await, ["Bảng", "Trước", "Của tôi", "Mới"]);
        assert_eq!(names(&house, &hoa, None).await, ["Mới", "Của Hoa"]);
        let other = organisation(&house.hub, "beta", 2).await;
        assert!(names(&house, &other, None).await.is_empty());
    }

    async fn a_name_stands_once_on_a_page_of_each(store: TestStore) {
        let house = House::open(store).await;
        let (lan, hoa) = (agent(&house, 81, own(81)), agent(&house, 80, Sees::All));
        let first = save(&house, &lan, None, view("leads", "Nóng")).await.unwrap();
        let taken = Err(LeadError::refused(Field::Name, RefusalReason::Taken));
        assert_eq!(save(&house, &lan, None, view("leads", "Nóng")).await, taken);
        for (actor, new) in [
            (&lan, view("board", "Nóng")),
            (&hoa, view("leads", "Nóng")),
            (&hoa, NewView { shared: true, ..view("leads", "Nóng") }),
        ] {
            save(&house, actor, None, new).await.unwrap();
        }
        let second = save(&house, &lan, None, view("leads", "Nguội")).await.unwrap();
        assert_eq!(save(&house, &lan, Some(second.id), view("leads", "Nóng")).await, taken);
        assert_eq!(save(&house, &hoa, None, NewView { shared: true, ..view("leads", "Nóng") }).await, taken);
        // Saved under its own name it is no other.
        let again = save(&house, &lan, Some(first.id), NewView { query: String::new(), ..view("leads", "Nóng") }).await.unwrap();
        assert_eq!((again.query.as_str(), again.position, again.id), ("", first.position, first.id));
    }

    async fn nobody_changes_what_is_anothers(store: TestStore) {
        let house = House::open(store).await;
        let (lan, hoa) = (agent(&house, 81, own(81)), agent(&house, 80, Sees::All));
        let hers = save(&house, &lan, None, view("leads", "x")).await.unwrap().id;
        let everybodys = save(&house, &hoa, None, NewView { shared: true, ..view("leads", "y") }).await.unwrap().id;
        let gone = LeadError::NotFound(Resource::View);
        assert_eq!(save(&house, &hoa, Some(hers), view("leads", "z")).await, Err(gone.clone()));
        assert_eq!(house.act_as(&hoa, move |tx, actor| delete_view(tx, actor, hers)).await, Err(gone.clone()));
        let shared = |refused: LeadError| matches!(refused, LeadError::Refused(refusal) if refusal.field == Field::View("shared"));
        assert!(shared(save(&house, &lan, Some(everybodys), view("leads", "z")).await.unwrap_err()));
        assert!(shared(save(&house, &lan, None, NewView { shared: true, ..view("leads", "z") }).await.unwrap_err()));
        assert!(shared(house.act_as(&lan, move |tx, actor| delete_view(tx, actor, everybodys)).await.unwrap_err()));
        let nobody = Actor { agent: None, ..hoa.clone() };
        assert!(shared(save(&house, &nobody, None, view("leads", "z")).await.unwrap_err()));
        house.act_as(&lan, move |tx, actor| delete_view(tx, actor, hers)).await.unwrap();
        house.act_as(&hoa, move |tx, actor| delete_view(tx, actor, everybodys)).await.unwrap();
        assert!(names(&house, &lan, None).await.is_empty());
        assert_eq!(house.act_as(&lan, move |tx, actor| delete_view(tx, actor, hers)).await, Err(gone));
    }

    async fn texts_have_an_end(store: TestStore) {
        let house = House::open(store).await;
        let lan = agent(&house, 81, own(81));
        let many = vec![ViewColumn { name: "x".to_owned(), width: None }; 101];
        let wide = vec![ViewColumn { name: "x".repeat(101), width: None }];
        for (new, field) in [
            (view("leads", " "), Field::Name),
            (view(" ", "x"), Field::View("page")),
            (view(&"x".repeat(51), "x"), Field::View("page")),
            (NewView { query: "x".repeat(4001), ..view("leads", "x") }, Field::View("query")),
            (NewView { columns: many, ..view("leads", "x") }, Field::View("columns")),
            (NewView { columns: wide, ..view("leads", "x") }, Field::View("columns")),
        ] {
            let refused = save(&house, &lan, None, new).await.unwrap_err();
            assert!(matches!(&refused, LeadError::Refused(refusal) if refusal.field == field), "{refused:?}");
        }
    }
}
