//! What each kind of field takes and refuses: texts, ids, choices, phones, days, lines. Used by `fields.rs`; sends nothing
//! itself.

use super::*;

pub(super) fn text(field: &'static str, shown: Option<&'static str>, kind: Kind) -> Field {
    let mut probes = characters();
    let is_required = kind == Kind::New && MARKED_TRUE.contains(&field);
    for (name, json, _) in other_types(&["string", "integer", "number"]).filter(|(_, json, _)| *json != "false") {
        let wanted = if json == "[]" && is_required { lacking(field) } else { params(field, "must be a text") };
        probes.push(refused(name, json, wanted));
    }
    let long = "ế".repeat(200);
    for error_body in ["Nguyễn Thị Ánh Tuyết", "😀👨‍👩‍👧", "\"quoted\" \\ <b>", "' OR 1=1 --", "__import__('os')", &long]
    {
        let patch = shown.map_or(json!({}), |key| json!({ key: error_body }));
        probes.push(taken(error_body, quoted(error_body), patch));
    }
    for number in ["5", "-5", "1.5"] {
        probes.push(taken(number, number, shown.map_or(json!({}), |key| json!({ key: number }))));
    }
    Field { name: field, shown: None, probes: unless_said(field, kind, shown, probes) }
}

/// A whole number that is looked up; what is no number is not found either.
pub(super) fn id(field: &'static str, not_found: &str, kind: Kind, known: &[(i64, Value)]) -> Field {
    let mut probes = characters();
    for (name, json, of) in other_types(&[]).filter(|(_, json, _)| *json != "false") {
        let is_lacking = is_blank(json) && kind == Kind::New && MARKED_TRUE.contains(&field);
        let shown = if of == "string" { serde_json::from_str::<String>(json).unwrap() } else { json.to_owned() };
        // Numbers with an exponent are shown in another spelling; of countries and districts there is a fifth.
        let is_known = json == "5" && ["source_id", "category_source_id", "country_id", "district_id"].contains(&field);
        if json == "1e300" || name == "nested garbage" || is_known {
            continue;
        }
        probes.push(refused(name, json, if is_lacking { lacking(field) } else { offending(not_found, &shown) }));
    }
    for wrong in ["999999999", "0", "9223372036854775807", "9223372036854775808", "1; DROP TABLE lead", "٥", "0x1"] {
        probes.push(refused(wrong, quoted(wrong), offending(not_found, wrong)));
    }
    for (id, patch) in known {
        probes.push(taken(id.to_string(), id.to_string(), patch.clone()));
        probes.push(taken(format!("{id} as a text"), format!("\" {id} \""), patch.clone()));
    }
    Field { name: field, shown: None, probes: unless_said(field, kind, None, probes) }
}

/// A whole number that is only kept.
pub(super) fn whole(field: &'static str, kind: Kind) -> Field {
    let mut probes = characters();
    for (name, json, _) in other_types(&["integer"]).filter(|(_, json, _)| *json != "false") {
        let is_lacking = is_blank(json) && kind == Kind::New;
        probes.push(refused(name, json, if is_lacking { lacking(field) } else { params(field, WHOLE) }));
    }
    for good in ["5", "-5", "0", "9223372036854775807", "\"7\"", "\" 7 \""] {
        probes.push(passed(good, good));
    }
    for wrong in ["9223372036854775808", "-98765432109876543210", "1e300", "\"1.5\"", "\"0x7\"", "\"٧\""] {
        probes.push(refused(wrong, wrong, params(field, WHOLE)));
    }
    Field { name: field, shown: None, probes: unless_said(field, kind, None, probes) }
}

pub(super) fn choice(field: &'static str, choices: &[&str], kind: Kind) -> Field {
    let is_required = kind == Kind::New && MARKED_TRUE.contains(&field);
    let one_of = params(field, &format!("is one of {}", choices.join(", ")));
    let mut probes = characters();
    for (name, json, _) in other_types(&["string", "integer", "number"]).filter(|(_, json, _)| *json != "false") {
        let wanted = if json == "[]" && is_required { lacking(field) } else { params(field, "must be a text") };
        probes.push(refused(name, json, wanted));
    }
    probes.extend(choices.iter().map(|choice| taken(*choice, quoted(choice), json!({ field: choice }))));
    probes.push(taken("spaces around", quoted(&format!(" {} ", choices[0])), json!({ field: choices[0] })));
    for wrong in ["x", "Yes", "MALE", "😀", "sent,not_send"] {
        probes.push(refused(wrong, quoted(wrong), one_of.clone()));
    }
    probes.extend(["5", "1.5"].map(|number| refused(number, number, one_of.clone())));
    let none = if ["overseas_vietnamese", "work_online", "online_counseling", "shuttle_bus"].contains(&field) {
        None
    } else {
        Some(field)
    };
    Field { name: field, shown: None, probes: unless_said(field, kind, none, probes) }
}

pub(super) fn phone(kind: Kind) -> Field {
    let pair = lacking("account_id or phone_no1");
    let mut probes = characters();
    for good in ["+84 349 720 777", "0349720777", "034-972.0777"] {
        probes.push(passed(good, quoted(good)));
    }
    for wrong in ["0349720", "0349720777 gặp Hoa", "x", "😀", "٠٣٤٩٧٢٠٧٧٧"] {
        probes.push(refused(wrong, quoted(wrong), offending_in_full(PHONE, wrong)));
    }
    for (name, json, _) in other_types(&["string", "integer", "number"]).filter(|(_, json, _)| *json != "false") {
        let wanted =
            if json == "[]" && kind == Kind::New { pair.clone() } else { params("phone_no1", "must be a text") };
        probes.push(refused(name, json, wanted));
    }
    if kind == Kind::New {
        for json in ["null", "false", "\"\"", "\"  \""] {
            probes.push(refused(json, json, pair.clone()));
        }
        probes.push(missing(Outcome::Refused(pair)));
    }
    Field { name: "phone_no1", shown: None, probes }
}

pub(super) fn offending_in_full(kind: &str, value: &str) -> Wanted {
    error_body(401, kind, &format!("{kind}: {value}"))
}

pub(super) fn birth_date(kind: Kind) -> Field {
    let mut probes = text("birth_date", None, kind).probes;
    probes.retain(|probe| matches!(probe.outcome, Outcome::Refused(_)));
    for good in ["1999-06-02", "1900-01-01", "2000-02-29"] {
        probes.push(taken(good, quoted(good), json!({ "birth_date": good, "year_of_birth": good[..4] })));
    }
    for wrong in ["1899-12-31", "1999-02-30", "1999-13-01", "x", "😀", "02-06-1999", "5"] {
        probes.push(refused(wrong, quoted(wrong), offending("Invalid Birth date", wrong)));
    }
    for late in ["9998-01-01", "2026-12-31"] {
        probes.push(refused(late, quoted(late), offending("Năm sinh không hợp lệ", late)));
    }
    Field { name: "birth_date", shown: None, probes }
}

pub(super) fn booking_date(kind: Kind) -> Field {
    let at = |text: &str| json!({ "booking_date": text });
    let mut probes = characters();
    for (good, shown) in [
        ("2099-12-30", "30-12-2099 09:00:00"),
        ("2099-12-30 14:30", "30-12-2099 14:30:00"),
        ("2099-12-30 14:30:15", "30-12-2099 14:30:15"),
        ("2099-12-30 00:00", "30-12-2099 09:00:00"),
        // Its day in UTC is the one before.
        ("2099-12-30 06:00", "30-12-2099 06:00:00"),
        ("30-12-2099 06:00:00", "30-12-2099 06:00:00"),
    ] {
        probes.push(taken(good, quoted(good), at(shown)));
    }
    for wrong in ["2020-01-01", "2099-02-30", "2099-12-30 25:00", "x", "32-12-2099", "😀", "tomorrow"] {
        probes.push(refused(wrong, quoted(wrong), offending("Invalid Booking Date", wrong)));
    }
    probes.push(refused("a number", "5", offending("Invalid Booking Date", "5")));
    for (name, json) in [("an array", "[1]"), ("true", "true"), ("an object", "{}")] {
        probes.push(refused(name, json, params("booking_date", "must be a text")));
    }
    let outcome = if kind == Kind::New { Outcome::Refused(lacking("booking_date")) } else { Outcome::Taken(None) };
    for json in ["null", "false", "\"\"", "[]"] {
        if kind == Kind::New || json != "[]" {
            probes.push(Probe { name: json.to_owned(), json: Some(json.to_owned()), outcome: outcome.clone() });
        }
    }
    probes.push(missing(outcome));
    Field { name: "booking_date", shown: None, probes }
}

/// Lists of ids as arrays and as the literals of two languages; read, never evaluated (decisions A5, A25).
pub(super) fn lines(kind: Kind) -> Field {
    let field = "crm_line_ids";
    let no_literal = params(field, "is no list and no object");
    let mut probes = characters();
    probes.retain(|probe| probe.name != "U+0000 in it" && probe.name != "a lone surrogate");
    for (given, ids, total) in [
        ("[3]", vec![3], 30_000_000.0),
        ("[2,3]", vec![2, 3], 100_000_000.0),
        ("[\"2\",3]", vec![2, 3], 100_000_000.0),
        ("[1,1]", vec![1], 240_000_000.0),
    ] {
        let patch = json!({ "crm_line_ids": ids, "amount_total": total });
        probes.push(taken(given, given, patch.clone()));
        for literal in [given.to_owned(), given.replace('"', "'"), given.replace('[', "(").replace(']', ",)")] {
            probes.push(taken(format!("{literal} as a text"), quoted(&literal), patch.clone()));
        }
    }
    let bare = json!({ "crm_line_ids": [2, 3], "amount_total": 100_000_000.0 });
    probes.push(taken("numbers without brackets", "\"2, 3\"", bare));
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    let long = format!("[{}1]", "1,".repeat(140_000));
    for wrong in [
        "__import__('os').system('id')",
        "[x for x in (1,2)]",
        "[1,2",
        "[1] + [2]",
        "[1]; import os",
        "lambda: 1",
        "{1, 2}",
        "[1,,2]",
        "x",
        "😀",
        "['\\u0000']",
        "['\\ud800']",
        "${7*7}",
        "{{7*7}}",
        "9**9**9",
        &deep,
        &long,
    ] {
        probes.push(refused(wrong.chars().take(30).collect::<String>(), quoted(wrong), no_literal.clone()));
    }
    for (wrong, shown) in [
        ("[999999999]", "999999999"),
        ("[1,0]", "0"),
        ("[-1]", "-1"),
        ("[1.5]", "1.5"),
        ("[null]", "null"),
        ("[true]", "true"),
        ("[\"x\"]", "x"),
        ("[[1]]", "[1]"),
        ("true", "true"),
        ("[{\"id\":1}]", "{\"id\":1}"),
    ] {
        probes.push(refused(wrong, wrong, offending(SERVICE, shown)));
        probes.push(refused(format!("{wrong} as a text"), quoted(wrong), offending(SERVICE, shown)));
    }
    let change = "[{\"type_update\":2,\"service_id\":1}]";
    if kind == Kind::New {
        probes.push(refused("a change", change, params(field, "must be a list of ids")));
        for json in ["[]", "\"[]\"", "\"()\"", "\"None\"", "\"False\"", "{}"] {
            let wanted = if json == "{}" { offending(SERVICE, "{}") } else { lacking(field) };
            probes.push(refused(json, json, wanted));
        }
    }
    Field { name: field, shown: None, probes: unless_said(field, kind, None, probes) }
}
