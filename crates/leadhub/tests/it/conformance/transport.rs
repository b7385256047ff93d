//! What stands around every operation: credentials, methods, paths. The routes are those of the dialect's own table, so a new
//! one is tried without anybody thinking of it.

use super::Bench;
use super::raw::Request;
use super::table::Wanted;
use http::Method;
use leadhub::doors::DIALECTS;
use leadhub_core::actions::{NewToken, issue_token};
use leadhub_core::store::organisations;
use leadhub_model::Moment;
use leadhub_wire::Dialect;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The routes that need no token: one gives one, one is for all to see.
const WITHOUT_TOKEN: [&str; 2] = ["/v3/auth/token", "/hub/openapi.json"];

pub fn dialect(key: &str) -> &'static Dialect {
    DIALECTS.iter().find(|dialect| dialect.key == key).unwrap()
}

/// A route's path with ids of the demo's in it.
pub fn filled(path: &str) -> String {
    let filled = |part: &str| match part {
        "{domain}" => "kangnam".to_owned(),
        "{lead_id}" => "414856017".to_owned(),
        "{lead_uuid}" => "307c2fe7-d075-493c-b8d6-b11195caec41".to_owned(),
        "{list_uuid}" => "c4869e79-f0fa-4c6a-9410-bc0defac375a".to_owned(),
        "{campaign_uuid}" => "7bbe986b-8a6e-404c-840b-781102b5aa07".to_owned(),
        other if other.starts_with('{') => "1".to_owned(),
        word => word.to_owned(),
    };
    path.split('/').map(filled).collect::<Vec<_>>().join("/")
}

/// Whether another dialect has the path too, so that without any credential of ours it may be the one that speaks (decision X1).
fn is_shared(key: &str, path: &str) -> bool {
    DIALECTS.iter().any(|other| other.key != key && (other.claim)(path).is_some_and(|claim| claim.speaks))
}

/// No route answers without a credential that is good here and now.
pub async fn credentials(bench: &mut Bench, key: &'static str, wanted: &Wanted) {
    let good = bench.token.clone();
    let other = if key == "caresoft" { "dialer" } else { "caresoft" };
    let other = bench.house.kangnam().token(other).unwrap().to_owned();
    let expired = expired(bench, key).await;
    bench.forget_stock();
    let tokens = [
        ("an unknown token", "Bearer lh_0000000000000000000000000000000000000000".to_owned()),
        ("an empty token", "Bearer ".to_owned()),
        ("no token", "Bearer".to_owned()),
        ("nothing", String::new()),
        ("another scheme", format!("Basic {good}")),
        ("yet another scheme", format!("Token {good}")),
        ("a word after the token", format!("Bearer {good} x")),
        ("half the token", format!("Bearer {}", &good[..good.len() / 2])),
        ("the token in capitals", format!("Bearer {}", good.to_uppercase())),
        ("a token of another dialect", format!("Bearer {other}")),
        ("a token whose time is over", format!("Bearer {expired}")),
        ("letters of another script", "Bearer ếếế".to_owned()),
        ("SQL", "Bearer ' OR '1'='1".to_owned()),
        ("a very long token", format!("Bearer {}", "x".repeat(20_000))),
    ];
    let carried = tokens.map(|(name, value)| (name, vec![("Authorization".to_owned(), value.into_bytes())]));
    let elsewhere = vec![("access_token".to_owned(), good.clone().into_bytes())];
    let refused = carried.into_iter().chain([("no credential", Vec::new()), ("a token in another header", elsewhere)]);
    let refused: Vec<_> = refused.collect();
    for route in (dialect(key).routes)().listed() {
        if WITHOUT_TOKEN.contains(&route.path) {
            continue;
        }
        for (name, headers) in &refused {
            // What is no ASCII is no token to anybody.
            let is_token = |value: &[u8]| value.len() > 7 && value.starts_with(b"Bearer ") && value.is_ascii();
            if !headers.iter().any(|(_, value)| is_token(value)) && is_shared(key, &filled(route.path)) {
                continue;
            }
            let mut request = Request::new(route.method.as_str(), &filled(route.path)).json("{");
            request.headers.extend(headers.iter().cloned());
            bench.expect(&format!("{name}: {} {}", route.method, route.path), &request, wanted).await;
        }
        if route.path.contains("{domain}") {
            for slug in ["dongnai", "nobody", "kangnam%20", "%6bangnam"] {
                let target = filled(&route.path.replace("{domain}", slug));
                let request = Request::new(route.method.as_str(), &target).bearer(&good).json("{}");
                bench
                    .expect(&format!("the organisation {slug}: {} {}", route.method, route.path), &request, wanted)
                    .await;
            }
        }
    }
}

async fn expired(bench: &Bench, key: &'static str) -> String {
    let hub = &bench.house.hub;
    let past = Moment::from_micros(hub.now().micros() - 1);
    let token = NewToken::lasting(hub.chance(), Some(past));
    let issued = token.clone();
    let done = hub.write(move |tx| {
        let organisation = organisations::find_organisation(tx, "kangnam")?.unwrap();
        let integrations = organisations::list_integrations(tx, organisation.id)?;
        let own = integrations.iter().find(|integration| integration.dialect == key).unwrap();
        issue_token(tx, organisation.id, own.id, &issued)
    });
    done.await.unwrap();
    token.text().to_owned()
}

/// Every method that a path does not have; the answer names those it has.
pub async fn methods(bench: &mut Bench, key: &str, wanted: &Wanted) {
    let mut known: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for route in (dialect(key).routes)().listed() {
        known.entry(route.path).or_default().insert(route.method.to_string());
    }
    for (path, methods) in known {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
            if methods.contains(method) {
                continue;
            }
            for target in [filled(path), format!("{}/", filled(path))] {
                let name = format!("{method} {target}");
                let request = bench.request(method, &target, "{}");
                bench.expect(&name, &request, wanted).await;
                let answer = bench.send(&request).await;
                let allowed = answer.header("allow").unwrap_or_default();
                let allowed: BTreeSet<String> = allowed.split(',').map(|word| word.trim().to_owned()).collect();
                if allowed.iter().filter(|method| *method != "HEAD").ne(methods.iter()) {
                    bench.complain(format!("{name}: allows {allowed:?}, wanted {methods:?}"));
                }
            }
        }
        if methods.contains(Method::GET.as_str()) {
            head(bench, path).await;
        }
    }
}

/// HEAD is GET without the body.
async fn head(bench: &mut Bench, path: &str) {
    /// What is listed may grow in between, as the requests themselves do.
    const TRIES: usize = 10;
    bench.count();
    let mut last = String::new();
    for _ in 0..TRIES {
        let get = bench.send(&bench.request("GET", &filled(path), "")).await;
        let head = bench.send(&bench.request("HEAD", &filled(path), "")).await;
        let same = |name: &str| get.header(name) == head.header(name);
        if (head.status, head.body.is_empty()) == (get.status, true) && same("content-type") && same("content-length") {
            return;
        }
        last = format!("HEAD {path}: {head:?} where GET has {} {:?}", get.status, get.headers);
    }
    bench.complain(last);
}

/// Paths that are no route, with a good token; without one, a path that no dialect has is answered by the house.
pub async fn paths(bench: &mut Bench, unknown: &[&str], wanted: &Wanted) {
    for path in unknown {
        for method in ["GET", "POST", "PUT", "DELETE"] {
            let request = bench.request(method, path, "{}");
            bench.expect(&format!("{method} {path}"), &request, wanted).await;
        }
    }
    let house = Wanted::new(404, json!({ "error": "Not Found: no API of this server has such a path" }));
    for path in
        ["/", "/nothing", "/kangnam", "/kangnam/lead/nothing", "/api/v1", "/v30/lead", "/v3lead", "/health/nothing"]
    {
        bench.expect(&format!("nobody at {path}"), &Request::new("GET", path), &house).await;
    }
    let method = Wanted::new(405, json!({ "error": "Method Not Allowed: use GET" }));
    bench.expect("POST /health/live", &Request::new("POST", "/health/live"), &method).await;
}
