//! One table a rule of reading phones: text, canonical key, reason code. Deleting a rule turns its table red.
//! Agreement with another implementation stands in `tests/it/phone_oracle.rs`.

use super::PhoneQuality::{
    Converted2018, Empty, Foreign, Invalid, LostZero, NewPrefix, NotIdentifying, Respelled, Valid,
};
use super::{Issuer, Phone, PhoneKey, PhoneQuality, digits, is_cut_short, several};

#[track_caller]
fn identifies(text: &str, key: &str, quality: PhoneQuality) {
    let phone = Phone::read(text);
    assert_eq!((phone.key().map(PhoneKey::as_str), phone.quality()), (Some(key), quality), "{text:?}");
    assert!(quality.identifies(), "{text:?}");
}

#[track_caller]
fn identifies_nobody(text: &str, quality: PhoneQuality) {
    let phone = Phone::read(text);
    assert_eq!((phone.key(), phone.quality()), (None, quality), "{text:?}");
    assert!(!quality.identifies(), "{text:?}");
    assert_eq!(phone.display(), text, "a text without a key comes back to the letter");
}

#[test]
fn the_national_form_is_valid_as_it_stands() {
    identifies("0349719999", "+84349719999", Valid);
    identifies("0983980148", "+84983980148", Valid);
    identifies("02438251234", "+842438251234", Valid);
}

#[test]
fn marks_wide_digits_and_invisible_characters_are_taken_away() {
    for text in [
        "034 971 9999",
        " 0349719999\t",
        "034.971.9999",
        "034-971-9999",
        "(034) 971 9999",
        "[034]971·9999",
        "'0349719999",
        "034\u{a0}971\u{202f}9999",
        "034\u{2011}971\u{2013}9999",
        "034\u{2212}971－9999",
        "\u{feff}034\u{200b}9719999\u{202c}",
        "０３４９７１９９９９",
        "（034）971．9999",
    ] {
        identifies(text, "+84349719999", Respelled);
    }
}

#[test]
fn the_country_code_and_a_trunk_zero_after_it_are_taken_away() {
    for text in [
        "84349719999",
        "+84349719999",
        "0084349719999",
        "+840349719999",
        "840349719999",
        "00840349719999",
        "＋84 349719999",
        "(+84) 349 719 999",
        "+84 (0) 349 719 999",
        "+0349719999",
        "+0084349719999",
    ] {
        identifies(text, "+84349719999", Respelled);
    }
    identifies("842438251234", "+842438251234", Respelled);
}

#[test]
fn nine_digits_never_lose_a_leading_84() {
    identifies("844666531", "+84844666531", LostZero);
    identifies("0844666531", "+84844666531", Valid);
    identifies("84844666531", "+84844666531", Respelled);
}

#[test]
fn a_lost_zero_comes_back() {
    identifies("349719999", "+84349719999", LostZero);
    identifies("563456789", "+84563456789", LostZero);
    identifies("763456789", "+84763456789", LostZero);
    identifies("912 345 678", "+84912345678", LostZero);
    identifies("2438251234", "+842438251234", LostZero);
    identifies("1683456789", "+84383456789", Converted2018);
    identifies_nobody("140123456", Invalid);
}

#[test]
fn old_numbers_of_eleven_digits_move_by_the_table_of_2018() {
    let table = [
        ("0120", "70"),
        ("0121", "79"),
        ("0122", "77"),
        ("0126", "76"),
        ("0128", "78"),
        ("0123", "83"),
        ("0124", "84"),
        ("0125", "85"),
        ("0127", "81"),
        ("0129", "82"),
        ("0162", "32"),
        ("0163", "33"),
        ("0164", "34"),
        ("0165", "35"),
        ("0166", "36"),
        ("0167", "37"),
        ("0168", "38"),
        ("0169", "39"),
        ("0186", "56"),
        ("0188", "58"),
        ("0199", "59"),
    ];
    for (old, new) in table {
        identifies(&format!("{old}3456789"), &format!("+84{new}3456789"), Converted2018);
    }
    for text in ["841683456789", "+84 168 345 6789", "+8401683456789", "00841683456789", "1683456789"] {
        identifies(text, "+84383456789", Converted2018);
    }
    identifies_nobody("01703456789", Invalid);
}

#[test]
fn ten_digits_beginning_01_are_not_old_numbers() {
    identifies_nobody("0123456789", Invalid);
    identifies_nobody("0168345678", Invalid);
}

#[test]
fn what_is_no_number_has_no_key() {
    for text in [
        "03497191211",
        "034971999",
        "8434971999",
        "84840349719999",
        "0712345678",
        "0601234567",
        "02398765432109876543210",
        "02012345678",
        "0349719999 ext 5",
        "0349719999/0912345678",
        "0349719999, 0912345678",
        "034971+9999",
        "chị Lan",
        "1900123",
        "19001234567",
    ] {
        identifies_nobody(text, Invalid);
    }
    for text in ["", " \u{200b}", "-", "+"] {
        identifies_nobody(text, Empty);
    }
}

#[test]
fn services_and_short_codes_identify_nobody() {
    for text in ["1800123456", "18001234", "1900 1234", "841900123456", "+84 1800 1234", "0672012345", "06921234"] {
        identifies_nobody(text, NotIdentifying);
    }
    for text in ["113", "1080", "5656", "900999"] {
        identifies_nobody(text, NotIdentifying);
    }
}

#[test]
fn placeholders_identify_nobody_and_sequences_do() {
    for text in [
        "0",
        "00",
        "0000000000",
        "0999999999",
        "999999999",
        "+84999999999",
        "0888888888",
        "0900000000",
        "+84 900 000 000",
        "01227777777",
        "+11111111111",
        "0011111111",
        "11111111111",
    ] {
        identifies_nobody(text, NotIdentifying);
    }
    identifies("0987654321", "+84987654321", Valid);
    identifies("0900000001", "+84900000001", Valid);
    identifies("0988888888", "+84988888888", Valid);
}

#[test]
fn foreign_numbers_need_a_plus_or_00_and_a_plausible_length() {
    identifies("+65 9123 4567", "+6591234567", Foreign);
    identifies("006591234567", "+6591234567", Foreign);
    identifies("+12345678", "+12345678", Foreign);
    identifies("+123456789012345", "+123456789012345", Foreign);
    identifies("00123456789012345", "+123456789012345", Foreign);
    identifies_nobody("+1234567", Invalid);
    identifies_nobody("+1234567890123456", Invalid);
    identifies_nobody("000912345678", Invalid);
    identifies_nobody("14155552671", Invalid);
    assert_eq!(Phone::read("+65 9123 4567").display(), "+65 9123 4567");
    assert_eq!(Phone::read("+65 9123 4567").national(), None);
}

#[test]
fn ranges_too_new_for_the_libraries_are_accepted_and_labelled() {
    for (text, issuer) in [
        ("0301234567", Some(Issuer::Mobifone)),
        ("0511234567", Some(Issuer::Mobifone)),
        ("0311234567", Some(Issuer::Viettel)),
        ("0521234567", Some(Issuer::Vietnamobile)),
        ("0551234567", Some(Issuer::Wintel)),
        ("0951234567", None),
        ("0140123456", Some(Issuer::Mobifone)),
        ("0160123456", Some(Issuer::Viettel)),
    ] {
        identifies(text, &format!("+84{}", text.trim_start_matches('0')), NewPrefix);
        assert_eq!(Phone::read(text).issuer(), issuer, "{text}");
    }
    identifies("0522123456", "+84522123456", Valid);
    identifies("0559123456", "+84559123456", Valid);
}

#[test]
fn the_issuer_is_read_off_the_prefix() {
    for (text, name) in [
        ("+84 86 1234567", "Viettel"),
        ("0911234567", "VinaPhone"),
        ("01201234567", "MobiFone"),
        ("0561234567", "Vietnamobile"),
        ("0993123456", "Gmobile"),
        ("0871234567", "iTel"),
        ("0559123456", "Wintel"),
        ("0998123456", "Indochina Telecom"),
    ] {
        assert_eq!(Phone::read(text).issuer().map(Issuer::name), Some(name), "{text}");
    }
    for text in ["02438251234", "+6591234567", "0712345678"] {
        assert_eq!(Phone::read(text).issuer(), None, "{text}");
    }
}

#[test]
fn the_text_is_kept_and_the_national_form_is_given_back() {
    let phone = Phone::read("+84 349.719.999");
    assert_eq!(phone.raw(), "+84 349.719.999");
    assert_eq!(phone.display(), "0349719999");
    assert_eq!(phone.national().as_deref(), Some("0349719999"));
    assert_eq!(Phone::read("01683456789").display(), "0383456789");
}

#[test]
fn digits_drop_everything_else() {
    assert_eq!(digits(" +84 (０)349-abc９ "), "8403499");
    assert_eq!(digits("none"), "");
}

#[test]
fn what_stands_around_one_number_is_taken_away() {
    for text in [
        "=\"0349719999\"",
        "349719999.0",
        "349719999,00",
        "84349719999.0",
        "349,719,999",
        "84,349,719,999",
        "3.49719999E8",
        "8,4349719999E+10",
        "tel:+84349719999",
        "Tel: 0349719999",
        "p:+84349719999",
        "p:0349719999",
        "whatsapp:+84349719999",
        "ĐT: 0349719999",
        "đ.t 0349719999",
        "Số điện thoại: 0349719999",
        "0349719999 (Zalo)",
        "0349719999 [chị Lan]",
        "(Zalo) 0349719999",
        "0349719999.",
        "0349719999?",
        "0349719999,",
        "\"034\"9719999",
        "0349719999\n",
        "034_971_9999",
        "(084) 349 719 999",
        "084349719999",
        "+084349719999",
        "0840349719999",
    ] {
        assert_eq!(Phone::read(text).key().map(PhoneKey::as_str), Some("+84349719999"), "{text:?}");
    }
}

#[test]
fn words_extensions_and_lost_digits_are_no_noise() {
    for text in
        ["0349719999 - chị Lan", "0349719999x12", "8,4349E+10", "3,49E+08", "8.43490000112E+11", "không có", "p: Lan"]
    {
        identifies_nobody(text, Invalid);
    }
    for text in ["8,4349E+10", "3,49E+08", "8.4349E+9", "8E+10", "\"8.43E10\""] {
        assert!(is_cut_short(text), "{text}");
    }
    for text in ["3.49719999E8", "0349719999", "e", "Lê", ""] {
        assert!(!is_cut_short(text), "{text}");
    }
}

#[test]
fn a_text_with_two_numbers_is_two_when_both_are_read() {
    for text in [
        "0349719999/0912345678",
        "0349719999, 0912345678",
        "0349719999 ; 0912345678",
        "0349719999 ::: 0912345678",
        "0349719999 - 0912345678",
        "0349719999 0912345678",
        "034 971 9999 / 091 234 5678",
        "Zalo: 0349719999; ĐT: 0912345678",
        "0349719999\n0912345678",
    ] {
        let keys: Vec<_> = several(text).into_iter().map(|part| Phone::read(part).national().unwrap()).collect();
        assert_eq!(keys, ["0349719999", "0912345678"], "{text:?}");
    }
    assert_eq!(several("0349719999/0912345678/0987654321").len(), 3);
    for text in ["0349719999", "034 971 9999", "0349719999/43", "0349719999 - chị Lan", "+84 (0) 349 719 999", ""] {
        assert!(several(text).is_empty(), "{text:?}");
    }
}

#[test]
fn the_first_of_several_numbers_says_how_the_text_reads() {
    let keys = |text: &str| -> Vec<String> {
        Phone::read_all(text).iter().filter_map(|phone| phone.key().map(|key| key.as_str().to_owned())).collect()
    };
    assert_eq!(keys("0349719999/+84 912 345 678"), ["+84349719999", "+84912345678"]);
    assert_eq!(keys("0349719999"), ["+84349719999"]);
    assert!(keys("0349719999/43").is_empty() && keys("").is_empty());
    assert_eq!(Phone::read_first("349719999; 0912345678").quality(), LostZero);
    assert_eq!(Phone::read_first("gọi sau").quality(), Phone::read("gọi sau").quality());
}
