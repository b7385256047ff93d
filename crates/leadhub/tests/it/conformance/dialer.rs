//! The table of the autodialer's wire: every field of its bodies, every parameter of its lists, its form of a file
//! (docs/contract/dialer-lead.md and decisions T1 to T24, P3). Its refusals name each failed rule in the vendor's words.

use super::hostile::{self, Fault};
use super::raw::Request;
use super::table::*;
use super::{Bench, one, pick, query, transport};
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../../../../../docs/contract/dialer-lead.md");
const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
const OTHER_LIST: &str = "0190a000-0000-7000-8000-000000000902";
const CAMPAIGN: &str = "7bbe986b-8a6e-404c-840b-781102b5aa07";
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
const NO_DAY: &str = "0001-01-01T00:00:00Z";
const PATTERN: &str = "Does not match pattern '^(84|0[3|5|7|8|9])+([0-9]{8})$'";
const EMPTY: &str = "String length must be greater than or equal to 1";

fn said(status: u16, text: &str) -> Wanted {
    Wanted::new(status, one("error", text))
}

/// One object for each failed rule (decision T4).
fn each(failed: &[(&str, &str)]) -> Wanted {
    let failed: Vec<Value> = failed.iter().map(|(field, text)| one(field, *text)).collect();
    Wanted::new(400, one("error", failed))
}

fn required(field: &str) -> Wanted {
    each(&[("(root)", &format!("{field} is required"))])
}

fn of_type(field: &str, expected: &str, given: &str) -> Wanted {
    each(&[(field, &format!("Invalid type. Expected: {expected}, given: {given}"))])
}

fn not_found() -> Wanted {
    said(404, "Not Found")
}

fn says(fault: Fault) -> Wanted {
    match fault {
        Fault::NotJson => said(400, "invalid JSON"),
        Fault::NotObject => said(400, "invalid JSON: the body must be an object"),
        Fault::NullCharacter => said(400, "invalid JSON: the character U+0000 cannot be kept"),
        Fault::TooLarge => said(413, &format!("Request Entity Too Large: {} bytes at most", hostile::limit())),
    }
}

fn characters() -> Vec<Probe> {
    vec![
        refused("U+0000 in it", "\"x\\u0000\"", says(Fault::NullCharacter)),
        refused("a lone surrogate", "\"\\ud83d\"", says(Fault::NotJson)),
    ]
}

/// Every value that is no text.
fn no_texts(field: &str) -> Vec<Probe> {
    let mut probes = characters();
    probes
        .extend(other_types(&["string"]).map(|(name, json, kind)| refused(name, json, of_type(field, "string", kind))));
    probes
}

/// A text without a rule, which may be missing or null.
fn text(field: &str) -> Vec<Probe> {
    let mut probes = no_texts(field);
    let empty = if field.ends_with("_issued_on") { NO_DAY } else { "" };
    for said in ["Nguyễn Thị Ánh Tuyết", "😀👨‍👩‍👧", "\"quoted\" \\ and <b>", "' OR 1=1 --", " spaces stay ", "{\"a\":1}"]
    {
        probes.push(taken(said, quoted(said), json!(said)));
    }
    let long = "ế".repeat(5000);
    probes.push(taken("5,000 letters", quoted(&long), json!(long)));
    probes.push(if field == "additional" { passed("empty", "\"\"") } else { taken("empty", "\"\"", json!(empty)) });
    probes.push(passed("null", "null"));
    probes.push(missing(Outcome::Taken(None)));
    probes
}

/// A text that must be there, with at least one character; what else it must be is the field's own.
fn needed(field: &str, mut probes: Vec<Probe>) -> Vec<Probe> {
    probes.extend(no_texts(field));
    probes.push(refused("null", "null", of_type(field, "string", "null")));
    probes.push(missing(Outcome::Refused(required(field))));
    probes
}

/// The length alone is checked; what is long enough and names nothing is not found (decision T3).
fn list_uuid() -> Vec<Probe> {
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
fn phone() -> Vec<Probe> {
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

/// Any text with a character in it (decisions P3, T9).
fn any_phone() -> Vec<Probe> {
    let mut probes = vec![refused("empty", "\"\"", each(&[("phone_number", EMPTY)]))];
    for (given, shown) in [
        ("03497191211", "03497191211"),
        ("+84 349 719 977", "0349719977"),
        ("gọi Hoa", "gọi Hoa"),
        ("😀", "😀"),
        ("1", "1"),
    ] {
        probes.push(taken(given, quoted(given), json!(shown)));
    }
    needed("phone_number", probes)
}

fn after_day() -> Vec<Probe> {
    let mut probes = characters();
    let types = other_types(&["integer", "string"]);
    probes.extend(types.map(|(name, json, kind)| refused(name, json, of_type("after_day", "integer", kind))));
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
        probes.push(refused(low, low, each(&[("after_day", under)])));
    }
    for high in [
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "98765432109876543210",
        "1e300",
        "\"98765432109876543210\"",
    ] {
        probes.push(refused(high, high, each(&[("after_day", over)])));
    }
    for bad in ["\"x\"", "\"1.5\"", "\"٧\"", "\"7 days\"", "\"0x7\"", "\"--7\""] {
        probes.push(refused(bad, bad, of_type("after_day", "integer", "string")));
    }
    probes.extend([
        passed("null", "null"),
        passed("empty", "\"\""),
        passed("spaces", "\"  \""),
        missing(Outcome::Taken(None)),
    ]);
    probes
}

macro_rules! shown {
    ($key:literal) => {
        Some(|lead: &Value| lead[$key].clone())
    };
}

/// The texts that create and update share.
fn texts() -> Vec<Field> {
    let field = |name, shown| Field { name, shown, probes: text(name) };
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
        field("identity_issued_on", shown!("identity_issued_on")),
        field("address", shown!("address")),
        field("province", shown!("province")),
        field("district", shown!("district")),
        field("ward", shown!("ward")),
        field("date_of_birth", shown!("date_of_birth")),
        field("additional", shown!("additional")),
        field("gender", shown!("gender")),
        field("ref_id", shown!("ref_id")),
        field("ref_code", shown!("ref_code")),
        field("other_identity_number", shown!("other_identity_number")),
        field("other_identity_issued_at", shown!("other_identity_issued_at")),
        field("other_identity_issued_on", shown!("other_identity_issued_on")),
        Field { name: "comment", shown: shown!("comment"), probes: comments },
        Field {
            name: "a_field_nobody_knows",
            shown: None,
            probes: other_types(&[]).map(|(name, json, _)| passed(name, json)).collect(),
        },
    ]
}

fn create() -> Operation {
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

fn update(lead: &str) -> Operation {
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

fn lead_uuid(lead: &str) -> Vec<Probe> {
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

fn multi() -> Operation {
    Operation {
        name: "multi",
        method: "POST",
        target: "/v3/lead/multi".to_owned(),
        wrapper: None,
        good: vec![("list_uuid", quoted(LIST)), ("data", "[{\"phone_number\":\"0349719988\"}]".to_owned())],
        answer: Wanted::new(200, json!({ "message": "success", "total_insert": 1 })),
        read_back: None,
    }
}

fn multi_fields() -> Vec<Field> {
    let nothing = || said(400, "list_uuid is missing");
    let mut lists = no_texts("list_uuid");
    lists.extend([
        passed("another list", quoted(OTHER_LIST)),
        refused("empty", "\"\"", nothing()),
        refused("null", "null", nothing()),
        missing(Outcome::Refused(nothing())),
    ]);
    lists.extend(["x", NOBODY, "ế"].map(|text| refused(text, quoted(text), not_found())));
    let mut data = characters();
    data.extend(other_types(&["array"]).map(|(name, json, kind)| refused(name, json, of_type("data", "array", kind))));
    data.extend([
        refused("null", "null", of_type("data", "array", "null")),
        missing(Outcome::Refused(required("data"))),
        refused(
            "5,001 rows",
            format!("[{}0]", "0,".repeat(5000)),
            each(&[("data", "Array must have at most 5000 items")]),
        ),
    ]);
    vec![Field { name: "list_uuid", shown: None, probes: lists }, Field { name: "data", shown: None, probes: data }]
}

/// Rows, and how many of them are leads.
const ROWS: [(&str, usize); 22] = [
    ("[]", 0),
    ("[null,true,5,\"x\",[],[{}]]", 0),
    ("[{}]", 0),
    ("[{\"phone_number\":null}]", 0),
    ("[{\"phone_number\":\"\"}]", 0),
    ("[{\"phone_number\":\"0349719\"}]", 0),
    ("[{\"phone_number\":\"034971998811\"}]", 0),
    ("[{\"phone_number\":\"0349719988 Hoa\"}]", 0),
    ("[{\"phone_number\":true}]", 0),
    ("[{\"phone_number\":[\"0349719988\"]}]", 0),
    ("[{\"phone_number\":{\"a\":1}}]", 0),
    ("[{\"phone_number\":\"0349719988\",\"lead_name\":{}}]", 0),
    ("[{\"phone_number\":\"0349719988\",\"after_day\":-1}]", 0),
    ("[{\"phone_number\":\"0349719988\",\"after_day\":\"x\"}]", 0),
    ("[{\"phone_number\":\"0349719988\",\"after_day\":4294967296}]", 0),
    ("[{\"phone_number\":\"0349719988\",\"after_day\":4294967295}]", 1),
    ("[{\"phone_number\":\"12345678\"},{\"phone_number\":\"03497191211\"},{\"phone_number\":\"1\"}]", 2),
    ("[{\"phone_number\":349719988}]", 1),
    ("[{\"phone_number\":\"034.971-9988\",\"lead_name\":\"😀\",\"x\":[1e300]}]", 1),
    ("[{\"phone_number\":\"0349719988\"},{\"phone_number\":\"0349719988\"}]", 2),
    ("[{\"phone_number\":\"0349719988\",\"lead_code\":5,\"contract_number\":1.5}]", 1),
    ("[{\"phone_number\":\"0349719988\",\"lead_name\":null,\"after_day\":null}]", 1),
];

fn create_list() -> Operation {
    Operation {
        name: "create list",
        method: "POST",
        target: "/v3/list".to_owned(),
        wrapper: None,
        good: vec![("campaign_uuid", quoted(CAMPAIGN)), ("list_name", "\"List <n>\"".to_owned())],
        answer: Wanted::new(200, json!({ "created": true, "list_uuid": "<uuid>" })),
        read_back: Some(|answer, _| format!("/v3/list/{}", answer["list_uuid"].as_str().unwrap())),
    }
}

/// A name of 1 to 255 characters that nobody else has; `taken_text` is what a second one gets.
fn name(field: &str, taken_name: &str, taken_text: &str) -> Vec<Probe> {
    let long = each(&[(field, "String length must be less than or equal to 255")]);
    let mut probes = vec![
        refused("empty", "\"\"", each(&[(field, EMPTY)])),
        refused("taken", quoted(taken_name), said(400, taken_text)),
        taken("one character", "\"đ\"", json!("đ")),
        taken("other capitals", quoted(&taken_name.to_uppercase()), json!(taken_name.to_uppercase())),
    ];
    for (name, text, fits) in lengths(255) {
        probes.push(if fits {
            taken(name, quoted(&text), json!(text))
        } else {
            refused(name, quoted(&text), long.clone())
        });
    }
    needed(field, probes)
}

fn list_fields() -> Vec<Field> {
    let mut campaigns = vec![
        taken("in capitals", quoted(&CAMPAIGN.to_uppercase()), json!(CAMPAIGN)),
        refused("empty", "\"\"", each(&[("campaign_uuid", EMPTY)])),
    ];
    campaigns.extend(["x", NOBODY, "ế", &CAMPAIGN[1..]].map(|text| refused(text, quoted(text), not_found())));
    vec![
        Field { name: "campaign_uuid", shown: shown!("campaign_uuid"), probes: needed("campaign_uuid", campaigns) },
        Field {
            name: "list_name",
            shown: shown!("list_name"),
            probes: name("list_name", "List Autodialer", "list_name is exists"),
        },
        Field { name: "description", shown: shown!("description"), probes: text("description") },
    ]
}

fn create_campaign() -> Operation {
    Operation {
        name: "create campaign",
        method: "POST",
        target: "/v3/campaign".to_owned(),
        wrapper: None,
        good: vec![("campaign_name", "\"Campaign <n>\"".to_owned()), ("type", "\"autodialer\"".to_owned())],
        answer: Wanted::new(200, json!({ "campaign_uuid": "<uuid>", "created": true })),
        read_back: Some(|answer, _| format!("/v3/campaign/{}", answer["campaign_uuid"].as_str().unwrap())),
    }
}

fn campaign_fields() -> Vec<Field> {
    let outside = "type must be one of the following: \"autodialer\", \"autocall\", \"inbound\", \"manual\"";
    let mut kinds: Vec<Probe> =
        ["autodialer", "autocall", "inbound", "manual"].map(|kind| taken(kind, quoted(kind), json!(kind))).to_vec();
    kinds.extend(
        ["", "x", "Autodialer", "manual ", "😀"].map(|kind| refused(kind, quoted(kind), each(&[("type", outside)]))),
    );
    vec![
        Field {
            name: "campaign_name",
            shown: shown!("campaign_name"),
            probes: name("campaign_name", "Mơ Sample", "campaign_name is already taken"),
        },
        Field { name: "type", shown: shown!("type"), probes: needed("type", kinds) },
    ]
}

/// The switch of a list or a campaign.
fn switch(noun: &str, uuid: &str) -> Operation {
    let key = format!("{noun}_uuid");
    Operation {
        name: "switch",
        method: "PATCH",
        target: format!("/v3/{noun}/{uuid}/active"),
        wrapper: None,
        good: vec![("active", "true".to_owned())],
        answer: Wanted::new(
            200,
            Value::Object([("active".to_owned(), json!(true)), (key, json!(uuid))].into_iter().collect()),
        ),
        read_back: None,
    }
}

fn active() -> Field {
    let nothing = || said(400, "active is missing");
    let mut probes = characters();
    probes.extend(
        other_types(&["boolean"]).map(|(name, json, kind)| refused(name, json, of_type("active", "boolean", kind))),
    );
    probes.extend(
        ["\"\"", "\"True\"", "\"1\"", "\"true \""]
            .map(|word| refused(word, word, of_type("active", "boolean", "string"))),
    );
    probes.extend([passed("true", "true"), passed("the word", "\"true\"")]);
    probes.extend([refused("null", "null", nothing()), missing(Outcome::Refused(nothing()))]);
    Field { name: "active", shown: None, probes }
}

fn trade(key: &str) -> Operation {
    let answer = json!({
        "client_id": "<text>", "domain_uuid": "c275b950-9885-4775-b1bd-09fc865afa48", "expired_in": 86400, "refresh_token": "",
        "token": "<text>", "token_type": "Bearer", "user_id": "",
    });
    Operation {
        name: "token",
        method: "POST",
        target: "/v3/auth/token".to_owned(),
        wrapper: None,
        good: vec![("api_key", quoted(key))],
        answer: Wanted::new(200, answer),
        read_back: None,
    }
}

fn api_key() -> Field {
    let mut probes = vec![refused("empty", "\"\"", each(&[("api_key", EMPTY)]))];
    let long = "ế".repeat(10_000);
    probes.extend(
        ["x", "lh_0000", "' OR 1=1 --", "😀", long.as_str()]
            .map(|key| refused(key, quoted(key), said(401, "Unauthorized"))),
    );
    Field { name: "api_key", shown: None, probes: needed("api_key", probes) }
}

async fn new_lead(bench: &mut Bench) -> String {
    let operation = create();
    let request = bench.request("POST", &operation.target, operation.body("", None, 0));
    let answer = bench.expect("create: good", &request, &operation.answer).await.expect("a good create is taken");
    answer["lead_uuid"].as_str().unwrap().to_owned()
}

pub async fn fields(mut bench: Bench) {
    let mut rows = texts();
    rows.push(Field { name: "list_uuid", shown: shown!("list_uuid"), probes: list_uuid() });
    rows.push(Field { name: "phone_number", shown: shown!("phone_number"), probes: phone() });
    rows.push(Field { name: "after_day", shown: shown!("after_day"), probes: after_day() });
    every_documented_field_has_a_row(&mut bench, "Create Lead", &rows);
    for row in &rows {
        bench.try_field(&create(), row).await;
    }
    for index in 0..=texts().len() + 1 {
        let lead = new_lead(&mut bench).await;
        let mut rows = texts();
        rows.push(Field { name: "phone_number", shown: shown!("phone_number"), probes: any_phone() });
        rows.push(Field { name: "lead_uuid", shown: shown!("lead_uuid"), probes: lead_uuid(&lead) });
        if index == 0 {
            every_documented_field_has_a_row(&mut bench, "Update Lead", &rows);
        }
        bench.try_field(&update(&lead), &rows[index]).await;
    }
    for row in &multi_fields() {
        bench.try_field(&multi(), row).await;
    }
    for (rows, leads) in ROWS {
        let request = bench.request("POST", "/v3/lead/multi", multi().body("data", Some(rows), 0));
        let wanted = Wanted::new(200, json!({ "message": "success", "total_insert": leads }));
        bench.expect(&format!("multi: {rows}"), &request, &wanted).await;
    }
    for (operation, rows) in [(create_list(), list_fields()), (create_campaign(), campaign_fields())] {
        for row in &rows {
            bench.try_field(&operation, row).await;
        }
    }
    bench.try_field(&switch("list", OTHER_LIST), &active()).await;
    bench.try_field(&switch("campaign", CAMPAIGN), &active()).await;
    let trade = trade(&bench.token);
    bench.try_field(&trade, &api_key()).await;
    several_failed_rules(&mut bench).await;
    bench.finish().await;
}

/// All rules are checked, in the order of the fields (decision T4).
async fn several_failed_rules(bench: &mut Bench) {
    let nothing = each(&[("(root)", "list_uuid is required"), ("(root)", "phone_number is required")]);
    let all = each(&[
        ("list_uuid", "String length must be greater than or equal to 36"),
        ("lead_name", "Invalid type. Expected: string, given: integer"),
        ("phone_number", EMPTY),
        ("phone_number", PATTERN),
        ("ward", "Invalid type. Expected: string, given: array"),
        ("after_day", "Must be greater than or equal to 0"),
        ("comment", "Invalid type. Expected: string, given: boolean"),
    ]);
    let body =
        "{\"comment\":true,\"after_day\":-1,\"ward\":[],\"phone_number\":\"\",\"lead_name\":5,\"list_uuid\":\"x\"}";
    for (name, body, wanted) in [("nothing", "{}", nothing), ("all wrong", body, all)] {
        let request = bench.request("POST", "/v3/lead", body);
        bench.expect(&format!("create: {name}"), &request, &wanted).await;
    }
}

/// The parameters of the document's table under a heading.
fn every_documented_field_has_a_row(bench: &mut Bench, heading: &str, rows: &[Field]) {
    let section = DOCUMENT.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let lines = section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Parameter"));
    let names: Vec<&str> =
        lines.filter_map(|line| line.split('|').nth(1)).map(str::trim).filter(|name| !name.starts_with('-')).collect();
    assert!(names.len() >= 4, "{heading}: {names:?}");
    for name in names {
        if !rows.iter().any(|row| row.name == name) {
            bench.complain(format!("{heading}: {name} stands in the document and has no row"));
        }
    }
}

pub async fn bodies_and_paths(mut bench: Bench) {
    let lead = new_lead(&mut bench).await;
    let token = trade(&bench.token);
    let operations = [
        (create(), each(&[("(root)", "list_uuid is required"), ("(root)", "phone_number is required")])),
        (update(&lead), required("phone_number")),
        (multi(), said(400, "list_uuid is missing")),
        (create_list(), each(&[("(root)", "campaign_uuid is required"), ("(root)", "list_name is required")])),
        (create_campaign(), each(&[("(root)", "campaign_name is required"), ("(root)", "type is required")])),
        (switch("list", OTHER_LIST), said(400, "active is missing")),
        (switch("campaign", CAMPAIGN), said(400, "active is missing")),
        (token, required("api_key")),
    ];
    for (operation, nothing) in &operations {
        hostile::try_all(&mut bench, operation, says, nothing).await;
    }
    ids_in_the_path(&mut bench).await;
    transport::credentials(&mut bench, "dialer", &said(401, "Unauthorized")).await;
    transport::methods(&mut bench, "dialer", &said(405, "Method Not Allowed")).await;
    let unknown = [
        "/v3",
        "/v3/",
        "/v3/nothing",
        "/v3/Lead",
        "/v3//lead",
        "/v3/lead/x/y",
        "/v3/auth",
        "/v3/%00",
        "/v3/%FF",
        "/",
        "/nothing",
        "/kangnam",
        "/v4/lead",
    ];
    transport::paths(&mut bench, &unknown, &not_found()).await;
    traded_tokens(&mut bench).await;
    forms(&mut bench).await;
    bench.finish().await;
}

async fn ids_in_the_path(bench: &mut Bench) {
    let lead = new_lead(bench).await;
    for bad in [
        "x",
        NOBODY,
        &lead.replace('-', ""),
        &lead[1..],
        &format!("%7B{lead}%7D"),
        "%00",
        "%FF",
        "%E1%BA%BF",
        "1",
        "null",
        &"x".repeat(2000),
    ] {
        for (method, target, body) in [
            ("GET", format!("/v3/lead/{bad}"), ""),
            ("PUT", format!("/v3/lead/{bad}"), "{\"phone_number\":\"0349719988\"}"),
            ("DELETE", format!("/v3/lead/{bad}"), ""),
            ("GET", format!("/v3/list/{bad}"), ""),
            ("DELETE", format!("/v3/list/{bad}"), ""),
            ("PATCH", format!("/v3/list/{bad}/active"), "{\"active\":true}"),
            ("GET", format!("/v3/campaign/{bad}"), ""),
            ("DELETE", format!("/v3/campaign/{bad}"), ""),
            ("PATCH", format!("/v3/campaign/{bad}/active"), "{\"active\":true}"),
        ] {
            let request = bench.request(method, &target, body);
            bench.expect(&format!("{method} {target}"), &request, &not_found()).await;
        }
    }
    let request = bench.request("DELETE", &format!("/v3/lead/{}", lead.to_uppercase()), "no JSON");
    bench.expect("a lead is deleted whatever the body", &request, &Wanted::new(200, one("lead_uuid", lead))).await;
}

/// A traded token opens everything but another trade (decision T22).
async fn traded_tokens(bench: &mut Bench) {
    let operation = trade(&bench.token);
    let request = Request::new("POST", &operation.target).json(operation.body("", None, 0));
    let answer = bench.expect("token: good", &request, &operation.answer).await.unwrap();
    let traded = answer["token"].as_str().unwrap().to_owned();
    let again = Request::new("POST", &operation.target).json(trade(&traded).body("", None, 0));
    bench.expect("token: traded again", &again, &said(401, "Unauthorized")).await;
    let other = bench.house.kangnam().token("caresoft").unwrap().to_owned();
    let foreign = Request::new("POST", &operation.target).json(trade(&other).body("", None, 0));
    bench.expect("token: of another dialect", &foreign, &said(401, "Unauthorized")).await;
    for header in [traded.clone(), format!("Bearer {traded}"), format!("bEARER   {traded}")] {
        let request = Request::new("POST", "/v3/lead").header("Authorization", header).json(create().body("", None, 0));
        bench.expect("a traded token creates", &request, &create().answer).await;
    }
}

const FORM: &str = "multipart/form-data; boundary=b";

fn part(head: &str, content: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
}

fn file_part() -> String {
    part("name=\"file\"; filename=\"a.csv\"", "phone_number\r\n0349719988")
}

fn list_part(list: &str) -> String {
    part("name=\"list_uuid\"", list)
}

/// The form of a file: the list is asked for before the file (decision T14).
async fn forms(bench: &mut Bench) {
    let end = "--b--\r\n";
    let (no_list, no_file, unreadable) =
        (said(400, "list_uuid is missing"), said(400, "http: no such file"), said(400, "unreadable multipart form"));
    let large = said(413, "Request Entity Too Large: 1024 bytes at most");
    let cases = [
        ("nothing", FORM, end.to_owned(), no_list.clone()),
        ("only a file", FORM, format!("{}{end}", file_part()), no_list.clone()),
        ("an empty list", FORM, format!("{}{}{end}", list_part(""), file_part()), no_list.clone()),
        ("a list of spaces", FORM, format!("{}{}{end}", list_part("  "), file_part()), no_list.clone()),
        ("only a list", FORM, format!("{}{end}", list_part(LIST)), no_file.clone()),
        ("an unknown list and no file", FORM, format!("{}{end}", list_part(NOBODY)), no_file.clone()),
        (
            "no file chosen",
            FORM,
            format!("{}{}{end}", list_part(LIST), part("name=\"file\"; filename=\"\"", "")),
            no_file.clone(),
        ),
        (
            "the file under another name",
            FORM,
            format!("{}{}{end}", list_part(LIST), part("name=\"csv\"; filename=\"a.csv\"", "x")),
            no_file,
        ),
        ("an unknown list", FORM, format!("{}{}{end}", list_part(NOBODY), file_part()), not_found()),
        ("a list that is no UUID", FORM, format!("{}{}{end}", list_part("x"), file_part()), not_found()),
        ("the list after the file", FORM, format!("{}{}{end}", file_part(), list_part(NOBODY)), not_found()),
        ("a list of 2,000 bytes", FORM, format!("{}{}{end}", list_part(&"x".repeat(2000)), file_part()), large),
        ("no end", FORM, format!("{}{}", list_part(LIST), file_part()), unreadable.clone()),
        (
            "broken off in the file",
            FORM,
            format!(
                "{}--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nphone",
                list_part(LIST)
            ),
            unreadable.clone(),
        ),
        ("no form within", FORM, "phone_number\n0349719988\n".to_owned(), unreadable.clone()),
        ("no bytes", FORM, String::new(), unreadable.clone()),
        ("no boundary", "multipart/form-data", format!("{}{}{end}", list_part(LIST), file_part()), unreadable.clone()),
        (
            "another boundary",
            "multipart/form-data; boundary=c",
            format!("{}{}{end}", list_part(LIST), file_part()),
            unreadable,
        ),
    ];
    for target in ["/v3/lead/file", "/v3/lead"] {
        for (name, kind, body, wanted) in &cases {
            let request = Request { body: body.clone().into_bytes(), ..Request::new("POST", target) };
            let request = request.bearer(&bench.token).header("Content-Type", *kind);
            bench.expect(&format!("{target}: {name}"), &request, wanted).await;
        }
    }
    let plain = said(400, "list_uuid is missing");
    for kind in ["application/json", "text/csv", "application/x-www-form-urlencoded"] {
        let request = Request { body: b"{}".to_vec(), ..Request::new("POST", "/v3/lead/file") };
        bench
            .expect(&format!("file as {kind}"), &request.bearer(&bench.token).header("Content-Type", kind), &plain)
            .await;
    }
    // The good ones come last: their rows are worked behind everybody's back.
    let good = Wanted::new(200, one("msg", "file upload is processing"));
    let parts =
        [list_part(&format!(" {LIST} ")), part("name=\"unknown\"", "x"), file_part(), list_part(NOBODY)].concat();
    for target in ["/v3/lead/file", "/v3/lead"] {
        let request = Request { body: format!("{parts}{end}").into_bytes(), ..Request::new("POST", target) };
        bench
            .expect(&format!("{target}: good"), &request.bearer(&bench.token).header("Content-Type", FORM), &good)
            .await;
    }
}

pub async fn lists(mut bench: Bench) {
    for (list, phone) in [(LIST, "0349719988"), (OTHER_LIST, "0949719988"), (OTHER_LIST, "0349719977")] {
        let body = format!("{{\"list_uuid\":\"{list}\",\"phone_number\":\"{phone}\"}}");
        let request = bench.request("POST", "/v3/lead", body);
        bench.expect("a lead to list", &request, &create().answer).await;
    }
    let data = &bench.house.kangnam().data;
    let (leads, lists, campaigns) = (data.leads.len() + 3, data.reference.lists.len(), data.reference.campaigns.len());
    for (path, rows) in [("/v3/lead", leads), ("/v3/list", lists), ("/v3/campaign", campaigns)] {
        let (_, all) = bench.client().get(&format!("{path}?limit=500")).await;
        let all = all["data"].as_array().cloned().unwrap_or_default();
        assert_eq!(all.len(), rows, "{path}: {all:?}");
        pages(&mut bench, path, &all).await;
        filters(&mut bench, path, &all).await;
    }
    bench.finish().await;
}

async fn ask(bench: &mut Bench, path: &str, pairs: &[(&str, &str)], wanted: Wanted) {
    let request = bench.request("GET", &format!("{path}?{}", query(pairs)), "");
    bench.expect(&format!("{path}: {pairs:?}"), &request, &wanted).await;
}

fn page(rows: &[Value], limit: i64, offset: i64) -> Wanted {
    let (skipped, most) = (usize::try_from(offset).unwrap(), usize::try_from(limit).unwrap());
    let data: Vec<Value> = rows.iter().skip(skipped).take(most).cloned().collect();
    Wanted::new(200, json!({ "data": data, "limit": limit, "offset": offset, "total": rows.len() }))
}

async fn pages(bench: &mut Bench, path: &str, all: &[Value]) {
    for (limit, offset) in [(1, 0), (1, 1), (2, 1), (500, 0), (10, 6), (10, 7), (3, i64::MAX)] {
        ask(bench, path, &[("limit", &limit.to_string()), ("offset", &offset.to_string())], page(all, limit, offset))
            .await;
    }
    for same in [
        &[("limit", "")][..],
        &[("offset", " ")],
        &[("limit", "+10")],
        &[("offset", "-0")],
        &[("unknown", "x")],
        &[("limit", "10"), ("limit", "x")],
    ] {
        ask(bench, path, same, page(all, 10, 0)).await;
    }
    let (over, one) = ("Must be less than or equal to 500", "Must be greater than or equal to 1");
    let negative = "Must be greater than or equal to 0";
    for high in ["501", "9223372036854775807", "9223372036854775808", "98765432109876543210"] {
        ask(bench, path, &[("limit", high)], each(&[("limit", over)])).await;
    }
    for low in ["0", "-1", "-9223372036854775808", "-98765432109876543210"] {
        ask(bench, path, &[("limit", low)], each(&[("limit", one)])).await;
    }
    for low in ["-1", "-98765432109876543210"] {
        ask(bench, path, &[("offset", low)], each(&[("offset", negative)])).await;
    }
    for bad in ["x", "1.5", "1e3", "0x1", "5 6", "٥", "5\0", "😀", "--1", "-"] {
        for parameter in ["limit", "offset"] {
            ask(bench, path, &[(parameter, bad)], of_type(parameter, "integer", "string")).await;
        }
    }
    let both = each(&[("limit", one), ("offset", "Invalid type. Expected: integer, given: string")]);
    ask(bench, path, &[("offset", "x"), ("limit", "0")], both).await;
}

async fn filters(bench: &mut Bench, path: &str, all: &[Value]) {
    let mut narrowed: Vec<(&str, &str, Vec<Value>)> = Vec::new();
    let with = |key: &'static str, value: &'static str| pick(all, move |row| row[key] == value);
    let nothing = [NOBODY, "x", "ế", "c4869e79f0fa4c6a9410bc0defac375a", "%", "\0", "' OR 1=1 --"];
    if path == "/v3/lead" {
        narrowed.extend([LIST, OTHER_LIST].map(|list| ("list_uuid", list, with("list_uuid", list))));
        narrowed.extend(nothing.map(|text| ("list_uuid", text, Vec::new())));
        for text in ["0349719988", "+84349719988", "84 349 719 988", "034.971.9988"] {
            narrowed.push(("phone_number", text, with("phone_number", "0349719988")));
        }
        narrowed.push((
            "phone_number",
            "971997",
            pick(all, |row| row["phone_number"].as_str().is_some_and(|phone| phone.contains("971997"))),
        ));
        narrowed.push(("phone_number", "", all.to_vec()));
        narrowed.extend(
            ["0912345678", "ế", "%", "_", "\0", "😀", "99999999999999999999"]
                .map(|text| ("phone_number", text, Vec::new())),
        );
    }
    if path != "/v3/campaign" {
        narrowed.push(("campaign_uuid", CAMPAIGN, with("campaign_uuid", CAMPAIGN)));
        narrowed.push(("campaign_uuid", "", all.to_vec()));
        narrowed.extend(nothing.map(|text| ("campaign_uuid", text, Vec::new())));
    } else {
        narrowed.extend(
            ["autodialer", "autocall", "inbound", "x", "%", "\0", "Autodialer"]
                .map(|kind| ("type", kind, with("type", kind))),
        );
    }
    for (parameter, value, rows) in narrowed {
        ask(bench, path, &[(parameter, value)], page(&rows, 10, 0)).await;
        ask(bench, path, &[(parameter, value), ("limit", "1"), ("offset", "1")], page(&rows, 1, 1)).await;
    }
}
