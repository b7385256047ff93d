//! A request that an integration made, as it is kept for a while so that somebody can see why it was refused. Kept by
//! `core/actions/keep_requests.rs`; what a field or a code means is the wire's that refused. No secret is in here.

use crate::ids::{IntegrationId, LeadId, RequestId};
use crate::moment::Moment;
use serde::{Deserialize, Serialize};

/// One thing that was wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// By the wire's own name for it; empty where it is the request as a whole.
    pub field: String,
    /// A word for programs.
    pub code: String,
    /// In the wire's own words.
    pub message: String,
}

impl Fault {
    pub fn new(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Fault {
        Fault { field: field.into(), code: code.into(), message: message.into() }
    }
}

/// A request with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedRequest {
    pub id: RequestId,
    /// The id that the answer carried too.
    pub request_id: String,
    pub dialect: String,
    /// Nobody where no token said who asked.
    pub integration: Option<IntegrationId>,
    pub method: String,
    /// With its query, without secrets.
    pub path: String,
    pub status: i64,
    pub micros: i64,
    /// The lead that it made or changed; of several the first.
    pub lead: Option<LeadId>,
    pub faults: Vec<Fault>,
    /// Of what kind its body was, as the caller said.
    pub media: String,
    /// What was sent, as far as it is kept.
    pub sent: Option<String>,
    /// What was answered, as far as it is kept.
    pub answered: Option<String>,
}

impl LoggedRequest {
    /// When it was answered.
    pub const fn at(&self) -> Moment {
        Moment::from_micros(self.id.0)
    }
}

/// Which requests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestFilter {
    pub statuses: Statuses,
    pub dialect: Option<String>,
    pub integration: Option<IntegrationId>,
    pub request_id: Option<String>,
    /// Only those that came after this one.
    pub newer: Option<RequestId>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Statuses {
    #[default]
    Any,
    /// From 400 up.
    Refused,
    /// 400 to 499: the caller's to mend.
    Client,
    /// From 500 up: ours.
    Server,
}

/// How many requests an integration made on a day, and how many of them were refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestCount {
    pub answered: i64,
    pub refused: i64,
}
