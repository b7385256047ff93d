//! Persons on this wire. Filled by `mapping::person`.
//! No rule stands here.

use super::from_json::query;
use super::page::{Limit, Page, Position};
use super::shape::answer;
use super::value::{At, Optional, Text};

answer! {
    /// A person by name.
    pub struct PersonName<'p> {
        id: i64,
        /// The first name they came with.
        name: Option<&'p str>,
    }
}

answer! {
    /// A phone or an e-mail by which a person is known.
    pub struct Contact<'p> {
        /// phone or email.
        kind: &'p str,
        /// A phone in canonical form, an e-mail in small letters.
        value: &'p str,
    }
}

answer! {
    /// Whoever stands behind one or more leads.
    pub struct Person<'p> {
        id: i64,
        /// The first name they came with.
        name: Option<&'p str>,
        contacts: Vec<Contact<'p>>,
        created_at: At,
    }
}

pub type PersonPage = Page<Vec<Person<'static>>>;

answer! {
    /// Somebody who may be the same person, and the contact that says so.
    pub struct PossibleDuplicate<'p> {
        person_id: i64,
        /// phone or email.
        kind: &'p str,
        /// What both gave: a phone in canonical form, an e-mail in small letters.
        value: &'p str,
    }
}

answer! {
    /// A person with those who may be the same.
    pub struct WholePerson<'p> {
        id: i64,
        /// The first name they came with.
        name: Option<&'p str>,
        contacts: Vec<Contact<'p>>,
        /// Persons who may be the same one: one of their contacts came together with one of this person's.
        possible_duplicate_ids: Vec<i64>,
        /// The same persons, each with the contact that says so.
        possible_duplicates: Vec<PossibleDuplicate<'p>>,
        created_at: At,
    }
}

query! {
    /// Which persons.
    pub struct PersonQuery {
        /// The whole number in any spelling.
        phone: Optional<Text<1, 50>>,
        /// The whole address; case does not count.
        email: Optional<Text<1, 320>>,
        /// Rows of a page; 50 without it.
        limit: Optional<Limit>,
        /// What next_cursor gave.
        cursor: Optional<Position>,
    }
}
