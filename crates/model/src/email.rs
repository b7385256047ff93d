//! E-mail addresses as identities. Read by the desk when a lead comes in and by filters. It checks shape alone, asks no
//! server, and refuses no lead: the text as it came stays with the lead.

use crate::text::is_invisible;

/// The longest address mail can carry, in bytes (RFC 5321).
const LONGEST: usize = 254;

/// Words before the `@` that stand for nobody, without marks and without digits behind them; as met up to November 2026.
const NOBODY: &[&str] = &[
    "abc",
    "chuaco",
    "chuacoemail",
    "email",
    "fake",
    "khong",
    "khongco",
    "khongcoemail",
    "khongcomail",
    "khongemail",
    "nobody",
    "noemail",
    "nomail",
    "none",
    "null",
    "test",
    "undefined",
    "unknown",
];

/// What begins the name of a mailbox that nobody reads.
const SILENT: &[&str] = &["noreply", "donotreply", "mailerdaemon"];

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

    /// Whether the address stands for somebody. The others are typed to get past a form, or read by no one.
    pub fn identifies(&self) -> bool {
        let (local, domain) = self.0.split_once('@').unwrap_or_default();
        let plain = local.split('+').next().unwrap_or_default();
        let name: String = plain.chars().filter(|c| c.is_alphanumeric()).collect();
        let word = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let host = domain.split('.').next().unwrap_or_default();
        let is_one_letter_throughout =
            name.chars().next().is_some_and(|first| name.chars().chain(host.chars()).all(|c| c == first));
        !(NOBODY.contains(&word) || SILENT.iter().any(|silent| name.starts_with(silent)) || is_one_letter_throughout)
    }

    /// The address, trimmed and in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
