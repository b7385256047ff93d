//! Vietnam's numbering plan as data: mobile ranges, landline areas, service numbers and the 2018 renumbering. Asked by
//! `phone::reading` and `phone::PhoneKey`. Every number here is national and significant: digits, without the leading zero.
//! State of the tables: libphonenumber 9.0.43 and vietnam.md 4a, 4b; raise `phone::RULE_VERSION` when a key may change.

use super::Issuer;

/// One mobile range and what is known of it.
#[derive(Clone, Copy)]
pub(super) struct Range {
    /// Nobody is known to hold some ranges.
    pub issuer: Option<Issuer>,
    /// Listed only lately, or wider than the public metadata has it: libraries lag Vietnam by months, so a lead must not
    /// lose its identity over it.
    pub recent: bool,
}

const fn long_known(issuer: Issuer) -> Range {
    Range { issuer: Some(issuer), recent: false }
}

const fn recent(issuer: Option<Issuer>) -> Range {
    Range { issuer, recent: true }
}

/// The first match wins, so the known parts of 052 and 055 stand before the rest of them.
const MOBILE: &[(Range, &[&str])] = &[
    (long_known(Issuer::Viettel), &["32", "33", "34", "35", "36", "37", "38", "39", "86", "96", "97", "98"]),
    (long_known(Issuer::Vinaphone), &["81", "82", "83", "84", "85", "88", "91", "94"]),
    (long_known(Issuer::Mobifone), &["70", "76", "77", "78", "79", "896", "897", "898", "899", "90", "93"]),
    (long_known(Issuer::Vietnamobile), &["522", "523", "528", "56", "58", "92"]),
    (long_known(Issuer::Gmobile), &["59", "993", "994", "995", "996", "997"]),
    (long_known(Issuer::Itel), &["87"]),
    (long_known(Issuer::Wintel), &["559"]),
    (long_known(Issuer::Indochina), &["998", "999"]),
    (recent(Some(Issuer::Mobifone)), &["30", "51", "140", "1210", "1211", "1212", "1213"]),
    (recent(Some(Issuer::Viettel)), &["31", "160"]),
    (recent(Some(Issuer::Vietnamobile)), &["52"]),
    (recent(Some(Issuer::Wintel)), &["55"]),
    (recent(None), &["95", "990", "991"]),
];

/// Old three digits to new two; the last seven digits stay. The switch ran from 15 September to 7 October 2018.
const RENUMBERED_2018: &[([u8; 3], [u8; 2])] = &[
    (*b"120", *b"70"),
    (*b"121", *b"79"),
    (*b"122", *b"77"),
    (*b"126", *b"76"),
    (*b"128", *b"78"),
    (*b"123", *b"83"),
    (*b"124", *b"84"),
    (*b"125", *b"85"),
    (*b"127", *b"81"),
    (*b"129", *b"82"),
    (*b"162", *b"32"),
    (*b"163", *b"33"),
    (*b"164", *b"34"),
    (*b"165", *b"35"),
    (*b"166", *b"36"),
    (*b"167", *b"37"),
    (*b"168", *b"38"),
    (*b"169", *b"39"),
    (*b"186", *b"56"),
    (*b"188", *b"58"),
    (*b"199", *b"59"),
];

/// The range of a mobile number of nine digits, or None when no operator can have issued it.
pub(super) fn mobile(nsn: &[u8]) -> Option<Range> {
    if nsn.len() != 9 {
        return None;
    }
    MOBILE
        .iter()
        .find(|(_, prefixes)| prefixes.iter().any(|prefix| nsn.starts_with(prefix.as_bytes())))
        .map(|(range, _)| *range)
}

/// Whether this is a landline: `2`, an area that exists, and ten digits in all.
pub(super) fn is_landline(nsn: &[u8]) -> bool {
    let &[b'2', group, area, _, _, _, _, _, _, _] = nsn else {
        return false;
    };
    let areas: &[u8] = match group {
        b'0' => b"3456789",
        b'1' => b"012345689",
        b'2' => b"01256789",
        b'3' | b'8' => b"23456789",
        b'4' => b"2345678",
        b'5' => b"12456789",
        b'6' => b"01239",
        b'7' => b"01234567",
        b'9' => b"01234679",
        _ => b"",
    };
    areas.contains(&area)
}

/// The number of 2018 for an old mobile number of ten digits (`1683456789` to `383456789`).
pub(super) fn renumbered(old: &[u8]) -> Option<[u8; 9]> {
    let (head, tail) = old.split_first_chunk::<3>()?;
    let tail: &[u8; 7] = tail.try_into().ok()?;
    let (_, new_head) = RENUMBERED_2018.iter().find(|(known, _)| known == head)?;
    let mut new = [0; 9];
    let (new_start, new_tail) = new.split_at_mut(new_head.len());
    new_start.copy_from_slice(new_head);
    new_tail.copy_from_slice(tail);
    Some(new)
}

/// Each old prefix of a mobile number with that of today, both without the leading zero.
pub(crate) fn of_2018() -> impl Iterator<Item = (&'static str, &'static str)> {
    let text = |digits: &'static [u8]| std::str::from_utf8(digits).unwrap_or_default();
    RENUMBERED_2018.iter().map(move |(old, new)| (text(old), text(new)))
}

/// Numbers that answer for a company or a service: 1800, 1900, internet telephony 0672 and the closed network 069.
pub(super) fn is_service(nsn: &[u8]) -> bool {
    match nsn {
        [b'1', b'8' | b'9', b'0', b'0', ..] => (8..=10).contains(&nsn.len()),
        [b'6', b'7', b'2', ..] => nsn.len() == 9,
        [b'6', b'9', ..] => (7..=8).contains(&nsn.len()),
        _ => false,
    }
}
