//! The table of the clinic's wire: every field of leads and bookings, made and changed, under both validation profiles, as JSON
//! and as forms (docs/contract/erp-create-lead.md, erp-create-booking.md and decisions A1 to A25, K1 to K13, P1).

use super::hostile::{self, Fault};
use super::raw::Request;
use super::table::*;
use super::{Bench, query, transport};
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
    for said in ["Nguyễn Thị Ánh Tuyết", "😀👨‍👩‍👧", "\"quoted\" \\ <b>", "' OR 1=1 --", "__import__('os')", &long]
    {
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
        // Numbers with an exponent are shown in another spelling; of countries and districts there is a fifth.
        let is_known = json == "5" && ["source_id", "country_id", "district_id"].contains(&field);
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
        probes.push(taken(key, json!({ key: 5 }).to_string(), with(key, json!("5"))));
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
    let answer = r#"{ "error": 0, "message": "Success", "data": {
        "id": "<id>", "name": "Hoa", "contact_name": "Hoa", "gender": "female", "pass_port": false, "phone": "<phone>",
        "mobile": "<phone>", "birth_date": false, "year_of_birth": false, "email_from": false, "country_id": 1,
        "country_name": "Andorra", "state_id": 7, "state_name": "Victoria", "district_id": false, "district_name": false,
        "street": "5 Lê Lợi", "company_id": 2, "company_name": "BỆNH VIỆN KANGNAM HÀ NỘI", "facebook_acc": false,
        "send_info_facebook": false, "zalo_acc": false, "send_info_zalo": false, "brand_id": 1, "brand_name": "Kangnam",
        "price_list_id": 1, "price_list_name": "Bảng giá niêm yết Kangnam 2021", "category_source_id": 1,
        "category_source_name": "MARKETING", "overseas_vietnamese": "no", "work_online": "no", "online_counseling": "no",
        "shuttle_bus": "no", "campaign_id": 21, "campaign_name": "sss", "amount_total": 190000000.0, "create_on": "<text>",
        "crm_line_ids": [1, 2]
    }}"#;
    serde_json::from_str(&answer.replace("<phone>", phone)).unwrap()
}

fn create() -> Operation {
    let answer = Wanted::new(200, lead("0349720001"));
    Operation {
        name: "lead",
        method: "POST",
        target: LEAD.to_owned(),
        wrapper: None,
        good: good("0349720001"),
        answer,
        read_back: None,
    }
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
        // A booking's own name is its code.
        if key == "contact_name" && data.contains_key(key) && !data.contains_key("booking_date") {
            data["name"] = value.clone();
        }
    }
    answer
}

async fn try_rows(bench: &mut Bench, operation: &Operation, rows: &[Field]) {
    for field in rows {
        for (at, probe) in field.probes.iter().enumerate() {
            if !at.is_multiple_of(bench.stride) && probe.json.is_some() {
                continue;
            }
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

/// The change of something new, whose answer is what it is now.
async fn change(bench: &mut Bench, made: &Operation, name: &'static str, id: &str) -> Operation {
    let number = bench.next_number();
    let request = bench.request(made.method, &made.target, made.body("", None, number));
    let answer =
        bench.expect(&format!("{name}: something to change"), &request, &made.answer).await.unwrap_or_default();
    let target = format!("{}/{}", made.target, answer["data"][id]);
    let request = bench.request("GET", &target, "");
    let shown = bench.send(&request).await.json().unwrap_or_default();
    let same = made.good.iter().map(|(key, json)| (*key, json.replace("<n>", &number.to_string()))).collect();
    Operation {
        name,
        method: "PUT",
        target,
        wrapper: None,
        good: same,
        answer: Wanted::new(200, shown),
        read_back: None,
    }
}

fn every_documented_field_has_a_row(bench: &mut Bench, rows: &[Field]) {
    let table = DOCUMENT.split("** customer_portrait").next().unwrap();
    let lines = table.lines().map(str::trim).filter(|line| line.starts_with("| "));
    let names: Vec<&str> = lines.filter_map(|line| line.split('|').nth(1)).map(str::trim).skip(1).collect();
    assert!(names.len() > 25, "the document's table is not found: {names:?}");
    for name in names.into_iter().filter(|name| !["account_id", "phone_no2"].contains(name)) {
        if !rows.iter().any(|row| row.name == name) {
            bench.complain(format!("{name} stands in the document and has no row"));
        }
    }
}

pub async fn fields(mut bench: Bench) {
    // Seven digits behind 034 are a number of Việt Nam.
    bench.number = 1_000_000;
    let mut new = rows(Kind::New);
    try_rows(&mut bench, &create(), &new).await;
    // The rows are read by the same code for every operation: the others get each third of them, and what is missing.
    bench.stride *= 3;
    new.push(booking_date(Kind::New));
    every_documented_field_has_a_row(&mut bench, &new);
    // One customer has one booking, so each of them has a number of its own.
    new[0].probes.retain(|probe| matches!(probe.outcome, Outcome::Refused(_)));
    try_rows(&mut bench, &book(), &new).await;
    let mut changed = rows(Kind::Change);
    changed.push(booking_date(Kind::Change));
    for mut field in changed {
        // What a change leaves as it was depends on the one before it, and lines are printed as objects.
        let is_told = |patch: &Value| patch.as_object().is_some_and(|patch| !patch.is_empty());
        let is_apart = ["crm_line_ids", "source_id"].contains(&field.name);
        field.probes.retain(|probe| match &probe.outcome {
            Outcome::Refused(_) => true,
            Outcome::Taken(patch) => !is_apart && patch.as_ref().is_some_and(is_told),
        });
        if field.name != "booking_date" {
            let made = Operation {
                good: good("\"034<n>\"".trim_matches('"')),
                answer: patched(&create().answer, Some(&json!({ "phone": "<text>", "mobile": "<text>" }))),
                ..create()
            };
            let operation = change(&mut bench, &made, "change of a lead", "id").await;
            try_rows(&mut bench, &operation, std::slice::from_ref(&field)).await;
        }
        let operation = change(&mut bench, &book(), "change of a booking", "id_booking").await;
        try_rows(&mut bench, &operation, std::slice::from_ref(&field)).await;
    }
    accounts(&mut bench).await;
    bench.finish().await;
}

/// Account and phone are alternatives; an unknown account is refused only where no phone says who it is (decisions A1, A25).
async fn accounts(bench: &mut Bench) {
    for (operation, phone) in [(create(), true), (book(), true), (create(), false), (book(), false)] {
        for (json, shown) in
            [("999999999", "999999999"), ("\"x\"", "x"), ("1.5", "1.5"), ("[1]", "[1]"), ("true", "true")]
        {
            let left_out = if phone { "" } else { "phone_no1" };
            let number = bench.next_number();
            let body = operation.body(left_out, None, number).replacen('{', &format!("{{\"account_id\":{json},"), 1);
            let is_number = json == "999999999";
            let wanted = if phone && is_number { operation.answer.clone() } else { offending(ACCOUNT, shown) };
            let request = bench.request("POST", &operation.target, body);
            bench.expect(&format!("{}: account {json}, phone {phone}", operation.name), &request, &wanted).await;
        }
    }
}

/// The short list of the deployed vendor, and its rule for a booking's phone (decisions A3, P1).
pub async fn as_deployed(mut bench: Bench) {
    bench.number = 1_000_000;
    let always = ["contact_name", "gender", "company_id", "source_id", "price_list_id"];
    for (operation, other) in [(create(), "category_source_id"), (book(), "crm_line_ids")] {
        for field in MARKED_TRUE {
            let is_needed = always.contains(&field) || field == other;
            for json in [None, Some("null"), Some("\" \"")] {
                let body = operation.body(field, json, bench.next_number());
                let request = bench.request("POST", &operation.target, body);
                let name = format!("{} as deployed: {field} {json:?}", operation.name);
                if is_needed {
                    bench.expect(&name, &request, &lacking(field)).await;
                    continue;
                }
                bench.count();
                let answer = bench.send(&request).await;
                bench.stock = None;
                if answer.status != 200 {
                    bench.complain(format!("{name}: {} {}", answer.status, answer.text()));
                }
            }
        }
    }
    bench.stock = None;
    for (phone, fits) in [
        ("0349721001", true),
        ("1234567890", true),
        ("034972100", false),
        ("03497210011", false),
        ("+84349721001", false),
        ("034 972 1001", false),
        ("034972100x", false),
        ("٠٣٤٩٧٢١٠٠١", false),
    ] {
        let wanted = if fits { book().answer } else { offending_in_full(PHONE, phone) };
        let request = bench.request("POST", BOOKING, in_vietnam(&book(), phone));
        bench.expect(&format!("a deployed booking of {phone}"), &request, &wanted).await;
    }
    let dated = create().body("booking_date", Some("\"2099-12-31\""), 0);
    let request = bench.request("POST", LEAD, dated);
    bench
        .expect("a lead with a day", &request, &said(401, "Error", "a lead has no booking_date: create a booking"))
        .await;
    bench.finish().await;
}

fn in_vietnam(operation: &Operation, phone: &str) -> String {
    operation.body("phone_no1", Some(&quoted(phone)), 0).replace("\"country_id\":1,", "\"country_id\":241,")
}

pub async fn bodies_and_paths(mut bench: Bench) {
    bench.number = 1_000_000;
    let pair = lacking("account_id or phone_no1");
    hostile::try_all(&mut bench, &create(), says, &pair).await;
    hostile::try_all(&mut bench, &book(), says, &pair).await;
    credentials(&mut bench).await;
    transport::methods(&mut bench, "erp", &said(405, "method_not_allowed", "no such method here")).await;
    let unknown =
        ["/kangnam/api/v1/nothing", "/api/v1/nothing", "/api/v1/lead/1/2", "/api/v1/Brand", "/api/v1/%FF", "/nothing"];
    transport::paths(&mut bench, &unknown, &said(404, "not_found", "no such path")).await;
    lookups(&mut bench).await;
    broken_forms(&mut bench).await;
    bench.finish().await;
}

/// No route answers without a token in one of its two headers (decision A16).
async fn credentials(bench: &mut Bench) {
    let good = bench.token.clone();
    let other = bench.house.kangnam().token("dialer").unwrap().to_owned();
    let refused = [
        ("access_token", "lh_0000000000000000000000000000000000000000".to_owned()),
        ("access-token", good[..good.len() / 2].to_owned()),
        ("access_token", good.to_uppercase()),
        ("access_token", format!("Bearer {good}")),
        ("access-token", other),
        ("access_token", "' OR '1'='1".to_owned()),
        ("access_token", "x".repeat(20_000)),
    ];
    for route in (transport::dialect("erp").routes)().listed() {
        // The list of leads is another wire's path too, and that one answers whoever has no good token.
        if route.path.ends_with("auth/token") || route.path == "/{domain}/api/v1/leads" {
            continue;
        }
        for (header, value) in &refused {
            let request = Request::new(route.method.as_str(), &transport::filled(route.path))
                .json("{")
                .header(header, value.as_str());
            bench
                .expect(&format!("{header}: {value:.20}: {} {}", route.method, route.path), &request, &unauthorized())
                .await;
        }
        if route.path.starts_with("/{domain}") {
            let target = transport::filled(&route.path.replace("{domain}", "dongnai"));
            let request = bench.request(route.method.as_str(), &target, "{");
            bench.expect(&format!("another organisation: {target}"), &request, &unauthorized()).await;
        }
    }
    for path in ["/kangnam/api/v1/booking", "/api/v1/booking"] {
        bench.expect(&format!("no token: {path}"), &Request::new("POST", path).json("{"), &unauthorized()).await;
    }
}

async fn lookups(bench: &mut Bench) {
    let whole = |key: &str, least: i64| params(key, &format!("must be a whole number from {least}"));
    for list in ["leads", "bookings", "account"] {
        let mut cases = vec![(String::new(), lacking("phone")), ("phone=%20".to_owned(), lacking("phone"))];
        for bad in ["x", "-1", "1.5", "%00", "9223372036854775808"] {
            cases.push((format!("phone=0349729999&offset={bad}"), whole("offset", 0)));
            cases.push((format!("phone=0349729999&limit={bad}"), whole("limit", 1)));
        }
        cases.push(("phone=0349729999&limit=0".to_owned(), whole("limit", 1)));
        let nobody = Wanted::new(200, json!({ "error": 0, "message": "Success", "count": 0, "data": [] }));
        for odd in
            ["%00", "ế", "%F0%9F%98%80", "%25", "'", "0349729999", "0349729999&limit=9999&offset=9223372036854775807"]
        {
            cases.push((format!("phone={}", odd.replace('ế', "%E1%BA%BF")), nobody.clone()));
        }
        for (query, wanted) in cases {
            let request = bench.request("GET", &format!("/kangnam/api/v1/{list}?{query}"), "");
            bench.expect(&format!("{list}?{query}"), &request, &wanted).await;
        }
    }
    let cases = [
        ("districts", lacking("state_id")),
        ("districts?state_id=x", params("state_id", WHOLE)),
        ("states?country_id=1.5", params("country_id", WHOLE)),
        ("brand?limit=0", whole("limit", 1)),
        ("stage?offset=-1", whole("offset", 0)),
        ("lead/9223372036854775808", said(401, "invalid object id", "invalid object 9223372036854775808")),
        ("lead/x", said(401, "invalid object id", "invalid object x")),
        ("booking/%F0%9F%98%80", said(401, "invalid object id", "invalid object 😀")),
        ("price-list/x", said(401, "invalid object id", "invalid object x")),
        ("lead/%00", said(404, "not_found", "no such path")),
        ("booking-name/nobody", offending("Booking not found", "nobody")),
        ("lead/999999999", Wanted::new(200, json!({ "error": 0, "message": "Success", "data": {} }))),
        ("booking/999999999", Wanted::new(200, json!({ "error": 0, "message": "Success", "count": 0, "data": {} }))),
        ("price-list/999999999", Wanted::new(200, json!({ "error": 0, "message": "Success", "data": {} }))),
    ];
    for (path, wanted) in cases {
        let request = bench.request("GET", &format!("/kangnam/api/v1/{path}"), "");
        bench.expect(path, &request, &wanted).await;
    }
    for (path, kind, message) in [
        ("lead/999999999", "Lead not found", "no such Lead"),
        ("booking/999999999", "Booking not found", "no such Booking"),
    ] {
        let request = bench.request("PUT", &format!("/kangnam/api/v1/{path}"), "{\"street\":\"x\"}");
        bench.expect(&format!("PUT {path}"), &request, &said(401, kind, message)).await;
    }
}

async fn broken_forms(bench: &mut Bench) {
    let unreadable = said(401, "params", "the body is no readable form");
    let pair = lacking("account_id or phone_no1");
    for (kind, body, wanted) in [
        ("multipart/form-data", "--b--", &unreadable),
        ("multipart/form-data; boundary=b", "x", &unreadable),
        ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx", &unreadable),
        ("multipart/form-data; boundary=b", "--b--\r\n", &pair),
        (FORM, "phone_no1=%00", &says(Fault::NullCharacter)),
        (FORM, "%00=1", &says(Fault::NullCharacter)),
        (FORM, "{\"phone_no1\":\"0349720001\"}", &pair),
        (FORM, "&&&=&;%%%", &pair),
        ("text/plain", "lead", &pair),
        ("", "\u{1f600}", &pair),
    ] {
        for target in [LEAD, BOOKING] {
            let mut request = bench.request("POST", target, body);
            request.headers.retain(|(name, _)| name != "Content-Type");
            let request = request.header("Content-Type", kind);
            bench.expect(&format!("{target}: {kind}: {body}"), &request, wanted).await;
        }
    }
}

/// What the settings of an integration change, and a booking under an idempotency key (decisions A7, A10, K11, K12, X7).
pub async fn settings(mut bench: Bench) {
    bench.number = 1_000_000;
    let mut answer =
        patched(&create().answer, Some(&json!({ "category_source_id": 2, "category_source_name": "TRADE MKT" })));
    let data = answer.body["data"].as_object_mut().unwrap();
    data.insert("customer_portrait".to_owned(), no_portrait());
    data.insert("id_lead".to_owned(), json!("<id>"));
    data.insert("link_lead_detail".to_owned(), json!("<text>"));
    for (state, source) in [("7", "2")] {
        let body =
            create().body("state_id", Some(state), 0).replace("\"source_id\":1", &format!("\"source_id\":{source}"));
        let request = bench.request("POST", LEAD, body);
        let made = bench.expect("the newer keys, by another system's ids", &request, &answer).await.unwrap_or_default();
        let link = format!(
            "https://erp.example.com/web#id={}&model=crm.lead&view_type=form&action=630&menu_id=430",
            made["data"]["id"]
        );
        if (&made["data"]["link_lead_detail"], &made["data"]["id_lead"]) != (&json!(link), &made["data"]["id"]) {
            bench.complain(format!("the link of a lead: {made}"));
        }
    }
    let request = bench.request("POST", LEAD, create().body("state_id", Some("70008"), 0));
    bench.expect("an id that neither system has", &request, &offending("ID State not found", "70008")).await;
    let number = bench.next_number();
    let request = bench.request("POST", BOOKING, book().body("", None, number)).header("Idempotency-Key", "one");
    let first = bench.expect("a booking under a key", &request, &book().answer).await.unwrap_or_default();
    let replayed = Wanted::new(200, first.clone()).header("idempotency-replayed", "true");
    bench.expect("the booking again", &request, &replayed).await;
    let id = &first["data"]["id_booking"];
    let link = format!("https://erp.example.com/web#id={id}&model=crm.lead&view_type=form&action=633&menu_id=430");
    assert_eq!(first["data"]["link_booking_detail"], link);
    let shown = bench.send(&bench.request("GET", &format!("{BOOKING}/{id}"), "")).await.json().unwrap_or_default();
    let code = shown["data"]["name"].as_str().unwrap_or_default();
    let digits = code.strip_prefix("BOOK-").and_then(|rest| rest.split_once('-'));
    let id = id.to_string();
    if digits.is_none_or(|(day, number)| day.len() != 6 || day.parse::<u32>().is_err() || number != id) {
        bench.complain(format!("the code of a booking: {code}"));
    }
    let mut other = request.clone();
    other.body.push(b' ');
    let reused = said(422, "idempotency_key", "<text>");
    bench.expect("another body under the key", &other, &reused).await;
    let plain = bench.request("POST", BOOKING, book().body("", None, number));
    let message = format!("Hãy vào Booking có mã {code} của thương hiệu Kangnam để thao tác tiếp");
    let booked = said(401, "Không thể tạo Booking mới do còn Booking vẫn còn hiêu lực", &message);
    bench.expect("another booking of the customer", &plain, &booked).await;
    // So that the table is not taken for an empty one.
    for wrong in 0..15 {
        let request = bench.request("POST", LEAD, create().body("source_id", Some(&(80_000 + wrong).to_string()), 0));
        bench
            .expect("an unknown source", &request, &offending("ID Source CS not found", &(80_000 + wrong).to_string()))
            .await;
    }
    bench.finish().await;
}
