//! Lists and campaigns: their creation and their switch. Tried by `fields`.
//! What a deletion reaches is `sight.rs`'s.

use super::*;

pub fn create_list() -> Operation {
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
pub fn name(field: &str, taken_name: &str, taken_text: &str) -> Vec<Probe> {
    let long = each(&[(field, "String length must be less than or equal to 255")]);
    let mut probes = vec![
        refused("empty", "\"\"", each(&[(field, EMPTY)])),
        refused("blank", "\" \\t\\u3000\"", each(&[(field, "Must not be blank")])),
        refused("taken", quoted(taken_name), error_body(400, taken_text)),
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

pub fn list_fields() -> Vec<Field> {
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

pub fn create_campaign() -> Operation {
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

pub fn campaign_fields() -> Vec<Field> {
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
pub fn switch(noun: &str, uuid: &str) -> Operation {
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

pub fn active() -> Field {
    let nothing = || error_body(400, "active is missing");
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
