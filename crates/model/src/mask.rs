//! How a contact looks to those who may work a lead but not carry its number away: enough to tell two of them apart, too little to call.
//! Pure; applied by the doors that mask, never by the store.

use crate::fact::{Fact, Facts};
use serde_json::Value;

/// What stands for a character that is not shown.
const HIDDEN: char = '\u{2022}';
/// What stands for a text of which nothing is shown.
pub const NOTHING: &str = "\u{2022}\u{2022}\u{2022}";
/// Of a number its first and its last digits are shown, if as many again stay hidden.
const FIRST: usize = 2;
const LAST: usize = 3;

/// `0908123148` as `09•• ••• 148`. What has too few digits to be a number is hidden whole.
pub fn phone(text: &str) -> String {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 2 * (FIRST + LAST) - 2 {
        return if text.is_empty() { String::new() } else { NOTHING.to_owned() };
    }
    let shown = |at: usize| at < FIRST || at >= digits.len() - LAST;
    let mut masked = String::new();
    for (at, digit) in digits.iter().enumerate() {
        // In groups of three from the end, as numbers are read out.
        if at >= FIRST && (digits.len() - at).is_multiple_of(LAST) {
            masked.push(' ');
        }
        masked.push(if shown(at) { *digit } else { HIDDEN });
    }
    masked
}

/// `ngoc@gmail.com` as `n…@gmail.com`.
pub fn email(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((name, domain)) => name.chars().take(1).chain("…@".chars()).chain(domain.chars()).collect(),
        None if text.is_empty() => String::new(),
        None => NOTHING.to_owned(),
    }
}

/// Nothing of an account is shown.
fn account(text: &str) -> String {
    if text.is_empty() { String::new() } else { NOTHING.to_owned() }
}

/// The facts with every contact masked.
pub fn facts(facts: &Facts) -> Facts {
    let mut masked = facts.clone();
    for fact in Fact::ALL {
        if let (Some(mask), Some(text)) = (of(*fact), facts.get(*fact)) {
            masked.set(*fact, Some(mask(text)));
        }
    }
    masked
}

/// How a fact is masked; `None` where it is no contact.
fn of(fact: Fact) -> Option<fn(&str) -> String> {
    match fact {
        fact if Fact::PHONES.contains(&fact) => Some(phone),
        Fact::Email => Some(email),
        Fact::Facebook => Some(account),
        _ => None,
    }
}

/// Whether a text of a contact is one that a mask made: sent back, it says nothing.
pub fn is_masked(fact: Fact, text: &str) -> bool {
    of(fact).is_some() && (text.contains(HIDDEN) || text.contains("…@"))
}

/// What stands on a timeline, field name → `[before, after]`: contacts are masked, and what single wires keep, whose fields nobody here
/// knows, is hidden whole.
pub fn change(change: &Value) -> Value {
    let Value::Object(fields) = change else { return change.clone() };
    let masked = fields.iter().map(|(name, values)| {
        let hide: fn(&str) -> String = match Fact::ALL.iter().find(|fact| fact.column() == name) {
            Some(fact) => match of(*fact) {
                Some(mask) => mask,
                None => return (name.clone(), values.clone()),
            },
            None if name.contains('.') || name == "details" => |_| NOTHING.to_owned(),
            None => return (name.clone(), values.clone()),
        };
        let value = |value: &Value| match value {
            Value::Null => Value::Null,
            Value::String(text) => Value::from(hide(text)),
            _ => Value::from(NOTHING),
        };
        (name.clone(), values.as_array().map_or(Value::from(NOTHING), |both| both.iter().map(value).collect()))
    });
    Value::Object(masked.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_number_shows_its_ends_only() {
        for (text, masked) in [
            ("0908123148", "09•• ••• 148"),
            ("090 812-3148", "09•• ••• 148"),
            ("+84908123148", "84 ••• ••• 148"),
            ("02838123148", "02 ••• ••• 148"),
            ("12345678", "12 ••• 678"),
            ("1234567", "•••"),
            ("gọi sau", "•••"),
            ("", ""),
        ] {
            assert_eq!(phone(text), masked, "{text}");
            assert!(!is_masked(Fact::Phone, text), "{text}");
        }
        assert!(is_masked(Fact::Phone2, &phone("0908123148")) && is_masked(Fact::Email, &email("a@b.vn")));
        assert!(!is_masked(Fact::Name, "•••"));
    }

    #[test]
    fn an_address_shows_its_first_letter_and_its_domain() {
        for (text, masked) in
            [("ngoc@gmail.com", "n…@gmail.com"), ("đ@x@y.vn", "đ…@y.vn"), ("@y.vn", "…@y.vn"), ("x", "•••"), ("", "")]
        {
            assert_eq!(email(text), masked, "{text}");
        }
    }

    #[test]
    fn every_contact_is_masked_and_nothing_else() {
        let every = Fact::ALL.iter().fold(Facts::default(), |facts, fact| facts.with(*fact, "0908123148"));
        let masked = facts(&every);
        let changed: Vec<Fact> =
            Fact::ALL.iter().copied().filter(|fact| masked.get(*fact) != every.get(*fact)).collect();
        let contacts =
            [Fact::Phone, Fact::Phone2, Fact::Phone3, Fact::Email, Fact::HomePhone, Fact::Zalo, Fact::Facebook];
        assert_eq!(changed, contacts);
    }

    #[test]
    fn a_timeline_tells_of_contacts_masked() {
        let told = json!({
            "phone": [null, "0908123148"], "email": ["a@b.vn", null], "name": [null, "Lan"], "stage": [1, 2],
            "wire.raw": [null, { "tel": "0908123148" }], "details": [{}, { "tel": "0908123148" }],
        });
        let expected = json!({
            "phone": [null, "09•• ••• 148"], "email": ["a…@b.vn", null], "name": [null, "Lan"], "stage": [1, 2],
            "wire.raw": [null, "•••"], "details": ["•••", "•••"],
        });
        assert_eq!(change(&told), expected);
    }
}
