//! E-mail addresses as identities. Read by the desk when a lead comes in and by filters. It checks shape alone, asks no
//! server, and refuses no lead: the text as it came stays with the lead.

use crate::text::is_invisible;

/// The longest address mail can carry, in bytes (RFC 5321).
const LONGEST: usize = 254;

/// An address by which a person is known: trimmed and in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailKey(String);

impl EmailKey {
    /// Reads one address: one `@`, something before it, a domain with a dot after it, no space, list or bracket, at most
    /// 254 bytes. None when the text cannot be an address.
    pub fn read(raw: &str) -> Option<EmailKey> {
        let address: String = raw
            .trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
            .chars()
            .filter(|&c| !is_invisible(c))
            .flat_map(char::to_lowercase)
            .collect();
        let (local, domain) = address.split_once('@')?;
        let sane = address.len() <= LONGEST
            && !local.is_empty()
            && domain.contains('.')
            && domain.split('.').all(|label| !label.is_empty())
            && !domain.contains('@')
            && !address
                .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'));
        sane.then_some(EmailKey(address))
    }

    /// The address, trimmed and in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
