//! A stretch of terms in the order of the store: what a token asks for. The store reads it by its index, the query looks with it at the
//! terms of one lead, and both find the same.

/// Behind every character that a term can have.
const LAST: char = '\u{10FFFF}';
/// Behind the space that parts a word from its marks, before all that a word can go on with.
const BEHIND_MARKS: char = '!';

/// From `from` on and before `to`; where marks are asked for, only terms with such marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: String,
    pub to: String,
    /// What a term's marks begin with, and the tone that they end with.
    marks: Option<(String, String)>,
}

impl Span {
    fn new(from: String, to: String) -> Span {
        Span { from, to, marks: None }
    }

    /// All terms with this beginning.
    pub(super) fn begins(text: &str) -> Span {
        Span::new(text.to_owned(), format!("{text}{LAST}"))
    }

    /// This term and no other.
    pub(super) fn exactly(term: &str) -> Span {
        Span::new(term.to_owned(), format!("{term}\u{1}"))
    }

    /// The plain word, whatever its marks.
    pub(super) fn whole(plain: &str) -> Span {
        Span::new(plain.to_owned(), format!("{plain}{BEHIND_MARKS}"))
    }

    /// Words that go on behind this beginning and were written with its marks.
    pub(super) fn longer(plain: &str, letters: &str, tone: &str) -> Span {
        let marks = Some((letters.to_owned(), tone.to_owned()));
        Span { marks, ..Span::new(format!("{plain}{BEHIND_MARKS}"), format!("{plain}{LAST}")) }
    }

    /// What a term must be like, as SQL's LIKE has it. Marks are letters only, so there is nothing to escape.
    pub fn like(&self) -> Option<String> {
        self.marks.as_ref().map(|(letters, tone)| format!("% {letters}%{tone}"))
    }

    pub fn holds(&self, term: &str) -> bool {
        let marked = |(letters, tone): &(String, String)| {
            let marks = term.split_once(' ').map(|(_, marks)| marks);
            marks
                .and_then(|marks| marks.strip_prefix(letters.as_str()))
                .is_some_and(|rest| rest.ends_with(tone.as_str()))
        };
        self.from.as_str() <= term && term < self.to.as_str() && self.marks.as_ref().is_none_or(marked)
    }
}
