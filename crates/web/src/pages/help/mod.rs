//! `/app/help`: how the work is done, for whoever works leads and for whoever looks after it. Words alone: it asks the store nothing but
//! who reads.

pub mod words;

use crate::language::Word;
use crate::layout::Layout;
use crate::render;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_wire::query::Query;
use words::*;

/// A heading, and what stands below it.
type Section = (Word, &'static [Word]);

const AGENTS: &[Section] = &[
    (A_DAY, &[A_DAY_1, A_DAY_2, A_DAY_3]),
    (FIND, &[FIND_1, FIND_2]),
    (CONTACTS, &[CONTACTS_1]),
    (AFTER_A_CALL, &[AFTER_A_CALL_1, AFTER_A_CALL_2, AFTER_A_CALL_3]),
    (MANY, &[MANY_1]),
    (BOARD, &[BOARD_1, BOARD_2]),
    (LOST, &[LOST_1]),
    (ACCOUNT, &[ACCOUNT_1]),
    (words::KEYS, &[KEYS_1, KEYS_2]),
];

const MANAGERS: &[Section] = &[
    (NUMBERS, &[NUMBERS_1, NUMBERS_2, NUMBERS_3]),
    (SHARE, &[SHARE_1, SHARE_2]),
    (LISTS, &[LISTS_1, LISTS_2]),
    (VIEWS, &[VIEWS_1, VIEWS_2]),
    (PEOPLE, &[PEOPLE_1, PEOPLE_2]),
    (SOURCES, &[SOURCES_1]),
    (ACCOUNT, &[ACCOUNT_1]),
    (words::KEYS, &[KEYS_1, KEYS_2]),
];

#[derive(Template)]
#[template(path = "pages/help.html")]
struct HelpPage {
    layout: Layout,
    for_managers: bool,
    sections: Vec<(&'static str, Vec<Vec<Piece>>)>,
}

/// A piece of a sentence.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Text(&'static str),
    /// Caps of a keyboard.
    Keys(Vec<&'static str>),
    /// What is typed into a command line.
    Command(&'static str),
}

pub async fn show(visit: Visit, query: Query) -> Response {
    let for_managers = match query.get("for") {
        Some("managers") => true,
        Some("agents") => false,
        _ => visit.role.sees_all(),
    };
    let language = visit.language();
    let sections = if for_managers { MANAGERS } else { AGENTS };
    let shown =
        |(title, all): &Section| (title.say(language), all.iter().map(|word| pieces(word.say(language))).collect());
    let page = HelpPage {
        layout: visit.layout(TITLE.say(language), None),
        for_managers,
        sections: sections.iter().map(shown).collect(),
    };
    render::page(StatusCode::OK, &page)
}

/// Parts a sentence at its `[keys]` and its `` `commands` ``.
fn pieces(sentence: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while let Some(at) = rest.find(['[', '`']) {
        let (before, marked) = rest.split_at(at);
        let close = if marked.starts_with('[') { ']' } else { '`' };
        let Some((inside, after)) = marked[1..].split_once(close) else { break };
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(if close == ']' { Piece::Keys(inside.split(' ').collect()) } else { Piece::Command(inside) });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys;
    use crate::language::Language;
    use crate::places::Place;

    #[test]
    fn a_sentence_is_parted_at_its_keys_and_commands() {
        use Piece::{Command, Keys, Text};
        assert_eq!(
            pieces("Bấm [G L] hay `x y`."),
            [Text("Bấm "), Keys(vec!["G", "L"]), Text(" hay "), Command("x y"), Text(".")]
        );
        assert_eq!(pieces("[Z]"), [Keys(vec!["Z"])]);
        assert_eq!(pieces("một [nửa"), [Text("một [nửa")]);
        assert_eq!(pieces(""), []);
    }

    /// A key that the help names and the list of keys does not know is a slip in one of them.
    #[test]
    fn the_help_names_keys_that_there_are() {
        let known: Vec<Vec<String>> =
            keys::groups(Place::ALL.into_iter()).into_iter().flat_map(|(_, keys)| keys).map(|(caps, _)| caps).collect();
        let is_known = |caps: &[&str]| {
            known.iter().any(|known| *known == caps || (caps.len() == 1 && known.iter().any(|cap| cap == caps[0])))
        };
        for word in AGENTS.iter().chain(MANAGERS).flat_map(|(_, words)| *words) {
            for language in Language::ALL {
                for piece in pieces(word.say(language)) {
                    if let Piece::Keys(caps) = piece {
                        assert!(is_known(&caps), "{caps:?} in {word:?}");
                    }
                }
            }
        }
    }
}
