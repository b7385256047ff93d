//! Which leads an actor sees: every question and every verb, asked by who sees all, by the lead's agent, by her group and by a
//! stranger. A read that is open to doors and that is told here neither as one of leads nor as one of none is a failure, so that
//! a new one cannot forget the sight. On both engines.

use crate::bed::{House, SECOND, person};
use crate::raw;
use crate::reference_set::*;
use leadhub_core::actions::{self, BookingChange, CallChange, NewCall, create_lead_once};
use leadhub_core::export::{Walk, Which};
use leadhub_core::questions::{
    LeadCard, Part, actor_of, export_page, known_persons, lead_card, overview, search_leads,
};
use leadhub_core::store::lead_filter::Limits;
use leadhub_core::store::reference::{agents, custom_fields, labels};
use leadhub_core::store::{
    bookings, comments, events, lead_changes, lead_filter, lead_keys, lead_projects, leads, list_progress,
    organisations, persons, phone_calls, possible_duplicates,
};
use leadhub_core::{Actor, Db, Sees, Tx};
use leadhub_model::event::EventsOf;
use leadhub_model::organisation::Sight;
use leadhub_model::person::ContactKind;
use leadhub_model::reference::{Agent, ReferenceData};
use leadhub_model::sign_in::Role;
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use std::collections::BTreeSet;
use std::path::Path;

const PHONE: &str = "0349719999";
const KEY: &str = "+84349719999";
const CODE: &str = "T1";

/// What hangs together: an open lead with a phone call, and a booked one of the same person, both of agent 81 and group 70.
#[derive(Clone)]
struct Case {
    lead: Lead,
    booking: Booking,
    call: PhoneCall,
}

type Question = fn(&mut Db, &Actor, &Case) -> Result<usize, LeadError>;

fn by_person(case: &Case) -> LeadFilter {
    LeadFilter { person: Some(case.lead.person), ..LeadFilter::default() }
}

const EVERY_PART: &[Part] = &[
    Part::Labels,
    Part::CustomValues,
    Part::Comments,
    Part::CommentCount,
    Part::Person,
    Part::Contacts,
    Part::Campaign,
];

/// One who sees all, to find what another is asked about.
fn house_of(actor: &Actor) -> Actor {
    Actor::house(actor.organisation.clone())
}

/// Every question of leads, by its noun and name: how much it finds of the case.
const QUESTIONS: &[(&str, Question)] = &[
    ("comments::count_comments", |db, actor, case| {
        Ok(usize::try_from(comments::count_comments(db, actor, case.lead.id)?).unwrap())
    }),
    ("comments::find_newest_comment", |db, actor, case| {
        Ok(comments::find_newest_comment(db, actor, case.lead.id)?.iter().count())
    }),
    ("comments::list_comments", |db, actor, case| Ok(comments::list_comments(db, actor, case.lead.id)?.len())),
    ("comments::list_comments_after", |db, actor, case| {
        Ok(comments::list_comments_after(db, actor, case.lead.id, None, 9)?.len())
    }),
    ("comments::list_comments_of", |db, actor, case| Ok(comments::list_comments_of(db, actor, &[case.lead.id])?.len())),
    ("events::list_newest_events", |db, actor, case| {
        let of = EventsOf::Everything;
        Ok(events::list_newest_events(db, actor, case.lead.id, of, None, 9)?.len())
    }),
    ("events::list_events", |db, actor, case| Ok(events::list_events(db, actor, case.lead.id)?.len())),
    ("events::list_events_after", |db, actor, case| {
        Ok(events::list_events_after(db, actor, case.lead.id, None, 9)?.len())
    }),
    ("lead_filter::list_leads", |db, actor, case| {
        let all = LeadFilter::default();
        let page = lead_filter::list_leads(db, actor, &all, LeadOrder::NewestId, Paging { offset: 0, limit: 9 }, &[])?;
        let narrow = lead_filter::list_leads(
            db,
            actor,
            &by_person(case),
            LeadOrder::NewestId,
            Paging { offset: 0, limit: 9 },
            &[],
        )?;
        for page in [&page, &narrow] {
            assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
        }
        Ok(page.rows.len())
    }),
    ("lead_filter::list_leads_after", |db, actor, case| {
        Ok(lead_filter::list_leads_after(db, actor, &by_person(case), LeadOrder::OldestUpdated, None, 9, &[])?.len())
    }),
    ("lead_filter::list_leads_from", |db, actor, case| {
        let first = Paging { offset: 0, limit: 9 };
        Ok(lead_filter::list_leads_from(db, actor, &by_person(case), LeadOrder::NewestId, first, &[])?.len())
    }),
    ("lead_filter::list_and_count", |db, actor, case| {
        let limits = Limits { rows: 9, counted: 9 };
        let (leads, counted) =
            lead_filter::list_and_count(db, actor, &by_person(case), LeadOrder::NewestCreated, None, limits, &[])?;
        assert_eq!(usize::try_from(counted.rows), Ok(leads.len()));
        Ok(leads.len())
    }),
    ("lead_filter::list_leads_of_each", |db, actor, case| {
        let filters = [by_person(case), LeadFilter::default()];
        let pages = lead_filter::list_leads_of_each(db, actor, &filters, LeadOrder::NewestCreated, 9, &[])?;
        Ok(pages[0].rows.len())
    }),
    ("lead_filter::count_each", |db, actor, _| {
        let counts = lead_filter::count_each(db, actor, &[LeadFilter::default()])?;
        Ok(usize::try_from(counts[0]).unwrap())
    }),
    ("lead_changes::list_changed", |db, actor, _| Ok(lead_changes::list_changed(db, actor, Cursor::START, 9)?.len())),
    ("lead_changes::look_for_changes", |db, actor, _| {
        Ok(lead_changes::look_for_changes(db, actor, Cursor::START, 9)?.seen.len())
    }),
    ("lead_filter::count_up_to", |db, actor, case| {
        let all = lead_filter::count_up_to(db, actor, &LeadFilter::default(), 9)?.rows;
        assert!(all >= lead_filter::count_up_to(db, actor, &by_person(case), 9)?.rows);
        Ok(usize::try_from(all).unwrap())
    }),
    ("questions::search_leads", |db, actor, _| Ok(search_leads(db, actor, "9999 lan", 9, None, &[])?.leads.len())),
    ("questions::lead_card", |db, actor, case| {
        let LeadCard { labels, custom_values, comments, comment_count, person, contacts, campaign } =
            lead_card(db, actor, &case.lead, EVERY_PART)?;
        let counted = usize::try_from(comment_count).unwrap();
        assert_eq!(counted, comments.len());
        assert!(campaign.is_some(), "whose list it is was asked before");
        Ok(labels.len() + custom_values.len() + counted + person.iter().count() + contacts.len())
    }),
    ("questions::known_persons", |db, actor, case| {
        let Some(person) = persons::find_person(db, &house_of(actor), case.lead.person)? else { return Ok(0) };
        Ok(known_persons(db, actor, vec![person])?.iter().map(|known| known.contacts.len()).sum())
    }),
    ("questions::export_page", |db, actor, case| {
        let page = export_page(db, actor, &by_person(case), None, LeadId(i64::MAX), 9)?;
        let of_first = page.first().map(|exported| exported.labels.len() + exported.comments.len());
        Ok(page.len() + of_first.unwrap_or_default())
    }),
    ("export::next", |db, actor, case| {
        let filtered = Walk::begin(db, actor, Which::Filter(Box::new(by_person(case))))?.next(db, actor)?.0;
        let found = Walk::begin(db, actor, Which::Found("9999 lan".to_owned()))?.next(db, actor)?.0;
        Ok(filtered.len() + found.len())
    }),
    ("lead_projects::narrow_to_project", |db, actor, _| {
        let narrowed = lead_projects::narrow_to_project(db, actor, LeadFilter::default(), Some("VINHOMES"))?;
        Ok(narrowed.projects.unwrap().len())
    }),
    ("leads::find_lead", |db, actor, case| Ok(leads::find_lead(db, actor, case.lead.id)?.iter().count())),
    ("leads::find_lead_by_uuid", |db, actor, case| {
        Ok(leads::find_lead_by_uuid(db, actor, case.lead.uuid)?.iter().count())
    }),
    ("leads::find_lead_id", |db, actor, case| Ok(leads::find_lead_id(db, actor, case.lead.uuid)?.iter().count())),
    ("leads::find_newest_fact", |db, actor, case| {
        Ok(leads::find_newest_fact(db, actor, case.lead.person, Fact::Phone)?.iter().count())
    }),
    ("persons::find_person", |db, actor, case| Ok(persons::find_person(db, actor, case.lead.person)?.iter().count())),
    ("persons::list_contacts", |db, actor, case| Ok(persons::list_contacts(db, actor, &[case.lead.person])?.len())),
    ("persons::list_persons_after", |db, actor, _| Ok(persons::list_persons_after(db, actor, &[], None, 9)?.len())),
    ("persons::list_persons", |db, actor, _| {
        let page = persons::list_persons(db, actor, (None, None), Paging { offset: 0, limit: 9 })?;
        assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
        Ok(page.rows.len())
    }),
    ("persons::list_extras", |db, actor, case| Ok(persons::list_extras(db, actor, &[case.lead.person])?.len())),
    ("persons::find_person_of_phone", |db, actor, _| Ok(persons::find_person_of_phone(db, actor, KEY)?.iter().count())),
    ("possible_duplicates::list_possible_duplicates", |db, actor, case| {
        Ok(possible_duplicates::list_possible_duplicates(db, actor, case.lead.person)?.len())
    }),
    ("possible_duplicates::list_with_reasons", |db, actor, case| {
        Ok(possible_duplicates::list_with_reasons(db, actor, case.lead.person)?.len())
    }),
    ("custom_fields::list_custom_values", |db, actor, case| {
        Ok(custom_fields::list_custom_values(db, actor, case.lead.id)?.len())
    }),
    ("custom_fields::list_values_of", |db, actor, case| {
        Ok(custom_fields::list_values_of(db, actor, &[case.lead.id])?.len())
    }),
    ("labels::list_labels_of", |db, actor, case| Ok(labels::list_labels_of(db, actor, &[case.lead.id])?.len())),
    ("labels::list_lead_labels", |db, actor, case| Ok(labels::list_lead_labels(db, actor, case.lead.id)?.len())),
    ("bookings::find_booking", |db, actor, case| {
        Ok(bookings::find_booking(db, actor, case.booking.id)?.iter().count())
    }),
    ("bookings::find_booking_by_code", |db, actor, case| {
        Ok(bookings::find_booking_by_code(db, actor, &case.booking.code)?.iter().count())
    }),
    ("bookings::list_bookings_after", |db, actor, _| {
        Ok(bookings::list_bookings_after(db, actor, &BookingFilter::default(), None, 9)?.len())
    }),
    ("bookings::list_bookings_with_leads", |db, actor, _| {
        let first = Paging { offset: 0, limit: 9 };
        Ok(bookings::list_bookings_with_leads(db, actor, &BookingFilter::default(), first, &[])?.len())
    }),
    ("bookings::bookings_between", |db, actor, _| {
        let always = (Moment::from_micros(0), Moment::from_micros(i64::MAX));
        Ok(bookings::bookings_between(db, actor, always, &BookingFilter::default(), None, 9)?.len())
    }),
    ("questions::overview", |db, actor, case| {
        let day = moment::Day::of(case.lead.created_at, &actor.zone);
        let told = overview(db, actor, overview::Days { first: day, last: day }, None)?;
        let each: i64 = told.by_agent.iter().map(|(_, numbers)| numbers.created).sum();
        assert_eq!(told.total.created, each);
        Ok(usize::try_from(each).unwrap())
    }),
    ("list_progress::list_progress", |db, actor, _| {
        Ok(list_progress::list_progress(db, actor, &[ListId(110)])?
            .iter()
            .map(|list| usize::try_from(list.leads).unwrap())
            .sum())
    }),
    ("bookings::list_seen_in_effect", |db, actor, case| {
        Ok(bookings::list_seen_in_effect(db, actor, case.lead.person, BrandId(1))?.len())
    }),
    ("phone_calls::find_call", |db, actor, case| Ok(phone_calls::find_call(db, actor, case.call.id)?.iter().count())),
    ("phone_calls::list_calls", |db, actor, _| {
        let filter = CallFilter { brand: None, numbers: vec![KEY.to_owned()] };
        Ok(phone_calls::list_calls(db, actor, &filter, Paging { offset: 0, limit: 9 })?.len())
    }),
    ("lead_keys::find_lead_by_key", |db, actor, _| Ok(lead_keys::find_lead_by_key(db, actor, "key")?.iter().count())),
    ("lead_keys::find_open_lead", |db, actor, case| {
        Ok(lead_keys::find_open_lead(db, actor, case.lead.person, CODE, None)?.iter().count())
    }),
    ("persons::find_seen_contact", |db, actor, case| {
        Ok(persons::find_seen_contact(db, actor, case.lead.person, ContactKind::Phone)?.iter().count())
    }),
    ("persons::find_seen_owner", |db, actor, _| {
        Ok(persons::find_seen_owner(db, actor, ContactKind::Phone, KEY)?.iter().count())
    }),
];

/// Questions that give no row of a lead or person: the directory, reference data, lists and their files, and what the house asks for
/// itself. `made_without_key`, `lists_of_leads` and `campaigns_of_leads` are asked of leads that were found.
const OF_NO_LEAD: &str = "questions::lists_of_leads questions::campaigns_of_leads questions::list_named_stages
    questions::actor_of questions::authenticate questions::StoredRow
    questions::get_reference lead_reindex::list_wrong questions::list_administrators
    uploads::list_imports_after upload_rows::list_left_after upload_rows::count_left lead_recount::list_wrong lead_recount::list_wrong_from questions::list_wrong_days
    joined_persons::count_joined_by_email lead_keys::made_without_key catalogue::find_price catalogue::find_price_list
    catalogue::find_product catalogue::list_brands catalogue::list_companies catalogue::list_hobbies
    catalogue::list_price_lists catalogue::list_products catalogue::list_source_categories sources::list_sources
    geography::find_country geography::find_district geography::find_district_by_name geography::find_province
    geography::find_province_by_name geography::list_communes geography::list_countries geography::list_districts
    geography::list_provinces campaigns::find_campaign campaigns::find_campaign_by_uuid campaigns::list_campaigns
    campaigns::list_campaigns_after lists::find_list lists::find_list_by_name lists::find_list_row lists::list_lists
    lists::list_lists_after lists::list_names upload_work::count_waiting uploads::find_upload
    upload_rows::list_rejected upload_rows::list_rejected_after uploads::list_uploads uploads::list_uploads_after
    agents::find_agent agents::list_agents custom_fields::list_custom_fields external_names::list_all_names
    external_names::list_external_names labels::list_labels places::find_group places::list_groups
    places::list_services stages::find_stage stages::list_reasons stages::list_stages organisations::default_dialect
    organisations::find_integration organisations::find_organisation organisations::get_organisation
    organisations::list_integrations organisations::list_organisations tokens::list_tokens questions::list_sessions
    logins::find_login logins::list_logins views::find_view views::list_views questions::list_requests
    questions::list_newer_requests questions::get_request questions::count_requests questions::communes_of_ward
    questions::export_columns export::begin";

#[test]
fn every_question_is_asked_here_or_gives_no_lead() {
    let exported = open_to_doors();
    let told: BTreeSet<String> =
        QUESTIONS.iter().map(|(name, _)| *name).chain(OF_NO_LEAD.split_whitespace()).map(str::to_owned).collect();
    let (new, old): (Vec<_>, Vec<_>) = (exported.difference(&told).collect(), told.difference(&exported).collect());
    assert!(new.is_empty() && old.is_empty(), "not told: {new:?}; told and not there: {old:?}");
}

/// Every read that a door may ask: what is `pub` in the files of the store and of the questions. Nothing of it takes a `Tx`, since a
/// door writes through the verbs alone.
fn open_to_doors() -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    for (folder, prefix) in
        [("store", None), ("store/reference", None), ("questions", Some("questions")), ("export", Some("export"))]
    {
        for entry in std::fs::read_dir(source.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let file = path.file_stem().unwrap().to_str().unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            for item in text.split("pub fn ").skip(1) {
                let signature = item.split('{').next().unwrap();
                let name = signature.split(['(', '<']).next().unwrap();
                assert!(!signature.contains("&mut Tx"), "{file}::{name} is open to doors and writes");
                // What reads nothing tells nothing.
                if signature.contains("&mut Db") {
                    found.insert(format!("{}::{name}", prefix.unwrap_or(file)));
                }
            }
            for item in text.split("pub trait ").skip(1) {
                let name = item.split([' ', ':', '<']).next().unwrap();
                found.insert(format!("{}::{name}", prefix.unwrap_or(file)));
            }
        }
    }
    found
}

fn own(house: &House, agent: i64, groups: &[i64]) -> Actor {
    let groups = groups.iter().map(|id| GroupId(*id)).collect();
    Actor { sees: Sees::Own { agent: AgentId(agent), groups }, ..house.actor.clone() }
}

async fn furnish(house: &House) -> Case {
    // Another person with the same second number may be the same, and is of the same group.
    let other = NewLead { group: Some(GroupId(70)), ..crate::bed::contacts("0349718888", "") };
    house.create(NewLead { facts: other.facts.clone().with(Fact::Email, "lan@example.com"), ..other }).await;
    let facts = person("Lan", PHONE).facts.with(Fact::Code, CODE).with(Fact::Email, "lan@example.com");
    let facts = facts.with(Fact::ProjectName, "Vinhomes");
    let new = NewLead {
        facts,
        agent: Some(AgentId(81)),
        group: Some(GroupId(70)),
        labels: vec![LabelId(50)],
        custom_values: vec![CustomValue { field: TEXT, value: Some("x".to_owned()) }],
        comment: Some(NewComment { body: "x".to_owned(), is_public: true, author: None }),
        list: Some(ListId(110)),
        ..NewLead::default()
    };
    let made = house.act(move |tx, actor| create_lead_once(tx, actor, "key", new.clone())).await;
    let wanted = booking(house, PHONE);
    let booked = house.act(move |tx, actor| actions::book(tx, actor, &wanted)).await.unwrap();
    raw::execute(&house.store, "UPDATE person SET extras = '{\"first\":{}}'");
    let lead = made.unwrap().0;
    let told = NewCall { lead: Some(lead.id), brand: BrandId(1), facts: call(house, PHONE) };
    let call = house.act(move |tx, actor| actions::record_call(tx, actor, told.clone())).await.unwrap();
    Case { lead, booking: booked.0, call }
}

fn call(house: &House, phone: &str) -> CallFacts {
    CallFacts {
        phone: phone.to_owned(),
        direction: Direction::In,
        purpose: "x".to_owned(),
        name: "Lan".to_owned(),
        note: None,
        called_at: house.now(),
        details: serde_json::Map::new(),
    }
}

fn booking(house: &House, phone: &str) -> NewBooking {
    let now = house.now().micros();
    NewBooking {
        brand: BrandId(1),
        company: CompanyId(4),
        booked_at: Moment::from_micros(now + 3600 * SECOND),
        ends_at: Moment::from_micros(now + 86_400 * SECOND),
        code_prefix: "B-".to_owned(),
        code_digits: 0,
        person: None,
        code: None,
        kept: None,
        booked_lead: None,
        lead: NewLead { agent: Some(AgentId(81)), group: Some(GroupId(70)), ..person("Lan", phone) },
        change: LeadChange::default(),
        details: serde_json::Map::new(),
    }
}

async fn found(house: &House, actor: &Actor, case: &Case) -> Vec<(&'static str, usize)> {
    let case = case.clone();
    let ask = move |db: &mut Db, actor: &Actor| {
        QUESTIONS.iter().map(|(name, question)| Ok((*name, question(db, actor, &case)?))).collect::<Result<_, _>>()
    };
    house.ask_as(actor, ask).await
}

both_engines! {
    migrate = crate::migrate;

    async fn what_is_not_seen_is_not_found(store: TestStore) {
        let house = House::open(store).await;
        let case = furnish(&house).await;
        let all = found(&house, &house.actor, &case).await;
        assert!(all.iter().all(|(_, rows)| *rows > 0), "the case shows nothing: {all:?}");
        // One more that nobody below sees.
        house.create(person("An", "0349717777")).await;
        for group in [own(&house, 80, &[70]), own(&house, 80, &[71, 70])] {
            assert_eq!(found(&house, &group, &case).await, all);
        }
        // Of the agent's own are the two leads, not that of the person who may be the same.
        let agent = found(&house, &own(&house, 81, &[]), &case).await;
        let fewer: Vec<_> = agent.iter().zip(&all).filter(|(agent, all)| agent != all).map(|(agent, _)| *agent).collect();
        let expected = [
            ("lead_filter::list_leads", 2), ("lead_filter::count_each", 2), ("lead_changes::list_changed", 2), ("lead_changes::look_for_changes", 2),
            ("lead_filter::count_up_to", 2),
            ("persons::list_persons_after", 1), ("persons::list_persons", 1),
            ("possible_duplicates::list_possible_duplicates", 0), ("possible_duplicates::list_with_reasons", 0), ("questions::overview", 2),
        ];
        assert_eq!(fewer, expected);
        for stranger in [own(&house, 80, &[71]), own(&house, 80, &[]), own(&house, 0, &[])] {
            let seen = found(&house, &stranger, &case).await;
            assert!(seen.iter().all(|(_, rows)| *rows == 0), "{seen:?}");
        }
    }

    /// The timeline outlives its lead, for who saw the lead.
    async fn a_deleted_lead_is_told_of_to_who_saw_it(store: TestStore) {
        let house = House::open(store).await;
        let id = furnish(&house).await.lead.id;
        house.act(move |tx, actor| actions::delete_lead(tx, actor, id)).await.unwrap();
        for (actor, events) in [(own(&house, 81, &[]), 3), (own(&house, 80, &[71]), 0)] {
            assert_eq!(house.ask_as(&actor, move |db, actor| Ok(events::list_events(db, actor, id)?)).await.len(), events);
        }
    }

    async fn what_is_not_seen_is_not_changed(store: TestStore) {
        let house = House::open(store).await;
        let Case { lead, booking: known, call: told } = furnish(&house).await;
        let (id, owner, at) = (lead.id, lead.person, known.id);
        let new = booking(&house, PHONE);
        let of_lead = NewBooking { booked_lead: Some(id), ..new.clone() };
        let of_theirs = NewCall { lead: Some(id), brand: BrandId(1), facts: told.facts.clone() };
        let no_lead = LeadError::NotFound(Resource::Lead);
        let hidden = LeadError::BookingInEffect { codes: String::new(), brand: "brand 1".to_owned() };
        let theirs = LeadError::refused(Field::List, RefusalReason::Unfit("it holds leads of others: who sees all leads may delete it"));
        type Verb = Box<dyn Fn(&mut Tx, &Actor) -> Result<(), LeadError> + Send>;
        let verbs: Vec<(Verb, LeadError)> = vec![
            (Box::new(move |tx, actor| actions::update_lead(tx, actor, id, &LeadChange::default()).map(drop)), no_lead.clone()),
            (Box::new(move |tx, actor| actions::delete_lead(tx, actor, id)), no_lead.clone()),
            (Box::new(move |tx, actor| actions::update_booking(tx, actor, at, &BookingChange::default()).map(drop)),
                LeadError::NotFound(Resource::Booking)),
            (Box::new(move |tx, actor| actions::book(tx, actor, &of_lead).map(drop)), no_lead.clone()),
            (Box::new(move |tx, actor| actions::record_call(tx, actor, of_theirs.clone()).map(drop)), no_lead.clone()),
            (Box::new(move |tx, actor| {
                let facts = CallFacts { name: "x".to_owned(), ..told.facts.clone() };
                let change = CallChange { lead: None, facts, expected_version: told.version };
                actions::update_call(tx, actor, told.id, change).map(drop)
            }), LeadError::NotFound(Resource::PhoneCall)),
            (Box::new(move |tx, actor| actions::book(tx, actor, &new).map(drop)), hidden),
            (Box::new(move |tx, actor| {
                actions::create_lead(tx, actor, NewLead { person: Some(owner), ..NewLead::default() }).map(drop)
            }), LeadError::refused(Field::Person, RefusalReason::Unknown)),
            (Box::new(|tx, actor| create_lead_once(tx, actor, "key", person("Lan", PHONE)).map(drop)), no_lead),
            (Box::new(|tx, actor| actions::delete_list(tx, actor, list_uuid(1, 110))), theirs),
        ];
        let before = raw::everything(&house.store);
        for (number, (verb, expected)) in verbs.into_iter().enumerate() {
            assert_eq!(house.act_as(&own(&house, 80, &[71]), verb).await, Err(expected), "verb {number}");
        }
        assert_eq!(raw::everything(&house.store), before);
        let agent = own(&house, 81, &[]);
        let handed = LeadChange { agent: Some(AgentId(80)), unlinked: vec![Link::Group], ..LeadChange::default() };
        house.act_as(&agent, move |tx, actor| actions::update_lead(tx, actor, id, &handed)).await.unwrap();
        let still = house.ask_as(&agent, move |db, actor| Ok(leads::find_lead(db, actor, id)?.is_some())).await;
        assert!(!still, "it was handed over");
    }

    /// Whoever sees only what is her own sees what she makes; the person stays one and the same.
    async fn what_is_made_is_ones_own(store: TestStore) {
        let house = House::open(store).await;
        let case = furnish(&house).await;
        let stranger = own(&house, 80, &[71]);
        let made = house.act_as(&stranger, |tx, actor| actions::create_lead(tx, actor, person("Lan", PHONE))).await.unwrap();
        assert_eq!((made.agent, made.person), (Some(AgentId(80)), case.lead.person));
        assert!(house.ask_as(&stranger, move |db, actor| Ok(leads::find_lead(db, actor, made.id)?.is_some())).await);
        for (group, agent) in [(71, None), (70, None)] {
            let new = NewLead { group: Some(GroupId(group)), ..person("Lan", PHONE) };
            let made = house.act_as(&stranger, move |tx, actor| actions::create_lead(tx, actor, new.clone())).await.unwrap();
            assert_eq!(made.agent, agent, "it goes to a group");
        }
    }

    /// An integration sees what its agent and all groups of that agent have, from one call to the next.
    async fn an_integration_has_the_sight_of_its_agent(store: TestStore) {
        let house = House::open(store).await;
        let new = actions::NewIntegration { sight: Sight { own: true, masked: true }, ..crate::bed::integration("own", "first") };
        let nobodys = actions::NewIntegration { agent: None, name: "x".to_owned(), ..new.clone() };
        let refused = house.act(move |tx, actor| actions::create_integration(tx, actor, &nobodys)).await;
        assert!(matches!(refused, Err(LeadError::Refused(Refusal { field: Field::Agent, .. }))), "{refused:?}");
        let made = house.act(move |tx, actor| actions::create_integration(tx, actor, &new)).await.unwrap().unwrap();
        let sees = |groups: Vec<GroupId>| Sees::Own { agent: AgentId(80), groups };
        let id = made.id;
        let actor = move |db: &mut Db, actor: &Actor| {
            let integration = organisations::find_integration(db, actor.organisation_id(), id)?.unwrap();
            actor_of(db, actor.organisation.clone(), integration)
        };
        let first = house.ask(actor).await;
        assert_eq!((first.sees, first.masked), (sees(vec![GroupId(70)]), true));
        let agents = house.ask(|db, actor| Ok(agents::list_agents(db, actor)?)).await;
        let known = agents.iter().find(|stored| stored.agent.id == AgentId(80)).unwrap().agent.clone();
        for more in [vec![GroupId(71)], vec![]] {
            let agent = Agent { more_groups: more.clone(), ..known.clone() };
            let data = ReferenceData { agents: vec![agent.clone()], ..ReferenceData::default() };
            house.act(move |tx, actor| actions::put_reference(tx, actor, &data)).await.unwrap();
            let stored = house.ask(|db, actor| Ok(agents::find_agent(db, actor, AgentId(80))?)).await.unwrap().agent;
            assert_eq!(stored, agent);
            assert_eq!(house.ask(actor).await.sees, sees([vec![GroupId(70)], more].concat()));
        }
        let unknown = Agent { more_groups: vec![GroupId(9)], ..known };
        let data = ReferenceData { agents: vec![unknown], ..ReferenceData::default() };
        let row = Field::Row { set: "agents", id: 80, column: "more_group_ids" };
        let put = house.act(move |tx, actor| actions::put_reference(tx, actor, &data)).await;
        assert_eq!(put, Err(LeadError::refused(row, RefusalReason::Unknown)));
    }

    /// Who, through which door, for whom.
    async fn the_timeline_says_who(store: TestStore) {
        use leadhub_model::event::EventActor;
        let house = House::open(store).await;
        let organisation = house.actor.organisation.clone();
        let signed_in = house.ask(|db, actor| Ok(agents::find_agent(db, actor, AgentId(81))?)).await.unwrap().agent;
        let agent = Actor::signed_in(organisation.clone(), "web", Role::Manager, &signed_in);
        for (actor, who, door) in [
            (house.actor.clone(), EventActor::Integration(house.actor.integration.unwrap(), Some(AgentId(80))), "first"),
            (agent, EventActor::Agent(AgentId(81)), "web"),
            (Actor::house(organisation), EventActor::House, "house"),
        ] {
            assert_eq!(actor.who(), who);
            let made = house.act_as(&actor, |tx, actor| actions::create_lead(tx, actor, person("Lan", PHONE))).await.unwrap();
            let events = house.ask(move |db, actor| Ok(events::list_events(db, actor, made.id)?)).await;
            assert_eq!((events[0].who(), events[0].dialect.as_str()), (who, door));
        }
    }
}
