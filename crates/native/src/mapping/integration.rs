//! Integrations, tokens and the organisation: what was sent as the core is asked it, what the core has as it is shown. Called by
//! the routes. No rule stands here.

use crate::errors::ApiError;
use crate::wire::integration as wire;
use crate::wire::problem::Wrong;
use crate::wire::value::{At, Change};
use leadhub_core::actions::NewIntegration;
use leadhub_model::AgentId;
use leadhub_model::organisation::{Integration, Organisation, Scope, Scopes, Sight, TokenInfo};
use leadhub_wire::setting::{self, Kind, Setting};

pub fn integration(known: &Integration) -> wire::Integration<'_> {
    let word = |scope| match scope {
        Scope::Read => wire::Scope::Read,
        Scope::Write => wire::Scope::Write,
        Scope::Admin => wire::Scope::Admin,
    };
    wire::Integration {
        id: known.id.0,
        dialect: &known.dialect,
        name: &known.name,
        agent_id: known.agent.map(|id| id.0),
        settings: &known.settings,
        scopes: known.scopes.iter().map(word).collect(),
        sees: if known.sight.own { wire::Sees::Own } else { wire::Sees::All },
        masked: known.sight.masked,
    }
}

/// A wire with its settings.
pub fn dialect(known: &leadhub_wire::Dialect) -> wire::Dialect {
    wire::Dialect { key: known.key, settings: setting::of_dialect(known.key).map(shown).collect() }
}

fn shown(setting: &Setting) -> wire::Setting {
    let (kind, words) = match setting.kind {
        Kind::YesNo => (wire::SettingKind::YesNo, &[][..]),
        Kind::Number => (wire::SettingKind::Number, &[][..]),
        Kind::Text => (wire::SettingKind::Text, &[][..]),
        Kind::Zone => (wire::SettingKind::Zone, &[][..]),
        Kind::Word(words) => (wire::SettingKind::Word, words),
    };
    let Setting { key, default, means, .. } = *setting;
    wire::Setting { key, kind, words: words.to_vec(), default, meaning: means.en }
}

/// Refuses settings that the wire does not know, each where it stands in the body.
pub fn check_settings(wrong: Vec<(String, String)>) -> Result<(), ApiError> {
    let wrong: Vec<_> = wrong.iter().map(|(key, say)| Wrong::new(&format!("settings.{key}"), "unfit", say)).collect();
    if wrong.is_empty() { Ok(()) } else { Err(ApiError::Fields(wrong)) }
}

impl wire::Language {
    const fn code(self) -> &'static str {
        match self {
            wire::Language::Vietnamese => "vi",
            wire::Language::English => "en",
        }
    }
}

pub fn token(token: &TokenInfo) -> wire::Token<'_> {
    wire::Token {
        id: &token.id,
        created_at: At(token.created_at),
        expires_at: token.expires_at.map(At),
        revoked_at: token.revoked_at.map(At),
        traded_for: token.traded_for.as_deref(),
    }
}

pub fn organisation(known: &Organisation) -> wire::Organisation<'_> {
    wire::Organisation {
        slug: &known.slug,
        name: &known.name,
        zone: &known.zone,
        default_dialect: &known.default_dialect,
        language: &known.language,
        logs_requests: known.logs_requests,
        uuid: known.uuid,
        account: known.account,
    }
}

fn scopes(sent: &[wire::Scope]) -> Scopes {
    Scopes::of(sent.iter().map(|scope| match scope {
        wire::Scope::Read => Scope::Read,
        wire::Scope::Write => Scope::Write,
        wire::Scope::Admin => Scope::Admin,
    }))
}

fn sight(known: Sight, sees: Option<wire::Sees>, masked: Option<bool>) -> Sight {
    Sight {
        own: sees.map_or(known.own, |sees| matches!(sees, wire::Sees::Own)),
        masked: masked.unwrap_or(known.masked),
    }
}

/// No other wire masks, so none is promised to.
pub fn check_masked(dialect: &str, sight: Sight) -> Result<(), ApiError> {
    if !sight.masked || dialect == crate::KEY {
        return Ok(());
    }
    Err(ApiError::Fields(vec![Wrong::new("masked", "unfit", "only this API masks: leave it out, or take native")]))
}

pub fn new_integration(sent: wire::NewIntegration) -> NewIntegration {
    NewIntegration {
        dialect: sent.dialect.0.to_owned(),
        name: sent.name.0,
        agent: sent.agent_id.map(|id| AgentId(id.0)),
        settings: sent.settings.0.unwrap_or_default(),
        scopes: sent.scopes.0.map_or_else(Scopes::default, |sent| scopes(&sent.0)),
        sight: sight(Sight::default(), sent.sees.0, sent.masked.0),
    }
}

/// The integration as it shall be.
pub fn changed(known: Integration, change: wire::IntegrationChange) -> Integration {
    Integration {
        name: change.name.0.map_or(known.name, |name| name.0),
        agent: match change.agent_id {
            Change::Stays => known.agent,
            Change::Cleared => None,
            Change::To(id) => Some(AgentId(id.0)),
        },
        settings: change.settings.0.unwrap_or(known.settings),
        scopes: change.scopes.0.map_or(known.scopes, |sent| scopes(&sent.0)),
        sight: sight(known.sight, change.sees.0, change.masked.0),
        ..known
    }
}

/// The organisation as it shall be.
pub fn changed_organisation(known: Organisation, change: wire::OrganisationChange) -> Organisation {
    Organisation {
        name: change.name.0.map_or(known.name, |name| name.0),
        zone: change.zone.0.map_or(known.zone, |zone| zone.0),
        default_dialect: change.default_dialect.0.map_or(known.default_dialect, |key| key.0.to_owned()),
        language: change.language.0.map_or(known.language, |language| language.code().to_owned()),
        logs_requests: change.logs_requests.0.unwrap_or(known.logs_requests),
        ..known
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::from_json::FromJson;
    use leadhub_model::IntegrationId;
    use serde_json::{Value, json};

    fn read<T: FromJson>(value: Value) -> Option<T> {
        crate::tests::register();
        let mut wrong = Vec::new();
        T::read(value, "", &mut wrong).filter(|_| wrong.is_empty())
    }

    #[test]
    fn an_integration_has_what_was_said_and_no_more_than_read_and_write() {
        let sent =
            json!({ "dialect": "native", "name": "CRM", "agent_id": 5, "scopes": ["admin"], "settings": { "a": 1 } });
        let new = new_integration(read(sent).unwrap());
        assert_eq!((new.dialect.as_str(), new.name.as_str(), new.agent), ("native", "CRM", Some(AgentId(5))));
        assert_eq!((new.scopes.to_string(), Value::from(new.settings)), ("admin".to_owned(), json!({ "a": 1 })));
        let new = new_integration(read(json!({ "dialect": "native", "name": "x" })).unwrap());
        assert_eq!((new.scopes.to_string(), new.agent, new.settings.len()), ("read write".to_owned(), None, 0));
        assert!(read::<wire::NewIntegration>(json!({ "dialect": "fax", "name": "x" })).is_none());
        assert!(
            read::<wire::NewIntegration>(json!({ "dialect": "native", "name": "x", "scopes": ["root"] })).is_none()
        );
    }

    #[test]
    fn what_a_change_does_not_say_stays() {
        let known = Integration {
            id: IntegrationId(7),
            dialect: "native".to_owned(),
            name: "CRM".to_owned(),
            agent: Some(AgentId(5)),
            settings: json!({ "a": 1 }).as_object().unwrap().clone(),
            scopes: Scopes::all(),
            sight: Sight { own: true, masked: true },
        };
        assert_eq!(changed(known.clone(), read(json!({})).unwrap()), known);
        let change =
            json!({ "name": "B", "agent_id": null, "settings": {}, "scopes": [], "sees": "all", "masked": false });
        let expected = Integration {
            name: "B".to_owned(),
            agent: None,
            settings: serde_json::Map::new(),
            scopes: Scopes::of([]),
            sight: Sight::default(),
            ..known.clone()
        };
        assert_eq!(changed(known, read(change).unwrap()), expected);
    }

    #[test]
    fn an_organisation_keeps_what_addresses_carry() {
        let known = Organisation {
            id: leadhub_model::OrganisationId(1),
            slug: "acme".to_owned(),
            name: "Acme".to_owned(),
            zone: "UTC".to_owned(),
            uuid: uuid::Uuid::nil(),
            account: 1,
            default_dialect: "other".to_owned(),
            language: "vi".to_owned(),
            logs_requests: true,
        };
        assert_eq!(changed_organisation(known.clone(), read(json!({})).unwrap()), known);
        let change = json!({ "name": "A", "zone": "Asia/Ho_Chi_Minh", "default_dialect": "native", "language": "en", "logs_requests": false });
        let changed = changed_organisation(known, read(change).unwrap());
        assert_eq!((changed.name.as_str(), changed.zone.as_str()), ("A", "Asia/Ho_Chi_Minh"));
        assert_eq!((changed.default_dialect.as_str(), changed.slug.as_str()), ("native", "acme"));
        assert_eq!((changed.language.as_str(), changed.logs_requests), ("en", false));
        assert!(read::<wire::OrganisationChange>(json!({ "slug": "b" })).is_none());
    }
}
