//! The text that goes on with a session: the organisation's number, so that it is looked up there alone, and 256 bits. The store keeps
//! its hash. Used by the verbs beside it; the text is in their answer to the door once, and never in a log.

use crate::clock::RandomSource;
use crate::questions::token_hash;
use leadhub_model::OrganisationId;

/// Where a session is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SessionKey {
    pub organisation: OrganisationId,
    pub hash: String,
}

/// A fresh text.
pub(super) fn new_text(chance: &RandomSource, organisation: OrganisationId) -> String {
    let digits: String = chance.bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{organisation}.{digits}")
}

/// `None` for a text that no session ever had.
pub(super) fn key_of(text: &str) -> Option<SessionKey> {
    let (organisation, digits) = text.split_once('.')?;
    let is_good = digits.len() == 64 && digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    let organisation = OrganisationId(organisation.parse().ok().filter(|_| is_good)?);
    Some(SessionKey { organisation, hash: token_hash(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_text_is_one_that_is_looked_up() {
        let text = new_text(&RandomSource::System, OrganisationId(7));
        assert_eq!(key_of(&text).map(|key| key.organisation), Some(OrganisationId(7)));
        assert_ne!(text, new_text(&RandomSource::System, OrganisationId(7)));
        let (short, upper) = (&text[..text.len() - 1], text.to_uppercase());
        for other in ["", "7", "7.", "x.00", short, &format!("{text}0"), &text.replacen('7', "x", 1)] {
            assert_eq!(key_of(other), None, "{other}");
        }
        assert_eq!(key_of(&upper).is_some(), upper == text);
    }
}
