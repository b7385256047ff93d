//! Where an import's leads go and who brings them: the integration that acts, and the list, made where it was asked for; a dry run makes
//! none. Used by `import` before the file is taken in.

use crate::cli::by_name;
use crate::cli::opened::Opened;
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Hub, actions, questions};
use leadhub_model::LeadError;
use leadhub_model::list::NewList;
use leadhub_model::organisation::Scope;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Beside a server that works hard, or while a database is away for a moment.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct ImportTarget {
    pub hub: Hub,
    pub actor: Arc<Actor>,
    pub list: Target,
}

/// The list that the leads go into.
#[derive(Clone)]
pub enum Target {
    List(Uuid),
    /// It is not there, and a dry run makes none: others may find it by its name, and lose what they bring.
    ToBeMade(NewList),
}

impl ImportTarget {
    pub fn find(
        opened: &Opened,
        integration: Option<&str>,
        list: &str,
        campaign: Option<&str>,
        makes: bool,
    ) -> Result<ImportTarget, String> {
        let key = leadhub_native::DIALECT.key;
        let slug = &opened.house.organisation.slug;
        let known = opened.read(|db, house| Ok(organisations::list_integrations(db, house.organisation_id())?))?;
        let is_wanted = |name: &str| integration.is_none_or(|wanted| wanted == name);
        let found =
            known.into_iter().find(|known| known.dialect == key && is_wanted(&known.name)).ok_or_else(|| {
                let name = integration.unwrap_or(key);
                format!(
                    "there is no integration '{name}' of the native API: name another, or make it with \
                 'leadhub token create --organisation {slug} --dialect {key} --name \"{name}\"'"
                )
            })?;
        let actor = opened.read(move |db, house| questions::actor_of(db, house.organisation.clone(), found.clone()))?;
        actor.need(Scope::Write).map_err(|error| error.to_string())?;
        let actor = Arc::new(actor);
        let list = match find_list(opened, list, campaign)? {
            Target::ToBeMade(new) if makes => Target::List(make_list(opened, &actor, new)?),
            found => found,
        };
        Ok(ImportTarget { hub: opened.hub.clone(), actor, list })
    }

    /// Does it again as long as nothing was written because the store was busy or away.
    pub fn patiently<T>(&self, mut work: impl FnMut(&Hub) -> Result<T, LeadError>) -> Result<T, String> {
        let began = Instant::now();
        loop {
            let error = match work(&self.hub) {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            let is_passing = matches!(error, LeadError::Busy | LeadError::Unavailable | LeadError::InFlight);
            if !is_passing && error != LeadError::OutcomeUnknown {
                return Err(error.to_string());
            }
            if !is_passing || began.elapsed() >= PATIENCE {
                return Err(format!("{error}: run the same command again to go on"));
            }
            thread::sleep(Duration::from_millis(200));
        }
    }
}

fn find_list(opened: &Opened, list: &str, campaign: Option<&str>) -> Result<Target, String> {
    match (by_name::find_list(opened, list)?, campaign) {
        (Some(found), _) => Ok(Target::List(found.uuid)),
        (None, Some(campaign)) if Uuid::try_parse(list).is_err() => {
            let found = by_name::find_campaign(opened, campaign)?;
            let campaign = found.ok_or_else(|| format!("there is no campaign '{campaign}'"))?.uuid;
            let new = NewList { name: list.to_owned(), description: String::new(), campaign };
            let checked = new.clone();
            opened.read(move |db, house| actions::check_new_list(db, house, &checked).map(drop))?;
            Ok(Target::ToBeMade(new))
        }
        (None, _) => {
            let slug = &opened.house.organisation.slug;
            Err(format!(
                "there is no list '{list}' in '{slug}': name one of its lists, or add --campaign NAME to make it"
            ))
        }
    }
}

fn make_list(opened: &Opened, actor: &Arc<Actor>, new: NewList) -> Result<Uuid, String> {
    let actor = Arc::clone(actor);
    opened.write(move |tx, _| actions::create_list(tx, &actor, &new).map(|list| list.uuid))
}
