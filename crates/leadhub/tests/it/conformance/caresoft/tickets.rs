//! Tickets and calls: lists that are empty, and the update that lands on a lead. Run by `conformance`; every other field of that
//! update is `leads.rs`'s part.

use super::leads::new_lead;
use super::*;

fn saved() -> Wanted {
    let ticket = json!({ "id": "<id>", "ticket_no": "<id>", "ticket_subject": "<text>", "requester_id": "<id>",
        "assignee_id": "<any>", "group_id": "<any>", "service_id": "<any>", "created_at": "<time>", "updated_at": "<time>" });
    Wanted::new(200, json!({ "code": "ok", "ticket": ticket }))
}

pub async fn tickets(mut bench: Bench) {
    let lead = new_lead(&mut bench).await;
    let (ticket, detail) = (format!("/kangnam/api/v1/tickets/{lead}"), format!("/kangnam/api/v1/lead/{lead}"));
    // As the clinic's program writes back when a booking's services are cancelled.
    let body = json!({ "ticket": {
        "ticket_comment": { "body": "Hủy dịch vụ", "author_id": 124734560, "type": 0, "is_public": 1 },
        "custom_fields": [{ "id": "6068", "value": "106902" }, { "id": 5159, "value": ",1,2," }],
        "ticket_status": "open"
    }});
    let request = bench.request("PUT", &ticket, body.to_string());
    bench.expect("a comment and values", &request, &saved()).await;
    let (_, read) = bench.client().get(&detail).await;
    let comment = &read["lead"]["comments"][0];
    let seen =
        json!([comment["ticket_id"].to_string(), comment["comment"], comment["commentator_id"], comment["is_public"]]);
    if seen != json!([lead, "Hủy dịch vụ", 124734560, 1]) {
        bench.complain(format!("the lead's comment: {seen}"));
    }
    let values = json!([read["lead"]["custom_fields"][0]["value"], read["lead"]["custom_fields"][1]["value"]]);
    if values != json!([",1,2,", 106902]) {
        bench.complain(format!("the lead's values: {values}"));
    }
    for (name, body, field, what) in [
        ("no ticket", json!({ "lead": {} }), "ticket", "is missing"),
        ("no object", json!({ "ticket": [] }), "ticket", "must be an object"),
        ("an empty comment", json!({ "ticket": { "ticket_comment": { "body": "" } } }), "comment.body", "is empty"),
        (
            "an unknown author",
            json!({ "ticket": { "ticket_comment": { "body": "x", "author_id": 9 } } }),
            "comment.author_id",
            "is not known here",
        ),
        (
            "an unknown option",
            json!({ "ticket": { "custom_fields": [{ "id": 6068, "value": 5 }] } }),
            "custom_fields.value",
            "5 of the field 6068 is not known here",
        ),
    ] {
        let request = bench.request("PUT", &ticket, body.to_string());
        bench.expect(name, &request, &platform_fault(field, what)).await;
    }
    let nobody = platform(404, "Not found ticket");
    for (method, target) in [
        ("PUT", "/kangnam/api/v1/tickets/999999999".to_owned()),
        ("GET", "/kangnam/api/v1/tickets/999999999".to_owned()),
        ("GET", ticket.clone()),
    ] {
        let request = bench.request(method, &target, "{\"ticket\":{\"ticket_comment\":{\"body\":\"x\"}}}");
        bench.expect(&format!("{method} {target}"), &request, &nobody).await;
    }
    let request = bench.request("PUT", "/kangnam/api/v1/tickets/x", "{\"ticket\":{}}");
    bench.expect("no number", &request, &platform_fault("ticketId", WHOLE)).await;
    for (list, key) in [("tickets", "tickets"), ("calls", "calls")] {
        for parameters in
            ["", "?count=500&page=3", "?updated_since=2024-01-01T00:00:00Z", "?start_time_since=2024-01-01"]
        {
            let request = bench.request("GET", &format!("/kangnam/api/v1/{list}{parameters}"), "");
            let wanted = Wanted::new(200, json!({ "code": "ok", "numFound": 0, key: [] }));
            bench.expect(&format!("{list}{parameters}"), &request, &wanted).await;
        }
        let request = bench.request("GET", &format!("/kangnam/api/v1/{list}?customer_id=7&sort=id"), "");
        let wanted = Wanted::new(200, json!({ "code": "ok", "numFound": 0, key: [] }));
        let told = wanted.header("leadhub-reason", "nothing is narrowed by: customer_id, sort");
        bench.expect("what an empty list does not know", &request, &told).await;
        let request = bench.request("GET", &format!("/kangnam/api/v1/{list}?count=0"), "");
        bench.expect(list, &request, &platform_fault("count", "must be 1 or more")).await;
    }
    for path in ["tickets", "contacts"] {
        let (status, fields) = bench.client().get(&format!("/kangnam/api/v1/{path}/custom_fields")).await;
        bench.count();
        if status != 200 || fields["code"] != "ok" || fields["custom_fields"][1]["custom_field_lable"] != "Nguồn khách"
        {
            bench.complain(format!("{path}/custom_fields: {fields}"));
        }
    }
    sent_back(&mut bench).await;
    bench.finish().await;
}

/// A derived value that comes back as it was printed stays derived (decision B40); what was said is kept (B37).
async fn sent_back(bench: &mut Bench) {
    let (_, before) = bench.client().get("/kangnam/api/v1/lead/512534181").await;
    let request = bench.request("PUT", "/kangnam/api/v1/lead/512534181", before.to_string());
    bench.expect("an answer sent back", &request, &super::leads::saved()).await;
    let (_, after) = bench.client().get("/kangnam/api/v1/lead/512534181").await;
    if after != before {
        bench.complain(format!("an answer sent back changes: {after}"));
    }
    let dialer = crate::client::Client::new(&bench.house, bench.house.kangnam(), "dialer");
    let lead = json!({ "list_uuid": "c4869e79-f0fa-4c6a-9410-bc0defac375a", "phone_number": "0349710555", "lead_name": "Một" });
    let (_, made) = dialer.post("/v3/lead", &lead).await;
    bench.forget_stock();
    let (_, page) = bench.client().get("/kangnam/api/v1/leads?phone=0349710555").await;
    let id = &page["leads"][0]["id"];
    let (_, printed) = bench.client().get(&format!("/kangnam/api/v1/lead/{id}")).await;
    let request = bench.request("PUT", &format!("/kangnam/api/v1/lead/{id}"), printed.to_string());
    bench.expect("a derived subject sent back", &request, &super::leads::saved()).await;
    let uuid = made["lead_uuid"].as_str().unwrap_or_default();
    dialer.put(&format!("/v3/lead/{uuid}"), &json!({ "phone_number": "0349710555", "lead_name": "Hai" })).await;
    bench.forget_stock();
    let (_, read) = bench.client().get(&format!("/kangnam/api/v1/lead/{id}")).await;
    if read["lead"]["subject"] != "Lead Hai" {
        bench.complain(format!("the subject froze: {}", read["lead"]["subject"]));
    }
    let body = r#"{"lead":{"subject":"x","phone":"0349710556","service_id":1244,"campaign_id":78830,"ticket_source":"Facebook"}}"#;
    let request = bench.request("POST", "/kangnam/api/v1/lead", body);
    let made = bench.expect("campaign and source", &request, &super::leads::saved()).await.unwrap_or_default();
    let (_, read) = bench.client().get(&format!("/kangnam/api/v1/lead/{}", made["lead"]["id"])).await;
    let seen = json!([read["lead"]["campaign_id"], read["lead"]["campaign_action_id"], read["lead"]["ticket_source"]]);
    if seen != json!([78830, -1, "Facebook"]) {
        bench.complain(format!("campaign and source: {seen}"));
    }
}
