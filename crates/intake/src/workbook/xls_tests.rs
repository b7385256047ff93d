//! Tests of old workbooks (.xls), made by hand: a real one is read, and one that would take more memory than there is is refused before
//! its reader sees it.

use crate::{CsvRows, read};
use leadhub_model::Fact;

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn number(row: u16, column: u16, format: u16, value: f64) -> Vec<u8> {
    let at = [row, column, format].map(u16::to_le_bytes).concat();
    record(0x0203, &[&at[..], &value.to_le_bytes()].concat())
}

/// A cell with the shared text of that number.
fn text(row: u16, column: u16, which: u32) -> Vec<u8> {
    let at = [row, column, 0].map(u16::to_le_bytes).concat();
    record(0x00FD, &[&at[..], &which.to_le_bytes()].concat())
}

fn dimensions(rows: u32, columns: u16) -> Vec<u8> {
    record(0x0200, &[&[0; 4][..], &rows.to_le_bytes(), &[0; 2], &columns.to_le_bytes(), &[0; 2]].concat())
}

/// A sheet's records in a stream, with the formats General (0) and a date (1).
fn stream(texts: &[&str], sheet: &[u8]) -> Vec<u8> {
    let begin = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let format = |number: u8| record(0x00E0, &[&[0, 0, number, 0][..], &[0; 16]].concat());
    let mut shared = vec![0; 8];
    for text in texts {
        let wide: Vec<u16> = text.encode_utf16().collect();
        shared.extend_from_slice(&u16::try_from(wide.len()).unwrap().to_le_bytes());
        shared.push(1);
        shared.extend(wide.into_iter().flat_map(u16::to_le_bytes));
    }
    let head = [begin.clone(), format(0), format(14), record(0x00FC, &shared)].concat();
    let starts = u32::try_from(head.len() + 4 + 6 + 2 + 2 + 4).unwrap();
    let named = record(0x0085, &[&starts.to_le_bytes()[..], &[0, 0, 2, 0], b"S1"].concat());
    [&head[..], &named, &record(0x000A, &[]), &begin, sheet, &record(0x000A, &[])].concat()
}

/// The container: its table of sectors, its directory, then the stream.
fn container(mut stream: Vec<u8>, chain: impl Fn(u32, u32) -> u32) -> Vec<u8> {
    stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
    let sectors = u32::try_from(stream.len() / 512).unwrap();
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    (header[26], header[28], header[29], header[30], header[32]) = (3, 0xFE, 0xFF, 9, 6);
    header[44] = 1;
    header[48] = 1;
    header[60..64].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    header[68..72].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    header[76..].fill(0xFF);
    header[76..80].fill(0);
    let mut fat = vec![0xFFFF_FFFD, 0xFFFF_FFFE_u32];
    fat.extend((0..sectors).map(|at| if at + 1 == sectors { 0xFFFF_FFFE } else { at + 3 }));
    fat.resize(128, 0xFFFF_FFFF);
    let fat = (0_u32..).zip(fat).flat_map(|(at, next)| chain(at, next).to_le_bytes());
    let entry = |name: &str, kind: u8, start: u32, size: u32| {
        let mut entry = vec![0; 128];
        for (place, letter) in entry.chunks_exact_mut(2).zip(name.encode_utf16()) {
            place.copy_from_slice(&letter.to_le_bytes());
        }
        entry[66] = kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&size.to_le_bytes());
        entry
    };
    let size = u32::try_from(stream.len()).unwrap();
    let directory = [entry("Root Entry", 5, 0xFFFF_FFFE, 0), entry("Workbook", 2, 2, size), vec![0; 256]].concat();
    [header, fat.collect(), directory, stream].concat()
}

fn book(texts: &[&str], cells: &[Vec<u8>]) -> Vec<u8> {
    container(stream(texts, &cells.concat()), |_, next| next)
}

fn refusal(file: &[u8]) -> String {
    CsvRows::open(file).err().unwrap()
}

/// Two people, for the tests that do harm to files too.
pub fn old_people() -> Vec<u8> {
    let texts = ["Họ tên", "Điện thoại", "Ngày sinh", "An"];
    let mut cells = vec![dimensions(3, 3), text(0, 0, 0), text(0, 1, 1), text(0, 2, 2)];
    for (row, phone) in [(1, 349_000_011.0), (2, 84_349_000_012.0)] {
        cells.extend([text(row, 0, 3), number(row, 1, 0, phone), number(row, 2, 1, 33_000.0)]);
    }
    book(&texts, &cells)
}

#[test]
fn an_old_workbook_is_read_as_any_file() {
    let file = old_people();
    let rows: Vec<_> = CsvRows::open(&file[..]).unwrap().map(|row| row.unwrap()).collect();
    let leads: Vec<_> = rows.iter().map(|row| read(row).unwrap()).collect();
    let facts: Vec<_> = leads
        .iter()
        .map(|lead| [Fact::Name, Fact::Phone, Fact::BirthDate].map(|fact| lead.facts.text(fact).to_owned()))
        .collect();
    assert_eq!(facts, [["An", "349000011", "1990-05-07"], ["An", "84349000012", "1990-05-07"]]);
}

#[test]
fn what_only_says_to_be_large_is_refused() {
    let cells = [text(0, 0, 0), number(1, 0, 0, 349_000_011.0)];
    for said in [dimensions(u32::MAX, 256), dimensions(65_536, 65_535)] {
        let file = book(&["Điện thoại"], &[&[said][..], &cells].concat());
        assert!(file.len() < 6_000 && refusal(&file).contains("too far apart"));
    }
    // Many columns of a few rows are no harm.
    let file = book(&["Điện thoại"], &[&[dimensions(2, 256)][..], &cells].concat());
    assert_eq!(CsvRows::open(&file[..]).unwrap().count(), 1);
}

#[test]
fn cells_far_apart_are_refused() {
    let far = number(65_535, 65_535, 0, 1.0);
    let file = book(&["Điện thoại"], &[text(0, 0, 0), number(1, 0, 0, 349_000_011.0), far]);
    assert!(file.len() < 6_000 && refusal(&file).contains("too far apart"));
}

#[test]
fn a_text_that_many_cells_share_is_counted_in_each() {
    let long = "x".repeat(20_000);
    let cells: Vec<_> = (0..9_600).map(|row| text(row, 0, 0)).collect();
    assert!(refusal(&container_of_many(stream(&[&long], &cells.concat()))).contains("more than can be read"));
}

/// As `container`, for a stream that more than one table is needed for: the sectors before the stream hold them.
fn container_of_many(mut stream: Vec<u8>) -> Vec<u8> {
    stream.resize(stream.len().next_multiple_of(512), 0);
    let sectors = stream.len() / 512;
    let tables = (sectors + 20).div_ceil(128);
    let mut file = container(vec![0; 512], |_, next| next);
    file.truncate(1536);
    // The directory stays in sector 1, the tables follow it.
    file[76..512].fill(0xFF);
    let mut fat = vec![0xFFFF_FFFF, 0xFFFF_FFFE_u32];
    fat.resize(2 + tables, 0xFFFF_FFFD);
    let first = u32::try_from(fat.len()).unwrap();
    let last = first + u32::try_from(sectors).unwrap() - 1;
    fat.extend((first..=last).map(|at| if at == last { 0xFFFF_FFFE } else { at + 1 }));
    fat.resize(tables * 128, 0xFFFF_FFFF);
    for at in 0..tables {
        let number = u32::try_from(at + 2).unwrap().to_le_bytes();
        file[76 + at * 4..80 + at * 4].copy_from_slice(&number);
    }
    let entry = 1024 + 128;
    file[entry + 116..entry + 120].copy_from_slice(&first.to_le_bytes());
    file[entry + 120..entry + 124].copy_from_slice(&u32::try_from(stream.len()).unwrap().to_le_bytes());
    [file, fat.into_iter().flat_map(u32::to_le_bytes).collect(), stream].concat()
}

#[test]
fn sectors_that_run_in_a_circle_are_refused() {
    let sound = || stream(&["Điện thoại"], &[text(0, 0, 0), number(1, 0, 0, 349_000_011.0)].concat());
    // The directory hangs on itself: its reader would never come to an end.
    let file = container(sound(), |at, next| if at == 1 { 1 } else { next });
    assert!(refusal(&file).contains("damaged"));
    assert!(refusal(&container(sound(), |at, next| if at == 4 { 999_999 } else { next })).contains("damaged"));
}
