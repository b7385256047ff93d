//! Idempotency keys (decision N5).
//! Run by the engines' tests in `conformance`; it looks at answers and at what was written.

use super::*;
use leadhub_core::questions;

/// Keys on every operation that writes: the first answer again, another request refused, a twin under way told to wait (decision N5).
pub async fn repetitions(mut bench: Bench) {
    let mut requests: Vec<Request> = Vec::new();
    for operation in operations(&mut bench).await {
        let number = bench.next_number();
        requests.push(bench.request(operation.method, &operation.target, operation.body("", None, number)));
    }
    for target in made_for_deletion(&bench).await {
        requests.push(bench.request("DELETE", &target, ""));
    }
    for (at, request) in requests.iter().enumerate() {
        let name = format!("{} {}", request.method, request.target);
        let keyed = request.clone().header("Idempotency-Key", format!("key {at}"));
        bench.count();
        bench.forget_stock();
        let (first, again) = (bench.send(&keyed).await, bench.send(&keyed).await);
        let (mut shown, mut same) = (first.json(), again.json());
        // A token's text is shown once (quirk Q11).
        for answer in [&mut shown, &mut same].into_iter().flatten() {
            for place in ["/token/token", "/token"] {
                if let Some(text) = answer.pointer_mut(place).filter(|text| text.is_string() || text.is_null()) {
                    *text = Value::Null;
                }
            }
        }
        let headers = |answer: &crate::conformance::raw::Answer| {
            ["etag", "location", "content-type"].map(|name| answer.header(name).map(str::to_owned))
        };
        let is_same = (first.status, &shown, headers(&first)) == (again.status, &same, headers(&again));
        let replayed = (first.header("idempotency-replayed"), again.header("idempotency-replayed"));
        if !(200..300).contains(&first.status) || !is_same || replayed != (None, Some("true")) {
            bench.complain(format!("{name}, twice: {first:?} {again:?}"));
        }
        if request.method != "DELETE" {
            let mut other = keyed.clone();
            other.body.push(b' ');
            bench.expect(&format!("{name}, the key for another body"), &other, &key_reused()).await;
        }
    }
    let elsewhere = bench.request("PATCH", LEAD, "{}").header("Idempotency-Key", "key 0");
    bench.expect("the key for another path", &elsewhere, &key_reused()).await;
    under_way(&mut bench).await;
    bench.finish().await;
}

/// Something of each kind that can be deleted.
pub async fn made_for_deletion(bench: &Bench) -> Vec<String> {
    let mut targets = Vec::new();
    let mut token = String::new();
    for (path, body) in [
        ("leads", json!({ "phone": "0349719955" })),
        ("lists", json!({ "name": "to delete", "campaign_uuid": CAMPAIGN })),
        ("campaigns", json!({ "name": "to delete", "kind": "x" })),
        ("integrations", json!({ "dialect": "erp", "name": "to delete" })),
    ] {
        let answer = bench.send(&bench.request("POST", &format!("/hub/v1/{path}"), body.to_string())).await;
        targets.push(answer.header("location").unwrap().to_owned());
        token = answer.json().unwrap()["token"]["id"].as_str().unwrap_or_default().to_owned();
    }
    let off = bench.request("PATCH", &targets[2], "{\"active\":false}");
    assert_eq!(bench.send(&off).await.status, 200);
    targets[3] = format!("{}/tokens/{token}", targets[3]);
    targets
}

/// With one writer a twin always comes after, so only parallel writers can meet.
pub async fn under_way(bench: &mut Bench) {
    let (target, body, key) = ("/hub/v1/leads", "{\"phone\":\"0349719944\"}", "held");
    let once_key =
        OnceKey { key: questions::token_hash(key), request_hash: questions::token_hash(format!("{target}\n{body}")) };
    let (hub, gate) = (bench.house.hub.clone(), Gate::default());
    let (token, now, at) = (questions::token_hash(&bench.token), hub.now(), gate.clone());
    let actor = hub.read(move |db| questions::authenticate(db, &token, now)).await.unwrap().unwrap().0;
    let holding = tokio::spawn(async move {
        let work = move |tx: &mut Tx| {
            let work = |_: &mut Tx| {
                at.pass();
                Ok(Rendered::new(201, b"{\"id\":5}".to_vec()).with("location", "/hub/v1/leads/5".to_owned()))
            };
            once(tx, &actor, &once_key, work).map(|(_, replayed)| replayed)
        };
        hub.write(work).await
    });
    while gate.arrived() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let twin = bench.request("POST", target, body).header("Idempotency-Key", key);
    if bench.engine == Engine::Postgres {
        let wait =
            told(409, "in-flight", "the same request is under way: wait for its answer").header("retry-after", "1");
        bench.expect("a twin of one under way", &twin, &wait).await;
    }
    gate.open();
    assert_eq!(holding.await.unwrap(), Ok(false));
    let kept = in_call(Wanted::new(201, json!({ "id": 5 }))).header("idempotency-replayed", "true");
    bench.expect("the twin, when it is done", &twin, &kept.header("location", "/hub/v1/leads/5")).await;
}
