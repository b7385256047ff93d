//! The list of leads and the reference lists. Run by `conformance`; what each parameter of the first is given stands in
//! `lead_lists.rs`.

use super::lead_lists::*;
use super::leads::saved;
use super::*;

pub async fn lists(mut bench: Bench) {
    for (agent, stage) in [(124734559, 525), (124734560, 557), (124734560, 528), (124734561, 527), (124734561, 643)] {
        let body = format!(
            "{{\"lead\":{{\"subject\":\"x\",\"requester_id\":207642682,\"service_id\":1244,\"assignee_id\":{agent},\"lead_status_id\":{stage}}}}}"
        );
        let request = bench.request("POST", "/kangnam/api/v1/lead", body);
        bench.expect("a lead to list", &request, &saved()).await;
    }
    let (_, all) = bench.client().get(&format!("{LEADS}?count=500")).await;
    let all = all["leads"].as_array().cloned().unwrap_or_default();
    assert_eq!(all.len(), bench.house.kangnam().data.leads.len() + 5, "{all:?}");
    number_filters(&mut bench, &all).await;
    status_filter(&mut bench, &all).await;
    convert_type(&mut bench, &all).await;
    times(&mut bench, &all).await;
    pages(&mut bench, &all).await;
    other_filters(&mut bench).await;
    spellings(&mut bench).await;
    reference_lists(&mut bench).await;
    more_than_a_page_holds(&mut bench).await;
    bench.finish().await;
}

/// `count` over 500 is 500 (decision B27).
async fn more_than_a_page_holds(bench: &mut Bench) {
    let rows: Vec<Value> = (0..520).map(|_| json!({ "phone_number": "0349719988" })).collect();
    let many = json!({ "list_uuid": "c4869e79-f0fa-4c6a-9410-bc0defac375a", "data": rows });
    let dialer = crate::client::Client::new(&bench.house, bench.house.kangnam(), "dialer");
    let (_, before) = bench.client().get(&format!("{LEADS}?count=1")).await;
    assert_eq!(dialer.post("/v3/lead/multi", &many).await.0, 200);
    let all = before["numFound"].as_u64().unwrap() + 520;
    for (query, rows) in
        [("", 50), ("count=500", 500), ("count=501", 500), ("count=9999", 500), ("count=9999&page=2", all - 500)]
    {
        bench.count();
        let (status, page) = bench.client().get(&format!("{LEADS}?{query}")).await;
        let length = page["leads"].as_array().map(|rows| rows.len() as u64);
        if (status, page["numFound"].as_u64(), length) != (200, Some(all), Some(rows)) {
            bench.complain(format!("leads: {query}: {length:?} rows of {}", page["numFound"]));
        }
    }
}

async fn reference_lists(bench: &mut Bench) {
    let reference = &bench.house.kangnam().data.reference;
    let lists = [
        ("/kangnam/api/v1/lead/status", reference.stages.len()),
        ("/kangnam/api/v1/lead/unqualified-reason", reference.reasons.len()),
        ("/kangnam/api/v1/lead/labels", reference.labels.len()),
        ("/kangnam/lead/labels", reference.labels.len()),
    ];
    for (path, length) in lists {
        let (_, whole) = bench.client().get(path).await;
        let rows = whole["data"].as_array().cloned().unwrap_or_default();
        assert_eq!(rows.len(), length, "{path}: {whole}");
        let data = |rows: Vec<Value>| Wanted::new(200, json!({ "code": "ok", "data": rows }));
        let cases = [
            ("", data(rows.clone())),
            ("page=", data(rows.clone())),
            ("count=1", data(rows[..1].to_vec())),
            ("count=2&page=2", data(rows[2..4].to_vec())),
            ("count=9223372036854775807", data(rows.clone())),
            ("page=9223372036854775807", data(Vec::new())),
            ("page=0", at_fault("page", "must be 1 or more")),
            ("page=-1", at_fault("page", "must be 1 or more")),
            ("count=0", at_fault("count", "must be 1 or more")),
            ("count=x", at_fault("count", WHOLE)),
            ("page=1.5", at_fault("page", WHOLE)),
            ("page=%00", at_fault("page", WHOLE)),
            ("count=9223372036854775808", at_fault("count", WHOLE)),
        ];
        for (query, wanted) in cases {
            let request = bench.request("GET", &format!("{path}?{query}"), "");
            bench.expect(&format!("{path}?{query}"), &request, &wanted).await;
        }
    }
    lists_of_other_pages(bench).await;
}

/// The lists that the document does not print follow the same rules, and take their parameters in a body too (decision B41).
async fn lists_of_other_pages(bench: &mut Bench) {
    for (path, key) in [
        ("agents", Some("agents")),
        ("groups", Some("groups")),
        ("services", Some("services")),
        ("lead/custom_fields", None),
        ("tickets/custom_fields", Some("custom_fields")),
        ("contacts/custom_fields", Some("custom_fields")),
    ] {
        let path = format!("/kangnam/api/v1/{path}");
        let (_, whole) = bench.client().get(&path).await;
        let rows = key.map_or(&whole, |key| &whole[key]).as_array().cloned().unwrap_or_default();
        assert!(rows.len() > 1, "{path}: {whole}");
        let page = |rows: &[Value]| {
            let body = key.map_or_else(|| json!(rows), |key| json!({ "code": "ok", key: rows }));
            Wanted::new(200, body)
        };
        let takes = "narrows nothing here: this list takes page, count";
        for (query, body, wanted) in [
            ("?count=1&page=2", "", page(&rows[1..2])),
            ("", "{\"count\":1}", page(&rows[..1])),
            ("?count=0", "", at_fault("count", "must be 1 or more")),
            ("?group_id=7", "", at_fault("group_id", takes)),
            ("", "{\"name\":\"An\"}", at_fault("name", takes)),
            ("?cuont=1", "", at_fault("cuont", "is not known here: is count meant?")),
            ("?_=17", "", page(&rows).header("leadhub-reason", "nothing is narrowed by: _")),
        ] {
            let request = bench.request("GET", &format!("{path}{query}"), body);
            bench.expect(&format!("{path}{query} {body}"), &request, &wanted).await;
        }
    }
}
