//! What people, programs and spreadsheets put around a number without changing it: labels, quotation marks, a word in brackets,
//! decimals. Taken away before `phone::reading` looks at the number; and a cell with several numbers, taken apart.

use crate::text::{fold, is_invisible};

/// Folded words in front of a number that say only that it is one. Marks between their letters do not count.
const LABELS: &[&str] = &[
    "tel",
    "phone",
    "p",
    "t",
    "m",
    "mob",
    "mobile",
    "cell",
    "sms",
    "call",
    "hotline",
    "zalo",
    "viber",
    "whatsapp",
    "wa",
    "telegram",
    "sdt",
    "dt",
    "dtdd",
    "dd",
    "didong",
    "dienthoai",
    "sodt",
    "sodienthoai",
    "sodidong",
    "so",
    "lh",
    "lienhe",
    "goi",
    "phonenumber",
    "callto",
    "number",
    "no",
];

/// The same text without its noise. What is no noise stays, so that two numbers or a number with words stay unread.
pub(super) fn strip(text: &str) -> String {
    let mut text = text.trim_matches(is_edge);
    text = text.strip_prefix('=').unwrap_or(text).trim_matches(is_edge);
    text = without_brackets(text);
    text = without_label(text);
    text =
        text.trim_end_matches(|c: char| is_edge(c) || matches!(c, '.' | ',' | ';' | ':' | '?' | '!' | '*' | '/' | '…'));
    whole_number(text).unwrap_or_else(|| text.to_owned())
}

fn is_edge(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || is_quote(c)
}

pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '«' | '»')
}

/// A word in brackets at either end; brackets around digits are a part of the number.
fn without_brackets(text: &str) -> &str {
    let has_digit = |inside: &str| inside.chars().any(|c| c.is_numeric());
    let tail = text.trim_end().strip_suffix([')', ']', '）']).and_then(|open| open.rsplit_once(['(', '[', '（']));
    let text = match tail {
        Some((number, inside)) if !has_digit(inside) && has_digit(number) => number.trim_end(),
        _ => text,
    };
    let head = text.trim_start().strip_prefix(['(', '[', '（']).and_then(|open| open.split_once([')', ']', '）']));
    match head {
        Some((inside, number)) if !has_digit(inside) && has_digit(number) => number.trim_start(),
        _ => text,
    }
}

fn without_label(text: &str) -> &str {
    let is_number = |c: char| c.is_numeric() || matches!(c, '+' | '＋' | '(' | '[' | '（');
    let Some((label, number)) = text.find(is_number).and_then(|at| text.split_at_checked(at)) else { return text };
    if label.is_empty() || label.len() > 40 {
        return text;
    }
    let word: String = fold(label).chars().filter(|c| c.is_alphabetic()).collect();
    if LABELS.contains(&word.as_str()) { number } else { text }
}

/// A number as a spreadsheet writes numbers: `349000011.0`, `349,000,011`, `3.49000011E8`. None where digits were lost.
fn whole_number(text: &str) -> Option<String> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((whole, decimals)) = text.split_once(['.', ',']) {
        let is_zero = matches!(decimals, "0" | "00");
        if is_zero && is_digits(whole) && whole.len() >= 8 {
            return Some(whole.to_owned());
        }
    }
    if let Some((mantissa, power)) = text.split_once(['e', 'E']) {
        return exact(mantissa, power.strip_prefix('+').unwrap_or(power));
    }
    let mut groups = text.split(',');
    let first = groups.next().filter(|first| is_digits(first) && first.len() <= 3)?;
    let rest: Vec<&str> = groups.collect();
    let is_grouped = rest.len() >= 2 && rest.iter().all(|group| is_digits(group) && group.len() == 3);
    is_grouped.then(|| first.to_owned() + &rest.concat())
}

/// `8.4349000011` and `10` when every digit of the number is there.
fn exact(mantissa: &str, power: &str) -> Option<String> {
    let (whole, decimals) = mantissa.split_once(['.', ','])?;
    let power: usize = power.parse().ok()?;
    let is_digits = whole.len() == 1 && decimals.len() == power && power >= 7;
    let digits = format!("{whole}{decimals}");
    (is_digits && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// Whether a spreadsheet wrote the number with a power of ten and lost digits of it: `8,43E+10`.
pub fn is_cut_short(text: &str) -> bool {
    let text = text.trim_matches(is_edge);
    let text = text.strip_prefix('=').unwrap_or(text).trim_matches(is_edge);
    let Some((mantissa, power)) = text.split_once(['e', 'E']) else { return false };
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) && !text.is_empty();
    let power = power.strip_prefix('+').unwrap_or(power);
    is_number(mantissa) && is_number(power) && exact(mantissa, power).is_none()
}

/// The numbers of a cell that holds several, each of which `is_read`; empty where it does not.
pub(super) fn several(text: &str, is_read: impl Fn(&str) -> bool) -> Vec<&str> {
    let parts = |is_apart: fn(char) -> bool| -> Vec<&str> {
        let parts =
            text.split(is_apart).map(|part| part.trim_matches(|c: char| is_edge(c) || matches!(c, ':' | '-' | '–')));
        parts.filter(|part| !part.is_empty()).collect()
    };
    for is_apart in [(|c| matches!(c, '/' | '\\' | ';' | '|' | '\n' | '\r' | '&')) as fn(char) -> bool, |c| {
        matches!(c, '/' | '\\' | ';' | ',' | '|' | '\n' | '\r' | '&' | '、')
    }] {
        let parts = parts(is_apart);
        if parts.len() > 1 && parts.iter().all(|part| is_read(part)) {
            return parts;
        }
    }
    // Marks that also stand inside a number: there is one place at most at which both sides are whole.
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':');
    let halves = text.char_indices().filter(|(_, c)| is_gap(*c)).map(|(at, c)| {
        let (left, right) = (text.get(..at).unwrap_or_default(), text.get(at + c.len_utf8()..).unwrap_or_default());
        let is_rim = |c: char| is_edge(c) || is_gap(c);
        (left.trim_matches(is_rim), right.trim_matches(is_rim))
    });
    let found = halves.take(64).find(|(left, right)| is_read(left) && is_read(right));
    found.map(|(left, right)| vec![left, right]).unwrap_or_default()
}
