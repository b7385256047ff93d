//! The demo's users who sign in: an administrator, a manager, an agent in a group. Called by `alive`; their passwords are drawn anew
//! with each demo and printed, so they need not be changed.

use super::DemoLogin;
use crate::demo::fill::FilledOrganisation;
use leadhub_core::actions::{NewLogin, put_login, put_reference};
use leadhub_core::passwords::generate_password;
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Hub};
use leadhub_model::AgentId;
use leadhub_model::reference::{Agent, ReferenceData};
use leadhub_model::sign_in::Role;

/// Of each organisation, in the order of the roles. Invented.
pub const NAMES: [[&str; 3]; 2] = [["Minh Anh", "Mai Lan", "Thu Hà"], ["Quốc Bảo", "Ngọc Diệp", "Hải Yến"]];

const FIRST_ID: i64 = 124_734_571;

pub fn put(hub: &Hub, organisation: &FilledOrganisation, names: [&str; 3]) -> Result<Vec<DemoLogin>, String> {
    // The agent works in the group that calls.
    let group = organisation.data.reference.groups.last().map(|group| group.id);
    let (mut made, mut logins) = (Vec::new(), Vec::new());
    for ((role, name), id) in Role::ALL.into_iter().zip(names).zip(FIRST_ID..) {
        let password = generate_password(hub.chance());
        let hash = hub.passwords().hash_blocking(hub.chance(), name, &password).map_err(|error| error.to_string())?;
        made.push(NewLogin { agent: AgentId(id), role: Some(role), password: Some(hash), must_change: false });
        logins.push(DemoLogin { role, name: name.to_owned(), password });
    }
    let (id, names) = (organisation.id, names.map(str::to_owned));
    let done = hub.write_blocking(move |tx| {
        let house = Actor::house(organisations::get_organisation(tx, id)?);
        let agents = made.iter().zip(&names).map(|(login, name)| Agent {
            email: Some(format!("user{}@example.com", login.agent)),
            group: group.filter(|_| login.role == Some(Role::Agent)),
            ..Agent::new(login.agent, tx.new_uuid(), name)
        });
        let data = ReferenceData { agents: agents.collect(), ..ReferenceData::default() };
        put_reference(tx, &house, &data)?;
        made.iter().try_for_each(|login| put_login(tx, &house, login).map(drop))
    });
    done.map_err(|error| error.to_string())?;
    Ok(logins)
}
