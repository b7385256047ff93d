//! A person: whoever stands behind one or more leads, known by unique phone and e-mail keys. Made and found by the desk
//! (`core/actions/identify.rs`); a person keeps the first name they came with (decision X9).

use crate::email::EmailKey;
use crate::ids::PersonId;
use crate::lead::CustomValue;
use crate::moment::Moment;
use crate::phone::PhoneKey;
use serde_json::{Map, Value};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub name: Option<String>,
    pub created_at: Moment,
    /// When the name, a contact or what wires keep of them last changed.
    pub updated_at: Moment,
}

/// What is said of a person, new or known: what is absent stays, what is `None` goes.
#[derive(Debug, Clone, Default)]
pub struct PersonChange {
    pub name: Option<Option<String>>,
    /// By their place among the person's phones, from 0.
    pub phones: Vec<(usize, Option<PhoneKey>)>,
    pub emails: Vec<(usize, Option<EmailKey>)>,
    /// Checked as a lead's are; whoever sends them keeps them in the extras.
    pub custom_values: Vec<CustomValue>,
    /// Merged into what the caller's wire keeps; `null` takes a key away.
    pub extras: Map<String, Value>,
}

/// The kind of a contact that identifies a person. The store keeps the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
