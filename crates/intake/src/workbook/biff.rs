//! What an old workbook (.xls) will take in memory, found by a walk over its records before it is opened: its reader makes room for
//! every cell between the outermost ones, and for as many as the sheet only says it has. Used by `workbook`.

use super::ole::{u16_at, u32_at, workbook_stream};
use std::ops::ControlFlow;

/// The bytes that all cells and texts may take: four million cells side by side.
const LARGEST_HELD: u64 = 512 << 20;
/// A cell as it is read, and its place in the sheet.
const CELL: u64 = 64;
/// A look at a record or a part of one: several sheets may be said to begin at one place.
const RECORD: u64 = 4;
/// A text takes up to three bytes a character.
const CHARACTER: u64 = 3;
/// Parts of one record, and of all before the sheets: each costs a look at all that follow.
const MOST_PARTS: usize = 16_384;

const END: u16 = 0x000A;
const BEGIN: u16 = 0x0809;
const SHEET: u16 = 0x0085;
const NAME: u16 = 0x0018;
const DIMENSIONS: u16 = 0x0200;
const TEXTS: u16 = 0x00FC;
const CONTINUED: u16 = 0x003C;

/// Refuses a workbook that is not sound, or whose cells stand too far apart or are too many to hold.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    let stream = workbook_stream(bytes).ok_or_else(broken)?;
    let book = Book::of(&stream).ok_or_else(broken)?;
    let mut left = LARGEST_HELD;
    for start in &book.sheets {
        let sheet = stream.get(*start..).ok_or_else(broken)?;
        book.sheet(sheet, &mut left).ok_or_else(broken)??;
    }
    Ok(())
}

fn broken() -> String {
    super::damaged("it is cut off or damaged")
}

fn too_large() -> String {
    "the sheet's cells stand too far apart, or are more than can be read at once: save it as .xlsx or as CSV UTF-8"
        .to_owned()
}

/// What stands before the sheets.
#[derive(Default)]
struct Book {
    sheets: Vec<usize>,
    /// The characters of each text that cells share.
    texts: Vec<u64>,
    /// Of the names that formulas spell out.
    longest_name: u64,
}

impl Book {
    fn of(stream: &[u8]) -> Option<Book> {
        let (mut book, mut parts) = (Book::default(), 0);
        each(stream, |record| {
            parts += record.parts.len();
            if parts > MOST_PARTS {
                return None;
            }
            match record.kind {
                END => return Some(ControlFlow::Break(())),
                SHEET => {
                    book.sheets.push(u32_at(record.data, 0)? as usize);
                    book.longest_name = book.longest_name.max((*record.data.get(6)?).into());
                }
                NAME => book.longest_name = book.longest_name.max((*record.data.get(3)?).into()),
                TEXTS => book.texts = Texts { data: record.data.get(8..)?, parts: record.parts.iter() }.lengths()?,
                _ => {}
            }
            Some(ControlFlow::Continue(()))
        })?;
        Some(book)
    }

    /// Takes what a sheet needs off what is left.
    fn sheet(&self, stream: &[u8], left: &mut u64) -> Option<Result<(), String>> {
        let (mut area, mut depth, mut fits) = (Area::default(), 0_usize, true);
        each(stream, |record| {
            // A chart in the sheet has records of its own.
            let taken = match (record.kind, depth) {
                (BEGIN, _) => {
                    depth += 1;
                    0
                }
                (END, 0 | 1) => return Some(ControlFlow::Break(())),
                (END, _) => {
                    depth -= 1;
                    0
                }
                (_, 2..) => 0,
                (DIMENSIONS, _) => {
                    fits = Area::declared_size(record.data)? <= *left;
                    0
                }
                (kind, _) => self.cell(kind, record.data, &mut area)?,
            };
            match left.checked_sub(RECORD * (1 + record.parts.len() as u64) + taken) {
                Some(rest) if fits => *left = rest,
                _ => {
                    fits = false;
                    return Some(ControlFlow::Break(()));
                }
            }
            Some(ControlFlow::Continue(()))
        })?;
        let rest = left.checked_sub(area.size()).filter(|_| fits);
        *left = rest.unwrap_or_default();
        Some(if rest.is_some() { Ok(()) } else { Err(too_large()) })
    }

    /// What a record of a sheet will take.
    fn cell(&self, kind: u16, data: &[u8], area: &mut Area) -> Option<u64> {
        Some(match kind {
            0x0203 | 0x0205 | 0x027E => area.put(data, 1)?,
            0x00FD => {
                let text = self.texts.get(u32_at(data, 6)? as usize).copied().unwrap_or_default();
                area.put(data, 1)? + text * CHARACTER
            }
            0x0204 | 0x00D6 => area.put(data, 1)? + u64::from(u16_at(data, 6)?) * CHARACTER,
            // The text that a formula gave.
            0x0207 => CELL + u64::from(u16_at(data, 0)?) * CHARACTER,
            // Several numbers side by side.
            0x00BD => area.put(data, data.len().checked_sub(6)? as u64 / 6)?,
            // A formula is written out, with the names in it.
            0x0006 => area.put(data, 1)? + data.len() as u64 * (self.longest_name + 8),
            // Joined cells.
            0x00E5 => u64::from(u16_at(data, 0)?) * CELL,
            _ => 0,
        })
    }
}

/// The cells between the outermost ones.
#[derive(Default)]
struct Area {
    /// First and last row and column.
    edges: Option<[u64; 4]>,
}

impl Area {
    /// Widens it by some cells side by side; gives what they take by themselves.
    fn put(&mut self, data: &[u8], many: u64) -> Option<u64> {
        let (row, column) = (u64::from(u16_at(data, 0)?), u64::from(u16_at(data, 2)?));
        let [top, bottom, left, right] = self.edges.unwrap_or([row, row, column, column]);
        let last = column + many.max(1) - 1;
        self.edges = Some([top.min(row), bottom.max(row), left.min(column), right.max(last)]);
        Some(many * CELL)
    }

    fn size(&self) -> u64 {
        self.edges.map_or(0, |[top, bottom, left, right]| (bottom - top + 1) * (right - left + 1) * CELL)
    }

    /// What the sheet says of itself: rows and columns, each from the first to the one behind the last.
    fn declared_size(data: &[u8]) -> Option<u64> {
        let (first, behind, columns) = match data.len() {
            10 => (u16_at(data, 0)?.into(), u16_at(data, 2)?.into(), 4),
            _ => (u32_at(data, 0)?, u32_at(data, 4)?, 8),
        };
        let (left, right) = (u16_at(data, columns)?, u16_at(data, columns + 2)?);
        if behind == 0 || right == 0 {
            return Some(0);
        }
        let left = if left > 0xFF || right < left { 0 } else { left };
        u64::from(behind.checked_sub(first)?).checked_mul(u64::from(right - left))?.checked_mul(CELL)
    }
}

struct Record<'r> {
    kind: u16,
    data: &'r [u8],
    parts: Vec<&'r [u8]>,
}

/// Shows every record; `None` when one is broken, or is said to be.
fn each<'r>(mut stream: &'r [u8], mut look: impl FnMut(Record<'r>) -> Option<ControlFlow<()>>) -> Option<()> {
    while !stream.is_empty() {
        let (kind, data) = next(&mut stream)?;
        let mut parts = Vec::new();
        while stream.len() > 4 && u16_at(stream, 0) == Some(CONTINUED) {
            parts.push(next(&mut stream)?.1);
            if parts.len() > MOST_PARTS {
                return None;
            }
        }
        if look(Record { kind, data, parts })?.is_break() {
            return Some(());
        }
    }
    Some(())
}

fn next<'r>(stream: &mut &'r [u8]) -> Option<(u16, &'r [u8])> {
    let (kind, length) = (u16_at(stream, 0)?, usize::from(u16_at(stream, 2)?));
    let data = stream.get(4..4 + length)?;
    *stream = stream.get(4 + length..)?;
    Some((kind, data))
}

/// The texts that cells share: each may run on into the record's next part.
struct Texts<'r, 'p> {
    data: &'r [u8],
    parts: std::slice::Iter<'p, &'r [u8]>,
}

impl Texts<'_, '_> {
    fn lengths(mut self) -> Option<Vec<u64>> {
        let mut lengths = Vec::new();
        while !self.data.is_empty() || self.turn() {
            if self.data.is_empty() {
                lengths.push(0);
                continue;
            }
            let (length, marks) = (u16_at(self.data, 0)?, *self.data.get(2)?);
            self.data = self.data.get(3..)?;
            let mut behind = 0;
            if marks & 8 != 0 {
                behind += usize::from(u16_at(self.data, 0)?) * 4;
                self.data = self.data.get(2..)?;
            }
            if marks & 4 != 0 {
                behind += u32_at(self.data, 0)? as usize;
                self.data = self.data.get(4..)?;
            }
            self.characters(length.into(), marks & 1 != 0)?;
            self.skip(behind)?;
            lengths.push(length.into());
        }
        Some(lengths)
    }

    fn turn(&mut self) -> bool {
        self.parts.next().is_some_and(|part| {
            self.data = part;
            true
        })
    }

    fn characters(&mut self, mut left: usize, mut is_wide: bool) -> Option<()> {
        loop {
            let size = if is_wide { 2 } else { 1 };
            let here = left.min(self.data.len() / size);
            self.data = self.data.get(here * size..)?;
            left -= here;
            if left == 0 {
                return Some(());
            }
            // The next part says anew how wide its characters are.
            if !self.turn() {
                return None;
            }
            is_wide = self.data.first()? & 1 != 0;
            self.data = self.data.get(1..)?;
        }
    }

    fn skip(&mut self, mut left: usize) -> Option<()> {
        while left > 0 {
            if self.data.is_empty() && !self.turn() {
                return None;
            }
            let here = left.min(self.data.len());
            self.data = self.data.get(here..)?;
            left -= here;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    /// A record without meaning, with so many parts behind it.
    fn in_parts(many: usize) -> Vec<u8> {
        [record(0x0060, &[]), record(CONTINUED, &[]).repeat(many)].concat()
    }

    #[test]
    fn every_part_of_a_record_is_a_look() {
        let sheet = [record(BEGIN, &[]), in_parts(9), record(END, &[])].concat();
        let mut left = 1000;
        assert_eq!(Book::default().sheet(&sheet, &mut left), Some(Ok(())));
        assert_eq!(left, 1000 - 11 * RECORD);
    }

    #[test]
    fn parts_are_bounded_over_all_records_before_the_sheets() {
        let book = |parts: &[usize]| {
            let records: Vec<u8> = parts.iter().flat_map(|many| in_parts(*many)).collect();
            Book::of(&[records, record(END, &[])].concat())
        };
        assert!(book(&[MOST_PARTS / 2, MOST_PARTS / 2]).is_some());
        assert!(book(&[MOST_PARTS / 2, MOST_PARTS / 2, 1]).is_none());
    }
}
