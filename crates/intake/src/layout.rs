//! How a file is laid out, found out from its first lines: what stands between the cells, which line is the heading, what each column
//! is. Used by `csv_rows`. Every guess is told in the notes.

use crate::columns::{ASIDE, Column, IGNORED, KEPT_ASIDE, LEFT_OUT, Link};
use crate::encoding::Encoding;
use crate::headings::{column_of, columns_of, is_identity};
use crate::note;
use crate::options::FileOptions;
use crate::records::{Record, Records};
use leadhub_model::Fact;
use leadhub_model::email::EmailKey;
use leadhub_model::phone::{Phone, several};
use leadhub_model::text::fold;

/// Records that are looked at.
const SAMPLE: usize = 60;
/// A heading stands among the first so many of them.
const DEEPEST_HEADING: usize = 30;
/// More are no table of leads.
const MOST_COLUMNS: usize = 1000;
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

pub struct Layout {
    pub separator: char,
    /// Records that stand above the first row, the heading among them.
    pub skipped: usize,
    pub header: Vec<String>,
    pub notes: Vec<String>,
}

/// Of the whole lines at a file's beginning.
pub fn find(
    head: &[u8],
    encoding: Encoding,
    given: Option<char>,
    (options, is_strict): (&FileOptions, bool),
) -> Result<Layout, String> {
    let separators = given.map_or(SEPARATORS.to_vec(), |given| vec![given]);
    let tries = separators.into_iter().map(|separator| Try::of(head, encoding, separator, options));
    let best = tries.reduce(|best, next| if next.score > best.score { next } else { best });
    let best =
        best.filter(|best| !best.records.is_empty()).ok_or("the file is empty: it needs a header row and data rows")?;
    if let Some(broken) = best.records.first().and_then(|record| record.broken.as_ref()) {
        return Err(broken.reason.en.clone());
    }
    let mut notes = Vec::new();
    let name = match best.separator {
        '\t' => note::TAB.to_owned(),
        other => format!("'{other}'"),
    };
    if best.heading.is_some_and(|at| best.records.get(at).is_some_and(|record| record.cells.len() > 1)) {
        notes.push(note::BETWEEN.of(&name));
    }
    let rows = |at: usize| best.records.get(at..).unwrap_or_default();
    let (skipped, mut header) = match best.heading {
        Some(at) => (at + 1, names(&best.records, at, options)),
        None => match without_heading(&best.records) {
            Some(header) => {
                notes.push(note::NO_HEADING.of(&header.join(", ")));
                (0, header)
            }
            None => {
                let first = best
                    .records
                    .iter()
                    .position(|record| record.cells.iter().filter(|cell| !cell.trim().is_empty()).count() > 1);
                let first = first.unwrap_or(0);
                (first + 1, names(&best.records, first, options))
            }
        },
    };
    if skipped > 1 {
        let above = best.records.iter().take(skipped - 1).map(|record| record.cells.join(" ").trim().to_owned());
        notes.push(note::ABOVE.of(&above.collect::<Vec<_>>().join(" / ")));
    }
    if header.len() > MOST_COLUMNS {
        return Err(format!(
            "the file has {} columns, and {MOST_COLUMNS} at most can be read: leave some out",
            header.len()
        ));
    }
    check_map(&header, options)?;
    tell_apart(&mut header);
    if is_strict {
        check_unknown_phones(&header, rows(skipped))?;
    }
    notes.extend(foreign_ids(&header, rows(skipped)));
    Ok(Layout { separator: best.separator, skipped, header, notes })
}

/// The file read with one separator.
struct Try {
    separator: char,
    records: Vec<Record>,
    heading: Option<usize>,
    score: f64,
}

impl Try {
    fn of(head: &[u8], encoding: Encoding, separator: char, options: &FileOptions) -> Try {
        let mut reader = Records::new(head, encoding, separator);
        let mut records: Vec<Record> = Vec::new();
        while records.len() < SAMPLE {
            let Ok(Some(record)) = reader.next_record() else { break };
            if reader.width == 0 && known(&clean(&record.cells, options)) > 0 && record.cells.len() > 1 {
                reader.width = record.cells.len();
            }
            records.push(record);
        }
        // A single row that is cut in the wrong place makes no wide file.
        let wide = records.iter().filter(|record| record.cells.len() > 1).count();
        let width = if 2 * wide > records.len() { 2 } else { 1 };
        let known_at = |at: usize| records.get(at).map_or(0, |record| known_heading(record, width, options));
        let heading = (0..records.len().min(DEEPEST_HEADING))
            .filter(|at| known_at(*at) > 0)
            .reduce(|best, next| if known_at(next) > known_at(best) { next } else { best });
        let top = heading.unwrap_or(0);
        let own = records.get(top).map_or(0, |record| record.cells.len());
        let rows = records.iter().skip(top + 1).filter(|record| record.broken.is_none());
        let (mut all, mut alike) = (0_u32, 0_u32);
        for record in rows {
            all += 1;
            alike += u32::from(record.cells.len() == own);
        }
        // With one column nothing stands between cells, and a comma in a row is a fault of the row.
        let agreement = if all == 0 || own == 1 { 1.0 } else { f64::from(alike) / f64::from(all) };
        let columns = f64::from(u32::try_from(own.min(50)).unwrap_or(50));
        let found = f64::from(u32::try_from(heading.map_or(0, known_at)).unwrap_or(50));
        let split = if own > 1 { 1.0 } else { 0.0 };
        let score = 10.0 * found * (0.25 + agreement) + agreement * (split + columns / 100.0);
        Try { separator, records, heading, score }
    }
}

/// How many columns of a record have a meaning; 0 where it cannot be a heading.
fn known_heading(record: &Record, width: usize, options: &FileOptions) -> usize {
    let is_alone = width > 1 && record.cells.len() < 2;
    if is_alone || record.broken.is_some() { 0 } else { known(&clean(&record.cells, options)) }
}

fn known(header: &[String]) -> usize {
    if header.len() > MOST_COLUMNS {
        return 0;
    }
    let columns = columns_of(header).unwrap_or_default();
    let has_identity = columns.iter().any(|column| is_identity(*column));
    if has_identity { columns.iter().filter(|column| **column != Column::Aside).count() } else { 0 }
}

fn names(records: &[Record], at: usize, options: &FileOptions) -> Vec<String> {
    records.get(at).map(|record| clean(&record.cells, options)).unwrap_or_default()
}

/// Headings in lower case, on one line, and called what the caller calls them.
fn clean(cells: &[String], options: &FileOptions) -> Vec<String> {
    let name = |cell: &String| {
        let name = crate::unguard(cell.trim()).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        options
            .map
            .iter()
            .find(|(heading, _)| fold(heading) == fold(&name))
            .map_or_else(|| name.clone(), |(_, field)| called(&name, field))
    };
    cells.iter().map(name).collect()
}

/// What a column is called that its caller says is this field.
fn called(heading: &str, field: &str) -> String {
    match field.to_lowercase() {
        field if field == ASIDE => format!("{KEPT_ASIDE}{heading}"),
        field if field == IGNORED => format!("{LEFT_OUT}{heading}"),
        field => field,
    }
}

fn check_map(header: &[String], options: &FileOptions) -> Result<(), String> {
    for (heading, field) in &options.map {
        let lower = field.to_lowercase();
        let is_said = |prefix: &str| {
            let is_meant = |name: &String| name.strip_prefix(prefix).is_some_and(|rest| fold(rest) == fold(heading));
            header.iter().any(is_meant)
        };
        if (lower == ASIDE && is_said(KEPT_ASIDE)) || (lower == IGNORED && is_said(LEFT_OUT)) {
            continue;
        }
        let field = lower;
        if ![ASIDE, IGNORED].contains(&field.as_str()) && column_of(&field)? == Column::Aside {
            return Err(format!("'{heading}={field}': a lead has no field '{field}'"));
        }
        if !header.contains(&field) {
            return Err(format!(
                "'{heading}={field}': the file has no column '{heading}': it has {}",
                header.join(", ")
            ));
        }
    }
    Ok(())
}

/// A heading without a meaning that stands twice keeps both its columns.
fn tell_apart(header: &mut [String]) {
    let columns = columns_of(header).unwrap_or_default();
    for at in 1..header.len() {
        let (before, rest) = header.split_at_mut(at);
        let Some(name) = rest.first_mut().filter(|name| !name.is_empty()) else { continue };
        let count = before.iter().filter(|other| **other == *name).count();
        if count > 0 && matches!(columns.get(at), Some(Column::Aside | Column::Own | Column::Named(_))) {
            *name = format!("{name} ({})", count + 1);
        }
    }
}

/// What the columns of rows without a heading plainly are; None where none of them holds phones.
fn without_heading(records: &[Record]) -> Option<Vec<String>> {
    if !records.first()?.cells.iter().any(|cell| is_phone(cell)) {
        return None;
    }
    let width = records.iter().map(|record| record.cells.len()).max()?;
    let mut free = vec!["phone", "phone2", "phone3"].into_iter();
    let (mut email, mut name) = (Some("email"), Some("name"));
    let mut header = Vec::with_capacity(width);
    for at in 0..width {
        let is_name = |cell: &str| {
            cell.chars().any(char::is_alphabetic) && !cell.contains(|c: char| c.is_ascii_digit() || c == '@')
        };
        let found = match () {
            () if is_full(records, at, is_phone) => free.next(),
            () if is_full(records, at, |cell| EmailKey::read(cell).is_some()) => email.take(),
            () if is_full(records, at, is_name) => name.take(),
            () => None,
        };
        header.push(found.map_or_else(|| format!("column {}", at + 1), str::to_owned));
    }
    header.iter().any(|name| name == "phone").then_some(header)
}

fn is_phone(cell: &str) -> bool {
    Phone::read(cell).key().is_some() || !several(cell).is_empty()
}

/// Whether a column has something in it, and four fifths of that are so.
fn is_full(records: &[Record], at: usize, is_so: impl Fn(&str) -> bool) -> bool {
    let cells = records.iter().filter_map(|record| record.cells.get(at)).map(|cell| cell.trim());
    let (mut all, mut so) = (0, 0);
    for cell in cells.filter(|cell| !cell.is_empty()) {
        all += 1;
        so += usize::from(is_so(cell));
    }
    all > 0 && 5 * so >= 4 * all
}

/// Phones under a heading that nobody knows would be in the leads and found by nobody.
fn check_unknown_phones(header: &[String], rows: &[Record]) -> Result<(), String> {
    let columns = columns_of(header)?;
    let phones = [Fact::Phone, Fact::Phone2, Fact::Phone3].map(Column::Fact);
    if columns.iter().any(|column| phones.contains(column)) {
        return Ok(());
    }
    let aside = columns.iter().enumerate().filter(|(_, column)| **column == Column::Aside).map(|(at, _)| at);
    match aside.into_iter().find(|at| is_full(rows, *at, is_phone)) {
        None => Ok(()),
        Some(at) => {
            let name = header.get(at).map(String::as_str).unwrap_or_default();
            Err(format!(
                "the column '{name}' is full of phone numbers, but its heading is not known: call it phone, or map it: '{name}=phone'"
            ))
        }
    }
}

/// Columns of ours that hold ids of another system.
fn foreign_ids(header: &[String], rows: &[Record]) -> Vec<String> {
    let columns = columns_of(header).unwrap_or_default();
    let is_link = |at: &usize| {
        matches!(
            columns.get(*at),
            Some(Column::Link(
                Link::Stage | Link::Reason | Link::Agent | Link::Group | Link::Service | Link::Campaign | Link::Source
            ))
        )
    };
    // In a file of an advertising platform such a column is the platform's.
    let is_platforms = |at: &usize| {
        columns.get(*at) == Some(&Column::Aside)
            && header.get(*at).is_some_and(|name| matches!(column_of(name), Ok(Column::Link(_))))
    };
    let has_foreign =
        |at: &usize| rows.iter().filter_map(|row| row.cells.get(*at)).any(|cell| crate::read::is_foreign(cell.trim()));
    let is_foreign = |at: &usize| is_platforms(at) || (is_link(at) && has_foreign(at));
    let found = (0..header.len()).filter(is_foreign).filter_map(|at| header.get(at));
    found.map(|name| note::FOREIGN.of(name)).collect()
}
