//! The table of the clinic's wire: every field of leads and bookings, made and changed, under both validation profiles, as JSON
//! and as forms (docs/contract/erp-create-lead.md, erp-create-booking.md and decisions A1 to A25, K1 to K13, P1).

use super::hostile::{self, Fault};
use super::raw::Request;
use super::table::*;
use super::{Bench, around, query};
use leadhub_core::Actor;
use leadhub_core::actions::install_reference;
use leadhub_model::reference::{ExternalName, Reference};
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../../../../../docs/contract/erp-create-booking.md");
const LEAD: &str = "/kangnam/api/v1/lead";
const BOOKING: &str = "/kangnam/api/v1/booking";
const FORM: &str = "application/x-www-form-urlencoded";
const WHOLE: &str = "must be a whole number";
const ACCOUNT: &str = "ID Account not found";
const SERVICE: &str = "ID Service not found";
const PHONE: &str = "Loi SDT";
const CHOICES: [(&str, &[&str]); 6] = [
    ("send_info_facebook", &["not_send", "sent"]),
    ("send_info_zalo", &["no_acc", "not_response", "sent"]),
    ("overseas_vietnamese", &["no", "marketing", "branch"]),
    ("work_online", &["no", "yes"]),
    ("online_counseling", &["no", "yes"]),
    ("shuttle_bus", &["no", "yes"]),
];
/// What the documents mark True, in their order, the pair and the day of a booking aside.
const MARKED_TRUE: [&str; 14] = [
    "ticket_id",
    "agent_email",
    "user_id",
    "contact_name",
    "gender",
    "country_id",
    "state_id",
    "street",
    "company_id",
    "price_list_id",
    "category_source_id",
    "source_id",
    "campaign_id",
    "crm_line_ids",
];

fn said(status: u16, kind: &str, message: &str) -> Wanted {
    Wanted::new(status, json!({ "type": kind, "message": message }))
}

fn params(field: &str, what: &str) -> Wanted {
    said(401, "params", &format!("{field}: {what}"))
}

/// The vendor's type and the value that is at fault.
fn offending(kind: &str, value: &str) -> Wanted {
    let value: String = value.chars().take(100).collect();
    said(401, kind, &format!("{kind}: {value}"))
}

fn lacking(field: &str) -> Wanted {
    said(401, "Missing", &format!("The parameter {field} is missing!!!"))
}

fn says(fault: Fault) -> Wanted {
    match fault {
        Fault::NotJson => said(401, "params", "the body is no JSON"),
        Fault::NotObject => said(401, "params", "the body is JSON, but no object"),
        Fault::NullCharacter => said(401, "params", "the character U+0000 cannot be kept"),
        Fault::TooLarge => said(413, "too_large", &format!("a body has at most {} bytes", hostile::limit())),
    }
}

fn unauthorized() -> Wanted {
    said(401, "access_token", "token seems to have expired or invalid")
}

fn characters() -> Vec<Probe> {
    vec![
        refused("U+0000 in it", "\"x\\u0000\"", says(Fault::NullCharacter)),
        refused("a lone surrogate", "\"\\ud83d\"", says(Fault::NotJson)),
    ]
}

/// Which request the rows are for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    New,
    Change,
}

fn is_blank(json: &str) -> bool {
    ["null", "false", "[]"].contains(&json)
}

/// What says nothing: missing where a new enquiry needs the field, else as if it were not there.
fn unless_said(field: &str, kind: Kind, cleared: Option<&str>, mut probes: Vec<Probe>) -> Vec<Probe> {
    let is_required = kind == Kind::New && MARKED_TRUE.contains(&field);
    let outcome = |is_cleared: bool| match (is_required, cleared) {
        (true, _) => Outcome::Refused(lacking(field)),
        (_, Some(key)) if is_cleared => Outcome::Taken(Some(json!({ key: false }))),
        _ => Outcome::Taken(None),
    };
    for (json, clears) in [("null", false), ("false", true), ("\"\"", true), ("\"  \"", true)] {
        probes.push(Probe { name: json.to_owned(), json: Some(json.to_owned()), outcome: outcome(clears) });
    }
    probes.push(missing(outcome(false)));
    probes
}

fn text(field: &'static str, shown: Option<&'static str>, kind: Kind) -> Field {
    let mut probes = characters();
    let is_required = kind == Kind::New && MARKED_TRUE.contains(&field);
    for (name, json, _) in other_types(&["string", "integer", "number"]).filter(|(_, json, _)| *json != "false") {
        let wanted = if json == "[]" && is_required { lacking(field) } else { params(field, "must be a text") };
        probes.push(refused(name, json, wanted));
    }
    let long = "ế".repeat(200);
    for said in ["Nguyễn Thị Ánh Tuyết", "😀👨‍👩‍👧", "\"quoted\" \\ <b>", "' OR 1=1 --", "__import__('os')", &long] {
        let patch = shown.map_or(json!({}), |key| json!({ key: said }));
        probes.push(taken(said, quoted(said), patch));
    }
    for number in ["5", "-5", "1.5"] {
        probes.push(taken(number, number, shown.map_or(json!({}), |key| json!({ key: number }))));
    }
    Field { name: field, shown: None, probes: unless_said(field, kind, shown, probes) }
}

/// A whole number that is looked up; what is no number is not found either.
fn id(field: &'static str, not_found: &str, kind: Kind, known: &[(i64, Value)]) -> Field {
    let mut probes = characters();
    for (name, json, of) in other_types(&[]).filter(|(_, json, _)| *json != "false") {
        let is_lacking = is_blank(json) && kind == Kind::New && MARKED_TRUE.contains(&field);
        let shown = if of == "string" { serde_json::from_str::<String>(json).unwrap() } else { json.to_owned() };
        if json == "1e300" || (json == "5" && known.iter().any(|(id, _)| *id == 5)) {
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
fn whole(field: &'static str, kind: Kind) -> Field {
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

fn choice(field: &'static str, choices: &[&str], kind: Kind) -> Field {
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

fn phone(kind: Kind) -> Field {
    let pair = lacking("account_id or phone_no1");
    let mut probes = characters();
    for good in ["+84 349 720 777", "0349720777", "034-972.0777"] {
        probes.push(passed(good, quoted(good)));
    }
    for wrong in ["0349720", "0349720777 gặp Hoa", "x", "😀", "٠٣٤٩٧٢٠٧٧٧"] {
        probes.push(refused(wrong, quoted(wrong), offending_in_full(PHONE, wrong)));
    }
    for (name, json, _) in other_types(&["string", "integer", "number"]).filter(|(_, json, _)| *json != "false") {
        let wanted = if json == "[]" && kind == Kind::New { pair.clone() } else { params("phone_no1", "must be a text") };
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

fn offending_in_full(kind: &str, value: &str) -> Wanted {
    said(401, kind, &format!("{kind}: {value}"))
}

fn birth_date(kind: Kind) -> Field {
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

fn booking_date(kind: Kind) -> Field {
    let at = |text: &str| json!({ "booking_date": text });
    let mut probes = characters();
    for (good, shown) in [
        ("2099-12-30", "30-12-2099 02:00:00"),
        ("2099-12-30 14:30", "30-12-2099 07:30:00"),
        ("2099-12-30 14:30:15", "30-12-2099 07:30:15"),
        ("2099-12-30 00:00", "30-12-2099 02:00:00"),
    ] {
        probes.push(taken(good, quoted(good), at(shown)));
    }
    for wrong in ["2020-01-01", "2099-02-30", "2099-12-30 25:00", "x", "30-12-2099", "😀", "tomorrow"] {
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
fn lines(kind: Kind) -> Field {
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

fn portrait() -> Field {
    let field = "customer_portrait";
    let hour = "must be an hour from 0 to less than 24, 2.5 = 02:30";
    let with = |key: &str, value: Value| {
        let mut portrait = no_portrait();
        portrait[key] = value;
        json!({ "customer_portrait": portrait })
    };
    let mut probes = Vec::new();
    for key in ["revenue_source", "term_goals", "social_influence", "behavior_on_the_internet"] {
        probes.push(taken(key, json!({ key: "😀" }).to_string(), with(key, json!("😀"))));
        probes.push(refused(key, json!({ key: 5 }).to_string(), params(key, "must be a text")));
        probes.push(refused(key, json!({ key: ["x"] }).to_string(), params(key, "must be a text")));
    }
    for key in ["work_start_time", "work_end_time", "break_start_time", "break_end_time"] {
        for (good, shown) in [(json!(0), 0.0), (json!(2.5), 2.5), (json!("23.5"), 23.5), (json!(23.999), 23.999)] {
            probes.push(taken(format!("{key} {good}"), json!({ key: good }).to_string(), with(key, json!(shown))));
        }
        for wrong in [json!(24), json!(-1), json!("x"), json!("NaN"), json!([1]), json!(true), json!({})] {
            probes.push(refused(format!("{key} {wrong}"), json!({ key: wrong }).to_string(), params(key, hour)));
        }
    }
    let choices: [(&str, &[&str]); 2] = [
        ("affected_by", &["family", "friend", "co_worker", "community", "electronic_media", "other"]),
        ("transport", &["bicycle", "scooter", "bus", "car", "other"]),
    ];
    for (key, words) in choices {
        for word in words {
            let pair = format!("('{word}', 'Label')");
            for given in [json!(word), json!([word, "Label"]), json!(pair), json!(word.to_uppercase())] {
                probes.push(taken(format!("{key} {given}"), json!({ key: given }).to_string(), with(key, json!(word))));
            }
        }
        for wrong in [json!("x"), json!(5), json!([]), json!({}), json!([["family"]]), json!(true)] {
            let one_of = params(key, &format!("is one of {}", words.join(", ")));
            probes.push(refused(format!("{key} {wrong}"), json!({ key: wrong }).to_string(), one_of));
        }
    }
    for key in ["pain_point", "desires"] {
        for given in [json!(["Mỏi", "mỏi"]), json!("['Mỏi', 'MỎI']"), json!("Mỏi")] {
            probes.push(taken(format!("{key} {given}"), json!({ key: given }).to_string(), with(key, json!(["Mỏi"]))));
        }
        probes.push(taken(format!("{key} empty"), json!({ key: [] }).to_string(), json!({ field: no_portrait() })));
        for wrong in [json!([5]), json!([""]), json!({}), json!([null]), json!(5), json!([["x"]])] {
            let wanted = params(key, "must be a list of texts");
            probes.push(refused(format!("{key} {wrong}"), json!({ key: wrong }).to_string(), wanted));
        }
    }
    let hobbies = with("hobby", json!(["âm nhạc", "nấu ăn", "Câu cá"]));
    probes.push(taken("hobbies", "{\"hobby\":[2,\"4\",\"ÂM NHẠC\",\"Câu cá\"]}", hobbies));
    probes.push(refused("an unknown hobby", "{\"hobby\":[99]}", offending("ID Hobby not found", "99")));
    for wrong in ["5", "true", "[1]", "\"5\"", "\"[1]\"", "\"True\""] {
        probes.push(refused(wrong, wrong, params(field, "must be an object")));
    }
    for wrong in ["\"x\"", "\"{\"", "\"{1, 2}\"", "\"dict(a=1)\"", "\"{'a': open('/etc/passwd')}\""] {
        probes.push(refused(wrong, wrong, params(field, "is no list and no object")));
    }
    for nothing in ["null", "false", "\"\"", "{}", "\"{}\"", "\"None\""] {
        probes.push(passed(nothing, nothing));
    }
    probes.push(missing(Outcome::Taken(None)));
    Field { name: field, shown: None, probes }
}

fn no_portrait() -> Value {
    json!({
        "revenue_source": null, "term_goals": null, "social_influence": null, "behavior_on_the_internet": null, "affected_by": null,
        "work_start_time": null, "work_end_time": null, "break_start_time": null, "break_end_time": null, "transport": null
    })
}

fn rows(kind: Kind) -> Vec<Field> {
    let companies = [(2, json!({ "company_id": 2, "company_name": "BỆNH VIỆN KANGNAM HÀ NỘI" }))];
    let mut rows = vec![
        phone(kind),
        whole("ticket_id", kind),
        text("agent_email", None, kind),
        whole("user_id", kind),
        text("contact_name", Some("contact_name"), kind),
        choice("gender", &["male", "female", "other"], kind),
        id("country_id", "ID Country not found", kind, &[(1, json!({ "country_id": 1, "country_name": "Andorra" }))]),
        id("state_id", "ID State not found", kind, &[(7, json!({ "state_id": 7, "state_name": "Victoria" }))]),
        id("district_id", "ID District not found", kind, &[]),
        text("street", Some("street"), kind),
        id("price_list_id", "ID Price list not found", kind, &[(1, json!({ "price_list_id": 1 }))]),
        whole("category_source_id", kind),
        id(
            "source_id",
            "ID Source CS not found",
            kind,
            &[
                (2, json!({ "category_source_id": 2, "category_source_name": "TRADE MKT" })),
                (5, json!({ "category_source_id": 5, "category_source_name": "BP KINHDOANH" })),
            ],
        ),
        id("campaign_id", "ID Campaign not found", kind, &[(21, json!({ "campaign_id": 21, "campaign_name": "sss" }))]),
        lines(kind),
        portrait(),
        birth_date(kind),
        text("email_from", Some("email_from"), kind),
        text("pass_port", Some("pass_port"), kind),
        text("phone_no3", None, kind),
        text("facebook_acc", Some("facebook_acc"), kind),
        text("zalo_acc", Some("zalo_acc"), kind),
    ];
    let mut company = id("company_id", "Code Company not found", kind, &companies);
    company.probes.retain(|probe| match &probe.json {
        // Of a branch a text may be its code, so what is no text at all is refused as such.
        Some(json) => json.starts_with('"') || json.parse::<i64>().is_ok() || is_blank(json),
        None => true,
    });
    company.probes.retain(|probe| probe.json.as_deref() != Some("[]"));
    let code = companies[0].1.clone();
    company.probes.extend(["KN.HN.01", "kn.hn.01", " KN.HN.01 "].map(|text| taken(text, quoted(text), code.clone())));
    company.probes.push(refused("true", "true", params("company_id", "must be a text")));
    rows.push(company);
    rows.extend(CHOICES.map(|(field, choices)| choice(field, choices, kind)));
    rows
}

fn good(phone: &str) -> Vec<(&'static str, String)> {
    let good = json!({
        "phone_no1": phone, "ticket_id": 1001, "agent_email": "admin1@gmail.com", "user_id": 2, "contact_name": "Hoa",
        "gender": "female", "country_id": 1, "state_id": 7, "street": "5 Lê Lợi", "company_id": 2, "price_list_id": 1,
        "category_source_id": 1, "source_id": 1, "campaign_id": 21, "crm_line_ids": [1, 2]
    });
    let names = ["phone_no1"].into_iter().chain(MARKED_TRUE);
    names.map(|name| (name, good[name].to_string())).collect()
}

fn lead(phone: &str) -> Value {
    json!({ "error": 0, "message": "Success", "data": {
        "id": "<id>", "name": "Hoa", "contact_name": "Hoa", "gender": "female", "pass_port": false, "phone": phone,
        "mobile": phone, "birth_date": false, "year_of_birth": false, "email_from": false, "country_id": 1,
        "country_name": "Andorra", "state_id": 7, "state_name": "Victoria", "district_id": false, "district_name": false,
        "street": "5 Lê Lợi", "company_id": 2, "company_name": "BỆNH VIỆN KANGNAM HÀ NỘI", "facebook_acc": false,
        "send_info_facebook": false, "zalo_acc": false, "send_info_zalo": false, "brand_id": 1, "brand_name": "Kangnam",
        "price_list_id": 1, "price_list_name": "Bảng giá niêm yết Kangnam 2021", "category_source_id": 1,
        "category_source_name": "MARKETING", "overseas_vietnamese": "no", "work_online": "no", "online_counseling": "no",
        "shuttle_bus": "no", "campaign_id": 21, "campaign_name": "sss", "amount_total": 190_000_000.0, "create_on": "<text>",
        "crm_line_ids": [1, 2]
    }})
}

fn create() -> Operation {
    let answer = Wanted::new(200, lead("0349720001"));
    Operation { name: "lead", method: "POST", target: LEAD.to_owned(), wrapper: None, good: good("0349720001"), answer, read_back: None }
}

fn book() -> Operation {
    let data = json!({ "account_id": "<id>", "customer_portrait": no_portrait(), "id_booking": "<id>", "link_booking_detail": "<text>" });
    let mut good = good("034<n>");
    good.push(("booking_date", "\"2099-12-31\"".to_owned()));
    let answer = Wanted::new(200, json!({ "error": 0, "message": "Success", "data": data }));
    Operation { name: "booking", target: BOOKING.to_owned(), good, answer, ..create() }
}

/// The answer with what the value shows in it; keys that this answer does not have are not looked at.
fn patched(answer: &Wanted, patch: Option<&Value>) -> Wanted {
    let mut answer = answer.clone();
    let Some(patch) = patch.and_then(Value::as_object) else { return answer };
    let data = answer.body["data"].as_object_mut().unwrap();
    for (key, value) in patch {
        if data.contains_key(key) {
            data[key] = value.clone();
        }
        if key == "contact_name" && data.contains_key(key) {
            data["name"] = value.clone();
        }
    }
    answer
}

async fn try_rows(bench: &mut Bench, operation: &Operation, rows: &[Field]) {
    for field in rows {
        for probe in field.probes.iter().step_by(bench.stride) {
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
fn form(bench: &mut Bench, operation: &Operation, field: &str, text: &str, kind: &str) -> Request {
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
