//! The conditions of a statement, growing with what is asked for: columns and operators are texts of the store's own, every value is
//! bound. Used by the files that list by a filter.

use super::engine::Value;
use crate::actor::Actor;
use leadhub_model::Moment;

/// A WHERE clause and the values that it binds; `$1` is the organisation.
pub struct Conditions<'a> {
    pub sql: String,
    pub values: Vec<Value<'a>>,
}

impl<'a> Conditions<'a> {
    /// The organisation's own rows, and what else holds for all of them.
    pub fn of(actor: &Actor, besides: &'static str) -> Self {
        let sql = format!("organisation_id = $1 AND {besides}");
        Conditions { sql, values: vec![actor.organisation_id().into()] }
    }

    /// Gives the placeholder of a value.
    pub fn bind(&mut self, value: impl Into<Value<'a>>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Gives the placeholders of several values; of none, what nothing is equal to.
    pub fn bind_each(&mut self, values: impl IntoIterator<Item = impl Into<Value<'a>>>) -> String {
        let places: Vec<String> = values.into_iter().map(|value| self.bind(value)).collect();
        if places.is_empty() { "NULL".to_owned() } else { places.join(", ") }
    }

    pub fn compare(&mut self, column: &'static str, operator: &'static str, value: Option<impl Into<Value<'a>>>) {
        if let Some(value) = value {
            let place = self.bind(value);
            self.sql.push_str(&format!(" AND {column} {operator} {place}"));
        }
    }

    /// Both bounds belong to it.
    pub fn within(&mut self, column: &'static str, (since, to): (Option<Moment>, Option<Moment>)) {
        self.compare(column, ">=", since);
        self.compare(column, "<=", to);
    }
}
