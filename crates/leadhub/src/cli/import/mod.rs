//! `leadhub import`: takes a file of leads into the store and works it, or follows the server that does. The file lies in the store
//! before its first row is worked, so a command that dies is simply run again.

mod choices;
pub(super) mod follow;
pub(super) mod refused;
mod report;
mod source;
mod take;
pub(super) mod target;

use super::console::Console;
use super::opened::OfArgs;
use choices::Choices;
use clap::Args;
use report::Report;
use source::Source;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    about = "Take a file of leads into the store: CSV or a workbook",
    long_about = "Take a file of leads into the store: CSV or a workbook.\n\n\
                  Use it to bring leads from a spreadsheet or another system. Each row becomes a lead, or is refused with its \
                  reason; rows = taken + refused. The header names the columns: phone, email, name (one of them at least), \
                  address, comment, stage_id, custom:<id> ... or as people write them: Họ tên, SĐT, Ghi chú. A column that is not \
                  known is kept with the lead. docs/import-export.md lists them all.",
    after_help = "Examples:\n  leadhub import leads.csv --organisation acme --list \"Tết 2025\" --campaign Chung --rejects refused.csv\n  \
                  leadhub import leads.csv --organisation acme --list \"Tết 2025\" --dry-run\n  \
                  zcat leads.csv.gz | leadhub import - --organisation acme --list \"Tết 2025\" --json\n\n\
                  Text with comma, semicolon, tab or bar between the cells, in UTF-8, UTF-16, Windows-1258, TCVN3 or VNI, of any size; \
                  or a workbook, .xlsx or .xls, of 64 MB at most. Run it beside a server or without one. If it is interrupted, run the \
                  same command again: it goes on where it was, no row is taken twice. A file that was taken into the list within the \
                  last 7 days is not taken again unless you say --again.\n\n\
                  Exit codes: 0 every row was taken, 1 some were refused or something failed, 2 called wrongly."
)]
pub struct ImportArgs {
    #[command(flatten)]
    of: OfArgs,
    /// The file, CSV or a workbook (.xlsx, .xls), or - for standard input
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
    #[command(flatten)]
    choices: Choices,
    /// Judge every row as the import would, against the store too, and leave nothing behind
    #[arg(long)]
    dry_run: bool,
    /// Take the file in although the same one was taken into the list before
    #[arg(long, conflicts_with = "dry_run")]
    again: bool,
}

impl ImportArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let asked = Source::open(&self.file, self.choices.options())?;
        let opened = self.of.open(console)?;
        let (integration, campaign) = (self.integration.as_deref(), self.campaign.as_deref());
        let target = target::ImportTarget::find(&opened, integration, &self.list, campaign, !self.dry_run)?;
        let chosen = self.choices.of(&target)?;
        // What was kept under a name may say more of the file than the flags do.
        let source = if chosen.options == asked.options { asked } else { asked.read_as(chosen.options.clone())? };
        self.take(&target, source, &chosen, console)?.say(console)
    }

    fn take(
        &self,
        target: &target::ImportTarget,
        source: Source,
        chosen: &choices::Chosen,
        console: &Console,
    ) -> Result<Report, String> {
        let mut report = Report::of(&source, &self.list);
        report.dry_run = self.dry_run;
        if !self.dry_run {
            report.suggest(console)?;
        }
        let how = take::How { again: self.again, dry_run: self.dry_run };
        let taken = take::take(target, source, chosen, how, console)?;
        let found = self.report(target, &taken, report, console);
        if self.dry_run {
            // A fault before it matters more than one in throwing away, which the server sweeps.
            let discarded = take::discard(target, taken.upload);
            return found.and_then(|report| discarded.map(|()| report));
        }
        found
    }

    /// What became of the file when it is worked.
    fn report(
        &self,
        target: &target::ImportTarget,
        taken: &take::Taken,
        mut report: Report,
        console: &Console,
    ) -> Result<Report, String> {
        let upload = follow::follow(target, taken.upload, console)?;
        if let Some(path) = &self.rejects {
            refused::write(path, &upload.header, &mut refused::of_upload(target, upload.id))?;
        }
        let first = refused::of_upload(target, upload.id).take(report::SHOWN).collect::<Result<Vec<_>, String>>()?;
        report.worked(&upload, taken.before, first, self.rejects.as_deref());
        Ok(report)
    }
}
