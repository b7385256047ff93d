//! What a body's codes stand for here: places by their official codes, agents by number, extension, name or e-mail. Called by
//! the routes in the transaction that writes. Whatever is not known stays as it was sent.

use leadhub_core::queries::{find_district, list_agents, list_districts, list_provinces};
use leadhub_core::{Actor, Db};
use leadhub_model::lead::Extras;
use leadhub_model::{AgentId, DistrictId, Fact, LeadError};
use serde_json::Value;

/// The names of the places whose codes were sent. A district lies in the province that stands beside it, if that is known.
pub fn places<'a>(
    db: &mut Db,
    actor: &Actor,
    sent: impl Fn(Fact) -> Option<&'a str>,
) -> Result<Vec<(Fact, String)>, LeadError> {
    let mut named = Vec::new();
    let province = match sent(Fact::Province).map(str::trim) {
        Some(code) => list_provinces(db, actor)?.into_iter().find(|row| row.code.eq_ignore_ascii_case(code)),
        None => None,
    };
    if let Some(id) = sent(Fact::District).and_then(|code| code.trim().parse().ok()).map(DistrictId) {
        let district = match &province {
            Some(province) => list_districts(db, actor, province.id)?.into_iter().find(|row| row.id == id),
            None => find_district(db, actor, id)?,
        };
        named.extend(district.map(|row| (Fact::District, row.name)));
    }
    named.extend(province.map(|row| (Fact::Province, row.name)));
    Ok(named)
}

/// The agent whom `agentId`, `agentCode` or `sale` names, the first that is one.
pub fn agent(db: &mut Db, actor: &Actor, sent: &Extras) -> Result<Option<AgentId>, LeadError> {
    let text = |key: &str| sent.get(key).and_then(Value::as_str).map(|text| text.trim().to_lowercase());
    let (id, extension, sale) = (sent.get("agentId").and_then(Value::as_i64), text("agentCode"), text("sale"));
    if id.is_none() && extension.is_none() && sale.is_none() {
        return Ok(None);
    }
    let agents: Vec<_> = list_agents(db, actor)?.into_iter().map(|stored| stored.agent).collect();
    let is = |known: &str, sent: &Option<String>| sent.as_deref() == Some(known.to_lowercase().as_str());
    let by_id = agents.iter().find(|agent| Some(agent.id.0) == id);
    let by_extension = || agents.iter().find(|agent| agent.extension.as_deref().is_some_and(|own| is(own, &extension)));
    let is_seller = |email: Option<&str>, name: &str| is(name, &sale) || email.is_some_and(|own| is(own, &sale));
    let by_sale = || agents.iter().find(|agent| is_seller(agent.email.as_deref(), &agent.username));
    Ok(by_id.or_else(by_extension).or_else(by_sale).map(|agent| agent.id))
}
