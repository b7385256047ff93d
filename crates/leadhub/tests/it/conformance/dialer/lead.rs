//! The rows of a create and of a change, and the two operations. Tried by `fields`.
//! It sends nothing itself.

use super::*;

/// A text without a rule, which may be missing or null.
pub fn text(field: &str) -> Vec<Probe> {
    let mut probes = no_texts(field);
    let empty = if field.ends_with("_issued_on") { NO_DAY } else { "" };
    for error_body in
        ["Nguyễn Thị Ánh Tuyết", "😀👨‍👩‍👧", "\"quoted\" \\ and <b>", "' OR 1=1 --", " spaces stay ", "{\"a\":1}"]
    {
        probes.push(taken(error_body, quoted(error_body), json!(error_body)));
    }
    let long = "ế".repeat(5000);
    probes.push(taken("5,000 letters", quoted(&long), json!(long)));
    probes.push(if field == "additional" { passed("empty", "\"\"") } else { taken("empty", "\"\"", json!(empty)) });
    probes.push(passed("null", "null"));
    probes.push(missing(Outcome::Taken(None)));
    probes
}

/// The length alone is checked; what is long enough and names nothing is not found (decision T3).
pub fn list_uuid() -> Vec<Probe> {
    let short = |field| each(&[(field, "String length must be greater than or equal to 36")]);
    let mut probes = vec![
        taken("another list", quoted(OTHER_LIST), json!(OTHER_LIST)),
        taken("in capitals", quoted(&LIST.to_uppercase()), json!(LIST)),
        refused("empty", "\"\"", short("list_uuid")),
        refused("35 characters", quoted(&LIST[1..]), short("list_uuid")),
        refused("35 letters of three bytes", quoted(&"ế".repeat(35)), short("list_uuid")),
        refused("36 letters of three bytes", quoted(&"ế".repeat(36)), not_found()),
        refused("36 characters that are no UUID", quoted(&"x".repeat(36)), not_found()),
        refused("a UUID and a space", quoted(&format!("{LIST} ")), not_found()),
        refused("a UUID in braces", quoted(&format!("{{{LIST}}}")), not_found()),
        refused("a list of nobody", quoted(NOBODY), not_found()),
        refused("very long", quoted(&LIST.repeat(1000)), not_found()),
    ];
    // Too short for a list, so refused by their length.
    probes.extend(["😀", "x"].map(|text| refused(text, quoted(text), short("list_uuid"))));
    needed("list_uuid", probes)
}

/// The document's pattern to the letter (decision P3).
pub fn phone() -> Vec<Probe> {
    let bad = each(&[("phone_number", PATTERN)]);
    let mut probes = vec![refused("empty", "\"\"", each(&[("phone_number", EMPTY), ("phone_number", PATTERN)]))];
    for good in ["0349719988", "0549719988", "0749719988", "0849719988", "0949719988"] {
        probes.push(taken(good, quoted(good), json!(good)));
    }
    // What the letters of the pattern take besides: decision P3 keeps its slips.
    probes.extend(
        ["0|12345678", "8412345678", "848412345678", "030312345678", "84030|8412345678"]
            .map(|odd| passed(odd, quoted(odd))),
    );
    for wrong in [
        "0149719988",
        "0249719988",
        "0449719988",
        "0649719988",
        "84349719988",
        "+84349719988",
        "034971998",
        "03497199881",
        " 0349719988",
        "0349719988 ",
        "0349719988\n",
        "0349 719988",
        "034-9719988",
        "٠٣٤٩٧١٩٩٨٨",
        "0349719988😀",
        "ế",
        "0",
        "84",
        "0349719988 OR 1=1",
    ] {
        probes.push(refused(wrong, quoted(wrong), bad.clone()));
    }
    probes.push(refused("10,000 digits too many", quoted(&format!("1{}", "03".repeat(5000))), bad));
    needed("phone_number", probes)
}

/// Any number, in whatever spelling (decisions P3, T9).
pub fn any_phone() -> Vec<Probe> {
    let mut probes = vec![refused("empty", "\"\"", each(&[("phone_number", EMPTY)]))];
    for (given, shown) in [
        ("03497191211", "03497191211"),
        ("+84 349 719 977", "0349719977"),
        ("tel:0349719977", "0349719977"),
        ("1", "1"),
    ] {
        probes.push(taken(given, quoted(given), json!(shown)));
    }
    let no_number = each(&[("phone_number", "Does not match format 'phone': send a number, as 0349719999")]);
    probes.extend(["abc", "gọi Hoa", "😀", " "].map(|bad| refused(bad, quoted(bad), no_number.clone())));
    needed("phone_number", probes)
}

/// A day, as the wire writes it or as people do; none is refused in a `PUT` (decision T9).
pub fn day(field: &str) -> Vec<Probe> {
    let none = each(&[(field, "Does not match format 'date': send a day, as 1990-12-31")]);
    let mut probes = no_texts(field);
    for good in ["1990-12-31", "1990-12-31T00:00:00Z", "31/12/1990", "1990"] {
        probes.push(taken(good, quoted(good), json!(good)));
    }
    let empty = if field.ends_with("_issued_on") { NO_DAY } else { "" };
    probes.push(taken("empty", "\"\"", json!(empty)));
    probes.extend(["abc", "1990-02-30", "32/01/1990", "😀"].map(|bad| refused(bad, quoted(bad), none.clone())));
    probes.push(passed("null", "null"));
    probes.push(missing(Outcome::Taken(None)));
    probes
}

/// A word of the organisation's is its stage's; another is kept and printed back (decision T26).
pub fn words(field: &str) -> Vec<Probe> {
    let mut probes = no_texts(field);
    probes.extend(["BUSY twice", "😀", "' OR 1=1 --"].map(|word| taken(word, quoted(word), json!(word))));
    let (own, shown) = if field == "status" { ("new", "NEW") } else { ("NEW", "new") };
    probes.push(taken("a stage's in another case", quoted(own), json!(shown)));
    probes.extend([passed("empty", "\"\""), passed("null", "null"), missing(Outcome::Taken(None))]);
    probes
}

/// The list of a `PUT`: one that is known is moved to, another is refused as in a create.
pub fn list_to_move_to() -> Vec<Probe> {
    let mut probes = list_uuid();
    probes.retain(|probe| !["null", "missing"].contains(&probe.name.as_ref()));
    probes.extend([passed("null", "null"), missing(Outcome::Taken(None))]);
    probes
}

pub fn count(field: &str) -> Vec<Probe> {
    let mut probes = characters();
    let types = other_types(&["integer", "string"]);
    probes.extend(types.map(|(name, json, kind)| refused(name, json, of_type(field, "integer", kind))));
    for (json, days) in [
        ("0", 0),
        ("7", 7),
        ("\"7\"", 7),
        ("\" 7 \"", 7),
        ("7.0", 7),
        ("7e1", 70),
        ("4294967295", 4294967295_i64),
        ("\"+5\"", 5),
    ] {
        probes.push(taken(json, json, json!(days)));
    }
    let (under, over) = ("Must be greater than or equal to 0", "Must be less than or equal to 4294967295");
    for low in ["-1", "\"-1\"", "-9223372036854775808", "-98765432109876543210", "-1e300"] {
        probes.push(refused(low, low, each(&[(field, under)])));
    }
    for high in [
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "98765432109876543210",
        "1e300",
        "\"98765432109876543210\"",
    ] {
        probes.push(refused(high, high, each(&[(field, over)])));
    }
    for bad in ["\"x\"", "\"1.5\"", "\"٧\"", "\"7 days\"", "\"0x7\"", "\"--7\""] {
        probes.push(refused(bad, bad, of_type(field, "integer", "string")));
    }
    probes.extend([
        passed("null", "null"),
        passed("empty", "\"\""),
        passed("spaces", "\"  \""),
        missing(Outcome::Taken(None)),
    ]);
    probes
}

/// The fields that create and update share.
pub fn texts(is_change: bool) -> Vec<Field> {
    let field = |name, shown| Field { name, shown, probes: text(name) };
    let of_day = |name, shown| Field { name, shown, probes: if is_change { day(name) } else { text(name) } };
    let mut comments = text("comment");
    // An empty comment says nothing, so the one before it stays.
    for probe in comments.iter_mut().filter(|probe| probe.name == "empty") {
        probe.outcome = Outcome::Taken(None);
    }
    vec![
        field("lead_name", shown!("lead_name")),
        field("lead_code", shown!("lead_code")),
        field("contract_number", shown!("contract_number")),
        field("identity_number", shown!("identity_number")),
        field("identity_issued_at", shown!("identity_issued_at")),
        of_day("identity_issued_on", shown!("identity_issued_on")),
        field("address", shown!("address")),
        field("province", shown!("province")),
        field("district", shown!("district")),
        field("ward", shown!("ward")),
        of_day("date_of_birth", shown!("date_of_birth")),
        field("additional", shown!("additional")),
        field("gender", shown!("gender")),
        field("ref_id", shown!("ref_id")),
        field("ref_code", shown!("ref_code")),
        field("other_identity_number", shown!("other_identity_number")),
        field("other_identity_issued_at", shown!("other_identity_issued_at")),
        of_day("other_identity_issued_on", shown!("other_identity_issued_on")),
        Field { name: "comment", shown: shown!("comment"), probes: comments },
        Field { name: "after_day", shown: shown!("after_day"), probes: count("after_day") },
        Field { name: "called_count", shown: shown!("called_count"), probes: count("called_count") },
        field("network", shown!("network")),
        Field { name: "status", shown: shown!("status"), probes: words("status") },
        Field { name: "alt_status", shown: shown!("alt_status"), probes: words("alt_status") },
        Field {
            name: "a_field_nobody_knows",
            shown: None,
            probes: other_types(&[]).map(|(name, json, _)| passed(name, json)).collect(),
        },
    ]
}

pub fn create() -> Operation {
    Operation {
        name: "create",
        method: "POST",
        target: "/v3/lead".to_owned(),
        wrapper: None,
        good: vec![("list_uuid", quoted(LIST)), ("phone_number", "\"0349719988\"".to_owned())],
        answer: Wanted::new(200, json!({ "created": true, "lead_uuid": "<uuid>" })),
        read_back: Some(|answer, _| format!("/v3/lead/{}", answer["lead_uuid"].as_str().unwrap())),
    }
}

pub fn update(lead: &str) -> Operation {
    Operation {
        name: "update",
        method: "PUT",
        target: format!("/v3/lead/{lead}"),
        wrapper: None,
        good: vec![("phone_number", "\"0349719988\"".to_owned())],
        answer: Wanted::new(200, one("lead_uuid", lead)),
        read_back: Some(|_, target| target.to_owned()),
    }
}

pub fn lead_uuid(lead: &str) -> Vec<Probe> {
    let mut probes = no_texts("lead_uuid");
    // A text of another lead, of any length, is not the one in the path (decision T6).
    for other in ["", "x", NOBODY, "ế", &lead[1..]] {
        probes.push(refused(other, quoted(other), each(&[("lead_uuid", "Does not match the path")])));
    }
    probes.extend([
        taken("the path's", quoted(lead), json!(lead)),
        taken("in capitals", quoted(&lead.to_uppercase()), json!(lead)),
    ]);
    probes.extend([passed("null", "null"), missing(Outcome::Taken(None))]);
    probes
}
