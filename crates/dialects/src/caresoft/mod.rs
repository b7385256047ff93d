//! The CareSoft wire: the lead API of the CareSoft contact centre, as `docs/contract/caresoft-lead.md` prints it. The front door
//! takes `DIALECT` from here; everything else is private. Knows no SQL and no other dialect.

mod errors;
mod mapping;
mod routes;
mod settings;
#[cfg(test)]
mod tests;
mod wire;

use http::{HeaderMap, header};
use leadhub_wire::dialect::{Claim, Dialect};

pub const DIALECT: Dialect = Dialect {
    key: "caresoft",
    name: "CareSoft",
    sample: include_str!("../../golden/caresoft/01_create_lead.spec.http"),
    routes: routes::routes,
    credential,
    entrance: ("Authorization: Bearer <token>", "/{domain}/api/v1/"),
    claim,
    refuse: errors::refuse,
    rows: None,
    line: None,
    facts_from_extras: Some(mapping::facts_from_extras),
    settings: settings::ALL,
};

/// The token of `Authorization: Bearer <token>`; the case of the scheme does not count.
fn credential(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| token.to_owned())
}

/// `/{domain}/api/v1/…`, and the labels' own path beside it (decision B10).
fn claim(path: &str) -> Option<Claim<'_>> {
    let (domain, rest) = path.strip_prefix('/')?.split_once('/')?;
    let is_ours = rest.starts_with("api/v1/") || rest.strip_suffix('/').unwrap_or(rest) == "lead/labels";
    (is_ours && !domain.is_empty()).then_some(Claim { organisation: Some(domain), speaks: true })
}
