//! What holds for every phone text: no panic, one key for all spellings of one number, and a shown number that reads back
//! as itself. Single rules have their tables in `src/phone/tests.rs`.

use leadhub_model::phone::{Phone, PhoneKey, digits};
use proptest::prelude::*;

use crate::seeded;

/// Texts near to phone numbers, which plain random text hardly ever is.
fn phone_like() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[+＋]{0,2}[0-9０-９ .()\u{200b}\u{a0}-]{0,22}",
        "(0|84|\\+84|0084|\\+840|00|\\+)?[1-9][0-9]{7,11}",
    ]
}

/// The significant digits of a mobile number, placeholders left out.
fn mobile() -> impl Strategy<Value = String> {
    let head = prop::sample::select(vec![
        "32", "39", "522", "56", "559", "70", "79", "81", "84", "87", "899", "90", "98", "997",
    ]);
    (head, "[0-9]{6}[1-8]")
        .prop_map(|(head, tail)| format!("{head}{}", &tail[tail.len() + head.len() - 9..]))
        .prop_filter("one digit throughout is a placeholder", |nsn| {
            nsn.bytes().any(|digit| !nsn.starts_with(char::from(digit)))
        })
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| c.to_digit(10).and_then(|digit| char::from_u32(u32::from('０') + digit)).unwrap_or(c))
        .collect()
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn reading_the_shown_number_keeps_the_key(text in phone_like()) {
        let phone = Phone::read(&text);
        let again = Phone::read(&phone.display());
        prop_assert_eq!(again.key(), phone.key());
        prop_assert_eq!(phone.raw(), text.as_str());
    }

    #[test]
    fn a_key_is_canonical_and_reads_as_itself(text in phone_like()) {
        if let Some(key) = Phone::read(&text).key() {
            prop_assert!(key.as_str().starts_with('+') && key.as_str()[1..].bytes().all(|byte| byte.is_ascii_digit()));
            let again = Phone::read(key.as_str());
            prop_assert_eq!(again.key(), Some(key));
        }
    }

    #[test]
    fn all_spellings_of_one_number_meet_in_one_key(nsn in mobile()) {
        let canonical = format!("+84{nsn}");
        let (head, tail) = nsn.split_at(2);
        let spellings = [
            nsn.clone(),
            format!("0{nsn}"),
            format!("84{nsn}"),
            format!("+84{nsn}"),
            format!("0084{nsn}"),
            format!("+840{nsn}"),
            format!("840{nsn}"),
            format!("0{head} {tail}"),
            format!("(0{head}) {}-{}", &tail[..3], &tail[3..]),
            format!("+84.{head}.{tail}"),
            format!("\u{feff}0{head}\u{a0}{tail}\u{200b}"),
            wide(&format!("0{nsn}")),
        ];
        for spelling in spellings {
            let phone = Phone::read(&spelling);
            prop_assert_eq!(phone.key().map(PhoneKey::as_str), Some(canonical.as_str()), "{:?}", spelling);
            prop_assert_eq!(phone.display(), format!("0{nsn}"));
        }
    }

    #[test]
    fn digits_are_digits(text in phone_like()) {
        prop_assert!(digits(&text).bytes().all(|byte| byte.is_ascii_digit()));
    }
}
