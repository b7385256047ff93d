//! `leadhub user`: the people who work an organisation's leads, its agents, and how they sign in. Called by `cli::run`; nobody is
//! removed, since leads and comments name them.

mod passwd;
mod put;
mod sessions;

use super::console::Console;
use super::opened::{OfArgs, Opened};
use clap::{Args, Subcommand};
use leadhub_core::questions::get_reference;
use leadhub_core::store::logins;
use leadhub_model::reference::{Agent, Group, ReferenceData, ReferenceRow};
use leadhub_model::sign_in::Login;
use serde_json::{Value, json};

#[derive(Args)]
#[command(
    about = "List, show, create and update users, give them passwords and end their sessions",
    long_about = "List, show, create and update users, give them passwords and end their sessions.\n\n\
                  Users are the people who work an organisation's leads. The APIs call them agents, assign leads to them by their id \
                  and sign comments with it. With a role and a password a user signs in to the pages: an admin may do everything, a \
                  manager sees all leads, an agent her own and her groups', with contacts masked. Users have no tokens. Many at once \
                  are brought in by `leadhub org reference import`."
)]
pub struct UserArgs {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Subcommand)]
enum UserCommand {
    /// List the users of an organisation, with their role and whether they can sign in
    #[command(after_help = "Example:\n  leadhub user list --organisation acme --json | jq -r '.users[].email'")]
    List(OfArgs),
    /// Show one user
    #[command(after_help = "Example:\n  leadhub user show lan.nguyen --organisation acme")]
    Show(ShowArgs),
    /// Create a user
    #[command(
        after_help = "Examples:\n  leadhub user create lan.nguyen --organisation acme --email lan.nguyen@example.com \
                            --extension 101\n  leadhub user create mai.tran --organisation acme --role manager"
    )]
    Create(put::CreateArgs),
    /// Change a user; an empty value takes away what was there
    #[command(after_help = "Examples:\n  leadhub user update lan.nguyen --organisation acme --extension 102\n  \
                            leadhub user update 7 --organisation acme --group \"\"\n  \
                            leadhub user update lan.nguyen --organisation acme --role manager\n  \
                            leadhub user update lan.nguyen --organisation acme --retired true")]
    Update(put::UpdateArgs),
    /// Set the password that a user signs in with, asked for or read from standard input
    #[command(after_help = "Examples:\n  leadhub user passwd admin --organisation acme\n  \
                      leadhub user passwd lan.nguyen --organisation acme --generate\n\n\
                      Her sessions end, and so does her waiting after too many tries. She has to take a password of her own when she \
                      signs in. A user without a role becomes an agent.")]
    Passwd(passwd::PasswdArgs),
    /// List the sessions of a user, or end them all
    #[command(after_help = "Examples:\n  leadhub user sessions lan.nguyen --organisation acme\n  \
                            leadhub user sessions lan.nguyen --organisation acme --end")]
    Sessions(sessions::SessionsArgs),
}

/// Which user a command is about.
#[derive(Args)]
struct ShowArgs {
    /// Id or username
    user: String,
    #[command(flatten)]
    of: OfArgs,
}

impl UserArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        match self.command {
            UserCommand::List(of) => list(&of, console),
            UserCommand::Show(args) => args.run(console),
            UserCommand::Create(args) => args.run(console),
            UserCommand::Update(args) => args.run(console),
            UserCommand::Passwd(args) => args.run(console),
            UserCommand::Sessions(args) => args.run(console),
        }
    }
}

fn list(of: &OfArgs, console: &Console) -> Result<(), String> {
    let (known, logins) =
        of.open(console)?.read(|db, house| Ok((get_reference(db, house)?, logins::list_logins(db, house)?)))?;
    let login_of = |agent: &Agent| logins.iter().find(|login| login.agent == agent.id);
    let line = |agent: &Agent| {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let groups = agent.group.iter().chain(&agent.more_groups).filter_map(|id| Group::find(&known, id.0));
        let groups: Vec<&str> = groups.map(|group| group.name.as_str()).collect();
        let group = if groups.is_empty() { "-".to_owned() } else { groups.join(", ") };
        let login = login_of(agent);
        let entry = match login {
            _ if agent.retired => "retired",
            Some(login) if login.has_password => "login",
            _ => "-",
        };
        format!(
            "{:<6} {:<20} {:<8} {entry:<8} {:<28} {:<14} {:<6} {group}",
            agent.id,
            agent.username,
            login.map_or("-", |login| login.role.word()),
            text(&agent.email),
            text(&agent.phone),
            text(&agent.extension)
        )
    };
    let text = match known.agents.as_slice() {
        [] => "no user yet: make one with 'leadhub user create'".to_owned(),
        agents => agents.iter().map(line).collect::<Vec<_>>().join("\n"),
    };
    let users = known.agents.iter().map(|agent| to_json(agent, login_of(agent))).collect::<Result<Vec<_>, _>>()?;
    console.say(text, &json!({ "users": users }))
}

impl ShowArgs {
    fn run(self, console: &Console) -> Result<(), String> {
        let opened = self.of.open(console)?;
        let agent = find_user(&opened, &self.user)?;
        say(&opened, &agent, console)
    }
}

/// A user as it is in a file of reference data, with what it may do and whether it can sign in.
fn to_json(agent: &Agent, login: Option<&Login>) -> Result<Value, String> {
    let mut object = serde_json::to_value(agent).map_err(|error| error.to_string())?;
    object["login_role"] = json!(login.map(|login| login.role));
    object["has_login"] = json!(login.is_some_and(|login| login.has_password));
    Ok(object)
}

fn say(opened: &Opened, agent: &Agent, console: &Console) -> Result<(), String> {
    let id = agent.id;
    let login = opened.read(move |db, house| Ok(logins::find_login(db, house, id)?))?;
    let object = to_json(agent, login.as_ref())?;
    let line = |(name, value): (&String, &Value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{name:<14} {}", if value == "null" { "-" } else { &value })
    };
    let lines: Vec<String> = object.as_object().into_iter().flatten().map(line).collect();
    console.say(lines.join("\n"), &object)
}

fn find_user(opened: &Opened, text: &str) -> Result<Agent, String> {
    Ok(find::<Agent>(&opened.read(get_reference)?, text)?.clone())
}

/// A row by its id or by what people know it by.
fn find<'r, R: ReferenceRow>(known: &'r ReferenceData, text: &str) -> Result<&'r R, String> {
    let id: Option<i64> = text.parse().ok();
    let found = id.and_then(|id| R::find(known, id)).or_else(|| R::rows(known).iter().find(|row| row.name() == text));
    found.ok_or_else(|| format!("there is no '{text}' among the {}", R::SET))
}
