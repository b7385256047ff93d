//! What a body's codes stand for here: places by their official codes, agents by number, extension, name or e-mail. Called by
//! the routes in the transaction that writes. Whatever is not known stays as it was sent.

use leadhub_core::questions::communes_of_ward;
use leadhub_core::store::reference::{agents, geography};
use leadhub_core::{Actor, Db};
use leadhub_model::lead::Extras;
use leadhub_model::{AgentId, DistrictId, Fact, LeadError, ProvinceId};
use serde_json::Value;
use std::sync::Arc;

/// What the codes of a body stand for.
pub struct Places {
    pub named: Vec<(Fact, String)>,
    /// What is to be said of a code that stays.
    pub notice: Option<String>,
}

/// The names of the places whose codes were sent, and what is to be said of a code that stays. A district or a commune lies in the
/// province that stands beside it, if that is known.
pub fn places<'a>(db: &mut Db, actor: &Actor, sent: impl Fn(Fact) -> Option<&'a str>) -> Result<Places, LeadError> {
    let (mut named, mut notice) = (Vec::new(), None);
    let code = sent(Fact::Province).map(str::trim);
    let provinces = if code.is_some() { geography::list_provinces(db, actor)? } else { Arc::default() };
    let province = provinces.iter().find(|row| code.is_some_and(|code| row.code.eq_ignore_ascii_case(code)));
    let is_there = |of: ProvinceId| province.is_none_or(|province| of == province.id);
    if let Some(id) = sent(Fact::District).and_then(|code| code.trim().parse().ok()).map(DistrictId) {
        let district = geography::find_district(db, actor, id)?.filter(|row| is_there(row.province));
        named.extend(district.map(|row| (Fact::District, row.name)));
    }
    // Shorter numbers are what wards are called: `Phường 7`.
    let is_code = |text: &&str| text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(code) = sent(Fact::Ward).map(str::trim).filter(is_code) {
        let communes = match code.parse() {
            Ok(ward) => communes_of_ward(db, actor, ward)?,
            Err(_) => Vec::new(),
        };
        match communes.as_slice() {
            [commune] if is_there(commune.province) => named.push((Fact::Ward, commune.name.clone())),
            [_, _, ..] => {
                let codes: Vec<String> = communes.iter().map(|row| format!("{:05}", row.id.0)).collect();
                let codes = codes.join(", ");
                notice =
                    Some(format!("the ward {code} was divided among the communes {codes}; its code was kept as sent"));
            }
            _ => {}
        }
    }
    named.extend(province.map(|row| (Fact::Province, row.name.clone())));
    Ok(Places { named, notice })
}

/// The agent whom `agentId`, `agentCode` or `sale` names, the first that is one.
pub fn agent(db: &mut Db, actor: &Actor, sent: &Extras) -> Result<Option<AgentId>, LeadError> {
    let text = |key: &str| sent.get(key).and_then(Value::as_str).map(str::trim);
    let (id, extension, sale) = (sent.get("agentId").and_then(Value::as_i64), text("agentCode"), text("sale"));
    if id.is_none() && extension.is_none() && sale.is_none() {
        return Ok(None);
    }
    let stored = agents::list_agents(db, actor)?;
    let agents = stored.iter().map(|stored| &stored.agent);
    let is = |known: &str, sent: Option<&str>| sent.is_some_and(|sent| same_word(known, sent));
    let by_id = agents.clone().find(|agent| Some(agent.id.0) == id);
    let by_extension = || agents.clone().find(|agent| agent.extension.as_deref().is_some_and(|own| is(own, extension)));
    let is_seller = |email: Option<&str>, name: &str| is(name, sale) || email.is_some_and(|own| is(own, sale));
    let by_sale = || agents.clone().find(|agent| is_seller(agent.email.as_deref(), &agent.username));
    Ok(by_id.or_else(by_extension).or_else(by_sale).map(|agent| agent.id))
}

/// Whether two words are the same but for case.
pub fn same_word(one: &str, other: &str) -> bool {
    one.chars().flat_map(char::to_lowercase).eq(other.chars().flat_map(char::to_lowercase))
}
