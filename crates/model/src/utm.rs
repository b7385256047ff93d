//! What the address of a page says of the campaign that brought somebody there: its `utm_*` parameters, each a fact of the lead (decision
//! B29). Asked by the verbs that bring or change a lead, whatever wire the address came by.

use crate::fact::{Fact, Facts};

/// The parameters, each under the name of its fact.
pub const PARAMETERS: [Fact; 5] =
    [Fact::UtmSource, Fact::UtmMedium, Fact::UtmCampaign, Fact::UtmTerm, Fact::UtmContent];

/// What the address says of each; `None` for a parameter that it lacks.
pub fn read(url: &str) -> impl Iterator<Item = (Fact, Option<String>)> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    PARAMETERS.into_iter().map(move |fact| {
        let value = form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == fact.column());
        // No store keeps U+0000.
        let text = value.map(|(_, value)| value.trim().replace('\0', "\u{fffd}"));
        (fact, text.filter(|text| !text.is_empty()))
    })
}

/// Adds what the lead's address says and nobody wrote out.
pub fn complete(facts: &mut Facts) {
    let Some(url) = facts.get(Fact::RefUrl).map(str::to_owned) else { return };
    for (fact, text) in read(&url) {
        if facts.get(fact).is_none() {
            facts.set(fact, text);
        }
    }
}

/// As `complete`, for a change: another address takes the parameters of the one before along, but for those that the change names itself.
pub fn complete_change(before: &Facts, changes: &mut Vec<(Fact, Option<String>)>) {
    let Some((_, Some(url))) = changes.iter().find(|(fact, _)| *fact == Fact::RefUrl).cloned() else { return };
    if before.get(Fact::RefUrl) == Some(url.as_str()) {
        return;
    }
    for (fact, text) in read(&url) {
        if !changes.iter().any(|(named, _)| *named == fact) {
            changes.push((fact, text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str =
        "https://example.com/a?x=1&utm_source=GANEW&utm_content=T%20E&utm_term=&utm_source=later#?utm_medium=no";

    #[test]
    fn the_parameters_of_an_address_are_facts() {
        let mut facts = Facts::default().with(Fact::RefUrl, URL).with(Fact::UtmTerm, "own");
        complete(&mut facts);
        let known: Vec<_> = facts.iter().skip(1).collect();
        assert_eq!(known, [(Fact::UtmSource, "GANEW"), (Fact::UtmTerm, "own"), (Fact::UtmContent, "T E")]);
        let mut none = Facts::default().with(Fact::RefUrl, "https://example.com/");
        complete(&mut none);
        assert_eq!(none.iter().count(), 1);
    }

    #[test]
    fn another_address_takes_the_parameters_of_the_one_before_along() {
        let before = Facts::default().with(Fact::RefUrl, URL).with(Fact::UtmSource, "GANEW");
        let mut same = vec![(Fact::RefUrl, Some(URL.to_owned()))];
        complete_change(&before, &mut same);
        assert_eq!(same.len(), 1, "what was corrected stays corrected");
        let other = (Fact::RefUrl, Some("https://example.com/?utm_medium=cpc".to_owned()));
        let mut changes = vec![other, (Fact::UtmTerm, Some("own".to_owned()))];
        complete_change(&before, &mut changes);
        let text_of = |fact| changes.iter().find(|(known, _)| *known == fact).map(|(_, text)| text.as_deref());
        assert_eq!(
            (text_of(Fact::UtmMedium), text_of(Fact::UtmSource), text_of(Fact::UtmTerm)),
            (Some(Some("cpc")), Some(None), Some(Some("own")))
        );
    }
}
