//! `leadhub token revoke`: ends one token, or every token of an integration, at once. Called by `token`; the integration stays,
//! and nothing is forgotten: a revoked token is still listed.

use super::get_integration;
use crate::cli::console::Console;
use crate::cli::opened::OfArgs;
use clap::{ArgGroup, Args};
use leadhub_core::actions::{revoke_token, revoke_tokens};
use leadhub_model::{LeadError, Resource};
use serde_json::json;

#[derive(Args)]
#[command(group = ArgGroup::new("which").required(true).args(["name", "id"]))]
pub struct RevokeArgs {
    #[command(flatten)]
    of: OfArgs,
    /// Every token of the integration of this name
    #[arg(long)]
    name: Option<String>,
    /// The one token that `token list` shows under this id
    #[arg(long)]
    id: Option<String>,
}

impl RevokeArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let opened = self.of.open(console)?;
        if let Some(id) = self.id {
            let wanted = id.clone();
            let revoked = opened.write(move |tx, house| match revoke_token(tx, house.organisation_id(), &wanted) {
                Err(LeadError::NotFound(Resource::Token)) => Ok(false),
                done => done.map(|()| true),
            })?;
            if !revoked {
                return Err(format!("there is no token '{id}': 'leadhub token list' shows them"));
            }
            return console.say(format_args!("revoked the token {id}"), &json!({ "revoked": 1 }));
        }
        let integration = get_integration(&opened, self.name.as_deref().unwrap_or_default())?;
        let revoked = opened.write(move |tx, house| revoke_tokens(tx, house.organisation_id(), integration.id))?;
        console
            .say(format_args!("revoked {revoked} token(s) of '{}'", integration.name), &json!({ "revoked": revoked }))
    }
}
