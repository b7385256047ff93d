//! The table of the CareSoft wire, an operation a file: every field of its calls and every parameter of its lists, with what each value
//! must get (docs/contract/caresoft-lead.md and the decisions B). The reason of each refusal is compared too.

mod bodies;
mod contacts;
mod lead_lists;
mod leads;
mod lists;
mod tickets;
mod values;

use super::hostile::{self, Fault};
use super::table::*;
use super::{Bench, one};
pub use bodies::bodies_and_paths;
pub use contacts::contacts;
pub use leads::fields;
pub use lists::lists;
use serde_json::{Value, json};
pub use tickets::tickets;

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

/// The same where the platform speaks (decision B39).
fn platform_fault(field: &str, what: &str) -> Wanted {
    let reason = format!("{field}: {what}");
    platform(400, &reason).header("leadhub-reason", reason)
}

pub fn unknown_lead() -> Wanted {
    Wanted::new(404, json!({ "code": "errors", "message": "Lead not found", "error": "Invalid request" }))
}

fn says(fault: Fault) -> Wanted {
    match fault {
        Fault::NotJson => at_fault("body", "is not JSON"),
        Fault::NotObject => at_fault("body", "is JSON, but not an object"),
        Fault::NullCharacter => at_fault("body", "holds the character U+0000 in its JSON"),
        Fault::NotUtf8 | Fault::Compressed | Fault::LoneSurrogate => {
            at_fault("body", fault.message().trim_start_matches("the body "))
        }
        Fault::TooLarge => platform(413, &format!("Payload Too Large: at most {} bytes", hostile::limit())),
    }
}

/// What is said of a custom field's value, which is named with its field.
fn option(value: &str, field: i64, what: &str) -> Wanted {
    at_fault("custom_fields.value", &format!("{value} of the field {field} {what}"))
}
