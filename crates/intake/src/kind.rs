//! What a file is that is no CSV in UTF-8, told by its first bytes, so that nobody waits for a million refused rows. Asked by
//! whoever takes a file from a person, before anything else.

/// The first bytes of files that people take for CSV, and what they are.
const KINDS: [(&[u8], &str); 6] = [
    (b"PK\x03\x04", "a spreadsheet (.xlsx, .ods) or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet of the old kind (.xls)"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "compressed (.gz): unpack it"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
];

/// Refuses what is no text in UTF-8. `first` are the file's first bytes, the whole header line at least; what stands below it is
/// judged row by row.
pub fn check_kind(first: &[u8]) -> Result<(), String> {
    let kind = KINDS.iter().find(|(magic, _)| first.starts_with(magic)).map(|(_, kind)| *kind);
    let kind = kind.or(first.contains(&0).then_some("no text: it holds zero bytes"));
    let header = first.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let foreign = || "text in an old encoding: its header is not UTF-8";
    match kind.or_else(|| std::str::from_utf8(header).is_err().then(foreign)) {
        Some(kind) => Err(format!("this is no CSV but {kind}; in a spreadsheet choose 'Save as', then 'CSV UTF-8'")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf8_text_is_named() {
        for (first, word) in [
            (&b"PK\x03\x04\x14\x00"[..], ".xlsx"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", ".xls"),
            (b"\xff\xfep\0h\0", "UTF-16"),
            (b"\xfe\xff\0p\0h", "UTF-16"),
            (b"\x1f\x8b\x08", ".gz"),
            (b"phone\0,name\n", "zero bytes"),
            (b"H\xe4 t\xean,phone\nLan,1\n", "old encoding"),
        ] {
            let say = check_kind(first).unwrap_err();
            assert!(say.contains(word) && say.contains("CSV UTF-8"), "{say}");
        }
    }

    #[test]
    fn text_passes_whatever_its_rows_hold() {
        for first in [&b""[..], b"phone,name\n", b"\xef\xbb\xbfs\xc4\x91t;t\xc3\xaan\r\n", b"phone,name\n1,H\xe0\n"] {
            assert_eq!(check_kind(first), Ok(()));
        }
    }
}
