//! Every field of every body, alone and several at once (decisions N2, N3).
//! Run by the engines' tests in `conformance`; the rows come out of the document.

use super::*;

/// The documented operations that take a body, each with its good request.
pub async fn with_bodies(bench: &mut Bench) -> Vec<(Documented, Operation)> {
    let mut known = operations(bench).await;
    let mut both = Vec::new();
    for documented in document::operations().into_iter().filter(|operation| operation.body().is_some()) {
        match known.iter().position(|operation| operation.name == documented.id) {
            Some(at) => both.push((documented, known.swap_remove(at))),
            None => bench.complain(format!("{} takes a body and has no row", documented.id)),
        }
    }
    assert!(known.is_empty() && both.len() >= 29, "{} operations with a body", both.len());
    both
}

pub async fn bodies(mut bench: Bench) {
    let mut seen = Seen::new();
    for (documented, operation) in with_bodies(&mut bench).await {
        let schema = documented.body().unwrap();
        for (name, probes) in document::rows(schema, &mut seen, fields) {
            for probe in probes.iter().step_by(bench.stride) {
                let what = format!("{}: {name}: {}", operation.name, probe.name);
                let body = operation.body(name, probe.json.as_deref(), bench.next_number());
                let request = bench.request(operation.method, &operation.target, body);
                match &probe.outcome {
                    Outcome::Refused(wanted) => drop(bench.expect(&what, &request, wanted).await),
                    Outcome::Taken(shown) => takes(&mut bench, &operation, name, &what, &request, shown.as_ref()).await,
                }
            }
        }
        let nothing = document::missing_all(schema);
        if !nothing.is_empty() {
            let request = bench.request(operation.method, &operation.target, "{}");
            bench.expect(&format!("{}: nothing", operation.name), &request, &fields(&nothing)).await;
        }
        let asked = bench.request(operation.method, &format!("{}?x=1", operation.target), "{");
        bench.expect(&format!("{}: a query string", operation.name), &asked, &fields(&[unknown("x")])).await;
    }
    assert!(seen.len() > 20, "objects within bodies: {seen:?}");
    together(&mut bench).await;
    bench.finish().await;
}

/// A good value is taken and shown as it was sent; what only the store can tell of it is no matter of its form.
pub async fn takes(
    bench: &mut Bench,
    operation: &Operation,
    name: &str,
    what: &str,
    request: &Request,
    shown: Option<&Value>,
) {
    bench.count();
    bench.forget_stock();
    let answer = bench.send(request).await;
    let body = answer.json().unwrap_or_default();
    let code = body["errors"][0]["code"].as_str().unwrap_or_default();
    // The names were given to others just before; texts of any length are no time zones.
    let told = (operation.name, name, code);
    let is_told_by_the_store = matches!(
        told,
        ("updateOrganisation", "zone", "unfit")
            | ("updateIntegration" | "updateList" | "updateCampaign", "name", "taken")
            | ("takeImportStep", "step", "unfit")
    );
    if answer.status != operation.answer.status && !is_told_by_the_store {
        bench.complain(format!("{what}\n      {} {}", answer.status, answer.text()));
    } else if let (Some(shown), Some(got)) = (shown, body.get(name).filter(|_| answer.status < 300))
        && got != shown
    {
        bench.complain(format!("{what}\n      is shown as {got}, wanted {shown}"));
    }
}

/// Everything wrong in one answer, and what fields mean for each other.
pub async fn together(bench: &mut Bench) {
    // The table's rows renamed them.
    for (target, name) in [("lists", "List Autodialer"), ("campaigns", "Campaign Autodialer")] {
        let uuid = if target == "lists" { LIST } else { CAMPAIGN };
        let body = json!({ "name": name }).to_string();
        let answer = bench.send(&bench.request("PATCH", &format!("/hub/v1/{target}/{uuid}"), body)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        bench.forget_stock();
    }
    let body =
        json!({ "nobody": 1, "after_day": -1, "comment": { "body": " ", "x": 1 }, "label_ids": [0, "x"], "name": 5 });
    let all = fields(&[
        wrong("label_ids[0]", "out_of_range", "must be from 1 to 9223372036854775807"),
        wrong("label_ids[1]", "wrong_type", "must be a whole number"),
        wrong("comment.body", "blank", "is blank: write something"),
        unknown("comment.x"),
        wrong("after_day", "out_of_range", "must be from 0 to 36500"),
        wrong("name", "wrong_type", "must be a text"),
        unknown("nobody"),
    ]);
    let nobody = "is missing: send phone, email or person_id, so that the lead is somebody's";
    let nobody = |field: &str| fields(&[wrong(field, "missing", nobody)]);
    let is_unknown = |names: &[&str]| {
        fields(&names.iter().map(|name| wrong(name, "unknown", "is not known here")).collect::<Vec<_>>())
    };
    let booked = |more: Value| {
        let mut body = json!({ "brand_id": 1, "company_id": 2, "booked_at": PAST });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let of_one = |code, message| fields(&[wrong("lead", code, message)]);
    let cases = [
        ("leads", body, all),
        ("leads", json!({}), nobody("phone")),
        ("leads", json!({ "phone": "", "email": " \t" }), nobody("phone")),
        ("leads", json!({ "person_id": 999999999 }), is_unknown(&["person_id"])),
        (
            "leads",
            json!({ "phone": "0349719988", "stage_id": 1999, "agent_id": 7, "label_ids": [10, 1999], "list_id": 7 }),
            is_unknown(&["stage_id", "agent_id", "list_id", "label_ids"]),
        ),
        ("bookings", booked(json!({})), of_one("missing", "is missing: send it, or lead_id")),
        (
            "bookings",
            booked(json!({ "lead_id": 414856017, "lead": { "phone": "1" } })),
            of_one("unfit", "stands beside lead_id: send one of them"),
        ),
        ("bookings", booked(json!({ "lead": {} })), nobody("lead.phone")),
        ("bookings", booked(json!({ "lead_id": 999999999 })), is_unknown(&["lead_id"])),
        ("lists", json!({ "name": "x", "campaign_uuid": NOBODY }), is_unknown(&["campaign_uuid"])),
        (
            "lists",
            json!({ "name": "List Autodialer", "campaign_uuid": CAMPAIGN }),
            fields(&[wrong("name", "taken", "is taken")]),
        ),
        ("campaigns", json!({ "name": "sss", "kind": "x" }), fields(&[wrong("name", "taken", "is taken")])),
        (
            "integrations",
            json!({ "dialect": "erp", "name": "conformance" }),
            fields(&[wrong("name", "taken", "is taken")]),
        ),
        ("integrations", json!({ "dialect": "erp", "name": "x", "agent_id": 7 }), is_unknown(&["agent_id"])),
    ];
    for (path, body, wanted) in cases {
        let request = bench.request("POST", &format!("/hub/v1/{path}"), body.to_string());
        bench.expect(&format!("{path}: {body}"), &request, &wanted).await;
    }
}
