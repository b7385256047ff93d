//! Agreement with libphonenumber over the whole Vietnamese plan, from a frozen table, and the list of what we read
//! otherwise on purpose. An undeclared disagreement fails, and so does a declared one that no longer happens.

use leadhub_model::phone::{Issuer, Phone, PhoneKey};

const ORACLE: &str = include_str!("../data/phone_oracle.csv");

struct Row<'a> {
    written: &'a str,
    /// The key we should give if we agreed: kinds that stand for a person, and no others.
    key: Option<&'a str>,
    issuer: &'a str,
}

fn rows() -> impl Iterator<Item = Row<'static>> {
    ORACLE.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields.len(), 5, "a row has five fields: {line}");
        let (written, valid, e164, kind, issuer) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
        let personal = matches!(kind, "mobile" | "fixed_line" | "fixed_line_or_mobile");
        Row { written, key: (valid == "1" && personal).then_some(e164), issuer }
    })
}

type Covers = fn(&str) -> bool;

/// Every deliberate disagreement: why, and which texts of the table it covers.
const DISAGREEMENTS: &[(&str, Covers)] = &[
    ("055 outside 0559 is taken: operators widen ranges months before the metadata knows", |text| {
        text.len() == 10 && text.starts_with("055") && !text.starts_with("0559")
    }),
    ("052 outside 0522, 0523 and 0528 is taken: same reason", |text| {
        text.len() == 10
            && text.starts_with("052")
            && !["0522", "0523", "0528"].iter().any(|known| text.starts_with(known))
    }),
    ("eleven digits of before 2018 are moved, where libphonenumber only calls them possible", |text| {
        text.len() == 11 && OLD.iter().any(|old| text.starts_with(old))
    }),
    ("the same with a country code or without the zero", |text| {
        ["+841683456789", "841683456789", "1683456789", "+8401683456789", "1203456789", "1993456789"].contains(&text)
    }),
    ("one digit throughout, or eight zeros, is a placeholder that strangers share", |text| {
        ["0333333333", "0888888888", "0999999999", "0900000000"].contains(&text)
    }),
    ("a machine's number without its zero looks like an old identity card", |text| text == "140123456"),
    ("a plus before the national zero is a slip of the hand", |text| text == "+0349719999"),
    ("letters are not read away: an extension is a shared line", |text| {
        text.contains(char::is_alphabetic) && !text.starts_with("tel:")
    }),
    ("plans of other countries are not checked, only the length", |text| ["+99912345678", "+15550000"].contains(&text)),
];

const OLD: &[&str] = &[
    "0120", "0121", "0122", "0123", "0124", "0125", "0126", "0127", "0128", "0129", "0162", "0163", "0164", "0165",
    "0166", "0167", "0168", "0169", "0186", "0188", "0199",
];

#[test]
fn keys_agree_with_libphonenumber_but_for_the_declared_disagreements() {
    let mut happened = vec![0; DISAGREEMENTS.len()];
    let mut rows_seen = 0;
    for row in rows() {
        rows_seen += 1;
        let phone = Phone::read(row.written);
        let ours = phone.key().map(PhoneKey::as_str);
        let declared = DISAGREEMENTS.iter().position(|(_, covers)| covers(row.written));
        assert_eq!(
            ours != row.key,
            declared.is_some(),
            "{:?}: ours {ours:?}, theirs {:?}, declared: {:?}",
            row.written,
            row.key,
            declared.map(|index| DISAGREEMENTS[index].0)
        );
        if let Some(index) = declared {
            happened[index] += 1;
        }
    }
    assert!(rows_seen > 1000, "the table shrank to {rows_seen} rows");
    for ((reason, _), count) in DISAGREEMENTS.iter().zip(happened) {
        assert!(count > 0, "no row shows: {reason}");
    }
}

#[test]
fn issuers_agree_with_libphonenumber_but_for_itel() {
    let mut compared = 0;
    for row in rows() {
        let phone = Phone::read(row.written);
        if phone.key().map(PhoneKey::as_str) != row.key || row.key.is_none() {
            continue;
        }
        let theirs = match row.issuer {
            // iTel holds 087 and runs on VinaPhone's network (itel.vn's policy page).
            "Vinaphone" if phone.national().is_some_and(|national| national.starts_with("087")) => Some(Issuer::Itel),
            "Vinaphone" => Some(Issuer::Vinaphone),
            "Viettel" => Some(Issuer::Viettel),
            "MobiFone" => Some(Issuer::Mobifone),
            "Vietnamobile" => Some(Issuer::Vietnamobile),
            "G-Mobile" => Some(Issuer::Gmobile),
            // Reddi took the name Wintel.
            "Reddi" => Some(Issuer::Wintel),
            "Indochina Telecom" => Some(Issuer::Indochina),
            "" => None,
            other => unreachable!("an operator we do not know: {other}"),
        };
        assert_eq!(phone.issuer(), theirs, "{:?}", row.written);
        compared += 1;
    }
    assert!(compared > 400, "only {compared} rows were compared");
}
