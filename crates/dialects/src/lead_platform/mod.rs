//! The wire of a lead platform for real estate: three objects go in, one of them comes back with a new status. Its document is
//! docs/contract/lead-platform.txt; README.md beside this file numbers its quirks. Served through `DIALECT` by the front door.

mod errors;
mod mapping;
mod routes;
mod settings;
#[cfg(test)]
mod tests;
mod wire;

use http::{HeaderMap, header};
use leadhub_wire::dialect::{Claim, Dialect};

/// Stands in the store for everything that came by this wire.
const KEY: &str = "lead_platform";

pub const DIALECT: Dialect = Dialect {
    key: KEY,
    name: "Lead platform",
    sample: include_str!("../../golden/lead_platform/03_create_web_form.spec.http"),
    routes: routes::routes,
    credential,
    entrance: ("Authorization: Bearer <token>", "/lead-platform/"),
    claim,
    refuse: errors::refuse,
    rows: None,
    line: None,
    facts_from_extras: Some(mapping::facts_from_extras),
    settings: settings::ALL,
};

/// The token of `Authorization: Bearer <token>` (decision L7).
fn credential(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| token.to_owned())
}

/// Everything lies under `/lead-platform/`; no segment names the organisation.
fn claim(path: &str) -> Option<Claim<'_>> {
    let first = path.strip_prefix('/')?.split('/').next();
    (first == Some("lead-platform")).then_some(Claim { organisation: None, speaks: true })
}
