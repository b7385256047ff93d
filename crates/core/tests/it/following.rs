//! What pages ask while they are open: what changed since, how many there are, the bookings of some days, leads by label and by booking;
//! and the ring that says when to ask. On both engines.

use crate::bed::{ALL, House, SECOND, organisation, person};
use crate::reference_set::*;
use crate::update_lead::{fact, update};
use leadhub_core::actions::{self, BookingChange, create_lead, delete_lead};
use leadhub_core::store::{bookings, lead_changes, lead_filter};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};

const DAY: i64 = 86_400 * SECOND;

async fn changed(house: &House, since: Cursor, limit: i64) -> Vec<Changed> {
    house.ask(move |db, actor| Ok(lead_changes::list_changed(db, actor, since, limit)?)).await
}

async fn count(house: &House, filter: LeadFilter, most: i64) -> Counted {
    house.ask(move |db, actor| Ok(lead_filter::count_up_to(db, actor, &filter, most)?)).await
}

async fn found(house: &House, filter: LeadFilter) -> Vec<LeadId> {
    let page = house.list(filter.clone(), LeadOrder::OldestId, ALL).await;
    let ids: Vec<LeadId> = page.rows.iter().map(|lead| lead.id).collect();
    assert_eq!(count(house, filter, 100).await, Counted { rows: i64::try_from(ids.len()).unwrap(), more: false });
    ids
}

/// In so many days, of the brand.
async fn book(house: &House, name: &str, phone: &str, days: i64, agent: Option<i64>) -> (Booking, Lead) {
    let at = |more: i64| Moment::from_micros(house.now().micros() + (days + more) * DAY);
    let new = NewBooking {
        brand: BrandId(1),
        company: CompanyId(4),
        booked_at: at(0),
        ends_at: at(1),
        code_prefix: "B-".to_owned(),
        code_digits: 0,
        person: None,
        code: None,
        kept: None,
        booked_lead: None,
        lead: NewLead { agent: agent.map(AgentId), ..person(name, phone) },
        change: LeadChange::default(),
        details: serde_json::Map::new(),
    };
    house.act(move |tx, actor| actions::book(tx, actor, &new)).await.unwrap()
}

both_engines! {
    migrate = crate::migrate;

    async fn changes_are_told_from_where_one_stands(store: TestStore) {
        let house = House::open(store).await;
        let mut ids = Vec::new();
        for _ in 0..4 {
            ids.push(house.create(person("Lan", "")).await.id);
            house.pass(SECOND);
        }
        update(&house, ids[1], fact(Fact::Name, "Hoa")).await.unwrap();
        let gone = ids[2];
        house.act(move |tx, actor| delete_lead(tx, actor, gone)).await.unwrap();
        let all = changed(&house, Cursor::START, 9).await;
        assert_eq!(all.iter().map(|changed| changed.lead).collect::<Vec<_>>(), [ids[0], ids[3], ids[1]]);
        assert_eq!(all[2].at, house.now());
        let mut walked = Vec::new();
        let mut since = Cursor::START;
        while let Some(next) = changed(&house, since, 1).await.first() {
            since = next.cursor();
            walked.push(*next);
        }
        assert_eq!(walked, all);
        house.pass(SECOND);
        update(&house, ids[0], fact(Fact::Name, "Hoa")).await.unwrap();
        assert_eq!(changed(&house, since, 9).await, [Changed { lead: ids[0], at: house.now() }]);
    }

    async fn it_rings_after_what_touched_a_lead_of_the_organisation(store: TestStore) {
        let house = House::open(store).await;
        let other = organisation(&house.hub, "beta", 2).await;
        let lead = house.create(person("Lan", "")).await.id;
        let own = house.actor.organisation_id();
        let mut ring = house.hub.changed(own);
        house.act_as(&other, |tx, actor| create_lead(tx, actor, person("Lan", ""))).await.unwrap();
        house.act(|tx, actor| { create_lead(tx, actor, person("Lan", ""))?; Err::<(), _>(LeadError::Busy) }).await.unwrap_err();
        house.act(move |tx, actor| actions::update_lead(tx, actor, lead, &LeadChange::default())).await.unwrap();
        assert!(!ring.has_changed().unwrap(), "another's, one taken back, one that changes nothing");
        assert_eq!(changed(&house, Cursor::START, 9).await.iter().map(|changed| changed.lead).collect::<Vec<_>>(), [lead]);
        update(&house, lead, fact(Fact::Name, "Hoa")).await.unwrap();
        ring.changed().await.unwrap();
        house.act(move |tx, actor| delete_lead(tx, actor, lead)).await.unwrap();
        ring.changed().await.unwrap();
        let list = list_uuid(1, 110);
        house.create(NewLead { list: Some(ListId(110)), ..person("An", "") }).await;
        ring.changed().await.unwrap();
        house.act(move |tx, actor| actions::delete_list(tx, actor, list)).await.unwrap();
        ring.changed().await.unwrap();
        let hub = house.hub.clone();
        std::thread::scope(|scope| scope.spawn(|| hub.close()).join().unwrap());
        assert!(ring.changed().await.is_err(), "it is over when the store is closed");
    }

    async fn counting_ends_where_nobody_asks_further(store: TestStore) {
        let house = House::open(store).await;
        for number in 0..5 {
            let new = NewLead { group: (number < 4).then_some(GroupId(70)), ..person("Lan", "") };
            house.create(new).await;
        }
        // Of what is not kept.
        let group = LeadFilter { group: Some(GroupId(70)), touched: Some(false), ..LeadFilter::default() };
        for (most, expected) in [(3, (3, true)), (4, (4, false)), (5, (4, false))] {
            let counted = count(&house, group.clone(), most).await;
            assert_eq!((counted.rows, counted.more), expected);
        }
        // What is kept is known exactly, however many there are.
        assert_eq!(count(&house, LeadFilter::default(), 2).await, Counted { rows: 5, more: false });
        let new = LeadFilter { stages: Some(vec![NEW]), ..LeadFilter::default() };
        assert_eq!(count(&house, new, 2).await, Counted { rows: 5, more: false });
    }

    async fn leads_are_found_by_label_and_by_a_booking_in_effect(store: TestStore) {
        let house = House::open(store).await;
        let hot = house.create(NewLead { labels: vec![LabelId(52), LabelId(50)], ..person("Lan", "") }).await.id;
        let cold = house.create(NewLead { labels: vec![LabelId(50)], ..person("Lan", "") }).await.id;
        let label = |id: i64| LeadFilter { label: Some(LabelId(id)), ..LeadFilter::default() };
        assert_eq!(found(&house, label(50)).await, [hot, cold]);
        assert_eq!(found(&house, label(52)).await, [hot]);
        assert!(found(&house, label(51)).await.is_empty());
        let booked = |house: &House| LeadFilter { booked: Some((true, house.now())), ..LeadFilter::default() };
        assert!(found(&house, booked(&house)).await.is_empty());
        let (_, first) = book(&house, "Mai", "0349719999", 1, None).await;
        let (cancelled, second) = book(&house, "Đào", "0912345678", 5, None).await;
        assert_eq!(found(&house, booked(&house)).await, [first.id, second.id]);
        let end = BookingChange { state: Some(BookingState::Cancelled), ..BookingChange::default() };
        house.act(move |tx, actor| actions::update_booking(tx, actor, cancelled.id, &end)).await.unwrap();
        assert_eq!(found(&house, booked(&house)).await, [first.id]);
        let not = LeadFilter { booked: Some((false, house.now())), ..LeadFilter::default() };
        assert_eq!(found(&house, not).await, [hot, cold, second.id]);
        house.pass(3 * DAY);
        assert!(found(&house, booked(&house)).await.is_empty(), "its day is over, though nobody has said so");
    }

    async fn the_bookings_of_some_days_come_with_their_leads(store: TestStore) {
        let house = House::open(store).await;
        let start = house.now().micros();
        let (late, _) = book(&house, "Lan", "0349719999", 3, Some(80)).await;
        let (early, _) = book(&house, "Mai", "0912345678", 1, Some(81)).await;
        let (middle, gone) = book(&house, "An", "0912345679", 2, None).await;
        let (same, _) = book(&house, "Bình", "0912345670", 2, None).await;
        let (beyond, _) = book(&house, "Hoa", "0912345671", 9, None).await;
        let days = (Moment::from_micros(start + DAY), Moment::from_micros(start + 3 * DAY));
        let ask = async |filter: BookingFilter, after: Option<Cursor>, limit: i64| {
            house.ask(move |db, actor| Ok(bookings::bookings_between(db, actor, days, &filter, after, limit)?)).await
        };
        let rows = ask(BookingFilter::default(), None, 9).await;
        let told: Vec<_> = rows.iter().map(|(booking, lead)| (booking.id, lead.facts.get(Fact::Name), lead.phone(), lead.agent)).collect();
        assert_eq!(told, [
            (early.id, Some("Mai"), "0912345678".to_owned(), Some(AgentId(81))),
            (middle.id, Some("An"), "0912345679".to_owned(), None),
            (same.id, Some("Bình"), "0912345670".to_owned(), None),
            (late.id, Some("Lan"), "0349719999".to_owned(), Some(AgentId(80))),
        ]);
        let (mut after, mut walked) = (None, Vec::new());
        while let Some((booking, _)) = ask(BookingFilter::default(), after, 1).await.first() {
            after = Some(Cursor { at: booking.booked_at.micros(), id: booking.id.0 });
            walked.push(booking.id);
        }
        assert_eq!(walked, [early.id, middle.id, same.id, late.id]);
        assert!(!walked.contains(&beyond.id));
        for (filter, expected) in [
            (BookingFilter { agents: Some(vec![AgentId(80)]), ..BookingFilter::default() }, vec![late.id]),
            (BookingFilter { agents: Some(vec![AgentId(81), AgentId(80)]), ..BookingFilter::default() }, vec![early.id, late.id]),
            (BookingFilter { agents: Some(Vec::new()), ..BookingFilter::default() }, vec![]),
            (BookingFilter { company: Some(CompanyId(4)), ..BookingFilter::default() }, walked.clone()),
            (BookingFilter { company: Some(CompanyId(5)), ..BookingFilter::default() }, vec![]),
        ] {
            let ids: Vec<BookingId> = ask(filter.clone(), None, 9).await.iter().map(|(booking, _)| booking.id).collect();
            assert_eq!(ids, expected, "{filter:?}");
        }
        let gone = gone.id;
        house.act(move |tx, actor| delete_lead(tx, actor, gone)).await.unwrap();
        assert_eq!(ask(BookingFilter::default(), None, 9).await.len(), 3);
    }
}
