//! The calls that create and update a lead, field by field. Run by `conformance`; what is tried on fields of each kind stands in
//! `values.rs`.

use super::values::*;
use super::*;

const DOCUMENT: &str = include_str!("../../../../../../docs/contract/caresoft-lead.md");

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

pub fn saved() -> Wanted {
    let lead = json!({ "updated_at": "<time>", "subject": "<text>", "created_at": "<time>", "id": "<id>", "requester_id": "<id>" });
    Wanted::new(200, json!({ "code": "ok", "lead": lead }))
}

pub fn create() -> Operation {
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

pub fn update(lead: &str) -> Operation {
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
pub async fn new_lead(bench: &mut Bench) -> String {
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

/// Everything that is wrong is told at once (decision B42).
pub async fn every_fault(bench: &mut Bench) {
    let body =
        r#"{"lead":{"subject":5,"email":"x","group_id":"y","custom_fields":[{"id":1},{"value":2}],"comment":{}}}"#;
    let parts = [
        "subject: must be a text",
        "email: is no e-mail address",
        "group_id: must be a whole number",
        "custom_fields.value: of the field 1 is missing",
        "custom_fields.id: is missing",
        "comment.body: is missing",
    ];
    let request = bench.request("POST", "/kangnam/api/v1/lead", body);
    let told = parts.join("; ")
        + "; phone: is missing: give a phone, an email or a requester_id"
        + "; service_id: is missing: give a service_id, a group_id or an assignee_id";
    bench.expect("every fault", &request, &invalid(&told)).await;
    let body = r#"{"lead":{"subject":"x","phone":"0349719999","service_id":1,"group_id":2,"custom_fields":[{"id":6068,"value":"no"}]}}"#;
    let request = bench.request("POST", "/kangnam/api/v1/lead", body);
    let told = "group_id: is not known here; service_id: is not known here; \
                custom_fields.value: no of the field 6068 is not known here";
    bench.expect("every unknown id", &request, &invalid(told)).await;
}
