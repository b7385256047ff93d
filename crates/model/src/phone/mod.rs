//! Phone numbers: the text as it came, and whom it identifies. Read by everything that takes in, finds or shows a lead.
//! It refuses no text (a dialect decides what its wire accepts, X5) and knows no vendor's word for a network.

mod issuer;
mod key;
mod noise;
mod prefixes;
mod quality;
mod reading;
mod spelling;
#[cfg(test)]
mod tests;

pub use issuer::Issuer;
pub use key::PhoneKey;
pub use noise::is_cut_short;
pub(crate) use prefixes::of_2018 as prefixes_of_2018;
pub use quality::PhoneQuality;

/// Raised whenever the same text may be given another key than before, so that stored keys can be told from fresh ones.
pub const RULE_VERSION: u32 = 2;

/// A phone text and its reading. The text is kept to the letter (X4).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone {
    raw: String,
    key: Option<PhoneKey>,
    quality: PhoneQuality,
}

impl Phone {
    /// Reads any text; what cannot be a number simply has no key.
    pub fn read(raw: &str) -> Phone {
        let (key, quality) = reading::identify(raw);
        Phone { raw: raw.to_owned(), key, quality }
    }

    /// The numbers that a text holds, the first of which identifies: the several of `several`, else the text itself.
    pub fn read_all(raw: &str) -> Vec<Phone> {
        let whole = Phone::read(raw);
        if whole.key.is_some() {
            return vec![whole];
        }
        match several(raw) {
            parts if parts.is_empty() => vec![whole],
            parts => parts.into_iter().map(Phone::read).collect(),
        }
    }

    /// The first of them, which says how the text reads.
    pub fn read_first(raw: &str) -> Phone {
        Phone::read_all(raw).into_iter().next().unwrap_or_else(|| Phone::read(raw))
    }

    /// The text as it came.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The identity, when the number can identify somebody: a valid Vietnamese mobile or landline, or a plausible foreign
    /// number. An empty, shared or placeholder number is no identity.
    pub fn key(&self) -> Option<&PhoneKey> {
        self.key.as_ref()
    }

    /// What was done to the text, or why it has no key.
    pub fn quality(&self) -> PhoneQuality {
        self.quality
    }

    /// The Vietnamese form, `0349719999`; None without a key and for foreign numbers.
    pub fn national(&self) -> Option<String> {
        self.key.as_ref().and_then(PhoneKey::national)
    }

    /// What every wire gives back (X9): the national form where the text was some spelling of a valid number, otherwise the
    /// text itself.
    pub fn display(&self) -> String {
        self.national().unwrap_or_else(|| self.raw.clone())
    }

    /// Who was given the number's range: "issued by", never "is on".
    pub fn issuer(&self) -> Option<Issuer> {
        self.key.as_ref().and_then(PhoneKey::issuer)
    }
}

/// The digits of a text as ASCII, wide digits folded and all else dropped: for searching part of a number (T20).
pub fn digits(raw: &str) -> String {
    raw.chars().filter_map(spelling::digit).map(char::from).collect()
}

/// The numbers of a text that holds more than one, all of them readable. Empty where it is one number, or where a part is
/// none: what is half understood is left as it is.
pub fn several(raw: &str) -> Vec<&str> {
    // Most texts are one number, and this is asked for every row.
    if raw.bytes().filter(u8::is_ascii_digit).count() < 14 || Phone::read(raw).key().is_some() {
        return Vec::new();
    }
    noise::several(raw, |part| Phone::read(part).key().is_some())
}
