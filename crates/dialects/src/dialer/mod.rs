//! The wire of an outbound call centre: leads in lists, lists in campaigns, files of leads. Its document is
//! docs/contract/dialer-lead.md; README.md beside this file numbers its quirks. Served through `DIALECT` by the front door.

mod errors;
mod mapping;
mod routes;
mod settings;
#[cfg(test)]
mod tests;
mod wire;

use http::{HeaderMap, header};
use leadhub_core::import::RowReader;
use leadhub_wire::dialect::{Claim, Dialect};

/// Stands in the store for everything that came by this wire.
const KEY: &str = "dialer";

pub const DIALECT: Dialect = Dialect {
    key: KEY,
    name: "Autodialer",
    sample: include_str!("../../golden/dialer/02_create_lead_sample_data.spec.http"),
    routes: routes::routes,
    credential,
    entrance: ("Authorization: Bearer <token>", "/v3/"),
    claim,
    refuse: errors::refuse,
    rows: Some(RowReader { check_header: mapping::rows::check_header, read: mapping::rows::read }),
    line: None,
    facts_from_extras: Some(mapping::facts_from_extras),
    settings: settings::ALL,
};

/// The token of `Authorization: Bearer <token>`, or of `Authorization: <token>` as one page of the vendor writes it.
fn credential(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim();
    let token = match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        Some(_) => return None,
        None if text.eq_ignore_ascii_case("bearer") => return None,
        None => text,
    };
    (!token.is_empty()).then(|| token.to_owned())
}

/// Everything lies under `/v3/`; no segment names the organisation.
fn claim(path: &str) -> Option<Claim<'_>> {
    let first = path.strip_prefix('/')?.split('/').next();
    (first == Some("v3")).then_some(Claim { organisation: None, speaks: true })
}
