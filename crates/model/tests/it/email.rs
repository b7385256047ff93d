//! E-mail addresses as identities: which texts are one, and that spellings of one address meet.
//! Run with the crate's own tests; needs no store.

use leadhub_model::email::EmailKey;
use proptest::prelude::*;

use crate::seeded;

fn read(text: &str) -> Option<String> {
    EmailKey::read(text).map(|key| key.as_str().to_owned())
}

#[test]
fn spellings_of_one_address_meet() {
    for text in ["lan@example.com", " Lan@Example.COM\n", "\u{feff}lan@example.com\u{200b}", "LAN@\u{200b}EXAMPLE.COM"]
    {
        assert_eq!(read(text).as_deref(), Some("lan@example.com"), "{text:?}");
    }
    assert_eq!(read("ÁNH@ví-dụ.vn").as_deref(), Some("ánh@ví-dụ.vn"));
    assert_eq!(read("lan+khách@sub.example.com").as_deref(), Some("lan+khách@sub.example.com"));
}

#[test]
fn what_is_no_address_is_no_identity() {
    for text in [
        "",
        "lan",
        "lan@",
        "@example.com",
        "lan@example",
        "lan@.com",
        "lan@example.",
        "lan@example..com",
        "lan@@example.com",
        "lan@example.com@example.com",
        "lan nguyen@example.com",
        "lan@exam ple.com",
        "lan@exam\u{0}ple.com",
        "<lan@example.com>",
        "lan,minh@example.com",
        "lan;minh@example.com",
        "\"lan\"@example.com",
    ] {
        assert_eq!(read(text), None, "{text:?}");
    }
}

#[test]
fn an_address_that_stands_for_nobody_identifies_nobody() {
    let identifies = |text: &str| EmailKey::read(text).unwrap().identifies();
    let nobodys = "none@gmail.com khongco@gmail.com Khong.Co@yahoo.com noemail@x.vn no-email@x.vn test@test.com test12@gmail.com \
        test+7@gmail.com a@a.a aaa@aaa.com no-reply@shop.vn noreply@facebookmail.com do_not_reply@x.vn null@null.com";
    for text in nobodys.split_whitespace() {
        assert!(!identifies(text), "{text}");
    }
    for text in
        "lan@example.com khongco.f1@gmail.com tester@x.vn a@b.vn an@x.vn nonet@x.vn ann@x.vn 0349@x.vn".split(' ')
    {
        assert!(identifies(text), "{text}");
    }
}

#[test]
fn an_address_has_at_most_254_bytes() {
    let longest = format!("{}@example.com", "a".repeat(254 - "@example.com".len()));
    assert_eq!(read(&longest), Some(longest.clone()));
    assert_eq!(read(&format!("a{longest}")), None);
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn an_address_reads_as_itself(text in prop_oneof![any::<String>(), "\\PC{0,9}@\\PC{0,9}\\.\\PC{0,9}"]) {
        if let Some(address) = read(&text) {
            prop_assert_eq!(read(&address), Some(address));
        }
    }
}
