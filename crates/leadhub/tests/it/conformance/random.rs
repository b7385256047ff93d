//! Arbitrary requests to every route of every dialect: whatever comes, the answer is JSON and no fault of ours. Seeded and bounded;
//! a failure prints the request.

use super::raw::Request;
use super::transport::{dialect, filled};
use super::{Bench, integration, query};
use leadhub::doors::DIALECTS;
use leadhub_testkit::{Engine, TestStore, both_engines};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;
use std::collections::BTreeMap;

/// Keys that mean something to somebody, so that arbitrary values get past the first check.
const KEYS: [&str; 44] = [
    "lead",
    "subject",
    "phone",
    "email",
    "username",
    "service_id",
    "group_id",
    "assignee_id",
    "requester_id",
    "lead_status_id",
    "lead_status",
    "lead_label",
    "lead_label_id",
    "custom_fields",
    "comment",
    "body",
    "author_id",
    "is_public",
    "id",
    "value",
    "estimated_closed_date",
    "unqualify_reason",
    "ref_url",
    "list_uuid",
    "phone_number",
    "lead_name",
    "lead_code",
    "lead_uuid",
    "additional",
    "identity_issued_on",
    "after_day",
    "data",
    "campaign_uuid",
    "list_name",
    "description",
    "campaign_name",
    "type",
    "active",
    "api_key",
    "page",
    "count",
    "limit",
    "offset",
    "$serde_json::private::Number",
];
const WORDS: [&str; 24] = [
    "",
    "0349719999",
    "+84349719999",
    "an@example.com",
    "1244",
    "525",
    "528",
    "207642682",
    "10",
    "autodialer",
    "true",
    "-1",
    "1e400",
    "9223372036854775808",
    "2024-03-21 23:59:59",
    "9999-12-31T23:59:59-23:59",
    "c4869e79-f0fa-4c6a-9410-bc0defac375a",
    "7bbe986b-8a6e-404c-840b-781102b5aa07",
    "\u{0}",
    "😀",
    "'; DROP TABLE lead; --",
    "%00",
    "ế",
    "\u{feff}",
];

/// The dialects whose keys these are: some of what is sent to them must get through.
const PROVED: [&str; 2] = ["caresoft", "dialer"];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        5 => proptest::sample::select(&WORDS[..]).prop_map(str::to_owned),
        3 => proptest::collection::vec(any::<char>(), 0..20).prop_map(String::from_iter),
        1 => (proptest::sample::select(&WORDS[..]), 200..400_usize).prop_map(|(word, times)| word.repeat(times)),
    ]
}

fn json() -> impl Strategy<Value = String> {
    let number = prop_oneof!["-?[1-9][0-9]{0,30}", "-?[0-9]\\.[0-9]{1,30}", "[1-9]e-?[0-9]{1,9}"];
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|yes| yes.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        number,
        text().prop_map(|text| Value::from(text).to_string()),
        Just("\"\\ud800\"".to_owned()),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        let member = (proptest::sample::select(&KEYS[..]), inner.clone());
        let object = proptest::collection::vec(member, 0..8).prop_map(|members| {
            let members: Vec<String> = members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
            format!("{{{}}}", members.join(","))
        });
        prop_oneof![3 => object, 1 => proptest::collection::vec(inner, 0..5).prop_map(|values| format!("[{}]", values.join(",")))]
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let wrapped = json().prop_map(|json| format!("{{\"lead\":{json}}}").into_bytes());
    let near = json().prop_map(|json| {
        let good = "\"subject\":\"x\",\"phone\":\"0349719999\",\"service_id\":1244,\"list_uuid\":\"c4869e79-f0fa-4c6a-9410-bc0defac375a\"";
        let object = json.strip_prefix('{').filter(|rest| rest.len() > 1).map_or_else(|| format!("{good}}}"), |rest| format!("{good},{rest}"));
        format!("{{\"phone_number\":\"0349719999\",\"lead\":{{{object},{object}").into_bytes()
    });
    prop_oneof![
        2 => json().prop_map(String::into_bytes),
        3 => wrapped,
        3 => near,
        1 => proptest::collection::vec(any::<u8>(), 0..300),
        1 => (json(), any::<u8>(), any::<usize>()).prop_map(|(json, byte, at)| {
            let mut bytes = json.into_bytes();
            let at = at % bytes.len();
            bytes[at] = byte;
            bytes
        }),
    ]
}

fn query_string() -> impl Strategy<Value = String> {
    const NAMES: [&str; 17] = [
        "page",
        "count",
        "requester_id",
        "assignee_id",
        "service_id",
        "status_ids",
        "convert_type",
        "created_since",
        "created_to",
        "updated_since",
        "convert_to",
        "list_uuid",
        "campaign_uuid",
        "phone_number",
        "limit",
        "offset",
        "type",
    ];
    let pairs = proptest::collection::vec((proptest::sample::select(&NAMES[..]), text()), 0..5);
    let pairs =
        pairs.prop_map(|pairs| query(&pairs.iter().map(|(key, value)| (*key, value.as_str())).collect::<Vec<_>>()));
    prop_oneof![4 => pairs, 1 => "[a-z%&=+;,./?:@!$'()*~0-9-]{0,60}"]
}

/// A path's placeholders: the demo's own ids, or anything.
fn target(path: &'static str) -> impl Strategy<Value = String> {
    let segment = "[a-zA-Z0-9%._~:@!$&'()*+,;=-]{1,40}";
    prop_oneof![
        2 => Just(filled(path)),
        1 => segment.prop_map(move |text| {
            let mut parts = path.split('/').map(|part| if part.starts_with("{") && part != "{domain}" { text.as_str() } else { part });
            let first = parts.next().unwrap_or_default().to_owned();
            filled(&parts.fold(first, |whole, part| whole + "/" + part))
        }),
    ]
}

fn headers() -> impl Strategy<Value = (&'static str, Option<Vec<u8>>)> {
    const KINDS: [&str; 5] = [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "text/plain; charset=utf-16",
        "",
    ];
    let key = proptest::collection::vec(proptest::sample::select((0x20..=0xff).collect::<Vec<u8>>()), 0..40);
    (
        proptest::sample::select(&KINDS[..]),
        proptest::option::weighted(0.3, key.prop_filter("DEL ends a header", |key| !key.contains(&0x7f))),
    )
}

fn request(method: &'static str, path: &'static str) -> impl Strategy<Value = Request> {
    (target(path), query_string(), body(), headers()).prop_map(move |(target, query, body, (kind, key))| {
        let mut request = Request::new(method, &format!("{target}?{query}")).header("Content-Type", kind);
        request.headers.extend(key.map(|key| ("Idempotency-Key".to_owned(), key)));
        request.body = body;
        request
    })
}

fn method_of(name: &str) -> &'static str {
    ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().find(|known| *known == name).unwrap()
}

/// `rounds` requests to each route of the dialect.
async fn all_routes(bench: &mut Bench, key: &'static str, token: &str, rounds: usize) {
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[41; 32]));
    let mut answers: BTreeMap<u16, usize> = BTreeMap::new();
    for route in (dialect(key).routes)().listed() {
        let requests = request(method_of(route.method.as_str()), route.path);
        for _ in 0..rounds {
            let request = requests.new_tree(&mut runner).unwrap().current();
            let request = if key == "erp" { request.header("access_token", token) } else { request.bearer(token) };
            let request = request.header("source", "TCB");
            bench.count();
            let answer = bench.send(&request).await;
            if request.method != "GET" {
                *answers.entry(answer.status).or_default() += 1;
            }
            let is_own = matches!(answer.header("content-type"), Some("application/json" | "application/problem+json"));
            let is_json = answer.status == 204 || is_own && answer.json().is_some();
            // The one answer that is a file.
            let is_file = answer.status == 200 && route.path == "/hub/v1/leads/export";
            if answer.status >= 500 || !is_json && !is_file {
                let (head, body) = ((&request.method, &request.target), String::from_utf8_lossy(&request.body));
                let answered = format!("{} {}", answer.status, answer.text());
                bench.complain(format!("{head:?} {:?}\n    {body}\n    {answered}", request.headers));
            }
        }
    }
    println!("{key}: {answers:?}");
    // Writes that are all refused at the first check would show nothing.
    let taken = answers.get(&200).copied().unwrap_or_default();
    assert!(taken > 0 || !PROVED.contains(&key), "{key}: no arbitrary write is taken: {answers:?}");
}

both_engines! {
    migrate = crate::migrate;

    async fn whatever_comes_the_answer_is_json_and_no_fault(store: TestStore) {
        // The larger part on the engine that is quicker; the SQL is the same.
        let rounds = if store.engine() == Engine::Sqlite { 50 } else { 8 };
        let mut bench = Bench::open(store, "caresoft").await;
        for dialect in DIALECTS {
            let token = integration(&bench.house.hub, "kangnam", dialect.key, &format!("random {}", dialect.key), serde_json::json!({})).await;
            all_routes(&mut bench, dialect.key, &token, rounds).await;
        }
        bench.finish().await;
    }
}
