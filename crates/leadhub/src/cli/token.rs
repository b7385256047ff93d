//! `leadhub token`: create, list and revoke what integrations call with. A token's text is shown once; the store has only its
//! hash.

use super::{StoreArgs, shown};
use clap::{Args, Subcommand};
use leadhub_core::actions::{NewIntegration, NewToken, create_integration, issue_token, revoke_tokens};
use leadhub_core::{Actor, Hub, HubOptions, queries};
use leadhub_dialects::DIALECTS;
use leadhub_model::organisation::{Integration, Organisation, Scopes};
use leadhub_model::{AgentId, Moment};
use serde_json::{Map, Value};

const DAY_MICROS: i64 = 86_400_000_000;

#[derive(Args)]
pub struct TokenArgs {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Subcommand)]
enum TokenCommand {
    /// Create a token, and the integration it belongs to where there is none of that name
    #[command(
        after_help = "Example:\n  leadhub token create --organisation acme --dialect caresoft --name \"Web forms\" \\\n    \
                            --setting default_service_id=1244"
    )]
    Create(CreateArgs),
    /// List the integrations of an organisation (never their tokens)
    List(Of),
    /// Revoke every token of an integration; calls with them fail within a second
    Revoke(RevokeArgs),
}

#[derive(Args)]
struct Of {
    #[command(flatten)]
    store: StoreArgs,
    /// Short name of the organisation
    #[arg(long, value_name = "SLUG")]
    organisation: String,
}

#[derive(Args)]
struct CreateArgs {
    #[command(flatten)]
    of: Of,
    /// The API that the integration speaks
    #[arg(long)]
    dialect: String,
    /// The integration's name within the organisation
    #[arg(long)]
    name: String,
    /// The agent that signs what the integration does
    #[arg(long, value_name = "ID")]
    agent: Option<i64>,
    /// A setting of a new integration, as KEY=JSON; the dialects' READMEs list them
    #[arg(long, value_name = "KEY=JSON")]
    setting: Vec<String>,
    /// Days until the token ends by itself
    #[arg(long, value_name = "DAYS")]
    expires_in_days: Option<i64>,
}

#[derive(Args)]
struct RevokeArgs {
    #[command(flatten)]
    of: Of,
    /// The integration's name
    #[arg(long)]
    name: String,
}

impl TokenArgs {
    pub fn run(self) -> Result<(), String> {
        match self.command {
            TokenCommand::Create(args) => args.run(),
            TokenCommand::List(of) => of.list(),
            TokenCommand::Revoke(args) => args.run(),
        }
    }
}

impl Of {
    fn open(&self) -> Result<(Hub, Organisation, Vec<Integration>), String> {
        let hub = Hub::open(&self.store.database, HubOptions::default())?;
        let slug = self.organisation.clone();
        let found = hub.read_blocking(move |db| {
            let Some(organisation) = queries::find_organisation(db, &slug)? else { return Ok(None) };
            let integrations = queries::list_integrations(db, organisation.id)?;
            Ok(Some((organisation, integrations)))
        });
        let found = found.map_err(|error| error.to_string())?;
        let (organisation, integrations) = found.ok_or_else(|| {
            format!("there is no organisation '{}' in {}", self.organisation, shown(&self.store.database))
        })?;
        Ok((hub, organisation, integrations))
    }

    fn list(&self) -> Result<(), String> {
        let (hub, _, integrations) = self.open()?;
        for integration in integrations {
            println!("{:<14} {:<24} {}", integration.dialect, integration.name, Value::Object(integration.settings));
        }
        hub.close();
        Ok(())
    }
}

impl CreateArgs {
    fn run(self) -> Result<(), String> {
        let keys: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.key).collect();
        if !keys.contains(&self.dialect.as_str()) {
            return Err(format!("there is no dialect '{}': take one of {}", self.dialect, keys.join(", ")));
        }
        let settings = self.setting.iter().map(|text| setting(text)).collect::<Result<Map<_, _>, _>>()?;
        let (hub, organisation, integrations) = self.of.open()?;
        let known = integrations.into_iter().find(|integration| integration.name == self.name);
        if known.as_ref().is_some_and(|known| known.dialect != self.dialect || !settings.is_empty()) {
            return Err(format!(
                "there is an integration '{}' already: take another name, or give no settings",
                self.name
            ));
        }
        let expires_at = self.expires_in_days.map(|days| in_days(hub.now(), days));
        let token = NewToken::lasting(hub.chance(), expires_at);
        let (issued, house) = (token.clone(), Actor::house(organisation));
        let new = NewIntegration {
            dialect: self.dialect.clone(),
            name: self.name.clone(),
            agent: self.agent.map(AgentId),
            settings,
            scopes: Scopes::default(),
        };
        let done = hub.write_blocking(move |tx| {
            let integration = match &known {
                Some(known) => Some(known.id),
                None => create_integration(tx, &house, &new)?.map(|made| made.id),
            };
            match integration {
                Some(id) => issue_token(tx, house.organisation_id(), id, &issued).map(|()| true),
                None => Ok(false),
            }
        });
        match done.map_err(|error| error.to_string())? {
            true => println!("{}", token.text()),
            false => return Err(format!("somebody else just made an integration '{}': try again", self.name)),
        }
        hub.close();
        Ok(())
    }
}

/// So many days from now; further than time is counted is its end.
fn in_days(now: Moment, days: i64) -> Moment {
    Moment::from_micros(now.micros().saturating_add(days.saturating_mul(DAY_MICROS)))
}

/// `KEY=JSON`; what is no JSON is taken as text.
fn setting(text: &str) -> Result<(String, Value), String> {
    let (key, value) = text.split_once('=').ok_or_else(|| format!("'{text}' is no setting: write KEY=JSON"))?;
    Ok((key.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| Value::from(value))))
}

impl RevokeArgs {
    fn run(self) -> Result<(), String> {
        let (hub, organisation, integrations) = self.of.open()?;
        let integration = integrations.into_iter().find(|integration| integration.name == self.name);
        let integration = integration.ok_or_else(|| format!("there is no integration '{}'", self.name))?;
        let revoked = hub.write_blocking(move |tx| revoke_tokens(tx, organisation.id, integration.id));
        println!("revoked {} token(s) of '{}'", revoked.map_err(|error| error.to_string())?, self.name);
        hub.close();
        Ok(())
    }
}
