//! The page for what went wrong: not found, not allowed, not from a page of ours, too many, a fault. Made by the router for whoever asked
//! for a page; nothing of the cause is on it but the id under which the log has it.

use crate::language::Word;
use crate::layout::Layout;
use askama::Template;
use http::StatusCode;

pub mod words;

#[derive(Template)]
#[template(path = "pages/error.html")]
pub struct ErrorPage {
    pub layout: Layout,
    pub status: StatusCode,
    /// The request's id, or the fault's, for whoever looks it up in the log.
    pub request: Option<String>,
}

impl ErrorPage {
    /// What is wrong, and what to do.
    fn words(&self) -> (Word, Word) {
        match self.status {
            StatusCode::FORBIDDEN => (words::FORBIDDEN, words::FORBIDDEN_ADVICE),
            StatusCode::NOT_FOUND => (words::NOT_FOUND, words::NOT_FOUND_ADVICE),
            StatusCode::TOO_MANY_REQUESTS => (words::TOO_MANY, words::TOO_MANY_ADVICE),
            StatusCode::SERVICE_UNAVAILABLE => (words::BUSY, words::BUSY_ADVICE),
            status if status.is_client_error() => (words::UNREADABLE, words::UNREADABLE_ADVICE),
            _ => (words::FAULT, words::FAULT_ADVICE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Preferences;

    #[test]
    fn every_status_says_what_to_do() {
        for status in [400, 403, 404, 405, 413, 429, 500, 503] {
            let status = StatusCode::from_u16(status).unwrap();
            let layout = Layout { title: String::new(), preferences: Preferences::default(), here: None, person: None };
            let page = ErrorPage { layout, status, request: Some("a1-7".to_owned()) };
            let html = page.render().unwrap();
            let (wrong, advice) = page.words();
            assert!(html.contains(wrong.vi) && html.contains(advice.vi) && html.contains("a1-7"), "{html}");
        }
    }
}
