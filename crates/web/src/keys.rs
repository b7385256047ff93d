//! The keys that the list of keys shows, by where they work. What they do is in `assets/js/keys.js`; a page gives a button its letter
//! with `data-key` and says so with `aria-keyshortcuts`.

use crate::language::Word;
use crate::places::Place;
use crate::words;

/// A heading, and below it the caps to press with what they do.
pub type KeyGroup = (Word, Vec<(Vec<String>, Word)>);

/// `G` and a letter for each of the places, then everything else.
pub fn groups(places: impl Iterator<Item = Place>) -> Vec<KeyGroup> {
    let caps = |caps: &str| caps.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let group = |title, keys: &[(&str, Word)]| (title, keys.iter().map(|(keys, word)| (caps(keys), *word)).collect());
    let go = |place: Place| (vec!["G".to_owned(), place.letter().to_ascii_uppercase().to_string()], place.word());
    vec![
        (words::KEYS_GO, places.map(go).collect()),
        group(
            words::KEYS_LIST,
            &[
                ("J K ↑ ↓", words::KEY_ROW),
                ("Enter", words::KEY_OPEN),
                ("Space", words::KEY_PREVIEW),
                ("X", words::KEY_TICK),
                ("Ctrl A", words::TICK_ALL),
                ("F", words::KEY_FILTER),
                ("V", words::KEY_VIEW),
            ],
        ),
        group(
            words::KEYS_LEAD,
            &[
                ("S", words::KEY_STAGE),
                ("A", words::KEY_ASSIGN),
                ("L", words::KEY_LABEL),
                ("B", words::KEY_BOOK),
                ("N", words::KEY_NOTE),
                ("R", words::KEY_REVEAL),
                ("E", words::KEY_EDIT),
                ("J K", words::KEY_NEIGHBOUR),
            ],
        ),
        group(
            words::KEYS_ALWAYS,
            &[
                ("/", words::KEY_SEARCH),
                ("Ctrl K", words::PALETTE),
                ("C", words::ADD_LEAD),
                ("1 – 9", words::KEY_DIGIT),
                ("T", words::KEY_TOKEN),
                ("Z", words::UNDO),
                ("Esc", words::KEY_BACK),
                ("?", words::KEYS),
            ],
        ),
    ]
}
