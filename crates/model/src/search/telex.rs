//! Words that were typed with the keys of Telex while nothing turned them into letters: `nguyeenx` is nguyễn. Used by queries, as a
//! second reading beside the word as it stands.

use super::word::Word;

/// What may begin a syllable. The store's words are plain, so đ is d.
const ONSETS: &[&str] = &[
    "", "b", "c", "ch", "d", "g", "gh", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "q", "r", "s",
    "t", "th", "tr", "v", "x",
];
const CODAS: &[&str] = &["", "c", "ch", "m", "n", "ng", "nh", "p", "t"];

/// A reading, and whether the syllable is complete: the last key was one that makes no letter of its own.
pub(super) struct Telex {
    pub word: Word,
    pub complete: bool,
}

/// `None` where no key of Telex is in the word, or it would make no syllable.
pub(super) fn read(plain: &str) -> Option<Telex> {
    let mut letters: Vec<char> = Vec::new();
    let (mut tone, mut complete) = (None, false);
    for c in plain.chars() {
        if !c.is_ascii_lowercase() {
            return None;
        }
        complete = true;
        let last = letters.last().copied();
        match c {
            'f' | 's' | 'r' | 'x' | 'j' if letters.iter().any(|c| is_vowel(*c)) => {
                if tone.replace(c).is_some() {
                    return None;
                }
            }
            'w' => horn(&mut letters),
            'a' | 'e' | 'o' | 'd' if last == Some(c) => {
                letters.pop();
                letters.push(doubled(c));
            }
            _ => {
                complete = false;
                letters.push(c);
            }
        }
    }
    let made: String = letters.iter().filter(|c| !c.is_ascii()).collect();
    let read = Word::read(&letters.iter().collect::<String>());
    let word = Word { plain: read.plain, letters: made, tone: tone.into_iter().collect() };
    (word.has_marks() && is_syllable(&word.plain)).then_some(Telex { word, complete })
}

fn doubled(c: char) -> char {
    match c {
        'a' => 'â',
        'e' => 'ê',
        'o' => 'ô',
        _ => 'đ',
    }
}

/// `w` hooks the vowel before it, both of `uo`, and is ư by itself where there is none.
fn horn(letters: &mut Vec<char>) {
    let Some(at) = letters.iter().rposition(|c| matches!(c, 'a' | 'o' | 'u')) else { return letters.push('ư') };
    if letters[at] == 'o' && at > 0 && matches!(letters[at - 1], 'u' | 'ư') {
        letters[at - 1] = 'ư';
    }
    letters[at] = match letters[at] {
        'a' => 'ă',
        'o' => 'ơ',
        _ => 'ư',
    };
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'â' | 'ă' | 'ê' | 'ô' | 'ơ' | 'ư')
}

/// Whether plain letters have the form of a Vietnamese syllable, also of one whose end is still to come.
fn is_syllable(plain: &str) -> bool {
    let from = plain.find(is_vowel).unwrap_or(plain.len());
    let (onset, rest) = plain.split_at(from);
    let to = rest.find(|c| !is_vowel(c)).unwrap_or(rest.len());
    let (vowels, coda) = rest.split_at(to);
    ONSETS.contains(&onset) && (1..=3).contains(&vowels.len()) && CODAS.contains(&coda)
}
