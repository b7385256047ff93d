//! Cells that a spreadsheet would take for a formula: guarded by an apostrophe on their way out, freed of it on their way in.
//! Used by whoever writes and reads our own files; guarding and freeing give every text back to the letter.

use std::borrow::Cow;

const GUARD: char = '\'';

/// Whether a spreadsheet would begin to calculate, behind any number of apostrophes.
fn is_live(text: &str) -> bool {
    let first = text.trim_start_matches(GUARD).chars().next();
    first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'))
}

/// The text as a cell that nobody calculates. One that has its apostrophe already gets another, so that it comes back.
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_live(text) { Cow::Owned(format!("{GUARD}{text}")) } else { Cow::Borrowed(text) }
}

/// The text as a cell that is a text by its type, which nobody calculates: only what would pass for a guarded one gets an apostrophe, so
/// that it comes back.
pub fn guard_typed(text: &str) -> Cow<'_, str> {
    if text.starts_with(GUARD) { guard(text) } else { Cow::Borrowed(text) }
}

/// The text that a cell stands for.
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix(GUARD).filter(|text| is_live(text)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_be_calculated_is_guarded() {
        for live in ["=1+1", "+84349719999", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''+1"] {
            assert_eq!(guard(live), format!("'{live}"));
        }
        for still in ["", "Lan", "0349719999", "a=1", " =1", "'", "'tis", "1-2"] {
            assert_eq!(guard(still), still);
        }
    }

    #[test]
    fn an_apostrophe_typed_by_hand_is_taken_away_and_any_other_is_kept() {
        assert_eq!(unguard("'+84349719999"), "+84349719999");
        assert_eq!(unguard("'Hara"), "'Hara");
        assert_eq!(unguard("=1"), "=1");
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+@\t\r\n-]{0,4}.{0,4}") {
            let cell = guard(&text).into_owned();
            prop_assert_eq!(unguard(&cell), &text);
            let typed = guard_typed(&text).into_owned();
            prop_assert_eq!(unguard(&typed), &text);
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
        }
    }
}
