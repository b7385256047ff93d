//! `leadhub token show`: one integration with every setting that its API knows, and what is in force of each. Called by `token`; the
//! settings themselves are declared by the doors.

use super::get_integration;
use crate::cli::console::Console;
use crate::cli::opened::OfArgs;
use clap::Args;
use leadhub_model::organisation::Integration;
use leadhub_wire::setting::{self, Setting};
use serde_json::{Value, json};

#[derive(Args)]
pub struct ShowArgs {
    #[command(flatten)]
    of: OfArgs,
    /// The integration's name
    #[arg(long)]
    name: String,
}

impl ShowArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let opened = self.of.open(console)?;
        let row = get_integration(&opened, &self.name)?;
        let known: Vec<&Setting> = setting::of_dialect(&row.dialect).collect();
        let mut object = crate::cli::org::integration(&row);
        object["known_settings"] = known.iter().map(|setting| to_json(setting, &row)).collect();
        let agent = row.agent.map_or("-".to_owned(), |agent| agent.to_string());
        let mut lines = vec![
            format!("name     {}", row.name),
            format!("api      {}", row.dialect),
            format!("scopes   {}", row.scopes),
            format!("agent    {agent}"),
            format!("sees     {}{}", crate::cli::org::sees(&row), if row.sight.masked { ", masked" } else { "" }),
            "settings".to_owned(),
        ];
        lines.extend(known.iter().map(|setting| line(setting, &row)));
        let wrong = setting::check(&row.dialect, &row.settings);
        lines.extend(wrong.iter().map(|(key, say)| format!("  {key:<24} {}: {say}", row.settings[key])));
        console.say(lines.join("\n"), &object)
    }
}

fn line(setting: &Setting, row: &Integration) -> String {
    let value = row.settings.get(setting.key).map_or("-".to_owned(), Value::to_string);
    format!(
        "  {:<24} {value:<8} {} (otherwise {}): {}",
        setting.key,
        setting.kind.words(),
        setting.default,
        setting.means.en
    )
}

fn to_json(setting: &Setting, row: &Integration) -> Value {
    json!({
        "key": setting.key,
        "kind": setting.kind.code(),
        "takes": setting.kind.words(),
        "default": setting.default,
        "meaning": setting.means.en,
        "value": row.settings.get(setting.key),
    })
}
