//! Requests that integrations made, as this wire shows them. Filled by `routes::requests`. What a field is called in a fault is the wire's
//! that refused; here it is text.

use super::from_json::query;
use super::kind::DialectKey;
use super::page::{Limit, Page, Position};
use super::shape::answer;
use super::value::{At, Id, Optional, Text, words};

words! {
    /// How requests were answered: refused is from 400 up, client and server the halves of it.
    pub enum Answered {
        Refused = "refused",
        Client = "client_error",
        Server = "server_error",
    }
}

query! {
    /// Which requests.
    pub struct RequestQuery {
        /// All without it.
        status: Optional<Answered>,
        dialect: Optional<DialectKey>,
        integration_id: Optional<Id>,
        /// The id that the answer carried as X-Request-Id.
        request_id: Optional<Text<1, 64>>,
        /// Rows of a page; 50 without it.
        limit: Optional<Limit>,
        /// What next_cursor gave.
        cursor: Optional<Position>,
    }
}

answer! {
    /// What was wrong with a request.
    pub struct RequestFault<'r> {
        /// By the wire's name for it; empty where it is the request as a whole.
        field: &'r str,
        /// A word for programs.
        code: &'r str,
        message: &'r str,
    }
}

answer! {
    /// A request that an integration made.
    pub struct LoggedRequest<'r> {
        id: i64,
        answered_at: At,
        /// The id that the answer carried as X-Request-Id.
        request_id: &'r str,
        dialect: &'r str,
        /// Whose token it was, one that is over too; null where no token said.
        integration_id: Option<i64>,
        method: &'r str,
        /// With its query, without secrets.
        path: &'r str,
        status: i64,
        /// Microseconds from the head read to the answer ready.
        duration_us: i64,
        /// The lead that it made or changed; of several the first.
        lead_id: Option<i64>,
        faults: Vec<RequestFault<'r>>,
    }
}

answer! {
    /// A request with what was sent and answered.
    pub struct RequestDetail<'r> {
        request: LoggedRequest<'r>,
        /// The media type of what was sent.
        media_type: &'r str,
        /// The first 16 kB, without secrets; null where there was nothing, or a file.
        sent: Option<&'r str>,
        /// The first 16 kB, without secrets; null where there was nothing, or a long answer that came in pieces.
        answered: Option<&'r str>,
    }
}

pub type RequestPage = Page<Vec<LoggedRequest<'static>>>;
