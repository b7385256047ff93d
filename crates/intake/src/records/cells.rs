//! One record's cells, fed line by line. What a quotation mark means is decided here: it opens a cell at its beginning, closes it before
//! a separator or the line's end, stands for itself when doubled, and anywhere else is a character like every other.

use leadhub_model::email::EmailKey;
use leadhub_model::phone::digits;

pub struct Scan {
    separator: char,
    cells: Vec<String>,
    cell: String,
    in_quotes: bool,
    stray: bool,
}

impl Scan {
    /// The scan behind a record's first line. `width` decides between two readings of a mark in the middle of a quoted cell.
    pub fn of(line: &str, separator: char, width: usize) -> Scan {
        let mut scan = Scan { separator, cells: Vec::new(), cell: String::new(), in_quotes: false, stray: false };
        scan.read(line, 0, false);
        if scan.stray && (scan.in_quotes || (width > 0 && scan.cells.len() != width)) {
            let mut literal =
                Scan { separator, cells: Vec::new(), cell: String::new(), in_quotes: false, stray: false };
            literal.read(line, 0, true);
            if scan.in_quotes || literal.cells.len() == width {
                return literal;
            }
        }
        scan.stray = false;
        scan
    }

    pub fn is_open(&self) -> bool {
        self.in_quotes
    }

    /// What stands in the first cell, where that is the open one: a mark that was not meant would have swallowed the row's other cells.
    pub fn first_open(&self) -> Option<&str> {
        (self.in_quotes && self.cells.is_empty()).then_some(self.cell.as_str())
    }

    pub fn has_stray(&self) -> bool {
        self.stray
    }

    pub fn done(self) -> Vec<String> {
        self.cells
    }

    pub fn break_line(&mut self, end: &str) {
        self.cell.push_str(end);
    }

    /// Reads another line into the open cell; gives the part of it that lies inside.
    pub fn feed<'l>(&mut self, line: &'l str) -> &'l str {
        let inside = self.quoted(line, 0, false);
        if !self.in_quotes {
            self.after(line, inside);
        }
        line.get(..inside).unwrap_or_default()
    }

    fn read(&mut self, line: &str, mut at: usize, literal: bool) {
        loop {
            let rest = line.get(at..).unwrap_or_default();
            let spaces = rest.len() - rest.trim_start_matches(' ').len();
            let behind = match rest.get(spaces..).unwrap_or_default().strip_prefix('"') {
                Some(_) => self.open(line, at, at + spaces + 1, literal),
                None => self.plain(line, at),
            };
            match behind {
                Some(next) => at = next,
                None => return,
            }
        }
    }

    /// A cell without marks around it; gives where the next begins.
    fn plain(&mut self, line: &str, at: usize) -> Option<usize> {
        let rest = line.get(at..).unwrap_or_default();
        let end = rest.find(self.separator);
        self.cells.push(rest.get(..end.unwrap_or(rest.len())).unwrap_or_default().to_owned());
        end.map(|end| at + end + self.separator.len_utf8())
    }

    fn open(&mut self, line: &str, start: usize, at: usize, literal: bool) -> Option<usize> {
        self.in_quotes = true;
        let had_stray = std::mem::take(&mut self.stray);
        let end = self.quoted(line, at, literal);
        let is_literal = literal && self.stray;
        self.stray |= had_stray;
        if is_literal {
            (self.in_quotes, self.stray) = (false, had_stray);
            self.cell.clear();
            return self.plain(line, start);
        }
        if self.in_quotes { None } else { self.next_cell(line, end) }
    }

    /// Reads inside quotation marks from `at`; gives where it closes, or the line's end. With `literal`, the first stray mark ends it.
    fn quoted(&mut self, line: &str, mut at: usize, literal: bool) -> usize {
        loop {
            let rest = line.get(at..).unwrap_or_default();
            let Some(mark) = rest.find('"') else {
                self.cell.push_str(rest);
                return line.len();
            };
            self.cell.push_str(rest.get(..mark).unwrap_or_default());
            let behind = rest.get(mark + 1..).unwrap_or_default();
            if behind.starts_with('"') {
                self.cell.push('"');
                at += mark + 2;
                continue;
            }
            let next = behind.trim_start_matches(' ');
            if next.is_empty() || next.starts_with(self.separator) {
                self.in_quotes = false;
                return at + mark;
            }
            self.stray = true;
            if literal {
                return at + mark;
            }
            self.cell.push('"');
            at += mark + 1;
        }
    }

    /// The cell is whole, its closing mark stands at `mark`.
    fn next_cell(&mut self, line: &str, mark: usize) -> Option<usize> {
        self.cells.push(std::mem::take(&mut self.cell));
        let behind = line.get(mark + 1..).unwrap_or_default();
        behind.find(self.separator).map(|at| mark + 1 + at + self.separator.len_utf8())
    }

    fn after(&mut self, line: &str, mark: usize) {
        if let Some(next) = self.next_cell(line, mark) {
            self.read(line, next, false);
        }
    }
}

/// How many cells a line has when marks that it does not close are characters.
pub fn cells_of(line: &str, separator: char, width: usize) -> usize {
    let scan = Scan::of(line, separator, width);
    if scan.is_open() { line.matches(separator).count() + 1 } else { scan.cells.len() }
}

/// Whether a line inside a quoted cell is a row of its own: it has as many cells as a row, or is a shorter or longer one with a contact.
/// What is written as people write sentences, with a space behind the comma, or a comma inside a number, is none.
pub fn looks_like_row(inside: &str, separator: char, width: usize) -> bool {
    let cells = inside.matches(separator).count() + 1;
    match (width, inside.split(separator).any(is_contact)) {
        (0, _) => false,
        (1, has_contact) => has_contact,
        (_, true) => cells == width || (cells > 1 && !is_prose(inside, separator)),
        (_, false) => cells == width && !is_prose(inside, separator),
    }
}

/// Whether a line behind a mark that is not closed is to be read for itself; sentences without a contact belong to the row before it.
pub fn may_be_row(line: &str, separator: char, width: usize) -> bool {
    let cells = cells_of(line, separator, width);
    width < 2 || cells >= width || line.split(separator).any(is_contact) || (cells > 1 && !is_prose(line, separator))
}

fn is_contact(cell: &str) -> bool {
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || c == '"');
    let is_number = (8..=15).contains(&digits(cell).len()) && !cell.chars().any(char::is_alphabetic);
    is_number || EmailKey::read(cell).is_some()
}

fn is_prose(text: &str, separator: char) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    text.match_indices(separator).any(|(at, mark)| {
        let before = text.get(..at).unwrap_or_default().chars().next_back();
        let behind = text.get(at + mark.len()..).unwrap_or_default().chars().next();
        behind == Some(' ') || (separator == ',' && is_digit(before) && is_digit(behind))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str, width: usize) -> Vec<String> {
        let scan = Scan::of(line, ',', width);
        assert!(!scan.is_open(), "{line}");
        scan.done()
    }

    #[test]
    fn marks_inside_cells_are_characters() {
        assert_eq!(cells(r#""Lan" Nguyễn,0349000025,x"#, 3), [r#""Lan" Nguyễn"#, "0349000025", "x"]);
        assert_eq!(cells(r#"Nguyễn "Bob" A,0349000026,5" tivi"#, 3), [r#"Nguyễn "Bob" A"#, "0349000026", r#"5" tivi"#]);
        assert_eq!(cells(r#"1,"a""b, c",2"#, 3), ["1", r#"a"b, c"#, "2"]);
        assert_eq!(cells(r#"1, "a, b" ,2"#, 3), ["1", "a, b", "2"]);
        assert_eq!(cells(r#""29",""034"9000042""#, 2), ["29", r#""034"9000042"#]);
        assert_eq!(cells(r#""","#, 2), ["", ""]);
    }

    #[test]
    fn a_row_inside_a_cell_is_seen() {
        assert!(looks_like_row("Bình,0349000028,gọi", ',', 3));
        assert!(looks_like_row("Bình,b@example.vn", ',', 2));
        assert!(!looks_like_row("gọi lại, buổi tối, nhé", ',', 3));
        assert!(!looks_like_row("0349000028", ',', 3));
        // Without a contact, and short.
        assert!(looks_like_row("Bình,không có số,gọi", ',', 3));
        assert!(looks_like_row("Bình,0349000028", ',', 3));
        assert!(looks_like_row("0349000028", ',', 1));
        for prose in ["chị Lan, 0349000028", "giá 3,5 hoặc 4,5 tỷ", "một, hai", "số 5", "Quận 1, TP.HCM, Việt Nam"]
        {
            assert!(!looks_like_row(prose, ',', 3) && !looks_like_row(prose, ';', 3), "{prose}");
        }
    }
}
