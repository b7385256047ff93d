//! `leadhub org reference`: an organisation's reference data as one JSON file, to look at, to keep under version control, to bring
//! in from another system. Called by `org`; rows that are not in a file stay as they are.

use super::super::console::Console;
use super::super::founding::text;
use super::super::opened::Opened;
use super::super::settings::StoreArgs;
use clap::{Args, Subcommand};
use leadhub_core::actions::put_reference;
use leadhub_core::questions::get_reference;
use leadhub_model::reference::ReferenceData;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum ReferenceCommand {
    /// Print the whole set as JSON, in the form that `import` and `init --reference` take
    #[command(after_help = "Example:\n  leadhub org reference export acme > acme.json")]
    Export(ExportArgs),
    /// Bring in a file: rows with known ids are changed, new ones added, all others stay
    #[command(after_help = "Example:\n  leadhub org reference import acme acme.json\n\n\
                      All or nothing: when a row does not fit, every such row is told and nothing is changed.")]
    Import(ImportArgs),
}

#[derive(Args)]
pub struct ExportArgs {
    /// Short name of the organisation
    slug: String,
    #[command(flatten)]
    store: StoreArgs,
}

#[derive(Args)]
pub struct ImportArgs {
    /// Short name of the organisation
    slug: String,
    /// A JSON file of reference data, whole or in part
    file: PathBuf,
    #[command(flatten)]
    store: StoreArgs,
}

impl ReferenceCommand {
    pub fn run(self, console: &Console) -> Result<(), String> {
        match self {
            ReferenceCommand::Export(args) => args.run(console),
            ReferenceCommand::Import(args) => args.run(console),
        }
    }
}

impl ExportArgs {
    fn run(self, console: &Console) -> Result<(), String> {
        let opened = Opened::find(&self.store, &self.slug, console)?;
        let object = to_json(&opened.read(get_reference)?)?;
        console.say(format_args!("{object:#}"), &object)
    }
}

impl ImportArgs {
    fn run(self, console: &Console) -> Result<(), String> {
        let source = self.file.display();
        let data: ReferenceData =
            serde_json::from_str(&text(&self.file)?).map_err(|error| format!("{source}: {error}"))?;
        let put = rows(&to_json(&data)?);
        if put.is_empty() {
            return Err(format!("{source}: there is no row of reference data in it"));
        }
        let opened = Opened::find(&self.store, &self.slug, console)?;
        opened.write(move |tx, house| put_reference(tx, house, &data)).map_err(|say| format!("{source}: {say}"))?;
        let lines: Vec<String> = put.iter().map(|(set, count)| format!("{set:<18} {count}")).collect();
        console.say(lines.join("\n"), &json!({ "put": put }))
    }
}

fn to_json(data: &ReferenceData) -> Result<Value, String> {
    serde_json::to_value(data).map_err(|error| error.to_string())
}

/// The sets that have rows, with how many; those of the catalogue beside the others.
fn rows(data: &Value) -> Map<String, Value> {
    let mut found = Map::new();
    for (set, value) in data.as_object().into_iter().flatten() {
        match value {
            Value::Array(rows) if !rows.is_empty() => drop(found.insert(set.clone(), rows.len().into())),
            Value::Object(_) => found.extend(rows(value)),
            _ => {}
        }
    }
    found
}
