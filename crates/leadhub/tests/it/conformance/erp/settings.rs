//! What the settings of an integration change, the profile aside. Run through `conformance/mod.rs`; each case needs an integration
//! of its own.

use super::operations::*;
use super::portrait::no_portrait;
use super::*;
use crate::conformance::Bench;

/// What the settings of an integration change, and a booking under an idempotency key (decisions A7, A10, K11, K12, X7).
pub async fn settings(mut bench: Bench) {
    bench.number = 1_000_000;
    let mut answer =
        patched(&create().answer, Some(&json!({ "category_source_id": 2, "category_source_name": "TRADE MKT" })));
    let data = answer.body["data"].as_object_mut().unwrap();
    data.insert("customer_portrait".to_owned(), no_portrait());
    data.insert("id_lead".to_owned(), json!("<id>"));
    data.insert("link_lead_detail".to_owned(), json!("<text>"));
    for (state, source) in [("7", "2")] {
        let body =
            create().body("state_id", Some(state), 0).replace("\"source_id\":1", &format!("\"source_id\":{source}"));
        let request = bench.request("POST", LEAD, body);
        let made = bench.expect("the newer keys, by another system's ids", &request, &answer).await.unwrap_or_default();
        let link = format!(
            "https://erp.example.com/web#id={}&model=crm.lead&view_type=form&action=630&menu_id=430",
            made["data"]["id"]
        );
        if (&made["data"]["link_lead_detail"], &made["data"]["id_lead"]) != (&json!(link), &made["data"]["id"]) {
            bench.complain(format!("the link of a lead: {made}"));
        }
    }
    let request = bench.request("POST", LEAD, create().body("state_id", Some("70008"), 0));
    bench.expect("an id that neither system has", &request, &offending("ID State not found", "70008")).await;
    let number = bench.next_number();
    let request = bench.request("POST", BOOKING, book().body("", None, number)).header("Idempotency-Key", "one");
    let first = bench.expect("a booking under a key", &request, &book().answer).await.unwrap_or_default();
    let replayed = Wanted::new(200, first.clone()).header("idempotency-replayed", "true");
    bench.expect("the booking again", &request, &replayed).await;
    let id = &first["data"]["id_booking"];
    let link = format!("https://erp.example.com/web#id={id}&model=crm.lead&view_type=form&action=633&menu_id=430");
    assert_eq!(first["data"]["link_booking_detail"], link);
    let shown = bench.send(&bench.request("GET", &format!("{BOOKING}/{id}"), "")).await.json().unwrap_or_default();
    let code = shown["data"]["name"].as_str().unwrap_or_default();
    let digits = code.strip_prefix("BOOK-").and_then(|rest| rest.split_once('-'));
    let id = id.to_string();
    if digits.is_none_or(|(day, number)| day.len() != 6 || day.parse::<u32>().is_err() || number != id) {
        bench.complain(format!("the code of a booking: {code}"));
    }
    let mut other = request.clone();
    other.body.push(b' ');
    let reused = error_body(422, "idempotency_key", "<text>");
    bench.expect("another body under the key", &other, &reused).await;
    let plain = bench.request("POST", BOOKING, book().body("", None, number));
    let message = format!("Hãy vào Booking có mã {code} của thương hiệu Kangnam để thao tác tiếp");
    let booked = error_body(401, "Không thể tạo Booking mới do còn Booking vẫn còn hiêu lực", &message);
    bench.expect("another booking of the customer", &plain, &booked).await;
    // So that the table is not taken for an empty one.
    for wrong in 0..15 {
        let request = bench.request("POST", LEAD, create().body("source_id", Some(&(80_000 + wrong).to_string()), 0));
        bench
            .expect("an unknown source", &request, &offending("ID Source CS not found", &(80_000 + wrong).to_string()))
            .await;
    }
    bench.finish().await;
}
