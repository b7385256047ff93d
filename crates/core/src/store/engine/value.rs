//! Values on their way into a statement and out of a row: the small vocabulary both engines share (integers, text, bytes,
//! null). Used by every file of the store; converts the model's newtypes so that the store never unwraps them by hand.

use super::{Failure, postgres, sqlite};
use leadhub_model::{ids::*, moment::Moment};
use std::borrow::Cow;
use uuid::Uuid;

/// One bound value of a statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
}

impl Value<'_> {
    /// The same value without a copy of its text.
    pub fn borrowed(&self) -> Value<'_> {
        match self {
            Value::Null => Value::Null,
            Value::Int(number) => Value::Int(*number),
            Value::Text(text) => Value::Text(Cow::Borrowed(text)),
            Value::Bytes(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
        }
    }

    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Int(number) => Value::Int(number),
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.into_owned())),
        }
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Int(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Value::Int(i64::from(flag))
    }
}

/// One engine cannot keep U+0000 in a text. It says nothing to anybody, so it falls away on both, in what is kept and in what
/// is looked for.
const ZERO: char = '\0';

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(if text.contains(ZERO) { Cow::Owned(text.replace(ZERO, "")) } else { Cow::Borrowed(text) })
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::from(text.as_str())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(if text.contains(ZERO) { text.replace(ZERO, "") } else { text }))
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Value::Bytes(Cow::Borrowed(bytes))
    }
}

impl From<Moment> for Value<'_> {
    fn from(moment: Moment) -> Self {
        Value::Int(moment.micros())
    }
}

impl From<Uuid> for Value<'_> {
    fn from(uuid: Uuid) -> Self {
        Value::Text(Cow::Owned(uuid.to_string()))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// The columns of one row, by position from 0. No trait object: a page of leads has thousands of them.
#[derive(Clone, Copy)]
pub enum Columns<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a ::postgres::Row),
}

impl<'a> Columns<'a> {
    #[inline]
    fn int(self, at: usize) -> Result<Option<i64>, Failure> {
        match self {
            Columns::Sqlite(row) => sqlite::int(row, at),
            Columns::Postgres(row) => row.try_get(at).map_err(postgres::failure),
        }
    }

    #[inline]
    fn text(self, at: usize) -> Result<Option<&'a str>, Failure> {
        match self {
            Columns::Sqlite(row) => sqlite::text(row, at),
            Columns::Postgres(row) => row.try_get(at).map_err(postgres::failure),
        }
    }

    #[inline]
    fn bytes(self, at: usize) -> Result<Option<&'a [u8]>, Failure> {
        match self {
            Columns::Sqlite(row) => sqlite::bytes(row, at),
            Columns::Postgres(row) => row.try_get(at).map_err(postgres::failure),
        }
    }
}

/// A row being read from left to right, in the order of the statement's select list.
pub struct Row<'a> {
    columns: Columns<'a>,
    next: usize,
}

impl<'a> Row<'a> {
    pub(super) fn new(columns: Columns<'a>) -> Self {
        Row { columns, next: 0 }
    }

    /// The next column.
    pub fn take<T: FromColumn>(&mut self) -> Result<T, Failure> {
        let at = self.next;
        self.next += 1;
        T::from_column(self.columns, at)
    }
}

pub trait FromColumn: Sized {
    fn from_column(columns: Columns, at: usize) -> Result<Self, Failure>;
}

fn some<T>(value: Option<T>, at: usize) -> Result<T, Failure> {
    value.ok_or_else(|| Failure::Bug(format!("column {at} is null")))
}

impl FromColumn for i64 {
    fn from_column(columns: Columns, at: usize) -> Result<Self, Failure> {
        some(columns.int(at)?, at)
    }
}

impl FromColumn for bool {
    fn from_column(columns: Columns, at: usize) -> Result<Self, Failure> {
        Ok(some(columns.int(at)?, at)? != 0)
    }
}

impl FromColumn for String {
    fn from_column(columns: Columns, at: usize) -> Result<Self, Failure> {
        Ok(some(columns.text(at)?, at)?.to_owned())
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(columns: Columns, at: usize) -> Result<Self, Failure> {
        Ok(some(columns.bytes(at)?, at)?.to_owned())
    }
}

impl FromColumn for Moment {
    fn from_column(columns: Columns, at: usize) -> Result<Self, Failure> {
        Ok(Moment::from_micros(i64::from_column(columns, at)?))
    }
}

impl FromColumn for Uuid {
    fn from_column(columns: Columns, at: usize) -> Result<Self, Failure> {
        let text = some(columns.text(at)?, at)?;
        Uuid::parse_str(text).map_err(|_| Failure::Bug(format!("column {at} holds no uuid")))
    }
}

impl FromColumn for Option<String> {
    fn from_column(columns: Columns, at: usize) -> Result<Self, Failure> {
        Ok(columns.text(at)?.map(str::to_owned))
    }
}

impl FromColumn for Option<i64> {
    fn from_column(columns: Columns, at: usize) -> Result<Self, Failure> {
        columns.int(at)
    }
}

impl FromColumn for Option<Moment> {
    fn from_column(columns: Columns, at: usize) -> Result<Self, Failure> {
        Ok(columns.int(at)?.map(Moment::from_micros))
    }
}

macro_rules! id_columns {
    ($($name:ident)*) => {$(
        impl From<$name> for Value<'_> {
            fn from(id: $name) -> Self {
                Value::Int(id.0)
            }
        }
        impl FromColumn for $name {
            fn from_column(columns: Columns, at: usize) -> Result<Self, Failure> {
                i64::from_column(columns, at).map($name)
            }
        }
        impl FromColumn for Option<$name> {
            fn from_column(columns: Columns, at: usize) -> Result<Self, Failure> {
                Ok(columns.int(at)?.map($name))
            }
        }
    )*};
}

id_columns! {
    OrganisationId IntegrationId LeadId PersonId CommentId EventId StageId ReasonId LabelId CustomFieldId AgentId GroupId
    ServiceId CampaignId ListId UploadId BookingId CallId BrandId CompanyId PriceListId ProductId SourceCategoryId SourceId
    HobbyId CountryId ProvinceId DistrictId CommuneId ViewId RequestId
}

/// The bound values of a statement, in the order of `$1`, `$2`, …
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::store::engine::Value::from($value)),*] };
}
pub(crate) use values;
