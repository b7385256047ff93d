//! A person: whoever stands behind one or more leads, known by unique phone and e-mail keys. Made and found by the desk
//! (`core/actions/identify.rs`); a person keeps the first name they came with (decision X9).

use crate::ids::PersonId;
use crate::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub name: Option<String>,
    pub created_at: Moment,
}

/// The kind of a contact that identifies a person. The store keeps the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContactKind {
    Email,
    Phone,
}

impl ContactKind {
    pub const fn code(self) -> &'static str {
        match self {
            ContactKind::Email => "email",
            ContactKind::Phone => "phone",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [ContactKind::Email, ContactKind::Phone].into_iter().find(|kind| kind.code() == code)
    }
}
