//! The table of the lead platform's wire: every field of its three objects and of a change of status, with what each value must
//! get (docs/contract/lead-platform.txt and decisions L1 to L19, P4). The wire reads nothing back, so the store is looked into.

use super::hostile::{self, Fault};
use super::table::*;
use super::{Bench, transport};
use leadhub_core::store::{events, leads};
use leadhub_model::{Fact, LeadId, TimeStyle, Zone};
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../../../../../docs/contract/lead-platform.txt");
const CREATE: &str = "/lead-platform/v1/leads/create";
const CHANGE: &str = "/lead-platform/v1/leads/changeStatus";
const GENDERS: &[&str] = &["MALE", "FEMALE"];
const MARITAL: &[&str] = &["SINGLE", "MARRIED", "DIVORCED", "WIDOWED", "SEPARATED", "LIVING_WITH_PARTNER"];
const HOUSE_TYPES: &[&str] = &["HT3000", "HT3001", "HT3002", "HT3003"];
const HOUSE_INFORMATION: &[&str] =
    &["HI4000", "HI4002", "HI4003", "HI4004", "HI4005", "HI4006", "HI4007", "HI4008", "HI4009", "HI4010"];
const DIRECTIONS: &[&str] = &[
    "NORTHEAST",
    "SOUTHEAST",
    "NORTHWEST",
    "SOUTHWEST",
    "SOUTHEAST_SOUTHWEST",
    "NORTHWEST_SOUTHWEST",
    "NORTHEAST_SOUTHWEST",
    "NORTHEAST_NORTHWEST",
    "EAST",
    "WEST",
    "SOUTH",
    "NORTH",
];

fn error_body(status: u16, error: &str, message: &str) -> Wanted {
    Wanted::new(status, json!({ "error": error, "message": message }))
}

fn each(failed: &[(&str, &str)]) -> Wanted {
    let names = failed.iter().map(|(field, _)| *field).collect::<Vec<_>>().join(", ");
    let fields: serde_json::Map<String, Value> =
        failed.iter().map(|(field, why)| ((*field).to_owned(), Value::from(*why))).collect();
    let message = format!("nothing was written, correct this first: {names}");
    Wanted::new(400, json!({ "error": "Bad Request", "message": message, "fields": fields }))
}

fn at_fault(field: &str, why: &str) -> Wanted {
    each(&[(field, why)])
}

fn body(message: &str) -> Wanted {
    Wanted::new(400, json!({ "error": "Bad Request", "message": message, "fields": {} }))
}

fn says(fault: Fault) -> Wanted {
    match fault {
        Fault::NotJson => body("the body is not JSON"),
        Fault::NotObject => body("the body is JSON, but not an object"),
        Fault::NullCharacter => body("the body holds the character U+0000, which cannot be kept"),
        Fault::NotUtf8 | Fault::Compressed | Fault::LoneSurrogate => body(fault.message()),
        Fault::TooLarge => {
            error_body(413, "Payload Too Large", &format!("a body has {} bytes at most", hostile::limit()))
        }
    }
}

fn unauthorized() -> Wanted {
    error_body(401, "Unauthorized", "send a valid token: `Authorization: Bearer <token>`")
}

fn characters() -> Vec<Probe> {
    vec![
        refused("U+0000 in it", "\"x\\u0000\"", says(Fault::NullCharacter)),
        refused("a lone surrogate", "\"\\ud83d\"", says(Fault::LoneSurrogate)),
    ]
}

fn no_texts(field: &str) -> Vec<Probe> {
    let mut probes = characters();
    let others = other_types(&["string"]);
    probes.extend(others.map(|(name, json, _)| refused(name, json, at_fault(field, "must be a text"))));
    probes
}

/// A number's digits as the reader of JSON gives them.
fn number(json: &str) -> String {
    serde_json::from_str::<Value>(json).unwrap().to_string()
}

/// Numbers where a text is meant are taken as their digits (decision L9); nothing else is.
fn digits_are_text(field: &str) -> Vec<Probe> {
    let mut probes = characters();
    let is_place = |json| field.to_lowercase().starts_with("district") && json == "5";
    probes.extend(other_types(&["string"]).map(|(name, json, kind)| match kind {
        // The number of a district gives way to its name.
        "integer" if is_place(json) => passed(name, json),
        "integer" | "number" => taken(name, json, json!(number(json))),
        _ => refused(name, json, at_fault(field, "must be a text")),
    }));
    probes
}

fn text(field: &str, most: usize) -> Vec<Probe> {
    let mut probes = digits_are_text(field);
    for (name, text, fits) in lengths(most) {
        let why = format!("is longer than {most} characters");
        probes.push(match fits {
            true => taken(name, quoted(&text), json!(text)),
            false => refused(name, quoted(&text), at_fault(field, &why)),
        });
    }
    for error_body in ["Nguyễn Thị Ánh Tuyết", "😀👨‍👩‍👧", "\"quoted\" \\ and <b>", "' OR 1=1 --", "{\"a\":1}"]
    {
        probes.push(taken(error_body, quoted(error_body), json!(error_body)));
    }
    probes
}

fn word(field: &str, words: &[&str]) -> Vec<Probe> {
    let why = format!("must be one of {}", words.join(", "));
    let is_gender = field == "gender";
    let shown = |word: &str| json!(if is_gender { word.to_lowercase() } else { word.to_owned() });
    let mut probes = no_texts(field);
    probes.extend(words.iter().map(|word| taken(*word, quoted(word), shown(word))));
    let near = words[0];
    for wrong in ["OTHER", "HI4001", "HT3004", &near.to_lowercase(), &format!(" {near}"), &format!("{near}\n"), "ế"] {
        probes.push(refused(wrong, quoted(wrong), at_fault(field, &why)));
    }
    probes
}

fn directions(field: &str) -> Vec<Probe> {
    let one_of = at_fault(field, &format!("each must be one of {}", DIRECTIONS.join(", ")));
    let mut probes = characters();
    let others = other_types(&["array"]);
    probes.extend(others.map(|(name, json, _)| refused(name, json, at_fault(field, "must be an array of texts"))));
    probes.extend(DIRECTIONS.iter().map(|word| taken(*word, json!([word]).to_string(), json!([word]))));
    probes.push(taken("all of them", json!(DIRECTIONS).to_string(), json!(DIRECTIONS)));
    probes.push(taken("none", "[]", json!([])));
    for wrong in ["[\"x\"]", "[null]", "[5]", "[\"EAST\",\"UP\"]", "[\"east\"]", "[[\"EAST\"]]", "[\"EAST \"]"] {
        probes.push(refused(wrong, wrong, one_of.clone()));
    }
    probes.push(refused("one twice", "[\"EAST\",\"WEST\",\"EAST\"]", at_fault(field, "none may stand there twice")));
    probes
}

/// Whole numbers only, exact to the last digit (decision L14).
fn whole(field: &str, least: i64, most: i64) -> Vec<Probe> {
    let why = at_fault(field, &format!("must be a whole number from {least} to {most}"));
    let mut probes = characters();
    let others = other_types(&["integer"]);
    probes.extend(others.map(|(name, json, _)| refused(name, json, why.clone())));
    for number in [0, 5, -5, least, most, most - 1] {
        probes.push(taken(number.to_string(), number.to_string(), json!(number)));
        probes.push(taken(format!("{number} as a text"), format!("\"{number}\""), json!(number)));
    }
    let beyond = [i128::from(least) - 1, i128::from(most) + 1].map(|number| number.to_string());
    for wrong in beyond.iter().map(String::as_str).chain(["98765432109876543210", "1e300", "1.5", "-0.5", "1e2"]) {
        probes.push(refused(wrong, wrong, why.clone()));
        probes.push(refused(format!("{wrong} as a text"), quoted(wrong), why.clone()));
    }
    probes
}

fn day(field: &str) -> Vec<Probe> {
    let mut probes = no_texts(field);
    for good in ["1999-06-02", "2000-02-29", "1900-01-01"] {
        probes.push(taken(good, quoted(good), json!(good)));
    }
    for wrong in ["1999-02-30", "1900-02-29", "1999-13-01", "1999-00-10", "1999-6-2", "1999-06-02T00:00:00Z", "x", "😀"]
    {
        probes.push(refused(wrong, quoted(wrong), at_fault(field, "must be a day, YYYY-MM-DD")));
    }
    probes
}

fn time(field: &str) -> Vec<Probe> {
    let why = at_fault(field, "must be a time, YYYY-MM-DDThh:mm:ssZ, or a day, YYYY-MM-DD");
    let mut probes = no_texts(field);
    // The day of a birth is the organisation's, seven hours ahead of UTC; so is the hour of a meeting that says no zone.
    for (good, day, at) in [
        ("1999-06-02", "1999-06-02", "1999-06-01T17:00:00Z"),
        ("1999-06-02T16:59:59Z", "1999-06-02", "1999-06-02T16:59:59Z"),
        ("1999-06-02T17:00:00Z", "1999-06-03", "1999-06-02T17:00:00Z"),
        ("1999-06-02T00:30:00+07:00", "1999-06-02", "1999-06-01T17:30:00Z"),
        ("1999-06-02T00:30:00+0700", "1999-06-02", "1999-06-01T17:30:00Z"),
        ("1999-06-02T17:00:00.000+0000", "1999-06-03", "1999-06-02T17:00:00Z"),
    ] {
        let shown = match field {
            "birth_date" => day,
            "meeting_time" => at,
            _ => good,
        };
        probes.push(taken(good, quoted(good), json!(shown)));
    }
    for wrong in
        ["1999-02-30", "1999-06-02T25:00:00Z", "1999-06-02T00:61:00Z", "1999-06-02T00:00:00+070", "x", "1999", "😀"]
    {
        probes.push(refused(wrong, quoted(wrong), why.clone()));
    }
    probes
}

/// The document's pattern as a whole, to the letter (decision P4).
fn pattern(field: &str) -> Vec<Probe> {
    let why = at_fault(field, "must match (03|07|08|09|01[2|6|8|9])+([0-9]{8}) as a whole");
    let mut probes = characters();
    probes.extend(other_types(&["string"]).map(|(name, json, kind)| match kind {
        "integer" | "number" => refused(name, json, why.clone()),
        _ => refused(name, json, at_fault(field, "must be a text")),
    }));
    for good in ["0312345678", "0712345678", "0812345678", "0912345678", "01212345678", "01|12345678", "030312345678"] {
        probes.push(passed(good, quoted(good)));
    }
    for wrong in [
        "0512345678",
        "0212345678",
        "84312345678",
        "+84312345678",
        "031234567",
        "03123456789",
        "xx0312345678yy",
        " 0312345678",
        "0312345678\n",
        "٠٣١٢٣٤٥٦٧٨",
        "01112345678",
        "12345678",
        "ế2345678",
        "1234567ế",
    ] {
        probes.push(refused(wrong, quoted(wrong), why.clone()));
    }
    probes.push(refused("10,000 digits", quoted(&"03".repeat(5000).replace("0303", "0399").to_owned()[1..]), why));
    probes
}

fn sale(field: &str) -> Vec<Probe> {
    let mut probes = characters();
    let others = other_types(&["string", "object"]);
    probes.extend(others.map(|(name, json, kind)| match kind {
        "integer" | "number" => taken(name, json, json!(number(json))),
        _ => refused(name, json, at_fault(field, "must be a text or an object")),
    }));
    probes.push(taken("a text", "\"An\"", json!("An")));
    probes.push(taken("an object", "{\"id\":[1,{\"x\":null}]}", json!({"id": [1, {"x": null}]})));
    probes.push(taken("an empty object", "{}", json!({})));
    probes
}

/// Missing, null and blank are one (decision L17).
fn nothing(required: Option<Wanted>) -> Vec<Probe> {
    let outcome = required.map_or(Outcome::Taken(None), Outcome::Refused);
    let blank = [("null", "null"), ("empty", "\"\""), ("blank", "\" \\t\\n \"")];
    let mut probes: Vec<Probe> =
        blank.map(|(name, json)| Probe { name: name.into(), json: Some(json.into()), outcome: outcome.clone() }).into();
    probes.push(missing(outcome));
    probes
}

fn row(name: &'static str, mut probes: Vec<Probe>, required: Option<Wanted>) -> Field {
    probes.extend(nothing(required));
    Field { name, shown: None, probes }
}

fn texts(names: &[&'static str], most: usize) -> Vec<Field> {
    names.iter().map(|name| row(name, text(name, most), None)).collect()
}

fn gone(name: &str) -> Option<Wanted> {
    Some(at_fault(name, "is missing"))
}

fn needed(names: &[&'static str], most: usize) -> Vec<Field> {
    names.iter().map(|name| row(name, text(name, most), gone(name))).collect()
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

const UNTOLD: &str = "is missing: one of these three says which object it is";

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

fn operation(name: &'static str, good: &[(&'static str, &str)]) -> Operation {
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

fn create_by_agent() -> Operation {
    operation("camelCase", &[("name", "\"Hoa\""), ("mobileNumber", "\"0349730001\"")])
}

fn create_by_partner() -> Operation {
    operation("snake_case", &[("name", "\"Hoa\""), ("mobile_number", "\"0349730002\"")])
}

fn create_by_form() -> Operation {
    let good = [
        ("fullName", "\"Hoa\""),
        ("phoneNumber", "\"0349730003\""),
        ("email", "\"hoa@example.com\""),
        ("demand", "\"Mua\""),
        ("project", "\"P1\""),
    ];
    operation("fullName", &good)
}

fn change() -> Operation {
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

async fn stored(bench: &Bench, id: i64, key: &'static str) -> Value {
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

async fn try_rows(bench: &mut Bench, operation: &Operation, rows: &[Field]) {
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

/// A key with other data changes its lead and says so; the same data again change nothing, whoever changed it since (decision L15). A
/// number is no key of a stranger's lead (L4), and a misspelt field is told (L20).
async fn repeated_and_misspelt(bench: &mut Bench) {
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

/// Which object a body is, and every field that is wrong in one answer (decisions L1, L3, L18).
async fn objects_that_are_told_apart(bench: &mut Bench) {
    let other = "these are of different objects: send one";
    let wrong = "is not of the object taken here";
    let integer = "must be a whole number from -9223372036854775808 to 9223372036854775807";
    let untold = each(&[("mobileNumber", UNTOLD), ("mobile_number", UNTOLD), ("phoneNumber", UNTOLD)]);
    let cases = [
        ("POST", "{}", untold.clone()),
        ("POST", "{\"name\":\"Hoa\",\"mobileNumber\":null}", untold),
        (
            "POST",
            "{\"mobileNumber\":\"1\",\"mobile_number\":\"1\",\"lead_source_id\":\"1\",\"fullName\":\"x\"}",
            each(&[("mobileNumber", other), ("mobile_number", other), ("lead_source_id", other), ("fullName", other)]),
        ),
        ("POST", "{\"lead_source_id\":\"1\"}", each(&[("name", "is missing"), ("mobile_number", "is missing")])),
        (
            "POST",
            "{\"agentId\":1.5,\"gender\":\"x\",\"name\":[],\"mobileNumber\":true}",
            each(&[
                ("name", "must be a text"),
                ("mobileNumber", "must be a text"),
                ("gender", "must be one of MALE, FEMALE"),
                ("agentId", integer),
            ]),
        ),
        ("PUT", "{}", each(&[("lead_source_id", "is missing"), ("status", "is missing")])),
        ("PUT", "{\"mobileNumber\":\"1\"}", at_fault("mobileNumber", wrong)),
        (
            "PUT",
            "{\"lead_source_id\":\"key\",\"status\":\"NEW\",\"phoneNumber\":\"1\",\"fullName\":\"x\"}",
            each(&[("phoneNumber", wrong), ("fullName", wrong)]),
        ),
    ];
    for (method, body, wanted) in cases {
        let request = bench.request(method, if method == "POST" { CREATE } else { CHANGE }, body);
        bench.expect(&format!("{method} {body}"), &request, &wanted).await;
    }
}

pub async fn bodies_and_paths(mut bench: Bench) {
    let keyed = "{\"name\":\"Hoa\",\"mobile_number\":\"0349730004\",\"lead_source_id\":\"key\"}";
    let made = bench.send(&bench.request("POST", CREATE, keyed)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    bench.stock = None;
    for operation in [create_by_agent(), create_by_partner(), create_by_form(), change()] {
        hostile::try_all(&mut bench, &operation, says, &says(Fault::NotJson)).await;
        source(&mut bench, &operation).await;
    }
    transport::credentials(&mut bench, "lead_platform", &unauthorized()).await;
    transport::methods(
        &mut bench,
        "lead_platform",
        &error_body(405, "Method Not Allowed", "this path has another method"),
    )
    .await;
    let unknown = [
        "/lead-platform",
        "/lead-platform/",
        "/lead-platform/v1/leads",
        "/lead-platform/v1/leads/Create",
        "/lead-platform/v1/leads/create/1",
        "/lead-platform/v1//leads/create",
        "/lead-platform/v2/leads/create",
        "/lead-platform/v1/leads/%00",
        "/lead-platform/v1/leads/%FF",
        "/nothing",
    ];
    transport::paths(&mut bench, &unknown, &error_body(404, "Not Found", "no such path")).await;
    once(&mut bench).await;
    bench.finish().await;
}

/// The header is there, once, and its case counts (decision L6); it is looked at before the body.
async fn source(bench: &mut Bench, operation: &Operation) {
    let wanted = at_fault("source", "this header must be TCB");
    for value in [None, Some(""), Some("tcb"), Some("TCB2"), Some("TCB, TCB"), Some("\u{1ebf}"), Some("VCB")] {
        for body in [operation.body("", None, 0), "{".to_owned()] {
            let mut request = bench.request(operation.method, &operation.target, body);
            request.headers.retain(|(name, _)| name != "source");
            request.headers.extend(value.map(|value| ("source".to_owned(), value.as_bytes().to_vec())));
            bench.expect(&format!("{}: source {value:?}", operation.name), &request, &wanted).await;
        }
    }
}

/// An idempotency key: the first answer again; with another body a refusal (decision X7).
async fn once(bench: &mut Bench) {
    for operation in [create_by_form(), change()] {
        let key = format!("key of {}", operation.name);
        let good = bench.request(operation.method, &operation.target, operation.body("", None, 0));
        let good = good.header("Idempotency-Key", key.as_str());
        let first = bench.expect(&format!("{key}: first"), &good, &operation.answer).await.unwrap_or_default();
        let replayed = Wanted::new(operation.answer.status, first).header("idempotency-replayed", "true");
        bench.expect(&format!("{key}: again"), &good, &replayed).await;
        let mut other = good;
        other.body.push(b' ');
        let answer = bench.send(&other).await;
        let error = answer.json().unwrap_or_default()["error"].clone();
        if (answer.status, &error) != (422, &json!("Unprocessable Entity")) {
            bench.complain(format!("{key}: another body: {} {}", answer.status, answer.text()));
        }
        bench.count();
    }
}
