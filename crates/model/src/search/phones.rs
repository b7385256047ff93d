//! Phone numbers as they are searched: from either end, in the spelling of before 2018 and of today. Used by the terms of leads and by
//! queries. What a whole number is is the matter of `phone`.

use super::span::Span;
use crate::phone::{Phone, digits, prefixes_of_2018};

/// Fewer digits are no part of a number.
const FEWEST: usize = 3;
/// Longer ones are no number.
const MOST: usize = 20;
/// Behind the old or the new prefix of a mobile number.
const TAIL: usize = 7;

/// The digits under which each number of a text stands: in national form where it is understood, else as they came.
pub(super) fn searched(text: &str) -> Vec<String> {
    let all = Phone::read_all(text).into_iter().map(|phone| match phone.key() {
        Some(_) => digits(&phone.national().unwrap_or_else(|| key_of(&phone))),
        None => digits(phone.raw()),
    });
    all.filter(|digits| (FEWEST..=MOST).contains(&digits.len())).collect()
}

fn key_of(phone: &Phone) -> String {
    phone.key().map(|key| key.as_str().to_owned()).unwrap_or_default()
}

/// The term of a number's end, which is its beginning backwards. The sign keeps it apart from what begins so.
pub(super) fn end_term(digits: &str) -> String {
    std::iter::once('<').chain(digits.chars().rev()).collect()
}

/// Whether a text holds nothing but digits and what people put between them.
pub(super) fn is_number(chunk: &str) -> bool {
    chunk.chars().any(|c| c.is_ascii_digit())
        && chunk.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '.' | '-' | '(' | ')'))
}

/// What typed digits ask of the numbers of leads.
pub(super) fn spans(digits: &str) -> Vec<Span> {
    if !(FEWEST..=MOST).contains(&digits.len()) {
        return Vec::new();
    }
    let mut heads = vec![digits.to_owned()];
    // The country code, and the zero that some keep behind it.
    if let Some(rest) = digits.strip_prefix("0084").or_else(|| digits.strip_prefix("84")) {
        heads.push(format!("0{}", rest.strip_prefix('0').unwrap_or(rest)));
    }
    for head in heads.clone() {
        let new =
            prefixes_of_2018().find_map(|(old, new)| Some(format!("0{new}{}", head.strip_prefix(&format!("0{old}"))?)));
        heads.extend(new);
    }
    let mut spans: Vec<Span> = heads.iter().map(|head| Span::begins(head)).collect();
    spans.push(Span::begins(&end_term(digits)));
    spans.extend(old_ends(digits).iter().map(|whole| Span::exactly(whole)));
    spans
}

/// The whole numbers of today whose old spelling ended so, where the end reaches into the prefix that changed.
fn old_ends(digits: &str) -> Vec<String> {
    let Some((prefix, tail)) =
        digits.len().checked_sub(TAIL).filter(|at| (1..=3).contains(at)).map(|at| digits.split_at(at))
    else {
        return Vec::new();
    };
    let of_old = prefixes_of_2018().filter(|(old, _)| old.ends_with(prefix));
    of_old.map(|(_, new)| format!("0{new}{tail}")).filter(|whole| !whole.ends_with(digits)).collect()
}
