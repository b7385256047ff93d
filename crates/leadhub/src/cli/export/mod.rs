//! `leadhub export`: the leads of an organisation as CSV, as a workbook or as JSON lines. Reads page by page while others write and holds
//! no transaction between two pages.

mod filter;
mod format;
mod pages;

use super::console::Console;
use super::opened::{OfArgs, Opened};
use super::progress::Progress;
use super::whole_file::WholeFile;
use clap::Args;
use filter::FilterArgs;
use format::{Format, Printed, Printer};
use leadhub_model::LeadFilter;
use pages::Pages;
use serde_json::json;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

#[derive(Args)]
#[command(
    about = "Write leads as CSV, as a workbook or as JSON lines",
    long_about = "Write the leads of an organisation as CSV, as a workbook (.xlsx) or as JSON lines.\n\n\
                  Use it to look at leads in a spreadsheet, to hand them to another system, or to move them to another store: \
                  `leadhub import` reads the CSV back. Every lead that is there when it begins is in it once, oldest first, while \
                  others go on writing. Only a backup holds everything (bookings, timelines, all comments).\n\n\
                  The file holds personal data: names, phones, addresses. Only its owner may read it; keep it so, and delete it \
                  when it is done with.",
    after_help = "Examples:\n  leadhub export --organisation acme --to leads.csv\n  \
                  leadhub export --organisation acme --stage \"Chuyển đổi\" --since 2025-01-01 --excel --to converted.csv\n  \
                  leadhub export --organisation acme --agent lan --created-since 2025-01-01 --columns name,phone,comment --to leads.xlsx\n  \
                  leadhub export --organisation acme --format jsonl | jq -r .phone\n\n\
                  CSV and workbooks have the columns that import takes and some of their own (docs/import-export.md), or those \
                  of --columns. In CSV a cell that a spreadsheet would calculate (= + - @) begins with an apostrophe, which import takes \
                  away; in a workbook every cell is a text. What a sheet cannot hold (1048575 leads) goes on in a further one. A \
                  line of jsonl is a lead as the native API answers it, with everything that any API brought.\n\n\
                  The counts go to standard output, or to standard error when the leads go to standard output."
)]
pub struct ExportArgs {
    #[command(flatten)]
    of: OfArgs,
    /// csv for import and everything else, xlsx for spreadsheets, jsonl for programs and without loss [default: xlsx for a file that is
    /// called so, else csv]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The columns of csv and xlsx in this order, with commas between; without it all that there are
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    columns: Vec<String>,
    /// The file to write, which appears when it is whole; - for standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    to: PathBuf,
    /// CSV as Excel opens it by a double click: a byte-order mark, semicolons
    #[arg(long)]
    excel: bool,
    #[command(flatten)]
    filter: FilterArgs,
}

impl ExportArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let format = self.format.unwrap_or_else(|| Format::of(&self.to));
        let is_stream = self.to == Path::new("-");
        if self.excel && format != Format::Csv {
            return Err("--excel is for CSV: leave out --format or --excel".to_owned());
        }
        if !self.columns.is_empty() && format == Format::Jsonl {
            return Err(
                "--columns is for csv and xlsx: a line of jsonl is a whole lead, of which jq takes what you want"
                    .to_owned(),
            );
        }
        if format == Format::Xlsx && is_stream && std::io::stdout().is_terminal() {
            return Err(
                "a workbook is nothing for a terminal: name a file with --to, or send it on with > or |".to_owned()
            );
        }
        let opened = self.of.open(console)?;
        let filter = self.filter.of(&opened)?;
        let (written, sheets) = if is_stream {
            let (written, printed) = self.print(format, &opened, filter, BufWriter::new(std::io::stdout()), console)?;
            (written, printed.sheets)
        } else {
            let (written, printed) = self.print(format, &opened, filter, WholeFile::create(&self.to)?, console)?;
            printed.to.finish()?;
            (written, printed.sheets)
        };
        let mut text =
            format!("{written} leads in {}", if is_stream { "all".into() } else { self.to.display().to_string() });
        let mut object = json!({ "leads": written, "to": self.to });
        if let Some(sheets) = sheets {
            object["sheets"] = json!(sheets);
            if sheets > 1 {
                text.push_str(&format!(", on {sheets} sheets"));
            }
        }
        if is_stream { console.note(text, &object) } else { console.say(text, &object) }
    }

    /// Prints every lead; gives how many, and where they went.
    fn print<W: Write>(
        &self,
        format: Format,
        opened: &Opened,
        filter: LeadFilter,
        to: W,
        console: &Console,
    ) -> Result<(u64, Printed<W>), String> {
        let (mut pages, mut written, mut progress) = (Pages::of(opened, filter)?, 0, Progress::of(console));
        let mut printer = Printer::begin(format, (self.excel, &self.columns), opened, to)?;
        while let Some(page) = pages.next()? {
            for exported in &page {
                printer.print(exported)?;
            }
            written += page.len() as u64;
            progress.show(&format!("{written} leads"));
        }
        Ok((written, printer.end()?))
    }
}
