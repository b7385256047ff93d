//! Conditions on versions (decision N4).
//! Run by the engines' tests in `conformance`; leads and bookings alone have versions.

use super::*;

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

pub async fn known_already(bench: &mut Bench, target: &str, version: i64) {
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
pub async fn gone(bench: &mut Bench, request: &Request) {
    bench.count();
    bench.forget_stock();
    let answer = bench.send(request).await;
    let form = (answer.status, answer.body.len(), answer.header("content-type"), answer.header("ratelimit-limit"));
    if form != (204, 0, None, Some("20000")) {
        bench.complain(format!("{} {}: {answer:?}", request.method, request.target));
    }
}
