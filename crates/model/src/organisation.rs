//! Organisations and the integrations that talk for them. Read at the front door to learn who is calling.
//! What an integration's settings mean is its dialect's to say.

use crate::ids::{AgentId, IntegrationId, OrganisationId};
use serde_json::{Map, Value};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    pub id: OrganisationId,
    /// Its segment in URLs; lower case, matched without case.
    pub slug: String,
    pub name: String,
    /// IANA name of its time zone.
    pub zone: String,
    /// Public id of the organisation where a wire prints one.
    pub uuid: uuid::Uuid,
    /// Number of the organisation where a wire prints one.
    pub account: i64,
    /// Key of the dialect that answers for it where nothing else decides (decision X1).
    pub default_dialect: String,
}

/// One system that talks to leadhub. It speaks one dialect, whose key and settings are opaque to the core.
#[derive(Debug, Clone, PartialEq)]
pub struct Integration {
    pub id: IntegrationId,
    pub dialect: String,
    pub name: String,
    /// The agent that its comments and conversions are signed with.
    pub agent: Option<AgentId>,
    pub settings: Map<String, Value>,
}

/// Segments that are ours at the root of the server, so no organisation may take them.
pub const RESERVED_SLUGS: &[&str] = &[
    "api",
    "v1",
    "v2",
    "v3",
    "lead-platform",
    "hub",
    "app",
    "assets",
    "static",
    "health",
    "metrics",
    "login",
    "logout",
    "admin",
    "docs",
    "favicon.ico",
    "robots.txt",
    ".well-known",
];

/// A slug is 2 to 40 of `a-z 0-9 -`, begins with a letter and is not reserved. The error says what to do.
pub fn check_slug(slug: &str) -> Result<(), String> {
    let fits = (2..=40).contains(&slug.len())
        && slug.starts_with(|c: char| c.is_ascii_lowercase())
        && slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !fits {
        return Err(format!("'{slug}' is no slug: 2 to 40 of a-z, 0-9 and '-', beginning with a letter"));
    }
    if RESERVED_SLUGS.contains(&slug) {
        return Err(format!("'{slug}' is reserved for the server itself: choose another slug"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        assert!(check_slug("acme").is_ok());
        assert!(check_slug("dong-nai2").is_ok());
        for bad in ["", "a", "Kangnam", "2go", "v3", "health", "a/b", "đồng"] {
            assert!(check_slug(bad).is_err(), "{bad}");
        }
    }
}
