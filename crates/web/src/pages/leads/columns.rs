//! The columns of the list of leads: which there are, which are shown where nobody chose, and how an address and a saved view say a choice.
//! The tick box and the name are no columns: they are always there.

use super::words;
use crate::language::Word;
use leadhub_model::view::ViewColumn;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Phone,
    Email,
    Subject,
    Stage,
    Source,
    Assignee,
    Group,
    Labels,
    Note,
    FirstTouch,
    Changed,
    Came,
}

/// Shown where nobody chose.
const USUAL: [Column; 5] = [Column::Phone, Column::Stage, Column::Source, Column::Assignee, Column::Came];
/// In pixels.
pub const WIDTHS: std::ops::RangeInclusive<i64> = 60..=600;
/// Begins the parameter of an address that says how wide a column is.
const WIDTH: &str = "w_";

impl Column {
    pub const ALL: [Column; 12] = [
        Column::Phone,
        Column::Email,
        Column::Subject,
        Column::Stage,
        Column::Source,
        Column::Assignee,
        Column::Group,
        Column::Labels,
        Column::Note,
        Column::FirstTouch,
        Column::Changed,
        Column::Came,
    ];

    pub fn from_key(key: &str) -> Option<Column> {
        Column::ALL.into_iter().find(|column| column.key() == key)
    }

    /// As an address and a saved view say it.
    pub const fn key(self) -> &'static str {
        self.row().0
    }

    pub const fn word(self) -> Word {
        self.row().1
    }

    /// Of the head; the width is the usual one.
    pub const fn head(self) -> &'static str {
        self.row().2
    }

    /// Of a cell: where it stands on a phone.
    pub const fn class(self) -> &'static str {
        self.row().3
    }

    /// What its cell opens when it is pressed, as the key of that letter does: the segment of its address.
    pub const fn edits(self) -> Option<&'static str> {
        match self {
            Column::Stage => Some("stage"),
            Column::Assignee => Some("assign"),
            Column::Labels => Some("label"),
            Column::Note => Some("note"),
            _ => None,
        }
    }

    const fn row(self) -> (&'static str, Word, &'static str, &'static str) {
        match self {
            Column::Phone => ("phone", words::PHONE, "w-160", "detail"),
            Column::Email => ("email", words::EMAIL, "w-160", "email"),
            Column::Subject => ("subject", words::SUBJECT, "w-160", "subject"),
            Column::Stage => ("stage", words::STAGE, "w-140", "mark"),
            Column::Source => ("source", words::SOURCE, "w-140 less", "less"),
            Column::Assignee => ("assignee", words::ASSIGNEE, "w-140", "owner"),
            Column::Group => ("group", words::GROUP, "w-140 less", "less"),
            Column::Labels => ("labels", words::LABELS, "w-140 less", "less"),
            Column::Note => ("note", words::LAST_NOTE, "w-200 less", "less"),
            Column::FirstTouch => ("first_touch", words::FIRST_TOUCH, "w-140 number", "number"),
            Column::Changed => ("changed", words::CHANGED, "w-140 number", "number"),
            Column::Came => ("came", words::CAME, "w-100 number", "aside age number"),
        }
    }

    /// The parameter of an address that says how wide it is.
    pub fn width_key(self) -> String {
        format!("{WIDTH}{}", self.key())
    }
}

/// Whether an address says with this how wide a column is.
pub fn is_width(key: &str) -> bool {
    key.strip_prefix(WIDTH).is_some_and(|key| Column::from_key(key).is_some())
}

/// A column that is shown, and how wide where somebody chose.
pub type ListColumn = (Column, Option<i64>);

/// Those that were chosen, each once and in their order; what is no column is passed over. The usual ones of none.
pub fn shown<'k>(keys: impl Iterator<Item = &'k str>, width: impl Fn(Column) -> Option<i64>) -> Vec<ListColumn> {
    let mut chosen: Vec<Column> = Vec::new();
    for column in keys.filter_map(Column::from_key) {
        if !chosen.contains(&column) {
            chosen.push(column);
        }
    }
    let chosen = if chosen.is_empty() { USUAL.to_vec() } else { chosen };
    chosen.into_iter().map(|column| (column, width(column).filter(|width| WIDTHS.contains(width)))).collect()
}

/// As a saved view keeps them.
pub fn saved_columns(shown: &[ListColumn]) -> Vec<ViewColumn> {
    shown.iter().map(|(column, width)| ViewColumn { name: column.key().to_owned(), width: *width }).collect()
}

/// As the address says what a saved view keeps.
pub fn pairs(columns: &[ViewColumn]) -> Vec<(String, String)> {
    let chosen = columns.iter().map(|column| ("col".to_owned(), column.name.clone()));
    let widths =
        columns.iter().filter_map(|column| Some((format!("{WIDTH}{}", column.name), column.width?.to_string())));
    chosen.chain(widths).collect()
}
