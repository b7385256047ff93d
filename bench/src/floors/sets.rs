//! What the embedded store does once for all creates of a commit: the sets that their leads are in are read and written at its end, as
//! `core/src/store/lead_sets.rs` does it. On a server each create leaves parts instead, by which the sets are known here. Used by `raw`.

use rusqlite::types::Value as SqlValue;
use rusqlite::{Connection, OptionalExtension, Statement, params};

use super::raw::{sql_value, translated};
use crate::recipe::{BLOCK_BITS, Line, Recipe};
use crate::script::Script;

/// Begins how a create on a server leaves what it changes of sets.
pub const PARTS: &str = "INSERT INTO lead_set_part ";
/// Begin how sets are written, in the order in which `Sets` has them.
pub const TEXTS: [&str; 4] =
    ["DELETE FROM lead_set_part ", "SELECT created_from, ", "INSERT INTO lead_set ", "UPDATE lead_set "];

/// Columns of a part behind the organisation: kind, key, block, part, leads, from when and until when they were made, members.
const COLUMNS: usize = 8;
/// The kind of the set of all leads, which alone tells when they were made.
const ALL: &str = "all";
const BLOCK: usize = 1 << BLOCK_BITS;
/// Fewer members are written as a row of offsets, more as a map of bits.
const FEW: usize = BLOCK / 16;

pub struct Sets<'c> {
    texts: [Statement<'c>; 4],
    organisation: SqlValue,
    /// Kind and key of each set that a create's lead comes into.
    keys: Vec<[SqlValue; 2]>,
    /// The block that the recorded lead was in, and where in it the leads come to lie.
    recorded: i64,
    line: Line,
    block: i64,
    offsets: Vec<u16>,
}

impl<'c> Sets<'c> {
    /// `None` where a create leaves no parts.
    pub fn of(connection: &'c Connection, texts: &Script, create: &Script) -> Result<Option<Sets<'c>>, String> {
        let Some((_, parts)) = create.bound().find(|(sql, _)| sql.starts_with(PARTS)) else { return Ok(None) };
        let odd = || "a create leaves parts of sets in another way than before: mend the floor".to_owned();
        let (organisation, rows) = parts.split_first().ok_or_else(odd)?;
        let constant = |recipe: &Recipe| sql_value(recipe.value(0));
        let mut keys: Vec<[SqlValue; 2]> =
            rows.chunks_exact(COLUMNS).map(|row| [0, 1].map(|at| constant(&row[at]))).collect();
        // A row may stand there twice, to make their number a round one.
        keys.dedup();
        let [_, _, block, _, _, _, _, members, ..] = rows else { return Err(odd()) };
        let (SqlValue::Integer(recorded), Recipe::Placed { line, .. }) = (constant(block), members) else {
            return Err(odd());
        };
        let prepare = |begin: &str| {
            let text = texts
                .bound()
                .find(|(sql, _)| sql.starts_with(begin))
                .map(|(sql, _)| translated(sql))
                .ok_or_else(odd)?;
            connection.prepare(&text).map_err(|error| format!("{text}: {error}"))
        };
        let [delete, select, insert, update] = TEXTS;
        let texts = [prepare(delete)?, prepare(select)?, prepare(insert)?, prepare(update)?];
        let (organisation, line, offsets) = (constant(organisation), *line, Vec::new());
        Ok(Some(Sets { texts, organisation, keys, recorded, line, block: recorded, offsets }))
    }

    /// The lead of an iteration comes into its sets, with the next `write`.
    pub fn add(&mut self, i: i64) -> rusqlite::Result<()> {
        let place = self.line.at(i);
        let block = self.recorded + place.div_euclid(BLOCK as i64);
        if block != self.block {
            self.write()?;
            (self.block, self.offsets) = (block, Vec::new());
        }
        self.offsets.push(place.rem_euclid(BLOCK as i64) as u16);
        Ok(())
    }

    /// At the end of a commit.
    pub fn write(&mut self) -> rusqlite::Result<()> {
        let (members, leads) = (encoded(&self.offsets), self.offsets.len() as i64);
        let [delete, select, insert, update] = &mut self.texts;
        let mut parts = delete.query([&self.organisation])?;
        while parts.next()?.is_some() {}
        for [kind, key] in &self.keys {
            let (organisation, block) = (&self.organisation, self.block);
            let row = params![organisation, kind, key, block];
            let kept = select.query_row(row, |row| row.get::<_, Vec<u8>>(2)).optional()?;
            let write = if kept.is_some() { &mut *update } else { &mut *insert };
            // Which moment makes no difference to what it costs.
            let made = (*kind == SqlValue::Text(ALL.to_owned())).then_some(i64::MAX);
            write.execute(params![organisation, kind, key, block, leads, made, made, members])?;
        }
        Ok(())
    }
}

/// As `core/src/store/id_set.rs` keeps a set.
fn encoded(offsets: &[u16]) -> Vec<u8> {
    if offsets.len() < FEW {
        return std::iter::once(0).chain(offsets.iter().flat_map(|offset| offset.to_le_bytes())).collect();
    }
    let mut bytes = vec![0; 1 + BLOCK / 8];
    bytes[0] = 1;
    offsets.iter().for_each(|offset| bytes[1 + usize::from(*offset) / 8] |= 1 << (offset % 8));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::Value;
    use crate::script::Step;

    const TABLES: &str = "CREATE TABLE lead_set (o INTEGER, kind TEXT, key INTEGER, block INTEGER, leads INTEGER,
            created_from INTEGER, created_until INTEGER, members BLOB);
        CREATE TABLE lead_set_part (o INTEGER, kind TEXT)";

    fn bound(sql: &str, recipes: Vec<Recipe>) -> Step {
        Step::Bound { sql: sql.to_owned(), recipes }
    }

    fn texts() -> Script {
        let row = "o = $1 AND kind = $2 AND key = $3 AND block = $4";
        Script(vec![
            bound("DELETE FROM lead_set_part WHERE o = $1 RETURNING kind", Vec::new()),
            bound(
                &format!("SELECT created_from, created_until, members FROM lead_set WHERE {row} FOR UPDATE"),
                Vec::new(),
            ),
            bound(
                "INSERT INTO lead_set (o, kind, key, block, leads, created_from, created_until, members)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                Vec::new(),
            ),
            bound(
                &format!(
                    "UPDATE lead_set SET leads = $5, created_from = $6, created_until = $7, members = $8 WHERE {row}"
                ),
                Vec::new(),
            ),
        ])
    }

    /// Three rows of two sets; the first lead is the last but one of block 12, and every number is a lead's.
    fn create() -> Script {
        let number = |number| Recipe::Constant(Value::Int(number));
        let part = |kind: &str, key| {
            let line = Line { base: BLOCK as i64 - 2, step: 1 };
            let members = Recipe::Placed { bytes: vec![2, 0, 0], place: 1, line };
            let kind = Recipe::Constant(Value::Text(kind.to_owned()));
            [kind, number(key), number(12), Recipe::Drawn, number(1), number(5), number(5), members]
        };
        let rows = [part("all", 0), part("stage", 558), part("stage", 558)];
        Script(vec![bound(PARTS, [number(1)].into_iter().chain(rows.into_iter().flatten()).collect())])
    }

    #[test]
    fn leads_come_into_the_sets_of_their_blocks() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(TABLES).unwrap();
        let mut sets = Sets::of(&connection, &texts(), &create()).unwrap().unwrap();
        for group in [&[0, 1, 2][..], &[3, 4]] {
            group.iter().for_each(|i| sets.add(*i).unwrap());
            sets.write().unwrap();
        }
        let mut read =
            connection.prepare("SELECT kind, key, block, leads, members FROM lead_set ORDER BY kind, block").unwrap();
        let row = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
        let rows: Vec<(String, i64, i64, i64, Vec<u8>)> =
            read.query_map([], row).unwrap().map(Result::unwrap).collect();
        let (ends, begins) = (vec![0, 0xFE, 0x7F, 0xFF, 0x7F], vec![0, 0, 0, 1, 0, 2, 0]);
        let of = |kind: &str, key, block, leads, members: &[u8]| (kind.to_owned(), key, block, leads, members.to_vec());
        let wanted = [
            of("all", 0, 12, 2, &ends),
            of("all", 0, 13, 3, &begins),
            of("stage", 558, 12, 2, &ends),
            of("stage", 558, 13, 3, &begins),
        ];
        assert_eq!(rows, wanted);
    }

    #[test]
    fn many_are_kept_as_bits() {
        let many: Vec<u16> = (0..FEW as u16).map(|at| at * 2).collect();
        let bytes = encoded(&many);
        assert_eq!((bytes.len(), bytes[0], bytes[1]), (1 + BLOCK / 8, 1, 0b0101_0101));
        assert_eq!(encoded(&many[1..]).len(), 1 + 2 * (FEW - 1));
    }

    #[test]
    fn a_recording_that_lacks_a_text_is_no_floor() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(TABLES).unwrap();
        assert!(Sets::of(&connection, &Script::default(), &create()).is_err_and(|say| say.contains("mend the floor")));
        assert!(Sets::of(&connection, &texts(), &Script::default()).unwrap().is_none());
    }
}
