//! Files as people make them, row by row: text in any of the encodings of Vietnamese, or a workbook; comma, semicolon, tab or bar
//! between the cells, quoted or not, any line ends. Streaming: holds the first lines, then one row at a time.

use crate::columns::Column;
use crate::encoding::Encoding;
use crate::headings::columns_of;
use crate::options::FileOptions;
use crate::records::Records;
use crate::{Row, kind, layout, note, workbook};
use std::io::{Cursor, Read};
use std::sync::Arc;

/// The first bytes, off which the layout is read.
const HEAD: u64 = 256 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The rows of a file. As an iterator it gives each data row, or the error that ends the reading.
pub struct CsvRows<'r> {
    records: Records<Box<dyn Read + 'r>>,
    header: Arc<Vec<String>>,
    columns: Arc<Vec<Column>>,
    notes: Vec<String>,
    number: i64,
}

impl<'r> CsvRows<'r> {
    /// Reads the header. The error says what is wrong with the file.
    pub fn open(file: impl Read + 'r) -> Result<Self, String> {
        CsvRows::open_as(file, &FileOptions::default())
    }

    pub fn open_as(file: impl Read + 'r, options: &FileOptions) -> Result<Self, String> {
        CsvRows::open_with(file, options, true)
    }

    /// As it is shown before anybody said what its columns are: phones under a heading that nobody knows refuse nothing yet.
    pub fn preview(file: impl Read + 'r, options: &FileOptions) -> Result<Self, String> {
        CsvRows::open_with(file, options, false)
    }

    fn open_with(file: impl Read + 'r, options: &FileOptions, is_strict: bool) -> Result<Self, String> {
        let (head, file) = split(Box::new(file))?;
        let workbook = kind::workbook(&head);
        let (head, file) = match workbook {
            Some(kind) => {
                split(Box::new(Cursor::new(workbook::to_csv(kind, Cursor::new(head).chain(file), options)?)))?
            }
            None => (head, file),
        };
        kind::check(&head)?;
        let encoding = options.encoding.unwrap_or_else(|| Encoding::of(&head));
        let (mut head, rest) = split(encoding.open(Cursor::new(head).chain(file)))?;
        if head.starts_with(BYTE_ORDER_MARK) {
            head.drain(..BYTE_ORDER_MARK.len());
        }
        kind::check_header(&head)?;
        let separator = take_separator(&mut head);
        let layout = layout::find(whole_lines(&head), encoding, separator, (options, is_strict))?;
        let mut records: Records<Box<dyn Read + 'r>> =
            Records::new(Box::new(Cursor::new(head).chain(rest)), encoding, layout.separator);
        records.line = usize::from(separator.is_some());
        for _ in 0..layout.skipped {
            records.next_record().map_err(|error| format!("the header cannot be read: {error}"))?;
        }
        records.width = layout.header.len();
        records.is_sound = workbook.is_some();
        let mut notes = layout.notes;
        if encoding != Encoding::Utf8 {
            notes.insert(0, note::READ_AS.of(encoding.name()));
        }
        // An unknown custom field is refused with the header.
        let columns = columns_of(&layout.header).unwrap_or_default();
        Ok(CsvRows { records, header: Arc::new(layout.header), columns: Arc::new(columns), notes, number: 0 })
    }

    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// What was found out about the file, for whoever brought it.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

/// The first bytes, and the rest.
fn split<'r>(mut file: Box<dyn Read + 'r>) -> Result<(Vec<u8>, Box<dyn Read + 'r>), String> {
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head).map_err(|error| format!("the file cannot be read: {error}"))?;
    Ok((head, file))
}

/// Without a last line that may go on behind the head.
fn whole_lines(head: &[u8]) -> &[u8] {
    let is_whole = u64::try_from(head.len()).is_ok_and(|length| length < HEAD);
    let end = head.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).map_or(head.len(), |at| at + 1);
    if is_whole { head } else { head.get(..end).unwrap_or_default() }
}

/// The separator that a first line `sep=;` names; the line goes.
fn take_separator(head: &mut Vec<u8>) -> Option<char> {
    let end = head.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
    let line = std::str::from_utf8(head.get(..end)?).ok()?.trim_matches(|c| c == '"' || c == ' ');
    let (name, separator) = line.split_at_checked(4)?;
    let mut separator = separator.chars();
    let separator = separator.next().filter(|c| separator.next().is_none() && c.is_ascii())?;
    if !name.eq_ignore_ascii_case("sep=") {
        return None;
    }
    let is_pair = head.get(end..end + 2) == Some(b"\r\n");
    head.drain(..end + 1 + usize::from(is_pair));
    Some(separator)
}

impl Iterator for CsvRows<'_> {
    type Item = Result<Row, String>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.records.next_record() {
            Err(error) => Some(Err(format!("the file cannot be read after row {}: {error}", self.number))),
            Ok(None) => None,
            Ok(Some(record)) => {
                self.number += 1;
                Some(Ok(Row {
                    number: self.number,
                    line: i64::try_from(record.line).unwrap_or(i64::MAX),
                    header: Arc::clone(&self.header),
                    columns: Arc::clone(&self.columns),
                    cells: record.cells,
                    is_utf8: record.is_text,
                    broken: record.broken,
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &[u8]) -> Vec<Row> {
        CsvRows::open(text).unwrap().map(|row| row.unwrap()).collect()
    }

    #[test]
    fn reads_comma_semicolon_and_tab_with_a_byte_order_mark() {
        for separator in [",", ";", "\t"] {
            let file = "\u{feff}Phone_Number|lead_name\r\n0349719999|\"Nguyễn; A, B\"\r\n".replace('|', separator);
            let rows = rows(file.as_bytes());
            assert_eq!(rows.len(), 1, "{separator:?}");
            assert_eq!(rows[0].cell("phone_number"), "0349719999", "{separator:?}");
            assert_eq!(rows[0].cell("lead_name"), "Nguyễn; A, B", "{separator:?}");
        }
    }

    #[test]
    fn short_long_and_foreign_rows_are_given_not_lost() {
        let rows = rows(b"a,b\n1\n1,2,3\n\xff,2\n");
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[0].cell("b"), "");
        assert!(rows[1].has_surplus() && !rows[0].has_surplus());
        assert!(!rows[2].is_utf8);
        assert_eq!(rows[1].text(), "1,2,3");
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_does_not_swallow_the_file() {
        let file = format!("a,b\n1,2\n3,\"4\n{}", "5,6\n".repeat(1_000_000));
        let rows: Vec<_> = rows(file.as_bytes());
        assert_eq!(rows.len(), 1_000_002);
        assert!(rows[1].check().is_err_and(|say| say.en.contains("line 3 opens a quotation mark")));
        assert!(rows[0].check().is_ok() && rows[2].check().is_ok());
    }

    #[test]
    fn an_empty_file_says_what_it_needs() {
        assert!(CsvRows::open(&b""[..]).is_err_and(|say| say.contains("header")));
    }

    /// The name and phone of every row that is one, and the lines at fault.
    fn read(file: &str) -> (Vec<String>, Vec<String>) {
        let (good, bad): (Vec<Row>, Vec<Row>) = rows(file.as_bytes()).into_iter().partition(|row| row.check().is_ok());
        let line = |row: &Row| row.check().unwrap_err().en.split(" opens").next().unwrap().to_owned();
        (good.iter().map(|row| row.cells[..2].join(" ")).collect(), bad.iter().map(line).collect())
    }

    #[test]
    fn no_quotation_mark_swallows_a_row() {
        for (file, good, bad) in [
            (
                "name,phone,note\nAn,0349000021,\"a 55\nBinh,0349000022,b\nChi,0349000023,\"h \"\"t 5\"\" n\nDung,0349000024,ok\n",
                &["Binh 0349000022", "Dung 0349000024"][..],
                &["line 2", "line 4"][..],
            ),
            (
                "name,phone,note\nAn,0349000027,\"c\nBinh,0349000028,g\nChi,0349000029,g\n",
                &["Binh 0349000028", "Chi 0349000029"],
                &["line 2"],
            ),
            // Closed rows later.
            (
                "name,phone,note\nAn,0349000027,\"c\nBinh,0349000028,\"g\"\nChi,0349000029,g\n",
                &["Binh 0349000028", "Chi 0349000029"],
                &["line 2"],
            ),
            (
                "name,phone,note\nAn,0349000027,\"c\n\"Binh\",0349000028,g\nChi,0349000029,g\n",
                &["Binh 0349000028", "Chi 0349000029"],
                &["line 2"],
            ),
            (
                "name,phone,note\n\"An,0349000027,c\nBinh,0349000028,g\n\"Chi\",0349000029,g\n",
                &["Binh 0349000028", "Chi 0349000029"],
                &["line 2"],
            ),
            (
                "name,phone,note\n\"An\",0349000027,\"c\nd, e\"\nBinh,0349000028,\"1\n2\n3\"\n",
                &["An 0349000027", "Binh 0349000028"],
                &[],
            ),
            ("name,phone,note\n\"An\nLe\",0349000027,c\n", &["An\nLe 0349000027"], &[]),
            // Rows without a contact, and rows that end early.
            (
                "name,phone,note\nAn,0349000027,\"hen\nBinh,khong co so,goi\nChi,chua co,tivi 5\"\nDung,0349000030,x\n",
                &["Binh khong co so", "Chi chua co", "Dung 0349000030"],
                &["line 2"],
            ),
            (
                "name,phone,note\nAn,0349000027,\"hen\nBinh,0349000028\nChi,0349000029\nDung,0349000030,x\n",
                &["Binh 0349000028", "Chi 0349000029", "Dung 0349000030"],
                &["line 2"],
            ),
            ("name,phone,note\n\"An,0349000027\nBinh\"\nChi,0349000029,x\n", &["Chi 0349000029"], &["line 2"]),
            (
                "name,phone,note\nAn,0349000027,\"hen gap,\nsau 5h, nhe\nBinh, 0349000028\nDung,0349000030,x\n",
                &["Binh  0349000028", "Dung 0349000030"],
                &["line 2"],
            ),
            // Sentences of several lines.
            (
                "name,phone,note\nAn,0349000027,\"12 Lê Lợi, Quận 1,\nTP.HCM, Việt Nam\ngiá 3,5 tỷ\ngọi 0349000099\"\nBinh,0349000028,x\n",
                &["An 0349000027", "Binh 0349000028"],
                &[],
            ),
            ("name,phone\n\"An\",\"0349000027\n\"\n", &["An 0349000027\n"], &[]),
            (
                "name,phone,note\n\"Lan\" N,0349000025,x\nN \"Bob\" A,0349000026,5\" tivi\n",
                &["\"Lan\" N 0349000025", "N \"Bob\" A 0349000026"],
                &[],
            ),
        ] {
            assert_eq!(
                read(file),
                (
                    good.iter().map(|row| (*row).to_owned()).collect(),
                    bad.iter().map(|line| (*line).to_owned()).collect()
                ),
                "{file}"
            );
        }
    }

    #[test]
    fn no_quotation_mark_swallows_a_row_of_one_column() {
        let rows = rows(b"phone\n0349000027\n\"0349000028\n0349000029\n0349000030\"\n0349000031\n\"0349000032\n\"\n");
        let phone = |row: &Row| row.check().map_or_else(|say| say.en, |()| row.cells[0].trim().to_owned());
        let phones: Vec<_> = rows.iter().map(phone).collect();
        assert!(phones[1].contains("line 3 opens a quotation mark"), "{phones:?}");
        assert_eq!(phones.len(), 6);
        assert_eq!(
            [&phones[0], &phones[2], &phones[4], &phones[5]],
            ["0349000027", "0349000029", "0349000031", "0349000032"]
        );
        assert!(crate::read(&rows[3]).is_ok_and(|lead| !crate::is_without_phone(&lead.facts)));
    }

    #[test]
    fn the_layout_is_read_off_whole_records() {
        for (file, first) in [
            (
                "Họ tên (họ, tên đệm, tên);SĐT;Ghi chú (nhu cầu, giờ gọi)\r\nNguyễn Thị An;0349000011;gọi tối\r\n",
                "0349000011",
            ),
            ("\"Họ tên\";SĐT;\"Nguồn, kênh, chiến dịch\"\r\nAn;0349000012;fb\r\n", "0349000012"),
            ("Họ tên;SĐT;Ghi chú\rAn;0349000013;một, hai, ba, bốn\rBình;0349000017;a,b,c,d,e\r", "0349000013"),
            ("\"Họ\r\ntên\";\"Số\nđiện thoại\";\"Ghi, chú\"\r\nAn;0349000014;x\r\n", "0349000014"),
            ("sep=;\r\nTên;SĐT\r\nAn;0349000015\r\n", "0349000015"),
            ("\"sep=|\"\nTên|SĐT\nAn, Bình; Chi|0349000016\n", "0349000016"),
            ("\nDANH SÁCH KHÁCH HÀNG;;\nTháng 11/2026\n\nSTT;Họ tên;SĐT\n1;An;0349000018\n", "0349000018"),
            ("Họ tên\tĐiện thoại\nAn\t0349000019\n", "0349000019"),
            ("0349000020,An\n0349000021,Bình\n", "0349000020"),
        ] {
            let rows = rows(file.as_bytes());
            let lead = crate::read(&rows[0]).unwrap();
            assert_eq!(
                (lead.facts.text(leadhub_model::Fact::Phone), lead.facts.text(leadhub_model::Fact::Name).is_empty()),
                (first, false),
                "{file}"
            );
        }
    }

    #[test]
    fn what_was_found_out_is_told() {
        let notes = |file: &str| CsvRows::open(file.as_bytes()).unwrap().notes().join("; ");
        assert!(
            notes("Tiêu đề\nTên;SĐT\nAn;0349000015\n")
                .contains("';' stands between the cells; passed over above the heading: Tiêu đề")
        );
        assert!(notes("0349000020,An\n").contains("no heading: its columns were taken for phone, name"));
        assert!(notes("name,campaign_id\nAn,c:12021\n").contains("'campaign_id' holds ids of another system"));
        // In the export of an advertising platform, whatever its ids look like.
        for id in ["c:12021", "12021"] {
            let told = notes(&format!("ad_id,campaign_id,full_name\nag:1,{id},An\n"));
            assert!(told.contains("'campaign_id' holds ids of another system, which are kept with the lead"), "{told}");
        }
    }

    #[test]
    fn phones_under_an_unknown_heading_are_refused_by_its_name() {
        let file = "màu,liên lạc gấp\nđỏ,0349000011\nxanh,0349000012\n";
        let error = CsvRows::open(file.as_bytes()).err().unwrap();
        assert!(error.contains("'liên lạc gấp' is full of phone numbers"), "{error}");
        let map = |heading: &str, field: &str| FileOptions {
            map: vec![(heading.to_owned(), field.to_owned())],
            ..FileOptions::default()
        };
        let rows = CsvRows::open_as(file.as_bytes(), &map("Liên lạc gấp", "phone")).unwrap();
        assert_eq!(rows.header(), ["màu", "phone"]);
        assert!(
            CsvRows::open_as(file.as_bytes(), &map("Lien lac gap", "phoney"))
                .err()
                .unwrap()
                .contains("no field 'phoney'")
        );
        assert!(CsvRows::open_as(file.as_bytes(), &map("Zalo", "phone")).err().unwrap().contains("no column 'Zalo'"));
    }

    #[test]
    fn two_columns_of_a_name_without_meaning_are_both_kept() {
        let rows = rows("sđt,màu,màu\n0349000011,đỏ,xanh\n".as_bytes());
        assert_eq!(*rows[0].header, ["sđt", "màu", "màu (2)"]);
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            if let Ok(rows) = CsvRows::open(&bytes[..]) {
                for row in rows.take(1000).flatten() {
                    let _ = (row.text(), row.has_surplus());
                }
            }
        }
    }
}
