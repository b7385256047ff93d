//! A phone call with a customer, made or still to be made: with which number, which way, what for and when. Told by
//! `core/actions/record_call.rs`; knows no telephone exchange.

use crate::ids::*;
use crate::moment::Moment;
use crate::phone::{Phone, digits};
use serde_json::{Map, Value};

/// Who rings whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The customer rings us.
    In,
    Out,
}

impl Direction {
    pub const fn code(self) -> &'static str {
        match self {
            Direction::In => "in",
            Direction::Out => "out",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Direction::In, Direction::Out].into_iter().find(|direction| direction.code() == code)
    }
}

/// What is said of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct CallFacts {
    /// The customer's number as it came.
    pub phone: String,
    pub direction: Direction,
    /// What it is for, in the words of whoever told it.
    pub purpose: String,
    /// Who was spoken to.
    pub name: String,
    pub note: Option<String>,
    /// When it was, or is to be.
    pub called_at: Moment,
    /// What its dialect keeps with it.
    pub details: Map<String, Value>,
}

impl CallFacts {
    /// What it is found by: of several numbers in one text the first.
    pub fn key(&self) -> String {
        keys(&self.phone).into_iter().next().unwrap_or_default()
    }
}

/// What calls with the numbers of a text are found by: the number's identity, and the digits of one that identifies nobody.
pub fn keys(phone: &str) -> Vec<String> {
    let key = |number: &Phone| number.key().map_or_else(|| digits(number.raw()), |key| key.as_str().to_owned());
    Phone::read_all(phone).iter().map(key).filter(|key| !key.is_empty()).collect()
}

#[derive(Debug, Clone)]
pub struct PhoneCall {
    pub id: CallId,
    /// Whose timeline tells of it; none where nobody was known by the number.
    pub lead: Option<LeadId>,
    pub brand: BrandId,
    pub facts: CallFacts,
    /// Key of the dialect it came by; opaque to the core.
    pub dialect: String,
    /// Grows by one with every write.
    pub version: i64,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// Which calls are wanted: those of a brand with one of these numbers, and those on leads of whoever is known by one of them.
#[derive(Debug, Clone)]
pub struct CallFilter {
    pub brand: Option<BrandId>,
    /// As `keys` gives them.
    pub numbers: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_in_every_spelling_and_one_of_nobody_by_its_digits() {
        for text in ["0349719999", "+84 349 719 999", "84.349.719.999"] {
            assert_eq!(keys(text), ["+84349719999"], "{text}");
        }
        assert_eq!(keys("0349719999 / 0349719998"), ["+84349719999", "+84349719998"]);
        assert_eq!(keys("0000 0000"), ["00000000"]);
        assert!(keys("x").is_empty() && keys("").is_empty());
    }
}
