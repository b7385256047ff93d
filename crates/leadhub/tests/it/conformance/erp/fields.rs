//! Every field of every operation, in the documented profile. Run through `conformance/mod.rs`; what a kind of field takes stands in
//! `values.rs`.

use super::operations::*;
use super::portrait::portrait;
use super::values::*;
use super::*;
use crate::conformance::Bench;

pub async fn fields(mut bench: Bench) {
    // Seven digits behind 034 are a number of Việt Nam.
    bench.number = 1_000_000;
    let mut new = rows(Kind::New);
    try_rows(&mut bench, &create(), &new).await;
    // The rows are read by the same code for every operation: the others get each third of them, and what is missing.
    bench.stride *= 3;
    new.push(booking_date(Kind::New));
    every_documented_field_has_a_row(&mut bench, &new);
    // One customer has one booking, so each of them has a number of its own.
    new[0].probes.retain(|probe| matches!(probe.outcome, Outcome::Refused(_)));
    try_rows(&mut bench, &book(), &new).await;
    let mut changed = rows(Kind::Change);
    changed.push(booking_date(Kind::Change));
    for mut field in changed {
        // What a change leaves as it was depends on the one before it, and lines are printed as objects.
        let is_told = |patch: &Value| patch.as_object().is_some_and(|patch| !patch.is_empty());
        let is_apart = ["crm_line_ids", "source_id"].contains(&field.name);
        field.probes.retain(|probe| match &probe.outcome {
            Outcome::Refused(_) => true,
            Outcome::Taken(patch) => !is_apart && patch.as_ref().is_some_and(is_told),
        });
        if field.name != "booking_date" {
            let made = Operation {
                good: good("\"034<n>\"".trim_matches('"')),
                answer: patched(&create().answer, Some(&json!({ "phone": "<text>", "mobile": "<text>" }))),
                ..create()
            };
            let operation = change(&mut bench, &made, "change of a lead", "id").await;
            try_rows(&mut bench, &operation, std::slice::from_ref(&field)).await;
        }
        let operation = change(&mut bench, &book(), "change of a booking", "id_booking").await;
        try_rows(&mut bench, &operation, std::slice::from_ref(&field)).await;
    }
    accounts(&mut bench).await;
    bench.finish().await;
}

/// Account and phone are alternatives; an unknown account is refused only where no phone says who it is (decisions A1, A25).
async fn accounts(bench: &mut Bench) {
    for (operation, phone) in [(create(), true), (book(), true), (create(), false), (book(), false)] {
        for (json, shown) in
            [("999999999", "999999999"), ("\"x\"", "x"), ("1.5", "1.5"), ("[1]", "[1]"), ("true", "true")]
        {
            let left_out = if phone { "" } else { "phone_no1" };
            let number = bench.next_number();
            let body = operation.body(left_out, None, number).replacen('{', &format!("{{\"account_id\":{json},"), 1);
            let wanted = if phone { operation.answer.clone() } else { offending(ACCOUNT, shown) };
            let request = bench.request("POST", &operation.target, body);
            bench.expect(&format!("{}: account {json}, phone {phone}", operation.name), &request, &wanted).await;
        }
    }
}

fn rows(kind: Kind) -> Vec<Field> {
    let companies = [(2, json!({ "company_id": 2, "company_name": "BỆNH VIỆN KANGNAM HÀ NỘI" }))];
    let mut rows = vec![
        phone(kind),
        whole("ticket_id", kind),
        text("agent_email", None, kind),
        whole("user_id", kind),
        text("contact_name", Some("contact_name"), kind),
        choice("gender", &["male", "female", "other"], kind),
        id("country_id", "ID Country not found", kind, &[(1, json!({ "country_id": 1, "country_name": "Andorra" }))]),
        id("state_id", "ID State not found", kind, &[(7, json!({ "state_id": 7, "state_name": "Victoria" }))]),
        id("district_id", "ID District not found", kind, &[]),
        text("street", Some("street"), kind),
        id("price_list_id", "ID Price list not found", kind, &[(1, json!({ "price_list_id": 1 }))]),
        id("category_source_id", "ID Category Source not found", kind, &[(1, json!({})), (3, json!({}))]),
        id(
            "source_id",
            "ID Source CS not found",
            kind,
            &[
                (2, json!({ "category_source_id": 2, "category_source_name": "TRADE MKT" })),
                (5, json!({ "category_source_id": 5, "category_source_name": "BP KINHDOANH" })),
            ],
        ),
        id("campaign_id", "ID Campaign not found", kind, &[(21, json!({ "campaign_id": 21, "campaign_name": "sss" }))]),
        lines(kind),
        portrait(),
        birth_date(kind),
        text("email_from", Some("email_from"), kind),
        text("pass_port", Some("pass_port"), kind),
        text("phone_no3", None, kind),
        text("facebook_acc", Some("facebook_acc"), kind),
        text("zalo_acc", Some("zalo_acc"), kind),
    ];
    let mut company = id("company_id", "Code Company not found", kind, &companies);
    company.probes.retain(|probe| match &probe.json {
        // Of a branch a text may be its code, so what is no text at all is refused as such.
        Some(json) => json.starts_with('"') || json.parse::<i64>().is_ok() || is_blank(json),
        None => true,
    });
    company.probes.retain(|probe| probe.json.as_deref() != Some("[]"));
    let code = companies[0].1.clone();
    company.probes.extend(["KN.HN.01", "kn.hn.01", " KN.HN.01 "].map(|text| taken(text, quoted(text), code.clone())));
    company.probes.push(refused("true", "true", params("company_id", "must be a text")));
    rows.push(company);
    rows.extend(CHOICES.map(|(field, choices)| choice(field, choices, kind)));
    rows
}
