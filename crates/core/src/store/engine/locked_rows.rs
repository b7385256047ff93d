//! The rows that a transaction keeps from being deleted until it ends, with what was selected of each: what is known of them need not be
//! asked again. Filled by `Tx::lock_row`, asked through `Db::locked`; it runs no statement.

use super::Failure;
use super::value::Value;
use std::collections::BTreeMap;

/// By the statement that keeps a row, and its values.
#[derive(Default)]
pub struct LockedRows(BTreeMap<(String, Vec<Value<'static>>), i64>);

impl LockedRows {
    pub fn get(&self, sql: &str, values: &[Value]) -> Option<i64> {
        if self.0.is_empty() { None } else { self.0.get(&key(sql, values)).copied() }
    }

    pub fn insert(&mut self, sql: &str, values: &[Value], locked: i64) {
        self.0.insert(key(sql, values), locked);
    }
}

/// The statement that keeps the row which `sql` finds, among others that write or alone: then nothing goes meanwhile. Refuses one that does not
/// say whose row it is, since a store that is spread over machines locks within one organisation only; `tidy` sees no lock in its text.
pub fn keeping(sql: &str, is_among_others: bool) -> Result<String, Failure> {
    if !sql.contains("WHERE organisation_id = $1 ") {
        return Err(Failure::Bug(format!("a row is locked without its organisation: {sql}")));
    }
    Ok(format!("{sql}{}", if is_among_others { " FOR KEY SHARE" } else { "" }))
}

fn key(sql: &str, values: &[Value]) -> (String, Vec<Value<'static>>) {
    (sql.to_owned(), values.iter().cloned().map(Value::into_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_known_by_statement_and_values() {
        let mut locked = LockedRows::default();
        assert_eq!(locked.get("a", &[Value::Int(1)]), None);
        locked.insert("a", &[Value::Int(1)], 7);
        assert_eq!(locked.get("a", &[Value::Int(1)]), Some(7));
        assert_eq!((locked.get("a", &[Value::Int(2)]), locked.get("b", &[Value::Int(1)])), (None, None));
    }
}
