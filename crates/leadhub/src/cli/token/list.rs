//! `leadhub token list`: an organisation's integrations, each with its tokens, newest first, and what was traded for them. Called by `token`. A token is named
//! by the first digits of its hash, which are useless to call with.

use super::list_integrations;
use crate::cli::console::Console;
use crate::cli::opened::{OfArgs, Opened};
use crate::cli::org::integration;
use leadhub_core::store::tokens;
use leadhub_model::Moment;
use leadhub_model::organisation::{Integration, TokenInfo};
use serde_json::{Value, json};

pub fn run(of: &OfArgs, console: &Console) -> Result<(), String> {
    let opened = of.open(console)?;
    let integrations = list_integrations(&opened)?;
    let now = opened.hub.now();
    let tokens = opened.read(move |db, house| Ok(tokens::list_tokens(db, house.organisation_id(), now)?))?;
    let (mut text, mut objects) = (Vec::new(), Vec::new());
    for row in &integrations {
        let own: Vec<&TokenInfo> = tokens.iter().filter(|token| token.integration == row.id).collect();
        text.push(heading(row));
        text.extend(own.iter().map(|token| line(&opened, token)));
        let mut object = integration(row);
        object["tokens"] = own.iter().map(|token| to_json(&opened, token)).collect();
        objects.push(object);
    }
    console.say(text.join("\n"), &json!({ "integrations": objects }))
}

fn heading(row: &Integration) -> String {
    let settings = Value::Object(row.settings.clone());
    format!("{:<14} {:<24} {:<17} {settings}", row.dialect, row.name, row.scopes.to_string())
}

fn line(opened: &Opened, token: &TokenInfo) -> String {
    let end = |word: &str, at: Option<Moment>| at.map(|at| format!(", {word} {}", opened.time(at))).unwrap_or_default();
    let traded = token.traded_for.as_ref().map(|first| format!(", traded for {first}")).unwrap_or_default();
    format!(
        "  {} {:<8} created {}{}{}{traded}",
        token.id,
        state(opened, token),
        opened.time(token.created_at),
        end("ends", token.expires_at),
        end("revoked", token.revoked_at)
    )
}

fn state(opened: &Opened, token: &TokenInfo) -> &'static str {
    match token.revoked_at {
        _ if token.is_good(opened.hub.now()) => "good",
        Some(_) => "revoked",
        None => "expired",
    }
}

fn to_json(opened: &Opened, token: &TokenInfo) -> Value {
    json!({
        "id": token.id,
        "state": state(opened, token),
        "created_at": opened.time(token.created_at),
        "expires_at": token.expires_at.map(|at| opened.time(at)),
        "revoked_at": token.revoked_at.map(|at| opened.time(at)),
        "traded_for": token.traded_for,
    })
}
