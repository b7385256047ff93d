//! The canonical rule: from any spelling to the one key of a number, with the reason for what was done (vietnam.md 4c).
//! Called by `phone::Phone::read`. It refuses no text; it only declines to give a key.

use super::prefixes::{is_landline, is_service, mobile, renumbered};
use super::spelling::Spelling;
use super::{PhoneKey, PhoneQuality, noise};

type Reading = (Option<PhoneKey>, PhoneQuality);

/// What a text identifies.
pub(super) fn identify(text: &str) -> Reading {
    match read(text, true) {
        // Most numbers stand alone: only one that is not understood is looked at for what stands around it.
        (None, PhoneQuality::Invalid) => read(&noise::strip(text), false),
        reading => reading,
    }
}

fn read(text: &str, as_it_came: bool) -> Reading {
    let Some(mut spelling) = Spelling::scan(text) else {
        return (None, PhoneQuality::Invalid);
    };
    spelling.bare &= as_it_came;
    let digits = spelling.digits();
    if digits.is_empty() {
        return (None, PhoneQuality::Empty);
    }
    if is_placeholder(digits) {
        return (None, PhoneQuality::NotIdentifying);
    }
    match international(&spelling) {
        Some(full) => match full.strip_prefix(b"84") {
            Some(rest) => vietnamese(without_trunk_zero(rest), PhoneQuality::Respelled),
            None => foreign(full),
        },
        None => domestic(digits, spelling.bare),
    }
}

/// The digits after `+` or `00`. A plus before a zero says nothing, since no country code begins with zero.
fn international(spelling: &Spelling) -> Option<&[u8]> {
    match spelling.digits() {
        [b'0', b'0', rest @ ..] => Some(rest),
        [b'0', ..] => None,
        digits => spelling.plus.then_some(digits),
    }
}

/// A number written as inside the country, or with the country code and no plus. The length tells the code 84 from the
/// prefix 084: nine digits never lose a leading 84 (`844666531` is 0844666531).
fn domestic(digits: &[u8], bare: bool) -> Reading {
    match digits {
        // `(084) 349 …`: the country code written as a prefix.
        [b'0', b'8', b'4', rest @ ..] if digits.len() >= 12 => {
            vietnamese(without_trunk_zero(rest), PhoneQuality::Respelled)
        }
        [b'0', nsn @ ..] if bare => vietnamese(nsn, PhoneQuality::Valid),
        [b'0', nsn @ ..] => vietnamese(nsn, PhoneQuality::Respelled),
        [b'8', b'4', rest @ ..] if digits.len() >= 11 => vietnamese(without_trunk_zero(rest), PhoneQuality::Respelled),
        _ if (3..=6).contains(&digits.len()) => (None, PhoneQuality::NotIdentifying),
        nsn => vietnamese(nsn, PhoneQuality::LostZero),
    }
}

/// `+84 0349…`: the national zero kept after the country code.
fn without_trunk_zero(rest: &[u8]) -> &[u8] {
    rest.strip_prefix(b"0").unwrap_or(rest)
}

/// Another country's number, taken as it stands when its length can be one: country plans are not checked.
fn foreign(full: &[u8]) -> Reading {
    if full.starts_with(b"0") || !(8..=15).contains(&full.len()) {
        return (None, PhoneQuality::Invalid);
    }
    if is_placeholder(full) {
        return (None, PhoneQuality::NotIdentifying);
    }
    (Some(PhoneKey::of(b"", full)), PhoneQuality::Foreign)
}

/// A Vietnamese number by its significant digits; `spelled` is what was done to reach them.
fn vietnamese(nsn: &[u8], spelled: PhoneQuality) -> Reading {
    if is_service(nsn) {
        return (None, PhoneQuality::NotIdentifying);
    }
    if let Some(new) = renumbered(nsn) {
        return keyed(&new, PhoneQuality::Converted2018);
    }
    if is_landline(nsn) {
        return keyed(nsn, spelled);
    }
    // Ranges under 01 belong to machines: nine digits beginning with 1 are more likely an old identity card.
    if spelled == PhoneQuality::LostZero && nsn.starts_with(b"1") {
        return (None, PhoneQuality::Invalid);
    }
    match mobile(nsn) {
        Some(range) if range.recent => keyed(nsn, PhoneQuality::NewPrefix),
        Some(_) => keyed(nsn, spelled),
        None => (None, PhoneQuality::Invalid),
    }
}

fn keyed(nsn: &[u8], quality: PhoneQuality) -> Reading {
    if is_placeholder(nsn) {
        return (None, PhoneQuality::NotIdentifying);
    }
    (Some(PhoneKey::of(b"84", nsn)), quality)
}

/// Digits that people type to get past a form: one digit throughout (`0000000000`, and `0999999999` by its significant
/// digits), or eight zeros at the end (`0900000000`). A few such numbers were sold as lucky SIM cards; merging all the
/// strangers who typed one costs more than missing its owner. Sequences such as `0987654321` are ordinary numbers.
fn is_placeholder(digits: &[u8]) -> bool {
    digits.windows(2).all(|pair| pair.first() == pair.last()) || digits.ends_with(b"00000000")
}
