//! An export as a workbook (.xlsx), written row by row into its archive: nothing of it is kept in memory or in a file beside. Every cell
//! is a text, so that a phone keeps its zero and nothing is calculated. Used by the exports of the command line and of the
//! pages; which cells there are is not its to say.

use crate::guard_typed;
use std::borrow::Cow;
use std::fmt::{Display, Write as _};
use std::io::Write;
use zip::ZipWriter;
use zip::write::{SimpleFileOptions, StreamWriter};

/// Rows that a sheet can have, its heading among them.
const ROWS: u32 = 1_048_576;
/// What a cell can hold, counted as spreadsheets do.
const LONGEST_CELL: usize = 32_767;
/// Ends a text that did not go into its cell.
const CUT: char = '…';
/// What a sheet may unpack to. Past 4 GiB an archive needs an extension that spreadsheets take for damage.
const LARGEST_SHEET: u64 = 0xF000_0000;

/// The styles of the cells by their places in `STYLES`.
const TEXT: u8 = 1;
const HEADING: u8 = 2;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
/// Number format 49 is text: what is typed into a cell stays as it is typed.
const STYLES: &str = "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>\
    <font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
    <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
    <xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"/></cellXfs>\
    <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

pub struct Book<W: Write> {
    archive: ZipWriter<StreamWriter<W>>,
    header: Vec<String>,
    /// Sheets begun; the last one is open.
    sheets: usize,
    /// Rows of the open sheet, and its bytes.
    row: u32,
    size: u64,
    most_rows: u32,
}

impl<W: Write> Book<W> {
    /// Begins the first sheet with this heading.
    pub fn begin(to: W, header: Vec<String>) -> Result<Book<W>, String> {
        Book::of_rows(to, header, ROWS)
    }

    fn of_rows(to: W, header: Vec<String>, most_rows: u32) -> Result<Book<W>, String> {
        let archive = ZipWriter::new_stream(to);
        let mut book = Book { archive, header, sheets: 0, row: 0, size: 0, most_rows };
        let root = relations(&[("officeDocument".to_owned(), "xl/workbook.xml".to_owned())]);
        book.part("_rels/.rels", &root)?;
        book.part("xl/styles.xml", &format!("{XML}<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>"))?;
        book.begin_sheet()?;
        Ok(book)
    }

    pub fn sheets(&self) -> usize {
        self.sheets
    }

    /// Puts a row under the last one, on a further sheet where this one is full.
    pub fn put(&mut self, cells: &[String]) -> Result<(), String> {
        if self.row >= self.most_rows || self.size >= LARGEST_SHEET {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        self.write_row(cells, TEXT)
    }

    /// Writes what tells readers of the sheets, and gives back where it all went.
    pub fn end(mut self) -> Result<W, String> {
        self.end_sheet()?;
        let (mut sheets, mut targets, mut types) = (String::new(), Vec::new(), String::new());
        for number in 1..=self.sheets {
            let name = name_of(number);
            // Writing to a String cannot fail.
            let _ = write!(sheets, "<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
            let _ = write!(types, "<Override PartName=\"/{}\" ContentType=\"{KIND}.worksheet+xml\"/>", path_of(number));
            targets.push(("worksheet".to_owned(), format!("worksheets/sheet{number}.xml")));
        }
        targets.push(("styles".to_owned(), "styles.xml".to_owned()));
        let book = format!(
            "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><bookViews><workbookView/></bookViews><sheets>{sheets}</sheets></workbook>"
        );
        self.part("xl/workbook.xml", &book)?;
        self.part("xl/_rels/workbook.xml.rels", &relations(&targets))?;
        let types = format!(
            "{XML}<Types xmlns=\"{PACKAGE}/content-types\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Override PartName=\"/xl/workbook.xml\" ContentType=\"{KIND}.sheet.main+xml\"/>\
             <Override PartName=\"/xl/styles.xml\" ContentType=\"{KIND}.styles+xml\"/>{types}</Types>"
        );
        self.part("[Content_Types].xml", &types)?;
        Ok(self.archive.finish().map_err(message)?.into_inner())
    }

    fn begin_sheet(&mut self) -> Result<(), String> {
        self.sheets += 1;
        (self.row, self.size) = (0, 0);
        self.open(&path_of(self.sheets))?;
        let columns = self.header.len();
        self.write(&format!(
            "{XML}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\">\
             <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>\
             <cols><col min=\"1\" max=\"{columns}\" width=\"16\" style=\"{TEXT}\" customWidth=\"1\"/></cols><sheetData>"
        ))?;
        self.write_row(&self.header.clone(), HEADING)
    }

    /// Digits that are texts are no mistake here, and are not marked as one.
    fn end_sheet(&mut self) -> Result<(), String> {
        let last = letters(self.header.len().saturating_sub(1));
        self.write(&format!(
            "</sheetData><ignoredErrors><ignoredError sqref=\"A1:{last}{ROWS}\" numberStoredAsText=\"1\"/></ignoredErrors></worksheet>"
        ))
    }

    fn write_row(&mut self, cells: &[String], style: u8) -> Result<(), String> {
        self.row += 1;
        let row = self.row;
        let mut line = format!("<row r=\"{row}\">");
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let text = guard_typed(cell);
            let text = fitted(&text);
            let space = if text.trim().len() < text.len() { " xml:space=\"preserve\"" } else { "" };
            let _ = write!(line, "<c r=\"{}{row}\" s=\"{style}\" t=\"inlineStr\"><is><t{space}>", letters(at));
            escape(&text, &mut line);
            line.push_str("</t></is></c>");
        }
        line.push_str("</row>");
        self.write(&line)
    }

    fn part(&mut self, path: &str, content: &str) -> Result<(), String> {
        self.open(path)?;
        self.write(content)
    }

    fn open(&mut self, path: &str) -> Result<(), String> {
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        self.archive.start_file(path, options).map_err(message)
    }

    fn write(&mut self, text: &str) -> Result<(), String> {
        self.size += text.len() as u64;
        self.archive.write_all(text.as_bytes()).map_err(message)
    }
}

fn message(error: impl Display) -> String {
    format!("the workbook cannot be written: {error}")
}

/// What people see, and what `import --sheet` takes.
fn name_of(sheet: usize) -> String {
    if sheet == 1 { "leads".to_owned() } else { format!("leads {sheet}") }
}

fn path_of(sheet: usize) -> String {
    format!("xl/worksheets/sheet{sheet}.xml")
}

/// The parts that one part names, as `rId1`, `rId2`, …
fn relations(targets: &[(String, String)]) -> String {
    let one = |(at, (kind, target)): (usize, &(String, String))| {
        format!("<Relationship Id=\"rId{}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>", at + 1)
    };
    let all: String = targets.iter().enumerate().map(one).collect();
    format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{all}</Relationships>")
}

/// As much of a text as a cell holds; one that was cut ends in `CUT`. A file without a cell's end is of more use than none.
fn fitted(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST_CELL || text.encode_utf16().count() <= LONGEST_CELL {
        return Cow::Borrowed(text);
    }
    let mut used = CUT.len_utf16();
    let fits = |c: &char| {
        used += c.len_utf16();
        used <= LONGEST_CELL
    };
    Cow::Owned(text.chars().take_while(fits).chain([CUT]).collect())
}

/// The column's name: A, B, … Z, AA, AB, …
fn letters(at: usize) -> String {
    let last = char::from(b'A' + (at % 26) as u8);
    if at < 26 { last.to_string() } else { format!("{}{last}", letters(at / 26 - 1)) }
}

/// A text as the format writes it: characters that XML has none for by their number, and what looks like that already by a number too.
fn escape(text: &str, line: &mut String) {
    for (at, c) in text.char_indices() {
        match c {
            '&' => line.push_str("&amp;"),
            '<' => line.push_str("&lt;"),
            '>' => line.push_str("&gt;"),
            '_' if is_escaped(text.as_bytes().get(at..at + 7).unwrap_or_default()) => line.push_str("_x005F_"),
            '\t' | '\n' => line.push(c),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(line, "_x{:04X}_", u32::from(c));
            }
            c => line.push(c),
        }
    }
}

/// `_x000D_`
fn is_escaped(seven: &[u8]) -> bool {
    matches!(seven, [b'_', b'x', digits @ .., b'_'] if digits.len() == 4 && digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CsvRows, FileOptions, unguard};

    fn text(text: &str) -> String {
        text.to_owned()
    }

    /// The rows of a sheet below its heading, as an import reads them.
    fn rows(book: &[u8], sheet: Option<&str>) -> Vec<Vec<String>> {
        let options = FileOptions { sheet: sheet.map(str::to_owned), ..FileOptions::default() };
        let rows = CsvRows::open_as(book, &options).unwrap();
        assert_eq!(rows.header(), ["name", "phone", "comment"]);
        rows.map(|row| row.unwrap().cells.iter().map(|cell| unguard(cell).to_owned()).collect()).collect()
    }

    fn book(most_rows: u32, rows: &[[&str; 3]]) -> Vec<u8> {
        let header = ["name", "phone", "comment"].map(text).to_vec();
        let mut book = Book::of_rows(Vec::new(), header, most_rows).unwrap();
        for row in rows {
            book.put(&row.map(text)).unwrap();
        }
        book.end().unwrap()
    }

    #[test]
    fn every_text_comes_back_to_the_letter() {
        let written = [
            ["=1+1", "0349719999", " two\nlines\r\n\tand spaces "],
            ["'=x", "+84349719999", "'tis"],
            ["<&> \"a\", 'b'; c", "-5", "_x000D_ _x00_ \u{1}\u{1f}\u{ffff} _"],
            ["", "0912345678", "x"],
            ["Nguyễn Thị Ước 👩‍⚕️", "113", "]]>"],
        ];
        assert_eq!(rows(&book(ROWS, &written), None), written.map(|row| row.map(text).to_vec()));
    }

    #[test]
    fn what_a_sheet_cannot_hold_goes_on_in_the_next() {
        let written = [["Lan", "1", "a"], ["Hoa", "2", "b"], ["Mai", "3", "c"], ["An", "4", "d"], ["Ba", "5", "e"]];
        let book = book(3, &written);
        let names = |sheet| rows(&book, sheet).into_iter().map(|row| row[0].clone()).collect::<Vec<_>>();
        assert_eq!(names(None), ["Lan", "Hoa"]);
        assert_eq!(names(Some("leads")), ["Lan", "Hoa"]);
        assert_eq!((names(Some("leads 2")), names(Some("leads 3"))), (vec![text("Mai"), text("An")], vec![text("Ba")]));
    }

    #[test]
    fn a_text_that_is_too_long_for_a_cell_is_cut_where_everybody_sees_it() {
        let whole = "ệ".repeat(LONGEST_CELL);
        let longer = format!("{whole}ệ");
        // Two units each: the last one that would begin inside the bound would end outside of it.
        let faces = "😀".repeat(LONGEST_CELL);
        let written = [
            ["Lan", "1", whole.as_str()],
            ["Hoa", "2", longer.as_str()],
            ["Mai", "3", faces.as_str()],
            ["An", "4", "còn"],
        ];
        let read = rows(&book(ROWS, &written), None);
        let comments: Vec<&str> = read.iter().map(|row| row[2].as_str()).collect();
        let cut = |one: &str, times: usize| format!("{}…", one.repeat(times));
        assert!(comments[0] == whole && comments[3] == "còn", "what goes in stays whole, and so do the rows behind");
        assert!(comments[1] == cut("ệ", LONGEST_CELL - 1));
        assert!(comments[2] == cut("😀", (LONGEST_CELL - 1) / 2));
        assert!(comments.iter().all(|comment| comment.encode_utf16().count() <= LONGEST_CELL));
    }

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        let named = [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")];
        assert!(named.iter().all(|(at, name)| letters(*at) == *name));
    }
}
