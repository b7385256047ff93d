//! Lists page by page, each page behind the row that the one before ended with: nothing comes twice and nothing is left out, with
//! any page length. Events, comments, persons, bookings, lists, campaigns, files. On both engines.

use crate::bed::{House, SECOND, contacts, organisation, person};
use leadhub_core::store::{bookings, campaigns, comments, events, lead_filter, lists, persons, uploads};
use leadhub_core::{Db, Tx, actions};
use leadhub_model::list::{NewCampaign, NewList};
use leadhub_model::person::ContactKind;
use leadhub_model::upload::UploadState;
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::Map;

/// Every row, asked for in pages of `limit`; `next` is the position that a row leaves behind.
fn pages<R, P: Copy>(
    limit: i64,
    mut ask: impl FnMut(Option<P>, i64) -> Result<Vec<R>, LeadError>,
    next: impl Fn(&R) -> P,
) -> Result<Vec<R>, LeadError> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = ask(after, limit)?;
        assert!(i64::try_from(page.len()).unwrap() <= limit);
        let Some(last) = page.last() else { return Ok(all) };
        after = Some(next(last));
        all.extend(page);
    }
}

fn text(body: &str) -> LeadChange {
    let comment = NewComment { body: body.to_owned(), is_public: true, author: None };
    LeadChange { comment: Some(comment), ..LeadChange::default() }
}

/// A booking of a new lead with that phone.
fn booking(house: &House, phone: &str, brand: i64, days: i64) -> NewBooking {
    let at = |more: i64| Moment::from_micros(house.now().micros() + (days + more) * 86_400 * SECOND);
    NewBooking {
        brand: BrandId(brand),
        company: CompanyId(4),
        booked_at: at(0),
        ends_at: at(1),
        code_prefix: "B-".to_owned(),
        code_digits: 0,
        person: None,
        code: None,
        kept: None,
        booked_lead: None,
        lead: person("Lan", phone),
        change: LeadChange::default(),
        details: Map::new(),
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn events_and_comments_come_oldest_first_and_once(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(person("Lan", "0349719999")).await.id;
        let other = house.create(person("Hoa", "0912345678")).await.id;
        // Several in one moment, so that the id must tell them apart.
        for round in 0..4 {
            house.act(move |tx, actor| {
                for number in 0..3 {
                    actions::update_lead(tx, actor, lead, &text(&format!("{round}.{number}")))?;
                }
                actions::update_lead(tx, actor, other, &text("other"))
            }).await.unwrap();
            house.pass(SECOND);
        }
        let bodies: Vec<String> = (0..4).flat_map(|round| (0..3).map(move |number| format!("{round}.{number}"))).collect();
        for limit in [1, 2, 5, 100] {
            let comments = house.ask(move |db, actor| pages(
                limit,
                |after, limit| Ok(comments::list_comments_after(db, actor, lead, after, limit)?),
                |comment: &Comment| Cursor { at: comment.created_at.micros(), id: comment.id.0 },
            )).await;
            assert_eq!(comments.iter().map(|comment| comment.body.clone()).collect::<Vec<_>>(), bodies, "{limit}");
            let events = house.ask(move |db, actor| pages(
                limit,
                |after, limit| Ok(events::list_events_after(db, actor, lead, after, limit)?),
                |event: &event::Event| Cursor { at: event.at.micros(), id: event.id.0 },
            )).await;
            let whole = house.ask(move |db, actor| Ok(events::list_events(db, actor, lead)?)).await;
            assert_eq!(format!("{events:?}"), format!("{whole:?}"), "{limit}");
            assert_eq!(events.len(), 13);
        }
        let (newest, count) = house.ask(move |db, actor| {
            Ok((comments::find_newest_comment(db, actor, lead)?.unwrap(), comments::count_comments(db, actor, lead)?))
        }).await;
        assert_eq!((newest.body.as_str(), count), ("3.2", 12));
        let nothing = house.ask(|db, actor| Ok(comments::find_newest_comment(db, actor, LeadId(9))?.is_none())).await;
        assert!(nothing);
    }

    async fn persons_are_found_by_their_contacts_and_shown_with_them(store: TestStore) {
        let house = House::open(store).await;
        let lan = house.create(contacts("0349719999", "lan@example.com")).await.person;
        let hoa = house.create(contacts("0912345678", "hoa@example.com")).await.person;
        let nobody = house.create(person("Mai", "")).await.person;
        house.pass(SECOND);
        house.create(contacts("+84 349 719 999", "lan2@example.com")).await;
        let ids = |contacts: Vec<(ContactKind, String)>, limit| {
            let house = &house;
            async move {
                house.ask(move |db: &mut Db, actor| pages(
                    limit,
                    |after, limit| Ok(persons::list_persons_after(db, actor, &contacts, after, limit)?),
                    |person: &Person| person.id,
                )).await.into_iter().map(|person| person.id).collect::<Vec<_>>()
            }
        };
        for limit in [1, 2, 9] {
            assert_eq!(ids(Vec::new(), limit).await, [nobody, hoa, lan], "newest first");
        }
        let phone = |text: &str| (ContactKind::Phone, text.to_owned());
        let email = |text: &str| (ContactKind::Email, text.to_owned());
        assert_eq!(ids(vec![phone("+84349719999")], 9).await, [lan]);
        assert_eq!(ids(vec![phone("+84349719999"), email("lan2@example.com")], 9).await, [lan]);
        assert_eq!(ids(vec![phone("+84349719999"), email("hoa@example.com")], 9).await, []);
        assert_eq!(ids(vec![email("+84349719999")], 9).await, [], "of its kind");
        let owned = house.ask(move |db, actor| Ok(persons::list_contacts(db, actor, &[hoa, lan, nobody])?)).await;
        let of = |person| owned.iter().filter(|(owner, _, _)| *owner == person).map(|(_, kind, value)| (*kind, value.as_str())).collect::<Vec<_>>();
        let (phone, mail) = (ContactKind::Phone, ContactKind::Email);
        assert_eq!(of(lan), [(mail, "lan@example.com"), (phone, "+84349719999"), (mail, "lan2@example.com")]);
        assert_eq!((of(hoa).len(), of(nobody).len()), (2, 0));
        assert!(house.ask(|db, actor| Ok(persons::list_contacts(db, actor, &[])?)).await.is_empty());
    }

    async fn bookings_are_found_by_what_they_are(store: TestStore) {
        let house = House::open(store).await;
        let made = [("0349719999", 1, 1), ("0349719999", 2, 2), ("0912345678", 1, 3), ("0987654321", 1, 4)];
        let mut all = Vec::new();
        for (phone, brand, days) in made {
            let new = booking(&house, phone, brand, days);
            all.push(house.act(move |tx, actor| actions::book(tx, actor, &new)).await.unwrap().0);
        }
        let (ended, gone) = (all[1].id, all[3].lead);
        let done = actions::BookingChange { state: Some(BookingState::Done), ..actions::BookingChange::default() };
        house.act(move |tx: &mut Tx, actor| {
            actions::update_booking(tx, actor, ended, &done)?;
            actions::delete_lead(tx, actor, gone)
        }).await.unwrap();
        let found = |filter: BookingFilter, limit| {
            let house = &house;
            async move {
                house.ask(move |db: &mut Db, actor| pages(
                    limit,
                    |after, limit| Ok(bookings::list_bookings_after(db, actor, &filter, after, limit)?),
                    |booking: &Booking| booking.id,
                )).await.into_iter().map(|booking| booking.id).collect::<Vec<_>>()
            }
        };
        let id = |at: usize| all[at].id;
        for limit in [1, 2, 9] {
            let every = found(BookingFilter::default(), limit).await;
            assert_eq!(every, [id(2), id(1), id(0)], "newest first, without that of the deleted lead");
        }
        let of = |filter| found(filter, 9);
        let every = BookingFilter::default;
        assert_eq!(of(BookingFilter { person: Some(all[0].person), ..every() }).await, [id(1), id(0)]);
        assert_eq!(of(BookingFilter { lead: Some(all[0].lead), ..every() }).await, [id(0)]);
        assert_eq!(of(BookingFilter { brand: Some(BrandId(2)), ..every() }).await, [id(1)]);
        assert_eq!(of(BookingFilter { state: Some(BookingState::Open), ..every() }).await, [id(2), id(0)]);
        let span = (Some(all[1].booked_at), Some(all[2].booked_at));
        assert_eq!(of(BookingFilter { booked: span, ..every() }).await, [id(2), id(1)], "both bounds belong to it");
        assert_eq!(of(BookingFilter { lead: Some(gone), ..every() }).await, []);
    }

    /// Also far from the beginning, with leads between them that keep another number, and bookings whose lead was deleted.
    async fn pages_of_what_keeps_a_number_are_never_short(store: TestStore) {
        let house = House::open(store).await;
        let of_nobody = NewBooking { lead: NewLead::default(), ..booking(&house, "", 1, 1) };
        let mut made = house.act(move |tx: &mut Tx, actor| {
            let mut made = Vec::new();
            for at in 0..140 {
                let kept = match at % 7 {
                    0 => None,
                    1..=4 => Some(2),
                    _ => Some(1),
                };
                let extras = kept.map(|number| ("brand".to_owned(), number.into())).into_iter().collect();
                let lead = actions::create_lead(tx, actor, NewLead { extras, ..person("Lan", "0349719999") })?;
                let of_lead = NewBooking { booked_lead: Some(lead.id), person: Some(lead.person), ..of_nobody.clone() };
                let (booking, _) = actions::book(tx, actor, &of_lead)?;
                let done = actions::BookingChange { state: Some(BookingState::Done), ..actions::BookingChange::default() };
                actions::update_booking(tx, actor, booking.id, &done)?;
                match at % 10 {
                    3 => actions::delete_lead(tx, actor, lead.id)?,
                    _ => made.push((kept, lead.id, booking.id)),
                }
            }
            Ok(made)
        }).await.unwrap();
        made.sort_by_key(|(_, lead, _)| std::cmp::Reverse(*lead));
        for number in [None, Some(1), Some(2), Some(3)] {
            let own: Vec<_> = made.iter().filter(|(kept, ..)| number.is_none() || kept.is_none() || *kept == number).collect();
            assert!(own.len() > 15, "{number:?}: {}", own.len());
            for offset in [0, 1, 17, 50, 120, 500] {
                let (leads, booked) = house.ask(move |db: &mut Db, actor| {
                    let paging = Paging { offset, limit: 10 };
                    let kept = number.map(|number| KeptOrNone { dialect: "first", key: "brand", number });
                    let customers = Some(vec!["+84349719999".to_owned()]);
                    let filter = LeadFilter { customers: customers.clone(), kept, ..LeadFilter::default() };
                    let leads = lead_filter::list_leads_from(db, actor, &filter, LeadOrder::NewestId, paging, &[Fact::Name])?;
                    let filter = BookingFilter { brand: Some(BrandId(1)), customers, kept, ..BookingFilter::default() };
                    Ok((leads, bookings::list_bookings_with_leads(db, actor, &filter, paging, &[Fact::Name])?))
                }).await;
                let page: Vec<_> = own.iter().skip(usize::try_from(offset).unwrap()).take(10).collect();
                assert!(leads.iter().map(|lead| lead.id).eq(page.iter().map(|(_, lead, _)| *lead)), "{number:?} from {offset} on");
                let found: Vec<_> = booked.iter().map(|(booking, lead)| (booking.lead, lead.id, booking.id)).collect();
                assert_eq!(found, page.iter().map(|(_, lead, booking)| (*lead, *lead, *booking)).collect::<Vec<_>>());
                let mut names = leads.iter().chain(booked.iter().map(|(_, lead)| lead)).map(|lead| lead.facts.text(Fact::Name));
                assert!(names.all(|name| name == "Lan"));
            }
        }
    }

    async fn lists_campaigns_and_files_come_newest_first_and_once(store: TestStore) {
        let house = House::open(store).await;
        for number in 0..3 {
            house.act(move |tx, actor| {
                let kind = if number == 1 { "manual" } else { "auto" };
                let campaign = NewCampaign { name: format!("K{number}"), kind: kind.to_owned() };
                let campaign = actions::create_campaign(tx, actor, &campaign)?;
                let list = NewList { name: format!("L{number}"), description: String::new(), campaign: campaign.uuid };
                actions::create_list(tx, actor, &list)
            }).await.unwrap();
        }
        for limit in [1, 2, 99] {
            for kind in [None, Some("manual")] {
                let ids = house.ask(move |db, actor| pages(
                    limit,
                    |after, limit| Ok(campaigns::list_campaigns_after(db, actor, kind, after, limit)?),
                    |campaign: &list::Campaign| campaign.id,
                )).await;
                let paging = Paging { offset: 0, limit: 99 };
                let whole = house.ask(move |db, actor| Ok(campaigns::list_campaigns(db, actor, kind, paging)?)).await;
                let mut wanted = whole.rows;
                wanted.sort_by_key(|campaign| std::cmp::Reverse(campaign.id));
                assert_eq!(ids, wanted, "{limit} {kind:?}");
            }
            for campaign in [None, Some(CampaignId(100)), Some(CampaignId(9))] {
                let ids = house.ask(move |db, actor| pages(
                    limit,
                    |after, limit| Ok(lists::list_lists_after(db, actor, campaign, after, limit)?),
                    |row: &list::ListRow| row.list.id,
                )).await;
                let paging = Paging { offset: 0, limit: 99 };
                let whole = house.ask(move |db, actor| Ok(lists::list_lists(db, actor, campaign, paging)?)).await;
                let mut wanted = whole.rows;
                wanted.sort_by_key(|row| std::cmp::Reverse(row.list.id));
                assert_eq!(ids, wanted, "{limit} {campaign:?}");
            }
        }
        let list = ListId(110);
        for _ in 0..3 {
            house.act(move |tx, actor| leadhub_core::import::begin_upload(tx, actor, "a.csv").map(drop)).await.unwrap();
        }
        let arriving = house.ask(|db, actor| Ok(uploads::list_uploads(db, actor, ListId(0))?)).await;
        assert!(arriving.iter().all(|upload| upload.state == UploadState::Arriving));
        for limit in [1, 2, 9] {
            let found = house.ask(move |db, actor| pages(
                limit,
                |after, limit| Ok(uploads::list_uploads_after(db, actor, ListId(0), after, limit)?),
                |upload: &upload::Upload| upload.id,
            )).await;
            assert_eq!((found.len(), &found), (3, &arriving));
        }
        assert!(house.ask(move |db, actor| Ok(uploads::list_uploads_after(db, actor, list, None, 9)?)).await.is_empty());
    }

    async fn another_organisation_sees_none_of_it(store: TestStore) {
        let house = House::open(store).await;
        let new = booking(&house, "0349719999", 1, 1);
        let (made, lead) = house.act(move |tx, actor| actions::book(tx, actor, &new)).await.unwrap();
        house.act(move |tx, actor| actions::update_lead(tx, actor, lead.id, &text("x"))).await.unwrap();
        let stranger = organisation(&house.hub, "beta", 2).await;
        let (lead, person) = (made.lead, made.person);
        let seen = house.ask_as(&stranger, move |db, actor| {
            let key = [(ContactKind::Phone, "+84349719999".to_owned())];
            Ok([
                events::list_events_after(db, actor, lead, None, 9)?.len(),
                comments::list_comments_after(db, actor, lead, None, 9)?.len(),
                comments::find_newest_comment(db, actor, lead)?.iter().len(),
                usize::try_from(comments::count_comments(db, actor, lead)?).unwrap(),
                persons::list_persons_after(db, actor, &key, None, 9)?.len(),
                persons::list_contacts(db, actor, &[person])?.len(),
                bookings::list_bookings_after(db, actor, &BookingFilter::default(), None, 9)?.len(),
            ])
        }).await;
        assert_eq!(seen, [0; 7]);
    }
}
