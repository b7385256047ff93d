//! The contacts of a row as people write them: two numbers or addresses in one cell, addresses with marks around them. Used by `read`;
//! what a number identifies is the model's.

use leadhub_model::email::EmailKey;
use leadhub_model::phone::{Phone, several};
use leadhub_model::{Fact, Facts, NewLead};
use serde_json::Value;

const PHONES: [Fact; 3] = [Fact::Phone, Fact::Phone2, Fact::Phone3];

/// Whether no number of the lead can be read, so that nobody will find it by one.
pub fn is_without_phone(facts: &Facts) -> bool {
    !PHONES.iter().any(|fact| Phone::read_first(facts.text(*fact)).quality().identifies())
}

/// Gives every number and address its own place; a cell for which there is no room is kept whole beside the lead.
pub fn tidy(new: &mut NewLead, header: &[String]) {
    for fact in PHONES {
        let text = new.facts.text(fact).to_owned();
        let numbers = several(&text);
        let Some((first, others)) = numbers.split_first() else { continue };
        new.facts.set(fact, Some((*first).to_owned()));
        for number in others {
            match PHONES.into_iter().find(|free| new.facts.get(*free).is_none()) {
                Some(free) => new.facts.set(free, Some((*number).to_owned())),
                None => drop(new.extras.insert(free_name("phones", header), Value::from(text.as_str()))),
            }
        }
    }
    let text = new.facts.text(Fact::Email).to_owned();
    let found = addresses(&text);
    // One that stands there as it is keeps its letters.
    if let [address, others @ ..] = found.as_slice()
        && !address.eq_ignore_ascii_case(&text)
    {
        new.facts.set(Fact::Email, Some(address.clone()));
        if !others.is_empty() {
            new.extras.insert(free_name("emails", header), Value::from(text));
        }
    }
}

fn free_name(name: &str, header: &[String]) -> String {
    if header.iter().any(|heading| heading == name) { format!("{name} (all)") } else { name.to_owned() }
}

/// The addresses of a cell; empty where something in it with an `@` is none.
fn addresses(text: &str) -> Vec<String> {
    let wide = text.replace('＠', "@");
    let bare = wide.trim_matches(is_noise);
    // `Lan Thử <lan@example.vn>`: the name beside it is no part of it.
    let inside = bare.split_once('<').map(|(_, behind)| behind.split('>').next().unwrap_or_default());
    let parts = inside.unwrap_or(bare).split(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '/' | '|'));
    let parts: Vec<&str> = parts.map(|part| part.trim_matches(is_noise)).filter(|part| !part.is_empty()).collect();
    let read = |part: &&str| {
        let part = part.strip_prefix("mailto:").or_else(|| part.strip_prefix("email:")).unwrap_or(part);
        EmailKey::read(part).map(|key| key.as_str().to_owned())
    };
    let found: Option<Vec<String>> = parts.iter().map(read).collect();
    found.unwrap_or_default()
}

fn is_noise(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '.' | ',' | ';' | ':' | '\'' | '"' | '“' | '”' | '‘' | '’' | '(' | ')' | '\u{feff}' | '\u{200b}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_out_of_what_stands_around_it() {
        for text in [
            " Lan.Thu@Example.VN ",
            "lan.thu@example.vn.",
            "lan.thu@example.vn,",
            "<lan.thu@example.vn>",
            "'lan.thu@example.vn",
            "Lan Thử <lan.thu@example.vn>",
            "mailto:lan.thu@example.vn",
            "lan.thu＠example.vn",
            "lan.thu@example.vn\u{200b}",
        ] {
            assert_eq!(addresses(text), ["lan.thu@example.vn"], "{text}");
        }
        for text in ["lan@example.vn; hoa@example.vn", "lan@example.vn/hoa@example.vn", "lan@example.vn hoa@example.vn"]
        {
            assert_eq!(addresses(text), ["lan@example.vn", "hoa@example.vn"], "{text}");
        }
        for text in ["khong co", "-", "lan.thu @example.vn", "lan@@example.vn", "chị Lan lan@example.vn"] {
            assert!(addresses(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn an_address_loses_what_stands_around_it_and_keeps_its_letters() {
        for (text, kept) in [
            ("mailto:lan.thu@example.vn", "lan.thu@example.vn"),
            ("'lan.thu@example.vn", "lan.thu@example.vn"),
            ("Lan.Thu@Example.VN", "Lan.Thu@Example.VN"),
            ("khong co", "khong co"),
        ] {
            let mut new = NewLead::default();
            new.facts.set(Fact::Email, Some(text.to_owned()));
            tidy(&mut new, &[]);
            assert_eq!((new.facts.text(Fact::Email), new.extras.is_empty()), (kept, true), "{text}");
        }
    }

    #[test]
    fn two_numbers_of_one_cell_are_two_contacts() {
        let mut new = NewLead::default();
        new.facts.set(Fact::Phone, Some("0349000042/0987000043".to_owned()));
        tidy(&mut new, &[]);
        assert_eq!([Fact::Phone, Fact::Phone2].map(|fact| new.facts.text(fact)), ["0349000042", "0987000043"]);
        new.facts.set(Fact::Phone, Some("0349000042/0987000043/0912345678".to_owned()));
        new.facts.set(Fact::Phone3, Some("0349000044".to_owned()));
        tidy(&mut new, &[]);
        assert_eq!(new.extras["phones"], "0349000042/0987000043/0912345678");
    }
}
