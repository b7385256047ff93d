//! The house's own API: everything leadhub knows, as JSON over HTTP, described by an OpenAPI document that it serves itself.
//! The crate's README.md numbers its quirks. Served through `DIALECT` by the front door.

mod errors;
mod mapping;
mod openapi;
mod routes;
#[cfg(test)]
mod tests;
mod wire;

use http::{HeaderMap, header};
use leadhub_wire::dialect::{Claim, Dialect};

pub use mapping::{lines, rows};
pub use openapi::document;

/// Requests and the replies they must get: `native/NN_name.http`.
pub static GOLDENS: include_dir::Dir<'static> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/golden");

/// Stands in the store for everything that came by this wire.
const KEY: &str = "native";

pub const DIALECT: Dialect = Dialect {
    key: KEY,
    name: "leadhub",
    sample: include_str!("../golden/native/01_create_lead.ours.http"),
    routes: routes::routes,
    credential,
    entrance: ("Authorization: Bearer <token>", "/hub/"),
    claim,
    refuse: errors::refuse,
    rows: Some(rows::READER),
    line: Some(lines::write),
    facts_from_extras: None,
    settings: &[],
};

/// The token of `Authorization: Bearer <token>`.
fn credential(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| token.to_owned())
}

/// Everything lies under `/hub/`; the token names the organisation.
fn claim(path: &str) -> Option<Claim<'_>> {
    let first = path.strip_prefix('/')?.split('/').next();
    (first == Some("hub")).then_some(Claim { organisation: None, speaks: true })
}
