//! `status` and `alt_status` as they come in: words that stand for a stage move the lead, others are kept and printed back for as long as the
//! lead stays in that stage (decision T26). Called by the routes, which know the stages' words. Pure.

use super::own_extra;
use leadhub_model::lead::Extras;
use leadhub_model::{Lead, StageId};
use serde_json::Value;
use std::collections::HashMap;

pub const STATUS: &str = "status";
pub const ALT_STATUS: &str = "alt_status";
/// The stage that the kept words were said of.
const OF_STAGE: &str = "status_of_stage";

/// What a body says; an empty text says nothing.
#[derive(Debug, Clone, Default)]
pub struct Words {
    pub status: Option<String>,
    pub alt_status: Option<String>,
}

/// `status` and `alt_status` of each stage.
pub type Stages = HashMap<StageId, (String, String)>;

impl Words {
    pub fn is_empty(&self) -> bool {
        self.status.is_none() && self.alt_status.is_none()
    }

    /// The stage to enter, and what is kept of the words; `at` is the stage where the lead is or begins.
    pub fn read(&self, stages: &Stages, at: StageId) -> (Option<StageId>, Extras) {
        let named = |word: &String, of: fn(&(String, String)) -> &String| {
            let fits = |id: &StageId| stages.get(id).is_some_and(|words| same(of(words), word));
            if fits(&at) { Some(at) } else { stages.keys().copied().filter(fits).min() }
        };
        let (status, alt) = (self.status.as_ref(), self.alt_status.as_ref());
        let entered = match (status, alt) {
            (Some(status), _) => named(status, |words| &words.0),
            (None, Some(alt)) => named(alt, |words| &words.1),
            (None, None) => None,
        };
        let stage = entered.unwrap_or(at);
        let (own, own_alt) = stages.get(&stage).cloned().unwrap_or_default();
        let mut kept = Extras::new();
        for (key, word, own) in [(STATUS, status, own), (ALT_STATUS, alt, own_alt)] {
            if let Some(word) = word {
                let word = if same(&own, word) { Value::Null } else { Value::from(word.clone()) };
                kept.insert(key.to_owned(), word);
            }
        }
        if kept.values().any(|word| !word.is_null()) {
            kept.insert(OF_STAGE.to_owned(), Value::from(stage.0));
        }
        (entered.filter(|stage| *stage != at), kept)
    }
}

/// The words to print of a lead.
pub fn printed(lead: &Lead, stages: &Stages) -> (String, String) {
    let (status, alt) = stages.get(&lead.stage).cloned().unwrap_or_default();
    if own_extra(lead, OF_STAGE).and_then(Value::as_i64) != Some(lead.stage.0) {
        return (status, alt);
    }
    let word = |key, own| own_extra(lead, key).and_then(Value::as_str).map_or(own, str::to_owned);
    (word(STATUS, status), word(ALT_STATUS, alt))
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
