//! Every field of the three objects and of a change of status. Run through `conformance/mod.rs`; what a kind of field takes stands in
//! `values.rs`.

use super::bodies::objects_that_are_told_apart;
use super::operations::*;
use super::repeated::repeated_and_misspelt;
use super::values::*;
use super::*;
use crate::conformance::Bench;

const DOCUMENT: &str = include_str!("../../../../../../docs/contract/lead-platform.txt");

pub async fn fields(mut bench: Bench) {
    let objects = [agent_form(), partner(false), web_form(), vec![source_id(false)]];
    every_documented_field_has_a_row(&mut bench, &objects);
    let operations = [create_by_agent(), create_by_partner(), create_by_form(), create_by_partner()];
    for (operation, rows) in operations.iter().zip(&objects) {
        try_rows(&mut bench, operation, rows).await;
    }
    let keyed =
        operation("keyed", &[("name", "\"Hoa\""), ("mobile_number", "\"0349730004\""), ("lead_source_id", "\"key\"")]);
    let request = bench.request("POST", CREATE, keyed.body("", None, 0));
    let answer = Wanted::new(201, json!({ "id": "<id>", "lead_uuid": "<uuid>", "lead_source_id": "key" }));
    let first = bench.expect("a key", &request, &answer).await;
    let again = bench.expect("the key again (decision L15)", &request, &answer).await;
    if first != again {
        bench.complain(format!("the same key is another lead: {first:?} {again:?}"));
    }
    repeated_and_misspelt(&mut bench).await;
    old_wards(&mut bench).await;
    try_rows(&mut bench, &change(), &partner(true)).await;
    try_rows(&mut bench, &change(), &[source_id(true)]).await;
    objects_that_are_told_apart(&mut bench).await;
    bench.finish().await;
}

/// The document is a list of words, one a line, a field's name before its type.
fn every_documented_field_has_a_row(bench: &mut Bench, objects: &[Vec<Field>]) {
    let lines: Vec<&str> = DOCUMENT.lines().collect();
    let from = lines.iter().position(|line| *line == "Object").unwrap();
    let types = ["string", "integer", "Array"];
    let names = lines[from..].windows(2).filter(|pair| types.contains(&pair[1]) && pair[0] != "Array");
    let names: Vec<&str> = names.map(|pair| pair[0]).collect();
    assert!(names.len() > 60, "the document's fields are not found: {names:?}");
    for name in names {
        if !objects.iter().flatten().any(|row| row.name == name) {
            bench.complain(format!("{name} stands in the document and has no row"));
        }
    }
}

/// The code of a ward of before July 2025 gives the commune's name; that of one that was divided stays and is told (decision L21).
async fn old_wards(bench: &mut Bench) {
    let divided = "the ward 00367 was divided among the communes 00367, 00643; its code was kept as sent";
    let cases = [
        ("01", "00001", "Phường Hồng Hà", None),
        ("01", "00004", "Phường Ba Đình", None),
        ("01", "00367", "00367", Some(divided)),
        ("79", "00001", "00001", None),
        ("01", "99999", "99999", None),
        ("01", "7", "7", None),
        ("01", "Phúc Xá", "Phúc Xá", None),
    ];
    for (province, code, wanted, told) in cases {
        let places = [("city_code", quoted(province)), ("ward_code", quoted(code))];
        let places = places.iter().map(|(key, code)| (*key, code.as_str())).collect::<Vec<_>>();
        let good = [&[("name", "\"Hoa\""), ("mobile_number", "\"0349730006\"")][..], &places[..]].concat();
        let made = operation("a ward", &good);
        let request = bench.request("POST", CREATE, made.body("", None, 0));
        let answer = match told {
            Some(told) => made.answer.clone().header("leadhub-reason", told),
            None => made.answer.clone(),
        };
        let made = bench.expect(&format!("the ward {code}"), &request, &answer).await.unwrap_or_default();
        let got = stored(bench, made["id"].as_i64().unwrap_or_default(), "ward_code").await;
        if got != wanted {
            bench.complain(format!("the ward {code} in {province} is kept as {got}, wanted {wanted}"));
        }
    }
}

fn agent_form() -> Vec<Field> {
    let mut rows = needed(&["name"], 250);
    rows.push(telling_phone("mobileNumber"));
    rows.extend(texts(&["homePhone"], 50));
    rows.extend(texts(&["demand", "houseInformation"], 5000));
    rows.extend(texts(
        &[
            "email",
            "idNumber",
            "familyBook",
            "passport",
            "projectId",
            "projectCode",
            "projectName",
            "houseType",
            "housePrice",
            "agentCode",
            "communicationType",
            "interactionType",
            "sourceOrigin",
            "contactType",
            "houseNumber",
            "street",
            "regionCode",
            "districtCode",
            "wardCode",
        ],
        250,
    ));
    rows.extend([
        row("gender", word("gender", GENDERS), None),
        row("birthDate", day("birthDate"), None),
        row("maritalStatus", word("maritalStatus", MARITAL), None),
        row("agentId", whole("agentId", i64::MIN, i64::MAX), None),
        row("homeDirections", directions("homeDirections"), None),
        row("balconyDirections", directions("balconyDirections"), None),
    ]);
    rows
}

/// The second object; a change of status needs other fields of it than a create does (decision L2).
fn partner(is_change: bool) -> Vec<Field> {
    let by = |needed: bool, name: &'static str| gone(name).filter(|_| needed);
    let mut rows = vec![
        row("name", text("name", 250), by(!is_change, "name")),
        if is_change { row("mobile_number", text("mobile_number", 50), None) } else { telling_phone("mobile_number") },
        row("status", text("status", 50), by(is_change, "status")),
        row("gender", word("gender", GENDERS), None),
        row("house_type", word("house_type", HOUSE_TYPES), None),
        row("house_information", word("house_information", HOUSE_INFORMATION), None),
        row("birth_date", time("birth_date"), None),
        row("request_time", time("request_time"), None),
        row("meeting_time", time("meeting_time"), None),
        row("sale", sale("sale"), None),
        row("lead_score", whole("lead_score", i32::MIN.into(), i32::MAX.into()), None),
    ];
    rows.extend(texts(&["address", "note"], 5000));
    rows.extend(texts(
        &["email", "project_code", "project_name", "house_price", "channel", "city_code", "district_code", "ward_code"],
        250,
    ));
    rows
}

fn web_form() -> Vec<Field> {
    let mut rows = needed(&["fullName", "email", "project"], 250);
    rows.extend(needed(&["demand"], 5000));
    rows.push(row("phoneNumber", pattern("phoneNumber"), gone("phoneNumber")));
    rows.extend(texts(&["purpose", "address"], 5000));
    rows.extend(texts(&["source", "apartment", "idNumber", "apartmentType", "balconyView"], 250));
    rows.push(row("gender", word("gender", GENDERS), None));
    rows.push(row("birthDay", day("birthDay"), None));
    rows
}

/// The key of a create is echoed; of a change it must be known.
fn source_id(is_change: bool) -> Field {
    let name = "lead_source_id";
    let unknown = error_body(404, "Not Found", "no lead has this lead_source_id");
    let mut probes = characters();
    let types = other_types(&["string"]).filter(|(_, _, kind)| is_change || !["integer", "number"].contains(kind));
    probes.extend(types.map(|(of_type, json, kind)| match kind {
        "integer" | "number" => refused(of_type, json, unknown.clone()),
        _ => refused(of_type, json, at_fault(name, "must be a text")),
    }));
    let long = "a".repeat(251);
    probes.push(refused("251 letters", quoted(&long), at_fault(name, "is longer than 250 characters")));
    if is_change {
        probes.extend(nothing(gone(name)));
        for other in ["nobody", "999999999", "-1", "0", "9223372036854775808", "' OR 1=1 --", "😀", "%"] {
            probes.push(refused(other, quoted(other), unknown.clone()));
        }
        probes.push(refused("250 letters", quoted(&"ế".repeat(250)), unknown));
        probes.push(passed("spaces around are the key's own", quoted("key")));
    }
    Field { name, shown: None, probes }
}

/// A phone by which an object is told: without its key nobody knows which object the body is.
fn telling_phone(name: &'static str) -> Field {
    let untold = each(&[("mobileNumber", UNTOLD), ("mobile_number", UNTOLD), ("phoneNumber", UNTOLD)]);
    let mut probes = text(name, 50);
    for blank in ["\"\"", "\" \""] {
        probes.push(refused("blank", blank, untold.clone()));
    }
    probes.push(refused("null", "null", untold.clone()));
    probes.push(missing(Outcome::Refused(untold)));
    Field { name, shown: None, probes }
}

fn row(name: &'static str, mut probes: Vec<Probe>, required: Option<Wanted>) -> Field {
    probes.extend(nothing(required));
    Field { name, shown: None, probes }
}

fn texts(names: &[&'static str], most: usize) -> Vec<Field> {
    names.iter().map(|name| row(name, text(name, most), None)).collect()
}

fn needed(names: &[&'static str], most: usize) -> Vec<Field> {
    names.iter().map(|name| row(name, text(name, most), gone(name))).collect()
}

fn gone(name: &str) -> Option<Wanted> {
    Some(at_fault(name, "is missing"))
}
