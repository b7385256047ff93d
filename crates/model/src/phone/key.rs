//! The key by which a phone number stands for one person, as the store keeps it. Made by `phone::reading` from text, or
//! taken back from the store. Whoever compares, sorts or locks persons uses it; nobody prints it on a vendor's wire.

use super::{Issuer, prefixes};

/// The country code of Vietnam as canonical text begins with it.
const VIETNAM: &str = "+84";

/// A number in canonical E.164 text: `+84349719999`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhoneKey(String);

impl PhoneKey {
    /// Joins a country code and significant digits, both ASCII.
    pub(super) fn of(country: &[u8], digits: &[u8]) -> PhoneKey {
        let mut text = String::with_capacity(1 + country.len() + digits.len());
        text.push('+');
        text.extend(country.iter().chain(digits).copied().map(char::from));
        PhoneKey(text)
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The Vietnamese form, `0349719999`; None for a foreign number.
    pub fn national(&self) -> Option<String> {
        self.0.strip_prefix(VIETNAM).map(|nsn| format!("0{nsn}"))
    }

    /// Who was given the range of this mobile number; None for landlines, foreign numbers and ranges without an owner.
    pub fn issuer(&self) -> Option<Issuer> {
        let nsn = self.0.strip_prefix(VIETNAM)?;
        prefixes::mobile(nsn.as_bytes())?.issuer
    }
}
