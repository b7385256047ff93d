//! In which encoding a file is written: told by a byte-order mark, or by trying each of those that Vietnamese files come in and seeing
//! which gives words. Used by `csv_rows` once a file, and for each line.

mod legacy;

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1258};
use std::io::{self, Read};
use unicode_normalization::UnicodeNormalization;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1258,
    /// The Vietnamese standard of 1993, as the fonts of that time wrote it.
    Tcvn3,
    /// A letter, then a byte for its marks.
    Vni,
}

impl Encoding {
    pub const ALL: [(&str, Encoding); 6] = [
        ("utf-8", Encoding::Utf8),
        ("utf-16le", Encoding::Utf16Le),
        ("utf-16be", Encoding::Utf16Be),
        ("windows-1258", Encoding::Windows1258),
        ("tcvn3", Encoding::Tcvn3),
        ("vni", Encoding::Vni),
    ];

    pub fn name(self) -> &'static str {
        Encoding::ALL.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| *name)
    }

    pub fn named(name: &str) -> Result<Encoding, String> {
        let found = Encoding::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let known = || Encoding::ALL.map(|(known, _)| known).join(", ");
        found
            .map(|(_, encoding)| *encoding)
            .ok_or_else(|| format!("no encoding is called '{name}': known are {}", known()))
    }

    /// Of a file by its first bytes, `is_all` of them or not.
    pub fn of(head: &[u8]) -> Encoding {
        match head {
            [0xff, 0xfe, ..] => return Encoding::Utf16Le,
            [0xfe, 0xff, ..] => return Encoding::Utf16Be,
            _ => {}
        }
        // Half of the bytes of plain text in UTF-16 are zero, all in the odd places or all in the even ones.
        let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        if head.len() >= 8 && even + odd > head.len() / 5 {
            match (even, odd) {
                (even, odd) if odd > 10 * even => return Encoding::Utf16Le,
                (even, odd) if even > 10 * odd => return Encoding::Utf16Be,
                _ => {}
            }
        }
        let broken = head.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
        let whole = head.utf8_chunks().flat_map(|chunk| chunk.valid().chars()).filter(|c| !c.is_ascii()).count();
        // One may be cut in two by the end of the head; a few rows of another kind are refused one by one.
        if broken <= usize::from(whole > 0) || whole >= broken {
            let cut = head.len() - head.utf8_chunks().last().map_or(0, |chunk| chunk.invalid().len());
            if broken == 0 || whole > 0 || std::str::from_utf8(head.get(..cut).unwrap_or_default()).is_err() {
                return Encoding::Utf8;
            }
        }
        let old = [Encoding::Windows1258, Encoding::Tcvn3, Encoding::Vni];
        let scored = old.into_iter().map(|encoding| (legacy::score(&encoding.text(head).0), encoding));
        // The first of equals; a single word may be chance.
        let best = scored.fold((2, Encoding::Utf8), |best, next| if next.0 > best.0 { next } else { best });
        best.1
    }

    /// A line as text, and whether every byte of it had a meaning.
    pub fn text(self, line: &[u8]) -> (String, bool) {
        match self {
            _ if line.is_ascii() => (String::from_utf8_lossy(line).into_owned(), true),
            Encoding::Windows1258 => {
                let (text, had_errors) = WINDOWS_1258.decode_without_bom_handling(line);
                (text.nfc().collect(), !had_errors)
            }
            Encoding::Tcvn3 => (legacy::tcvn3(line), true),
            Encoding::Vni => (legacy::vni(line), true),
            Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be => {
                let text = String::from_utf8_lossy(line);
                let is_whole = matches!(text, std::borrow::Cow::Borrowed(_));
                (text.into_owned(), is_whole)
            }
        }
    }

    /// The file as bytes in which a line ends with a byte: UTF-16 becomes UTF-8, all else stays as it is.
    pub fn open<'r>(self, file: impl Read + 'r) -> Box<dyn Read + 'r> {
        match self {
            Encoding::Utf16Le => Box::new(Transcoded::new(file, UTF_16LE.new_decoder())),
            Encoding::Utf16Be => Box::new(Transcoded::new(file, UTF_16BE.new_decoder())),
            _ => Box::new(file),
        }
    }
}

struct Transcoded<R> {
    inner: R,
    decoder: Decoder,
    text: Vec<u8>,
    at: usize,
    is_done: bool,
}

impl<R: Read> Transcoded<R> {
    fn new(inner: R, decoder: Decoder) -> Self {
        Transcoded { inner, decoder, text: Vec::new(), at: 0, is_done: false }
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.is_done {
            let mut raw = [0; 8192];
            let read = self.inner.read(&mut raw)?;
            self.is_done = read == 0;
            let most = self.decoder.max_utf8_buffer_length(read).unwrap_or(3 * read + 16);
            self.text.resize(most, 0);
            let raw = raw.get(..read).unwrap_or_default();
            let (_, _, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, self.is_done);
            self.text.truncate(written);
            self.at = 0;
        }
        let mut rest = self.text.get(self.at..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.at += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "Họ tên,Số điện thoại,Ghi chú\nNguyễn Thị Ánh,0349000011,gọi lại buổi tối\nĐỗ Văn Đức,0349000012,ở Hà Nội\n";

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn each_encoding_is_recognised_and_read() {
        for (encoding, bytes) in [
            (Encoding::Utf8, TEXT.as_bytes().to_vec()),
            (Encoding::Windows1258, legacy::windows_1258_of(TEXT)),
            (Encoding::Tcvn3, legacy::tcvn3_of(TEXT)),
            (Encoding::Vni, legacy::vni_of(TEXT)),
        ] {
            assert_eq!(Encoding::of(&bytes), encoding, "{encoding:?}");
            let (text, is_whole) = encoding.text(&bytes);
            // The capitals of TCVN3 are a matter of its fonts.
            let same = |text: &str| text.replace('Á', "á").replace('Đ', "đ");
            assert_eq!((same(&text), is_whole), (same(TEXT), true), "{encoding:?}");
        }
        for (big, encoding) in [(false, Encoding::Utf16Le), (true, Encoding::Utf16Be)] {
            let bytes = utf16(TEXT, big);
            assert_eq!(Encoding::of(&bytes), encoding);
            let mut text = String::new();
            encoding.open(&bytes[..]).read_to_string(&mut text).unwrap();
            assert_eq!(text, TEXT);
        }
    }

    #[test]
    fn words_tell_the_old_encodings_apart() {
        assert_eq!(Encoding::of(b"H\xe4 t\xaan,\xa7i\xd6n tho\xb9i\nNguy\xd4n Th\xde,1\n"), Encoding::Tcvn3);
        assert_eq!(Encoding::of("phone,name\n0349719999,Lan\n".as_bytes()), Encoding::Utf8);
        assert_eq!(Encoding::of(b"a,b\n1\n\xff,2\n"), Encoding::Utf8, "no words: the row is refused");
    }
}
