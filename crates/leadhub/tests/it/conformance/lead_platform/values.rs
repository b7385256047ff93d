//! What each kind of field takes and refuses: texts, words, directions, numbers, days, times, phones. Used by `fields.rs`; sends nothing
//! itself.

use super::*;

pub(super) const GENDERS: &[&str] = &["MALE", "FEMALE"];
pub(super) const MARITAL: &[&str] = &["SINGLE", "MARRIED", "DIVORCED", "WIDOWED", "SEPARATED", "LIVING_WITH_PARTNER"];
pub(super) const HOUSE_TYPES: &[&str] = &["HT3000", "HT3001", "HT3002", "HT3003"];
pub(super) const HOUSE_INFORMATION: &[&str] =
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

pub(super) fn text(field: &str, most: usize) -> Vec<Probe> {
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

pub(super) fn word(field: &str, words: &[&str]) -> Vec<Probe> {
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

pub(super) fn directions(field: &str) -> Vec<Probe> {
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
pub(super) fn whole(field: &str, least: i64, most: i64) -> Vec<Probe> {
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

pub(super) fn day(field: &str) -> Vec<Probe> {
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

pub(super) fn time(field: &str) -> Vec<Probe> {
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
pub(super) fn pattern(field: &str) -> Vec<Probe> {
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

pub(super) fn sale(field: &str) -> Vec<Probe> {
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
pub(super) fn nothing(required: Option<Wanted>) -> Vec<Probe> {
    let outcome = required.map_or(Outcome::Taken(None), Outcome::Refused);
    let blank = [("null", "null"), ("empty", "\"\""), ("blank", "\" \\t\\n \"")];
    let mut probes: Vec<Probe> =
        blank.map(|(name, json)| Probe { name: name.into(), json: Some(json.into()), outcome: outcome.clone() }).into();
    probes.push(missing(outcome));
    probes
}
