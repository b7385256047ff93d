//! What became of the leads of each day: the same whether it is counted from what is kept or from the leads themselves, whatever happened
//! since; in the organisation's zone, of what the actor sees. On both engines.

use crate::bed::{House, SECOND, organisation, person};
use crate::raw;
use crate::reference_set::*;
use crate::totals::{clone_lead, mark_unfilled};
use leadhub_core::actions::{
    self, BookingChange, count_days, create_lead, delete_lead, update_lead, update_organisation,
};
use leadhub_core::{Actor, Sees, Tx, questions};
use leadhub_model::moment::Day;
use leadhub_model::overview::{DayNumbers, Days, Numbers, Overview};
use leadhub_model::*;
use leadhub_testkit::{Engine, TestStore, both_engines};

const HOUR: i64 = 3600 * SECOND;
const DAY: i64 = 24 * HOUR;

fn count(house: &House) {
    std::thread::scope(|scope| scope.spawn(|| count_days(&house.hub)).join().unwrap()).unwrap();
}

fn today(house: &House) -> Day {
    Day::of(house.now(), &house.actor.zone)
}

async fn ask(house: &House, actor: &Actor, days: Days, group: Option<GroupId>) -> Overview {
    house.ask_as(actor, move |db, actor| Ok(questions::overview(db, actor, days, group)?)).await
}

async fn wrong(house: &House) -> Vec<Day> {
    let now = house.now();
    house.ask(move |db, actor| Ok(questions::list_wrong_days(db, actor, now)?)).await
}

/// The last days of all that there is, and as many before.
fn week(house: &House) -> Days {
    let last = today(house);
    Days { first: last.plus(-4), last }
}

/// What is kept gives the same as what is not: asked, then forgotten, then asked again.
async fn check(house: &House, when: &str) {
    count(house);
    assert_eq!(wrong(house).await, [], "{when}");
    let mut kept = Vec::new();
    let own = |groups| Actor { sees: Sees::Own { agent: AgentId(81), groups }, ..house.actor.clone() };
    let (own, alone) = (own(vec![GroupId(70)]), own(vec![]));
    for actor in [&house.actor, &own, &alone] {
        for group in [None, Some(GroupId(70))] {
            kept.push(ask(house, actor, week(house), group).await);
        }
    }
    let built = raw::rows(&house.store, "SELECT zone, last_day, changed_at, changed_id FROM lead_day_built");
    raw::execute(&house.store, "UPDATE lead_day_built SET zone = 'nowhere'");
    let mut live = Vec::new();
    for actor in [&house.actor, &own, &alone] {
        for group in [None, Some(GroupId(70))] {
            live.push(ask(house, actor, week(house), group).await);
        }
    }
    assert_eq!(kept, live, "{when}");
    raw::execute(&house.store, &format!("UPDATE lead_day_built SET zone = '{}'", built[0][0]));
}

fn booking(house: &House, lead: LeadId) -> NewBooking {
    let at = |days: i64| Moment::from_micros(house.now().micros() + days * DAY);
    NewBooking {
        brand: BrandId(1),
        company: CompanyId(4),
        booked_at: at(1),
        ends_at: at(2),
        code_prefix: "B-".to_owned(),
        code_digits: 0,
        person: None,
        code: None,
        kept: None,
        booked_lead: Some(lead),
        lead: person("Lan", ""),
        change: LeadChange::default(),
        details: serde_json::Map::new(),
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn an_organisation_whose_days_cannot_be_kept_holds_up_none_of_the_others(store: TestStore) {
        let house = House::open(store).await;
        let other = organisation(&house.hub, "beta", 2).await;
        let create = |tx: &mut Tx, actor: &Actor| create_lead(tx, actor, person("Lan", ""));
        house.act(create).await.unwrap();
        house.act_as(&other, create).await.unwrap();
        house.pass(2 * DAY);
        let own = house.actor.organisation_id().0;
        raw::execute(&house.store, &match house.store.engine() {
            Engine::Sqlite => format!("CREATE TRIGGER broken BEFORE INSERT ON lead_day WHEN NEW.organisation_id = {own} BEGIN SELECT RAISE(ABORT, 'broken'); END"),
            Engine::Postgres => format!("ALTER TABLE lead_day ADD CONSTRAINT broken CHECK (organisation_id <> {own})"),
        });
        let counted = std::thread::scope(|scope| scope.spawn(|| count_days(&house.hub)).join().unwrap());
        assert!(matches!(counted, Err(LeadError::Internal(_))), "{counted:?}");
        let kept = raw::rows(&house.store, "SELECT DISTINCT organisation_id FROM lead_day");
        assert_eq!(kept, [[other.organisation_id().0.to_string()]]);
    }

    async fn what_is_kept_is_what_counting_gives_whatever_happened(store: TestStore) {
        let house = House::open(store).await;
        let mut ids = Vec::new();
        for day in 0..6_i64 {
            for number in 0..=day {
                let new = NewLead {
                    agent: [None, Some(AgentId(80)), Some(AgentId(81))][usize::try_from(number % 3).unwrap()],
                    group: (number % 2 == 0).then_some(GroupId(70)),
                    list: (number == 1).then_some(ListId(110)),
                    source: (number % 2 == 1).then_some(SourceRef::Id(SourceId(9))),
                    ..person("Lan", "")
                };
                let other = Actor { dialect: "second".to_owned(), ..house.actor.clone() };
                let by = if number == 2 { other } else { house.actor.clone() };
                ids.push(house.act_as(&by, move |tx, actor| create_lead(tx, actor, new.clone())).await.unwrap().id);
                house.pass(HOUR);
            }
            check(&house, &format!("day {day}")).await;
            house.pass(DAY - (day + 1) * HOUR);
        }
        let stage = |stage: StageId| LeadChange { stage: Some(stage), ..LeadChange::default() };
        let source = LeadChange { source: Some(SourceRef::Id(SourceId(9))), ..LeadChange::default() };
        for (at, change) in [(0, stage(WON)), (1, source), (2, stage(LOST)), (4, LeadChange { agent: Some(AgentId(81)), ..stage(CALLING) })] {
            let id = ids[at];
            house.pass(SECOND);
            house.act(move |tx, actor| update_lead(tx, actor, id, &change)).await.unwrap();
            check(&house, &format!("change {at}")).await;
        }
        // None of these shows in when a lead last changed.
        let won = ids[0];
        let wanted = booking(&house, won);
        let booked = house.act(move |tx, actor| actions::book(tx, actor, &wanted)).await.unwrap().0.id;
        check(&house, "booked").await;
        let end = BookingChange { state: Some(BookingState::Cancelled), ..BookingChange::default() };
        house.act(move |tx, actor| actions::update_booking(tx, actor, booked, &end)).await.unwrap();
        check(&house, "cancelled").await;
        let gone = ids[7];
        house.act(move |tx, actor| delete_lead(tx, actor, gone)).await.unwrap();
        check(&house, "deleted").await;
        house.act(|tx, actor| actions::delete_list(tx, actor, list_uuid(1, 110))).await.unwrap();
        check(&house, "a list went").await;
        assert_eq!(house.count("SELECT COUNT(*) FROM lead_day_stale").await, 0);
        house.pass(9 * DAY);
        check(&house, "nothing happened for days").await;
    }

    async fn it_tells_what_became_of_the_leads_of_a_day(store: TestStore) {
        let house = House::open(store).await;
        let first = today(&house);
        let new = NewLead { agent: Some(AgentId(80)), source: Some(SourceRef::Id(SourceId(9))), ..person("Lan", "") };
        let lead = house.create(new).await.id;
        house.create(person("An", "")).await;
        house.pass(90 * SECOND);
        let won = LeadChange { stage: Some(WON), ..LeadChange::default() };
        house.act(move |tx, actor| update_lead(tx, actor, lead, &won)).await.unwrap();
        house.pass(3 * DAY);
        house.create(person("Hoa", "")).await;
        let wanted = booking(&house, lead);
        house.act(move |tx, actor| actions::book(tx, actor, &wanted)).await.unwrap();
        count(&house);
        let days = Days { first: first.plus(2), last: today(&house) };
        assert_eq!(days.before(), Days { first, last: first.plus(1) });
        let told = ask(&house, &house.actor, days, None).await;
        let one = Numbers { created: 1, ..Numbers::default() };
        let both = Numbers { created: 2, touched: 1, seconds_to_touch: 90, converted: 1, unqualified: 0, booked: 1 };
        assert_eq!((told.days, told.total, told.before), (days, one, both));
        assert_eq!(told.before.mean_seconds(), Some(90));
        let by_origin = |numbers| vec![("first".to_owned(), numbers)];
        let unsaid = DayNumbers { day: first.plus(3), total: one, by_source: vec![(None, one)], by_origin: by_origin(one) };
        let nothing = DayNumbers { day: first.plus(2), total: Numbers::default(), by_source: vec![], by_origin: vec![] };
        assert_eq!(told.by_day, [nothing, unsaid]);
        let converted = Numbers { created: 1, ..both };
        assert_eq!((told.by_stage, told.by_agent), (vec![(NEW, one)], vec![(None, one)]));
        let told = ask(&house, &house.actor, days.before(), None).await;
        let by_source = vec![(None, one), (Some(SourceId(9)), converted)];
        assert_eq!(told.by_source, by_source);
        assert_eq!(told.by_day[0], DayNumbers { day: first, total: both, by_source, by_origin: by_origin(both) });
        assert_eq!(told.by_stage, [(NEW, one), (WON, converted)]);
        assert_eq!(told.by_agent, [(None, one), (Some(AgentId(80)), converted)]);
        assert_eq!(told.by_origin, [("first".to_owned(), both)]);
    }

    /// As a file brings them: too many to be counted while somebody waits, and too many for one look.
    async fn a_day_may_have_any_number_of_leads(store: TestStore) {
        let house = House::open(store).await;
        house.create(person("An", "")).await;
        house.pass(DAY);
        house.create(NewLead { agent: Some(AgentId(81)), ..person("Hoa", "") }).await;
        let won = house.create(NewLead { stage: Some(WON), group: Some(GroupId(70)), ..person("Lan", "") }).await.id;
        let (last, gone) = ("SELECT last_day FROM lead_day_built", format!("DELETE FROM lead WHERE id > {}", won.0));
        let today = today(&house).0;
        for (copies, until) in [(0, today - 1), (20_100, today), (50_500, today)] {
            clone_lead(&house, won, (copies, 1), "(n.i % 3)");
            mark_unfilled(&house);
            raw::beside(|| leadhub_core::migrate(house.store.url(), |_| None).unwrap());
            raw::execute(&house.store, &format!("UPDATE lead_day_built SET last_day = {}", today - 1));
            check(&house, &format!("{copies} copies")).await;
            assert_eq!(house.count(last).await, until, "{copies} copies");
            raw::execute(&house.store, &gone);
        }
    }

    /// Midnight is where the organisation is; in another zone all is counted anew.
    async fn a_day_is_the_organisations(store: TestStore) {
        let house = House::open(store).await;
        let midnight = today(&house).plus(1).start(&house.actor.zone);
        house.pass(midnight.micros() - house.now().micros() - SECOND);
        house.create(person("Lan", "")).await;
        house.pass(SECOND);
        house.create(person("An", "")).await;
        house.pass(2 * DAY);
        check(&house, "at midnight").await;
        let by_day = |told: Overview| told.by_day.iter().map(|day| day.total.created).collect::<Vec<_>>();
        assert_eq!(by_day(ask(&house, &house.actor, week(&house), None).await), [0, 1, 1, 0, 0]);
        let mut actor = house.actor.clone();
        actor.organisation.zone = "Europe/Berlin".to_owned();
        let moved = actor.organisation.clone();
        house.act(move |tx, actor| update_organisation(tx, actor, &moved)).await.unwrap();
        actor.zone = Zone::named("Europe/Berlin").unwrap();
        count(&house);
        assert_eq!(by_day(ask(&house, &actor, week(&house), None).await), [0, 2, 0, 0, 0]);
        let (kept, zones) = (raw::rows(&house.store, "SELECT created FROM lead_day"), raw::rows(&house.store, "SELECT zone FROM lead_day_built"));
        assert_eq!((kept, zones), (vec![vec!["2".to_owned()]], vec![vec!["Europe/Berlin".to_owned()]]));
    }

    async fn a_day_that_is_wrong_is_found(store: TestStore) {
        let house = House::open(store).await;
        let day = today(&house);
        let lead = house.create(person("Lan", "")).await.id;
        house.pass(2 * DAY);
        count(&house);
        raw::execute(&house.store, "UPDATE lead_day SET created = 5");
        assert_eq!(wrong(&house).await, [day]);
        // What is to be counted again anyway is not wrong.
        let change = LeadChange { stage: Some(WON), ..LeadChange::default() };
        house.act(move |tx, actor| update_lead(tx, actor, lead, &change)).await.unwrap();
        assert_eq!(wrong(&house).await, []);
        count(&house);
        assert_eq!(wrong(&house).await, []);
        house.pass(DAY);
        raw::execute(&house.store, "DELETE FROM lead_day");
        assert_eq!(wrong(&house).await, [day]);
        raw::execute(&house.store, "DELETE FROM lead_day_built");
        count(&house);
        raw::execute(&house.store, "UPDATE lead_day_built SET changed_at = changed_at + 3600000000");
        assert_eq!(wrong(&house).await, []);
        for spoil in ["UPDATE lead_day_sum SET created = 5 WHERE kind = 'origin'", "UPDATE lead_day_sum SET created = 5 WHERE kind = 'source'", "DELETE FROM lead_day_sum WHERE kind = 'agent'"] {
            raw::execute(&house.store, spoil);
            assert_eq!(wrong(&house).await, [day], "{spoil}");
        }
    }

    /// The migration sums up what an older program counted.
    async fn days_that_were_counted_before_get_their_sums(store: TestStore) {
        let house = House::open(store).await;
        for (agent, group) in [(None, None), (Some(AgentId(80)), Some(GroupId(70))), (Some(AgentId(81)), Some(GroupId(70)))] {
            house.create(NewLead { agent, group, ..person("Lan", "") }).await;
            house.pass(DAY / 2);
        }
        house.pass(2 * DAY);
        count(&house);
        // Sources came later, and with them all is counted anew.
        let all = "SELECT kind, day, group_id, key, created, touched FROM lead_day_sum WHERE kind <> 'source' ORDER BY kind, day, group_id, key";
        let kept = raw::rows(&house.store, all);
        assert!(kept.len() > 6, "{kept:?}");
        let (_, text) = raw::migrations().into_iter().find(|(name, _)| name == "V29__lead_day_sums").unwrap();
        raw::execute(&house.store, &format!("DELETE FROM lead_day_sum; {}", &text[text.find("INSERT").unwrap()..]));
        assert_eq!(raw::rows(&house.store, all), kept);
    }
}
