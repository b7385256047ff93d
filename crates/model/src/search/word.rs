//! A word as it is searched: its plain letters, and apart from them the marks that it was written with. Used by the terms of leads and
//! by queries, so that both read a word alike: composed or apart, in any case, its tone on whichever of its vowels.

use crate::text::{fold, is_invisible};
use unicode_normalization::UnicodeNormalization;

/// Longer words are cut: nobody types more of one.
const LONGEST: usize = 40;

/// `Đường` is `duong` with the marks `đươf`: the letters that are more than plain ones, then the tone as Telex writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    pub plain: String,
    pub letters: String,
    pub tone: String,
}

impl Word {
    pub fn read(text: &str) -> Word {
        let plain = fold(text).chars().take(LONGEST).collect();
        if text.is_ascii() {
            return Word { plain, ..Word::default() };
        }
        let mut word = Word { plain, ..Word::default() };
        // A letter with the marks that follow it, its tone left out.
        let mut letter = String::new();
        for c in text.nfkd().filter(|c| !is_invisible(*c)) {
            match tone(c) {
                Some(key) => word.tone.push(key),
                None if is_mark(c) => letter.push(c),
                None => {
                    word.end(&letter);
                    letter.clear();
                    letter.push(c);
                }
            }
        }
        word.end(&letter);
        word
    }

    fn end(&mut self, letter: &str) {
        self.letters.extend(letter.nfc().flat_map(char::to_lowercase).filter(|c| is_marked(*c)));
    }

    pub fn has_marks(&self) -> bool {
        !(self.letters.is_empty() && self.tone.is_empty())
    }

    /// What stands in the store: the plain word first, so that all its spellings lie together.
    pub fn term(&self) -> String {
        if self.has_marks() { format!("{} {}{}", self.plain, self.letters, self.tone) } else { self.plain.clone() }
    }
}

/// The five tones, by the keys of Telex.
fn tone(c: char) -> Option<char> {
    Some(match c {
        '\u{0300}' => 'f',
        '\u{0301}' => 's',
        '\u{0309}' => 'r',
        '\u{0303}' => 'x',
        '\u{0323}' => 'j',
        _ => return None,
    })
}

pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

/// Whether folding makes another letter of it. Letters of other scripts stay what they are.
fn is_marked(c: char) -> bool {
    let mut folded = [0; 4];
    !c.is_ascii() && fold(c.encode_utf8(&mut folded)).chars().ne([c])
}

/// The words of a text, as they stand in it.
pub(super) fn pieces(chunk: &str) -> impl Iterator<Item = &str> {
    let joins = |c: char| c.is_alphanumeric() || is_mark(c) || is_invisible(c);
    chunk.split(move |c| !joins(c)).filter(|piece| piece.chars().any(char::is_alphanumeric))
}

/// Several words that are one because a digit is among them, such as `LD-2024/001`: written together.
pub(super) fn compact(chunk: &str) -> Option<String> {
    let several = pieces(chunk).nth(1).is_some() && chunk.chars().any(|c| c.is_ascii_digit());
    several.then(|| together(chunk))
}

/// All letters and digits of a text, plain and without what stands between them.
pub(super) fn together(text: &str) -> String {
    let plain: String = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
    plain.chars().take(LONGEST).collect()
}
