//! A table as a file that is sent while it is written: lines of CSV, or a workbook. Used by the exports of the doors, which take the bytes
//! that are there between two rows, so that no file is held in memory. Which rows there are is not its to say.

use crate::Book;
use crate::print::csv_line;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

pub struct Table {
    unsent: Unsent,
    /// None where it is CSV.
    book: Option<Box<Book<Unsent>>>,
}

impl Table {
    pub fn csv(header: &[String]) -> Table {
        let table = Table { unsent: Unsent::default(), book: None };
        table.unsent.put(&csv_line(header));
        table
    }

    pub fn workbook(header: &[String]) -> Result<Table, String> {
        let unsent = Unsent::default();
        let book = Book::begin(unsent.clone(), header.to_vec())?;
        Ok(Table { unsent, book: Some(Box::new(book)) })
    }

    pub const fn is_workbook(&self) -> bool {
        self.book.is_some()
    }

    pub fn put(&mut self, cells: &[String]) -> Result<(), String> {
        match &mut self.book {
            Some(book) => book.put(cells),
            None => {
                self.unsent.put(&csv_line(cells));
                Ok(())
            }
        }
    }

    /// What was written since it was asked last.
    pub fn taken(&mut self) -> Vec<u8> {
        self.unsent.take()
    }

    /// The rest of the file.
    pub fn end(self) -> Result<Vec<u8>, String> {
        if let Some(book) = self.book {
            book.end()?;
        }
        Ok(self.unsent.take())
    }
}

/// What was written and not taken yet.
#[derive(Clone, Default)]
struct Unsent(Arc<Mutex<Vec<u8>>>);

impl Unsent {
    fn put(&self, bytes: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
    }

    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Unsent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.put(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
