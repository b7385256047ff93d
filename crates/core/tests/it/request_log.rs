//! Requests that are kept for a while: what is offered is kept behind everybody in its order, found by what it was, counted by the day,
//! let go when it is too much or too old, and seen by nobody who does not see all leads. On both engines.

use crate::bed::{House, SECOND};
use crate::gate::until;
use crate::raw;
use leadhub_core::request_log::Caller;
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Hub, Sees, jobs, questions};
use leadhub_model::request::{Fault, LoggedRequest, RequestCount, RequestFilter, Statuses};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use std::thread;

const DAY: i64 = 86_400 * SECOND;

fn start(hub: &Hub) -> jobs::Running {
    let hub = hub.clone();
    thread::spawn(move || jobs::start(&hub, |_| None).unwrap()).join().unwrap()
}

fn request(house: &House, path: &str, status: i64) -> LoggedRequest {
    LoggedRequest {
        id: RequestId(house.now().micros()),
        request_id: format!("id-{path}"),
        dialect: "first".to_owned(),
        integration: house.actor.integration,
        method: "POST".to_owned(),
        path: path.to_owned(),
        status,
        micros: 1500,
        lead: Some(LeadId(7)),
        faults: vec![Fault::new("phone", "missing", "is missing")],
        media: "application/json".to_owned(),
        sent: Some("{\"phone\":\"0349719999\"}".to_owned()),
        answered: Some("{}".to_owned()),
    }
}

fn known(house: &House) -> Caller {
    Caller::Known(house.actor.organisation_id(), house.actor.integration.unwrap())
}

fn offer(house: &House, caller: Caller, request: LoggedRequest) {
    let log = house.hub.request_log();
    assert!(log.count(&caller, house.now(), request.status >= 400, true), "{request:?}");
    log.keep(caller, request);
}

fn count_stored(house: &House) -> usize {
    raw::rows(&house.store, "SELECT id FROM request_log").len()
}

async fn paths(house: &House, filter: RequestFilter) -> Vec<String> {
    let rows = house.ask(move |db, actor| questions::list_requests(db, actor, &filter, None, 100)).await;
    rows.into_iter().map(|row| row.path).collect()
}

both_engines! {
    migrate = crate::migrate;

    async fn what_is_offered_is_kept_in_its_order_and_found(store: TestStore) {
        let house = House::open(store).await;
        let running = start(&house.hub);
        // All at the same microsecond.
        for (path, status) in [("/a", 200), ("/b", 422), ("/c", 503)] {
            offer(&house, known(&house), request(&house, path, status));
        }
        offer(&house, known(&house), LoggedRequest { dialect: "second".to_owned(), integration: None, ..request(&house, "/d", 404) });
        until("all are kept", || count_stored(&house) == 4);
        let all = RequestFilter::default();
        assert_eq!(paths(&house, all.clone()).await, ["/d", "/c", "/b", "/a"]);
        let by = |statuses| RequestFilter { statuses, ..RequestFilter::default() };
        assert_eq!(paths(&house, by(Statuses::Refused)).await, ["/d", "/c", "/b"]);
        assert_eq!(paths(&house, by(Statuses::Client)).await, ["/d", "/b"]);
        assert_eq!(paths(&house, by(Statuses::Server)).await, ["/c"]);
        assert_eq!(paths(&house, RequestFilter { dialect: Some("second".to_owned()), ..all.clone() }).await, ["/d"]);
        assert_eq!(paths(&house, RequestFilter { integration: house.actor.integration, ..all.clone() }).await, ["/c", "/b", "/a"]);
        assert_eq!(paths(&house, RequestFilter { request_id: Some("id-/b".to_owned()), ..all.clone() }).await, ["/b"]);

        let rows = house.ask(move |db, actor| questions::list_requests(db, actor, &all, None, 2)).await;
        assert_eq!((rows.len(), rows[0].sent.as_deref(), rows[0].faults.len()), (2, None, 1));
        let after = rows[1].id;
        let rest = house.ask(move |db, actor| questions::list_requests(db, actor, &RequestFilter::default(), Some(after), 9)).await;
        assert_eq!(rest.iter().map(|row| row.path.as_str()).collect::<Vec<_>>(), ["/b", "/a"]);
        assert_eq!(paths(&house, RequestFilter { newer: Some(after), ..RequestFilter::default() }).await, ["/d"]);
        let whole = house.ask(move |db, actor| questions::get_request(db, actor, after)).await;
        assert_eq!(whole, LoggedRequest { id: after, ..request(&house, "/c", 503) });
        house.hub.close();
        running.join();
    }

    async fn a_request_tells_of_leads_and_is_seen_by_who_sees_all(store: TestStore) {
        let house = House::open(store).await;
        let running = start(&house.hub);
        offer(&house, known(&house), LoggedRequest { path: "/a?phone=0349719999".to_owned(), ..request(&house, "", 422) });
        until("it is kept", || count_stored(&house) == 1);
        let id = house.ask(|db, actor| questions::list_requests(db, actor, &RequestFilter::default(), None, 9)).await[0].id;
        let own = Actor { sees: Sees::Own { agent: AgentId(80), groups: Vec::new() }, ..house.actor.clone() };
        let other = crate::bed::organisation(&house.hub, "beta", 2).await;
        for nobody in [own, other] {
            let now = house.now();
            let none = house.ask_as(&nobody, move |db, actor| {
                let rows = questions::list_requests(db, actor, &RequestFilter::default(), None, 9)?;
                let whole = questions::get_request(db, actor, id);
                let newer = questions::list_newer_requests(db, actor, RequestId(0), 9)?;
                Ok((rows.len() + newer.len(), whole, questions::count_requests(db, actor, now)?.len()))
            });
            assert_eq!(none.await, (0, Err(LeadError::NotFound(Resource::Request)), 0));
        }
        let newer = |than: i64| house.ask(move |db, actor| questions::list_newer_requests(db, actor, RequestId(than), 9));
        assert_eq!((newer(id.0 - 1).await, newer(id.0).await), (vec![id], vec![]));
        let masked = Actor { masked: true, ..house.actor.clone() };
        let shown = house.ask_as(&masked, move |db, actor| questions::get_request(db, actor, id)).await;
        assert_eq!((shown.path.as_str(), shown.status, shown.sent.as_deref()), ("/a", 422, Some("•••")));
        assert!(!format!("{shown:?}").contains("0349719999"), "{shown:?}");
        house.hub.close();
        running.join();
    }

    async fn requests_are_counted_by_the_day_of_the_zone(store: TestStore) {
        let house = House::open(store).await;
        let running = start(&house.hub);
        // 05:13 in the morning there; a day later nothing was asked.
        let log = house.hub.request_log();
        for refused in [false, true, false] {
            log.count(&known(&house), house.now(), refused, false);
        }
        // 22 hours later it is the next day, though not in UTC's quarter of an hour alone.
        let later = Moment::from_micros(house.now().micros() + 22 * 3600 * SECOND);
        log.count(&known(&house), later, false, false);
        until("all are counted", || raw::rows(&house.store, "SELECT day FROM request_count").len() == 2);
        let (now, integration) = (house.now(), house.actor.integration.unwrap());
        let counts = house.ask(move |db, actor| questions::count_requests(db, actor, now)).await;
        assert_eq!(counts, [(integration, RequestCount { answered: 3, refused: 1 })]);
        let counts = house.ask(move |db, actor| questions::count_requests(db, actor, later)).await;
        assert_eq!(counts, [(integration, RequestCount { answered: 1, refused: 0 })]);
        assert_eq!(count_stored(&house), 0, "nobody wanted them");
        house.hub.close();
        running.join();
    }

    async fn somebody_refused_at_the_door_is_told_to_the_holder_of_her_token(store: TestStore) {
        use leadhub_core::actions::{NewToken, issue_token, revoke_tokens};
        let house = House::open(store).await;
        let running = start(&house.hub);
        let token = NewToken::lasting(house.hub.chance(), None);
        let (given, integration) = (token.clone(), house.actor.integration.unwrap());
        house.act(move |tx, actor| {
            issue_token(tx, actor.organisation_id(), integration, &given)?;
            revoke_tokens(tx, actor.organisation_id(), integration)
        }).await.unwrap();
        let hash = Some(questions::token_hash(token.text()));
        let stranger = |credential, slug: Option<&str>| Caller::Stranger { credential, slug: slug.map(str::to_owned) };
        let refused = |path| LoggedRequest { integration: None, ..request(&house, path, 401) };
        offer(&house, stranger(hash.clone(), Some("nobody")), refused("/revoked"));
        offer(&house, stranger(None, Some("Alpha")), refused("/none"));
        offer(&house, stranger(Some("00".to_owned()), None), refused("/unknown"));
        until("those that name somebody are kept", || count_stored(&house) == 2);
        let rows = house.ask(|db, actor| questions::list_requests(db, actor, &RequestFilter::default(), None, 9)).await;
        let told: Vec<_> = rows.iter().map(|row| (row.path.as_str(), row.integration)).collect();
        assert_eq!(told, [("/none", None), ("/revoked", house.actor.integration)]);
        // Who keeps no requests is not told of strangers either.
        house.act(|tx, actor| {
            let known = organisations::get_organisation(tx, actor.organisation_id())?;
            let off = organisation::Organisation { logs_requests: false, ..known };
            leadhub_core::actions::update_organisation(tx, actor, &off)
        }).await.unwrap();
        offer(&house, stranger(hash, None), refused("/later"));
        offer(&house, known(&house), request(&house, "/counted", 200));
        // What is counted is written behind what is kept.
        until("it is counted", || !raw::rows(&house.store, "SELECT answered FROM request_count").is_empty());
        assert_eq!(paths(&house, RequestFilter::default()).await, ["/none", "/revoked"]);
        house.hub.close();
        running.join();
    }

    async fn the_newest_ten_thousand_of_three_days_stay(store: TestStore) {
        let house = House::open(store).await;
        let now = house.now().micros();
        let organisation = house.actor.organisation_id();
        let insert = |from: i64, rows: i64| format!(
            "INSERT INTO request_log (organisation_id, id, request_id, dialect, method, path, status, micros, faults, media)
             WITH RECURSIVE n(i) AS (SELECT CAST({from} AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {from} + {rows} - 1)
             SELECT {organisation}, i, '', '', '', '', 200, 0, '[]', '' FROM n");
        raw::execute(&house.store, &insert(now - 10_100, 10_100));
        raw::execute(&house.store, &insert(now - 3 * DAY - 5, 10));
        raw::execute(&house.store, "INSERT INTO request_count (organisation_id, day, integration_id, answered, refused) VALUES (1, 1, 1, 1, 1)");
        let running = start(&house.hub);
        until("the ring is swept", || count_stored(&house) <= 10_000);
        assert_eq!(count_stored(&house), 10_000);
        let oldest = raw::rows(&house.store, "SELECT MIN(id) FROM request_log")[0][0].parse::<i64>().unwrap();
        assert_eq!(oldest, now - 10_000);
        house.hub.close();
        running.join();

        raw::execute(&house.store, "DELETE FROM request_log");
        raw::execute(&house.store, &insert(now - 3 * DAY - 5, 10));
        let options = leadhub_core::HubOptions { clock: leadhub_core::clock::Clock::Set(house.clock.clone()), ..leadhub_core::HubOptions::default() };
        let hub = crate::bed::open_hub(house.store.url(), options).unwrap();
        let running = start(&hub);
        until("what is too old is swept", || count_stored(&house) == 5);
        hub.close();
        running.join();
    }
}
