//! What somebody typed, read: every word of it must be found in a lead, in any order, each as the beginning of a word, a code, an
//! e-mail, or a number from either end. Words with accents ask twice: as they stand, and plain. Asked by the core's search.

use super::phones::{is_number, searched, spans};
use super::span::Span;
use super::terms::{Terms, number_term};
use super::word::{Word, compact, is_mark, pieces};
use super::{phones, telex};
use crate::email::EmailKey;
use crate::phone::digits;
use crate::text::fold;

/// Digits of a number's end that a masked contact shows.
const SHOWN: usize = 3;
/// Digits at least, in groups that are one number though no zero begins them.
const GROUPED: usize = 6;

/// Words that count: each is walked through by itself, and nobody is told apart by more.
const MOST_TOKENS: usize = 16;

/// What the names of hosts end with; `congty.vn` is looked for by what stands before.
const HOST_ENDS: &[&str] = &["com", "edu", "gov", "info", "net", "org", "vn"];

/// How well a lead matches; the better one comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// Every word with the accents that were typed.
    Typed,
    /// Without regard to accents.
    Plain,
}

/// One word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    typed: Vec<Span>,
    plain: Vec<Span>,
    /// The term of the whole contact that it names, or of so little of one that a mask shows it.
    shown: Vec<Span>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    tokens: Vec<Token>,
}

impl Query {
    pub fn read(text: &str) -> Query {
        let mut tokens = Vec::new();
        for chunk in numbers_joined(text) {
            if chunk.contains('@') {
                tokens.push(Token::email(&chunk));
            } else if is_number(&chunk) {
                tokens.push(Token::number(&digits(&chunk)));
            } else if let Some(code) = compact(&chunk) {
                // Or an e-mail of which no more is typed yet.
                tokens.push(Token::of(vec![Span::begins(&code), Span::begins(&fold(&chunk))]));
            } else {
                let is_host = chunk.contains('.');
                let says_something = |(at, piece): &(usize, &str)| *at == 0 || !(is_host && HOST_ENDS.contains(piece));
                tokens.extend(pieces(&chunk).enumerate().filter(says_something).map(|(_, piece)| Token::word(piece)));
            }
        }
        tokens.truncate(MOST_TOKENS);
        Query { tokens }
    }

    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Whether some of what it finds is what was typed, and some is not.
    pub fn is_ranked(&self) -> bool {
        self.tokens.iter().any(|token| token.typed != token.plain)
    }

    /// How well a lead with these terms matches; `masked` for whoever does not see contacts whole.
    pub fn matches(&self, terms: &Terms, masked: bool) -> Option<Match> {
        let all =
            |way: Match| !self.tokens.is_empty() && self.tokens.iter().all(|token| token.finds(terms, way, masked));
        [Match::Typed, Match::Plain].into_iter().find(|way| all(*way))
    }
}

impl Token {
    /// The stretches of terms in which it is found this well.
    pub fn spans(&self, way: Match) -> &[Span] {
        match way {
            Match::Typed => &self.typed,
            Match::Plain => &self.plain,
        }
    }

    fn finds(&self, terms: &Terms, way: Match, masked: bool) -> bool {
        let in_one =
            |spans: &[Span], terms: &[String]| terms.iter().any(|term| spans.iter().any(|span| span.holds(term)));
        let spans = self.spans(way);
        let contacts = if masked { &self.shown } else { spans };
        in_one(spans, &terms.open) || in_one(contacts, &terms.contacts)
    }

    /// Where accents mean nothing.
    fn of(spans: Vec<Span>) -> Token {
        Token { typed: spans.clone(), plain: spans, shown: Vec::new() }
    }

    fn word(piece: &str) -> Token {
        let word = Word::read(piece);
        let mut token = Token::of(vec![Span::begins(&word.plain)]);
        if word.has_marks() {
            token.typed = as_written(&word, false);
        } else if let Some(read) = telex::read(&word.plain) {
            token.typed.extend(as_written(&read.word, read.complete));
            let plain = &read.word.plain;
            token.plain.push(if read.complete { Span::whole(plain) } else { Span::begins(plain) });
        }
        token
    }

    fn email(chunk: &str) -> Token {
        let address = chunk.to_lowercase();
        let shown = EmailKey::read(chunk).map(|email| Span::exactly(email.as_str()));
        let begins = Span::begins(address.strip_prefix('@').unwrap_or(&address));
        Token { shown: shown.into_iter().collect(), ..Token::of(vec![begins]) }
    }

    fn number(digits: &str) -> Token {
        let mut spans = spans(digits);
        if spans.is_empty() {
            spans.push(Span::begins(digits));
        }
        spans.push(Span::exactly(&number_term(digits)));
        let shown = match searched(digits).pop() {
            Some(end) if end.len() == SHOWN => Some(Span::begins(&phones::end_term(&end))),
            // A whole number, however it is spelled.
            Some(whole) if crate::phone::Phone::read(digits).key().is_some() => Some(Span::exactly(&whole)),
            _ => None,
        };
        Token { shown: shown.into_iter().collect(), ..Token::of(spans) }
    }
}

fn as_written(word: &Word, complete: bool) -> Vec<Span> {
    let longer = (!complete).then(|| Span::longer(&word.plain, &word.letters, &word.tone));
    std::iter::once(Span::exactly(&word.term())).chain(longer).collect()
}

/// The chunks of a text, with a number that was typed in groups put together: `0912 345 678`, and `345 678` of its end.
fn numbers_joined(text: &str) -> Vec<String> {
    let chunks: Vec<&str> =
        text.split(|c: char| c.is_whitespace()).filter(|chunk| !chunk.chars().all(is_mark)).collect();
    let mut joined: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(chunk) = chunks.get(at) {
        let run = chunks[at..].iter().take_while(|chunk| is_number(chunk)).count();
        let group = &chunks[at..at + run];
        let all: String = group.concat();
        let is_phone = chunk.starts_with(['0', '+', '(']) || chunk.starts_with("84");
        let grouped = digits(&all).len() >= GROUPED && group.iter().all(|part| digits(part).len() >= 3);
        if run > 1 && (is_phone || grouped) {
            joined.push(all);
            at += run;
        } else {
            joined.push((*chunk).to_owned());
            at += 1;
        }
    }
    joined
}
