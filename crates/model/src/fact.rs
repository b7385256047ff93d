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
}

/// The facts that are known, each at its place in `Fact::ALL`. A fact is either absent or a non-empty text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts([Option<String>; Fact::ALL.len()]);

impl Facts {
    pub fn get(&self, fact: Fact) -> Option<&str> {
        self.0[fact as usize].as_deref()
    }

    /// The text, or `""` where the fact is not known.
    pub fn text(&self, fact: Fact) -> &str {
        self.get(fact).unwrap_or_default()
    }

    /// Sets the fact; an empty text or `None` clears it.
    pub fn set(&mut self, fact: Fact, text: Option<String>) {
        self.0[fact as usize] = text.filter(|text| !text.is_empty());
    }

    #[must_use]
    pub fn with(mut self, fact: Fact, text: impl Into<String>) -> Self {
        self.set(fact, Some(text.into()));
        self
    }

    pub fn iter(&self) -> impl Iterator<Item = (Fact, &str)> {
        Fact::ALL.iter().zip(&self.0).filter_map(|(fact, text)| Some((*fact, text.as_deref()?)))
    }
}
