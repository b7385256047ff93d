//! What a file is that is neither text nor a workbook, told by its first bytes, so that nobody waits for a million refused rows. Asked
//! by `csv_rows` before anything else.

use crate::workbook::Kind;

/// The first bytes of files that people take for leads, and what they are.
const KINDS: [(&[u8], &str); 3] =
    [(b"%PDF", "a PDF"), (b"\x1f\x8b", "compressed (.gz): unpack it"), (b"Rar!", "compressed (.rar): unpack it")];

/// Which workbook it is, if any.
pub fn workbook(first: &[u8]) -> Option<Kind> {
    match first {
        [b'P', b'K', 3, 4, ..] => Some(Kind::Xlsx),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some(Kind::Xls),
        _ => None,
    }
}

pub fn check(first: &[u8]) -> Result<(), String> {
    match KINDS.iter().find(|(magic, _)| first.starts_with(magic)) {
        Some((_, kind)) => {
            Err(format!("this is no CSV but {kind}; in a spreadsheet choose 'Save as', then 'CSV UTF-8'"))
        }
        None => Ok(()),
    }
}

/// `first` is text by now; what stands below its first line is judged row by row.
pub fn check_header(first: &[u8]) -> Result<(), String> {
    let header = first.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if header.contains(&0) {
        return Err(
            "this is no CSV but no text: it holds zero bytes; in a spreadsheet choose 'Save as', then 'CSV UTF-8'"
                .to_owned(),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_named() {
        for (first, word) in [(&b"%PDF-1.4"[..], "a PDF"), (b"\x1f\x8b\x08", ".gz")] {
            assert!(check(first).unwrap_err().contains(word));
        }
        assert!(check_header(b"phone\0,name\n").unwrap_err().contains("zero bytes"));
        assert_eq!((check(b"phone,name\n"), check_header(b"phone,name\n1,\0\n")), (Ok(()), Ok(())));
    }
}
