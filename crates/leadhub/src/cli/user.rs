//! `leadhub user`: the people who work an organisation's leads, its agents. Called by `cli::run`; nobody is removed, since leads
//! and comments name them.

use super::console::Console;
use super::opened::{OfArgs, Opened};
use clap::{ArgGroup, Args, Subcommand};
use leadhub_core::actions::put_reference;
use leadhub_core::queries::get_reference;
use leadhub_model::reference::{Agent, Group, LARGEST_ID, ReferenceData, ReferenceRow};
use leadhub_model::{AgentId, LeadError};
use serde_json::{Value, json};

#[derive(Args)]
#[command(
    about = "List, show, create and update users: the people who work an organisation's leads",
    long_about = "List, show, create and update users: the people who work an organisation's leads.\n\n\
                  The APIs call them agents, assign leads to them by their id and sign comments with it. A user is no login and \
                  has no token. Many at once are brought in by `leadhub org reference import`."
)]
pub struct UserArgs {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Subcommand)]
enum UserCommand {
    /// List the users of an organisation
    #[command(after_help = "Example:\n  leadhub user list --organisation acme --json | jq -r '.users[].email'")]
    List(OfArgs),
    /// Show one user
    #[command(after_help = "Example:\n  leadhub user show lan.nguyen --organisation acme")]
    Show(ShowArgs),
    /// Create a user
    #[command(
        after_help = "Example:\n  leadhub user create lan.nguyen --organisation acme --email lan.nguyen@example.com --extension 101"
    )]
    Create(CreateArgs),
    /// Change a user; an empty value takes away what was there
    #[command(after_help = "Examples:\n  leadhub user update lan.nguyen --organisation acme --extension 102\n  \
                      leadhub user update 7 --organisation acme --group \"\"")]
    Update(UpdateArgs),
}

#[derive(Args)]
struct ShowArgs {
    /// Id or username
    user: String,
    #[command(flatten)]
    of: OfArgs,
}

#[derive(Args)]
struct CreateArgs {
    /// Username, unlike every other one of the organisation's
    username: String,
    #[command(flatten)]
    of: OfArgs,
    /// The number that the APIs know the user by; the next free one where absent
    #[arg(long)]
    id: Option<i64>,
    #[command(flatten)]
    details: DetailArgs,
}

#[derive(Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true).args(["username", "email", "phone", "extension", "role", "group"]))]
struct UpdateArgs {
    /// Id or username
    user: String,
    #[command(flatten)]
    of: OfArgs,
    /// New username
    #[arg(long)]
    username: Option<String>,
    #[command(flatten)]
    details: DetailArgs,
}

#[derive(Args, Clone)]
struct DetailArgs {
    /// E-mail address
    #[arg(long)]
    email: Option<String>,
    /// Phone number, as it is to be shown
    #[arg(long)]
    phone: Option<String>,
    /// Telephone extension
    #[arg(long)]
    extension: Option<String>,
    /// Role, as the number that the APIs print
    #[arg(long, value_name = "NUMBER")]
    role: Option<i64>,
    /// Id or name of a group of the organisation's; given again for each further group, the first is the one that the APIs print
    #[arg(long)]
    group: Vec<String>,
}

impl UserArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        match self.command {
            UserCommand::List(of) => list(&of, console),
            UserCommand::Show(args) => args.run(console),
            UserCommand::Create(args) => args.run(console),
            UserCommand::Update(args) => args.run(console),
        }
    }
}

fn list(of: &OfArgs, console: &Console) -> Result<(), String> {
    let known = of.open(console)?.read(get_reference)?;
    let line = |agent: &Agent| {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let groups = agent.group.iter().chain(&agent.more_groups).filter_map(|id| Group::find(&known, id.0));
        let groups: Vec<&str> = groups.map(|group| group.name.as_str()).collect();
        let group = if groups.is_empty() { "-".to_owned() } else { groups.join(", ") };
        format!(
            "{:<6} {:<20} {:<28} {:<14} {:<6} {group}",
            agent.id,
            agent.username,
            text(&agent.email),
            text(&agent.phone),
            text(&agent.extension)
        )
    };
    let text = match known.agents.as_slice() {
        [] => "no user yet: make one with 'leadhub user create'".to_owned(),
        agents => agents.iter().map(line).collect::<Vec<_>>().join("\n"),
    };
    console.say(text, &json!({ "users": known.agents }))
}

impl ShowArgs {
    fn run(self, console: &Console) -> Result<(), String> {
        let known = self.of.open(console)?.read(get_reference)?;
        say(find(&known, &self.user)?, console)
    }
}

/// One user, as it is in a file of reference data.
fn say(agent: &Agent, console: &Console) -> Result<(), String> {
    let object = serde_json::to_value(agent).map_err(|error| error.to_string())?;
    let line = |(name, value): (&String, &Value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{name:<10} {}", if value == "null" { "-" } else { &value })
    };
    let lines: Vec<String> = object.as_object().into_iter().flatten().map(line).collect();
    console.say(lines.join("\n"), &object)
}

/// A row by its id or by what people know it by.
fn find<'r, R: ReferenceRow>(known: &'r ReferenceData, text: &str) -> Result<&'r R, String> {
    let id: Option<i64> = text.parse().ok();
    let found = id.and_then(|id| R::find(known, id)).or_else(|| R::rows(known).iter().find(|row| row.name() == text));
    found.ok_or_else(|| format!("there is no '{text}' among the {}", R::SET))
}

impl DetailArgs {
    /// The user with what was said of it; empty takes away.
    fn apply(self, agent: Agent, known: &ReferenceData) -> Result<Agent, String> {
        let filled = |text: String| Some(text).filter(|text| !text.is_empty());
        let (group, more_groups) = match self.group.as_slice() {
            [] => (agent.group, agent.more_groups),
            given => {
                let named = given.iter().filter(|text| !text.is_empty());
                let groups =
                    named.map(|text| Ok(find::<Group>(known, text)?.id)).collect::<Result<Vec<_>, String>>()?;
                (groups.first().copied(), groups.into_iter().skip(1).collect())
            }
        };
        Ok(Agent {
            email: self.email.map_or(agent.email, filled),
            phone: self.phone.map_or(agent.phone, filled),
            extension: self.extension.map_or(agent.extension, filled),
            role: self.role.unwrap_or(agent.role),
            group,
            more_groups,
            ..agent
        })
    }
}

impl CreateArgs {
    fn run(self, console: &Console) -> Result<(), String> {
        let CreateArgs { username, of, id, details } = self;
        let made = put(&of.open(console)?, move |known, fresh| {
            let highest = known.agents.iter().map(|agent| agent.id.0).max().unwrap_or_default();
            let id = id.unwrap_or(highest + 1);
            if Agent::find(known, id).is_some() || !(1..=LARGEST_ID).contains(&id) {
                return Err(format!(
                    "{id} is taken or no id: leave --id out, or take one that 'leadhub user list' does not show"
                ));
            }
            let agent = Agent {
                id: AgentId(id),
                uuid: fresh,
                username: username.clone(),
                email: None,
                phone: None,
                extension: None,
                role: 0,
                group: None,
                more_groups: Vec::new(),
                avatar: None,
            };
            details.clone().apply(agent, known)
        })?;
        say(&made, console)
    }
}

impl UpdateArgs {
    fn run(self, console: &Console) -> Result<(), String> {
        let UpdateArgs { user, of, username, details } = self;
        let changed = put(&of.open(console)?, move |known, _| {
            let agent = find::<Agent>(known, &user)?.clone();
            let username = username.clone().unwrap_or(agent.username);
            details.clone().apply(Agent { username, ..agent }, known)
        })?;
        say(&changed, console)
    }
}

/// Puts the user that `decide` makes of what is known; it is given a fresh uuid.
fn put(
    opened: &Opened,
    decide: impl Fn(&ReferenceData, uuid::Uuid) -> Result<Agent, String> + Send + 'static,
) -> Result<Agent, String> {
    opened.write(move |tx, house| {
        // An empty set changes nothing, but nobody else can take the same id until this transaction ends.
        put_reference(tx, house, &ReferenceData::default())?;
        let known = get_reference(tx, house)?;
        let agent = match decide(&known, tx.new_uuid()) {
            Ok(agent) => agent,
            Err(say) => return Ok(Err(say)),
        };
        let namesake = |other: &Agent| other.id != agent.id && other.username.eq_ignore_ascii_case(&agent.username);
        if known.agents.iter().any(namesake) {
            return Ok(Err(format!("there is a user '{}' already: take another username", agent.username)));
        }
        put_reference(tx, house, &agent.clone().alone())?;
        Ok::<_, LeadError>(Ok(agent))
    })?
}
