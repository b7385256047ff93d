//! Founds an organisation: the row itself, its reference data, its first administrator, one integration for each dialect and their
//! tokens, in one transaction. Called by `init` and `org create`, which say the same afterwards.

use super::console::Console;
use crate::config::shown;
use crate::doors::DIALECTS;
use clap::Args;
use leadhub_core::actions::{
    NewIntegration, NewLogin, NewOrganisation, NewToken, create_integration, create_organisation, issue_token,
    put_login, put_reference,
};
use leadhub_core::passwords::{PasswordHash, generate_password};
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Hub, Tx};
use leadhub_model::organisation::{Scopes, Sight};
use leadhub_model::reference::{Agent, ReferenceData, ReferenceRow};
use leadhub_model::sign_in::Role;
use leadhub_model::{AgentId, LeadError};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A pipeline, reasons and labels to begin with; everything can be replaced by a file of the organisation's own.
const REFERENCE: &str = include_str!("reference.json");

/// The user that an organisation begins with, unless its reference data has one of that name.
const ADMINISTRATOR: &str = "admin";

#[derive(Args)]
pub struct FoundingArgs {
    /// Name of the organisation for people; its short name where absent
    #[arg(long)]
    name: Option<String>,
    /// Time zone of the organisation
    #[arg(long, default_value = "Asia/Ho_Chi_Minh")]
    zone: String,
    /// The API that answers for it where no credential decides
    #[arg(long, value_name = "DIALECT", default_value = DIALECTS[0].key)]
    default_dialect: String,
    /// A JSON file of reference data (stages, reasons, labels, services, groups, agents, lists …) instead of the default
    #[arg(long, value_name = "FILE")]
    reference: Option<PathBuf>,
}

/// An organisation that is about to be founded: everything that can be refused before a store is touched was.
pub struct Founding {
    new: NewOrganisation,
    reference: ReferenceData,
}

impl FoundingArgs {
    pub fn check(self, slug: &str) -> Result<Founding, String> {
        let reference = match &self.reference {
            None => read_reference("the default reference data", REFERENCE)?,
            Some(path) => read_reference(&path.display().to_string(), &text(path)?)?,
        };
        let new = NewOrganisation {
            slug: slug.to_owned(),
            name: self.name.unwrap_or_else(|| slug.to_owned()),
            zone: self.zone,
            default_dialect: check_dialect(&self.default_dialect)?.to_owned(),
            uuid: None,
            account: None,
        };
        Ok(Founding { new, reference })
    }
}

pub fn text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn read_reference(source: &str, text: &str) -> Result<ReferenceData, String> {
    let data: ReferenceData = serde_json::from_str(text).map_err(|error| format!("{source}: {error}"))?;
    data.check().map_err(|say| format!("{source}: {say}"))?;
    Ok(data)
}

/// The key of a dialect that is served.
pub fn check_dialect(key: &str) -> Result<&'static str, String> {
    let known: Vec<&'static str> = DIALECTS.iter().map(|dialect| dialect.key).collect();
    let found = known.iter().find(|known| **known == key);
    found.copied().ok_or_else(|| format!("there is no dialect '{key}': take one of {}", known.join(", ")))
}

impl Founding {
    /// Writes it all and says tokens and password, which cannot be read again.
    pub fn run(self, hub: &Hub, database: &str, console: &Console) -> Result<(), String> {
        let tokens: Vec<_> =
            DIALECTS.iter().map(|dialect| (dialect.key, NewToken::lasting(hub.chance(), None))).collect();
        let made = tokens.clone();
        let password = generate_password(hub.chance());
        let hash = hub.passwords().hash_blocking(hub.chance(), ADMINISTRATOR, &password);
        let hash = hash.map_err(|error| error.to_string())?;
        let outcome = hub.write_blocking(move |tx| {
            if organisations::find_organisation(tx, &self.new.slug)?.is_some_and(|known| known.slug == self.new.slug) {
                return Ok(Err(format!(
                    "there is an organisation '{0}' already: choose another short name, or make tokens for it with \
                     'leadhub token create --organisation {0}'",
                    self.new.slug
                )));
            }
            match create_organisation(tx, &self.new)? {
                Ok(house) => furnish(tx, &house, &self.reference, &made, &hash).map(|()| Ok(house)),
                Err(say) => Ok(Err(say)),
            }
        });
        let house = outcome.map_err(|error| error.to_string())??;
        let lines: String =
            tokens.iter().map(|(dialect, token)| format!("\n  {dialect:<13} {}", token.text())).collect();
        let place = shown(database);
        let text = format!(
            "organisation '{}' is ready in {place}\nits zone is {}: CareSoft's times are read and printed in it, unless an \
             integration's setting 'zone' says another\ntokens, shown only now:{lines}\nadministrator, password shown only \
             now:\n  {ADMINISTRATOR:<13} {password}\nnext: leadhub serve --database {place}",
            house.organisation.slug, house.organisation.zone
        );
        let tokens = tokens.iter().map(|(dialect, token)| json!({ "dialect": dialect, "token": token.text() }));
        let object = json!({
            "organisation": super::org::to_json(&house.organisation),
            "database": place,
            "tokens": tokens.collect::<Vec<Value>>(),
            "administrator": { "username": ADMINISTRATOR, "password": password },
        });
        console.say(text, &object)
    }
}

/// Everything an organisation begins with.
fn furnish(
    tx: &mut Tx,
    house: &Actor,
    reference: &ReferenceData,
    tokens: &[(&'static str, NewToken)],
    password: &PasswordHash,
) -> Result<(), LeadError> {
    put_reference(tx, house, reference)?;
    // Whoever bears that name in another case would be signed in by it too.
    let is_administrator = |agent: &&Agent| agent.username.trim().to_lowercase() == ADMINISTRATOR;
    let administrator = match reference.agents.iter().find(is_administrator) {
        Some(known) if known.retired => {
            put_reference(tx, house, &Agent { retired: false, ..known.clone() }.alone())?;
            known.id
        }
        Some(known) => known.id,
        None => {
            let highest = reference.agents.iter().map(|agent| agent.id.0).max().unwrap_or_default();
            let new = Agent::new(AgentId(highest + 1), tx.new_uuid(), ADMINISTRATOR);
            put_reference(tx, house, &new.clone().alone())?;
            new.id
        }
    };
    let (role, password) = (Some(Role::Admin), Some(password.clone()));
    put_login(tx, house, &NewLogin { agent: administrator, role, password, must_change: true })?;
    for (dialect, token) in tokens {
        let new = NewIntegration {
            dialect: (*dialect).to_owned(),
            name: (*dialect).to_owned(),
            agent: None,
            settings: serde_json::Map::new(),
            scopes: Scopes::default(),
            sight: Sight::default(),
        };
        if let Some(integration) = create_integration(tx, house, &new)? {
            issue_token(tx, house.organisation_id(), integration.id, token)?;
        }
    }
    Ok(())
}
