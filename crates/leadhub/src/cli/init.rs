//! `leadhub init`: makes a store where there is none, and in it an organisation with reference data and one integration for
//! each dialect. Prints the tokens, once.

use super::{StoreArgs, shown};
use clap::Args;
use leadhub_core::actions::{
    NewIntegration, NewOrganisation, NewToken, create_integration, create_organisation, install_reference, issue_token,
};
use leadhub_core::{Actor, Hub, HubOptions, Tx, queries};
use leadhub_dialects::DIALECTS;
use leadhub_model::LeadError;
use leadhub_model::organisation::Scopes;
use leadhub_model::reference::ReferenceData;
use std::path::PathBuf;

/// A pipeline, reasons and labels to begin with; everything can be replaced by a file of the organisation's own.
const REFERENCE: &str = include_str!("reference.json");

#[derive(Args)]
#[command(
    after_help = "Example:\n  leadhub init --organisation acme --name \"Acme Clinics\" --database /var/lib/leadhub/leadhub.db\n\
                        The organisation's short name is its segment in URLs: POST /acme/api/v1/lead.\n\
                        Tokens are shown once; `leadhub token create` makes more."
)]
pub struct InitArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// Short name of the organisation, its segment in URLs (a-z, 0-9, -)
    #[arg(long, value_name = "SLUG")]
    organisation: String,
    /// Name of the organisation for people; its short name where absent
    #[arg(long)]
    name: Option<String>,
    /// Time zone of the organisation
    #[arg(long, default_value = "Asia/Ho_Chi_Minh")]
    zone: String,
    /// A JSON file of reference data (stages, reasons, labels, services, groups, agents, lists …) instead of the default
    #[arg(long, value_name = "FILE")]
    reference: Option<PathBuf>,
}

impl InitArgs {
    pub fn run(self) -> Result<(), String> {
        let reference = self.read_reference()?;
        leadhub_core::migrate(&self.store.database)?;
        let hub = Hub::open(&self.store.database, HubOptions::default())?;
        let new = NewOrganisation {
            slug: self.organisation.clone(),
            name: self.name.clone().unwrap_or_else(|| self.organisation.clone()),
            zone: self.zone.clone(),
            default_dialect: DIALECTS[0].key.to_owned(),
            uuid: None,
            account: None,
        };
        let tokens: Vec<_> =
            DIALECTS.iter().map(|dialect| (dialect.key, NewToken::lasting(hub.chance(), None))).collect();
        let made = tokens.clone();
        let outcome = hub.write_blocking(move |tx| {
            if queries::find_organisation(tx, &new.slug)?.is_some_and(|known| known.slug == new.slug) {
                return Ok(Err(format!(
                    "there is an organisation '{0}' already: choose another short name, or make tokens for it with \
                     'leadhub token create --organisation {0}'",
                    new.slug
                )));
            }
            match create_organisation(tx, &new)? {
                Ok(house) => found(tx, &house, &reference, &made).map(Ok),
                Err(say) => Ok(Err(say)),
            }
        });
        outcome.map_err(|error| error.to_string())??;
        println!("organisation '{}' is ready in {}", self.organisation, shown(&self.store.database));
        println!("tokens, shown only now:");
        for (dialect, token) in &tokens {
            println!("  {dialect:<13} {}", token.text());
        }
        println!("next: leadhub serve --database {}", shown(&self.store.database));
        hub.close();
        Ok(())
    }

    fn read_reference(&self) -> Result<ReferenceData, String> {
        let (source, text) = match &self.reference {
            None => ("the default reference data".to_owned(), REFERENCE.to_owned()),
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
                (path.display().to_string(), text)
            }
        };
        let data: ReferenceData = serde_json::from_str(&text).map_err(|error| format!("{source}: {error}"))?;
        data.check().map_err(|say| format!("{source}: {say}"))?;
        Ok(data)
    }
}

/// Everything an organisation begins with.
fn found(
    tx: &mut Tx,
    house: &Actor,
    reference: &ReferenceData,
    tokens: &[(&'static str, NewToken)],
) -> Result<(), LeadError> {
    install_reference(tx, house, reference)?;
    for (dialect, token) in tokens {
        let new = NewIntegration {
            dialect: (*dialect).to_owned(),
            name: (*dialect).to_owned(),
            agent: None,
            settings: serde_json::Map::new(),
            scopes: Scopes::default(),
        };
        if let Some(integration) = create_integration(tx, house, &new)? {
            issue_token(tx, house.organisation_id(), integration.id, token)?;
        }
    }
    Ok(())
}
