//! Search without a store: what a typed text finds in a lead and how well. Tables of Vietnamese spellings, and properties over all of
//! them. Run with the crate's own tests.

use crate::seeded;
use leadhub_model::search::{Match, Query, Searched, Span, Terms};
use leadhub_model::{Fact, Facts};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

fn terms(fact: Fact, text: &str) -> Terms {
    let facts = Facts::default().with(fact, text);
    Terms::of(&Searched { number: 1, facts: &facts, last_comment: None })
}

fn found(name: &str, typed: &str) -> Option<Match> {
    Query::read(typed).matches(&terms(Fact::Name, name), false)
}

#[test]
fn a_page_of_text_asks_no_more_than_a_line() {
    let text = (0..40).map(|word| format!("từ{word}a")).collect::<Vec<_>>().join(" ");
    assert_eq!(Query::read(&text).tokens().len(), 16);
}

#[test]
fn no_long_text_pushes_another_one_out() {
    let words = |of: &str, count: usize| (0..count).map(|at| format!("{of}{at}q")).collect::<Vec<_>>().join(" ");
    let facts = [(Fact::Name, "ten"), (Fact::ProjectName, "duan"), (Fact::Subject, "chude")]
        .into_iter()
        .fold(Facts::default(), |facts, (fact, word)| facts.with(fact, words(word, 60)));
    let comment = words("bl", 300);
    let all = Terms::of(&Searched { number: 1, facts: &facts, last_comment: Some(&comment) });
    for (word, last) in [("ten", 47), ("duan", 47), ("chude", 47), ("bl", 199)] {
        let is_found = |at: usize| Query::read(&format!("{word}{at}q")).matches(&all, false).is_some();
        assert!(is_found(0) && is_found(last) && !is_found(last + 1), "{word}");
    }
    // What stands in several texts is one term, and none of those that a text may have besides.
    let twice = Facts::default().with(Fact::Name, words("ten", 48)).with(Fact::Subject, words("ten", 48) + " cuoi");
    let all = Terms::of(&Searched { number: 1, facts: &twice, last_comment: None });
    assert!(Query::read("cuoi").matches(&all, false).is_some());
    assert_eq!(all.all().len(), 50);
}

#[test]
fn accents_that_were_typed_are_a_better_match() {
    use Match::*;
    for (name, typed, way) in [
        ("Đường", "duong", Some(Typed)),
        ("Đường", "đường", Some(Typed)),
        ("Dương", "đường", Some(Plain)),
        ("Duong", "đường", Some(Plain)),
        ("Đường", "ĐƯỜ", Some(Typed)),
        ("Dưỡng", "đườ", Some(Plain)),
        ("Hoà", "hòa", Some(Typed)),
        ("Hòa", "hoà", Some(Typed)),
        ("Hóa", "hoà", Some(Plain)),
        ("Thuý", "thúy", Some(Typed)),
        ("Nguyễn Văn An", "an nguyễn", Some(Typed)),
        ("Nguyễn Văn An", "an nguyên", Some(Plain)),
        ("Nguyễn Văn An", "anh", None),
        ("Nguyễn Văn An", "guyen", None),
        // The keys of Telex, with the tone where people type it.
        ("Nguyễn", "nguyeenx", Some(Typed)),
        ("Nguyễn", "nguyeexn", Some(Typed)),
        ("Nguyên", "nguyeenx", Some(Plain)),
        ("Đường", "dduwowngf", Some(Typed)),
        ("Đường", "DDuongwf", Some(Typed)),
        ("Tư", "tw", Some(Typed)),
        ("Thúy", "thuys", Some(Typed)),
        ("Thuận", "thuys", None),
        // Words that only look so stay what they are.
        ("Max Moon", "max moon", Some(Typed)),
        ("Mai", "max", None),
        ("Sơn", "son", Some(Typed)),
        ("Test", "test", Some(Typed)),
    ] {
        assert_eq!(found(name, typed), way, "{name} by {typed}");
    }
}

#[test]
fn every_syllable_is_found_by_its_keys() {
    let keys = |letter: char| match letter {
        'đ' => "dd".to_owned(),
        'ư' => "uw".to_owned(),
        'ơ' => "ow".to_owned(),
        'ă' => "aw".to_owned(),
        'â' => "aa".to_owned(),
        'ê' => "ee".to_owned(),
        'ô' => "oo".to_owned(),
        plain => plain.to_string(),
    };
    let tones = [('\u{300}', "f"), ('\u{301}', "s"), ('\u{309}', "r"), ('\u{303}', "x"), ('\u{323}', "j")];
    for syllable in
        ["đương", "nguyên", "hoa", "thuy", "ngh\u{129}a", "khuây", "trương", "quyêt", "ưng", "ăn", "yên", "giương"]
    {
        let plain: String = syllable.nfd().filter(|c| *c != '\u{303}').nfc().collect();
        for (mark, key) in tones {
            let vowel =
                plain.char_indices().rfind(|(_, c)| "aeiouyăâêôơư".contains(*c)).map_or(0, |(at, c)| at + c.len_utf8());
            let written: String = plain[..vowel].chars().chain([mark]).chain(plain[vowel..].chars()).nfc().collect();
            let typed: String = plain.chars().map(keys).chain([key.to_owned()]).collect();
            assert_eq!(found(&written, &typed), Some(Match::Typed), "{written} by {typed}");
        }
    }
}

#[test]
fn a_masked_contact_is_found_whole_or_by_what_is_shown() {
    for (fact, text, typed, shown) in [
        (Fact::Phone, "0349719999", "0349719999", true),
        (Fact::Phone, "0349719999", "+84 349 719 999", true),
        (Fact::Phone, "01683456789", "0383456789", true),
        (Fact::Phone, "0349719999", "999", true),
        (Fact::Phone, "0349719999", "9999", false),
        (Fact::Phone, "0349719999", "0349", false),
        (Fact::Email, "lan@congty.vn", "LAN@congty.vn", true),
        (Fact::Email, "lan@congty.vn", "lan@congty", false),
        (Fact::Email, "lan@congty.vn", "lan", false),
        (Fact::Name, "Lan", "l", true),
    ] {
        let (query, terms) = (Query::read(typed), terms(fact, text));
        assert!(query.matches(&terms, false).is_some(), "{text} by {typed}");
        assert_eq!(query.matches(&terms, true).is_some(), shown, "{text} by {typed}, masked");
    }
}

/// What the store does with a stretch: it compares bytes, and SQL's LIKE looks at the marks.
fn read_by_store(span: &Span, term: &str) -> bool {
    let like = span.like().is_none_or(|like| {
        let parts: Vec<&str> = like.split('%').collect();
        let [_, inner, end] = parts[..] else { panic!("{like}") };
        term.find(inner).is_some_and(|at| term[at + inner.len()..].ends_with(end))
    });
    span.from.as_bytes() <= term.as_bytes() && term.as_bytes() < span.to.as_bytes() && like
}

/// Up to eight Vietnamese letters.
const WORD: &str = "[a-zđàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]{1,8}";

proptest! {
    #![proptest_config(seeded())]

    /// Whole or in part, in any order, composed or apart, in capitals: a name is found as it is written.
    #[test]
    fn a_name_is_found_by_the_beginnings_of_its_words(words in prop::collection::vec(WORD, 1..4), cut in 1..9usize) {
        let name = words.join(" ");
        let part: Vec<String> = words.iter().rev().map(|word| word.chars().take(cut).collect()).collect();
        let typed = part.join("  ");
        let apart: String = typed.nfd().collect();
        prop_assert!(found(&name, &typed).is_some(), "{} by {}", name, typed);
        prop_assert_eq!(found(&name, &apart), found(&name, &typed));
        prop_assert_eq!(found(&name, &typed.to_uppercase()), found(&name, &typed));
        prop_assert_eq!(found(&name, &leadhub_model::text::fold(&name)), Some(Match::Typed));
        prop_assert_eq!(found(&name, &name), Some(Match::Typed));
    }

    #[test]
    fn a_number_is_found_from_both_ends(number in "0(3[2-9]|7[06-9]|8[1-5]|9[01346-8])[0-9]{7}", length in 3..11usize) {
        let by = |typed: &str| Query::read(typed).matches(&terms(Fact::Phone2, &number), false).is_some();
        prop_assert!(by(&number[..length]) && by(&number[number.len() - length..]));
        let abroad = format!("+84{}", &number[1..length]);
        prop_assert!(by(&abroad));
    }

    #[test]
    fn anything_can_be_typed_and_stored(name: String, typed: String) {
        let _ = Query::read(&typed).matches(&terms(Fact::Name, &name), true);
        for fact in [Fact::Code, Fact::Email, Fact::Phone] {
            let of_text = terms(fact, &typed);
            let all = of_text.all();
            prop_assert!(all.len() < 120 && all.iter().all(|term| term.len() <= 512), "{:?}", all);
        }
    }

    /// The store and the query agree on every term.
    #[test]
    fn a_stretch_holds_what_the_store_reads_in_it(word in WORD, typed in WORD, cut in 1..5usize) {
        let typed: String = typed.chars().take(cut).collect();
        for term in terms(Fact::Name, &word).all() {
            for token in Query::read(&typed).tokens() {
                for span in [Match::Typed, Match::Plain].iter().flat_map(|way| token.spans(*way)) {
                    prop_assert_eq!(span.holds(&term), read_by_store(span, &term), "{:?} {}", span, term);
                }
            }
        }
    }
}
