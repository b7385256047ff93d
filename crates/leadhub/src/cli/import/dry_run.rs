//! `leadhub import --dry-run`: every row read and judged as the importer would, nothing written but the rejects. What only the store knows,
//! whether an id stands for something, is not asked.

use super::refused;
use super::report::{Report, SHOWN};
use super::source::Source;
use leadhub_intake::{CsvRows, is_without_phone};
use leadhub_model::upload::RejectedRow;
use leadhub_native::rows;
use std::path::Path;

pub fn run(source: Source, rejects: Option<&Path>, report: &mut Report) -> Result<(), String> {
    let (name, columns, options) = (source.name.clone(), source.columns.clone(), source.options.clone());
    let rows = CsvRows::open_as(source.bytes(), &options).map_err(|say| format!("{name}: {say}"))?;
    report.dry_run = true;
    let mut refused = rows.filter_map(|row| match row {
        Err(fault) => Some(Err(format!("{name}: {fault}"))),
        Ok(row) => {
            report.rows += 1;
            let reason = match rows::read(&row) {
                Err(reason) => reason,
                Ok(new) => {
                    report.note_phone(row.number, is_without_phone(&new.facts));
                    return None;
                }
            };
            report.refused += 1;
            let refused = RejectedRow { row: row.number, text: row.text(), reason };
            if report.first.len() < SHOWN {
                report.first.push(refused.clone());
            }
            Some(Ok(refused))
        }
    });
    match rejects {
        Some(path) => refused::write(path, &columns, &mut refused)?,
        None => refused.try_for_each(|row| row.map(drop))?,
    }
    drop(refused);
    report.taken = report.rows - report.refused;
    report.rejects = rejects.map(Path::to_owned);
    Ok(())
}
