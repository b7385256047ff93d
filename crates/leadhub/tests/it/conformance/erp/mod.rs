//! The table of the clinic's wire: every field of leads and bookings, made and changed, under both validation profiles, as JSON
//! and as forms (docs/contract/erp-create-lead.md, erp-create-booking.md and decisions A1 to A26, K1 to K14, P1). Here stand the words
//! that its files share; each file is one kind of question.

mod bodies;
mod calls;
mod fields;
mod operations;
mod portrait;
mod profile;
mod settings;
mod values;

pub use bodies::bodies_and_paths;
pub use calls::calls;
pub use fields::fields;
pub use profile::as_deployed;
pub use settings::settings;

use super::hostile::{self, Fault};
use super::table::*;
use serde_json::{Value, json};

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
fn error_body(status: u16, kind: &str, message: &str) -> Wanted {
    Wanted::new(status, json!({ "type": kind, "message": message }))
}

fn params(field: &str, what: &str) -> Wanted {
    error_body(401, "params", &format!("{field}: {what}"))
}

/// The vendor's type and the value that is at fault.
fn offending(kind: &str, value: &str) -> Wanted {
    let value: String = value.chars().take(100).collect();
    error_body(401, kind, &format!("{kind}: {value}"))
}

fn lacking(field: &str) -> Wanted {
    error_body(401, "Missing", &format!("The parameter {field} is missing!!!"))
}

fn says(fault: Fault) -> Wanted {
    match fault {
        Fault::NotJson => error_body(401, "params", "the body is no JSON"),
        Fault::NotObject => error_body(401, "params", "the body is JSON, but no object"),
        Fault::NullCharacter => error_body(401, "params", "the character U+0000 cannot be kept"),
        Fault::NotUtf8 | Fault::Compressed | Fault::LoneSurrogate => error_body(401, "params", fault.message()),
        Fault::TooLarge => error_body(413, "too_large", &format!("a body has at most {} bytes", hostile::limit())),
    }
}

fn unauthorized() -> Wanted {
    error_body(401, "access_token", "token seems to have expired or invalid")
}

fn characters() -> Vec<Probe> {
    vec![
        refused("U+0000 in it", "\"x\\u0000\"", says(Fault::NullCharacter)),
        refused("a lone surrogate", "\"\\ud83d\"", says(Fault::LoneSurrogate)),
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
