//! By what a row's lead is known: its code, its phones, its e-mail, as keys of the model's. Used by the importer against the store and by
//! the dry run against the file itself.

use leadhub_model::email::EmailKey;
use leadhub_model::phone::Phone;
use leadhub_model::upload::MatchBy;
use leadhub_model::{Fact, Facts};

/// In the order in which they are believed. What identifies nobody is no key.
pub fn keys_of(facts: &Facts, by: &[MatchBy]) -> Vec<(MatchBy, Vec<String>)> {
    let wanted = MatchBy::ALL.into_iter().filter(|one| by.contains(one));
    wanted.map(|one| (one, keys_by(facts, one))).filter(|(_, keys)| !keys.is_empty()).collect()
}

fn keys_by(facts: &Facts, by: MatchBy) -> Vec<String> {
    match by {
        MatchBy::Code => facts.get(Fact::Code).map(str::to_owned).into_iter().collect(),
        MatchBy::Phone => {
            let texts = Fact::PHONES.iter().filter_map(|fact| facts.get(*fact));
            texts.flat_map(Phone::read_all).filter_map(|phone| phone.key().map(|key| key.as_str().to_owned())).collect()
        }
        MatchBy::Email => {
            let email = facts.get(Fact::Email).and_then(EmailKey::read).filter(EmailKey::identifies);
            email.map(|key| key.as_str().to_owned()).into_iter().collect()
        }
    }
}
