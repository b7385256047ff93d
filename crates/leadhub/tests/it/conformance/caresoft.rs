//! The table of the CareSoft wire: every field of its create and update calls and every parameter of its lists, with what each
//! value must get (docs/contract/caresoft-lead.md and decisions B1 to B37). The reason of each refusal is compared too.

use super::hostile::{self, Fault};
use super::table::*;
use super::{Bench, one, pick, query, transport};
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../../../../../docs/contract/caresoft-lead.md");
const LEADS: &str = "/kangnam/api/v1/leads";
const WHOLE: &str = "must be a whole number";
/// Nobody's id.
const UNKNOWN: &str = "999999999";

/// 400 to the letter, the reason in its header (decision B12).
fn invalid(reason: &str) -> Wanted {
    Wanted::new(400, one("error", "Invalid request")).header("leadhub-reason", reason)
}

fn at_fault(field: &str, what: &str) -> Wanted {
    invalid(&format!("{field}: {what}"))
}

fn platform(status: u16, message: &str) -> Wanted {
    Wanted::new(status, json!({ "code": "errors", "message": message }))
}

pub fn unknown_lead() -> Wanted {
    Wanted::new(404, json!({ "code": "errors", "message": "Lead not found", "error": "Invalid request" }))
}

fn says(fault: Fault) -> Wanted {
    match fault {
        Fault::NotJson => at_fault("body", "is not JSON"),
        Fault::NotObject => at_fault("body", "is JSON, but not an object"),
        Fault::NullCharacter => at_fault("body", "holds the character U+0000 in its JSON"),
        Fault::TooLarge => platform(413, &format!("Payload Too Large: at most {} bytes", hostile::limit())),
    }
}

/// What every field says of characters that no store keeps and of broken ones, and of `null`.
fn characters() -> Vec<Probe> {
    vec![
        refused("U+0000 in it", "\"x\\u0000\"", says(Fault::NullCharacter)),
        refused("a lone surrogate", "\"\\ud83d\"", says(Fault::NotJson)),
    ]
}

/// Missing and `null`, which are the same to this wire.
fn unless_given(outcome: Outcome, mut probes: Vec<Probe>) -> Vec<Probe> {
    probes.push(Probe { name: "null".to_owned(), json: Some("null".to_owned()), outcome: outcome.clone() });
    probes.push(missing(outcome));
    probes
}

fn optional(probes: Vec<Probe>) -> Vec<Probe> {
    unless_given(Outcome::Taken(None), probes)
}

fn required(wanted: Wanted, probes: Vec<Probe>) -> Vec<Probe> {
    unless_given(Outcome::Refused(wanted), probes)
}

fn text(field: &str, most: usize) -> Vec<Probe> {
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
    for said in ["Nguyễn Thị Ánh Tuyết", "😀👨‍👩‍👧", "\"quoted\" \\ and <b>", "' OR 1=1 --", "%_\\%", "\u{202e}x"]
    {
        probes.push(taken(said, quoted(said), json!(said)));
    }
    probes
}

fn phone(field: &str) -> Vec<Probe> {
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

fn email(field: &str) -> Vec<Probe> {
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
fn id(field: &str, known: &[i64], unknown: &str) -> Vec<Probe> {
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

fn labels(field: &str) -> Vec<Probe> {
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
fn custom_fields() -> Vec<Probe> {
    let values = |text: Value, source: Value, kind: Value| json!([text, source, kind]);
    let (id, value) = ("custom_fields.id", "custom_fields.value");
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
        refused("an unknown field", format!("[{{\"id\":{UNKNOWN},\"value\":1}}]"), at_fault(id, "is not known here")),
        refused("an unknown option", "[{\"id\":6068,\"value\":95791}]", at_fault(value, "is not known here")),
        refused(
            "an option that is no number",
            "[{\"id\":6068,\"value\":\"Facebook\"}]",
            at_fault(value, "is not known here"),
        ),
        refused(
            "an option beyond 64 bits",
            "[{\"id\":6068,\"value\":98765432109876543210}]",
            at_fault(value, "is not known here"),
        ),
        refused(
            "two options of a single choice",
            "[{\"id\":6068,\"value\":[106901,106902]}]",
            at_fault(value, "is not known here"),
        ),
        refused(
            "one that is good and one that is not",
            "[{\"id\":6068,\"value\":106901},{\"id\":9579,\"value\":1}]",
            at_fault(value, "is not known here"),
        ),
        refused("no id", "[{\"value\":1}]", at_fault(id, "is missing")),
        refused("no value", "[{\"id\":6068}]", at_fault(value, "is missing")),
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
            at_fault(value, form),
        ));
    }
    probes.push(refused("an array of no options", "[{\"id\":6068,\"value\":[{}]}]", at_fault(value, WHOLE)));
    probes
}

/// Text, or an object with `body`, on both calls (decision B9). The value shown is the comment's text.
fn comment() -> Vec<Probe> {
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
fn wall_clock(field: &str) -> Vec<Probe> {
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

fn field(name: &'static str, probes: Vec<Probe>, shown: fn(&Value) -> Value) -> Field {
    Field { name, shown: Some(shown), probes }
}

/// The rows that create and update share.
fn shared_fields() -> Vec<Field> {
    let unknown = "is not known here";
    let stages = [525, 557, 558, 643, 1, 527, 528];
    let last_comment = |detail: &Value| {
        let comments = detail["lead"]["comments"].as_array();
        comments.and_then(|comments| comments.last()).map(|last| last["comment"].clone()).unwrap_or_default()
    };
    let custom = |detail: &Value| {
        let fields = detail["lead"]["custom_fields"].as_array().cloned().unwrap_or_default();
        fields.iter().map(|field| field["value"].clone()).collect()
    };
    vec![
        // The requester is one person, whatever a single lead says of them.
        Field { name: "username", shown: None, probes: optional(text("username", 250)) },
        Field { name: "email", shown: None, probes: optional(email("email")) },
        field("group_id", optional(id("group_id", &[12153, 12945], unknown)), |detail| {
            detail["lead"]["group_id"].clone()
        }),
        field("assignee_id", optional(id("assignee_id", &[124734559, 124734560, 124734561], unknown)), |detail| {
            detail["lead"]["assignee_id"].clone()
        }),
        field("lead_status_id", optional(id("lead_status_id", &stages, unknown)), |detail| {
            detail["lead"]["lead_status_id"].clone()
        }),
        field("lead_status", optional(id("lead_status_id", &stages, unknown)), |detail| {
            detail["lead"]["lead_status_id"].clone()
        }),
        field("estimated_closed_date", optional(wall_clock("estimated_closed_date")), |detail| {
            detail["lead"]["estimated_closed_date"].clone()
        }),
        field("lead_label", optional(labels("lead_label")), |detail| detail["lead"]["labels"].clone()),
        field("lead_label_id", optional(labels("lead_label")), |detail| detail["lead"]["labels"].clone()),
        field("custom_fields", optional(custom_fields()), custom),
        field("comment", optional(comment()), last_comment),
        Field {
            name: "ref_url",
            shown: None,
            probes: optional(vec![
                passed("an address", "\"https://example.com/?utm_source=x&utm_content=%00%ff%F0%9F\""),
                passed("long", quoted(&format!("https://example.com/?{}", "ế=😀&".repeat(1000)))),
                refused("too long", quoted(&"a".repeat(5001)), at_fault("ref_url", "is longer than 5000 characters")),
                refused("a number", "5", at_fault("ref_url", "must be a text")),
                refused("an array", "[]", at_fault("ref_url", "must be a text")),
                refused("an object", "{}", at_fault("ref_url", "must be a text")),
            ]),
        },
        Field {
            name: "a_field_nobody_knows",
            shown: None,
            probes: optional(other_types(&[]).map(|(name, json, _)| passed(name, json)).collect()),
        },
    ]
}

fn reason() -> Vec<Probe> {
    id("unqualify_reason", &[176, 177, 182, 217], "is not known here")
}

fn subject() -> Vec<Probe> {
    let mut probes = text("subject", 250);
    probes.push(refused("empty", "\"\"", at_fault("subject", "is empty")));
    probes.push(refused("only spaces", "\" \\t\"", at_fault("subject", "is empty")));
    probes
}

fn saved() -> Wanted {
    let lead = json!({ "updated_at": "<time>", "subject": "<text>", "created_at": "<time>", "id": "<id>", "requester_id": "<id>" });
    Wanted::new(200, json!({ "code": "ok", "lead": lead }))
}

fn create() -> Operation {
    Operation {
        name: "create",
        method: "POST",
        target: "/kangnam/api/v1/lead".to_owned(),
        wrapper: Some("lead"),
        good: vec![
            ("subject", "\"Đúng\"".to_owned()),
            ("phone", "\"0349719999\"".to_owned()),
            ("service_id", "1244".to_owned()),
        ],
        answer: saved(),
        read_back: Some(|answer, _| format!("/kangnam/api/v1/lead/{}", answer["lead"]["id"])),
    }
}

fn created_fields() -> Vec<Field> {
    let no_contact = || at_fault("phone", "is missing: give a phone, an email or a requester_id");
    let no_place = || at_fault("service_id", "is missing: give a service_id, a group_id or an assignee_id");
    let subjects = required(at_fault("subject", "is missing"), subject());
    let mut phones = required(no_contact(), phone("phone"));
    phones.push(refused("empty", "\"\"", no_contact()));
    phones.push(refused("only spaces", "\"   \"", no_contact()));
    let mut services = required(no_place(), id("service_id", &[1244, 2005289], "is not known here"));
    services.push(refused("empty", "\"\"", no_place()));
    let mut reasons = optional(reason());
    // Ignored in the first stage, but never unknown (decisions B18, B32).
    for probe in &mut reasons {
        if let Outcome::Taken(Some(shown)) = &mut probe.outcome {
            *shown = Value::Null;
        }
    }
    let mut fields = shared_fields();
    // Each create is a lead of its own, so nothing of an earlier value is left to be shown.
    for field in fields.iter_mut().filter(|field| field.name == "custom_fields") {
        field.shown = None;
    }
    fields.extend([
        field("subject", subjects, |detail| detail["lead"]["subject"].clone()),
        field("phone", phones, |detail| detail["lead"]["requester"]["phone_no"].clone()),
        field("service_id", services, |detail| detail["lead"]["service_id"].clone()),
        field("requester_id", optional(id("requester_id", &[207642682, 63215969], "is not known here")), |detail| {
            detail["lead"]["requester_id"].clone()
        }),
        field("unqualify_reason", reasons, |detail| detail["lead"]["unqualified_reasons"].clone()),
    ]);
    fields
}

/// A lead in an unqualified stage, where the reason counts.
fn create_unqualified() -> Operation {
    let mut operation = create();
    operation.name = "create, unqualified";
    operation.good.push(("lead_status_id", "528".to_owned()));
    operation
}

fn update(lead: &str) -> Operation {
    Operation {
        name: "update",
        method: "PUT",
        target: format!("/kangnam/api/v1/lead/{lead}"),
        wrapper: Some("lead"),
        good: Vec::new(),
        answer: saved(),
        read_back: Some(|_, target| target.to_owned()),
    }
}

fn updated_fields() -> Vec<Field> {
    let elsewhere = "a lead moves to another person by its phone";
    let mut requesters = id("requester_id", &[], elsewhere);
    requesters.push(refused("somebody else", "207642682", at_fault("requester_id", elsewhere)));
    let mut phones = phone("phone");
    phones.push(passed("empty clears", "\"\""));
    let mut fields = shared_fields();
    fields.extend([
        field("subject", optional(subject()), |detail| detail["lead"]["subject"].clone()),
        field("phone", optional(phones), |detail| detail["lead"]["requester"]["phone_no"].clone()),
        field("service_id", optional(id("service_id", &[1244, 2005289], "is not known here")), |detail| {
            detail["lead"]["service_id"].clone()
        }),
        field("requester_id", optional(requesters), |detail| detail["lead"]["requester_id"].clone()),
        field("unqualify_reason", optional(reason()), |detail| detail["lead"]["unqualified_reasons"].clone()),
    ]);
    fields
}

/// A lead to be changed, in an unqualified stage so that every field of it can be seen.
async fn new_lead(bench: &mut Bench) -> String {
    let operation = create_unqualified();
    let body = operation.body("", None, 0);
    let request = bench.request("POST", &operation.target, body);
    let answer = bench.expect("create, unqualified: good", &request, &saved()).await.expect("a good create is taken");
    answer["lead"]["id"].to_string()
}

pub async fn fields(mut bench: Bench) {
    let (create, rows) = (create(), created_fields());
    every_documented_field_has_a_row(&mut bench, &rows);
    for row in &rows {
        bench.try_field(&create, row).await;
    }
    let reasons = field("unqualify_reason", optional(reason()), |detail| detail["lead"]["unqualified_reasons"].clone());
    bench.try_field(&create_unqualified(), &reasons).await;
    let rows = updated_fields();
    every_documented_field_has_a_row(&mut bench, &rows);
    for row in &rows {
        let lead = new_lead(&mut bench).await;
        bench.try_field(&update(&lead), row).await;
    }
    bench.finish().await;
}

/// The names of the parameters in the document's two tables.
fn every_documented_field_has_a_row(bench: &mut Bench, rows: &[Field]) {
    let cells = DOCUMENT.replace("</td><td>", "|").replace("<tr><td>", "\n|").replace("\\_", "_");
    let names = cells.lines().filter_map(|line| {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let number = cells.next()?.trim_end_matches(['*', '\\']);
        let name = cells.next()?.split([' ', '.']).next()?;
        number.parse::<u32>().ok().map(|_| name.to_owned())
    });
    let names: Vec<String> = names.filter(|name| name != "lead").collect();
    assert!(names.len() > 20, "the document's tables are not found: {names:?}");
    for name in names {
        if !rows.iter().any(|row| row.name == name) {
            bench.complain(format!("{name} stands in the document and has no row"));
        }
    }
}

pub async fn bodies_and_paths(mut bench: Bench) {
    let lead = new_lead(&mut bench).await;
    let (create, update) = (create(), update(&lead));
    for operation in [&create, &update] {
        hostile::try_all(&mut bench, operation, says, &says(Fault::NotJson)).await;
        for (name, body, what) in [
            ("no lead", "{}", "is missing"),
            ("a lead of null", "{\"lead\":null}", "is missing"),
            ("a lead of another name", "{\"Lead\":{\"subject\":\"x\"}}", "is missing"),
            ("a text for a lead", "{\"lead\":\"x\"}", "must be an object"),
            ("a number for a lead", "{\"lead\":5}", "must be an object"),
            ("true for a lead", "{\"lead\":true}", "must be an object"),
            ("an array for a lead", "{\"lead\":[{\"subject\":\"x\"}]}", "must be an object"),
        ] {
            let request = bench.request(operation.method, &operation.target, body);
            bench.expect(&format!("{}: {name}", operation.name), &request, &at_fault("lead", what)).await;
        }
        // The last of two keys counts, as every JSON reader the vendor's clients use has it.
        let good = operation.body("subject", Some("\"sau\""), 0);
        let twice = format!("{{\"lead\":{{\"subject\":5}},{}", &good[1..]);
        let request = bench.request(operation.method, &operation.target, twice);
        bench.expect(&format!("{}: lead twice", operation.name), &request, &saved()).await;
    }
    ids_in_the_path(&mut bench).await;
    transport::credentials(&mut bench, "caresoft", &platform(401, "Unauthenticated.")).await;
    transport::methods(&mut bench, "caresoft", &platform(405, "Method Not Allowed")).await;
    let unknown = [
        "/kangnam/api/v1/nothing",
        "/kangnam/api/v1/lead/1/2",
        "/kangnam/api/v1/leads/1",
        "/kangnam/api/v1/LEAD",
        "/kangnam/api/v1//leads",
        "/kangnam/api/v1/lead/labels/1",
        "/kangnam/api/v1/",
        "/kangnam/api/v2/leads",
        "/kangnam",
        "/kangnam/lead/nothing",
        "/",
        "/nothing",
        "/%00",
        "/kangnam/api/v1/%FF",
    ];
    transport::paths(&mut bench, &unknown, &platform(404, "Not Found")).await;
    explained(&mut bench).await;
    bench.finish().await;
}

async fn ids_in_the_path(bench: &mut Bench) {
    let change = "{\"lead\":{\"subject\":\"x\"}}";
    for (method, body) in [("GET", ""), ("PUT", change)] {
        for bad in [
            "abc",
            "1.5",
            "9223372036854775808",
            "-9223372036854775809",
            "1e3",
            "0x1",
            "%31",
            "%00",
            "%E1%BA%BF",
            "1,2",
            "null",
        ] {
            let request = bench.request(method, &format!("/kangnam/api/v1/lead/{bad}"), body);
            bench.expect(&format!("{method} lead {bad}"), &request, &at_fault("leadId", WHOLE)).await;
        }
        for unknown in ["1", "0", "-1", "9223372036854775807", "-9223372036854775808", "00001"] {
            let request = bench.request(method, &format!("/kangnam/api/v1/lead/{unknown}"), body);
            bench.expect(&format!("{method} lead {unknown}"), &request, &unknown_lead()).await;
        }
    }
}

/// An integration with `explain_errors` reads the reason in the body too (decision B12).
async fn explained(bench: &mut Bench) {
    let settings = json!({ "explain_errors": true, "default_service_id": 1244 });
    let token = super::integration(&bench.house.hub, "kangnam", "caresoft", "explained", settings).await;
    let silent = std::mem::replace(&mut bench.token, token);
    for (body, reason) in [
        ("{", "body: is not JSON"),
        ("{\"lead\":{}}", "subject: is missing"),
        (
            "{\"lead\":{\"subject\":\"x\",\"phone\":\"0349719999\",\"lead_status_id\":\"Đ\"}}",
            "lead_status_id: must be a whole number",
        ),
        ("{\"lead\":{\"subject\":\"x\",\"phone\":\"0349719999\",\"group_id\":5}}", "group_id: is not known here"),
    ] {
        let request = bench.request("POST", "/kangnam/api/v1/lead", body);
        let body = json!({ "error": "Invalid request", "message": reason });
        bench
            .expect(&format!("explained: {reason}"), &request, &Wanted::new(400, body).header("leadhub-reason", reason))
            .await;
    }
    let request =
        bench.request("POST", "/kangnam/api/v1/lead", "{\"lead\":{\"subject\":\"x\",\"phone\":\"0349719999\"}}");
    bench.expect("a default service is enough", &request, &saved()).await;
    bench.token = silent;
}

pub async fn lists(mut bench: Bench) {
    for (agent, stage) in [(124734559, 525), (124734560, 557), (124734560, 528), (124734561, 527), (124734561, 643)] {
        let body = format!(
            "{{\"lead\":{{\"subject\":\"x\",\"requester_id\":207642682,\"service_id\":1244,\"assignee_id\":{agent},\"lead_status_id\":{stage}}}}}"
        );
        let request = bench.request("POST", "/kangnam/api/v1/lead", body);
        bench.expect("a lead to list", &request, &saved()).await;
    }
    let (_, all) = bench.client().get(&format!("{LEADS}?count=500")).await;
    let all = all["leads"].as_array().cloned().unwrap_or_default();
    assert_eq!(all.len(), bench.house.kangnam().data.leads.len() + 5, "{all:?}");
    number_filters(&mut bench, &all).await;
    status_filter(&mut bench, &all).await;
    contact_filters(&mut bench, &all).await;
    convert_type(&mut bench, &all).await;
    times(&mut bench, &all).await;
    pages(&mut bench, &all).await;
    reference_lists(&mut bench).await;
    more_than_a_page_holds(&mut bench).await;
    bench.finish().await;
}

async fn ask(bench: &mut Bench, pairs: &[(&str, &str)], wanted: Wanted) {
    let name = format!("leads: {pairs:?}");
    let request = bench.request("GET", &format!("{LEADS}?{}", query(pairs)), "");
    bench.expect(&name, &request, &wanted).await;
}

fn page(rows: Vec<Value>) -> Wanted {
    Wanted::new(200, json!({ "code": "ok", "numFound": rows.len(), "leads": rows }))
}

const NO_NUMBERS: [&str; 10] =
    ["x", "1.5", "1e3", "0x1", "5 6", "9223372036854775808", "-9223372036854775809", "٥", "5\0", "😀"];

async fn number_filters(bench: &mut Bench, all: &[Value]) {
    for (parameter, key, known) in [
        ("requester_id", "requester_id", ["207642682", "63215969"]),
        ("assignee_id", "assignee_id", ["124734559", "124734560"]),
        ("service_id", "service_id", ["1244", "2005289"]),
    ] {
        for id in known.into_iter().chain([UNKNOWN, "0", "-1", "9223372036854775807", " 1244 "]) {
            let number: i64 = id.trim().parse().unwrap();
            ask(bench, &[(parameter, id)], page(pick(all, |row| row[key] == number))).await;
        }
        for bad in NO_NUMBERS {
            ask(bench, &[(parameter, bad)], at_fault(parameter, WHOLE)).await;
        }
        ask(bench, &[(parameter, "")], page(all.to_vec())).await;
        ask(bench, &[(parameter, "  ")], page(all.to_vec())).await;
    }
}

async fn status_filter(bench: &mut Bench, all: &[Value]) {
    for stages in [
        "525",
        "525,527",
        "527,528,643",
        "525,999999",
        "999999",
        " 525 , 528 ",
        "525,525",
        ",525,,",
        "-1",
        "9223372036854775807",
    ] {
        let ids: Vec<i64> = stages.split(',').filter_map(|id| id.trim().parse().ok()).collect();
        let rows = pick(all, |row| ids.contains(&row["lead_status_id"].as_i64().unwrap()));
        ask(bench, &[("status_ids", stages)], page(rows)).await;
    }
    let rows = || pick(all, |row| [525, 528].contains(&row["lead_status_id"].as_i64().unwrap()));
    assert!(!rows().is_empty() && rows().len() < all.len());
    for spelled in [
        [("status_ids", "525"), ("status_ids", "528")],
        [("status_ids[]", "525"), ("status_ids[]", "528")],
        [("status_ids[0]", "525"), ("status_ids[1]", "528")],
        [("status_id", "525"), ("status_ids", "528")],
        [("lead_status_id", "525,528"), ("status_ids", "")],
    ] {
        ask(bench, &spelled, page(rows())).await;
    }
    let many: Vec<String> = (0..2000).map(|id| id.to_string()).collect();
    ask(
        bench,
        &[("status_ids", &many.join(","))],
        page(all.iter().filter(|row| row["lead_status_id"].as_i64().is_some_and(|id| id < 2000)).cloned().collect()),
    )
    .await;
    for bad in ["x", "525;527", "525,x", "1.5", "9223372036854775808", "525 527", "[525]"] {
        ask(bench, &[("status_ids", bad)], at_fault("status_ids", "must be whole numbers with commas between")).await;
    }
    for nothing in ["", ",", " , "] {
        ask(bench, &[("status_ids", nothing)], page(all.to_vec())).await;
    }
}

/// Who a lead is from narrows too, and what can have one value is refused with several.
async fn contact_filters(bench: &mut Bench, all: &[Value]) {
    let mut known = None;
    for row in all {
        let detail = bench.request("GET", &format!("/kangnam/api/v1/lead/{}", row["id"]), "");
        let detail = bench.send(&detail).await.json().unwrap();
        if let Some(phone) = detail.pointer("/lead/requester/phone_no").or(detail.pointer("/requester/phone_no")) {
            known = known.or(phone.as_str().map(|phone| (row, phone.to_owned())));
        }
    }
    let (row, phone) = known.unwrap();
    let phone = phone.as_str();
    let own = pick(all, |other| other["requester_id"] == row["requester_id"]);
    ask(bench, &[("phone", phone)], page(own.clone())).await;
    ask(bench, &[("phone", &phone.replacen('0', "+84", 1))], page(own)).await;
    ask(bench, &[("phone", "0349719000")], page(Vec::new())).await;
    ask(bench, &[("phone", "12ab")], at_fault("phone", "must be a whole phone number")).await;
    ask(bench, &[("email", "nobody.knows@example.com")], page(Vec::new())).await;
    ask(bench, &[("email", "no address")], at_fault("email", "must be an e-mail address")).await;
    let subject = row["subject"].as_str().unwrap();
    ask(bench, &[("subject", subject)], page(pick(all, |row| row["subject"] == subject))).await;
    let several = "stands more than once with different values: send one";
    ask(bench, &[("service_id", "1244"), ("service_id[]", "7")], at_fault("service_id", several)).await;
    ask(bench, &[("phone", phone), ("phone", "0349719000")], at_fault("phone", several)).await;
    let request = bench.request("GET", &format!("{LEADS}?colour=red&count=1"), "");
    let answer = bench.send(&request).await;
    assert_eq!(answer.header("leadhub-reason"), Some("nothing is narrowed by: colour"));
}

async fn convert_type(bench: &mut Bench, all: &[Value]) {
    for kind in ["1", "2"] {
        let number: i64 = kind.parse().unwrap();
        let rows = pick(all, |row| row["convert_type"] == number);
        assert!(!rows.is_empty(), "no lead has convert_type {kind}");
        ask(bench, &[("convert_type", kind)], page(rows)).await;
    }
    for outside in ["0", "3", "-1", "9223372036854775807"] {
        ask(bench, &[("convert_type", outside)], at_fault("convert_type", "must be 1 or 2")).await;
    }
    for bad in NO_NUMBERS {
        ask(bench, &[("convert_type", bad)], at_fault("convert_type", WHOLE)).await;
    }
}

async fn times(bench: &mut Bench, all: &[Value]) {
    // Parameter, the key it looks at, a moment that divides the demo's leads.
    for (since, to, key) in [
        ("created_since", "created_to", "created_at"),
        ("updated_since", "updated_to", "updated_at"),
        ("convert_since", "convert_to", "convert_at"),
    ] {
        let at = |row: &Value| row[key].as_str().map(str::to_owned);
        for (text, bound) in [
            // This lead came within the second.
            ("2023-03-08T00:16:40Z", "2023-03-08T00:16:40Z"),
            ("2023-03-08T00:16:39Z", "2023-03-08T00:16:39Z"),
            ("2024-03-21T15:11:06Z", "2024-03-21T15:11:06Z"),
            ("2024-03-21 15:11:06", "2024-03-21T15:11:06Z"),
            ("2024/03/21 15:11:06", "2024-03-21T15:11:06Z"),
            ("2024-03-21T22:11:06+07:00", "2024-03-21T15:11:06Z"),
            ("2024-08-07T14:24:12Z", "2024-08-07T14:24:12Z"),
            ("2024-08-07T14:24:13Z", "2024-08-07T14:24:13Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ] {
            let later = pick(all, |row| at(row).is_some_and(|at| at.as_str() >= bound));
            ask(bench, &[(since, text)], page(later)).await;
            let earlier = pick(all, |row| at(row).is_some_and(|at| at.as_str() <= bound));
            ask(bench, &[(to, text)], page(earlier)).await;
        }
        // A date alone is its whole day.
        let day = "2024-08-07";
        ask(bench, &[(since, day), (to, day)], page(pick(all, |row| at(row).is_some_and(|at| at.starts_with(day)))))
            .await;
        ask(bench, &[(since, "2024-08-08"), (to, "2024-08-07")], page(Vec::new())).await;
        for parameter in [since, to] {
            for bad in [
                "yesterday",
                "2024-13-01",
                "2024-02-30",
                "2024-06-01T25:00:00Z",
                "1717200000",
                "2024-06-01T00:00:00+99:00",
                "06/01/2024",
                "2024-06-01T00:00:00ZZ",
                "😀",
                "2024-06-01\0",
            ] {
                ask(bench, &[(parameter, bad)], at_fault(parameter, "must be a time such as 2024-06-01T00:00:00Z"))
                    .await;
            }
            ask(bench, &[(parameter, "")], page(all.to_vec())).await;
        }
    }
}

async fn pages(bench: &mut Bench, all: &[Value]) {
    for (number, count) in [
        (1, 1),
        (2, 1),
        (9, 1),
        (10, 1),
        (1, 4),
        (2, 4),
        (3, 4),
        (4, 4),
        (1, 500),
        (2, 500),
        (1, 501),
        (1, i64::MAX),
        (i64::MAX, 1),
        (i64::MAX, i64::MAX),
    ] {
        let size = usize::try_from(count.min(500)).unwrap();
        let skipped = usize::try_from(number - 1).unwrap().saturating_mul(size);
        let rows: Vec<Value> = all.iter().skip(skipped).take(size).cloned().collect();
        let wanted = Wanted::new(200, json!({ "code": "ok", "numFound": all.len(), "leads": rows }));
        ask(bench, &[("page", &number.to_string()), ("count", &count.to_string())], wanted).await;
    }
    for parameter in ["page", "count"] {
        for low in ["0", "-1", "-9223372036854775808"] {
            ask(bench, &[(parameter, low)], at_fault(parameter, "must be 1 or more")).await;
        }
        for bad in NO_NUMBERS {
            ask(bench, &[(parameter, bad)], at_fault(parameter, WHOLE)).await;
        }
        ask(bench, &[(parameter, "")], page(all.to_vec())).await;
    }
    ask(bench, &[("unknown", "x"), ("page", "1"), ("page", "1")], page(all.to_vec())).await;
    let several = "stands more than once with different values: send one";
    ask(bench, &[("page", "1"), ("page", "x")], at_fault("page", several)).await;
}

/// `count` over 500 is 500 (decision B27).
async fn more_than_a_page_holds(bench: &mut Bench) {
    let rows: Vec<Value> = (0..520).map(|_| json!({ "phone_number": "0349719988" })).collect();
    let many = json!({ "list_uuid": "c4869e79-f0fa-4c6a-9410-bc0defac375a", "data": rows });
    let dialer = crate::client::Client::new(&bench.house, bench.house.kangnam(), "dialer");
    let (_, before) = bench.client().get(&format!("{LEADS}?count=1")).await;
    assert_eq!(dialer.post("/v3/lead/multi", &many).await.0, 200);
    let all = before["numFound"].as_u64().unwrap() + 520;
    for (query, rows) in
        [("", 50), ("count=500", 500), ("count=501", 500), ("count=9999", 500), ("count=9999&page=2", all - 500)]
    {
        bench.count();
        let (status, page) = bench.client().get(&format!("{LEADS}?{query}")).await;
        let length = page["leads"].as_array().map(|rows| rows.len() as u64);
        if (status, page["numFound"].as_u64(), length) != (200, Some(all), Some(rows)) {
            bench.complain(format!("leads: {query}: {length:?} rows of {}", page["numFound"]));
        }
    }
}

async fn reference_lists(bench: &mut Bench) {
    let reference = &bench.house.kangnam().data.reference;
    let lists = [
        ("/kangnam/api/v1/lead/status", reference.stages.len()),
        ("/kangnam/api/v1/lead/unqualified-reason", reference.reasons.len()),
        ("/kangnam/api/v1/lead/labels", reference.labels.len()),
        ("/kangnam/lead/labels", reference.labels.len()),
    ];
    for (path, length) in lists {
        let (_, whole) = bench.client().get(path).await;
        let rows = whole["data"].as_array().cloned().unwrap_or_default();
        assert_eq!(rows.len(), length, "{path}: {whole}");
        let data = |rows: Vec<Value>| Wanted::new(200, json!({ "code": "ok", "data": rows }));
        let cases = [
            ("", data(rows.clone())),
            ("page=", data(rows.clone())),
            ("count=1", data(rows[..1].to_vec())),
            ("count=2&page=2", data(rows[2..4].to_vec())),
            ("count=9223372036854775807", data(rows.clone())),
            ("page=9223372036854775807", data(Vec::new())),
            ("page=0", at_fault("page", "must be 1 or more")),
            ("page=-1", at_fault("page", "must be 1 or more")),
            ("count=0", at_fault("count", "must be 1 or more")),
            ("count=x", at_fault("count", WHOLE)),
            ("page=1.5", at_fault("page", WHOLE)),
            ("page=%00", at_fault("page", WHOLE)),
            ("count=9223372036854775808", at_fault("count", WHOLE)),
        ];
        for (query, wanted) in cases {
            let request = bench.request("GET", &format!("{path}?{query}"), "");
            bench.expect(&format!("{path}?{query}"), &request, &wanted).await;
        }
    }
}
