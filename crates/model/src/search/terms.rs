//! Under which terms a lead is found.
//! Called by the store when it writes a lead, and when it looks whether one matches.

use super::phones::{end_term, searched};
use super::word::{Word, compact, pieces, together};
use crate::email::EmailKey;
use crate::fact::{Fact, Facts};
use crate::phone::Phone;

/// Different words of a name, a subject, a project's name or a code that are found: none takes the place of another's.
const MOST: usize = 48;
/// Of the newest comment, which people write at length.
const MOST_OF_COMMENT: usize = 200;

/// Providers whose name tells nothing of who writes from there.
const FREE_MAIL: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.com.vn",
    "ymail.com",
    "hotmail.com",
    "outlook.com",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "zoho.com",
    "mail.com",
    "proton.me",
    "protonmail.com",
];

/// What of a lead is searched.
#[derive(Debug, Clone, Copy)]
pub struct Searched<'l> {
    pub number: i64,
    pub facts: &'l Facts,
    pub last_comment: Option<&'l str>,
}

/// Each term once, in the order of the store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// What everybody sees.
    pub open: Vec<String>,
    /// What a contact gives: masked for some.
    pub contacts: Vec<String>,
}

impl Terms {
    pub fn of(lead: &Searched) -> Terms {
        let mut terms = Terms { open: vec![number_term(&lead.number.to_string())], contacts: Vec::new() };
        let fact = |fact| lead.facts.text(fact);
        text_terms(fact(Fact::Name), MOST, &mut terms.open);
        for code in [Fact::Code, Fact::ContractNumber, Fact::ProjectCode] {
            terms.open.extend(code_terms(fact(code)));
        }
        text_terms(fact(Fact::ProjectName), MOST, &mut terms.open);
        text_terms(fact(Fact::Subject), MOST, &mut terms.open);
        text_terms(lead.last_comment.unwrap_or_default(), MOST_OF_COMMENT, &mut terms.open);
        let is_number = |phone: &&Fact| **phone != Fact::Zalo || Phone::read_first(fact(Fact::Zalo)).key().is_some();
        for number in Fact::PHONES.iter().filter(is_number).flat_map(|phone| searched(fact(*phone))) {
            terms.contacts.extend([end_term(&number), number]);
        }
        email_terms(fact(Fact::Email), &mut terms.contacts);
        for terms in [&mut terms.open, &mut terms.contacts] {
            terms.sort_unstable();
            terms.dedup();
        }
        terms
    }

    /// All of them, each once.
    pub fn all(self) -> Vec<String> {
        let mut all = self.open;
        all.extend(self.contacts);
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// The sign keeps a lead's number apart from words and phones that begin so.
pub(super) fn number_term(number: &str) -> String {
    format!("#{number}")
}

/// A code that a caller gave, such as `LD-2024/001`: as one word, and as those that it is made of where no digit holds them together.
pub fn code_terms(code: &str) -> Vec<String> {
    let mut terms: Vec<String> = code.split_whitespace().map(together).filter(|term| !term.is_empty()).collect();
    if !code.chars().any(|c| c.is_ascii_digit()) {
        text_terms(code, MOST, &mut terms);
    }
    terms
}

/// Adds the words of a text, `most` at most of those that are not there yet.
fn text_terms(text: &str, most: usize, terms: &mut Vec<String>) {
    let most = terms.len() + most;
    for chunk in text.split_whitespace() {
        let words = pieces(chunk).map(|piece| Word::read(piece).term()).chain(compact(chunk));
        for term in words {
            if terms.len() >= most {
                return;
            }
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
    }
}

fn email_terms(text: &str, terms: &mut Vec<String>) {
    let Some(email) = EmailKey::read(text) else { return text_terms(text, MOST, terms) };
    let address = email.as_str();
    terms.push(address.to_owned());
    let (name, domain) = address.split_once('@').unwrap_or((address, ""));
    // The first one is a beginning of the whole address.
    terms.extend(pieces(name).skip(1).map(|piece| Word::read(piece).plain));
    if !FREE_MAIL.contains(&domain) {
        terms.push(domain.to_owned());
    }
}
