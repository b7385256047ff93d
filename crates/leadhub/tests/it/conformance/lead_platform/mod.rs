//! The table of the lead platform's wire: every field of its three objects and of a change of status, with what each value must
//! get (docs/contract/lead-platform.txt and decisions L1 to L19, P4). Here stand the words that its files share; each file is one
//! kind of question.

mod bodies;
mod fields;
mod operations;
mod repeated;
mod values;

pub use bodies::bodies_and_paths;
pub use fields::fields;

use super::hostile::{self, Fault};
use super::table::*;
use serde_json::{Value, json};

const CREATE: &str = "/lead-platform/v1/leads/create";
const CHANGE: &str = "/lead-platform/v1/leads/changeStatus";
const UNTOLD: &str = "is missing: one of these three says which object it is";

fn error_body(status: u16, error: &str, message: &str) -> Wanted {
    Wanted::new(status, json!({ "error": error, "message": message }))
}

fn each(failed: &[(&str, &str)]) -> Wanted {
    let names = failed.iter().map(|(field, _)| *field).collect::<Vec<_>>().join(", ");
    let fields: serde_json::Map<String, Value> =
        failed.iter().map(|(field, why)| ((*field).to_owned(), Value::from(*why))).collect();
    let message = format!("nothing was written, correct this first: {names}");
    Wanted::new(400, json!({ "error": "Bad Request", "message": message, "fields": fields }))
}

fn at_fault(field: &str, why: &str) -> Wanted {
    each(&[(field, why)])
}

fn body(message: &str) -> Wanted {
    Wanted::new(400, json!({ "error": "Bad Request", "message": message, "fields": {} }))
}

fn says(fault: Fault) -> Wanted {
    match fault {
        Fault::NotJson => body("the body is not JSON"),
        Fault::NotObject => body("the body is JSON, but not an object"),
        Fault::NullCharacter => body("the body holds the character U+0000, which cannot be kept"),
        Fault::NotUtf8 | Fault::Compressed | Fault::LoneSurrogate => body(fault.message()),
        Fault::TooLarge => {
            error_body(413, "Payload Too Large", &format!("a body has {} bytes at most", hostile::limit()))
        }
    }
}

fn unauthorized() -> Wanted {
    error_body(401, "Unauthorized", "send a valid token: `Authorization: Bearer <token>`")
}

fn characters() -> Vec<Probe> {
    vec![
        refused("U+0000 in it", "\"x\\u0000\"", says(Fault::NullCharacter)),
        refused("a lone surrogate", "\"\\ud83d\"", says(Fault::LoneSurrogate)),
    ]
}
