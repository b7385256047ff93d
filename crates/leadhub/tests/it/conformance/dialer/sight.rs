//! What a `DELETE` reaches: a lead leaves its list and this wire's sight, and goes only if nobody else has to do with it (decision T21).
//! Run by the engines' tests in `conformance`; other wires and the store are asked what became of a lead.

use super::*;
use crate::client::Client;
use leadhub_core::store::{events, leads, lists};

pub async fn sight(mut bench: Bench) {
    let house = bench.house.kangnam();
    let (caresoft, erp) = (Client::new(&bench.house, house, "caresoft"), Client::new(&bench.house, house, "erp"));
    let lead = json!({ "lead": { "subject": "Của tổng đài", "phone": "0349731001", "username": "Lan" } });
    let (status, theirs) = caresoft.post("/kangnam/api/v1/lead", &lead).await;
    assert_eq!(status, 200, "{theirs}");
    let theirs = theirs["lead"]["id"].as_i64().unwrap();
    let booked = json!({
        "ticket_id": 1, "agent_email": "binh@example.com", "user_id": 1, "contact_name": "Hoa", "gender": "male", "country_id": 241,
        "state_id": 7, "street": "1 Lê Lợi", "company_id": 2, "price_list_id": 1, "category_source_id": 1, "source_id": 1,
        "campaign_id": 21, "crm_line_ids": [1], "booking_date": "2099-12-31", "phone_no1": "0349731002",
    });
    let (status, booking) = erp.post("/kangnam/api/v1/booking", &booked).await;
    let booking = (status == 200).then(|| booking["data"]["id_booking"].as_i64().unwrap());
    let uuid = uuid_by(&bench, "0349731001").await;
    gone(&mut bench, &uuid, "0349731001").await;
    let (status, seen) = caresoft.get(&format!("/kangnam/api/v1/lead/{theirs}")).await;
    if (status, &seen["lead"]["subject"]) != (200, &json!("Của tổng đài")) {
        bench.complain(format!("a lead of another wire is gone: {status} {seen}"));
    }
    if kinds(&bench, theirs).await.last().map(String::as_str) != Some("withdrawn") {
        bench.complain("the timeline does not say what happened".to_owned());
    }
    match booking {
        None => bench.complain("no booking was made".to_owned()),
        Some(booking) => {
            let uuid = uuid_by(&bench, "0349731002").await;
            gone(&mut bench, &uuid, "0349731002").await;
            let (status, seen) = erp.get(&format!("/api/v1/booking/{booking}")).await;
            if status != 200 {
                bench.complain(format!("a booking is gone with its lead: {seen}"));
            }
            // It still bars a second one: 409, or whatever the ERP says of it, but no new booking.
            let (status, _) = erp.post("/kangnam/api/v1/booking", &booked).await;
            if status == 200 {
                bench.complain("the booking of a withdrawn lead is no longer in effect".to_owned());
            }
        }
    }
    own_goes(&mut bench).await;
    list_goes(&mut bench, theirs).await;
    bench.forget_stock();
    for _ in 0..12 {
        bench.count();
    }
    bench.finish().await;
}

/// What the wire made alone is deleted; once another wire changed it, it stays.
async fn own_goes(bench: &mut Bench) {
    let caresoft = Client::new(&bench.house, bench.house.kangnam(), "caresoft");
    for is_changed in [false, true] {
        bench.forget_stock();
        let uuid = new_lead(bench).await;
        let (eye, wanted) = (bench.eye.clone(), uuid::Uuid::parse_str(&uuid).unwrap());
        let found = bench.house.hub.read(move |db| Ok(leads::find_lead_by_uuid(db, &eye, wanted)?)).await;
        let id = found.unwrap().unwrap().id;
        if is_changed {
            let change = json!({ "lead": { "subject": "Đã gọi" } });
            let (status, answer) = caresoft.put(&format!("/kangnam/api/v1/lead/{id}"), &change).await;
            assert_eq!(status, 200, "{answer}");
        }
        gone(bench, &uuid, "").await;
        let (status, _) = caresoft.get(&format!("/kangnam/api/v1/lead/{id}")).await;
        if status != if is_changed { 200 } else { 404 } {
            bench.complain(format!("changed by another wire: {is_changed}: {status}"));
        }
    }
}

/// A list takes the wire's own leads with it; the others leave it.
async fn list_goes(bench: &mut Bench, theirs: i64) {
    bench.forget_stock();
    let operation = create_list();
    let request = bench.request("POST", &operation.target, operation.body("", None, 77));
    let list =
        bench.expect("a list", &request, &operation.answer).await.unwrap()["list_uuid"].as_str().unwrap().to_owned();
    let body = json!({ "list_uuid": list, "phone_number": "0349731003" }).to_string();
    let request = bench.request("POST", "/v3/lead", body);
    let own = bench.expect("a lead of its own", &request, &create().answer).await.unwrap()["lead_uuid"].clone();
    let eye = bench.eye.clone();
    let wanted = uuid::Uuid::parse_str(&list).unwrap();
    let moved = bench.house.hub.write(move |tx| {
        let list = lists::find_list(tx, &eye, wanted)?.unwrap().id;
        let change = LeadChange { list: Some(list), ..LeadChange::default() };
        actions::update_lead(tx, &eye, LeadId(theirs), &change)
    });
    let moved = moved.await.unwrap().uuid;
    let target = format!("/v3/lead/{moved}");
    let (status, _) = bench.client().get(&target).await;
    if status != 200 {
        bench.complain(format!("a lead that was put into a list is not seen: {status}"));
    }
    let request = bench.request("DELETE", &format!("/v3/list/{list}"), "");
    bench.expect("the list goes", &request, &Wanted::new(200, one("list_uuid", list.as_str()))).await;
    for gone in [target, format!("/v3/lead/{}", own.as_str().unwrap())] {
        let request = bench.request("GET", &gone, "");
        bench.expect(&gone, &request, &not_found()).await;
    }
    let caresoft = Client::new(&bench.house, bench.house.kangnam(), "caresoft");
    if caresoft.get(&format!("/kangnam/api/v1/lead/{theirs}")).await.0 != 200 {
        bench.complain("a list takes a lead of another wire with it".to_owned());
    }
}

/// Deletes a lead; nothing of this wire finds it afterwards.
async fn gone(bench: &mut Bench, uuid: &str, phone: &str) {
    bench.forget_stock();
    let target = format!("/v3/lead/{uuid}");
    let request = bench.request("DELETE", &target, "");
    bench.expect("deleted", &request, &Wanted::new(200, one("lead_uuid", uuid))).await;
    for (method, body) in [("GET", ""), ("PUT", "{\"phone_number\":\"0349719988\"}"), ("DELETE", "")] {
        let request = bench.request(method, &target, body);
        bench.expect(&format!("{method} of what was deleted"), &request, &not_found()).await;
    }
    for query in ["limit=500".to_owned(), format!("phone_number={phone}&limit=500"), "limit=10000".to_owned()] {
        let (_, page) = bench.client().get(&format!("/v3/lead?{query}")).await;
        let rows = page["data"].as_array().unwrap();
        if rows.iter().any(|row| row["lead_uuid"] == uuid) || page["total"] != rows.len() {
            bench.complain(format!("{query} lists or counts what was deleted"));
        }
    }
}

async fn uuid_by(bench: &Bench, phone: &str) -> String {
    let (_, page) = bench.client().get(&format!("/v3/lead?phone_number={phone}")).await;
    page["data"][0]["lead_uuid"].as_str().unwrap_or_else(|| panic!("{phone}: {page}")).to_owned()
}

async fn kinds(bench: &Bench, lead: i64) -> Vec<String> {
    let eye = bench.eye.clone();
    let events = bench.house.hub.read(move |db| Ok(events::list_events(db, &eye, LeadId(lead))?)).await.unwrap();
    events.into_iter().map(|event| event.kind).collect()
}
