//! What is tried on fields of each kind, on whichever call they stand. Used by `leads.rs` and `contacts.rs`; it sends nothing
//! itself.

use super::*;

/// What every field says of characters that no store keeps and of broken ones, and of `null`.
pub fn characters() -> Vec<Probe> {
    vec![
        refused("U+0000 in it", "\"x\\u0000\"", says(Fault::NullCharacter)),
        refused("a lone surrogate", "\"\\ud83d\"", says(Fault::LoneSurrogate)),
    ]
}

/// Missing and `null`, which are the same to this wire.
pub fn unless_given(outcome: Outcome, mut probes: Vec<Probe>) -> Vec<Probe> {
    probes.push(Probe { name: "null".to_owned(), json: Some("null".to_owned()), outcome: outcome.clone() });
    probes.push(missing(outcome));
    probes
}

pub fn optional(probes: Vec<Probe>) -> Vec<Probe> {
    unless_given(Outcome::Taken(None), probes)
}

pub fn required(wanted: Wanted, probes: Vec<Probe>) -> Vec<Probe> {
    unless_given(Outcome::Refused(wanted), probes)
}

pub fn text(field: &str, most: usize) -> Vec<Probe> {
    let mut probes = characters();
    probes
        .extend(other_types(&["string"]).map(|(name, json, _)| refused(name, json, at_fault(field, "must be a text"))));
    for (name, text, fits) in lengths(most) {
        let too_long = || at_fault(field, &format!("is longer than {most} characters"));
        probes.push(if fits {
            taken(name, quoted(&text), json!(text))
        } else {
            refused(name, quoted(&text), too_long())
        });
    }
    for text in ["Nguyễn Thị Ánh Tuyết", "😀👨‍👩‍👧", "\"quoted\" \\ and <b>", "' OR 1=1 --", "%_\\%", "\u{202e}x"]
    {
        probes.push(taken(text, quoted(text), json!(text)));
    }
    probes
}

pub fn phone(field: &str) -> Vec<Probe> {
    let form = "must be 8 digits or more, with +, spaces, dots and dashes among them";
    let mut probes = characters();
    let others = other_types(&["string", "integer"])
        .map(|(name, json, _)| refused(name, json, at_fault(field, "must be a text")));
    probes.extend(others);
    probes.extend([
        taken("ten digits", "\"0349719988\"", json!("0349719988")),
        taken("with +84", "\"+84349719988\"", json!("0349719988")),
        taken("with 84", "\"84349719988\"", json!("0349719988")),
        taken("with marks", "\"034-971.99 88\"", json!("0349719988")),
        taken("a prefix of before 2018", "\"01649719988\"", json!("0349719988")),
        taken("a number without its zero", "349719988", json!("0349719988")),
        passed("eight digits", "\"12345678\""),
        passed("fifty characters", quoted(&format!("{}{}", " ".repeat(40), "0349719988"))),
        refused(
            "fifty-one characters",
            quoted(&format!("{}{}", " ".repeat(41), "0349719988")),
            at_fault(field, "is longer than 50 characters"),
        ),
        refused("seven digits", "\"0349719\"", at_fault(field, form)),
        refused("seven digits as a number", "3497199", at_fault(field, form)),
        refused("a negative number", "-349719988", at_fault(field, "must be a text")),
        refused("a number beyond 64 bits", "98765432109876543210", at_fault(field, "must be a text")),
        refused("letters among the digits", "\"0349719988 gặp Hoa\"", at_fault(field, form)),
        refused("digits of another script", "\"٠٣٤٩٧١٩٩٨٨\"", at_fault(field, form)),
        refused("a bracket", "\"(034)9719988\"", at_fault(field, form)),
        refused("an emoji", "\"0349719988😀\"", at_fault(field, form)),
        refused("a line break", "\"0349719988\\n\"", at_fault(field, form)),
    ]);
    probes
}

pub fn email(field: &str) -> Vec<Probe> {
    let form = "is no e-mail address";
    let mut probes = characters();
    probes
        .extend(other_types(&["string"]).map(|(name, json, _)| refused(name, json, at_fault(field, "must be a text"))));
    let longest = format!("{}@example.com", "a".repeat(38));
    probes.extend([
        taken("an address", "\"an@example.com\"", json!("an@example.com")),
        taken("capitals stay", "\"An.Nguyen@Example.COM\"", json!("An.Nguyen@Example.COM")),
        taken("fifty characters", quoted(&longest), json!(longest)),
        refused(
            "fifty-one characters",
            quoted(&format!("a{longest}")),
            at_fault(field, "is longer than 50 characters"),
        ),
        passed("empty", "\"\""),
    ]);
    for bad in [
        "an",
        "an@",
        "@example.com",
        "an@example",
        "an@@example.com",
        "a n@example.com",
        "an@example..com",
        "an@example.com, b@example.com",
    ] {
        probes.push(refused(bad, quoted(bad), at_fault(field, form)));
    }
    probes
}

/// An id: a whole number or its digits in a text. `unknown` is what an id of nothing gets.
pub fn id(field: &str, known: &[i64], unknown: &str) -> Vec<Probe> {
    let mut probes = characters();
    for id in known {
        probes.push(taken(format!("{id}"), format!("{id}"), json!(id)));
        probes.push(taken(format!("{id} as a text"), format!("\" {id} \""), json!(id)));
    }
    let not_whole = other_types(&["integer"]).map(|(name, json, _)| refused(name, json, at_fault(field, WHOLE)));
    probes.extend(not_whole);
    for bad in [
        "9223372036854775808",
        "-9223372036854775809",
        "98765432109876543210",
        "1e3",
        "5.0",
        "\"1.5\"",
        "\"5 6\"",
        "\"٥\"",
        "\"0x5\"",
        "\"9223372036854775808\"",
    ] {
        probes.push(refused(bad, bad, at_fault(field, WHOLE)));
    }
    for nobody in [UNKNOWN, "0", "-1", "9223372036854775807", "-9223372036854775808", "\"999999999\""] {
        probes.push(refused(format!("unknown: {nobody}"), nobody, at_fault(field, unknown)));
    }
    probes
}

pub fn labels(field: &str) -> Vec<Probe> {
    let label = |id: i64, label: &str| json!({ "id": id, "label": label });
    let mut probes = characters();
    probes.push(refused("U+0000 in it", "[\"\\u0000\"]", says(Fault::NullCharacter)));
    probes.extend(
        other_types(&["array"]).map(|(name, json, _)| refused(name, json, at_fault(field, "must be an array"))),
    );
    probes.extend([
        taken("none", "[]", json!([])),
        taken("two", "[10,11]", json!([label(11, "Cold"), label(10, "Hot")])),
        taken("as texts", "[\"22\"]", json!([label(22, "Freezing@2")])),
        taken("one twice", "[17,17,\"17\"]", json!([label(17, "5")])),
        refused("an unknown one", format!("[10,{UNKNOWN}]"), at_fault(field, "is not known here")),
        refused("one beyond 64 bits", "[9223372036854775808]", at_fault(field, WHOLE)),
    ]);
    for bad in ["[null]", "[true]", "[1.5]", "[\"x\"]", "[[10]]", "[{}]", "[10,\"\"]"] {
        probes.push(refused(bad, bad, at_fault(field, WHOLE)));
    }
    probes
}

/// The value shown is that of all custom fields: a text field, and two of one choice.
pub fn custom_fields() -> Vec<Probe> {
    let values = |text: Value, source: Value, kind: Value| json!([text, source, kind]);
    let id = "custom_fields.id";
    let form = "must be a text, a number or an array of options";
    let mut probes = characters();
    let long = "ế".repeat(6000);
    probes.extend(
        other_types(&["array"])
            .map(|(name, json, _)| refused(name, json, at_fault("custom_fields", "must be an array"))),
    );
    probes.extend([
        refused("U+0000 in a value", "[{\"id\":5159,\"value\":\"\\u0000\"}]", says(Fault::NullCharacter)),
        taken("a choice", "[{\"id\":6068,\"value\":106901}]", values(json!(null), json!(106901), json!(null))),
        taken(
            "ids and options as texts",
            "[{\"id\":\"6068\",\"value\":\"106902\"}]",
            values(json!(null), json!(106902), json!(null)),
        ),
        taken(
            "several",
            "[{\"id\":5159,\"value\":\"Chữ 😀\"},{\"id\":9579,\"value\":95791}]",
            values(json!("Chữ 😀"), json!(106902), json!(95791)),
        ),
        taken(
            "a long text",
            format!("[{{\"id\":5159,\"value\":{}}}]", quoted(&long)),
            values(json!(long), json!(106902), json!(95791)),
        ),
        taken(
            "a number as text, to the letter",
            "[{\"id\":5159,\"value\":12.50}]",
            values(json!("12.50"), json!(106902), json!(95791)),
        ),
        taken(
            "one twice, the last counts",
            "[{\"id\":6068,\"value\":106902},{\"id\":6068,\"value\":106901}]",
            values(json!("12.50"), json!(106901), json!(95791)),
        ),
        taken("null clears", "[{\"id\":6068,\"value\":null}]", values(json!("12.50"), json!(null), json!(95791))),
        taken(
            "an empty text clears",
            "[{\"id\":5159,\"value\":\"\"},{\"id\":9579,\"value\":[]}]",
            values(json!(null), json!(null), json!(null)),
        ),
        passed("none", "[]"),
        refused(
            "an unknown field",
            format!("[{{\"id\":{UNKNOWN},\"value\":1}}]"),
            at_fault(id, &format!("{UNKNOWN} is not known here")),
        ),
        refused("an unknown option", "[{\"id\":6068,\"value\":95791}]", option("95791", 6068, "is not known here")),
        refused(
            "an option that is no number",
            "[{\"id\":6068,\"value\":\"Facebook\"}]",
            option("Facebook", 6068, "is not known here"),
        ),
        refused(
            "an option beyond 64 bits",
            "[{\"id\":6068,\"value\":98765432109876543210}]",
            option("98765432109876543210", 6068, "is not known here"),
        ),
        refused(
            "two options of a single choice",
            "[{\"id\":6068,\"value\":[106901,106902]}]",
            option(",106901,106902,", 6068, "is not known here"),
        ),
        refused(
            "one that is good and one that is not",
            "[{\"id\":6068,\"value\":106901},{\"id\":9579,\"value\":1}]",
            option("1", 9579, "is not known here"),
        ),
        refused("no id", "[{\"value\":1}]", at_fault(id, "is missing")),
        refused("no value", "[{\"id\":6068}]", at_fault("custom_fields.value", "of the field 6068 is missing")),
    ]);
    for bad in ["null", "\"x\"", "[1]", "{}", "1.5", "9223372036854775808", "true"] {
        probes.push(refused(format!("the id {bad}"), format!("[{{\"id\":{bad},\"value\":1}}]"), at_fault(id, WHOLE)));
    }
    for bad in ["5", "\"x\"", "null", "[]", "{}", "true"] {
        probes.push(refused(format!("the element {bad}"), format!("[{bad}]"), at_fault(id, "is missing")));
    }
    for bad in ["true", "{}"] {
        probes.push(refused(
            format!("the value {bad}"),
            format!("[{{\"id\":5159,\"value\":{bad}}}]"),
            at_fault("custom_fields.value", &format!("of the field 5159 {form}")),
        ));
    }
    probes.push(refused(
        "an array of no options",
        "[{\"id\":6068,\"value\":[{}]}]",
        at_fault("custom_fields.value", &format!("of the field 6068 {WHOLE}")),
    ));
    probes
}

/// Text, or an object with `body`, on both calls (decision B9). The value shown is the comment's text.
pub fn comment() -> Vec<Probe> {
    let mut probes = characters();
    let types = other_types(&["string", "object"]);
    probes.extend(types.map(|(name, json, _)| refused(name, json, at_fault("comment", "must be a text"))));
    for (name, text, fits) in lengths(5000) {
        let (plain, object) = (quoted(&text), format!("{{\"body\":{}}}", quoted(&text)));
        if fits {
            probes.push(taken(name.clone(), plain, json!(text)));
            probes.push(taken(format!("body: {name}"), object, json!(text)));
        } else {
            probes.push(refused(name.clone(), plain, at_fault("comment", "is longer than 5000 characters")));
            probes.push(refused(
                format!("body: {name}"),
                object,
                at_fault("comment.body", "is longer than 5000 characters"),
            ));
        }
    }
    probes.extend([
        passed("empty", "\"\""),
        passed("only spaces", "\"  \""),
        taken("an object with all", "{\"body\":\"đủ\",\"is_public\":1,\"author_id\":124734560}", json!("đủ")),
        taken("author null", "{\"body\":\"null\",\"is_public\":null,\"author_id\":null}", json!("null")),
        taken("author as text", "{\"body\":\"chữ\",\"author_id\":\"124734561\"}", json!("chữ")),
        taken("more keys than known", "{\"body\":\"thêm\",\"x\":[{}]}", json!("thêm")),
        refused("an empty object", "{}", at_fault("comment.body", "is missing")),
        refused("a body of null", "{\"body\":null}", at_fault("comment.body", "is missing")),
        refused("an empty body", "{\"body\":\" \"}", at_fault("comment.body", "is empty")),
        refused(
            "an unknown author",
            format!("{{\"body\":\"x\",\"author_id\":{UNKNOWN}}}"),
            at_fault("comment.author_id", "is not known here"),
        ),
    ]);
    for bad in ["5", "true", "[]", "{}"] {
        probes.push(refused(
            format!("the body {bad}"),
            format!("{{\"body\":{bad}}}"),
            at_fault("comment.body", "must be a text"),
        ));
    }
    for (word, good) in [
        ("0", true),
        ("1", true),
        ("true", true),
        ("false", true),
        ("\"0\"", true),
        ("\"1\"", true),
        ("2", false),
        ("-1", false),
        ("\"yes\"", false),
        ("[]", false),
        ("1.0", false),
    ] {
        let (name, json) = (format!("is_public {word}"), format!("{{\"body\":\"x\",\"is_public\":{word}}}"));
        probes.push(if good {
            passed(name, json)
        } else {
            refused(name, json, at_fault("comment.is_public", "must be 0 or 1"))
        });
    }
    for bad in ["\"x\"", "1.5", "true", "[]", "{}", "9223372036854775808"] {
        probes.push(refused(
            format!("the author {bad}"),
            format!("{{\"body\":\"x\",\"author_id\":{bad}}}"),
            at_fault("comment.author_id", WHOLE),
        ));
    }
    probes
}

/// Wall-clock text that keeps its digits (decisions B3, X6).
pub fn wall_clock(field: &str) -> Vec<Probe> {
    let form = "must be written YYYY-MM-DD HH:mm:ss";
    let mut probes = characters();
    probes
        .extend(other_types(&["string"]).map(|(name, json, _)| refused(name, json, at_fault(field, "must be a text"))));
    for (text, shown) in [
        ("2024-03-21 23:59:59", "2024-03-21 23:59:59"),
        ("2024/03/21 23:59:59", "2024-03-21 23:59:59"),
        ("2024-03-21T23:59:59", "2024-03-21 23:59:59"),
        ("2024-03-21", "2024-03-21 00:00:00"),
        ("2024-02-29 00:00:00", "2024-02-29 00:00:00"),
        ("0001-01-01 00:00:00", "0001-01-01 00:00:00"),
        ("9999-12-31 23:59:59", "9999-12-31 23:59:59"),
    ] {
        probes.push(taken(text, quoted(text), json!(shown)));
    }
    for bad in [
        "tomorrow",
        "21/03/2024",
        "21-03-2024 10:00:00",
        "2024-02-30 00:00:00",
        "2023-02-29",
        "2024-13-01",
        "2024-03-21 24:00:00",
        "2024-03-21 23:60:00",
        "2024-03-21 23:59:59+07:00",
        "1711065599",
        "2024-03/21",
        "٢٠٢٤-٠٣-٢١",
    ] {
        probes.push(refused(bad, quoted(bad), at_fault(field, form)));
    }
    probes
}
