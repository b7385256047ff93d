//! What a dialect is to the rest of the house: a key, a router, how it reads credentials, which paths could be its own, and how
//! it says what the front door refuses. One `Dialect` a folder; the front door picks one by credential (decision X1).

use crate::routes::Routes;
use crate::setting::Setting;
pub use crate::transport::TransportError;
use axum::response::Response;
use http::HeaderMap;
use leadhub_core::actions::FactsFromExtras;
use leadhub_core::export::LineWriter;
use leadhub_core::import::RowReader;
use leadhub_core::{Actor, Hub};
use std::sync::{Arc, OnceLock};

/// A wire. All functions are pure but `routes`.
pub struct Dialect {
    /// Stands in the store for everything that came by it; never changed.
    pub key: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// The text of the golden of a lead that is made, for people to try.
    pub sample: &'static str,
    /// Its table of routes, complete with its own fallbacks for unknown paths and methods.
    pub routes: fn() -> Routes,
    /// The token in the head of a request, if there is one.
    pub credential: fn(&HeaderMap) -> Option<String>,
    /// The header of a token, as it is written, and the path under which all else lies; `{domain}` in it is the organisation's segment.
    pub entrance: (&'static str, &'static str),
    /// Whether the path has the form of one of its own, and under which organisation's segment.
    pub claim: fn(path: &str) -> Option<Claim<'_>>,
    /// How it says what goes wrong outside of its operations.
    pub refuse: fn(TransportError) -> Response,
    /// How it reads the rows of files that came by it, if it takes files.
    pub rows: Option<RowReader>,
    /// How it prints a lead as a line of JSON, if it does: what the exports of other doors print too.
    pub line: Option<LineWriter>,
    /// What older programs kept as its extras and the core has a name for since, if anything.
    pub facts_from_extras: Option<FactsFromExtras>,
    /// What it reads of an integration's settings.
    pub settings: &'static [Setting],
}

static REGISTERED: OnceLock<&'static [Dialect]> = OnceLock::new();

/// Tells the doors of each other: the program calls it once, before it serves or describes anything. Only the first call counts.
pub fn register(dialects: &'static [Dialect]) {
    REGISTERED.get_or_init(|| dialects);
}

/// Every dialect that the program serves; none before `register`.
pub fn registered() -> &'static [Dialect] {
    REGISTERED.get().copied().unwrap_or_default()
}

/// A path that could be a dialect's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'p> {
    /// The segment that names the organisation, where the wire has one.
    pub organisation: Option<&'p str>,
    /// Whether it speaks here where no credential decides, and no other wire has a path that fits better (decision X1).
    pub speaks: bool,
}

/// What the routers work with.
#[derive(Clone)]
pub struct AppState {
    pub hub: Hub,
    pub limits: Limits,
}

/// Sizes in bytes (decision X7).
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub body: usize,
    pub upload: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { body: 1024 * 1024, upload: 256 * 1024 * 1024 }
    }
}

/// The id under which the log has a request, as its answer's `X-Request-Id` says it. The front door puts it among the extensions.
#[derive(Debug, Clone)]
pub struct RequestId(pub Arc<str>);

/// An authenticated call. The front door puts it among the request's extensions; without one the dialect answers 401.
#[derive(Clone)]
pub struct Call {
    pub actor: Arc<Actor>,
    /// Whether the token is a lasting one, not one that a wire handed out itself.
    pub lasting: bool,
    /// What is left to its integration, this request counted.
    pub rate: Rate,
}

/// How many requests an integration may still make. The front door counts; a wire that tells of it prints these.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// Requests that a window takes.
    pub limit: i64,
    /// Those that the current window still takes; never negative.
    pub remaining: i64,
    /// Seconds until the next window begins, rounded up.
    pub reset_seconds: u64,
}
