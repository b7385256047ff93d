//! Folding: what becomes equal, what stays different, and that folding twice changes nothing for any character there is.
//! Run with the crate's own tests; needs no store.

use leadhub_model::text::{fold, fold_place};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::seeded;

#[test]
fn case_accents_and_spaces_do_not_count() {
    for (text, folded) in [
        ("", ""),
        ("  \t ", ""),
        ("  Lan ", "lan"),
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("NGUYỄN  THỊ\u{a0}ÁNH ", "nguyen thi anh"),
        ("đường Đồng Khởi", "duong dong khoi"),
        ("Ð\u{ed}nh", "dinh"),
        ("ắ ằ ẳ ẵ ặ ấ ầ ẩ ẫ ậ", "a a a a a a a a a a"),
        ("ế ề ể ễ ệ ố ồ ổ ỗ ộ ớ ờ ở ỡ ợ ứ ừ ử ữ ự ý ỳ ỷ ỹ ỵ", "e e e e e o o o o o o o o o o u u u u u y y y y y"),
        ("Ngu\u{200b}yễn\u{feff}", "nguyen"),
        ("Ｎｇｕｙｅｎ １２", "nguyen 12"),
        ("Café Müller", "cafe muller"),
        ("İstanbul", "istanbul"),
        ("がき 한글 กำ", "か\u{3099}き 한글 กํา"),
        ("Freezing@2", "freezing@2"),
    ] {
        assert_eq!(fold(text).nfc().collect::<String>(), folded.nfc().collect::<String>(), "{text:?}");
    }
}

#[test]
fn every_vietnamese_letter_folds_the_same_composed_and_apart() {
    let letters = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";
    for lower in letters.chars() {
        let apart: String = lower.nfd().collect();
        let folded = fold(&lower.to_string());
        assert!(
            matches!(folded.as_bytes(), [b'a' | b'd' | b'e' | b'i' | b'o' | b'u' | b'y']),
            "{lower} became {folded}"
        );
        assert_eq!(fold(&apart), folded, "{lower}");
        assert_eq!(fold(&apart.to_uppercase()), folded, "{lower}");
        assert_eq!(fold(&lower.to_uppercase().to_string()), folded, "{lower}");
    }
}

#[test]
fn folding_any_character_twice_changes_nothing() {
    let mut buffer = [0; 4];
    for c in char::MIN..=char::MAX {
        let once = fold(c.encode_utf8(&mut buffer));
        assert_eq!(fold(&once), once, "{c:?}");
    }
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn folding_twice_changes_nothing(text: String) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn composed_and_apart_fold_alike(text in "[a-zA-Zà-ỹ ]{0,20}") {
        let apart: String = text.nfd().collect();
        prop_assert_eq!(fold(&apart), fold(&text));
    }
}

#[test]
fn a_place_is_one_with_its_kind_and_without() {
    for (written, plain) in [
        ("TP. Thủ Đức", "thu duc"),
        ("T.P. Hồ Chí Minh", "ho chi minh"),
        ("Thành phố Hà Nội", "ha noi"),
        ("Tỉnh Cao Bằng", "cao bang"),
        ("Q.1", "1"),
        ("Q1", "1"),
        ("quận 1", "1"),
        ("H. Hóc Môn", "hoc mon"),
        ("Phường Ba Đình", "ba dinh"),
        // No kind, though it begins as one does.
        ("Quảng Ninh", "quang ninh"),
        ("Xam Kha", "xam kha"),
        ("Huyện", "huyen"),
    ] {
        assert_eq!(fold_place(written), plain, "{written}");
    }
}
