//! Limits around requests, on both wires: sizes of bodies and files, requests in a second, waiting writes, and the keys that make
//! a request happen once. What is refused is refused in each wire's own voice and leaves nothing behind (decisions X7, X10).

use crate::conformance::integration;
use crate::conformance::raw::{Answer, Request, exchange, stream};
use crate::house::House;
use leadhub::http::ServerOptions;
use leadhub_core::actions::{OnceKey, Rendered, once};
use leadhub_core::store::{lead_filter, organisations, uploads};
use leadhub_core::{Actor, Hub, HubOptions, Tx, questions};
use leadhub_model::{LeadError, LeadFilter, LeadOrder, ListId, Paging};
use leadhub_testkit::{Engine, TestStore, both_engines};
use leadhub_wire::Limits;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
const CREATES: [(&str, &str); 2] = [("caresoft", "/kangnam/api/v1/lead"), ("dialer", "/v3/lead")];

/// A good create of each wire.
fn create(dialect: &str, token: &str, mark: &str) -> Request {
    let (_, target) = CREATES.iter().find(|(key, _)| *key == dialect).unwrap();
    let body = match dialect {
        "caresoft" => json!({ "lead": { "subject": mark, "phone": "0349719988", "service_id": 1244 } }),
        _ => json!({ "list_uuid": LIST, "phone_number": "0349719988", "lead_code": mark }),
    };
    Request::new("POST", target).bearer(token).json(body.to_string())
}

/// A good create of any wire.
fn any_create(house: &House, dialect: &str) -> Request {
    let token = house.kangnam().token(dialect).unwrap();
    let (target, body) = match dialect {
        "erp" => {
            let lead = crate::booking::lead("0349719988", 977).to_string();
            return Request::new("POST", "/kangnam/api/v1/lead").header("access_token", token).json(lead);
        }
        "lead_platform" => ("/lead-platform/v1/leads/create", json!({ "name": "Hoa", "mobileNumber": "0349719988" })),
        "native" => ("/hub/v1/leads", json!({ "name": "Hoa", "phone": "0349719988" })),
        _ => return create(dialect, token, "any"),
    };
    Request::new("POST", target).bearer(token).header("source", "TCB").json(body.to_string())
}

/// How a wire says something around its operations.
fn voice(dialect: &str, message: &str) -> Value {
    match dialect {
        "caresoft" => json!({ "code": "errors", "message": message }),
        _ => json!({ "error": message }),
    }
}

fn check(answer: &Answer, status: u16, body: &Value) {
    let got = (answer.status, answer.json(), answer.header("content-type"));
    assert_eq!(got, (status, Some(body.clone()), Some("application/json")), "{}", answer.text());
}

async fn eye(hub: &Hub) -> Actor {
    Actor::house(hub.read(|db| Ok(organisations::find_organisation(db, "kangnam")?)).await.unwrap().unwrap())
}

async fn count_leads(hub: &Hub) -> i64 {
    let actor = eye(hub).await;
    let paging = Paging { offset: 0, limit: 1 };
    let ask = hub.read(move |db| {
        Ok(lead_filter::list_leads(db, &actor, &LeadFilter::default(), LeadOrder::NewestId, paging, &[])?.total)
    });
    ask.await.unwrap()
}

/// Files of which bytes have come and no end yet: they belong to no list.
async fn arriving(hub: &Hub) -> usize {
    let actor = eye(hub).await;
    hub.read(move |db| Ok(uploads::list_uploads(db, &actor, ListId(0))?.len())).await.unwrap()
}

async fn eventually_none_arrives(hub: &Hub) {
    for _ in 0..100 {
        if arriving(hub).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("an upload that broke off is still there");
}

const BODY: usize = 2000;
const UPLOAD: usize = 1024 * 1024;

async fn small_house(store: TestStore) -> House {
    let server = ServerOptions { limits: Limits { body: BODY, upload: UPLOAD }, ..ServerOptions::default() };
    House::open_with(store, HubOptions::default(), server).await
}

/// A form with a file of so many bytes that the whole has `size`.
fn form(size: usize) -> Vec<u8> {
    let head = format!(
        "--b\r\nContent-Disposition: form-data; name=\"list_uuid\"\r\n\r\n{LIST}\r\n--b\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"a.csv\"\r\n\r\nphone_number\r\n"
    );
    let end = "\r\n--b--\r\n";
    let mut form = head.into_bytes();
    form.resize(size - end.len(), b'\n');
    form.extend_from_slice(end.as_bytes());
    form
}

fn upload(token: &str) -> Request {
    Request::new("POST", "/v3/lead/file").bearer(token).header("Content-Type", "multipart/form-data; boundary=b")
}

/// A gate that work waits at inside its transaction.
#[derive(Clone, Default)]
pub struct Gate(Arc<(Mutex<bool>, Condvar, AtomicUsize)>);

impl Gate {
    /// Waits until it is open.
    pub fn pass(&self) {
        let (open, opened, waiting) = &*self.0;
        waiting.fetch_add(1, Ordering::SeqCst);
        drop(opened.wait_while(open.lock().unwrap(), |open| !*open).unwrap());
    }

    pub fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    /// How many came to it so far.
    pub fn arrived(&self) -> usize {
        self.0.2.load(Ordering::SeqCst)
    }
}

/// Holds every writer of the store at the gate, and the queue behind them full: ends with the first write that is refused.
pub async fn hold_all_writers(hub: &Hub, gate: &Gate) -> Vec<tokio::task::JoinHandle<Result<(), LeadError>>> {
    let mut held = Vec::new();
    for _ in 0..40 {
        let (before, at, hub) = (gate.arrived(), gate.clone(), hub.clone());
        let work = move |_: &mut Tx| {
            at.pass();
            Ok(())
        };
        let write = tokio::spawn(async move { hub.write(work).await });
        // What neither comes to the gate nor is refused waits in the queue.
        for _ in 0..20 {
            if write.is_finished() {
                assert_eq!(write.await.unwrap(), Err(LeadError::Busy));
                return held;
            }
            if gate.arrived() > before {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        held.push(write);
    }
    panic!("however much waits, nothing is refused");
}

both_engines! {
    migrate = crate::migrate;

    async fn a_body_one_byte_too_large_is_refused_however_it_comes(store: TestStore) {
        let house = small_house(store).await;
        for (dialect, large) in [
            ("caresoft", "Payload Too Large: at most 2000 bytes"),
            ("dialer", "Request Entity Too Large: 2000 bytes at most"),
        ] {
            let token = house.kangnam().token(dialect).unwrap();
            let mut request = create(dialect, token, "sizes");
            request.body.resize(BODY, b' ');
            let before = count_leads(&house.hub).await;
            let whole = request.body.clone();
            assert_eq!(exchange(&house.base_url, &request).await.status, 200, "{dialect}: exactly the limit");
            let pieces = whole.chunks(7).map(<[u8]>::to_vec).collect::<Vec<_>>();
            assert_eq!(stream(&house.base_url, &request, pieces.clone().into_iter()).await.status, 200);
            let more = pieces.into_iter().chain([b" ".to_vec()]);
            check(&stream(&house.base_url, &request, more).await, 413, &voice(dialect, large));
            request.body.push(b' ');
            check(&exchange(&house.base_url, &request).await, 413, &voice(dialect, large));
            assert_eq!(count_leads(&house.hub).await, before + 2, "{dialect}: a refused body was written");
        }
        house.stop().await;
    }

    async fn a_file_too_large_is_refused_and_forgotten(store: TestStore) {
        let house = small_house(store).await;
        let token = house.kangnam().token("dialer").unwrap().to_owned();
        let large = voice("dialer", "Request Entity Too Large: 1048576 bytes at most");
        let request = Request { body: form(UPLOAD + 1), ..upload(&token) };
        check(&exchange(&house.base_url, &request).await, 413, &large);
        let pieces = form(UPLOAD + 1).chunks(50_000).map(<[u8]>::to_vec).collect::<Vec<_>>();
        check(&stream(&house.base_url, &upload(&token), pieces.into_iter()).await, 413, &large);
        // Far more than the limit, and no end in sight.
        let endless = std::iter::once(form(1000)[..400].to_vec()).chain((0..80).map(|_| vec![b'\n'; 50_000]));
        let answer = stream(&house.base_url, &upload(&token), endless).await;
        assert_eq!(answer.status, 413, "{}", answer.text());
        assert_eq!(arriving(&house.hub).await, 0, "a refused file is kept");
        let request = Request { body: form(UPLOAD), ..upload(&token) };
        check(&exchange(&house.base_url, &request).await, 200, &json!({ "msg": "file upload is processing" }));
        house.stop().await;
    }

    async fn a_file_that_breaks_off_is_forgotten(store: TestStore) {
        let house = small_house(store).await;
        let token = house.kangnam().token("dialer").unwrap();
        let address = house.base_url.trim_start_matches("http://");
        let mut sender = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "POST /v3/lead/file HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Type: multipart/form-data; \
             boundary=b\r\nContent-Length: {UPLOAD}\r\n\r\n"
        );
        sender.write_all(head.as_bytes()).await.unwrap();
        sender.write_all(&form(UPLOAD)[..UPLOAD * 3 / 4]).await.unwrap();
        for _ in 0..100 {
            if arriving(&house.hub).await == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(arriving(&house.hub).await, 1, "the file does not arrive");
        drop(sender);
        eventually_none_arrives(&house.hub).await;
        house.stop().await;
    }

    async fn an_integration_may_be_held_to_so_many_requests_in_a_second(store: TestStore) {
        let house = House::open(store).await;
        let settings = json!({ "requests_per_second": 15, "default_service_id": 1244 });
        for (dialect, message) in [("caresoft", "Too Many Attempts."), ("dialer", "Too Many Requests")] {
            let held = integration(&house.hub, "kangnam", dialect, &format!("held {dialect}"), settings.clone()).await;
            let free = house.kangnam().token(dialect).unwrap().to_owned();
            let before = count_leads(&house.hub).await;
            let began = Instant::now();
            let mut posts = JoinSet::new();
            for number in 0..200 {
                let (base_url, request) = (house.base_url.clone(), create(dialect, &held, &format!("rate {number}")));
                posts.spawn(async move { exchange(&base_url, &request).await });
            }
            let (mut taken, mut refused) = (0, 0);
            for answer in posts.join_all().await {
                match answer.status {
                    200 => taken += 1,
                    _ => {
                        check(&answer, 429, &voice(dialect, message));
                        assert_eq!(answer.header("retry-after"), Some("1"));
                        refused += 1;
                    }
                }
            }
            // Every second that it took allows fifteen, and so do the two that it cut at its ends.
            let allowed = 15 * (i64::try_from(began.elapsed().as_secs()).unwrap() + 2);
            let fits = (15..=allowed).contains(&taken) && refused > 0;
            assert!(fits, "{dialect}: {taken} taken of {allowed} allowed, {refused} refused");
            assert_eq!(count_leads(&house.hub).await, before + taken, "{dialect}: a refused request was written");
            let other = exchange(&house.base_url, &create(dialect, &free, "another integration")).await;
            assert_eq!(other.status, 200, "{dialect}: the limit is another integration's");
            tokio::time::sleep(Duration::from_millis(1100)).await;
            let later = exchange(&house.base_url, &create(dialect, &held, "a second later")).await;
            assert_eq!(later.status, 200, "{dialect}: {}", later.text());
        }
        house.stop().await;
    }

    async fn nobody_is_held_by_default(store: TestStore) {
        let house = House::open(store).await;
        for (dialect, target) in [("caresoft", "/kangnam/api/v1/lead/status"), ("dialer", "/v3/campaign")] {
            let token = house.kangnam().token(dialect).unwrap().to_owned();
            let mut clients = JoinSet::new();
            for _ in 0..10 {
                let (base_url, request) = (house.base_url.clone(), Request::new("GET", target).bearer(&token));
                clients.spawn(async move {
                    for _ in 0..100 {
                        assert_eq!(exchange(&base_url, &request).await.status, 200);
                    }
                });
            }
            clients.join_all().await;
        }
        house.stop().await;
    }

    async fn when_too_much_waits_a_write_is_refused_and_comes_back(store: TestStore) {
        let options = HubOptions { queue: 4, ..HubOptions::default() };
        let house = House::open_with(store, options, ServerOptions::default()).await;
        let before = count_leads(&house.hub).await;
        let gate = Gate::default();
        let held = hold_all_writers(&house.hub, &gate).await;
        for (dialect, target) in CREATES {
            let token = house.kangnam().token(dialect).unwrap();
            let answer = exchange(&house.base_url, &create(dialect, token, "busy")).await;
            check(&answer, 503, &voice(dialect, "too busy, try again in a second"));
            assert_eq!(answer.header("retry-after"), Some("1"), "{target}");
            let reading = if dialect == "caresoft" { "/kangnam/api/v1/leads" } else { "/v3/lead" };
            let read = exchange(&house.base_url, &Request::new("GET", reading).bearer(token)).await;
            assert_eq!(read.status, 200, "{reading}: reads go on");
        }
        let ready = exchange(&house.base_url, &Request::new("GET", "/health/ready")).await;
        assert_eq!((ready.status, &ready.json().unwrap()["status"]), (503, &json!("not ready")));
        gate.open();
        for write in held {
            assert_eq!(write.await.unwrap(), Ok(()), "what waited is done");
        }
        assert_eq!(count_leads(&house.hub).await, before, "a refused write was written");
        for (dialect, _) in CREATES {
            let token = house.kangnam().token(dialect).unwrap();
            assert_eq!(exchange(&house.base_url, &create(dialect, token, "after")).await.status, 200);
        }
        house.stop().await;
    }

    async fn a_key_makes_a_request_happen_once(store: TestStore) {
        let house = House::open(store).await;
        for (dialect, _) in CREATES {
            let token = house.kangnam().token(dialect).unwrap();
            let other = integration(&house.hub, "kangnam", dialect, &format!("other {dialect}"), json!({})).await;
            let keyed = |request: Request| request.header("Idempotency-Key", "one key ế 😀".as_bytes());
            let before = count_leads(&house.hub).await;
            let first = exchange(&house.base_url, &keyed(create(dialect, token, "once"))).await;
            assert_eq!((first.status, first.header("idempotency-replayed")), (200, None), "{}", first.text());
            for _ in 0..3 {
                let again = exchange(&house.base_url, &keyed(create(dialect, token, "once"))).await;
                check(&again, 200, &first.json().unwrap());
                assert_eq!((&again.body, again.header("idempotency-replayed")), (&first.body, Some("true")));
            }
            assert_eq!(count_leads(&house.hub).await, before + 1, "{dialect}: a repetition was written");
            let reused = voice(dialect, "this idempotency key was used for another request: take a new one");
            let answer = exchange(&house.base_url, &keyed(create(dialect, token, "another"))).await;
            check(&answer, 422, &reused);
            assert_eq!(answer.header("retry-after"), None);
            // A slash at the end makes no other request.
            let mut slashed = keyed(create(dialect, token, "once"));
            slashed.target += "/";
            check(&exchange(&house.base_url, &slashed).await, 200, &first.json().unwrap());
            assert_eq!(count_leads(&house.hub).await, before + 1, "{dialect}: a refused repetition was written");
            // Keys are the integration's own; without one nothing is remembered.
            for request in [keyed(create(dialect, &other, "once")), create(dialect, token, "once"), create(dialect, token, "once")] {
                let answer = exchange(&house.base_url, &request).await;
                assert_eq!((answer.status, answer.header("idempotency-replayed")), (200, None));
                assert_ne!(answer.body, first.body);
            }
            assert_eq!(count_leads(&house.hub).await, before + 4);
            // A key that says nothing is none: two requests are two leads.
            for blank in ["", " ", " \t "] {
                for _ in 0..2 {
                    let answer = exchange(&house.base_url, &create(dialect, token, "blank").header("Idempotency-Key", blank)).await;
                    assert_eq!((answer.status, answer.header("idempotency-replayed")), (200, None), "{}", answer.text());
                }
            }
            // Two keys that differ in a byte that is no UTF-8 are two keys.
            for byte in [0xe9, 0xea] {
                let key = [b"key ".as_slice(), &[byte]].concat();
                let answer = exchange(&house.base_url, &create(dialect, token, "bytes").header("Idempotency-Key", key)).await;
                assert_eq!((answer.status, answer.header("idempotency-replayed")), (200, None), "{}", answer.text());
            }
            assert_eq!(count_leads(&house.hub).await, before + 12);
            refusals_are_not_remembered(&house, dialect, token).await;
        }
        deletes_are_remembered(&house).await;
        house.stop().await;
    }

    /// On every wire, whatever its answers look like.
    async fn a_key_of_255_characters_is_one_and_a_blank_one_is_none(store: TestStore) {
        let house = House::open(store).await;
        let long = "k".repeat(255);
        for dialect in ["caresoft", "dialer", "erp", "lead_platform", "native"] {
            let before = count_leads(&house.hub).await;
            let keyed = async |key: &str| exchange(&house.base_url, &any_create(&house, dialect).header("Idempotency-Key", key)).await;
            let first = keyed(&long).await;
            assert!(matches!(first.status, 200 | 201), "{dialect}: {}", first.text());
            let again = keyed(&long).await;
            assert_eq!((again.status, &again.body, again.header("idempotency-replayed")), (first.status, &first.body, Some("true")), "{dialect}");
            // One that differs in its last character is another.
            let other = keyed(&format!("{}x", &long[..254])).await;
            assert_eq!((other.status, other.header("idempotency-replayed")), (first.status, None), "{dialect}: {}", other.text());
            assert_eq!(count_leads(&house.hub).await, before + 2, "{dialect}");
            for blank in ["", " ", " \t "] {
                for _ in 0..2 {
                    let answer = keyed(blank).await;
                    assert_eq!((answer.status, answer.header("idempotency-replayed")), (first.status, None), "{dialect}: {}", answer.text());
                }
            }
            assert_eq!(count_leads(&house.hub).await, before + 8, "{dialect}: a blank key is a key");
        }
        house.stop().await;
    }

    async fn sixteen_twins_are_one_lead(store: TestStore) {
        let house = House::open(store).await;
        for (dialect, _) in CREATES {
            let token = house.kangnam().token(dialect).unwrap();
            for round in 0..5 {
                let before = count_leads(&house.hub).await;
                let mut twins = JoinSet::new();
                for _ in 0..16 {
                    let request = create(dialect, token, "twin").header("Idempotency-Key", format!("twins {round}"));
                    let base_url = house.base_url.clone();
                    twins.spawn(async move { exchange(&base_url, &request).await });
                }
                let answers = twins.join_all().await;
                let under_way = voice(dialect, "the same request is under way: wait for its answer");
                let (taken, held): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
                held.iter().for_each(|answer| check(answer, 409, &under_way));
                assert!(taken.iter().all(|answer| answer.body == taken[0].body), "{dialect}: twins differ");
                let first = taken.iter().filter(|answer| answer.header("idempotency-replayed").is_none()).count();
                assert_eq!((first, count_leads(&house.hub).await), (1, before + 1), "{dialect}: more than one twin");
            }
        }
        house.stop().await;
    }

    async fn a_twin_of_a_request_under_way_is_told_to_wait(store: TestStore) {
        // With one writer a twin always comes after, so only parallel writers can meet.
        let parallel = store.engine() == Engine::Postgres;
        let house = Arc::new(House::open(store).await);
        let before = count_leads(&house.hub).await;
        let mut pairs = JoinSet::new();
        for (dialect, target) in CREATES {
            let house = Arc::clone(&house);
            pairs.spawn(async move { twin_of_one_under_way(&house, dialect, target, parallel).await });
        }
        pairs.join_all().await;
        assert_eq!(count_leads(&house.hub).await, before);
        Arc::into_inner(house).unwrap().stop().await;
    }
}

/// Begins the same request as a client's would, holds it open, and sends the client's.
async fn twin_of_one_under_way(house: &House, dialect: &str, target: &'static str, parallel: bool) {
    let token = house.kangnam().token(dialect).unwrap();
    let request = create(dialect, token, "twin").header("Idempotency-Key", "held");
    let body = String::from_utf8(request.body.clone()).unwrap();
    let key = OnceKey {
        key: questions::token_hash("held"),
        request_hash: questions::token_hash(format!("{target}\n{body}")),
    };
    let (hash, now) = (questions::token_hash(token), house.hub.now());
    let actor = house.hub.read(move |db| questions::authenticate(db, &hash, now)).await.unwrap().unwrap().0;
    let gate = Gate::default();
    let (hub, at) = (house.hub.clone(), gate.clone());
    let answered = json!({ "kept": true });
    let kept = answered.to_string().into_bytes();
    let holding = tokio::spawn(async move {
        let work = move |tx: &mut Tx| {
            let work = |_: &mut Tx| {
                at.pass();
                Ok(Rendered::new(200, kept.clone()))
            };
            once(tx, &actor, &key, work).map(|(_, replayed)| replayed)
        };
        hub.write(work).await
    });
    while gate.arrived() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    if parallel {
        let answer = exchange(&house.base_url, &request).await;
        check(&answer, 409, &voice(dialect, "the same request is under way: wait for its answer"));
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
    gate.open();
    assert_eq!(holding.await.unwrap(), Ok(false));
    let answer = exchange(&house.base_url, &request).await;
    check(&answer, 200, &answered);
    assert_eq!(answer.header("idempotency-replayed"), Some("true"));
}

/// A refusal comes out the same when it is asked again, so the key stays free for the mended request.
async fn refusals_are_not_remembered(house: &House, dialect: &str, token: &str) {
    let keyed = |request: Request| request.header("Idempotency-Key", "mended");
    let mut broken = keyed(create(dialect, token, "mended"));
    broken.body = b"{".to_vec();
    for _ in 0..2 {
        let answer = exchange(&house.base_url, &broken).await;
        assert_eq!((answer.status, answer.header("idempotency-replayed")), (400, None));
    }
    let unknown = keyed(create(dialect, token, "mended"));
    let text = String::from_utf8(unknown.body.clone()).unwrap();
    let text = text.replace("1244", "5").replace(LIST, "00000000-0000-4000-8000-000000000000");
    let refused = exchange(&house.base_url, &Request { body: text.into_bytes(), ..unknown.clone() }).await;
    assert!(matches!(refused.status, 400 | 404), "{}", refused.text());
    let mended = exchange(&house.base_url, &unknown).await;
    assert_eq!((mended.status, mended.header("idempotency-replayed")), (200, None), "{}", mended.text());
}

/// A repeated delete gets the first answer, not that there is nothing to delete.
async fn deletes_are_remembered(house: &House) {
    let token = house.kangnam().token("dialer").unwrap();
    let made = exchange(&house.base_url, &create("dialer", token, "gone")).await.json().unwrap();
    let target = format!("/v3/lead/{}", made["lead_uuid"].as_str().unwrap());
    let delete = Request::new("DELETE", &target).bearer(token).header("Idempotency-Key", "delete");
    let body = json!({ "lead_uuid": made["lead_uuid"] });
    for replayed in [None, Some("true")] {
        let answer = exchange(&house.base_url, &delete).await;
        check(&answer, 200, &body);
        assert_eq!(answer.header("idempotency-replayed"), replayed);
    }
    let again = exchange(&house.base_url, &Request::new("DELETE", &target).bearer(token)).await;
    check(&again, 404, &json!({ "error": "Not Found" }));
}
