//! The table of the house's own API: every field of its bodies and every parameter of its lists as the checked-in OpenAPI document
//! has them, then scopes, conditions, repetitions and ids. Whole problems are compared: type, status, every wrong field by name and
//! code (docs/contract/decisions.md, N1 to N21).

mod document;
mod fields;
mod paths;
mod repeated;
mod rights;
mod versions;

use super::hostile::{self, Fault};
use super::raw::Request;
use super::table::{Operation, Outcome, Wanted};
use super::{Bench, one, query, transport};
use crate::limits::Gate;
use document::{Documented, Seen, Wrong, unknown, wrong};
use fields::*;
use http::StatusCode;
use leadhub_core::actions::{NewIntegration, NewToken, OnceKey, Rendered, create_integration, issue_token, once};
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Tx};
use leadhub_model::organisation::{Scope, Scopes};
use leadhub_testkit::Engine;
use paths::*;
use serde_json::{Map, Value, json};
use std::time::Duration;
pub use {fields::bodies, paths::query_strings, repeated::repetitions, rights::scopes, versions::conditions};

const LEAD: &str = "/hub/v1/leads/414856017";
const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
const CAMPAIGN: &str = "7bbe986b-8a6e-404c-840b-781102b5aa07";
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
const UNKNOWN_ID: &str = "999999999";
/// A booking in the past bars no other one.
const PAST: &str = "2020-01-31T09:00:00Z";

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
        Fault::NotUtf8 | Fault::Compressed | Fault::LoneSurrogate => told(400, "bad-request", fault.message()),
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
    let (undo, event) = (format!("{LEAD}/undo"), last_event(bench).await);
    let import = held_import(bench).await;
    let steps = format!("{}/steps", held_import(bench).await);
    let make = |id, target: &str, good| operation(id, "POST", target, 201, good);
    let change = |id, target: &str, good| operation(id, "PATCH", target, 200, good);
    let put = |id, target: &str, good| operation(id, "PUT", &format!("/hub/v1/{target}"), 200, good);
    vec![
        make("createLead", "/hub/v1/leads", json!({ "phone": "0349719988", "email": "hoa@example.com" })),
        change("updateLead", LEAD, json!({ "name": "Hoa <n>" })),
        // What is done to a lead that is not there is told of that lead.
        operation(
            "assignLeads",
            "POST",
            "/hub/v1/leads/assign",
            200,
            json!({ "lead_ids": [1], "agent_id": 124734561 }),
        ),
        operation("moveLeads", "POST", "/hub/v1/leads/move", 200, json!({ "lead_ids": [1], "stage_id": 557 })),
        operation("labelLeads", "POST", "/hub/v1/leads/label", 200, json!({ "lead_ids": [1], "add_label_ids": [10] })),
        operation("undoEvent", "POST", &undo, 200, json!({ "event_id": event })),
        make("saveView", "/hub/v1/views", json!({ "page": "leads", "name": "View <n>", "shared": true })),
        make("createComment", &comments, json!({ "body": "Gọi lại" })),
        make(
            "createBooking",
            "/hub/v1/bookings",
            json!({ "brand_id": 1, "company_id": 2, "booked_at": PAST, "lead": { "phone": "0349719988" } }),
        ),
        change("updateBooking", &booking, json!({ "details": { "room": "<n>" } })),
        make("createList", "/hub/v1/lists", json!({ "name": "List <n>", "campaign_uuid": CAMPAIGN })),
        change("updateList", &list, json!({ "active": true })),
        change("setImportOptions", &import, json!({ "on_duplicate": "skip" })),
        // What was cancelled may be cancelled again.
        operation("takeImportStep", "POST", &steps, 200, json!({ "step": "cancel" })),
        make("createCampaign", "/hub/v1/campaigns", json!({ "name": "Campaign <n>", "kind": "autodialer" })),
        change("updateCampaign", &campaign, json!({ "active": true })),
        put("putReference", "reference", json!({})),
        put("putStage", "stages/557", json!({ "label": "Called", "kind": "middle" })),
        put("putReason", "reasons/176", json!({ "label": "No need" })),
        put("putLabel", "labels/10", json!({ "label": "Hot" })),
        put("putCustomField", "custom-fields/5159", json!({ "label": "Size", "kind": "text" })),
        put("putGroup", "groups/12153", json!({ "name": "Days" })),
        put("putUser", "users/124734561", json!({ "username": "Lan <n>" })),
        put("putService", "services/1244", json!({ "name": "Website" })),
        put("putBrand", "brands/1", json!({ "code": "KN", "name": "Kangnam" })),
        put("putCompany", "companies/2", json!({ "brand_id": 1, "code": "KN.01", "name": "Hà Nội" })),
        put("putPriceList", "price-lists/1", json!({ "brand_id": 1, "name": "2026" })),
        put("putProduct", "products/1", json!({ "name": "Mũi" })),
        put("putSourceCategory", "source-categories/1", json!({ "name": "Marketing" })),
        put("putSource", "sources/1", json!({ "category_id": 1, "name": "Web" })),
        put("putHobby", "hobbies/1", json!({ "name": "Đọc sách" })),
        make("createIntegration", "/hub/v1/integrations", json!({ "dialect": "erp", "name": "Integration <n>" })),
        change("updateIntegration", &integration, json!({ "settings": { "newer_keys": true } })),
        make("createToken", &tokens, json!({})),
        make("rotateTokens", &rotate, json!({})),
        change("updateOrganisation", "/hub/v1/organisation", json!({ "name": "Kangnam" })),
    ]
}

fn operation(name: &'static str, method: &'static str, target: &str, status: u16, good: Value) -> Operation {
    let Value::Object(good) = good else { panic!("{name}: {good}") };
    // The names of a table's fields live as long as the table.
    let good = good.into_iter().map(|(key, value)| (&*key.leak(), value.to_string())).collect();
    Operation { name, method, target: target.to_owned(), wrapper: None, good, answer: done(status), read_back: None }
}

/// A file that waits for somebody to say what to do with it.
async fn held_import(bench: &mut Bench) -> String {
    let file = format!("phone,name\n0349719{:03},An\n", bench.next_number() % 1000);
    let answer = bench.send(&bench.request("POST", &format!("/hub/v1/imports?list_uuid={LIST}"), file)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.header("location").unwrap().to_owned()
}

/// An event of the lead that can be put back, again and again.
async fn last_event(bench: &mut Bench) -> i64 {
    let change = json!({ "name": format!("Lan {}", bench.next_number()) }).to_string();
    assert_eq!(bench.send(&bench.request("PATCH", LEAD, change)).await.status, 200);
    let timeline = bench.send(&bench.request("GET", &format!("{LEAD}/timeline?limit=200"), "")).await.json().unwrap();
    timeline["data"].as_array().unwrap().last().unwrap()["id"].as_i64().unwrap()
}

async fn made(bench: &Bench, target: &str, body: Value) -> i64 {
    let answer = bench.send(&bench.request("POST", target, body.to_string())).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json().unwrap()["id"].as_i64().unwrap()
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

/// An integration that has all scopes but one; its token.
async fn without(bench: &Bench, scope: Scope) -> String {
    let token = NewToken::lasting(bench.house.hub.chance(), None);
    let given = token.clone();
    let made = bench.house.hub.write(move |tx| {
        let organisation = organisations::find_organisation(tx, "kangnam")?.unwrap();
        let new = NewIntegration {
            dialect: "native".to_owned(),
            name: format!("without {scope}"),
            agent: None,
            settings: Map::new(),
            scopes: Scopes::of(Scope::ALL.into_iter().filter(|other| *other != scope)),
            sight: Default::default(),
        };
        let made = create_integration(tx, &Actor::house(organisation.clone()), &new)?.unwrap();
        issue_token(tx, organisation.id, made.id, &given)
    });
    made.await.unwrap();
    token.text().to_owned()
}
