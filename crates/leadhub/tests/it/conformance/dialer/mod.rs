//! The table of the autodialer's wire: every field of its bodies, every parameter of its lists, its form of a file
//! (docs/contract/dialer-lead.md and decisions T1 to T27, P3). Its refusals name each failed rule in the vendor's words.

macro_rules! shown {
    ($key:literal) => {
        Some(|lead: &Value| lead[$key].clone())
    };
}

mod lead;
mod list;
mod multi;
mod pages;
mod sight;
mod token;
mod upload;

use super::hostile::{self, Fault};
use super::raw::Request;
use super::table::*;
use super::{Bench, one, pick, query, transport};
use lead::*;
use leadhub_core::actions;
use leadhub_model::{LeadChange, LeadId};
use list::*;
use multi::*;
pub use pages::{lists, long};
use serde_json::{Value, json};
pub use sight::sight;
use token::*;
use upload::*;
pub use upload::{files, reports};

const DOCUMENT: &str = include_str!("../../../../../../docs/contract/dialer-lead.md");
const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
const OTHER_LIST: &str = "0190a000-0000-7000-8000-000000000902";
const CAMPAIGN: &str = "7bbe986b-8a6e-404c-840b-781102b5aa07";
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
const NO_DAY: &str = "0001-01-01T00:00:00Z";
const PATTERN: &str = "Does not match pattern '^(84|0[3|5|7|8|9])+([0-9]{8})$'";
const EMPTY: &str = "String length must be greater than or equal to 1";

fn error_body(status: u16, text: &str) -> Wanted {
    Wanted::new(status, one("error", text))
}

/// One object for each failed rule (decision T4).
fn each(failed: &[(&str, &str)]) -> Wanted {
    let failed: Vec<Value> = failed.iter().map(|(field, text)| one(field, *text)).collect();
    Wanted::new(400, one("error", failed))
}

fn required(field: &str) -> Wanted {
    each(&[("(root)", &format!("{field} is required"))])
}

fn of_type(field: &str, expected: &str, given: &str) -> Wanted {
    each(&[(field, &format!("Invalid type. Expected: {expected}, given: {given}"))])
}

fn not_found() -> Wanted {
    error_body(404, "Not Found")
}

fn says(fault: Fault) -> Wanted {
    match fault {
        Fault::NotJson => error_body(400, "invalid JSON"),
        Fault::NotObject => error_body(400, "invalid JSON: the body must be an object"),
        Fault::NullCharacter => error_body(400, "invalid JSON: the character U+0000 cannot be kept"),
        Fault::NotUtf8 | Fault::Compressed | Fault::LoneSurrogate => error_body(400, fault.message()),
        Fault::TooLarge => error_body(413, &format!("Request Entity Too Large: {} bytes at most", hostile::limit())),
    }
}

fn characters() -> Vec<Probe> {
    vec![
        refused("U+0000 in it", "\"x\\u0000\"", says(Fault::NullCharacter)),
        refused("a lone surrogate", "\"\\ud83d\"", says(Fault::LoneSurrogate)),
    ]
}

/// Every value that is no text.
fn no_texts(field: &str) -> Vec<Probe> {
    let mut probes = characters();
    probes
        .extend(other_types(&["string"]).map(|(name, json, kind)| refused(name, json, of_type(field, "string", kind))));
    probes
}

/// A text that must be there, with at least one character; what else it must be is the field's own.
fn needed(field: &str, mut probes: Vec<Probe>) -> Vec<Probe> {
    probes.extend(no_texts(field));
    probes.push(refused("null", "null", of_type(field, "string", "null")));
    probes.push(missing(Outcome::Refused(required(field))));
    probes
}

async fn new_lead(bench: &mut Bench) -> String {
    let operation = create();
    let request = bench.request("POST", &operation.target, operation.body("", None, 0));
    let answer = bench.expect("create: good", &request, &operation.answer).await.expect("a good create is taken");
    answer["lead_uuid"].as_str().unwrap().to_owned()
}

pub async fn fields(mut bench: Bench) {
    let mut rows = texts(false);
    rows.push(Field { name: "list_uuid", shown: shown!("list_uuid"), probes: list_uuid() });
    rows.push(Field { name: "phone_number", shown: shown!("phone_number"), probes: phone() });
    every_documented_field_has_a_row(&mut bench, "Create Lead", &rows);
    for row in &rows {
        bench.try_field(&create(), row).await;
    }
    for index in 0..=texts(true).len() + 2 {
        let lead = new_lead(&mut bench).await;
        let mut rows = texts(true);
        rows.push(Field { name: "list_uuid", shown: shown!("list_uuid"), probes: list_to_move_to() });
        rows.push(Field { name: "phone_number", shown: shown!("phone_number"), probes: any_phone() });
        rows.push(Field { name: "lead_uuid", shown: shown!("lead_uuid"), probes: lead_uuid(&lead) });
        if index == 0 {
            every_documented_field_has_a_row(&mut bench, "Update Lead", &rows);
        }
        bench.try_field(&update(&lead), &rows[index]).await;
    }
    for row in &multi_fields() {
        bench.try_field(&multi(), row).await;
    }
    for (rows, leads) in ROWS {
        let request = bench.request("POST", "/v3/lead/multi", multi().body("data", Some(rows), 0));
        let wanted = Wanted::new(200, json!({ "message": "success", "total_insert": leads }));
        bench.expect(&format!("multi: {rows}"), &request, &wanted).await;
    }
    for (operation, rows) in [(create_list(), list_fields()), (create_campaign(), campaign_fields())] {
        for row in &rows {
            bench.try_field(&operation, row).await;
        }
    }
    bench.try_field(&switch("list", OTHER_LIST), &active()).await;
    bench.try_field(&switch("campaign", CAMPAIGN), &active()).await;
    let trade = trade(&bench.token);
    bench.try_field(&trade, &api_key()).await;
    several_failed_rules(&mut bench).await;
    bench.finish().await;
}

/// All rules are checked, in the order of the fields (decision T4).
async fn several_failed_rules(bench: &mut Bench) {
    let nothing = each(&[("(root)", "list_uuid is required"), ("(root)", "phone_number is required")]);
    let all = each(&[
        ("list_uuid", "String length must be greater than or equal to 36"),
        ("lead_name", "Invalid type. Expected: string, given: integer"),
        ("phone_number", EMPTY),
        ("phone_number", PATTERN),
        ("ward", "Invalid type. Expected: string, given: array"),
        ("after_day", "Must be greater than or equal to 0"),
        ("comment", "Invalid type. Expected: string, given: boolean"),
    ]);
    let body =
        "{\"comment\":true,\"after_day\":-1,\"ward\":[],\"phone_number\":\"\",\"lead_name\":5,\"list_uuid\":\"x\"}";
    for (name, body, wanted) in [("nothing", "{}", nothing), ("all wrong", body, all)] {
        let request = bench.request("POST", "/v3/lead", body);
        bench.expect(&format!("create: {name}"), &request, &wanted).await;
    }
}

/// The parameters of the document's table under a heading.
fn every_documented_field_has_a_row(bench: &mut Bench, heading: &str, rows: &[Field]) {
    let section = DOCUMENT.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let lines = section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Parameter"));
    let names: Vec<&str> =
        lines.filter_map(|line| line.split('|').nth(1)).map(str::trim).filter(|name| !name.starts_with('-')).collect();
    assert!(names.len() >= 4, "{heading}: {names:?}");
    for name in names {
        if !rows.iter().any(|row| row.name == name) {
            bench.complain(format!("{heading}: {name} stands in the document and has no row"));
        }
    }
}

pub async fn bodies_and_paths(mut bench: Bench) {
    let lead = new_lead(&mut bench).await;
    let token = trade(&bench.token);
    let operations = [
        (create(), each(&[("(root)", "list_uuid is required"), ("(root)", "phone_number is required")])),
        (update(&lead), required("phone_number")),
        (multi(), error_body(400, "list_uuid is missing")),
        (create_list(), each(&[("(root)", "campaign_uuid is required"), ("(root)", "list_name is required")])),
        (create_campaign(), each(&[("(root)", "campaign_name is required"), ("(root)", "type is required")])),
        (switch("list", OTHER_LIST), error_body(400, "active is missing")),
        (switch("campaign", CAMPAIGN), error_body(400, "active is missing")),
        (token, required("api_key")),
    ];
    for (operation, nothing) in &operations {
        hostile::try_all(&mut bench, operation, says, nothing).await;
    }
    ids_in_the_path(&mut bench).await;
    transport::credentials(&mut bench, "dialer", &error_body(401, "Unauthorized")).await;
    transport::methods(&mut bench, "dialer", &error_body(405, "Method Not Allowed")).await;
    let unknown = [
        "/v3",
        "/v3/",
        "/v3/nothing",
        "/v3/Lead",
        "/v3//lead",
        "/v3/lead/x/y",
        "/v3/auth",
        "/v3/%00",
        "/v3/%FF",
        "/",
        "/nothing",
        "/kangnam",
        "/v4/lead",
    ];
    transport::paths(&mut bench, &unknown, &not_found()).await;
    traded_tokens(&mut bench).await;
    forms(&mut bench).await;
    bench.finish().await;
}

async fn ids_in_the_path(bench: &mut Bench) {
    let lead = new_lead(bench).await;
    for bad in [
        "x",
        NOBODY,
        &lead.replace('-', ""),
        &lead[1..],
        &format!("%7B{lead}%7D"),
        "%00",
        "%FF",
        "%E1%BA%BF",
        "1",
        "null",
        &"x".repeat(2000),
    ] {
        for (method, target, body) in [
            ("GET", format!("/v3/lead/{bad}"), ""),
            ("PUT", format!("/v3/lead/{bad}"), "{\"phone_number\":\"0349719988\"}"),
            ("DELETE", format!("/v3/lead/{bad}"), ""),
            ("GET", format!("/v3/list/{bad}"), ""),
            ("DELETE", format!("/v3/list/{bad}"), ""),
            ("PATCH", format!("/v3/list/{bad}/active"), "{\"active\":true}"),
            ("GET", format!("/v3/campaign/{bad}"), ""),
            ("DELETE", format!("/v3/campaign/{bad}"), ""),
            ("PATCH", format!("/v3/campaign/{bad}/active"), "{\"active\":true}"),
        ] {
            let request = bench.request(method, &target, body);
            bench.expect(&format!("{method} {target}"), &request, &not_found()).await;
        }
    }
    let request = bench.request("DELETE", &format!("/v3/lead/{}", lead.to_uppercase()), "no JSON");
    bench.expect("a lead is deleted whatever the body", &request, &Wanted::new(200, one("lead_uuid", lead))).await;
}
