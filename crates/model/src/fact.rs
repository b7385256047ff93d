//! The text facts a lead carries, each once, whatever the wire it came by. `Facts` is what the dialects fill and read,
//! what the store has one column for each, and what the timeline compares. Rules on the text stay with their noun.

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident => $column:literal,)*) => {
        /// One text fact of a lead. The spelling of `column` is also its name on the timeline.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fact { $($(#[$doc])* $name,)* }

        impl Fact {
            /// Every fact, in the order of the store's columns.
            pub const ALL: &[Fact] = &[$(Fact::$name,)*];

            /// The numbers of which the first readable one says whose the lead is (decision X11).
            pub const IDENTIFYING: &[Fact] = &[Fact::Phone, Fact::Phone2, Fact::Phone3];

            /// All that are phone numbers, the first one first: a lead is found by each of them. A household's number and an account that
            /// may be a number identify nobody.
            pub const PHONES: &[Fact] = &[Fact::Phone, Fact::Phone2, Fact::Phone3, Fact::HomePhone, Fact::Zalo];

            /// The column that keeps it, and its name on the timeline.
            pub const fn column(self) -> &'static str {
                match self { $(Fact::$name => $column,)* }
            }
        }
    };
}

facts! {
    /// The name the lead came with; the person keeps the first one (decision X9).
    Name => "name",
    /// The first phone as it was written; see `phone::Phone` for what it identifies.
    Phone => "phone",
    Phone2 => "phone2",
    Phone3 => "phone3",
    Email => "email",
    Subject => "subject",
    Gender => "gender",
    /// As written; formats differ per wire.
    BirthDate => "birth_date",
    IdentityNumber => "identity_number",
    IdentityIssuedAt => "identity_issued_at",
    IdentityIssuedOn => "identity_issued_on",
    Passport => "passport",
    Address => "address",
    Province => "province",
    District => "district",
    Ward => "ward",
    /// Wall-clock text `YYYY-MM-DD HH:MM:SS`, comes back with the digits it was given (decision X6).
    EstimatedClose => "estimated_close",
    /// The caller's own code of the lead.
    Code => "code",
    ContractNumber => "contract_number",
    /// The address of the page the lead came from, with its utm_* parameters (decision B29).
    RefUrl => "ref_url",
    /// The number of a household.
    HomePhone => "home_phone",
    /// A Zalo account, which mostly is a number.
    Zalo => "zalo",
    /// A Facebook account, as written.
    Facebook => "facebook",
    /// The project that the lead is about: its owner's code of it, and what it is called.
    ProjectCode => "project_code",
    ProjectName => "project_name",
    /// The parameters of `ref_url` that say what brought somebody there; see `utm`.
    UtmSource => "utm_source",
    UtmMedium => "utm_medium",
    UtmCampaign => "utm_campaign",
    UtmTerm => "utm_term",
    UtmContent => "utm_content",
}

/// Few leads know more.
const USUAL: usize = 8;

/// The facts that are known, in the order of `Fact::ALL`: most leads know few. A fact is either absent or a non-empty text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(Vec<(Fact, String)>);

impl Facts {
    pub fn get(&self, fact: Fact) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == fact).map(|(_, text)| text.as_str())
    }

    /// The text, or `""` where the fact is not known.
    pub fn text(&self, fact: Fact) -> &str {
        self.get(fact).unwrap_or_default()
    }

    /// Sets the fact; an empty text or `None` clears it.
    pub fn set(&mut self, fact: Fact, text: Option<String>) {
        let text = text.filter(|text| !text.is_empty());
        // Behind the last one, as facts mostly come, without a look at the others.
        let is_behind = self.0.last().is_none_or(|(last, _)| *last < fact);
        let place = if is_behind { Err(self.0.len()) } else { self.0.binary_search_by_key(&fact, |(known, _)| *known) };
        match (place, text) {
            (Ok(at), Some(text)) => self.0[at].1 = text,
            (Ok(at), None) => drop(self.0.remove(at)),
            (Err(at), Some(text)) => {
                if self.0.is_empty() {
                    self.0.reserve(USUAL);
                }
                self.0.insert(at, (fact, text));
            }
            (Err(_), None) => {}
        }
    }

    #[must_use]
    pub fn with(mut self, fact: Fact, text: impl Into<String>) -> Self {
        self.set(fact, Some(text.into()));
        self
    }

    pub fn iter(&self) -> impl Iterator<Item = (Fact, &str)> {
        self.0.iter().map(|(fact, text)| (*fact, text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_stand_in_their_order_however_they_came() {
        let mut facts = Facts::default();
        for fact in Fact::ALL.iter().rev().chain(Fact::ALL) {
            facts.set(*fact, Some(fact.column().to_owned()));
        }
        assert!(facts.iter().eq(Fact::ALL.iter().map(|fact| (*fact, fact.column()))));
        for (at, fact) in Fact::ALL.iter().enumerate() {
            assert_eq!(facts.get(*fact), Some(fact.column()));
            facts.set(*fact, if at % 2 == 0 { None } else { Some(String::new()) });
            assert_eq!((facts.get(*fact), facts.text(*fact)), (None, ""));
        }
        assert_eq!(facts, Facts::default());
    }
}
