//! `leadhub token create`: one more token of an integration, which is made where there is none of that name. Called by `token`;
//! it changes nothing of an integration that is there.

use super::{get_integration, in_days, list_integrations};
use crate::cli::console::Console;
use crate::cli::founding::check_dialect;
use crate::cli::opened::OfArgs;
use clap::Args;
use leadhub_core::actions::{NewIntegration, NewToken, create_integration, issue_token};
use leadhub_model::AgentId;
use leadhub_model::organisation::{Scopes, Sight};
use leadhub_wire::setting;
use serde_json::{Map, Value, json};

#[derive(Args)]
pub struct CreateArgs {
    #[command(flatten)]
    of: OfArgs,
    /// The API that the integration speaks
    #[arg(long)]
    dialect: String,
    /// The integration's name within the organisation
    #[arg(long)]
    name: String,
    /// What a new integration may do: some of read, write, admin [default: read,write]
    #[arg(long, value_name = "SCOPES", value_parser = Scopes::read)]
    scope: Option<Scopes>,
    /// The agent that signs what a new integration does
    #[arg(long, value_name = "ID")]
    agent: Option<i64>,
    /// Which leads a new integration sees: all, or those of its agent and of that agent's groups
    #[arg(long, value_name = "WHICH", default_value = "all", value_parser = ["all", "own"])]
    sees: String,
    /// Show a new integration phones and e-mails masked (native API only)
    #[arg(long)]
    masked: bool,
    /// A setting of a new integration, as KEY=JSON; `token show` lists those of an API
    #[arg(long, value_name = "KEY=JSON")]
    setting: Vec<String>,
    /// Days until the token ends by itself
    #[arg(long, value_name = "DAYS")]
    expires_in_days: Option<i64>,
}

impl CreateArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        check_dialect(&self.dialect)?;
        let settings = self.setting.iter().map(|text| read(text)).collect::<Result<Map<_, _>, _>>()?;
        if let Some((key, say)) = setting::check(&self.dialect, &settings).first() {
            return Err(format!("the setting '{key}' {say}"));
        }
        let sight = Sight { own: self.sees == "own", masked: self.masked };
        if sight.masked && self.dialect != leadhub_native::DIALECT.key {
            return Err("only the native API masks: leave --masked out, or take --dialect native".to_owned());
        }
        if sight.own && self.agent.is_none() {
            return Err("who sees only an agent's leads needs an agent: name it with --agent".to_owned());
        }
        let opened = self.of.open(console)?;
        let known = list_integrations(&opened)?.into_iter().find(|integration| integration.name == self.name);
        let asks_more =
            !settings.is_empty() || self.scope.is_some() || self.agent.is_some() || sight != Sight::default();
        if known.as_ref().is_some_and(|known| known.dialect != self.dialect || asks_more) {
            return Err(format!(
                "there is an integration '{}' already: take another name, or give no settings, scopes, agent and sight",
                self.name
            ));
        }
        let expires_at = self.expires_in_days.map(|days| in_days(opened.hub.now(), days));
        let token = NewToken::lasting(opened.hub.chance(), expires_at);
        let issued = token.clone();
        let new = NewIntegration {
            dialect: self.dialect,
            name: self.name.clone(),
            agent: self.agent.map(AgentId),
            settings,
            scopes: self.scope.unwrap_or_default(),
            sight,
        };
        let done = opened.write(move |tx, house| {
            let integration = match &known {
                Some(known) => Some(known.id),
                None => create_integration(tx, house, &new)?.map(|made| made.id),
            };
            match integration {
                Some(id) => issue_token(tx, house.organisation_id(), id, &issued).map(|()| true),
                None => Ok(false),
            }
        })?;
        if !done {
            return Err(format!("somebody else just made an integration '{}': try again", self.name));
        }
        let integration = get_integration(&opened, &self.name)?;
        let object = json!({
            "token": token.text(),
            "integration": crate::cli::org::integration(&integration),
            "expires_at": expires_at.map(|at| opened.time(at)),
        });
        console.say(token.text(), &object)
    }
}

/// `KEY=JSON`; what is no JSON is taken as text.
fn read(text: &str) -> Result<(String, Value), String> {
    let (key, value) = text.split_once('=').ok_or_else(|| format!("'{text}' is no setting: write KEY=JSON"))?;
    Ok((key.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| Value::from(value))))
}
