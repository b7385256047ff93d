//! What the profile of the deployed vendor requires and takes. Run through `conformance/mod.rs`; the documented one is that of
//! `fields.rs`.

use super::operations::*;
use super::values::offending_in_full;
use super::*;
use crate::conformance::Bench;

/// The short list of the deployed vendor, and its rule for a booking's phone (decisions A3, P1).
pub async fn as_deployed(mut bench: Bench) {
    bench.number = 1_000_000;
    let always = ["contact_name", "gender", "company_id", "source_id", "price_list_id"];
    for (operation, other) in [(create(), "category_source_id"), (book(), "crm_line_ids")] {
        for field in MARKED_TRUE {
            let is_needed = always.contains(&field) || field == other;
            for json in [None, Some("null"), Some("\" \"")] {
                let body = operation.body(field, json, bench.next_number());
                let request = bench.request("POST", &operation.target, body);
                let name = format!("{} as deployed: {field} {json:?}", operation.name);
                if is_needed {
                    bench.expect(&name, &request, &lacking(field)).await;
                    continue;
                }
                bench.count();
                let answer = bench.send(&request).await;
                bench.stock = None;
                if answer.status != 200 {
                    bench.complain(format!("{name}: {} {}", answer.status, answer.text()));
                }
            }
        }
    }
    bench.stock = None;
    for (phone, fits) in [
        ("0349721001", true),
        ("1234567890", true),
        ("034972100", false),
        ("03497210011", false),
        ("+84349721001", false),
        ("034 972 1001", false),
        ("034972100x", false),
        ("٠٣٤٩٧٢١٠٠١", false),
    ] {
        let wanted = if fits { book().answer } else { offending_in_full(PHONE, phone) };
        let request = bench.request("POST", BOOKING, in_vietnam(&book(), phone));
        bench.expect(&format!("a deployed booking of {phone}"), &request, &wanted).await;
    }
    let dated = create().body("booking_date", Some("\"2099-12-31\""), 0);
    let request = bench.request("POST", LEAD, dated);
    bench
        .expect(
            "a lead with a day",
            &request,
            &error_body(401, "Error", "a lead has no booking_date: create a booking"),
        )
        .await;
    bench.finish().await;
}

fn in_vietnam(operation: &Operation, phone: &str) -> String {
    operation.body("phone_no1", Some(&quoted(phone)), 0).replace("\"country_id\":1,", "\"country_id\":241,")
}
