//! CSV as people make it: with or without a byte-order mark, comma, semicolon or tab between the cells, quoted or not, Windows
//! or Unix line ends. The separator is read off the header line. Streaming: holds one row at a time.

use crate::Row;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;
use std::sync::Arc;

/// A header line longer than this is no header.
const LONGEST_HEADER: u64 = 64 * 1024;
/// A row longer than this is no row: somewhere a quotation mark was not closed, and it would swallow the rest of the file.
const LONGEST_ROW: usize = 1024 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

type Source<R> = io::Chain<Cursor<Vec<u8>>, Bounded<BufReader<R>>>;

/// Counts what is read since the last row, and stops a row that never ends.
struct Bounded<R> {
    inner: R,
    since_row: Rc<Cell<usize>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_row.get() > LONGEST_ROW {
            return Err(io::Error::other("a row is longer than 1 MiB: is a quotation mark not closed?"));
        }
        let read = self.inner.read(buffer)?;
        self.since_row.set(self.since_row.get() + read);
        Ok(read)
    }
}

/// The rows of a CSV file. As an iterator it gives each data row, or the error that ends the reading.
pub struct CsvRows<R: Read> {
    reader: csv::Reader<Source<R>>,
    header: Arc<Vec<String>>,
    record: csv::ByteRecord,
    number: i64,
    since_row: Rc<Cell<usize>>,
}

impl<R: Read> CsvRows<R> {
    /// Reads the header. The error says what is wrong with the file.
    pub fn open(file: R) -> Result<Self, String> {
        let mut file = BufReader::new(file);
        let mut first = Vec::new();
        file.by_ref()
            .take(LONGEST_HEADER)
            .read_until(b'\n', &mut first)
            .map_err(|error| format!("the file cannot be read: {error}"))?;
        if let Some(rest) = first.strip_prefix(BYTE_ORDER_MARK) {
            first = rest.to_vec();
        }
        let separator = separator(&first);
        let since_row = Rc::new(Cell::new(0));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .has_headers(false)
            .from_reader(Cursor::new(first).chain(Bounded { inner: file, since_row: Rc::clone(&since_row) }));
        let mut record = csv::ByteRecord::new();
        let found =
            reader.read_byte_record(&mut record).map_err(|error| format!("the header cannot be read: {error}"))?;
        if !found {
            return Err("the file is empty: it needs a header row and data rows".to_owned());
        }
        let header = record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_lowercase()).collect();
        Ok(CsvRows { reader, header: Arc::new(header), record, number: 0, since_row })
    }

    pub fn header(&self) -> &[String] {
        &self.header
    }
}

/// Whichever of the three stands most often in the header line; a comma where none does.
fn separator(header: &[u8]) -> u8 {
    let count = |separator: u8| header.iter().filter(|byte| **byte == separator).count();
    [b';', b'\t']
        .into_iter()
        .filter(|other| count(*other) > count(b','))
        .max_by_key(|other| count(*other))
        .unwrap_or(b',')
}

impl<R: Read> Iterator for CsvRows<R> {
    type Item = Result<Row, String>;

    fn next(&mut self) -> Option<Self::Item> {
        self.since_row.set(0);
        match self.reader.read_byte_record(&mut self.record) {
            Err(error) => Some(Err(format!("the file cannot be read after row {}: {error}", self.number))),
            Ok(false) => None,
            Ok(true) => {
                self.number += 1;
                let is_utf8 = self.record.iter().all(|cell| std::str::from_utf8(cell).is_ok());
                let cells = self.record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
                Some(Ok(Row { number: self.number, header: Arc::clone(&self.header), cells, is_utf8 }))
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
        let rows: Vec<_> = CsvRows::open(file.as_bytes()).unwrap().take(10).collect();
        assert!(rows[0].is_ok());
        assert!(rows[1].as_ref().is_err_and(|say| say.contains("quotation mark")));
    }

    #[test]
    fn an_empty_file_says_what_it_needs() {
        assert!(CsvRows::open(&b""[..]).is_err_and(|say| say.contains("header")));
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
