//! What is kept beside the leads so that lists, totals and searches are fast: whether the leads tell the same, and made anew from them where they
//! do not. Called by `work.rs`.

use leadhub_core::store::{lead_recount, lead_reindex, organisations};
use leadhub_core::{Actor, Finding, Hub};
use leadhub_model::organisation::Organisation;
use leadhub_model::{LeadError, LeadId, OrganisationId};
use std::collections::BTreeSet;

/// What to do where it is wrong.
const MEND: &str = "run 'leadhub doctor --mend', which makes them anew from the leads, and report this fault";

/// Looks at every lead and compares with the sets that are kept.
pub fn totals(hub: &Hub) -> Finding {
    const WHAT: &str = "totals";
    match wrong_sets(hub) {
        Ok(wrong) if wrong.is_empty() => {
            Finding::good(WHAT, "the kept sets of leads, which tell totals and lists, are what the leads give")
        }
        Ok(wrong) => {
            let told =
                wrong.iter().flat_map(|(house, kinds)| kinds.iter().map(|kind| format!("{} by {kind}", house.slug)));
            let told = told.collect::<Vec<_>>().join(", ");
            let say = format!("kept sets of leads differ from what the leads give: {told}");
            Finding::wrong(WHAT, say, format!("lists miss leads or tell wrong totals: {MEND}"))
        }
        Err(error) => Finding::wrong(WHAT, error.to_string(), "the leads could not be counted: see the log"),
    }
}

/// Looks whether leads, newest and oldest, are found under all that stands in their rows, and under nothing else.
pub fn search(hub: &Hub) -> Finding {
    const WHAT: &str = "search";
    match wrong_terms(hub) {
        Ok(wrong) if wrong.is_empty() => {
            Finding::good(WHAT, "the newest and the oldest leads are found by what they bear")
        }
        Ok(wrong) => {
            let such = |(house, leads): &(Organisation, Vec<LeadId>)| {
                let first = leads.first().map(|lead| format!(", such as {}", lead.0)).unwrap_or_default();
                format!("{} of {}{first}", leads.len(), house.slug)
            };
            let told = wrong.iter().map(such).collect::<Vec<_>>().join(", ");
            let say = format!("leads are not found by what they bear: {told}");
            Finding::wrong(WHAT, say, format!("searches miss leads: {MEND}"))
        }
        Err(error) => Finding::wrong(WHAT, error.to_string(), "the leads could not be read: see the log"),
    }
}

/// Makes anew what is wrong of either, and says of whom.
pub fn mend(hub: &Hub, url: &str) -> Finding {
    const WHAT: &str = "mending";
    let found = wrong_sets(hub).and_then(|sets| Ok((sets, wrong_terms(hub)?)));
    let (sets, terms) = match found {
        Ok((sets, terms)) => (houses(sets), houses(terms)),
        Err(error) => return Finding::wrong(WHAT, error.to_string(), "the leads could not be read: see the log"),
    };
    if sets.is_empty() && terms.is_empty() {
        return Finding::good(WHAT, "nothing of totals and search is wrong");
    }
    match leadhub_core::mend(url, &ids(&sets), &ids(&terms)) {
        Ok(()) => {
            let told = sets.iter().map(|house| format!("totals of {}", house.slug));
            let told = told.chain(terms.iter().map(|house| format!("search of {}", house.slug)));
            Finding::good(WHAT, format!("made anew: {}", told.collect::<Vec<_>>().join(", ")))
        }
        Err(say) => Finding::wrong(WHAT, say, "nothing was changed: stop whoever serves the store, and run it again"),
    }
}

fn houses<T>(wrong: Vec<(Organisation, T)>) -> Vec<Organisation> {
    wrong.into_iter().map(|(house, _)| house).collect()
}

fn ids(houses: &[Organisation]) -> Vec<OrganisationId> {
    houses.iter().map(|house| house.id).collect()
}

/// The kinds of sets that are wrong. A stretch of leads a read, since no read may take long.
fn wrong_sets(hub: &Hub) -> Result<Vec<(Organisation, BTreeSet<&'static str>)>, LeadError> {
    let mut wrong = Vec::new();
    for house in hub.read_blocking(|db| Ok(organisations::list_organisations(db)?))? {
        let (id, mut kinds, mut from) = (house.id, BTreeSet::new(), Some(LeadId(i64::MIN)));
        while let Some(begin) = from {
            let (found, next) = hub.read_blocking(move |db| Ok(lead_recount::list_wrong_from(db, id, begin)?))?;
            kinds.extend(found);
            from = next;
        }
        wrong.extend((!kinds.is_empty()).then_some((house, kinds)));
    }
    Ok(wrong)
}

/// The leads of a sample whose terms are wrong. An organisation a read.
fn wrong_terms(hub: &Hub) -> Result<Vec<(Organisation, Vec<LeadId>)>, LeadError> {
    let mut wrong = Vec::new();
    for house in hub.read_blocking(|db| Ok(organisations::list_organisations(db)?))? {
        let actor = Actor::house(house.clone());
        let leads = hub.read_blocking(move |db| Ok(lead_reindex::list_wrong(db, &actor)?))?;
        wrong.extend((!leads.is_empty()).then_some((house, leads)));
    }
    Ok(wrong)
}
