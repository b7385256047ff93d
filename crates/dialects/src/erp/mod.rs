//! The wire of a clinic group's ERP: leads and bookings, as docs/contract/erp-create-lead.md and erp-create-booking.md print
//! them; README.md beside this file numbers its quirks. Served through `DIALECT` by the front door. Knows no SQL.

mod errors;
mod mapping;
mod routes;
mod settings;
#[cfg(test)]
mod tests;
mod wire;

use http::HeaderMap;
use leadhub_wire::dialect::{Claim, Dialect};

/// Stands in the store for everything that came by this wire.
const KEY: &str = "erp";

/// Where a token is got and given back.
const TOKEN: &str = "api/auth/token";

/// Under which all other operations lie.
const ROOT: &str = "api/v1/";

pub const DIALECT: Dialect = Dialect {
    key: KEY,
    name: "ERP",
    sample: include_str!("../../golden/erp/01_create_lead.spec.http"),
    routes: routes::routes,
    credential,
    entrance: ("access_token: <token>", "/{domain}/api/v1/"),
    claim,
    refuse: errors::refuse,
    rows: None,
    line: None,
    facts_from_extras: Some(mapping::facts_from_extras),
    settings: settings::ALL,
};

/// The token of `access_token` or `access-token`; proxies drop the first spelling, documents and code have both.
fn credential(headers: &HeaderMap) -> Option<String> {
    let named = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let given = [named("access_token"), named("access-token")].into_iter().flatten();
    given.filter(|token| !token.is_empty()).map(str::to_owned).next()
}

/// `/{domain}/api/v1/…` and `/{domain}/api/auth/token`, both also without the organisation's segment (decision X1). `leads` is
/// another wire's too, and that one speaks there.
fn claim(path: &str) -> Option<Claim<'_>> {
    let path = path.strip_prefix('/')?;
    let is_ours = |rest: &str| rest.starts_with(ROOT) || rest.strip_suffix('/').unwrap_or(rest) == TOKEN;
    if is_ours(path) {
        return Some(Claim { organisation: None, speaks: true });
    }
    let (domain, rest) = path.split_once('/')?;
    let leaf = rest.strip_prefix(ROOT).unwrap_or_default();
    let speaks = leaf.strip_suffix('/').unwrap_or(leaf) != "leads";
    (is_ours(rest) && !domain.is_empty()).then_some(Claim { organisation: Some(domain), speaks })
}
