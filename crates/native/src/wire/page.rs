//! Pages of anything, and the query string that every list takes. A cursor is opaque to callers; `mapping::cursor` makes it.
//! Used by the routes that list.

use super::from_json::FromJson;
use super::problem::Wrong;
use super::shape::{Parts, Shape, string};
use super::value::Whole;
use leadhub_model::Cursor;
use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

/// Rows of one page, 1 to 200.
pub type Limit = Whole<1, 200>;

/// Rows of a page where the caller does not say.
pub const USUAL: i64 = 50;

/// One page. No total: to count costs as much as to read everything.
#[derive(Debug, Clone, Serialize)]
pub struct Page<D> {
    pub data: D,
    /// Leads to the next page; `null` on the last one.
    pub next_cursor: Option<String>,
}

impl<T: Shape> Shape for Page<Vec<T>> {
    fn shape() -> RefOr<Schema> {
        let about = "Leads to the next page; null on the last one.";
        let cursor = super::shape::described(Option::<String>::shape(), about);
        let object = ObjectBuilder::new().property("data", Vec::<T>::shape()).required("data");
        object.property("next_cursor", cursor).required("next_cursor").into()
    }

    fn parts(parts: &mut Parts) {
        T::parts(parts);
    }
}

impl<T: Shape> utoipa::PartialSchema for Page<Vec<T>> {
    fn schema() -> RefOr<Schema> {
        Self::shape()
    }
}

impl<T: Shape> utoipa::ToSchema for Page<Vec<T>> {
    fn schemas(parts: &mut Parts) {
        Self::parts(parts);
    }
}

/// Where the page before ended: what `next_cursor` gave, to be sent back as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The letter of the order that it belongs to.
    pub order: char,
    pub cursor: Cursor,
}

impl Position {
    pub fn write(self) -> String {
        // Two's complement, so that every moment has digits.
        format!("{}{:016x}{:016x}", self.order, self.cursor.at.cast_unsigned(), self.cursor.id.cast_unsigned())
    }
}

const PATTERN: &str = "^[a-z][0-9a-f]{32}$";

impl Shape for Position {
    fn shape() -> RefOr<Schema> {
        string().pattern(Some(PATTERN)).into()
    }
}

impl FromJson for Position {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        let read = value.as_str().and_then(position);
        if read.is_none() {
            let say = "is no cursor of this list: send what next_cursor gave, or leave it out to begin anew";
            wrong.push(Wrong::new(place, "malformed", say));
        }
        read
    }
}

fn position(text: &str) -> Option<Position> {
    let digit = |letter: &u8| letter.is_ascii_digit() || (b'a'..=b'f').contains(letter);
    let (order, digits) = text.split_at_checked(1)?;
    let order = order.chars().next().filter(char::is_ascii_lowercase)?;
    let digits = Some(digits).filter(|digits| digits.len() == 32 && digits.as_bytes().iter().all(digit))?;
    let half = |text| u64::from_str_radix(text, 16).ok().map(u64::cast_signed);
    Some(Position { order, cursor: Cursor { at: half(&digits[..16])?, id: half(&digits[16..])? } })
}
