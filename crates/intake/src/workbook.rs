//! Workbooks (.xlsx, .xls) as text with commas, so that all else is read as in every file: numbers without `.0`, dates as dates. What a
//! small file can swell to is bounded before it is opened. Used by `csv_rows`.

mod biff;
mod ole;
#[cfg(test)]
pub mod samples;
#[cfg(test)]
pub mod xls_tests;

use crate::options::FileOptions;
use calamine::{Data, DataRef, ExcelDateTime, Reader, Xls, Xlsx};
use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Xlsx,
    Xls,
}

/// The file itself.
const LARGEST: u64 = 64 << 20;
/// What it may unpack to, and the text made of it.
const LARGEST_UNPACKED: u64 = 256 << 20;

/// Ten million texts are more than a workbook of that size has.
const DIGITS_OF_SHARED: usize = 7;

/// The sheet's rows as CSV; an empty row is a blank line. It says itself what stands between its cells.
pub fn to_csv(kind: Kind, file: impl Read, options: &FileOptions) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| format!("the file cannot be read: {error}"))?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("the workbook is larger than {} MB: save it as CSV UTF-8", LARGEST >> 20));
    }
    let sheet = options.sheet.as_deref();
    // A damaged workbook is the file's fault, whatever its reader makes of it.
    let read = catch_unwind(AssertUnwindSafe(|| match kind {
        Kind::Xlsx => of_xlsx(&bytes, sheet),
        Kind::Xls => of_xls(&bytes, sheet),
    }));
    read.unwrap_or_else(|_| Err("the workbook is damaged: save it anew".to_owned()))
}

fn of_xlsx(bytes: &[u8], sheet: Option<&str>) -> Result<Vec<u8>, String> {
    check_size(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let name = choose(book.sheet_names(), sheet)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(damaged)?;
    let mut text = Text::new();
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let value = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::Int(number) => number.to_string(),
            DataRef::Float(number) => number.to_string(),
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Bool(value) => value.to_string(),
            DataRef::DateTime(at) => date(at),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
            DataRef::Error(error) => error.to_string(),
        };
        text.put(cell.get_position(), value)?;
    }
    text.done()
}

fn of_xls(bytes: &[u8], sheet: Option<&str>) -> Result<Vec<u8>, String> {
    biff::check(bytes)?;
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(damaged)?;
    let name = choose(book.sheet_names(), sheet)?;
    let range = book.worksheet_range(&name).map_err(damaged)?;
    let (top, left) = range.start().unwrap_or_default();
    let mut text = Text::new();
    for (row, column, value) in range.used_cells() {
        let value = match value {
            Data::DateTime(at) => date(at),
            Data::Float(number) => number.to_string(),
            other => other.to_string(),
        };
        let at =
            |start: u32, offset: usize| u32::try_from(offset).map_or(u32::MAX, |offset| start.saturating_add(offset));
        text.put((at(top, row), at(left, column)), value)?;
    }
    text.done()
}

fn damaged(error: impl std::fmt::Display) -> String {
    format!("this is no workbook that can be read ({error}): save it as .xlsx or as CSV UTF-8")
}

/// Unpacks every part into nothing: what a part says of its size is only said. So is how many texts the sheets share, for which their
/// reader makes room.
fn check_size(bytes: &[u8]) -> Result<(), String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut left = LARGEST_UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(damaged)?;
        let is_texts = part.name().map_err(damaged)?.to_ascii_lowercase().ends_with("sharedstrings.xml");
        let mut part = part.take(left + 1);
        let read = if is_texts {
            let mut bytes = Vec::new();
            let read = part.read_to_end(&mut bytes).map_err(damaged)?;
            check_shared(bytes)?;
            read as u64
        } else {
            io::copy(&mut part, &mut io::sink()).map_err(damaged)?
        };
        left = left.checked_sub(read).ok_or_else(too_large)?;
    }
    Ok(())
}

/// Refuses a number of shared texts that no sheet has, in whatever encoding it is written.
fn check_shared(mut plain: Vec<u8>) -> Result<(), String> {
    const NAME: &[u8] = b"uniqueCount";
    plain.retain(|byte| *byte != 0);
    let after = |at: usize| plain.get(at + NAME.len()..).unwrap_or_default();
    let says_many = |at: usize| {
        let digits = after(at).iter().skip_while(|byte| !byte.is_ascii_digit() && !matches!(byte, b'<' | b'>'));
        let digits = digits.skip_while(|byte| **byte == b'0').take_while(|byte| byte.is_ascii_digit());
        digits.count() > DIGITS_OF_SHARED
    };
    let mut found = plain.windows(NAME.len()).enumerate().filter(|(_, name)| *name == NAME);
    if found.any(|(at, _)| says_many(at)) { Err(too_large()) } else { Ok(()) }
}

fn too_large() -> String {
    format!("the workbook unpacks to more than {} MB: save it as CSV UTF-8", LARGEST_UNPACKED >> 20)
}

fn choose(names: Vec<String>, wanted: Option<&str>) -> Result<String, String> {
    let known = names.join(", ");
    match wanted {
        None => names.into_iter().next().ok_or_else(|| "the workbook has no sheet".to_owned()),
        Some(wanted) => names
            .into_iter()
            .find(|name| name == wanted)
            .ok_or_else(|| format!("the workbook has no sheet '{wanted}': it has {known}")),
    }
}

fn date(at: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    match (at.as_f64() < 1.0, (hour, minute, second)) {
        (true, _) => format!("{hour:02}:{minute:02}:{second:02}"),
        (false, (0, 0, 0)) => format!("{year:04}-{month:02}-{day:02}"),
        (false, _) => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}

/// CSV being written, cell by cell in the order of the sheet.
struct Text {
    csv: Vec<u8>,
    row: u32,
    column: u32,
    /// The last column of any row so far. Each row is filled up to it: one that only ends early would not be told from a broken one.
    widest: u32,
}

impl Text {
    fn new() -> Text {
        Text { csv: b"sep=,\n".to_vec(), row: 0, column: 0, widest: 0 }
    }

    fn put(&mut self, (row, column): (u32, u32), value: String) -> Result<(), String> {
        let down = row.saturating_sub(self.row);
        if down > 0 {
            self.fill_up()?;
            self.column = 0;
        }
        let right = column.saturating_sub(self.column);
        let size = self.csv.len() as u64 + u64::from(down) + u64::from(right) + value.len() as u64;
        if size > LARGEST_UNPACKED {
            return Err(too_large());
        }
        self.csv.resize(self.csv.len() + down as usize, b'\n');
        self.csv.resize(self.csv.len() + right as usize, b',');
        (self.row, self.column) = (self.row.max(row), self.column.max(column));
        self.widest = self.widest.max(self.column);
        // Only what means something to a reader of cells is put in marks.
        if value.contains([',', '"', '\n', '\r']) || value.starts_with(' ') {
            self.csv.extend_from_slice(format!("\"{}\"", value.replace('"', "\"\"")).as_bytes());
        } else {
            self.csv.extend_from_slice(value.as_bytes());
        }
        Ok(())
    }

    /// The cells that the row is short of.
    fn fill_up(&mut self) -> Result<(), String> {
        let short = self.widest.saturating_sub(self.column);
        if self.csv.len() as u64 + u64::from(short) > LARGEST_UNPACKED {
            return Err(too_large());
        }
        self.csv.resize(self.csv.len() + short as usize, b',');
        Ok(())
    }

    fn done(mut self) -> Result<Vec<u8>, String> {
        self.fill_up()?;
        self.csv.push(b'\n');
        Ok(self.csv)
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{book, pack, people, text};
    use super::*;
    use crate::{CsvRows, read};
    use leadhub_model::Fact;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    #[test]
    fn a_sheet_is_read_as_any_file() {
        let bytes = pack(&people());
        let rows: Vec<_> = CsvRows::open(&bytes[..]).unwrap().map(|row| row.unwrap()).collect();
        let leads: Vec<_> = rows.iter().map(|row| read(row).unwrap()).collect();
        let phones: Vec<_> = leads.iter().map(|lead| lead.facts.text(Fact::Phone)).collect();
        assert_eq!(phones, ["349000011", "84349000012"]);
        assert_eq!((leads[0].facts.text(Fact::Name), leads[0].facts.text(Fact::BirthDate)), ("An", "1990-05-07"));
        assert_eq!(leads[0].comment.as_ref().unwrap().body, "một, \"hai\"; ba");
    }

    /// Its first line alone has as many commas as a row.
    #[test]
    fn a_cell_of_two_lines_before_empty_ones_is_whole() {
        let head =
            [text("A1", "Họ tên"), text("B1", "Điện thoại"), text("C1", "Ghi chú"), text("D1", "Nguồn")].concat();
        let row = |at: u32| {
            [
                text(&format!("A{at}"), "An"),
                text(&format!("B{at}"), "0349000011"),
                text(&format!("C{at}"), "một, hai\nba"),
            ]
            .concat()
        };
        let book =
            book(&format!("<row r=\"1\">{head}</row><row r=\"2\">{}</row><row r=\"3\">{}</row>", row(2), row(3)));
        let rows: Vec<_> = CsvRows::open(&book[..]).unwrap().map(|row| row.unwrap()).collect();
        let comments: Vec<_> = rows.iter().map(|row| read(row).unwrap().comment.unwrap().body).collect();
        assert_eq!(comments, ["một, hai\nba", "một, hai\nba"]);
    }

    #[test]
    fn a_sheet_is_chosen_by_name() {
        let sheet = |name: &str| FileOptions { sheet: Some(name.to_owned()), ..FileOptions::default() };
        assert!(CsvRows::open_as(&pack(&people())[..], &sheet("Khách")).is_ok());
        assert!(
            CsvRows::open_as(&pack(&people())[..], &sheet("Tết"))
                .err()
                .unwrap()
                .contains("no sheet 'Tết': it has Khách")
        );
    }

    #[test]
    fn what_swells_and_what_never_ends_is_refused() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("xl/a.xml", SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated))
            .unwrap();
        let zeros = vec![0; 1 << 20];
        for _ in 0..257 {
            zip.write_all(&zeros).unwrap();
        }
        let bomb = zip.finish().unwrap().into_inner();
        assert!(bomb.len() < 1 << 20 && CsvRows::open(&bomb[..]).err().unwrap().contains("unpacks to more than"));
        // Cells at the far corners of the sheet.
        let far: String =
            (1..20_000).map(|at| format!(r#"<row r="{at}">{}</row>"#, text(&format!("XFD{at}"), "x"))).collect();
        assert!(CsvRows::open(&book(&far)[..]).err().unwrap().contains("unpacks to more than"));
    }

    /// Room is made for as many texts as a part only says it has.
    #[test]
    fn a_false_number_of_shared_texts_is_refused() {
        let with = |said: &[u8]| {
            let mut zip = zip::ZipWriter::new_append(Cursor::new(pack(&people()))).unwrap();
            zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default()).unwrap();
            zip.write_all(said).unwrap();
            zip.finish().unwrap().into_inner()
        };
        let said = |count: &str| format!("<?xml version=\"1.0\"?><sst count=\"1\" uniqueCount = '{count}'></sst>");
        let wide: Vec<u8> = said("99999999999").encode_utf16().flat_map(u16::to_le_bytes).collect();
        for said in [said("99999999999").as_bytes(), said("00010000000").as_bytes(), &wide] {
            assert!(CsvRows::open(&with(said)[..]).err().unwrap().contains("unpacks to more than"));
        }
        assert_eq!(CsvRows::open(&with(said("000000012").as_bytes())[..]).unwrap().count(), 2);
    }

    #[test]
    fn what_only_begins_like_a_workbook_is_refused() {
        for bytes in [&b"PK\x03\x04\x14\x00\x06\x00"[..], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"] {
            assert!(CsvRows::open(bytes).err().unwrap().contains("workbook"));
        }
    }
}
