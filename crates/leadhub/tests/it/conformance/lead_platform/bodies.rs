//! Which object a body is, hostile bodies, credentials, paths, the header of the source and keys of requests. Run through
//! `conformance/mod.rs`; single fields are those of `fields.rs`.

use super::operations::*;
use super::*;
use crate::conformance::{Bench, transport};

pub async fn bodies_and_paths(mut bench: Bench) {
    let keyed = "{\"name\":\"Hoa\",\"mobile_number\":\"0349730004\",\"lead_source_id\":\"key\"}";
    let made = bench.send(&bench.request("POST", CREATE, keyed)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    bench.stock = None;
    for operation in [create_by_agent(), create_by_partner(), create_by_form(), change()] {
        hostile::try_all(&mut bench, &operation, says, &says(Fault::NotJson)).await;
        source(&mut bench, &operation).await;
    }
    transport::credentials(&mut bench, "lead_platform", &unauthorized()).await;
    transport::methods(
        &mut bench,
        "lead_platform",
        &error_body(405, "Method Not Allowed", "this path has another method"),
    )
    .await;
    let unknown = [
        "/lead-platform",
        "/lead-platform/",
        "/lead-platform/v1/leads",
        "/lead-platform/v1/leads/Create",
        "/lead-platform/v1/leads/create/1",
        "/lead-platform/v1//leads/create",
        "/lead-platform/v2/leads/create",
        "/lead-platform/v1/leads/%00",
        "/lead-platform/v1/leads/%FF",
        "/nothing",
    ];
    transport::paths(&mut bench, &unknown, &error_body(404, "Not Found", "no such path")).await;
    once(&mut bench).await;
    bench.finish().await;
}

/// Which object a body is, and every field that is wrong in one answer (decisions L1, L3, L18).
pub(super) async fn objects_that_are_told_apart(bench: &mut Bench) {
    let other = "these are of different objects: send one";
    let wrong = "is not of the object taken here";
    let integer = "must be a whole number from -9223372036854775808 to 9223372036854775807";
    let untold = each(&[("mobileNumber", UNTOLD), ("mobile_number", UNTOLD), ("phoneNumber", UNTOLD)]);
    let cases = [
        ("POST", "{}", untold.clone()),
        ("POST", "{\"name\":\"Hoa\",\"mobileNumber\":null}", untold),
        (
            "POST",
            "{\"mobileNumber\":\"1\",\"mobile_number\":\"1\",\"lead_source_id\":\"1\",\"fullName\":\"x\"}",
            each(&[("mobileNumber", other), ("mobile_number", other), ("lead_source_id", other), ("fullName", other)]),
        ),
        ("POST", "{\"lead_source_id\":\"1\"}", each(&[("name", "is missing"), ("mobile_number", "is missing")])),
        (
            "POST",
            "{\"agentId\":1.5,\"gender\":\"x\",\"name\":[],\"mobileNumber\":true}",
            each(&[
                ("name", "must be a text"),
                ("mobileNumber", "must be a text"),
                ("gender", "must be one of MALE, FEMALE"),
                ("agentId", integer),
            ]),
        ),
        ("PUT", "{}", each(&[("lead_source_id", "is missing"), ("status", "is missing")])),
        ("PUT", "{\"mobileNumber\":\"1\"}", at_fault("mobileNumber", wrong)),
        (
            "PUT",
            "{\"lead_source_id\":\"key\",\"status\":\"NEW\",\"phoneNumber\":\"1\",\"fullName\":\"x\"}",
            each(&[("phoneNumber", wrong), ("fullName", wrong)]),
        ),
    ];
    for (method, body, wanted) in cases {
        let request = bench.request(method, if method == "POST" { CREATE } else { CHANGE }, body);
        bench.expect(&format!("{method} {body}"), &request, &wanted).await;
    }
}

/// The header is there, once, and its case counts (decision L6); it is looked at before the body.
async fn source(bench: &mut Bench, operation: &Operation) {
    let wanted = at_fault("source", "this header must be TCB");
    for value in [None, Some(""), Some("tcb"), Some("TCB2"), Some("TCB, TCB"), Some("\u{1ebf}"), Some("VCB")] {
        for body in [operation.body("", None, 0), "{".to_owned()] {
            let mut request = bench.request(operation.method, &operation.target, body);
            request.headers.retain(|(name, _)| name != "source");
            request.headers.extend(value.map(|value| ("source".to_owned(), value.as_bytes().to_vec())));
            bench.expect(&format!("{}: source {value:?}", operation.name), &request, &wanted).await;
        }
    }
}

/// An idempotency key: the first answer again; with another body a refusal (decision X7).
async fn once(bench: &mut Bench) {
    for operation in [create_by_form(), change()] {
        let key = format!("key of {}", operation.name);
        let good = bench.request(operation.method, &operation.target, operation.body("", None, 0));
        let good = good.header("Idempotency-Key", key.as_str());
        let first = bench.expect(&format!("{key}: first"), &good, &operation.answer).await.unwrap_or_default();
        let replayed = Wanted::new(operation.answer.status, first).header("idempotency-replayed", "true");
        bench.expect(&format!("{key}: again"), &good, &replayed).await;
        let mut other = good;
        other.body.push(b' ');
        let answer = bench.send(&other).await;
        let error = answer.json().unwrap_or_default()["error"].clone();
        if (answer.status, &error) != (422, &json!("Unprocessable Entity")) {
            bench.complain(format!("{key}: another body: {} {}", answer.status, answer.text()));
        }
        bench.count();
    }
}
