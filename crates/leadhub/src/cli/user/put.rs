//! `leadhub user create` and `leadhub user update`: a user's row, and the role that it signs in with. Called by `user`; it sets no
//! password.

use super::{find, say};
use crate::cli::console::Console;
use crate::cli::opened::{OfArgs, Opened};
use clap::{ArgGroup, Args};
use leadhub_core::actions::{NewLogin, put_login, put_reference};
use leadhub_core::questions::get_reference;
use leadhub_model::reference::{Agent, Group, LARGEST_ID, ReferenceData, ReferenceRow};
use leadhub_model::sign_in::Role;
use leadhub_model::{AgentId, LeadError};

#[derive(Args)]
pub struct CreateArgs {
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
#[command(group = ArgGroup::new("change").required(true).multiple(true)
    .args(["username", "email", "phone", "extension", "role", "role_number", "group", "retired"]))]
pub struct UpdateArgs {
    /// Id or username
    user: String,
    #[command(flatten)]
    of: OfArgs,
    /// New username
    #[arg(long)]
    username: Option<String>,
    /// Whether the user works here no longer: nobody signs in as it, its leads and comments stay
    #[arg(long, value_name = "true|false")]
    retired: Option<bool>,
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
    /// What the user may do once signed in: admin, manager or agent
    #[arg(long, value_parser = Role::read)]
    role: Option<Role>,
    /// Role, as the number that the APIs print
    #[arg(long, value_name = "NUMBER")]
    role_number: Option<i64>,
    /// Id or name of a group of the organisation's; given again for each further group, the first is the one that the APIs print
    #[arg(long)]
    group: Vec<String>,
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
            role: self.role_number.unwrap_or(agent.role),
            group,
            more_groups,
            ..agent
        })
    }
}

impl CreateArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let CreateArgs { username, of, id, details } = self;
        let (opened, role) = (of.open(console)?, details.role);
        let made = put(&opened, role, move |known, fresh| {
            let highest = known.agents.iter().map(|agent| agent.id.0).max().unwrap_or_default();
            let id = id.unwrap_or(highest + 1);
            if Agent::find(known, id).is_some() || !(1..=LARGEST_ID).contains(&id) {
                return Err(format!(
                    "{id} is taken or no id: leave --id out, or take one that 'leadhub user list' does not show"
                ));
            }
            details.clone().apply(Agent::new(AgentId(id), fresh, &username), known)
        })?;
        say(&opened, &made, console)
    }
}

impl UpdateArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let UpdateArgs { user, of, username, retired, details } = self;
        let (opened, role) = (of.open(console)?, details.role);
        let changed = put(&opened, role, move |known, _| {
            let agent = find::<Agent>(known, &user)?.clone();
            let username = username.clone().unwrap_or(agent.username);
            let retired = retired.unwrap_or(agent.retired);
            details.clone().apply(Agent { username, retired, ..agent }, known)
        })?;
        say(&opened, &changed, console)
    }
}

/// Puts the user that `decide` makes of what is known, which is given a fresh uuid; and the role, where one was said.
fn put(
    opened: &Opened,
    role: Option<Role>,
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
        if role.is_some() {
            put_login(tx, house, &NewLogin { agent: agent.id, role, password: None, must_change: false })?;
        }
        Ok::<_, LeadError>(Ok(agent))
    })?
}
