//! Contacts: created, changed, listed and found by phone; what a contact is known by belongs to one only. Run by `conformance`; who a
//! lead belongs to is not its matter.

use super::super::hostile;
use super::values::*;
use super::*;

const CONTACTS: &str = "/kangnam/api/v1/contacts";

fn shape() -> Value {
    let keys = [
        ("id", "<id>"),
        ("updated_at", "<time>"),
        ("account_id", "<id>"),
        ("username", "<any>"),
        ("email", "<any>"),
        ("email2", "<any>"),
        ("phone_no", "<any>"),
        ("phone_no2", "<any>"),
        ("phone_no3", "<any>"),
        ("facebook", "<any>"),
        ("gender", "<any>"),
        ("organization_id", "<any>"),
        ("created_at", "<time>"),
        ("role_id", "<any>"),
        ("campaign_handler_id", "<any>"),
        ("organization", "<any>"),
        ("custom_fields", "<any>"),
        ("psid", "<any>"),
    ];
    Value::Object(keys.map(|(key, form)| (key.to_owned(), json!(form))).into_iter().collect())
}

fn saved() -> Wanted {
    Wanted::new(200, json!({ "code": "ok", "contact": shape() }))
}

fn create() -> Operation {
    Operation {
        name: "create a contact",
        method: "POST",
        target: CONTACTS.to_owned(),
        wrapper: Some("contact"),
        good: vec![("email", "\"c<n>@example.com\"".to_owned())],
        answer: saved(),
        read_back: Some(|answer, _| format!("{CONTACTS}/{}", answer["contact"]["id"])),
    }
}

fn says_platform(fault: Fault) -> Wanted {
    match fault {
        Fault::NotJson => platform_fault("body", "is not JSON"),
        Fault::NotObject => platform_fault("body", "is JSON, but not an object"),
        Fault::NullCharacter => platform_fault("body", "holds the character U+0000 in its JSON"),
        Fault::NotUtf8 | Fault::Compressed | Fault::LoneSurrogate => {
            platform_fault("body", fault.message().trim_start_matches("the body "))
        }
        Fault::TooLarge => platform(413, &format!("Payload Too Large: at most {} bytes", hostile::limit())),
    }
}

fn no_user() -> Wanted {
    platform(404, "Not found user")
}

/// Both calls take the same; a phone of one kind only is tried, since a second contact with it would be refused.
fn phones(field: &'static str) -> Vec<Probe> {
    let what = "is no phone number that stands for one person";
    vec![
        taken("a number", "\"0349710888\"", json!("0349710888")),
        taken("with +84 and marks", "\"+84 349.710-888\"", json!("0349710888")),
        taken("as a JSON number", "349710888", json!("0349710888")),
        refused("letters", "\"x\"", platform_fault(field, what)),
        refused("nobody's", "\"0000000000\"", platform_fault(field, what)),
        refused("an object", "{}", platform_fault(field, "must be a text")),
    ]
}

fn rows() -> Vec<Field> {
    let contact = |key: &'static str, probes: Vec<Probe>, shown: fn(&Value) -> Value| Field {
        name: key,
        shown: Some(shown),
        probes,
    };
    let email = |field: &'static str| {
        let what = "is no e-mail address that stands for one person";
        vec![
            taken("an address", "\"Ba@Example.com\"", json!("ba@example.com")),
            refused("none", "\"x\"", platform_fault(field, what)),
            refused("a filler", "\"noemail@example.com\"", platform_fault(field, what)),
            refused("a number", "5", platform_fault(field, "must be a text")),
        ]
    };
    vec![
        contact("phone_no", phones("phone_no"), |read| read["contact"]["phone_no"].clone()),
        contact("email2", email("email2"), |read| read["contact"]["email2"].clone()),
        contact(
            "username",
            optional(vec![
                taken("a name", "\"Nguyễn Thị Ba\"", json!("Nguyễn Thị Ba")),
                refused("a number", "5", platform_fault("username", "must be a text")),
                refused(
                    "too long",
                    quoted(&"ế".repeat(251)),
                    platform_fault("username", "is longer than 250 characters"),
                ),
            ]),
            |read| read["contact"]["username"].clone(),
        ),
        contact(
            "gender",
            optional(vec![
                taken("female", "1", json!(1)),
                taken("male, as a text", "\"0\"", json!(0)),
                taken("unknown", "2", json!(2)),
                refused("another", "3", platform_fault("gender", "must be 0, 1 or 2")),
                refused("a word", "\"nam\"", platform_fault("gender", WHOLE)),
            ]),
            |read| read["contact"]["gender"].clone(),
        ),
        contact("facebook", vec![taken("kept as it came", "\"fb.com/ba\"", json!("fb.com/ba"))], |read| {
            read["contact"]["facebook"].clone()
        }),
        contact(
            "custom_fields",
            vec![
                taken("an option", "[{\"id\":\"6068\",\"value\":\"106902\"}]", json!(106902)),
                taken("cleared", "[{\"id\":6068,\"value\":null}]", json!(null)),
                refused(
                    "an unknown option",
                    "[{\"id\":6068,\"value\":7}]",
                    platform_fault("custom_fields.value", "7 of the field 6068 is not known here"),
                ),
                refused(
                    "an unknown field",
                    "[{\"id\":7,\"value\":7}]",
                    platform_fault("custom_fields.id", "7 is not known here"),
                ),
            ],
            |read| read["contact"]["custom_fields"][1]["value"].clone(),
        ),
    ]
}

pub async fn contacts(mut bench: Bench) {
    hostile::try_all(&mut bench, &create(), says_platform, &says_platform(Fault::NotJson)).await;
    let request = bench.request("POST", CONTACTS, "{\"contact\":{\"username\":\"x\"}}");
    let missing = platform_fault("phone_no", "is missing: give a phone_no or an email");
    bench.expect("nobody to be known by", &request, &missing).await;
    let request = bench.request("POST", CONTACTS, create().body("", None, bench.number + 5000));
    let made = bench.expect("a contact", &request, &saved()).await.expect("a good contact is taken");
    let id = made["contact"]["id"].as_i64().unwrap();
    let mut update = create();
    (update.name, update.method, update.target, update.good) =
        ("change a contact", "PUT", format!("{CONTACTS}/{id}"), Vec::new());
    for row in &rows() {
        bench.try_field(&update, row).await;
    }
    one_contact_belongs_to_one(&mut bench, id).await;
    places(&mut bench, id).await;
    found(&mut bench, id).await;
    pages(&mut bench, id).await;
    bench.finish().await;
}

async fn put(bench: &mut Bench, id: i64, contact: Value) -> Value {
    let request = bench.request("PUT", &format!("{CONTACTS}/{id}"), json!({ "contact": contact }).to_string());
    bench.expect(&format!("put {contact}"), &request, &saved()).await.unwrap_or_default()["contact"].take()
}

async fn one_contact_belongs_to_one(bench: &mut Bench, id: i64) {
    let taken = |field: &str| {
        let body = json!({ "code": "errors", "message": format!("{field} already exist"), "extra_data": { "duplicate_id": id } });
        Wanted::new(400, body).header("leadhub-reason", format!("{field}: belongs to the contact {id}"))
    };
    for (field, contact) in [
        ("phone_no", json!({ "phone_no": "84349710888", "email": "new@example.com" })),
        ("phone_no3", json!({ "phone_no": "0349710999", "phone_no3": "0349710888" })),
        ("email", json!({ "email": "ba@example.com" })),
    ] {
        let request = bench.request("POST", CONTACTS, json!({ "contact": contact }).to_string());
        bench.expect(&format!("{field} of somebody"), &request, &taken(field)).await;
    }
    // A lead that comes by the contact's phone is theirs.
    let lead = r#"{"lead":{"subject":"x","phone":"0349710888","service_id":1244}}"#;
    let request = bench.request("POST", "/kangnam/api/v1/lead", lead);
    let made = bench.expect("a lead of the contact", &request, &super::leads::saved()).await.unwrap_or_default();
    if made["lead"]["requester_id"] != id {
        bench.complain(format!("the lead is {}'s, wanted {id}", made["lead"]["requester_id"]));
    }
}

/// Phones keep their places, go by an empty text and are found again; an answer sent back changes nothing.
async fn places(bench: &mut Bench, id: i64) {
    let numbers = |contact: &Value| json!([contact["phone_no"], contact["phone_no2"], contact["phone_no3"]]);
    let all = put(bench, id, json!({ "phone_no2": "0349710001", "phone_no3": "0349710002" })).await;
    let mut wrong = Vec::new();
    let mut compare = |what: &str, got: Value, wanted: Value| {
        if got != wanted {
            wrong.push(format!("{what}: {got}, wanted {wanted}"));
        }
    };
    compare("three", numbers(&all), json!(["0349710888", "0349710001", "0349710002"]));
    let back = put(bench, id, all.clone()).await;
    compare("sent back", back.clone(), all.clone());
    let swapped = put(bench, id, json!({ "phone_no": "0349710001", "phone_no2": "0349710888" })).await;
    compare("swapped", numbers(&swapped), json!(["0349710001", "0349710888", "0349710002"]));
    let fewer = put(bench, id, json!({ "phone_no": "" })).await;
    compare("fewer", numbers(&fewer), json!(["0349710888", "0349710002", null]));
    let first = put(bench, id, json!({ "phone_no": "0349710888", "phone_no2": "" })).await;
    compare("one", numbers(&first), json!(["0349710888", null, null]));
    wrong.into_iter().for_each(|wrong| bench.complain(wrong));
    let nothing = json!({ "contact": { "phone_no": "", "email": "", "email2": "" } }).to_string();
    let request = bench.request("PUT", &format!("{CONTACTS}/{id}"), nothing);
    bench.expect("nothing left", &request, &platform_fault("phone", "is missing")).await;
}

async fn found(bench: &mut Bench, id: i64) {
    let by_phone = |phone: &str| format!("/kangnam/api/v1/contactsByPhone?phoneNo={phone}");
    for spelling in ["0349710888", "%2B84349710888", "84%20349%20710%20888"] {
        let request = bench.request("GET", &by_phone(spelling), "");
        let read = bench.expect(spelling, &request, &saved()).await.unwrap_or_default();
        if read["contact"]["id"] != id {
            bench.complain(format!("{spelling} finds {}", read["contact"]["id"]));
        }
    }
    for nobody in ["0349710002", "x", "0"] {
        let request = bench.request("GET", &by_phone(nobody), "");
        bench.expect(nobody, &request, &no_user()).await;
    }
    let request = bench.request("GET", "/kangnam/api/v1/contactsByPhone", "");
    bench.expect("no number", &request, &platform_fault("phoneNo", "is missing")).await;
    for method in ["GET", "PUT"] {
        let request = bench.request(method, &format!("{CONTACTS}/999999999"), "{\"contact\":{\"username\":\"x\"}}");
        bench.expect("nobody", &request, &no_user()).await;
        let request = bench.request(method, &format!("{CONTACTS}/x"), "{\"contact\":{}}");
        bench.expect("no number", &request, &platform_fault("contactId", WHOLE)).await;
    }
}

async fn pages(bench: &mut Bench, id: i64) {
    let (_, whole) = bench.client().get(&format!("{CONTACTS}?count=500")).await;
    let rows = whole["contacts"].as_array().cloned().unwrap_or_default();
    let newest = put(bench, id, json!({ "username": "Mới nhất" })).await;
    let (_, page) = bench.client().get(&format!("{CONTACTS}?count=1")).await;
    bench.count();
    if page["numFound"].as_u64() != Some(rows.len() as u64) || page["contacts"][0]["username"] != "Mới nhất" {
        bench.complain(format!("the last changed comes first: {page}"));
    }
    let at = newest["updated_at"].as_str().unwrap_or_default().replace(' ', "T") + "Z";
    let keys = ["id", "updated_at", "created_at", "gender", "email", "phone_no", "username"];
    let (_, since) = bench.client().get(&format!("{CONTACTS}?updated_since={at}&updated_to={at}")).await;
    let row = &since["contacts"][0];
    if row["updated_at"] != at
        || row.as_object().map(|row| row.keys().collect::<Vec<_>>())
            != Some(keys.iter().copied().map(String::from).collect::<Vec<_>>().iter().collect())
    {
        bench.complain(format!("a printed time finds its contact: {since}"));
    }
    let (_, none) = bench.client().get(&format!("{CONTACTS}?updated_since=2099-01-01")).await;
    if none != json!({ "code": "ok", "numFound": 0, "contacts": [] }) {
        bench.complain(format!("nobody changes in 2099: {none}"));
    }
    let request = bench.request("GET", &format!("{CONTACTS}?email=ba@example.com"), "");
    let what = "narrows nothing here: this list takes page, count, updated_since, updated_to";
    bench.expect("a filter it lacks", &request, &platform_fault("email", what)).await;
    let request = bench.request("GET", &format!("{CONTACTS}?page=0"), "");
    bench.expect("page 0", &request, &platform_fault("page", "must be 1 or more")).await;
}
