//! Files that are damaged, cut off or made to do harm: each gives rows or a clear refusal, soon, and none ends the program. Seeded, so that a
//! failure on one machine is a failure on every machine. What swells when it is unpacked is tested beside `workbook`, quotation marks beside
//! `csv_rows`, and the harm that whole imports refuse in the core.

use crate::headings::check_header;
use crate::workbook::samples::{pack, people, shared_people};
use crate::workbook::xls_tests::old_people;
use crate::{CsvRows, FileOptions, Row, headings, read};
use leadhub_model::Fact;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed};
use std::io::{self, Read};
use std::time::{Duration, Instant};

/// On a machine that does much else. What never ends would not be over by then.
const SOON: Duration = Duration::from_secs(20);

fn seeded(cases: u32) -> Config {
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(84), ..Config::default() }
}

/// Reads as an import and as a preview do; gives whether rows came of it.
fn is_read(file: &[u8]) -> bool {
    let began = Instant::now();
    drop(CsvRows::preview(file, &FileOptions::default()));
    let is_read = match CsvRows::open(file) {
        Err(say) => {
            assert!(!say.is_empty());
            false
        }
        Ok(rows) => {
            drop(headings::check_header(rows.header()));
            for row in rows.take(1000) {
                match row {
                    Ok(row) => drop((row.text(), row.has_surplus(), row.check().and_then(|()| read(&row)))),
                    Err(say) => {
                        assert!(!say.is_empty());
                        break;
                    }
                }
            }
            true
        }
    };
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    is_read
}

/// What becomes of some bytes of a file.
#[derive(Debug, Clone)]
enum Harm {
    /// One is another.
    Change(Index, u8),
    /// One bit of one is turned.
    Flip(Index, u8),
    /// Some are missing.
    Lack(Index, usize),
    /// All behind are missing.
    Cut(Index),
}

impl Harm {
    fn some() -> impl Strategy<Value = Vec<Harm>> {
        let harm = prop_oneof![
            4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Harm::Change(at, byte)),
            4 => (any::<Index>(), 0_u8..8).prop_map(|(at, bit)| Harm::Flip(at, bit)),
            2 => (any::<Index>(), 1_usize..40).prop_map(|(at, many)| Harm::Lack(at, many)),
            1 => any::<Index>().prop_map(Harm::Cut),
        ];
        vec(harm, 1..5)
    }

    fn befall(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        match self {
            Harm::Change(at, byte) => bytes[at.index(length)] = *byte,
            Harm::Flip(at, bit) => bytes[at.index(length)] ^= 1 << bit,
            Harm::Lack(at, many) => drop(bytes.drain(at.index(length)..length.min(at.index(length) + many))),
            Harm::Cut(at) => bytes.truncate(at.index(length)),
        }
    }
}

fn harmed(mut bytes: Vec<u8>, harm: &[Harm]) -> Vec<u8> {
    harm.iter().for_each(|harm| harm.befall(&mut bytes));
    bytes
}

/// What the properties begin with is read.
#[test]
fn the_samples_are_good() {
    for file in [pack(&people()), pack(&shared_people()), old_people()] {
        assert!(is_read(&file));
        let rows: Vec<Row> = CsvRows::open(&file[..]).unwrap().map(Result::unwrap).collect();
        let phones: Vec<String> =
            rows.iter().map(|row| read(row).unwrap().facts.text(Fact::Phone).to_owned()).collect();
        assert_eq!(phones, ["349000011", "84349000012"]);
    }
}

proptest! {
    #![proptest_config(seeded(300))]

    /// The container: its table of contents, its lengths, its sums.
    #[test]
    fn a_harmed_workbook_is_read_or_refused(harm in Harm::some()) {
        is_read(&harmed(pack(&people()), &harm));
    }

    /// What lies in a sound container, which its sums would keep from its reader otherwise.
    #[test]
    fn a_workbook_of_harmed_parts_is_read_or_refused(which in any::<Index>(), is_shared: bool, harm in Harm::some()) {
        let mut parts = if is_shared { shared_people() } else { people() };
        let at = which.index(parts.len());
        parts[at].1 = harmed(std::mem::take(&mut parts[at].1), &harm);
        is_read(&pack(&parts));
    }

    #[test]
    fn a_harmed_old_workbook_is_read_or_refused(harm in Harm::some()) {
        is_read(&harmed(old_people(), &harm));
    }

    /// Where its records are, and not in the empty sectors behind them.
    #[test]
    fn an_old_workbook_of_harmed_records_is_read_or_refused(harms in vec((0_usize..450, any::<u8>()), 1..4)) {
        let mut file = old_people();
        let stream = file.len() - 4096;
        harms.into_iter().for_each(|(at, byte)| file[stream + at] = byte);
        is_read(&file);
    }

    /// Halves of characters among them.
    #[test]
    fn any_utf_16_is_read_or_refused(
        big: bool,
        units in vec(prop_oneof![Just(10), Just(34), Just(44), any::<u16>(), 0xd800_u16..0xe000], 0..400),
        is_cut: bool,
    ) {
        let mut file = utf16(&units, big);
        file.truncate(file.len() - usize::from(is_cut));
        is_read(&file);
    }
}

/// With a byte-order mark.
fn utf16(units: &[u16], big: bool) -> Vec<u8> {
    let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    std::iter::once(0xfeff).chain(units.iter().copied()).flat_map(bytes).collect()
}

fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// One byte at a time, so that every character is met in halves.
struct Dripping<'b>(&'b [u8]);

impl Read for Dripping<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(1);
        self.0.read(&mut buffer[..most])
    }
}

#[test]
fn half_a_character_harms_no_other_row() {
    for big in [false, true] {
        let rows = [units("phone,name\n0349000001,A"), vec![0xd83d], units("B\n0349000002,"), vec![0xdc69, 0xd83d]];
        let file = utf16(&[rows.concat(), units("\n0349000003,Lan 👩\u{200d}⚕️\n")].concat(), big);
        for rows in [CsvRows::open(&file[..]), CsvRows::open(Dripping(&file))] {
            let rows: Vec<Row> = rows.unwrap().map(Result::unwrap).collect();
            let phones: Vec<&str> = rows.iter().map(|row| row.cell("phone")).collect();
            assert_eq!(phones, ["0349000001", "0349000002", "0349000003"]);
            assert_eq!(rows[2].cell("name"), "Lan 👩\u{200d}⚕️");
            assert!(rows[0].cell("name") != "AB", "what is not whole is not passed over in silence");
        }
    }
}

#[test]
fn a_utf_16_file_that_ends_in_the_middle_of_a_character_is_read_to_there() {
    for big in [false, true] {
        let mut file = utf16(&units("phone,name\n0349000001,Lan\n0349000002,Ho"), big);
        file.pop();
        let rows: Vec<Row> = CsvRows::open(&file[..]).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.iter().map(|row| row.cell("phone")).collect::<Vec<_>>(), ["0349000001", "0349000002"]);
        assert_eq!(rows[0].cell("name"), "Lan");
    }
}

/// So many letters that nobody holds at once.
fn letters(mebibytes: u64) -> impl Read {
    io::repeat(b'x').take(mebibytes << 20)
}

/// Under its heading, and before a row that is one.
#[test]
fn a_line_of_a_hundred_megabytes_is_one_refused_row() {
    let began = Instant::now();
    let file = (&b"phone,name\n0349000001,"[..]).chain(letters(100)).chain(&b"\n0349000002,Lan\n"[..]);
    let rows: Vec<Row> = CsvRows::open(file).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows[0].check().is_err_and(|say| say.en == "line 2 is longer than 1 MiB"), "{:?}", rows[0].check());
    assert!(rows[0].text().len() <= 1000, "only its beginning is shown");
    assert!(rows[1].check().is_ok() && rows[1].cell("name") == "Lan");
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
}

/// With a mark that is not closed before it, and without any end of a line.
#[test]
fn a_file_of_one_line_without_end_is_refused_by_its_header() {
    for begin in [&b""[..], b"\"", b"phone\n\""] {
        let is_row = |row: Result<Row, String>| row.is_ok_and(|row| row.check().is_ok());
        let is_refused = match CsvRows::open(begin.chain(letters(4))) {
            Err(_) => true,
            Ok(rows) if headings::check_header(rows.header()).is_err() => true,
            Ok(mut rows) => !rows.any(is_row),
        };
        assert!(is_refused, "{}", begin.escape_ascii());
    }
}

/// Under two headings; more headings than are read are refused in the core's tests.
#[test]
fn a_row_of_ten_thousand_cells_is_told_and_the_next_one_read() {
    let file = format!("phone,name\n0349000001,Lan{}\n0349000002,Hoa\n", ",x".repeat(10_000));
    let rows: Vec<Row> = CsvRows::open(file.as_bytes()).unwrap().map(Result::unwrap).collect();
    assert!(rows[0].has_surplus() && !rows[1].has_surplus());
    assert_eq!((rows.len(), rows[1].cell("name")), (2, "Hoa"));
}

/// Each of the rows that such a file has is refused with these words.
#[test]
fn a_header_without_end_is_quoted_in_few_words() {
    let long = vec!["x".repeat(300_000)];
    let many: Vec<String> = (0..900).map(|at| format!("column {at}")).collect();
    for header in [long, many] {
        let say = check_header(&header).unwrap_err();
        assert!(
            say.starts_with("the header has no column phone, email or name") && say.chars().count() < 1500,
            "{say}"
        );
    }
}

/// In a text file they are refused in the core's tests.
#[test]
fn zero_characters_of_other_files_refuse_their_row() {
    let text = "phone,name\n0349000001,a\0b\n0349000002,Lan\n";
    for big in [false, true] {
        let file = utf16(&units(text), big);
        let rows: Vec<Row> = CsvRows::open(&file[..]).unwrap().map(Result::unwrap).collect();
        assert!(rows[0].check().is_err_and(|say| say.en.contains("U+0000")));
        assert!(rows[1].check().is_ok() && !rows[0].text().contains('\0'));
    }
    let header = utf16(&units("phone\0,name\n0349000001,Lan\n"), false);
    assert!(CsvRows::open(&header[..]).err().unwrap_or_default().contains("zero bytes"));
}
