//! Where a lead comes from, as a caller says it, and the rules on its words. Which of the organisation's sources is meant is found by the
//! verb that brings or changes a lead (decision X13).

use crate::ids::SourceId;
use crate::reference::LONGEST_NAME;

/// Words that nobody looked at yet and that make sources of their own; past them a word is kept with its lead only, so that a client that
/// sends another word with each lead does not fill the list.
pub const MOST_UNREVIEWED: usize = 200;

/// A source, as a caller names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceRef {
    Id(SourceId),
    /// A word of the caller's wire, or a name.
    Word(String),
    /// The list that the lead is in names it.
    List,
}

impl SourceRef {
    /// What a word says, if it says something.
    pub fn word(text: impl Into<String>) -> Option<SourceRef> {
        Some(text.into()).filter(|text: &String| !text.trim().is_empty()).map(SourceRef::Word)
    }
}

/// What a word is as a source's name: without the space around it, and no longer than a name.
pub fn name(word: &str) -> String {
    word.trim().chars().take(LONGEST_NAME).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_name_no_longer_than_one() {
        assert_eq!(name("  Hội chợ "), "Hội chợ");
        assert_eq!(name(&"đ".repeat(LONGEST_NAME + 5)).chars().count(), LONGEST_NAME);
        assert_eq!((SourceRef::word("  "), SourceRef::word("x")), (None, Some(SourceRef::Word("x".to_owned()))));
    }
}
