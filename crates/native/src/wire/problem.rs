//! What goes wrong, as this wire says it: a problem of RFC 9457 with every field that is at fault. Filled by `errors.rs`, and by
//! whoever reads what a caller sent.

use super::shape::answer;

answer! {
    /// One field that is wrong.
    pub struct Wrong {
        /// Where it stands in the body, `comment.body` or `label_ids[2]`, or the name of the query parameter.
        field: String,
        /// A word for programs.
        code: &'static str,
        /// What is wrong and what to do, for people.
        message: String,
    }
}

impl Wrong {
    pub fn new(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Wrong { field: field.to_owned(), code, message: message.into() }
    }
}

answer! {
    /// Why a request was not answered (RFC 9457).
    pub struct Problem {
        /// What kind of problem it is: a reference that stays the same.
        r#type: &'static str,
        /// The kind in words.
        title: &'static str,
        status: i64,
        /// What happened here and what to do.
        detail: String,
        /// Names a fault of the server in its log.
        instance: Option<String>,
        /// Every field that is wrong; empty where the problem lies elsewhere.
        errors: Vec<Wrong>,
    }
}
