//! Media types, ids in paths, query strings.
//! Tried by `bodies_and_paths` and run by `conformance`; bodies are `fields.rs`'s.

use super::*;

/// The body is JSON by name, whatever it is in truth (decision N3).
pub async fn media(bench: &mut Bench, operation: &Operation) {
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
pub async fn ids(bench: &mut Bench) {
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
pub fn noun(segment: &str) -> Option<&'static str> {
    Some(match segment {
        "{lead_id}" => "lead with this id",
        "{person_id}" => "person with this id",
        "{booking_id}" => "booking with this id",
        "{list_uuid}" => "list with this id",
        "{campaign_uuid}" => "campaign with this id",
        "{integration_id}" => "integration with this id",
        "{upload_id}" => "upload with this id in this list",
        "{token_id}" => "token with this id",
        "{view_id}" => "view with this id",
        "{import_id}" => "import with this id",
        "{request_id}" => "request with this id",
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
