//! `leadhub import`: takes a CSV file of leads into the store and works it, or follows the server that does. The file lies in the store
//! before its first row is worked, so a command that dies is simply run again.

mod desk;
mod dry_run;
mod follow;
mod refused;
mod report;
mod source;
mod take;

use super::console::Console;
use super::opened::OfArgs;
use clap::Args;
use leadhub_intake::{Encoding, FileOptions};
use report::Report;
use source::Source;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    about = "Take a CSV file of leads into the store",
    long_about = "Take a CSV file of leads into the store.\n\n\
                  Use it to bring leads from a spreadsheet or another system. Each row becomes a lead, or is refused with its \
                  reason; rows = taken + refused. The header names the columns: phone, email, name (one of them at least), \
                  address, comment, stage_id, custom:<id> ... or as people write them: Họ tên, SĐT, Ghi chú. A column that is not \
                  known is kept with the lead. docs/import-export.md lists them all.",
    after_help = "Examples:\n  leadhub import leads.csv --organisation acme --list \"Tết 2025\" --campaign Chung --rejects refused.csv\n  \
                  leadhub import leads.csv --organisation acme --list \"Tết 2025\" --dry-run\n  \
                  zcat leads.csv.gz | leadhub import - --organisation acme --list \"Tết 2025\" --json\n\n\
                  UTF-8, with comma, semicolon or tab between the cells; of any size. Run it beside a server or without one. If it is \
                  interrupted, run the same command again: it goes on where it was, no row is taken twice. A file that was taken \
                  into the list within the last 7 days is not taken again unless you say --again.\n\n\
                  Exit codes: 0 every row was taken, 1 some were refused or something failed, 2 called wrongly."
)]
pub struct ImportArgs {
    #[command(flatten)]
    of: OfArgs,
    /// The CSV file, or - for standard input
    file: PathBuf,
    /// The list that the leads go into, by its name or UUID
    #[arg(long, value_name = "NAME|UUID")]
    list: String,
    /// Make the list in this campaign where there is none of that name
    #[arg(long, value_name = "NAME|UUID")]
    campaign: Option<String>,
    /// The integration of the native API that the leads come by; without it the oldest one
    #[arg(long, value_name = "NAME")]
    integration: Option<String>,
    /// Write the refused rows here, each with its number and reason: mend them and import that file
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// The sheet of a workbook; without it the first one
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// utf-8, utf-16le, utf-16be, windows-1258, tcvn3 or vni; without it the one that gives words
    #[arg(long, value_name = "NAME", value_parser = Encoding::named)]
    encoding: Option<Encoding>,
    /// What a column is whose heading is not known; may be given several times
    #[arg(long, value_name = "HEADING=FIELD", value_parser = pair)]
    map: Vec<(String, String)>,
    /// Read and judge every row, write nothing; whether numbers of stages, agents ... are known is not asked
    #[arg(long)]
    dry_run: bool,
    /// Take the file in although the same one was taken into the list before
    #[arg(long, conflicts_with = "dry_run")]
    again: bool,
}

impl ImportArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let source = Source::open(&self.file, self.options())?;
        let report = if self.dry_run { self.try_out(source)? } else { self.take(source, console)? };
        report.say(console)
    }

    fn options(&self) -> FileOptions {
        FileOptions { sheet: self.sheet.clone(), encoding: self.encoding, map: self.map.clone() }
    }

    fn try_out(&self, source: Source) -> Result<Report, String> {
        let mut report = Report::of(&source, &self.list);
        dry_run::run(source, self.rejects.as_deref(), &mut report)?;
        Ok(report)
    }

    fn take(&self, source: Source, console: &Console) -> Result<Report, String> {
        let opened = self.of.open(console)?;
        let desk = desk::Desk::find(&opened, self.integration.as_deref(), &self.list, self.campaign.as_deref())?;
        let mut report = Report::of(&source, &self.list);
        let columns = source.columns.clone();
        let taken = take::take(&desk, source, self.again, console)?;
        let upload = follow::follow(&desk, taken.upload, console)?;
        if let Some(path) = &self.rejects {
            refused::write(path, &columns, &mut refused::of_upload(&desk, upload.id))?;
        }
        let first = refused::of_upload(&desk, upload.id).take(report::SHOWN).collect::<Result<Vec<_>, String>>()?;
        report.worked(&upload, taken.before, first, self.rejects.as_deref());
        Ok(report)
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (heading, field) = text.rsplit_once('=').ok_or("write HEADING=FIELD, as in 'Số gọi=phone'")?;
    Ok((heading.trim().to_owned(), field.trim().to_owned()))
}
