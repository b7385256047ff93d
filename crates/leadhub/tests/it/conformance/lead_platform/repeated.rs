//! A key that comes again, with the same data or with others, and fields that are misspelt. Run by `fields.rs`, whose
//! table says what each field must get.

use super::operations::*;
use super::*;
use crate::conformance::Bench;
use leadhub_core::store::events;
use leadhub_model::LeadId;

/// A key with other data changes its lead and says so; the same data again change nothing, whoever changed it since (decision L15). A
/// number is no key of a stranger's lead (L4), and a misspelt field is told (L20).
pub(super) async fn repeated_and_misspelt(bench: &mut Bench) {
    let good = [("name", "\"Hoa\""), ("mobile_number", "\"0349730005\""), ("lead_source_id", "\"repeated\"")];
    let sent = |more: &[(&'static str, &str)]| operation("repeated", &[&good[..], more].concat()).body("", None, 0);
    let answer = Wanted::new(201, json!({ "id": "<id>", "lead_uuid": "<uuid>", "lead_source_id": "repeated" }));
    let first = sent(&[("status", "\"NEW\"")]);
    let request = bench.request("POST", CREATE, first.clone());
    let made = bench.expect("first", &request, &answer).await.unwrap_or_default();
    let id = made["id"].as_i64().unwrap_or_default();
    let move_on = bench.request("PUT", CHANGE, "{\"lead_source_id\":\"repeated\",\"status\":\"CONSULTING\"}");
    assert_eq!(bench.send(&move_on).await.status, 200);
    bench.forget_stock();
    bench.expect("the same again", &request, &answer).await;
    if stored(bench, id, "status").await != "CONSULTING" {
        bench.complain("a repetition moves its lead back".to_owned());
    }
    let other = bench.request("POST", CREATE, sent(&[("email", "\"hoa@example.com\""), ("house_price", "5.50")]));
    let again = bench.expect("other data", &other, &answer).await.unwrap_or_default();
    if again["id"] != made["id"] {
        bench.complain(format!("other data make another lead: {made} {again}"));
    }
    for (key, wanted) in
        [("email", json!("hoa@example.com")), ("house_price", json!("5.50")), ("status", json!("CONSULTING"))]
    {
        let got = stored(bench, id, key).await;
        if got != wanted {
            bench.complain(format!("{key} is {got} after a create with other data"));
        }
    }
    let eye = bench.eye.clone();
    let events = bench.house.hub.read(move |db| Ok(events::list_events(db, &eye, LeadId(id))?)).await.unwrap();
    if events.last().is_none_or(|event| event.kind != "updated" || event.change.get("email").is_none()) {
        bench.complain("other data are not told on the timeline".to_owned());
    }
    // It has a key, so its number is nobody's to move it by.
    let by_number = bench.request("PUT", CHANGE, format!("{{\"lead_source_id\":\"{id}\",\"status\":\"NEW\"}}"));
    bench
        .expect(
            "the number of a lead with a key",
            &by_number,
            &error_body(404, "Not Found", "no lead has this lead_source_id"),
        )
        .await;
    for (more, told) in [
        (&[("house_prise", "\"5\"")][..], "house_prise is no field of this object; it was kept as sent"),
        (
            &[("house_prise", "5"), ("emial", "\"x\"")][..],
            "house_prise, emial are no field of this object; they were kept as sent",
        ),
    ] {
        let request = bench.request("POST", CREATE, sent(more));
        bench.expect(told, &request, &answer.clone().header("leadhub-reason", told)).await;
    }
}
