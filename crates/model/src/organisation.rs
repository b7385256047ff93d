//! Organisations and the integrations that talk for them. Read at the front door to learn who is calling.
//! What an integration's settings mean is its dialect's to say.

use crate::ids::{AgentId, IntegrationId, OrganisationId};
use crate::moment::Moment;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;

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
    /// In which its people meet the pages, until they choose another: `vi` or `en`.
    pub language: String,
    /// Whether the requests that its integrations make are kept for a while, to be looked at.
    pub logs_requests: bool,
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
    pub scopes: Scopes,
    pub sight: Sight,
}

/// Which leads an integration sees, and how much of a contact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sight {
    /// Only the leads of its agent and of that agent's groups.
    pub own: bool,
    /// Phones and e-mails of leads and persons are shown masked, where its wire masks.
    pub masked: bool,
}

/// What an integration may do, whatever wire it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Ask for anything of the organisation's, but for its integrations.
    Read,
    /// Change leads, bookings, lists and campaigns.
    Write,
    /// Change reference data, users, integrations and the organisation itself.
    Admin,
}

impl Scope {
    pub const ALL: [Scope; 3] = [Scope::Read, Scope::Write, Scope::Admin];

    pub const fn word(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Write => "write",
            Scope::Admin => "admin",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A set of scopes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    pub fn of(scopes: impl IntoIterator<Item = Scope>) -> Scopes {
        Scopes(scopes.into_iter().collect())
    }

    pub fn all() -> Scopes {
        Scopes::of(Scope::ALL)
    }

    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }

    /// Words with spaces or commas between them; the error says what to write.
    pub fn read(text: &str) -> Result<Scopes, String> {
        let words = text.split([' ', ',']).filter(|word| !word.is_empty());
        let scope = |word: &str| Scope::ALL.into_iter().find(|scope| scope.word() == word);
        let say = |word| format!("there is no scope '{word}': take some of read, write, admin");
        words.map(|word| scope(word).ok_or_else(|| say(word))).collect::<Result<_, _>>().map(Scopes)
    }
}

/// What an integration may do that nothing was said of: everything a vendor's client does.
impl Default for Scopes {
    fn default() -> Self {
        Scopes::of([Scope::Read, Scope::Write])
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(" "))
    }
}

/// A token as it may be shown: never its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInfo {
    /// The first twelve digits of its hash: enough to name it among the organisation's, useless to call with.
    pub id: String,
    pub integration: IntegrationId,
    pub created_at: Moment,
    pub expires_at: Option<Moment>,
    pub revoked_at: Option<Moment>,
    /// The id of the lasting token that a short-lived one was traded for and ends with.
    pub traded_for: Option<String>,
}

impl TokenInfo {
    pub fn is_good(&self, now: Moment) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }
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
    fn scopes_are_read_as_they_are_written() {
        for text in ["read", "read write", "read write admin", ""] {
            assert_eq!(Scopes::read(text).unwrap().to_string(), text);
        }
        assert_eq!(Scopes::read("admin,read"), Ok(Scopes::of([Scope::Read, Scope::Admin])));
        assert!(Scopes::read("read root").is_err());
    }

    #[test]
    fn slugs() {
        assert!(check_slug("acme").is_ok());
        assert!(check_slug("dong-nai2").is_ok());
        for bad in ["", "a", "Kangnam", "2go", "v3", "health", "a/b", "đồng"] {
            assert!(check_slug(bad).is_err(), "{bad}");
        }
    }
}
