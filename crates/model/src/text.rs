//! Text as it is compared and searched: without case, accents or spare spaces. Used for every folded column and for the
//! words of a search. Never a key: folding makes different names of one province equal (vietnam.md 6).

use unicode_normalization::char::decompose_compatible;

/// Folds a text: lower case, accents and Vietnamese marks removed whether they came composed or apart, đ as d, wide and
/// styled letters as plain ones, invisible characters dropped, white space collapsed and trimmed. Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let mut folding = Folding { folded: String::with_capacity(text.len()), gap: false };
    for c in text.chars() {
        if c.is_ascii() {
            folding.push(c);
        } else {
            decompose_compatible(c, |part| folding.push(part));
        }
    }
    folding.folded
}

/// What a place is called without its kind, folded: `TP. Thủ Đức`, `Thành phố Thủ Đức` and `Thủ Đức` are one. A name that is nothing but
/// a kind stays.
pub fn fold_place(name: &str) -> String {
    const KINDS: &[&str] = &[
        "thanh pho",
        "thi xa",
        "thi tran",
        "dac khu",
        "tinh",
        "quan",
        "huyen",
        "phuong",
        "xa",
        "tp",
        "tx",
        "tt",
        "t p",
        "t x",
        "q",
        "h",
        "p",
        "x",
    ];
    let plain = fold(&name.replace('.', " "));
    let without = |kind: &&str| {
        let rest = plain.strip_prefix(*kind)?;
        // A number may stand close to its kind: `Q1`.
        let is_apart = rest.starts_with(|next: char| next == ' ' || next.is_ascii_digit());
        Some(rest.trim_start().to_owned()).filter(|rest| is_apart && !rest.is_empty())
    };
    KINDS.iter().find_map(without).unwrap_or_else(|| plain.clone())
}

/// A folded text being built.
struct Folding {
    folded: String,
    /// White space was met since the last character kept.
    gap: bool,
}

impl Folding {
    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.gap = true;
        } else if !is_accent(c) && !is_invisible(c) {
            if self.gap && !self.folded.is_empty() {
                self.folded.push(' ');
            }
            self.gap = false;
            if c.is_ascii() {
                self.folded.push(c.to_ascii_lowercase());
            } else {
                self.folded.extend(c.to_lowercase().map(plain_d));
            }
        }
    }
}

/// The stroke of đ is no accent to Unicode; ð is its look-alike in texts converted from old encodings.
fn plain_d(lower: char) -> char {
    if matches!(lower, 'đ' | 'ð') { 'd' } else { lower }
}

/// The combining marks of Latin, Greek and Cyrillic. Those of other scripts are letters to their readers and stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

/// Characters that have no width and no meaning of their own: soft hyphen, zero-width spaces and joiners, direction marks,
/// byte order mark. They come along when text is pasted from web pages and chats.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}'
    )
}
