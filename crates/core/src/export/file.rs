//! An export's file while it is written: a table of the columns that were asked for, or lines of JSON as the program's own API prints a lead.
//! Used by the doors, which send what is written; how a line is printed is handed in by them.

use crate::internal;
use crate::questions::{ExportColumns, ExportedLead};
use leadhub_intake::Table;
use leadhub_model::LeadError;
use leadhub_model::reference::Label;
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
    Jsonl,
}

impl Format {
    /// How the names of such files end.
    pub const fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Jsonl => "jsonl",
        }
    }
}

/// Writes a lead as one line of JSON behind what is there, its contacts masked where that is said; the labels are all that there are.
pub type LineWriter = fn(&ExportedLead, &[Label], bool, &mut Vec<u8>) -> Result<(), LeadError>;

pub struct ExportFile {
    form: Form,
    /// Whether contacts are masked.
    masked: bool,
}

enum Form {
    Table { table: Table, columns: Box<ExportColumns> },
    Lines { write: LineWriter, labels: Arc<Vec<Label>>, unsent: Vec<u8> },
}

impl ExportFile {
    pub fn csv(columns: ExportColumns, masked: bool) -> ExportFile {
        let (table, columns) = (Table::csv(columns.header()), Box::new(columns));
        ExportFile { form: Form::Table { table, columns }, masked }
    }

    pub fn workbook(columns: ExportColumns, masked: bool) -> Result<ExportFile, LeadError> {
        let table = Table::workbook(columns.header()).map_err(|cause| internal(&cause))?;
        Ok(ExportFile { form: Form::Table { table, columns: Box::new(columns) }, masked })
    }

    pub fn lines(write: LineWriter, labels: Arc<Vec<Label>>, masked: bool) -> ExportFile {
        ExportFile { form: Form::Lines { write, labels, unsent: Vec::new() }, masked }
    }

    pub fn format(&self) -> Format {
        match &self.form {
            Form::Table { table, .. } if table.is_workbook() => Format::Xlsx,
            Form::Table { .. } => Format::Csv,
            Form::Lines { .. } => Format::Jsonl,
        }
    }

    pub fn put(&mut self, exported: &ExportedLead) -> Result<(), LeadError> {
        match &mut self.form {
            Form::Table { table, columns } => {
                table.put(&columns.cells(exported, self.masked)).map_err(|cause| internal(&cause))
            }
            Form::Lines { write, labels, unsent } => write(exported, labels, self.masked, unsent),
        }
    }

    /// What was written since it was asked last.
    pub fn taken(&mut self) -> Vec<u8> {
        match &mut self.form {
            Form::Table { table, .. } => table.taken(),
            Form::Lines { unsent, .. } => std::mem::take(unsent),
        }
    }

    /// The rest of the file.
    pub fn end(self) -> Result<Vec<u8>, LeadError> {
        match self.form {
            Form::Table { table, .. } => table.end().map_err(|cause| internal(&cause)),
            Form::Lines { unsent, .. } => Ok(unsent),
        }
    }
}
