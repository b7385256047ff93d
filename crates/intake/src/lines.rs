//! The physical lines of a file, whichever line ends it has. Used by `records`; holds one line at a time, and no line for ever.
//! It knows no cells and no encoding.

use std::io::{self, BufRead, BufReader, Read};

/// A line longer than this is no line of cells.
const LONGEST: usize = 1024 * 1024;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    pub bytes: Vec<u8>,
    /// `"\n"`, `"\r\n"`, `"\r"`, or nothing at the end of the file.
    pub end: &'static str,
    /// Only its beginning is here.
    pub is_cut: bool,
}

pub struct Lines<R> {
    file: BufReader<R>,
}

impl<R: Read> Lines<R> {
    pub fn new(file: R) -> Self {
        Lines { file: BufReader::with_capacity(64 * 1024, file) }
    }

    pub fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut line = Line::default();
        let mut is_any = false;
        loop {
            let buffer = self.file.fill_buf()?;
            if buffer.is_empty() {
                return Ok(is_any.then_some(line));
            }
            is_any = true;
            let end = buffer.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
            let room = LONGEST.saturating_sub(line.bytes.len());
            line.is_cut |= part.len() > room;
            line.bytes.extend_from_slice(part.get(..room.min(part.len())).unwrap_or_default());
            let Some(end) = end else {
                let read = buffer.len();
                self.file.consume(read);
                continue;
            };
            let is_return = buffer.get(end) == Some(&b'\r');
            self.file.consume(end + 1);
            line.end = match is_return && self.file.fill_buf()?.first() == Some(&b'\n') {
                true => {
                    self.file.consume(1);
                    "\r\n"
                }
                false if is_return => "\r",
                false => "\n",
            };
            return Ok(Some(line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_ends_a_line_once() {
        let mut lines = Lines::new(&b"a\r\nb\rc\n\nd"[..]);
        let mut read = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            read.push((String::from_utf8(line.bytes).unwrap(), line.end));
        }
        let line = |text: &str, end: &'static str| (text.to_owned(), end);
        assert_eq!(read, [line("a", "\r\n"), line("b", "\r"), line("c", "\n"), line("", "\n"), line("d", "")]);
    }

    #[test]
    fn a_line_without_end_is_cut() {
        let mut lines = Lines::new(io::repeat(b'x').take(3 * LONGEST as u64));
        let line = lines.next_line().unwrap().unwrap();
        assert!(line.is_cut && line.bytes.len() == LONGEST);
        assert_eq!(lines.next_line().unwrap(), None);
    }
}
