//! `leadhub org`: the organisations of a store. Called by `cli::run`; an organisation's short name never changes, since URLs and
//! stored rows carry it.

mod reference;
mod rename;

use super::console::Console;
use super::founding::{FoundingArgs, check_dialect};
use super::opened::Opened;
use super::settings::{self, StoreArgs};
use clap::{ArgGroup, Args, Subcommand};
use leadhub_core::actions;
use leadhub_core::store::organisations;
use leadhub_model::organisation::{Integration, Organisation};
use reference::ReferenceCommand;
use rename::RenameArgs;
use serde_json::{Value, json};

#[derive(Args)]
#[command(
    about = "List, show, create and update organisations, export and import their reference data",
    long_about = "List, show, create and update organisations.\n\n\
                  One server serves any number of organisations, each with leads, people, reference data, users and tokens of its own; \
                  none sees anything of another's."
)]
pub struct OrgArgs {
    #[command(subcommand)]
    command: OrgCommand,
}

#[derive(Subcommand)]
enum OrgCommand {
    /// List the organisations of a store
    #[command(after_help = "Example:\n  leadhub org list --json | jq -r '.organisations[].slug'")]
    List(StoreArgs),
    /// Show one organisation and its integrations
    #[command(after_help = "Example:\n  leadhub org show acme")]
    Show(ShowArgs),
    /// Create an organisation with reference data, an administrator, integrations and tokens, as `init` does
    #[command(after_help = "Example:\n  leadhub org create beta --name \"Beta Clinics\" --zone Asia/Bangkok\n\n\
                      Tokens and the password of the user 'admin' are shown once; `leadhub token create` makes more \
                      tokens, `leadhub user passwd` another password.")]
    Create(CreateArgs),
    /// Change an organisation's name, time zone, default API, language or whether its requests are kept; its short name never changes
    #[command(after_help = "Example:\n  leadhub org update acme --name \"Acme Hospitals\"")]
    Update(UpdateArgs),
    /// Rename a list of leads or a campaign; its leads, lists and files stay with it
    #[command(after_help = "Example:\n  leadhub org rename acme --list \"Tết 2025\" --to \"Tết 2026\"")]
    Rename(RenameArgs),
    /// Export and import an organisation's reference data: stages, reasons, labels, users, services, lists, catalogue …
    Reference(ReferenceArgs),
}

#[derive(Args)]
struct ReferenceArgs {
    #[command(subcommand)]
    command: ReferenceCommand,
}

#[derive(Args)]
struct ShowArgs {
    /// Short name of the organisation
    slug: String,
    #[command(flatten)]
    store: StoreArgs,
}

#[derive(Args)]
struct CreateArgs {
    /// Short name of the organisation, its segment in URLs (a-z, 0-9, -)
    slug: String,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    founding: FoundingArgs,
}

#[derive(Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true).args(["name", "zone", "default_dialect", "language", "log_requests"]))]
struct UpdateArgs {
    /// Short name of the organisation
    slug: String,
    #[command(flatten)]
    store: StoreArgs,
    /// Its name for people
    #[arg(long)]
    name: Option<String>,
    /// Its time zone, such as Asia/Ho_Chi_Minh: times without an offset are read and printed in it from then on
    #[arg(long)]
    zone: Option<String>,
    /// The API that answers for it where no credential decides
    #[arg(long, value_name = "DIALECT")]
    default_dialect: Option<String>,
    /// The language in which its people meet the pages, until they choose another: vi or en
    #[arg(long, value_name = "vi|en")]
    language: Option<String>,
    /// Whether requests of its integrations are kept for a while, so that somebody can see why one was refused
    #[arg(long, value_name = "true|false")]
    log_requests: Option<bool>,
}

impl OrgArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        match self.command {
            OrgCommand::List(store) => list(&store, console),
            OrgCommand::Show(args) => args.run(console),
            OrgCommand::Create(args) => args.run(console),
            OrgCommand::Update(args) => args.run(console),
            OrgCommand::Rename(args) => args.run(console),
            OrgCommand::Reference(args) => args.command.run(console),
        }
    }
}

pub fn to_json(organisation: &Organisation) -> Value {
    json!({
        "id": organisation.id,
        "slug": organisation.slug,
        "name": organisation.name,
        "zone": organisation.zone,
        "default_dialect": organisation.default_dialect,
        "language": organisation.language,
        "logs_requests": organisation.logs_requests,
        "uuid": organisation.uuid,
        "account": organisation.account,
    })
}

fn list(store: &StoreArgs, console: &Console) -> Result<(), String> {
    let hub = store.open(console)?;
    let all = hub.read_blocking(|db| Ok(organisations::list_organisations(db)?)).map_err(|error| error.to_string())?;
    hub.close();
    let line = |it: &Organisation| format!("{:<24} {:<24} {:<14} {}", it.slug, it.zone, it.default_dialect, it.name);
    let text = match all.as_slice() {
        [] => "no organisation yet: make one with 'leadhub org create'".to_owned(),
        all => all.iter().map(line).collect::<Vec<_>>().join("\n"),
    };
    console.say(text, &json!({ "organisations": all.iter().map(to_json).collect::<Vec<_>>() }))
}

impl ShowArgs {
    fn run(self, console: &Console) -> Result<(), String> {
        let opened = Opened::find(&self.store, &self.slug, console)?;
        let integrations =
            opened.read(|db, house| Ok(organisations::list_integrations(db, house.organisation_id())?))?;
        let it = &opened.house.organisation;
        let line = |row: &Integration| format!("\n  {:<14} {:<24} {}", row.dialect, row.name, row.scopes);
        let text = format!(
            "short name       {}\nname             {}\ntime zone        {}\ndefault API      {}\nuuid             {}\naccount          {}\nintegrations:{}",
            it.slug,
            it.name,
            it.zone,
            it.default_dialect,
            it.uuid,
            it.account,
            integrations.iter().map(line).collect::<String>()
        );
        let mut object = to_json(it);
        object["integrations"] = integrations.iter().map(integration).collect();
        console.say(text, &object)
    }
}

/// Which leads an integration sees.
pub fn sees(row: &Integration) -> &'static str {
    if row.sight.own { "own" } else { "all" }
}

/// An integration without its tokens.
pub fn integration(row: &Integration) -> Value {
    json!({
        "id": row.id,
        "dialect": row.dialect,
        "name": row.name,
        "agent": row.agent,
        "scopes": row.scopes,
        "settings": row.settings,
        "sees": sees(row),
        "masked": row.sight.masked,
    })
}

impl CreateArgs {
    fn run(self, console: &Console) -> Result<(), String> {
        let config = self.store.config(console)?;
        let founding = self.founding.check(&self.slug)?;
        let hub = settings::open(&config)?;
        founding.run(&hub, &config.values.database, console)?;
        hub.close();
        Ok(())
    }
}

impl UpdateArgs {
    fn run(self, console: &Console) -> Result<(), String> {
        let default_dialect = self.default_dialect.as_deref().map(check_dialect).transpose()?;
        let opened = Opened::find(&self.store, &self.slug, console)?;
        let UpdateArgs { name, zone, language, log_requests, .. } = self;
        let changed = opened.write(move |tx, house| {
            let known = house.organisation.clone();
            let wanted = Organisation {
                name: name.clone().unwrap_or(known.name),
                zone: zone.clone().unwrap_or(known.zone),
                default_dialect: default_dialect.map_or(known.default_dialect, str::to_owned),
                language: language.clone().unwrap_or(known.language),
                logs_requests: log_requests.unwrap_or(known.logs_requests),
                ..known
            };
            actions::update_organisation(tx, house, &wanted)
        })?;
        console.say(format_args!("organisation '{}' is changed", changed.slug), &to_json(&changed))
    }
}
