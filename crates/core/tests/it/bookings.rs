//! The verbs `book` and `update_booking`: one booking in effect for each person and brand, the enquiry's lead converted, all or
//! nothing. On both engines.

use crate::bed::{House, SECOND, organisation, person};
use crate::gate::start;
use crate::raw;
use crate::reference_set::*;
use crate::update_lead::{events, fact, update};
use leadhub_core::actions;
use leadhub_core::store::{bookings, lead_keys, leads};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

const DAY: i64 = 86_400 * SECOND;

/// A booking of the person of that phone in an hour, whose day ends in a day.
pub fn wanted(house: &House, phone: &str) -> NewBooking {
    let now = house.now().micros();
    let lead =
        NewLead { facts: Facts::default().with(Fact::Phone, phone).with(Fact::Code, "T1"), ..person("Lan", phone) };
    NewBooking {
        brand: BrandId(1),
        company: CompanyId(4),
        booked_at: Moment::from_micros(now + 3600 * SECOND),
        ends_at: Moment::from_micros(now + DAY),
        code_prefix: "Book-".to_owned(),
        code_digits: 0,
        person: None,
        code: Some("T1".to_owned()),
        kept: None,
        booked_lead: None,
        lead,
        change: LeadChange { facts: vec![(Fact::Subject, Some("changed".to_owned()))], ..LeadChange::default() },
        details: json!({ "hobby": [1, 2] }).as_object().unwrap().clone(),
    }
}

pub async fn book(house: &House, new: NewBooking) -> Result<(Booking, Lead), LeadError> {
    house.act(move |tx, actor| actions::book(tx, actor, &new)).await
}

async fn change(house: &House, id: BookingId, change: actions::BookingChange) -> Result<(Booking, Lead), LeadError> {
    house.act(move |tx, actor| actions::update_booking(tx, actor, id, &change)).await
}

pub async fn in_effect(house: &House, person: PersonId) -> Vec<BookingId> {
    let found = house.ask(move |db, actor| Ok(bookings::list_seen_in_effect(db, actor, person, BrandId(1))?)).await;
    found.into_iter().map(|booking| booking.id).collect()
}

fn conflict(code: &str) -> LeadError {
    LeadError::BookingInEffect { codes: code.to_owned(), brand: "brand 1".to_owned() }
}

both_engines! {
    migrate = crate::migrate;

    /// K10, K12.
    async fn a_booking_makes_a_converted_lead_and_is_read_back(store: TestStore) {
        let house = House::open(store).await;
        let (booking, lead) = book(&house, wanted(&house, "0349719999")).await.unwrap();
        assert_eq!(booking.code, format!("Book-{}", booking.id));
        assert_eq!((booking.lead, booking.person, booking.state), (lead.id, lead.person, BookingState::Open));
        assert_eq!((lead.stage, lead.facts.text(Fact::Subject)), (WON, ""));
        assert!(lead.conversion.as_ref().unwrap().converted);
        let (id, code) = (booking.id, booking.code.clone());
        let found = house.ask(move |db, actor| Ok(bookings::find_booking(db, actor, id)?)).await.unwrap();
        assert_eq!(format!("{found:?}"), format!("{booking:?}"));
        let found = house.ask(move |db, actor| Ok(bookings::find_booking_by_code(db, actor, &code)?)).await.unwrap();
        assert_eq!(found.id, booking.id);
        let told: Vec<_> = events(&house, lead.id).await.into_iter().map(|event| event.kind).collect();
        assert_eq!(told, ["created", "booked"]);
        let dated = NewBooking { code_digits: 12, ..wanted(&house, "0349719998") };
        let (booking, _) = book(&house, dated).await.unwrap();
        assert_eq!(booking.code, format!("Book-{:012}", booking.id.0));
    }

    /// K10: the person's open lead of the same enquiry is converted; one that left the pipeline, or another code, is not.
    async fn a_booking_converts_the_open_lead_of_its_enquiry(store: TestStore) {
        let house = House::open(store).await;
        let with_code = |code: &str| NewLead {
            facts: Facts::default().with(Fact::Phone, "0349719999").with(Fact::Code, code), ..NewLead::default()
        };
        let other = house.create(with_code("T2")).await.id;
        house.create(NewLead { stage: Some(LOST), ..with_code("T1") }).await;
        let open = house.create(with_code("T1")).await.id;
        let (booking, lead) = book(&house, wanted(&house, "+84349719999")).await.unwrap();
        assert_eq!((booking.lead, lead.id, lead.stage, lead.previous_stage), (open, open, WON, Some(NEW)));
        assert_eq!(lead.facts.text(Fact::Subject), "changed");
        assert_eq!(house.leads().await.len(), 3);
        let untouched = house.ask(move |db, actor| Ok(leads::find_lead(db, actor, other)?)).await.unwrap();
        assert_eq!((untouched.stage, untouched.version), (NEW, 1));
    }

    /// K15: of the open leads with the code, the newest that keeps the number or none is converted; others stay as they are.
    async fn a_booking_converts_no_lead_that_keeps_another_number(store: TestStore) {
        let house = House::open(store).await;
        let mut ids = Vec::new();
        for extras in [
            json!({}), json!({ "text": "\"brand\":2 \\ ế😀", "in": { "brand": 2 } }), json!({ "brand": null }), json!({ "brand": 1 }), json!({ "brand": 2 }),
        ] {
            let extras = extras.as_object().unwrap().clone();
            ids.push(house.create(NewLead { extras, ..wanted(&house, "0349719999").lead }).await);
        }
        let owner = ids[0].person;
        let number = |number| KeptOrNone { dialect: "first", key: "brand", number };
        let open = async |kept: Option<KeptOrNone>| {
            house.ask(move |db, actor| Ok(lead_keys::find_open_lead(db, actor, owner, "T1", kept)?)).await
        };
        let [nothing, elsewhere, null, one, two] = [0, 1, 2, 3, 4].map(|at| ids[at].id);
        for (kept, wanted) in [
            (None, two), (Some(number(2)), two), (Some(number(1)), one), (Some(number(12)), null),
            (Some(KeptOrNone { dialect: "second", ..number(1) }), two), (Some(KeptOrNone { key: "other", ..number(1) }), two),
        ] {
            assert_eq!(open(kept).await, Some(wanted), "{kept:?}");
        }
        let with = |kept| NewBooking { kept: Some(kept), ..wanted(&house, "0349719999") };
        let (booking, lead) = book(&house, with(number(1))).await.unwrap();
        assert_eq!((booking.lead, lead.id, lead.stage), (one, one, WON));
        for left in [Some(null), Some(elsewhere), Some(nothing), None] {
            assert_eq!(open(Some(number(1))).await, left);
            if let Some(id) = left {
                update(&house, id, LeadChange { stage: Some(WON), ..LeadChange::default() }).await.unwrap();
            }
        }
        let (booking, lead) = book(&house, NewBooking { brand: BrandId(2), ..with(number(1)) }).await.unwrap();
        assert!(ids.iter().all(|known| known.id != lead.id), "the open one keeps another number");
        let of = async |kept: Option<KeptOrNone>| {
            let filter = BookingFilter { kept, ..BookingFilter::default() };
            house.ask(move |db, actor| Ok(bookings::list_bookings_after(db, actor, &filter, None, 9)?.len())).await
        };
        assert_eq!((of(Some(number(1))).await, of(Some(number(2))).await, of(None).await), (2, 1, 2));
        assert_eq!(booking.lead, lead.id);
    }

    /// N13: the lead that the caller names is converted, whatever its code; one that is converted already stays in its stage.
    async fn a_booking_converts_the_lead_that_is_named(store: TestStore) {
        let house = House::open(store).await;
        let lost = house.create(NewLead { stage: Some(LOST), ..person("Lan", "0349719999") }).await;
        let of = |lead: &Lead, brand| NewBooking {
            brand, booked_lead: Some(lead.id), person: Some(lead.person), lead: NewLead::default(), ..wanted(&house, "")
        };
        let (booking, lead) = book(&house, of(&lost, BrandId(1))).await.unwrap();
        assert_eq!((booking.lead, booking.person, lead.stage, lead.version), (lost.id, lost.person, WON, 2));
        let (_, again) = book(&house, NewBooking { change: LeadChange::default(), ..of(&lead, BrandId(2)) }).await.unwrap();
        assert_eq!((again.stage, again.version, house.leads().await.len()), (WON, 2, 1));
        let gone = NewBooking { booked_lead: Some(LeadId(9)), ..of(&lead, BrandId(3)) };
        assert!(book(&house, gone).await.is_err());
    }

    /// K1, K2, K3: the second is refused with the codes of the first, and leaves nothing.
    async fn a_person_has_one_booking_in_effect_with_a_brand(store: TestStore) {
        let house = House::open(store).await;
        let (first, _) = book(&house, wanted(&house, "0349719999")).await.unwrap();
        let before = raw::everything(&house.store);
        assert_eq!(book(&house, wanted(&house, "0349719999")).await.unwrap_err(), conflict(&first.code));
        assert_eq!(raw::everything(&house.store), before);
        let (other_brand, _) = book(&house, NewBooking { brand: BrandId(2), ..wanted(&house, "0349719999") }).await.unwrap();
        let (other_person, _) = book(&house, wanted(&house, "0912345678")).await.unwrap();
        assert_eq!(other_brand.person, first.person);
        assert_ne!(other_person.person, first.person);
        let owner = first.person;
        let of_person = BookingFilter { person: Some(owner), ..BookingFilter::default() };
        let list = house.ask(move |db, actor| Ok(bookings::list_bookings_after(db, actor, &of_person, None, 100)?)).await;
        assert_eq!(list.iter().map(|booking| booking.id).collect::<Vec<_>>(), [other_brand.id, first.id]);
        let keys = |keys: &[&str]| Some(keys.iter().map(|key| (*key).to_owned()).collect());
        for (customers, brand, wanted) in [
            (keys(&["+84349719999", "+84912345678"]), None, vec![other_person.id, other_brand.id, first.id]),
            (keys(&["+84349719999"]), Some(BrandId(1)), vec![first.id]),
            (keys(&["+84349719998"]), None, vec![]),
            (keys(&[]), None, vec![]),
        ] {
            let filter = BookingFilter { customers, brand, ..BookingFilter::default() };
            let found = house.ask(move |db, actor| Ok(bookings::list_bookings_after(db, actor, &filter, None, 100)?)).await;
            assert_eq!(found.iter().map(|booking| booking.id).collect::<Vec<_>>(), wanted);
        }
    }

    async fn many_at_once_are_one_booking(store: TestStore) {
        let house = House::open(store).await;
        let jobs: Vec<_> = (0..30).map(|_| {
            let (actor, new) = (house.actor.clone(), wanted(&house, "0349719999"));
            start(&house.hub, move |tx| actions::book(tx, &actor, &new))
        }).collect();
        let mut outcomes = Vec::new();
        for job in jobs {
            outcomes.push(job.await.unwrap().map(|(booking, _)| booking.code));
        }
        let made: Vec<String> = outcomes.iter().flatten().cloned().collect();
        assert_eq!(made.len(), 1);
        let refused: Vec<LeadError> = outcomes.into_iter().filter_map(Result::err).collect();
        assert!(refused.iter().all(|error| *error == conflict(&made[0])), "{refused:?}");
        assert_eq!(house.count("SELECT COUNT(*) FROM booking").await, 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM lead").await, 1);
    }

    /// K4: in effect until it is cancelled, done, or its day is over.
    async fn a_booking_leaves_effect_with_its_day_or_by_hand(store: TestStore) {
        let house = House::open(store).await;
        let (first, _) = book(&house, wanted(&house, "0349719999")).await.unwrap();
        house.pass(DAY - 1);
        assert!(book(&house, wanted(&house, "0349719999")).await.is_err());
        house.pass(1);
        let (second, _) = book(&house, wanted(&house, "0349719999")).await.unwrap();
        assert_eq!(in_effect(&house, first.person).await, [second.id]);
        for state in [BookingState::Cancelled, BookingState::Done] {
            let current = in_effect(&house, first.person).await[0];
            let ended = change(&house, current, actions::BookingChange { state: Some(state), ..Default::default() }).await;
            assert_eq!(ended.unwrap().0.state, state);
            let open = actions::BookingChange { state: Some(BookingState::Open), ..Default::default() };
            assert_eq!(change(&house, current, open).await.unwrap().0.state, state, "neither is taken back");
            book(&house, wanted(&house, "0349719999")).await.unwrap();
        }
    }

    async fn what_is_given_changes_and_the_rest_stays(store: TestStore) {
        let house = House::open(store).await;
        let (booking, lead) = book(&house, wanted(&house, "0349719999")).await.unwrap();
        house.pass(SECOND);
        let moved = (Moment::from_micros(booking.booked_at.micros() + 1), Moment::from_micros(booking.ends_at.micros() + 1));
        let wish = actions::BookingChange {
            booked: Some(moved),
            details: json!({ "hobby": null, "note": "x" }).as_object().unwrap().clone(),
            lead: LeadChange { agent: Some(AgentId(81)), ..LeadChange::default() },
            ..Default::default()
        };
        let (after, changed) = change(&house, booking.id, wish).await.unwrap();
        let expected = Booking {
            booked_at: moved.0, ends_at: moved.1, version: 2, updated_at: house.now(),
            details: json!({ "note": "x" }).as_object().unwrap().clone(), ..booking.clone()
        };
        assert_eq!(format!("{after:?}"), format!("{expected:?}"));
        assert_eq!((changed.id, changed.agent), (lead.id, Some(AgentId(81))));
        let id = booking.id;
        let found = house.ask(move |db, actor| Ok(bookings::find_booking(db, actor, id)?)).await.unwrap();
        assert_eq!(format!("{found:?}"), format!("{expected:?}"));
        let elsewhere = actions::BookingChange { company: Some(CompanyId(5)), ..Default::default() };
        assert_eq!(change(&house, booking.id, elsewhere).await.unwrap().0.company, CompanyId(5));
    }

    /// A booking whose day was over comes back only where no other took its place.
    async fn a_past_booking_comes_back_only_into_an_empty_place(store: TestStore) {
        let house = House::open(store).await;
        let (past, _) = book(&house, wanted(&house, "0349719999")).await.unwrap();
        house.pass(DAY);
        let (current, _) = book(&house, wanted(&house, "0349719999")).await.unwrap();
        let now = house.now().micros();
        let again = actions::BookingChange {
            booked: Some((Moment::from_micros(now + 1), Moment::from_micros(now + DAY))), ..Default::default()
        };
        let before = raw::everything(&house.store);
        assert_eq!(change(&house, past.id, again.clone()).await.unwrap_err(), conflict(&current.code));
        assert_eq!(raw::everything(&house.store), before);
        let cancel = actions::BookingChange { state: Some(BookingState::Cancelled), ..Default::default() };
        change(&house, current.id, cancel).await.unwrap();
        change(&house, past.id, again).await.unwrap();
        assert_eq!(in_effect(&house, past.person).await, [past.id]);
    }

    /// A booking that nobody can find any more bars nobody from a new one; one whose day is over stays what it was.
    async fn a_deleted_lead_cancels_its_booking(store: TestStore) {
        let house = House::open(store).await;
        let (past, old) = book(&house, wanted(&house, "0349719999")).await.unwrap();
        house.pass(DAY);
        let mut inside = wanted(&house, "0912345678");
        inside.lead.list = Some(ListId(110));
        let (alone, lead) = book(&house, wanted(&house, "0987654321")).await.unwrap();
        let (listed, _) = book(&house, inside.clone()).await.unwrap();
        house.act(move |tx, actor| {
            actions::delete_lead(tx, actor, old.id)?;
            actions::delete_lead(tx, actor, lead.id)?;
            actions::delete_list(tx, actor, list_uuid(1, 110))
        }).await.unwrap();
        for (id, state) in [(past.id, BookingState::Open), (alone.id, BookingState::Cancelled), (listed.id, BookingState::Cancelled)] {
            let found = house.ask(move |db, actor| Ok(bookings::find_booking(db, actor, id)?)).await.unwrap();
            assert_eq!(found.state, state, "{id}");
        }
        for phone in ["0349719999", "0912345678", "0987654321"] {
            book(&house, wanted(&house, phone)).await.unwrap();
        }
    }

    /// A lead that moves to another person takes its booking along, unless that person has one in effect with the brand.
    async fn a_booking_goes_with_its_lead(store: TestStore) {
        let house = House::open(store).await;
        let (booking, lead) = book(&house, wanted(&house, "0349719999")).await.unwrap();
        let moved = update(&house, lead.id, fact(Fact::Phone, "0987654321")).await.unwrap();
        assert_ne!(moved.person, lead.person);
        assert_eq!((in_effect(&house, lead.person).await, in_effect(&house, moved.person).await), (vec![], vec![booking.id]));

        let (other, _) = book(&house, wanted(&house, "0912345678")).await.unwrap();
        let before = raw::everything(&house.store);
        let refused = update(&house, lead.id, fact(Fact::Phone, "0912345678")).await.unwrap_err();
        assert_eq!(refused, conflict(&other.code));
        assert_eq!(raw::everything(&house.store), before);
        // One whose day is over is in nobody's way.
        let later = actions::BookingChange {
            booked: Some((other.booked_at, Moment::from_micros(other.ends_at.micros() + DAY))), ..Default::default()
        };
        change(&house, other.id, later).await.unwrap();
        house.pass(DAY);
        let moved = update(&house, lead.id, fact(Fact::Phone, "0912345678")).await.unwrap();
        assert_eq!((moved.person, in_effect(&house, other.person).await), (other.person, vec![other.id]));
    }

    async fn a_booking_that_cannot_be_made_leaves_nothing(store: TestStore) {
        let house = House::open(store).await;
        let other = organisation(&house.hub, "beta", 2).await;
        let (booking, _) = book(&house, wanted(&house, "0349719999")).await.unwrap();
        let before = raw::everything(&house.store);
        let brand = book(&house, NewBooking { brand: BrandId(9), ..wanted(&house, "0912345678") }).await;
        assert_eq!(brand.unwrap_err(), LeadError::refused(Field::Brand, RefusalReason::Unknown));
        let owner = book(&house, NewBooking { person: Some(PersonId(9)), ..wanted(&house, "0912345678") }).await;
        assert_eq!(owner.unwrap_err(), LeadError::refused(Field::Person, RefusalReason::Unknown));
        let mut new = wanted(&house, "0912345678");
        new.lead.agent = Some(AgentId(99));
        assert_eq!(book(&house, new).await.unwrap_err(), LeadError::refused(Field::Agent, RefusalReason::Unknown));
        let unknown = change(&house, BookingId(1), Default::default()).await.unwrap_err();
        assert_eq!(unknown, LeadError::NotFound(Resource::Booking));
        // Of another organisation.
        let (id, code, owner) = (booking.id, booking.code.clone(), booking.person);
        let theirs = house.act_as(&other, move |tx, actor| actions::update_booking(tx, actor, id, &Default::default())).await;
        assert_eq!(theirs.unwrap_err(), LeadError::NotFound(Resource::Booking));
        let seen = house.ask_as(&other, move |db, actor| {
            let by_id = bookings::find_booking(db, actor, id)?.into_iter().count();
            let by_code = bookings::find_booking_by_code(db, actor, &code)?.into_iter().count();
            let of_person = BookingFilter { person: Some(owner), ..BookingFilter::default() };
            let of_person = bookings::list_bookings_after(db, actor, &of_person, None, 100)?.len();
            Ok(by_id + by_code + of_person + bookings::list_seen_in_effect(db, actor, owner, BrandId(1))?.len())
        }).await;
        assert_eq!(seen, 0);
        assert_eq!(raw::everything(&house.store), before);
    }
}
