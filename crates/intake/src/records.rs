//! Records out of lines: cells between separators, quoted or not. A quotation mark that is not closed, or is closed only behind what
//! plainly are other rows, spoils its own row and swallows none. Used by `csv_rows`, and by `layout` on a file's first lines.

mod cells;

pub use cells::cells_of;

use crate::Reason;
use crate::encoding::Encoding;
use crate::lines::{Line, Lines};
use cells::{Scan, looks_like_row, may_be_row};
use std::collections::VecDeque;
use std::io::{self, Read};

/// Lines looked at for a closing mark in vain, before the file as a whole is given up: each look costs as much as the last.
const MOST_IN_VAIN: usize = 1_000_000;
/// A cell longer than this is none: somewhere a mark was not closed.
const LONGEST_CELL: usize = 256 * 1024;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    pub cells: Vec<String>,
    /// The number of its first line, from 1.
    pub line: usize,
    /// The lines as they came, where they are not these cells.
    pub broken: Option<Broken>,
    pub is_text: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub text: String,
    pub reason: Reason,
}

pub struct Records<R> {
    lines: Lines<R>,
    encoding: Encoding,
    separator: char,
    /// How many cells a row has; 0 while that is not known.
    pub width: usize,
    /// Lines that were looked at and are not used.
    ahead: VecDeque<Line>,
    /// The number of the last line that was used.
    pub line: usize,
    in_vain: usize,
    /// Whether a program put the marks, so that each of them means what it says.
    pub is_sound: bool,
}

impl<R: Read> Records<R> {
    pub fn new(file: R, encoding: Encoding, separator: char) -> Self {
        let lines = Lines::new(file);
        Records { lines, encoding, separator, width: 0, ahead: VecDeque::new(), line: 0, in_vain: 0, is_sound: false }
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        let line = match self.ahead.pop_front() {
            Some(line) => Some(line),
            None => self.lines.next_line()?,
        };
        self.line += usize::from(line.is_some());
        Ok(line)
    }

    /// The next record, blank lines left out.
    pub fn next_record(&mut self) -> io::Result<Option<Record>> {
        loop {
            let Some(line) = self.next_line()? else { return Ok(None) };
            if line.bytes.iter().all(u8::is_ascii_whitespace) && !line.bytes.contains(&b'\t') {
                continue;
            }
            return self.record(line).map(Some);
        }
    }

    fn record(&mut self, first: Line) -> io::Result<Record> {
        let number = self.line;
        let (text, mut is_text) = self.encoding.text(&first.bytes);
        if first.is_cut {
            let reason =
                Reason::of_row(format!("line {number} is longer than 1 MiB"), format!("dòng {number} dài hơn 1 MiB"));
            return Ok(broken(number, text.chars().take(1000).collect(), reason));
        }
        let mut scan = Scan::of(&text, self.separator, self.width);
        if !scan.is_open() {
            return Ok(Record { cells: scan.done(), line: number, broken: None, is_text });
        }
        // A cell that runs over the line's end.
        let is_row = |inside: &str| self.width > 1 && looks_like_row(inside, self.separator, self.width);
        let mut is_wrong = scan.first_open().is_some_and(is_row);
        let mut seen = vec![first];
        let mut size = text.len();
        loop {
            scan.break_line(seen.last().map_or("\n", |line| line.end));
            let Some(line) = self.next_line()? else { return self.unclosed(number, seen) };
            let (text, is_line_text) = self.encoding.text(&line.bytes);
            size += text.len();
            is_text &= is_line_text;
            let inside = scan.feed(&text);
            is_wrong |= scan.has_stray() || looks_like_row(inside, self.separator, self.width);
            let is_cut = line.is_cut;
            seen.push(line);
            if is_cut || (is_wrong && !self.is_sound) || size > LONGEST_CELL {
                return self.unclosed(number, seen);
            }
            if !scan.is_open() {
                let cells = scan.done();
                if self.width > 0
                    && !self.is_sound
                    && cells.len() != self.width
                    && cells_of(&text_of(&seen, self.encoding), self.separator, self.width) == self.width
                {
                    return self.unclosed(number, seen);
                }
                return Ok(Record { cells, line: number, broken: None, is_text });
            }
        }
    }

    /// The row of the first of these lines, and of those behind it that cannot be rows; the others are read again.
    fn unclosed(&mut self, number: usize, mut seen: Vec<Line>) -> io::Result<Record> {
        self.in_vain += seen.len();
        if self.in_vain > MOST_IN_VAIN {
            let say =
                format!("line {number} opens a quotation mark that is not closed, as too many lines before it do");
            return Err(io::Error::other(say));
        }
        let is_row = |line: &Line| {
            let (text, _) = self.encoding.text(&line.bytes);
            may_be_row(&text, self.separator, self.width)
        };
        let own = seen.iter().skip(1).position(is_row).map_or(seen.len(), |at| at + 1);
        let rest = seen.split_off(own);
        self.line -= rest.len();
        for line in rest.into_iter().rev() {
            self.ahead.push_front(line);
        }
        let text = seen.iter().map(|line| self.encoding.text(&line.bytes).0 + line.end).collect::<String>();
        let reason = Reason::of_row(
            format!(
                "line {number} opens a quotation mark that is not closed there: close it, or write it twice inside a cell"
            ),
            format!("dòng {number} mở dấu ngoặc kép mà không đóng: hãy đóng lại, hoặc viết hai lần nếu nằm trong ô"),
        );
        Ok(broken(number, text.trim_end_matches(['\r', '\n']).to_owned(), reason))
    }
}

fn text_of(seen: &[Line], encoding: Encoding) -> String {
    seen.first().map(|line| encoding.text(&line.bytes).0).unwrap_or_default()
}

fn broken(line: usize, text: String, reason: Reason) -> Record {
    Record { cells: Vec::new(), line, broken: Some(Broken { text, reason }), is_text: true }
}
