//! The operations that are tried, each with a good request and its answer, and how a row of the table is sent. Used by every file here;
//! says nothing of single fields.

use super::portrait::no_portrait;
use super::*;
use crate::conformance::raw::Request;
use crate::conformance::{Bench, query};

const DOCUMENT: &str = include_str!("../../../../../../docs/contract/erp-create-booking.md");

pub(super) fn good(phone: &str) -> Vec<(&'static str, String)> {
    let good = json!({
        "phone_no1": phone, "ticket_id": 1001, "agent_email": "admin1@gmail.com", "user_id": 2, "contact_name": "Hoa",
        "gender": "female", "country_id": 1, "state_id": 7, "street": "5 Lê Lợi", "company_id": 2, "price_list_id": 1,
        "category_source_id": 1, "source_id": 1, "campaign_id": 21, "crm_line_ids": [1, 2]
    });
    let names = ["phone_no1"].into_iter().chain(MARKED_TRUE);
    names.map(|name| (name, good[name].to_string())).collect()
}

pub(super) fn lead(phone: &str) -> Value {
    let answer = r#"{ "error": 0, "message": "Success", "data": {
        "id": "<id>", "name": "Hoa", "contact_name": "Hoa", "gender": "female", "pass_port": false, "phone": "<phone>",
        "mobile": "<phone>", "birth_date": false, "year_of_birth": false, "email_from": false, "country_id": 1,
        "country_name": "Andorra", "state_id": 7, "state_name": "Victoria", "district_id": false, "district_name": false,
        "street": "5 Lê Lợi", "company_id": 2, "company_name": "BỆNH VIỆN KANGNAM HÀ NỘI", "facebook_acc": false,
        "send_info_facebook": false, "zalo_acc": false, "send_info_zalo": false, "brand_id": 1, "brand_name": "Kangnam",
        "price_list_id": 1, "price_list_name": "Bảng giá niêm yết Kangnam 2021", "category_source_id": 1,
        "category_source_name": "MARKETING", "overseas_vietnamese": "no", "work_online": "no", "online_counseling": "no",
        "shuttle_bus": "no", "campaign_id": 21, "campaign_name": "sss", "amount_total": 190000000.0, "create_on": "<text>",
        "crm_line_ids": [1, 2]
    }}"#;
    serde_json::from_str(&answer.replace("<phone>", phone)).unwrap()
}

pub(super) fn create() -> Operation {
    let answer = Wanted::new(200, lead("0349720001"));
    Operation {
        name: "lead",
        method: "POST",
        target: LEAD.to_owned(),
        wrapper: None,
        good: good("0349720001"),
        answer,
        read_back: None,
    }
}

pub(super) fn book() -> Operation {
    let data = json!({ "account_id": "<id>", "customer_portrait": no_portrait(), "id_booking": "<id>", "link_booking_detail": "<text>" });
    let mut good = good("034<n>");
    good.push(("booking_date", "\"2099-12-31\"".to_owned()));
    let answer = Wanted::new(200, json!({ "error": 0, "message": "Success", "data": data }));
    Operation { name: "booking", target: BOOKING.to_owned(), good, answer, ..create() }
}

/// The answer with what the value shows in it; keys that this answer does not have are not looked at.
pub(super) fn patched(answer: &Wanted, patch: Option<&Value>) -> Wanted {
    let mut answer = answer.clone();
    let Some(patch) = patch.and_then(Value::as_object) else { return answer };
    let data = answer.body["data"].as_object_mut().unwrap();
    for (key, value) in patch {
        if data.contains_key(key) {
            data[key] = value.clone();
        }
        // A booking's own name is its code.
        if key == "contact_name" && data.contains_key(key) && !data.contains_key("booking_date") {
            data["name"] = value.clone();
        }
    }
    answer
}

pub(super) async fn try_rows(bench: &mut Bench, operation: &Operation, rows: &[Field]) {
    for field in rows {
        for (at, probe) in field.probes.iter().enumerate() {
            if !at.is_multiple_of(bench.stride) && probe.json.is_some() {
                continue;
            }
            let name = format!("{}: {}: {}", operation.name, field.name, probe.name);
            let body = operation.body(field.name, probe.json.as_deref(), bench.next_number());
            let wanted = match &probe.outcome {
                Outcome::Refused(wanted) => wanted.clone(),
                // Only the phone as it was sent stands in the answer.
                Outcome::Taken(_) if field.name == "phone_no1" => {
                    patched(&operation.answer, Some(&json!({ "phone": "<text>", "mobile": "<text>" })))
                }
                Outcome::Taken(patch) => patched(&operation.answer, patch.as_ref()),
            };
            let request = bench.request(operation.method, &operation.target, body);
            bench.expect(&name, &request, &wanted).await;
            // The same value in a form, where it is a text.
            let value: Option<String> = probe.json.as_deref().and_then(|json| serde_json::from_str(json).ok());
            if let Some(value) = value.filter(|text| !text.contains('\0')) {
                let kind = if bench.number.is_multiple_of(2) { FORM } else { "multipart/form-data; boundary=b" };
                let request = form(bench, operation, field.name, &value, kind);
                bench.expect(&format!("{name}, as {kind}"), &request, &wanted).await;
            }
        }
    }
}

/// The request with one field set to this text, as a form of either kind.
pub(super) fn form(bench: &mut Bench, operation: &Operation, field: &str, text: &str, kind: &str) -> Request {
    let number = bench.next_number();
    let good: Value = serde_json::from_str(&operation.body(field, None, number)).unwrap();
    let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut pairs: Vec<(&str, String)> =
        good.as_object().unwrap().iter().map(|(key, value)| (key.as_str(), shown(value))).collect();
    pairs.push((field, text.to_owned()));
    let body = if kind == FORM {
        query(&pairs.iter().map(|(key, value)| (*key, value.as_str())).collect::<Vec<_>>())
    } else {
        let part = |(key, value): &(&str, String)| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n")
        };
        format!("{}--b--\r\n", pairs.iter().map(part).collect::<String>())
    };
    let mut request = bench.request(operation.method, &operation.target, body);
    request.headers.retain(|(name, _)| name != "Content-Type");
    request.header("Content-Type", kind)
}

/// The change of something new, whose answer is what it is now.
pub(super) async fn change(bench: &mut Bench, made: &Operation, name: &'static str, id: &str) -> Operation {
    let number = bench.next_number();
    let request = bench.request(made.method, &made.target, made.body("", None, number));
    let answer =
        bench.expect(&format!("{name}: something to change"), &request, &made.answer).await.unwrap_or_default();
    let target = format!("{}/{}", made.target, answer["data"][id]);
    let request = bench.request("GET", &target, "");
    let shown = bench.send(&request).await.json().unwrap_or_default();
    let same = made.good.iter().map(|(key, json)| (*key, json.replace("<n>", &number.to_string()))).collect();
    Operation {
        name,
        method: "PUT",
        target,
        wrapper: None,
        good: same,
        answer: Wanted::new(200, shown),
        read_back: None,
    }
}

pub(super) fn every_documented_field_has_a_row(bench: &mut Bench, rows: &[Field]) {
    let table = DOCUMENT.split("** customer_portrait").next().unwrap();
    let lines = table.lines().map(str::trim).filter(|line| line.starts_with("| "));
    let names: Vec<&str> = lines.filter_map(|line| line.split('|').nth(1)).map(str::trim).skip(1).collect();
    assert!(names.len() > 25, "the document's table is not found: {names:?}");
    for name in names.into_iter().filter(|name| !["account_id", "phone_no2"].contains(name)) {
        if !rows.iter().any(|row| row.name == name) {
            bench.complain(format!("{name} stands in the document and has no row"));
        }
    }
}
