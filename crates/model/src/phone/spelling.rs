//! How a phone text is spelled: its digits, and whether a plus or marks stood among them. Used by `phone::reading` and
//! `phone::digits`. It knows no numbering plan.

use super::noise::is_quote;
use crate::text::is_invisible;

/// `00` and the fifteen digits of the longest international number; a longer text is no phone number.
const LONGEST: usize = 17;

/// A text of digits and marks, taken apart.
pub(super) struct Spelling {
    buffer: [u8; LONGEST],
    length: usize,
    /// A plus stood before the first digit.
    pub plus: bool,
    /// Plain ASCII digits and nothing else.
    pub bare: bool,
}

impl Spelling {
    /// None when the text holds anything but digits and marks, a plus after a digit, or too many digits. Letters, slashes,
    /// commas and semicolons are no marks: they may part two numbers or a number from an extension, and a wrong identity
    /// costs more than a missing one.
    pub fn scan(text: &str) -> Option<Spelling> {
        let mut spelling = Spelling { buffer: [0; LONGEST], length: 0, plus: false, bare: true };
        for c in text.chars() {
            spelling.bare &= c.is_ascii_digit();
            if let Some(digit) = digit(c) {
                *spelling.buffer.get_mut(spelling.length)? = digit;
                spelling.length += 1;
            } else if matches!(c, '+' | '＋') && spelling.length == 0 {
                spelling.plus = true;
            } else if !is_mark(c) {
                return None;
            }
        }
        Some(spelling)
    }

    /// The digits as ASCII.
    pub fn digits(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }
}

/// The ASCII digit a character stands for, wide digits (`０`) included.
pub(super) fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => u8::try_from(c).ok(),
        '０'..='９' => u8::try_from(u32::from(c) - u32::from('０') + u32::from('0')).ok(),
        _ => None,
    }
}

/// What people and programs put between the digits of one number: dots, dashes, brackets, spaces of every kind, characters
/// nobody sees, and quotation marks, the apostrophe among them by which spreadsheets keep a leading zero.
fn is_mark(c: char) -> bool {
    matches!(c, ' ' | '.' | '-' | '_' | '(' | ')' | '[' | ']' | '·' | '‐'..='―' | '−' | '（' | '）' | '．' | '－')
        || c.is_whitespace()
        || is_invisible(c)
        || is_quote(c)
}
