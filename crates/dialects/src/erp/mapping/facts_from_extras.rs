//! What older programs kept under this dialect's key and the core has a name for since: a lead's source and its accounts. Called once in a
//! store's life, by its migration.

use super::{kept_id, own_extras};
use leadhub_model::{Fact, Lead, LeadChange, SourceId, SourceRef};
use serde_json::Value;

pub fn facts_from_extras(lead: &Lead) -> LeadChange {
    let Some(own) = own_extras(lead) else { return LeadChange::default() };
    let accounts = [("facebook_acc", Fact::Facebook), ("zalo_acc", Fact::Zalo)];
    let text = |(key, fact)| Some((fact, Some(own.get(key)?.as_str()?.to_owned())));
    // The number was kept beside the fact, to tell it from another wire's.
    let gone = ["source_id", "category_source_id", "facebook_acc", "zalo_acc", "phone_no2"];
    let gone = gone.into_iter().filter(|key| own.contains_key(*key));
    LeadChange {
        facts: accounts.into_iter().filter_map(text).collect(),
        source: kept_id(lead, "source_id").map(|id| SourceRef::Id(SourceId(id))),
        extras: gone.map(|key| (key.to_owned(), Value::Null)).collect(),
        ..LeadChange::default()
    }
}
