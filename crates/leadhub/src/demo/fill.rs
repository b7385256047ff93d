//! Fills a store with the demo's organisations, in one transaction each. Called by `leadhub demo` and by the integration tests.
//! It refuses a store that has these organisations already.

use super::alive::DemoLogin;
use super::data::Organisation;
use crate::doors::DIALECTS;
use leadhub_core::actions::{
    KnownLead, NewIntegration, NewOrganisation, NewToken, create_integration, create_organisation, install_lead,
    issue_token, put_reference,
};
use leadhub_core::{Actor, Hub, Tx};
use leadhub_model::organisation::Sight;
use leadhub_model::{LeadError, OrganisationId};

/// An organisation as it now stands in the store.
pub struct FilledOrganisation {
    pub id: OrganisationId,
    pub data: Organisation,
    /// One for each dialect that is served.
    pub integrations: Vec<FilledIntegration>,
    /// The users who sign in, where the demo is made alive.
    pub logins: Vec<DemoLogin>,
}

pub struct FilledIntegration {
    pub dialect: &'static str,
    /// Ready for the header.
    pub token: String,
}

impl FilledOrganisation {
    /// The token of the organisation's integration of a dialect.
    pub fn token(&self, dialect: &str) -> Option<&str> {
        let found = self.integrations.iter().find(|integration| integration.dialect == dialect);
        found.map(|integration| integration.token.as_str())
    }
}

pub fn fill(hub: &Hub, organisations: &[Organisation], with_leads: bool) -> Result<Vec<FilledOrganisation>, String> {
    organisations.iter().map(|data| fill_one(hub, data, with_leads)).collect()
}

fn fill_one(hub: &Hub, data: &Organisation, with_leads: bool) -> Result<FilledOrganisation, String> {
    data.reference.check()?;
    let leads = if with_leads { &data.leads[..] } else { &[] };
    let leads = leads.iter().map(|lead| lead.known()).collect::<Result<Vec<_>, _>>()?;
    let tokens: Vec<_> = DIALECTS.iter().map(|dialect| (dialect.key, NewToken::lasting(hub.chance(), None))).collect();
    let (given, issued) = (data.clone(), tokens.clone());
    let outcome = hub.write_blocking(move |tx| {
        let new = NewOrganisation {
            slug: given.organisation.slug.clone(),
            name: given.organisation.name.clone(),
            zone: given.organisation.zone.clone(),
            default_dialect: given.organisation.default_dialect.clone(),
            uuid: Some(given.organisation.uuid),
            account: Some(given.organisation.account),
        };
        match create_organisation(tx, &new)? {
            Ok(house) => found(tx, &house, &given, &leads, &issued).map(|()| Ok(house.organisation_id())),
            Err(say) => Ok(Err(say)),
        }
    });
    let id = outcome.map_err(|error| error.to_string())?.map_err(|say| format!("{say}: give a fresh --database"))?;
    let filled =
        |(dialect, token): (&'static str, NewToken)| FilledIntegration { dialect, token: token.text().to_owned() };
    let integrations = tokens.into_iter().map(filled).collect();
    Ok(FilledOrganisation { id, data: data.clone(), integrations, logins: Vec::new() })
}

fn found(
    tx: &mut Tx,
    house: &Actor,
    data: &Organisation,
    leads: &[KnownLead],
    tokens: &[(&'static str, NewToken)],
) -> Result<(), LeadError> {
    put_reference(tx, house, &data.reference)?;
    for (dialect, token) in tokens {
        let Some(row) = data.integrations.iter().find(|row| row.dialect == *dialect) else { continue };
        let new = NewIntegration {
            dialect: row.dialect.clone(),
            name: row.name.clone(),
            agent: row.agent,
            settings: row.settings.clone(),
            scopes: row.scopes.clone(),
            sight: Sight::default(),
        };
        if let Some(integration) = create_integration(tx, house, &new)? {
            issue_token(tx, house.organisation_id(), integration.id, token)?;
        }
    }
    for lead in leads {
        install_lead(tx, house, lead)?;
    }
    Ok(())
}
