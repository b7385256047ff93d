//! What an import is told: what says that a row's lead is known, what then becomes of the row, and whether unknown names are made. Kept
//! with the upload as text. What a file is and what its columns mean is said by `FileOptions`.

use leadhub_model::list::NewList;
use leadhub_model::upload::{Duplicates, MatchBy, MatchWithin, OnDuplicate};
use serde_json::{Value, json};
use uuid::Uuid;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub duplicates: Duplicates,
    /// Labels, lists and campaigns that nobody knows are made; without it their rows are refused.
    pub makes_names: bool,
    /// The list that would be made for the leads: of a dry run alone, which makes none.
    pub new_list: Option<NewList>,
}

impl Plan {
    /// As it is kept; `""` where nothing was said.
    pub fn to_text(&self) -> String {
        if *self == Plan::default() {
            return String::new();
        }
        let Duplicates { by, within, then } = &self.duplicates;
        let by: Vec<&str> = by.iter().map(|by| by.code()).collect();
        let mut kept =
            json!({ "by": by, "within": within.code(), "then": then.code(), "makes_names": self.makes_names });
        if let Some(NewList { name, campaign, .. }) = &self.new_list {
            kept["new_list"] = json!({ "name": name, "campaign": campaign });
        }
        kept.to_string()
    }

    pub fn of_text(text: &str) -> Plan {
        let kept: Value = serde_json::from_str(text).unwrap_or_default();
        let word = |name: &str| kept.get(name).and_then(Value::as_str).unwrap_or_default();
        let by = kept
            .get("by")
            .and_then(Value::as_array)
            .map(|by| by.iter().filter_map(Value::as_str).filter_map(MatchBy::from_code).collect::<Vec<_>>());
        let plan = Duplicates::default();
        Plan {
            duplicates: Duplicates {
                by: by.unwrap_or(plan.by),
                within: MatchWithin::from_code(word("within")).unwrap_or(plan.within),
                then: OnDuplicate::from_code(word("then")).unwrap_or(plan.then),
            },
            makes_names: kept.get("makes_names").and_then(Value::as_bool).unwrap_or_default(),
            new_list: kept.get("new_list").and_then(new_list),
        }
    }
}

fn new_list(kept: &Value) -> Option<NewList> {
    let text = |name: &str| kept.get(name).and_then(Value::as_str);
    let campaign = Uuid::try_parse(text("campaign")?).ok()?;
    Some(NewList { name: text("name")?.to_owned(), description: String::new(), campaign })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_kept() {
        let duplicates =
            Duplicates { by: vec![MatchBy::Code, MatchBy::Email], within: MatchWithin::List, then: OnDuplicate::Fill };
        let new_list = Some(NewList { name: "Tết".into(), description: String::new(), campaign: Uuid::from_u128(7) });
        let made = Plan { makes_names: true, new_list, ..Plan::default() };
        for plan in [Plan::default(), Plan { duplicates, makes_names: true, new_list: None }, made] {
            assert_eq!(Plan::of_text(&plan.to_text()), plan);
        }
    }
}
