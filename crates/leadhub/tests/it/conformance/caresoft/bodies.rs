//! Bodies, ids in paths, credentials, methods and paths around the calls of the document. Run by `conformance`; the fields of the
//! calls are `leads.rs`'s part.

use super::super::transport;
use super::leads::{create, new_lead, saved, update};
use super::*;

pub async fn bodies_and_paths(mut bench: Bench) {
    let lead = new_lead(&mut bench).await;
    let (create, update) = (create(), update(&lead));
    for operation in [&create, &update] {
        hostile::try_all(&mut bench, operation, says, &says(Fault::NotJson)).await;
        for (name, body, what) in [
            ("no lead", "{}", "is missing"),
            ("a lead of null", "{\"lead\":null}", "is missing"),
            ("a lead of another name", "{\"Lead\":{\"subject\":\"x\"}}", "is missing"),
            ("a text for a lead", "{\"lead\":\"x\"}", "must be an object"),
            ("a number for a lead", "{\"lead\":5}", "must be an object"),
            ("true for a lead", "{\"lead\":true}", "must be an object"),
            ("an array for a lead", "{\"lead\":[{\"subject\":\"x\"}]}", "must be an object"),
        ] {
            let request = bench.request(operation.method, &operation.target, body);
            bench.expect(&format!("{}: {name}", operation.name), &request, &at_fault("lead", what)).await;
        }
        // The last of two keys counts, as every JSON reader the vendor's clients use has it.
        let good = operation.body("subject", Some("\"sau\""), 0);
        let twice = format!("{{\"lead\":{{\"subject\":5}},{}", &good[1..]);
        let request = bench.request(operation.method, &operation.target, twice);
        bench.expect(&format!("{}: lead twice", operation.name), &request, &saved()).await;
    }
    ids_in_the_path(&mut bench).await;
    transport::credentials(&mut bench, "caresoft", &platform(401, "Unauthenticated.")).await;
    transport::methods(&mut bench, "caresoft", &platform(405, "Method Not Allowed")).await;
    let unknown = [
        "/kangnam/api/v1/nothing",
        "/kangnam/api/v1/lead/1/2",
        "/kangnam/api/v1/leads/1",
        "/kangnam/api/v1/LEAD",
        "/kangnam/api/v1//leads",
        "/kangnam/api/v1/lead/labels/1",
        "/kangnam/api/v1/",
        "/kangnam/api/v2/leads",
        "/kangnam",
        "/kangnam/lead/nothing",
        "/",
        "/nothing",
        "/%00",
        "/kangnam/api/v1/%FF",
    ];
    transport::paths(&mut bench, &unknown, &platform(404, "Not Found")).await;
    leads::every_fault(&mut bench).await;
    explained(&mut bench).await;
    bench.finish().await;
}

async fn ids_in_the_path(bench: &mut Bench) {
    let change = "{\"lead\":{\"subject\":\"x\"}}";
    for (method, body) in [("GET", ""), ("PUT", change)] {
        for bad in [
            "abc",
            "1.5",
            "9223372036854775808",
            "-9223372036854775809",
            "1e3",
            "0x1",
            "%31",
            "%00",
            "%E1%BA%BF",
            "1,2",
            "null",
        ] {
            let request = bench.request(method, &format!("/kangnam/api/v1/lead/{bad}"), body);
            bench.expect(&format!("{method} lead {bad}"), &request, &at_fault("leadId", WHOLE)).await;
        }
        for unknown in ["1", "0", "-1", "9223372036854775807", "-9223372036854775808", "00001"] {
            let request = bench.request(method, &format!("/kangnam/api/v1/lead/{unknown}"), body);
            bench.expect(&format!("{method} lead {unknown}"), &request, &unknown_lead()).await;
        }
    }
}

/// An integration with `explain_errors` reads the reason in the body too (decision B12).
async fn explained(bench: &mut Bench) {
    let settings = json!({ "explain_errors": true, "default_service_id": 1244 });
    let token = super::super::integration(&bench.house.hub, "kangnam", "caresoft", "explained", settings).await;
    bench.forget_stock();
    let silent = std::mem::replace(&mut bench.token, token);
    for (body, reason) in [
        ("{", "body: is not JSON"),
        ("{\"lead\":{}}", "subject: is missing; phone: is missing: give a phone, an email or a requester_id"),
        (
            "{\"lead\":{\"subject\":\"x\",\"phone\":\"0349719999\",\"lead_status_id\":\"Đ\"}}",
            "lead_status_id: must be a whole number",
        ),
        ("{\"lead\":{\"subject\":\"x\",\"phone\":\"0349719999\",\"group_id\":5}}", "group_id: is not known here"),
    ] {
        let request = bench.request("POST", "/kangnam/api/v1/lead", body);
        let body = json!({ "error": "Invalid request", "message": reason });
        bench
            .expect(&format!("explained: {reason}"), &request, &Wanted::new(400, body).header("leadhub-reason", reason))
            .await;
    }
    let request =
        bench.request("POST", "/kangnam/api/v1/lead", "{\"lead\":{\"subject\":\"x\",\"phone\":\"0349719999\"}}");
    bench.expect("a default service is enough", &request, &saved()).await;
    bench.token = silent;
}
