//! Whether a copy holds the very rows of what it was copied from: a hash of every row, added up for each table, which is the same on either
//! engine and in whatever order rows come. Used by `copy_in.rs`, `copy_out.rs` and `restore.rs`. It only reads, one row at a time.

use super::Failure;
use super::postgres::PostgresConnection;
use super::tables::Table;
use super::transfer::{each_of_file, each_of_server};
use super::value::Value;
use sha2::{Digest, Sha256};
use std::fmt;

/// How a copy is proven to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// By the number of each table's rows.
    Counts,
    /// By their hashes too, for which both sides are read once more.
    Rows,
}

/// A table's rows: their hashes, added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowSum([u64; 4]);

/// A copy that is one.
pub struct Compared {
    /// The rows of each table, by name.
    pub rows: Vec<(String, u64)>,
    /// The sum of each, where rows were compared by it.
    pub sums: Vec<RowSum>,
}

/// One of the two that are compared.
pub enum Side<'s> {
    File(&'s rusqlite::Connection),
    Server(&'s mut PostgresConnection),
}

impl Proof {
    /// The sum of each table, of none where rows are only counted. Fails, naming the table, where the copy holds other rows.
    pub fn compare(self, tables: &[Table], mut original: Side, mut copy: Side) -> Result<Vec<RowSum>, String> {
        if self == Proof::Counts {
            return Ok(Vec::new());
        }
        let mut sums = Vec::with_capacity(tables.len());
        for table in tables {
            let say = |failure: Failure| format!("table '{}': {failure}", table.name);
            let (sum, copied) = (original.sum(table).map_err(say)?, copy.sum(table).map_err(say)?);
            if sum != copied {
                return Err(format!("the rows of '{}' are not the same in the copy: run it again", table.name));
            }
            sums.push(sum);
        }
        Ok(sums)
    }
}

impl Side<'_> {
    fn sum(&mut self, table: &Table) -> Result<RowSum, Failure> {
        let mut sum = RowSum::default();
        let mut add = |row: &[Value]| {
            sum.add(row);
            Ok(())
        };
        match self {
            Side::File(file) => each_of_file(table, file, &mut add)?,
            Side::Server(server) => each_of_server(table, server, &mut add)?,
        }
        Ok(sum)
    }
}

impl RowSum {
    fn add(&mut self, row: &[Value]) {
        let mut hash = Sha256::new();
        // Kind and length come first, so that no two rows run into the same bytes.
        let mut put = |kind: u8, bytes: &[u8]| {
            hash.update([kind]);
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        for value in row {
            match value {
                Value::Null => put(0, &[]),
                Value::Int(number) => put(1, &number.to_be_bytes()),
                Value::Text(text) => put(2, text.as_bytes()),
                Value::Bytes(bytes) => put(3, bytes),
            }
        }
        let whole: [u8; 32] = hash.finalize().into();
        for (sum, part) in self.0.iter_mut().zip(whole.as_chunks().0) {
            *sum = sum.wrapping_add(u64::from_be_bytes(*part));
        }
    }
}

impl fmt::Display for RowSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| write!(f, "{part:016x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(rows: &[&[Value]]) -> RowSum {
        rows.iter().fold(RowSum::default(), |mut sum, row| {
            sum.add(row);
            sum
        })
    }

    #[test]
    fn the_order_of_rows_does_not_count_and_everything_else_does() {
        let (one, two): (&[Value], &[Value]) = (&[1.into(), "a".into()], &[2.into(), Value::Null]);
        assert_eq!(sum(&[one, two]), sum(&[two, one]));
        assert_eq!(sum(&[]).to_string(), "0".repeat(64));
        for other in [
            &[one][..],
            &[one, one],
            &[one, two, two],
            &[one, &[2.into(), "".into()]],
            &[one, &[Value::Null, 2.into()]],
            &[&[1.into(), "b".into()], two],
            &[&[1.into(), b"a"[..].into()], two],
        ] {
            assert_ne!(sum(other), sum(&[one, two]), "{other:?}");
        }
        assert_ne!(sum(&[&["ab".into(), "c".into()]]), sum(&[&["a".into(), "bc".into()]]));
    }
}
