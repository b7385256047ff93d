//! Change an organisation's name, zone, language, default dialect and whether its requests are kept, or one of its integrations. The slug and an
//! integration's dialect never change: addresses and stored rows carry them. Called by the native wire, the pages and the command line.

use super::create_integration::check_agent;
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::organisations;
use leadhub_model::organisation::{Integration, Organisation};
use leadhub_model::{Field, LeadError, RefusalReason, Resource, Zone};

/// Those that the pages speak.
const LANGUAGES: [&str; 2] = ["vi", "en"];

/// `changed` is the organisation as it shall be; its id and slug are the actor's.
pub fn update_organisation(tx: &mut Tx, actor: &Actor, changed: &Organisation) -> Result<Organisation, LeadError> {
    let known = organisations::get_organisation(tx, actor.organisation_id())?;
    let changed = Organisation {
        name: changed.name.clone(),
        zone: changed.zone.clone(),
        default_dialect: changed.default_dialect.clone(),
        language: changed.language.clone(),
        logs_requests: changed.logs_requests,
        ..known
    };
    if changed.name.trim().is_empty() {
        return Err(LeadError::refused(Field::Name, RefusalReason::Missing));
    }
    if Zone::named(&changed.zone).is_none() {
        return Err(LeadError::refused(
            Field::Zone,
            RefusalReason::Unfit("give an IANA name such as Asia/Ho_Chi_Minh"),
        ));
    }
    if !LANGUAGES.contains(&changed.language.as_str()) {
        return Err(LeadError::refused(Field::Language, RefusalReason::Unfit("take vi or en")));
    }
    organisations::update_organisation(tx, &changed)?;
    Ok(changed)
}

/// `changed` is the integration as it shall be, known by its id; its dialect stays.
pub fn update_integration(tx: &mut Tx, actor: &Actor, changed: &Integration) -> Result<Integration, LeadError> {
    let known = organisations::find_integration(tx, actor.organisation_id(), changed.id)?;
    let known = known.ok_or(LeadError::NotFound(Resource::Integration))?;
    let changed = Integration { dialect: known.dialect, ..changed.clone() };
    if changed.name.trim().is_empty() {
        return Err(LeadError::refused(Field::Name, RefusalReason::Missing));
    }
    check_agent(tx, actor, changed.agent, changed.sight)?;
    match organisations::update_integration(tx, actor.organisation_id(), &changed)? {
        true => Ok(changed),
        false => Err(LeadError::refused(Field::Name, RefusalReason::Taken)),
    }
}
