//! The table of the house's own API: every field of its bodies and every parameter of its lists as the checked-in OpenAPI document
//! has them, then scopes, conditions, repetitions and ids. Whole problems are compared: type, status, every wrong field by name and
//! code (docs/contract/decisions.md, N1 to N21).

mod document;

use super::hostile::{self, Fault};
use super::raw::Request;
use super::table::{Operation, Outcome, Wanted};
use super::{Bench, one, query, transport};
use crate::limits::Gate;
use document::{Documented, Seen, Wrong, unknown, wrong};
use http::StatusCode;
use leadhub_core::actions::{NewIntegration, NewToken, OnceKey, Rendered, create_integration, issue_token, once};
use leadhub_core::{Actor, Tx, queries};
use leadhub_model::organisation::{Scope, Scopes};
use leadhub_testkit::Engine;
use serde_json::{Map, Value, json};
use std::time::Duration;

const LEAD: &str = "/hub/v1/leads/414856017";
const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
const CAMPAIGN: &str = "7bbe986b-8a6e-404c-840b-781102b5aa07";
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
const UNKNOWN_ID: &str = "999999999";

fn problem(status: u16, kind: &str, detail: &str, errors: &[Wrong]) -> Wanted {
    let title = StatusCode::from_u16(status).unwrap().canonical_reason().unwrap();
    let errors: Vec<Value> = errors
        .iter()
        .map(|(field, code, message)| json!({ "field": field, "code": code, "message": message }))
        .collect();
    let body = json!({
        "type": format!("/hub/problems/{kind}"), "title": title, "status": status, "detail": detail, "instance": null,
        "errors": errors,
    });
    Wanted::new(status, body).media("application/problem+json")
}

/// An answer to somebody who was let in: it says what is left, and nobody keeps it.
fn told(status: u16, kind: &str, detail: &str) -> Wanted {
    in_call(problem(status, kind, detail, &[]))
}

fn in_call(wanted: Wanted) -> Wanted {
    wanted.header("ratelimit-limit", "20000").header("cache-control", "no-store")
}

/// 422 with these fields.
fn fields(errors: &[Wrong]) -> Wanted {
    let names: Vec<&str> = errors.iter().map(|(field, ..)| field.as_str()).collect();
    let detail = format!("nothing was written, correct this first: {}", names.join(", "));
    in_call(problem(422, "validation", &detail, errors))
}

fn says(fault: Fault) -> Wanted {
    match fault {
        Fault::NotJson => told(400, "bad-request", "the body is not JSON: correct it"),
        Fault::NotObject => told(400, "bad-request", "the body is JSON, but not an object: send an object"),
        Fault::NullCharacter => fields(&[]),
        Fault::TooLarge => {
            let detail = format!("a body has {} bytes at most: send less at once", hostile::limit());
            told(413, "too-large", &detail)
        }
    }
}

fn not_found(what: &str) -> Wanted {
    told(404, "not-found", &format!("there is no {what}"))
}

fn unauthorized() -> Wanted {
    let detail = "send a good token of a native integration: Authorization: Bearer <token>";
    problem(401, "unauthorized", detail, &[]).header("www-authenticate", "Bearer")
}

fn forbidden(scope: Scope) -> Wanted {
    let detail =
        format!("this integration does not have the scope '{scope}': give it that scope, or take another token");
    told(403, "forbidden", &detail)
}

fn stale(version: i64) -> Wanted {
    let detail = format!("it was changed meanwhile and is at version {version} now: read it again, then change that");
    told(412, "stale", &detail)
}

fn key_reused() -> Wanted {
    told(422, "key-reused", "this idempotency key was used for another request: take a new one")
}

/// Any answer with this status.
fn done(status: u16) -> Wanted {
    in_call(Wanted::new(status, json!("<any>")))
}

/// A good request of every operation that has a body. What is made with it may be made again, `<n>` being another number.
async fn operations(bench: &mut Bench) -> Vec<Operation> {
    let own = format!("under test {}", bench.next_number());
    let booking = made(
        bench,
        "/hub/v1/bookings",
        json!({ "brand_id": 1, "company_id": 2, "booked_at": PAST, "lead_id": 414856017 }),
    )
    .await;
    let integration = made(bench, "/hub/v1/integrations", json!({ "dialect": "erp", "name": own })).await;
    let booking = format!("/hub/v1/bookings/{booking}");
    let integration = format!("/hub/v1/integrations/{integration}");
    let (tokens, rotate) = (format!("{integration}/tokens"), format!("{integration}/rotate"));
    let (comments, list) = (format!("{LEAD}/comments"), format!("/hub/v1/lists/{LIST}"));
    let campaign = format!("/hub/v1/campaigns/{CAMPAIGN}");
    let make = |id, target: &str, good| operation(id, "POST", target, 201, good);
    let change = |id, target: &str, good| operation(id, "PATCH", target, 200, good);
    let put = |id, target: &str, good| operation(id, "PUT", &format!("/hub/v1/{target}"), 200, good);
    vec![
        make("createLead", "/hub/v1/leads", json!({ "phone": "0349719988", "email": "hoa@example.com" })),
        change("updateLead", LEAD, json!({ "name": "Hoa <n>" })),
        make("createComment", &comments, json!({ "body": "Gọi lại" })),
        make(
            "createBooking",
            "/hub/v1/bookings",
            json!({ "brand_id": 1, "company_id": 2, "booked_at": PAST, "lead": { "phone": "0349719988" } }),
        ),
        change("updateBooking", &booking, json!({ "details": { "room": "<n>" } })),
        make("createList", "/hub/v1/lists", json!({ "name": "List <n>", "campaign_uuid": CAMPAIGN })),
        change("updateList", &list, json!({ "active": true })),
        make("createCampaign", "/hub/v1/campaigns", json!({ "name": "Campaign <n>", "kind": "autodialer" })),
        change("updateCampaign", &campaign, json!({ "active": true })),
        put("putReference", "reference", json!({})),
        put("putStage", "stages/557", json!({ "label": "Called", "kind": "middle" })),
        put("putReason", "reasons/176", json!({ "label": "No need" })),
        put("putLabel", "labels/10", json!({ "label": "Hot" })),
        put("putCustomField", "custom-fields/5159", json!({ "label": "Size", "kind": "text" })),
        put("putGroup", "groups/12153", json!({ "name": "Days" })),
        put("putUser", "users/124734561", json!({ "username": "Lan" })),
        put("putService", "services/1244", json!({ "name": "Website" })),
        put("putBrand", "brands/1", json!({ "code": "KN", "name": "Kangnam" })),
        put("putCompany", "companies/2", json!({ "brand_id": 1, "code": "KN.01", "name": "Hà Nội" })),
        put("putPriceList", "price-lists/1", json!({ "brand_id": 1, "name": "2026" })),
        put("putProduct", "products/1", json!({ "name": "Mũi" })),
        put("putSourceCategory", "source-categories/1", json!({ "name": "Marketing" })),
        put("putSource", "sources/1", json!({ "category_id": 1, "name": "Web" })),
        put("putHobby", "hobbies/1", json!({ "name": "Đọc sách" })),
        make("createIntegration", "/hub/v1/integrations", json!({ "dialect": "erp", "name": "Integration <n>" })),
        change("updateIntegration", &integration, json!({ "settings": { "x": 1 } })),
        make("createToken", &tokens, json!({})),
        make("rotateTokens", &rotate, json!({})),
        change("updateOrganisation", "/hub/v1/organisation", json!({ "name": "Kangnam" })),
    ]
}

/// A booking in the past bars no other one.
const PAST: &str = "2020-01-31T09:00:00Z";

fn operation(name: &'static str, method: &'static str, target: &str, status: u16, good: Value) -> Operation {
    let Value::Object(good) = good else { panic!("{name}: {good}") };
    // The names of a table's fields live as long as the table.
    let good = good.into_iter().map(|(key, value)| (&*key.leak(), value.to_string())).collect();
    Operation { name, method, target: target.to_owned(), wrapper: None, good, answer: done(status), read_back: None }
}

async fn made(bench: &Bench, target: &str, body: Value) -> i64 {
    let answer = bench.send(&bench.request("POST", target, body.to_string())).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json().unwrap()["id"].as_i64().unwrap()
}

/// The documented operations that take a body, each with its good request.
async fn with_bodies(bench: &mut Bench) -> Vec<(Documented, Operation)> {
    let mut known = operations(bench).await;
    let mut both = Vec::new();
    for documented in document::operations().into_iter().filter(|operation| operation.body().is_some()) {
        match known.iter().position(|operation| operation.name == documented.id) {
            Some(at) => both.push((documented, known.swap_remove(at))),
            None => bench.complain(format!("{} takes a body and has no row", documented.id)),
        }
    }
    assert!(known.is_empty() && both.len() >= 29, "{} operations with a body", both.len());
    both
}

pub async fn bodies(mut bench: Bench) {
    let mut seen = Seen::new();
    for (documented, operation) in with_bodies(&mut bench).await {
        let schema = documented.body().unwrap();
        for (name, probes) in document::rows(schema, &mut seen, fields) {
            for probe in probes.iter().step_by(bench.stride) {
                let what = format!("{}: {name}: {}", operation.name, probe.name);
                let body = operation.body(name, probe.json.as_deref(), bench.next_number());
                let request = bench.request(operation.method, &operation.target, body);
                match &probe.outcome {
                    Outcome::Refused(wanted) => drop(bench.expect(&what, &request, wanted).await),
                    Outcome::Taken(shown) => takes(&mut bench, &operation, name, &what, &request, shown.as_ref()).await,
                }
            }
        }
        let nothing = document::missing_all(schema);
        if !nothing.is_empty() {
            let request = bench.request(operation.method, &operation.target, "{}");
            bench.expect(&format!("{}: nothing", operation.name), &request, &fields(&nothing)).await;
        }
        let asked = bench.request(operation.method, &format!("{}?x=1", operation.target), "{");
        bench.expect(&format!("{}: a query string", operation.name), &asked, &fields(&[unknown("x")])).await;
    }
    assert!(seen.len() > 20, "objects within bodies: {seen:?}");
    together(&mut bench).await;
    bench.finish().await;
}

/// A good value is taken and shown as it was sent; what only the store can tell of it is no matter of its form.
async fn takes(
    bench: &mut Bench,
    operation: &Operation,
    name: &str,
    what: &str,
    request: &Request,
    shown: Option<&Value>,
) {
    bench.count();
    bench.forget_stock();
    let answer = bench.send(request).await;
    let body = answer.json().unwrap_or_default();
    let code = body["errors"][0]["code"].as_str().unwrap_or_default();
    // The names were given to other integrations just before; texts of any length are no time zones.
    let told = (operation.name, name, code);
    let is_told_by_the_store =
        matches!(told, ("updateOrganisation", "zone", "unfit") | ("updateIntegration", "name", "taken"));
    if answer.status != operation.answer.status && !is_told_by_the_store {
        bench.complain(format!("{what}\n      {} {}", answer.status, answer.text()));
    } else if let (Some(shown), Some(got)) = (shown, body.get(name).filter(|_| answer.status < 300))
        && got != shown
    {
        bench.complain(format!("{what}\n      is shown as {got}, wanted {shown}"));
    }
}

/// Everything wrong in one answer, and what fields mean for each other.
async fn together(bench: &mut Bench) {
    let body =
        json!({ "nobody": 1, "after_day": -1, "comment": { "body": " ", "x": 1 }, "label_ids": [0, "x"], "name": 5 });
    let all = fields(&[
        wrong("label_ids[0]", "out_of_range", "must be from 1 to 9223372036854775807"),
        wrong("label_ids[1]", "wrong_type", "must be a whole number"),
        wrong("comment.body", "blank", "is blank: write something"),
        unknown("comment.x"),
        wrong("after_day", "out_of_range", "must be from 0 to 36500"),
        wrong("name", "wrong_type", "must be a text"),
        unknown("nobody"),
    ]);
    let nobody = "is missing: send phone, email or person_id, so that the lead is somebody's";
    let nobody = |field: &str| fields(&[wrong(field, "missing", nobody)]);
    let is_unknown = |names: &[&str]| {
        fields(&names.iter().map(|name| wrong(name, "unknown", "is not known here")).collect::<Vec<_>>())
    };
    let booked = |more: Value| {
        let mut body = json!({ "brand_id": 1, "company_id": 2, "booked_at": PAST });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let of_one = |code, message| fields(&[wrong("lead", code, message)]);
    let cases = [
        ("leads", body, all),
        ("leads", json!({}), nobody("phone")),
        ("leads", json!({ "phone": "", "email": " \t" }), nobody("phone")),
        ("leads", json!({ "person_id": 999999999 }), is_unknown(&["person_id"])),
        (
            "leads",
            json!({ "phone": "0349719988", "stage_id": 1999, "agent_id": 7, "label_ids": [10, 1999], "list_id": 7 }),
            is_unknown(&["stage_id", "agent_id", "list_id", "label_ids"]),
        ),
        ("bookings", booked(json!({})), of_one("missing", "is missing: send it, or lead_id")),
        (
            "bookings",
            booked(json!({ "lead_id": 414856017, "lead": { "phone": "1" } })),
            of_one("unfit", "stands beside lead_id: send one of them"),
        ),
        ("bookings", booked(json!({ "lead": {} })), nobody("lead.phone")),
        ("bookings", booked(json!({ "lead_id": 999999999 })), is_unknown(&["lead_id"])),
        ("lists", json!({ "name": "x", "campaign_uuid": NOBODY }), is_unknown(&["campaign_uuid"])),
        (
            "lists",
            json!({ "name": "List Autodialer", "campaign_uuid": CAMPAIGN }),
            fields(&[wrong("name", "taken", "is taken")]),
        ),
        ("campaigns", json!({ "name": "sss", "kind": "x" }), fields(&[wrong("name", "taken", "is taken")])),
        (
            "integrations",
            json!({ "dialect": "erp", "name": "conformance" }),
            fields(&[wrong("name", "taken", "is taken")]),
        ),
        ("integrations", json!({ "dialect": "erp", "name": "x", "agent_id": 7 }), is_unknown(&["agent_id"])),
    ];
    for (path, body, wanted) in cases {
        let request = bench.request("POST", &format!("/hub/v1/{path}"), body.to_string());
        bench.expect(&format!("{path}: {body}"), &request, &wanted).await;
    }
}

pub async fn bodies_and_paths(mut bench: Bench) {
    for (documented, operation) in with_bodies(&mut bench).await {
        let missing = document::missing_all(documented.body().unwrap());
        for (name, body, fault) in hostile::bodies().into_iter().step_by(bench.stride.min(5)) {
            let wanted = match fault {
                Fault::NullCharacter => {
                    let read: Map<String, Value> = serde_json::from_slice(&body).unwrap();
                    let told: Vec<Wrong> = missing.iter().cloned().chain(read.keys().map(|key| unknown(key))).collect();
                    fields(&told)
                }
                fault => says(fault),
            };
            let request = bench.request(operation.method, &operation.target, body);
            bench.expect(&format!("{}: {name}", operation.name), &request, &wanted).await;
        }
        let request = bench.request(operation.method, &operation.target, "");
        bench.expect(&format!("{}: no bytes", operation.name), &request, &says(Fault::NotJson)).await;
        media(&mut bench, &operation).await;
    }
    ids(&mut bench).await;
    transport::credentials(&mut bench, "native", &unauthorized()).await;
    let wrong_method = told(405, "method", "this path has other methods: see the header Allow");
    transport::methods(&mut bench, "native", &wrong_method).await;
    let unknown = [
        "/hub",
        "/hub/",
        "/hub/v1",
        "/hub/v2/leads",
        "/hub/v1/Leads",
        "/hub/v1//leads",
        "/hub/v1/leads/1/nothing",
        "/hub/v1/lead",
        "/hub/v1/%00",
        "/hub/v1/%FF",
        "/hub/openapi.yaml",
        "/nothing",
    ];
    transport::paths(&mut bench, &unknown, &not_found("such path")).await;
    bench.finish().await;
}

/// The body is JSON by name, whatever it is in truth (decision N3).
async fn media(bench: &mut Bench, operation: &Operation) {
    let other = told(415, "media-type", "send the body as JSON, with Content-Type: application/json");
    let others = [
        None,
        Some(""),
        Some("text/plain"),
        Some("text/json"),
        Some("application/jsonx"),
        Some("application/merge-patch+json"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=b"),
        Some("json"),
    ];
    let same = ["application/json; charset=utf-8", "APPLICATION/JSON", " application/json ;x"];
    let cases =
        others.map(|media| (media, &other)).into_iter().chain(same.map(|media| (Some(media), &operation.answer)));
    for (media, wanted) in cases {
        let body = operation.body("", None, bench.next_number());
        let mut request = bench.request(operation.method, &operation.target, body);
        request.headers.retain(|(name, _)| name != "Content-Type");
        request.headers.extend(media.map(|media| ("Content-Type".to_owned(), media.as_bytes().to_vec())));
        bench.expect(&format!("{}: as {media:?}", operation.name), &request, wanted).await;
    }
    let body = operation.body("", None, bench.next_number());
    let mut padded = body.clone().into_bytes();
    padded.resize(hostile::limit(), b' ');
    let request = bench.request(operation.method, &operation.target, padded);
    bench.expect(&format!("{}: as many bytes as allowed", operation.name), &request, &operation.answer).await;
}

/// Ids in paths that are none, and ids of nothing.
async fn ids(bench: &mut Bench) {
    let operations = operations(bench).await;
    let rotate = operations.iter().find(|operation| operation.name == "rotateTokens").unwrap();
    let integration = rotate.target.split('/').nth(4).unwrap().to_owned();
    for documented in document::operations().into_iter().filter(|operation| operation.path.contains('{')) {
        let body = operations.iter().find(|operation| operation.name == documented.id);
        let body = body.map(|operation| operation.body("", None, 0)).unwrap_or_default();
        let segments: Vec<&str> = documented.path.split('/').collect();
        for (at, segment) in segments.iter().enumerate().filter(|(_, segment)| segment.starts_with('{')) {
            let filled = |id: &str| {
                let good = |part: &str| match part {
                    "{integration_id}" => integration.clone(),
                    part => transport::filled(part),
                };
                let path = segments.iter().enumerate();
                path.map(|(place, part)| if place == at { id.to_owned() } else { good(part) })
                    .collect::<Vec<_>>()
                    .join("/")
            };
            let noun = noun(segment);
            let mut cases: Vec<(&str, Wanted)> = Vec::new();
            if *segment != "{token_id}" {
                let none = ["x", "-1", "1.5", "%20", "1%20", "%00", "%FF", "%E1%BA%BF", "9223372036854775808", "null"];
                cases.extend(none.map(|id| (id, not_found("row with this id"))));
            }
            if segment.ends_with("_uuid}") {
                cases.push((NOBODY, not_found(noun.unwrap())));
                cases.push(("1", not_found("row with this id")));
                cases.push(("c4869e79f0fa4c6a9410bc0defac375a", not_found("row with this id")));
            } else if let Some(noun) = noun {
                cases.extend([UNKNOWN_ID, "0", "9223372036854775807"].map(|id| (id, not_found(noun))));
            } else {
                let range = fields(&[wrong("id", "unfit", "take a number from 1 to 999999999999999")]);
                cases.extend(["0", "1000000000000000"].map(|id| (id, range.clone())));
            }
            for (id, wanted) in cases.into_iter().step_by(bench.stride.min(3)) {
                let target = filled(id);
                let request = bench.request(&documented.method, &target, body.clone());
                bench.expect(&format!("{} {target}", documented.method), &request, &wanted).await;
            }
        }
    }
}

/// What is not there when nothing has the id; `None` for what is put there.
fn noun(segment: &str) -> Option<&'static str> {
    Some(match segment {
        "{lead_id}" => "lead with this id",
        "{person_id}" => "person with this id",
        "{booking_id}" => "booking with this id",
        "{list_uuid}" => "list with this id",
        "{campaign_uuid}" => "campaign with this id",
        "{integration_id}" => "integration with this id",
        "{upload_id}" => "upload with this id in this list",
        "{token_id}" => "token with this id",
        _ => return None,
    })
}

pub async fn query_strings(mut bench: Bench) {
    let reads = document::operations().into_iter().filter(|operation| operation.method == "GET");
    for documented in reads.filter(|operation| operation.id != "getOpenApi") {
        let rows = documented.query();
        let path = transport::filled(documented.path);
        let needed = |without: &str| -> Vec<(&'static str, String)> {
            let needed = rows.iter().filter(|(name, is_needed, _)| *is_needed && *name != without);
            needed.map(|(name, _, schema)| (*name, document::query_sample(schema))).collect()
        };
        let ask = |without: &str, more: &[(&str, &str)]| {
            let needed = needed(without);
            let mut pairs: Vec<(&str, &str)> = needed.iter().map(|(name, text)| (*name, text.as_str())).collect();
            pairs.extend(more);
            format!("{path}?{}", query(&pairs))
        };
        let mut cases = vec![(ask("", &[("nobody", "1")]), vec![unknown("nobody")])];
        for (name, is_needed, schema) in &rows {
            let sample = document::query_sample(schema);
            for (text, told) in document::query_slips(name, schema) {
                cases.push((ask(name, &[(name, &text)]), vec![told]));
            }
            if !document::is_list(schema) {
                let told = wrong(name, "repeated", "stands there more than once: send it once");
                cases.push((ask(name, &[(name, &sample), (name, &sample)]), vec![told]));
            }
            if *is_needed {
                cases.push((ask(name, &[]), vec![wrong(name, "missing", "is missing: send it")]));
            }
            if *name == "cursor" {
                let say = "belongs to a list in another order: leave it out to begin anew";
                let cursor = format!("z{}", &sample[1..]);
                cases.push((ask(name, &[(name, &cursor)]), vec![wrong(name, "unfit", say)]));
            }
        }
        for (target, told) in cases.into_iter().step_by(bench.stride.min(3)) {
            let request = bench.request("GET", &target, "");
            bench.expect(&format!("GET {target}"), &request, &fields(&told)).await;
        }
    }
    let unfit = [
        ("leads?phone=12", wrong("phone", "unfit", "is no phone number that somebody could be known by")),
        ("persons?email=x", wrong("email", "unfit", "is no e-mail address")),
    ];
    for (target, told) in unfit {
        let request = bench.request("GET", &format!("/hub/v1/{target}"), "");
        bench.expect(target, &request, &fields(&[told])).await;
    }
    for method in ["DELETE", "PATCH"] {
        let request = bench.request(method, &format!("{LEAD}?fields=id"), "{}");
        bench.expect(&format!("{method}: a query string"), &request, &fields(&[unknown("fields")])).await;
    }
    bench.finish().await;
}

/// An integration that has all scopes but one; its token.
async fn without(bench: &Bench, scope: Scope) -> String {
    let token = NewToken::lasting(bench.house.hub.chance(), None);
    let given = token.clone();
    let made = bench.house.hub.write(move |tx| {
        let organisation = queries::find_organisation(tx, "kangnam")?.unwrap();
        let new = NewIntegration {
            dialect: "native".to_owned(),
            name: format!("without {scope}"),
            agent: None,
            settings: Map::new(),
            scopes: Scopes::of(Scope::ALL.into_iter().filter(|other| *other != scope)),
        };
        let made = create_integration(tx, &Actor::house(organisation.clone()), &new)?.unwrap();
        issue_token(tx, organisation.id, made.id, &given)
    });
    made.await.unwrap();
    token.text().to_owned()
}

/// What an operation asks of an integration (decision N1).
fn needs(operation: &Documented, scope: Scope) -> bool {
    let (reads, path) = (operation.method == "GET", operation.path);
    let is_administrative = operation.method == "PUT"
        || path.starts_with("/hub/v1/integrations")
        || (!reads && path == "/hub/v1/organisation");
    match scope {
        _ if path == "/hub/v1/me" => false,
        Scope::Read => reads,
        Scope::Write => !reads,
        Scope::Admin => is_administrative,
    }
}

pub async fn scopes(mut bench: Bench) {
    for scope in Scope::ALL {
        let token = without(&bench, scope).await;
        bench.forget_stock();
        let mut refused = 0;
        for operation in document::operations().iter().filter(|operation| operation.id != "getOpenApi") {
            let name = format!("{} without {scope}", operation.id);
            // Nothing has these ids, so that what is allowed does nothing either.
            let parts = operation.path.split('/').map(|part| match part {
                part if part.ends_with("_uuid}") => NOBODY,
                part if part.starts_with('{') => "0",
                part => part,
            });
            // What a query string must have, since it is read before the scope is asked for.
            let needed = operation.query().into_iter().filter(|(_, is_needed, _)| *is_needed);
            let needed: Vec<String> =
                needed.map(|(name, _, schema)| format!("{name}={}", document::query_sample(schema))).collect();
            let target = format!("{}?{}", parts.collect::<Vec<_>>().join("/"), needed.join("&"));
            let request = Request::new(&operation.method, &target).bearer(&token).json("{");
            if needs(operation, scope) {
                refused += 1;
                bench.expect(&name, &request, &forbidden(scope)).await;
                continue;
            }
            bench.count();
            let answer = bench.send(&request).await;
            if matches!(answer.status, 401 | 403 | 500..) {
                bench.complain(format!("{name}: {} {}", answer.status, answer.text()));
            }
        }
        assert!(refused > 20, "only {refused} operations need {scope}");
    }
    bench.finish().await;
}

/// Changes at a version, and reads of what is known already (decision N4).
pub async fn conditions(mut bench: Bench) {
    let booking = made(
        &bench,
        "/hub/v1/bookings",
        json!({ "brand_id": 1, "company_id": 2, "booked_at": PAST, "lead": { "phone": "0349719977" } }),
    )
    .await;
    let lead = made(&bench, "/hub/v1/leads", json!({ "phone": "0349719966" })).await;
    for (target, change) in
        [(format!("/hub/v1/leads/{lead}"), "name"), (format!("/hub/v1/bookings/{booking}"), "details")]
    {
        let body = |number: usize| match change {
            "details" => json!({ "details": { "room": number } }),
            name => one(name, format!("Hoa {number}")),
        };
        let mut version = 1;
        for stale_tag in
            ["\"0\"", "\"2\"", "1", "W/\"1\"", "\"x\"", "", "\"1", "\"9223372036854775808\"", "\"*\"", "*, \"0\""]
        {
            for method in ["PATCH", "DELETE"] {
                if method == "DELETE" && change == "details" {
                    continue;
                }
                let request = bench.request(method, &target, body(0).to_string()).header("If-Match", stale_tag);
                bench.expect(&format!("{method} {target} at {stale_tag}"), &request, &stale(version)).await;
            }
        }
        for good in [None, Some("*"), Some("<v>"), Some("\"0\", <v>")] {
            let tag = good.map(|tag| tag.replace("<v>", &format!("\"{version}\"")));
            let mut request = bench.request("PATCH", &target, body(bench.tried).to_string());
            request.headers.extend(tag.map(|tag| ("If-Match".to_owned(), tag.into_bytes())));
            version += 1;
            let wanted = done(200).header("etag", format!("\"{version}\""));
            bench.expect(&format!("PATCH {target} at {good:?}"), &request, &wanted).await;
        }
        known_already(&mut bench, &target, version).await;
    }
    let request = bench.request("DELETE", &format!("/hub/v1/leads/{lead}"), "").header("If-Match", "\"5\"");
    gone(&mut bench, &request).await;
    bench.expect("DELETE again", &request, &not_found("lead with this id")).await;
    bench.finish().await;
}

async fn known_already(bench: &mut Bench, target: &str, version: i64) {
    let tag = format!("\"{version}\"");
    for known in [tag.clone(), format!("W/{tag}"), "*".to_owned(), format!("\"0\", {tag}")] {
        let answer = bench.send(&bench.request("GET", target, "").header("If-None-Match", known.as_str())).await;
        bench.count();
        if (answer.status, answer.body.len(), answer.header("etag")) != (304, 0, Some(&tag)) {
            bench.complain(format!("GET {target} with {known}: {answer:?}"));
        }
    }
    for other in ["\"0\"", "x", "", "5"] {
        let request = bench.request("GET", target, "").header("If-None-Match", other);
        bench.expect(&format!("GET {target} with {other}"), &request, &done(200).header("etag", tag.as_str())).await;
    }
}

/// 204 with nothing in it.
async fn gone(bench: &mut Bench, request: &Request) {
    bench.count();
    bench.forget_stock();
    let answer = bench.send(request).await;
    let form = (answer.status, answer.body.len(), answer.header("content-type"), answer.header("ratelimit-limit"));
    if form != (204, 0, None, Some("20000")) {
        bench.complain(format!("{} {}: {answer:?}", request.method, request.target));
    }
}

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
        let headers = |answer: &super::raw::Answer| {
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
async fn made_for_deletion(bench: &Bench) -> Vec<String> {
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
async fn under_way(bench: &mut Bench) {
    let (target, body, key) = ("/hub/v1/leads", "{\"phone\":\"0349719944\"}", "held");
    let once_key =
        OnceKey { key: queries::token_hash(key), request_hash: queries::token_hash(format!("{target}\n{body}")) };
    let (hub, gate) = (bench.house.hub.clone(), Gate::default());
    let (token, now, at) = (queries::token_hash(&bench.token), hub.now(), gate.clone());
    let actor = hub.read(move |db| queries::authenticate(db, &token, now)).await.unwrap().unwrap().0;
    let holding = tokio::spawn(async move {
        let work = move |tx: &mut Tx| {
            let work = |_: &mut Tx| {
                at.pass();
                Ok(Rendered { status: 201, body: b"{\"id\":5}".to_vec() })
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
