//! The Vietnamese encodings of the time before Unicode, as tables, and how much a text looks like Vietnamese. Used by `encoding`.
//! It reads bytes only; which encoding a file has is not chosen here.

use encoding_rs::WINDOWS_1252;
use unicode_normalization::UnicodeNormalization;

/// TCVN3 from 0xA1 on; a question mark where it has no letter.
const TCVN3: &str = "ĂÂÊÔƠƯĐăâêôơưđ?\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạ?ằẳẵắ???????ặầẩẫấậè?ẻẽéẹềểễếệìỉ???ĩíịò?ỏõóọồổỗốộờởỡớợù?ủũúụừửữứựỳỷỹýỵ";

/// What a byte of VNI adds to the letter before it, in small letters; a capital has its bit 0x20 unset.
const VNI_MARKS: [(u8, &str); 17] = [
    (0xf9, "\u{301}"),
    (0xf8, "\u{300}"),
    (0xfb, "\u{309}"),
    (0xf5, "\u{303}"),
    (0xef, "\u{323}"),
    (0xe2, "\u{302}"),
    (0xe1, "\u{302}\u{301}"),
    (0xe0, "\u{302}\u{300}"),
    (0xe5, "\u{302}\u{309}"),
    (0xe3, "\u{302}\u{303}"),
    (0xe4, "\u{302}\u{323}"),
    (0xea, "\u{306}"),
    (0xe9, "\u{306}\u{301}"),
    (0xe8, "\u{306}\u{300}"),
    (0xfa, "\u{306}\u{309}"),
    (0xfc, "\u{306}\u{303}"),
    (0xeb, "\u{306}\u{323}"),
];

/// The letters of VNI that are one byte.
const VNI_LETTERS: [(u8, char); 16] = [
    (0xf1, 'đ'),
    (0xf4, 'ơ'),
    (0xf6, 'ư'),
    (0xed, 'í'),
    (0xec, 'ì'),
    (0xe6, 'ỉ'),
    (0xf3, 'ĩ'),
    (0xf2, 'ị'),
    (0xd1, 'Đ'),
    (0xd4, 'Ơ'),
    (0xd6, 'Ư'),
    (0xcd, 'Í'),
    (0xcc, 'Ì'),
    (0xc6, 'Ỉ'),
    (0xd3, 'Ĩ'),
    (0xd2, 'Ị'),
];

/// Syllables that stand in the headings and names of nearly every file.
const WORDS: &[&str] = &[
    "họ",
    "tên",
    "và",
    "số",
    "điện",
    "thoại",
    "địa",
    "chỉ",
    "chú",
    "ngày",
    "khách",
    "hàng",
    "nguyễn",
    "trần",
    "lê",
    "phạm",
    "thị",
    "văn",
    "hoàng",
    "huỳnh",
    "vũ",
    "võ",
    "đặng",
    "bùi",
    "đỗ",
    "hồ",
    "ngô",
    "dương",
    "lý",
    "gọi",
    "lại",
    "quận",
    "huyện",
    "tỉnh",
    "thành",
    "phố",
    "phường",
    "xã",
    "đường",
    "nội",
    "hà",
    "chí",
    "giới",
    "tính",
    "nguồn",
    "mã",
    "cầu",
    "tối",
    "sáng",
    "chiều",
    "bình",
    "đức",
    "ngọc",
    "phương",
    "không",
    "có",
    "của",
    "sđt",
    "buổi",
    "nhà",
    "đã",
    "cần",
    "tư",
    "vấn",
    "hòa",
    "thúy",
    "hạnh",
    "ánh",
    "hồng",
    "hải",
    "tuấn",
    "dũng",
    "hùng",
    "thảo",
    "trạng",
    "thái",
    "người",
    "đồng",
    "ở",
    "sản",
    "phẩm",
    "liên",
    "hệ",
];

/// Words found less what no Vietnamese text holds; 0 and below is none.
pub fn score(text: &str) -> i64 {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_ascii());
    let found = words.filter(|word| WORDS.contains(word)).count();
    let foreign = lower.chars().filter(|c| !c.is_ascii() && !is_vietnamese(*c)).count();
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX / 4);
    2 * count(found) - count(foreign)
}

fn is_vietnamese(c: char) -> bool {
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ–—“”‘’…₫\u{a0}".contains(c)
}

pub fn tcvn3(line: &[u8]) -> String {
    let letters: Vec<char> = TCVN3.chars().collect();
    let letter = |byte: u8| match byte {
        0..=0x7f => char::from(byte),
        0x80..=0xa0 => western(byte),
        byte => letters.get(usize::from(byte) - 0xa1).copied().unwrap_or('\u{fffd}'),
    };
    line.iter().map(|byte| letter(*byte)).nfc().collect()
}

pub fn vni(line: &[u8]) -> String {
    let mut text = String::new();
    for byte in line.iter().copied() {
        let marks = VNI_MARKS.iter().find(|(mark, _)| *mark == byte || *mark & !0x20 == byte);
        let letter = VNI_LETTERS.iter().find(|(known, _)| *known == byte);
        match (letter, marks) {
            _ if byte < 0x80 => text.push(char::from(byte)),
            (Some((_, letter)), _) => text.push(*letter),
            (None, Some((_, marks))) if text.ends_with(can_carry) => text.push_str(marks),
            // `î` is ỵ where it stands alone.
            _ if byte == 0xee || byte == 0xce => text.push(if byte == 0xee { 'ỵ' } else { 'Ỵ' }),
            _ => text.push(western(byte)),
        }
    }
    text.nfc().collect()
}

fn can_carry(c: char) -> bool {
    "aeiouyơưAEIOUYƠƯ".contains(c)
}

fn western(byte: u8) -> char {
    WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next().unwrap_or('\u{fffd}')
}

#[cfg(test)]
pub use written::{tcvn3_of, vni_of, windows_1258_of};

/// The other way round, for tests.
#[cfg(test)]
mod written {
    use super::{TCVN3, VNI_LETTERS, VNI_MARKS};
    use encoding_rs::WINDOWS_1258;
    use unicode_normalization::UnicodeNormalization;

    pub fn windows_1258_of(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        for c in text.chars() {
            let whole = c.to_string();
            // A letter with its hat, then the tone.
            let parts: Vec<char> = whole.nfd().collect();
            let is_tone = |c: &char| "\u{300}\u{301}\u{303}\u{309}\u{323}".contains(*c);
            let base: String = parts.iter().filter(|c| !is_tone(c)).collect::<String>().nfc().collect();
            let tone: String = parts.iter().filter(|c| is_tone(c)).collect();
            bytes.extend_from_slice(&WINDOWS_1258.encode(&base).0);
            bytes.extend_from_slice(&WINDOWS_1258.encode(&tone).0);
        }
        bytes
    }

    pub fn tcvn3_of(text: &str) -> Vec<u8> {
        let byte = |c: char| {
            if c.is_ascii() {
                return c as u8;
            }
            let find = |c: char| TCVN3.chars().position(|known| known == c);
            let at = find(c).or_else(|| find(c.to_lowercase().next().unwrap())).unwrap();
            0xa1 + u8::try_from(at).unwrap()
        };
        text.chars().map(byte).collect()
    }

    pub fn vni_of(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        for c in text.chars() {
            if let Some((byte, _)) = VNI_LETTERS.iter().find(|(_, known)| *known == c) {
                bytes.push(*byte);
                continue;
            }
            let mut parts: Vec<char> = c.to_string().nfd().collect();
            // The horn belongs to the letter.
            if let Some(at) = parts.iter().position(|part| *part == '\u{31b}') {
                parts.remove(at);
                let letter = if parts[0].eq_ignore_ascii_case(&'o') { 0xf4 } else { 0xf6 };
                bytes.push(if parts[0].is_uppercase() { letter & !0x20 } else { letter });
            } else {
                bytes.push(parts[0] as u8);
            }
            let is_capital = parts[0].is_uppercase();
            let mut marks = parts[1..].to_vec();
            marks.sort_unstable_by_key(|mark| !matches!(mark, '\u{302}' | '\u{306}'));
            let marks: String = marks.into_iter().collect();
            if let Some((byte, _)) = VNI_MARKS.iter().find(|(_, known)| *known == marks) {
                bytes.push(if is_capital { byte & !0x20 } else { *byte });
            }
        }
        bytes
    }
}
