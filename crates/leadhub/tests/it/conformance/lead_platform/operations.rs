//! The operations that are tried, each with a good request and its answer, and where what was sent is kept: the wire reads nothing
//! back. Used by every file here; says nothing of single fields.

use super::*;
use crate::conformance::Bench;
use leadhub_core::store::leads;
use leadhub_model::{Fact, LeadId, TimeStyle, Zone};

pub(super) fn operation(name: &'static str, good: &[(&'static str, &str)]) -> Operation {
    Operation {
        name,
        method: "POST",
        target: CREATE.to_owned(),
        wrapper: None,
        good: good.iter().map(|(key, json)| (*key, (*json).to_owned())).collect(),
        answer: Wanted::new(201, json!({ "id": "<id>", "lead_uuid": "<uuid>", "lead_source_id": null })),
        read_back: None,
    }
}

pub(super) fn create_by_agent() -> Operation {
    operation("camelCase", &[("name", "\"Hoa\""), ("mobileNumber", "\"0349730001\"")])
}

pub(super) fn create_by_partner() -> Operation {
    operation("snake_case", &[("name", "\"Hoa\""), ("mobile_number", "\"0349730002\"")])
}

pub(super) fn create_by_form() -> Operation {
    let good = [
        ("fullName", "\"Hoa\""),
        ("phoneNumber", "\"0349730003\""),
        ("email", "\"hoa@example.com\""),
        ("demand", "\"Mua\""),
        ("project", "\"P1\""),
    ];
    operation("fullName", &good)
}

pub(super) fn change() -> Operation {
    let answer = json!({ "id": "<id>", "lead_uuid": "<uuid>", "lead_source_id": "key", "status": "<text>" });
    Operation {
        method: "PUT",
        target: CHANGE.to_owned(),
        answer: Wanted::new(200, answer),
        ..operation("changeStatus", &[("lead_source_id", "\"key\""), ("status", "\"CONSULTING\"")])
    }
}

/// Where a field is a fact of the core; the others stand among the extras.
fn fact(key: &str) -> Option<Fact> {
    Some(match key {
        "name" | "fullName" => Fact::Name,
        "mobileNumber" | "mobile_number" | "phoneNumber" => Fact::Phone,
        "homePhone" => Fact::HomePhone,
        "projectCode" | "project_code" => Fact::ProjectCode,
        "projectName" | "project_name" | "project" => Fact::ProjectName,
        "email" => Fact::Email,
        "gender" => Fact::Gender,
        "birthDate" | "birth_date" | "birthDay" => Fact::BirthDate,
        "idNumber" => Fact::IdentityNumber,
        "passport" => Fact::Passport,
        "demand" => Fact::Subject,
        "address" => Fact::Address,
        "regionCode" | "city_code" => Fact::Province,
        "districtCode" | "district_code" => Fact::District,
        "wardCode" | "ward_code" => Fact::Ward,
        _ => return None,
    })
}

pub(super) async fn stored(bench: &Bench, id: i64, key: &'static str) -> Value {
    let eye = bench.eye.clone();
    let found = bench.house.hub.read(move |db| Ok(leads::find_lead(db, &eye, LeadId(id))?)).await;
    let lead = found.unwrap().unwrap();
    match fact(key) {
        Some(fact) => lead.facts.get(fact).map_or(Value::Null, Value::from),
        None if ["note", "purpose"].contains(&key) => json!(lead.last_comment),
        None if key == "lead_score" => json!(lead.score),
        None if key == "meeting_time" => json!(lead.meeting_at.map(|at| at.format(&Zone::utc(), TimeStyle::IsoZ))),
        None => lead.extras["lead_platform"][key].clone(),
    }
}

pub(super) async fn try_rows(bench: &mut Bench, operation: &Operation, rows: &[Field]) {
    for field in rows {
        for probe in field.probes.iter().step_by(bench.stride) {
            let name = format!("{}: {}: {}", operation.name, field.name, probe.name);
            let body = operation.body(field.name, probe.json.as_deref(), bench.next_number());
            let request = bench.request(operation.method, &operation.target, body);
            let shown = match &probe.outcome {
                Outcome::Refused(wanted) => {
                    bench.expect(&name, &request, wanted).await;
                    continue;
                }
                Outcome::Taken(shown) => shown,
            };
            let answer = bench.expect(&name, &request, &operation.answer).await;
            let (Some(answer), Some(shown)) = (answer, shown) else { continue };
            let got = stored(bench, answer["id"].as_i64().unwrap(), field.name).await;
            if got != *shown {
                bench.complain(format!("{name}\n      is kept as {got}, wanted {shown}"));
            }
        }
    }
}
