//! How a value of a statement comes about when the statement is run again and again: found by comparing two recordings.
//! Used by `Script`; the floors turn recipes into values of their own.

use super::request::FIRST_UNIQUE;

/// Begins the public ids that floors make up; twelve digits follow.
pub const UUID_START: &str = "0198f1c2-7a4e-7b3d-8c55-";
/// The digits of the first of them.
pub const FIRST_UUID: i64 = 100_000_000_000;

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Recipe {
    Constant(Value),
    /// `base + step * i`, where i counts the iterations or is the lead's id.
    Number(Line),
    /// A number that the program draws: another one each time.
    Drawn,
    /// The parts with the request's seven digits between them.
    Text(Vec<String>),
    /// The same with the digits backwards, as phones are searched by their end.
    Backwards(Vec<String>),
    /// A number between two texts, as a lead's own number among its terms.
    Numbered {
        before: String,
        line: Line,
        behind: String,
    },
    /// Bytes with a lead's place in its block at `place`, the low byte first, as sets of leads keep it (`core/src/store/id_set.rs`).
    Placed {
        bytes: Vec<u8>,
        place: usize,
        line: Line,
    },
    /// A public id, new each time and greater than the last, as the store's are.
    Uuid,
}

/// Numbers that rise, or fall, by the same step each time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    pub base: i64,
    pub step: i64,
}

/// Leads of one block of a set, as a power of two.
pub const BLOCK_BITS: u32 = 15;
/// What rises by more from one request to the next was drawn: moments are microseconds, and no request takes days.
const MOST: u64 = 1 << 40;

impl Line {
    /// The line through `a` at `at.0` and `b` at `at.1`.
    fn through(a: i64, b: i64, at: (i64, i64)) -> Option<Line> {
        if a.abs_diff(b) >= MOST {
            return None;
        }
        let (rise, run) = (b - a, at.1 - at.0);
        (run != 0 && rise % run == 0).then(|| Line { base: a - rise / run * at.0, step: rise / run })
    }

    pub fn at(self, i: i64) -> i64 {
        self.base + self.step * i
    }
}

impl Recipe {
    /// The recipe that gives `a` at `at.0` and `b` at `at.1`; `None` when there is no such.
    pub fn of(a: &Value, b: &Value, at: (i64, i64)) -> Option<Recipe> {
        match (a, b) {
            (a, b) if a == b => Some(Recipe::Constant(a.clone())),
            (Value::Int(a), Value::Int(b)) if a.abs_diff(*b) >= MOST => Some(Recipe::Drawn),
            (Value::Int(a), Value::Int(b)) => Line::through(*a, *b, at).map(Recipe::Number),
            (Value::Text(a), Value::Text(b)) if is_uuid(a) && is_uuid(b) => Some(Recipe::Uuid),
            (Value::Text(a), Value::Text(b)) => {
                let digits = carried(a, b, at, unique).map(Recipe::Text);
                let digits = digits.or_else(|| carried(a, b, at, backwards).map(Recipe::Backwards));
                digits.or_else(|| numbered(a, b, at))
            }
            (Value::Bytes(a), Value::Bytes(b)) => placed(a, b, at),
            _ => None,
        }
    }

    /// The value at `i`.
    pub fn value(&self, i: i64) -> Value {
        match self {
            Recipe::Constant(value) => value.clone(),
            Recipe::Number(line) => Value::Int(line.at(i)),
            // Odd, so that no two are the same.
            Recipe::Drawn => Value::Int(i.wrapping_mul(0x1E37_79B9_7F4A_7C15)),
            Recipe::Text(parts) => Value::Text(parts.join(&unique(i))),
            Recipe::Backwards(parts) => Value::Text(parts.join(&backwards(i))),
            Recipe::Numbered { before, line, behind } => Value::Text(format!("{before}{}{behind}", line.at(i))),
            Recipe::Placed { bytes, place, line } => {
                let mut bytes = bytes.clone();
                let offset = line.at(i).rem_euclid(1 << BLOCK_BITS) as u16;
                bytes[*place..place + 2].copy_from_slice(&offset.to_le_bytes());
                Value::Bytes(bytes)
            }
            Recipe::Uuid => Value::Text(format!("{UUID_START}{}", FIRST_UUID + i)),
        }
    }
}

/// The request's seven digits.
fn unique(i: i64) -> String {
    (FIRST_UNIQUE + i).to_string()
}

fn backwards(i: i64) -> String {
    unique(i).chars().rev().collect()
}

/// The parts of two texts that differ in their digits alone.
fn carried(a: &str, b: &str, at: (i64, i64), digits: fn(i64) -> String) -> Option<Vec<String>> {
    let parts = |text: &str, i| text.split(&digits(i)).map(str::to_owned).collect::<Vec<_>>();
    let (a, b) = (parts(a, at.0), parts(b, at.1));
    (a == b && a.len() > 1).then_some(a)
}

fn numbered(a: &str, b: &str, at: (i64, i64)) -> Option<Recipe> {
    let is_digit = |letter: char| letter.is_ascii_digit();
    // The first number in which they differ, whole.
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let before = a.get(..same)?.trim_end_matches(is_digit);
    let read = |text: &str| {
        let rest = text.get(before.len()..)?;
        let behind = rest.trim_start_matches(is_digit);
        Some((rest[..rest.len() - behind.len()].parse().ok()?, behind.to_owned()))
    };
    let ((one, behind), (two, _)) = (read(a)?, read(b)?);
    let recipe = Recipe::Numbered { before: before.to_owned(), line: Line::through(one, two, at)?, behind };
    (recipe.value(at.1) == Value::Text(b.to_owned())).then_some(recipe)
}

fn placed(a: &[u8], b: &[u8], at: (i64, i64)) -> Option<Recipe> {
    let place = a.iter().zip(b).position(|(a, b)| a != b)?;
    let read = |bytes: &[u8]| Some(i64::from(u16::from_le_bytes(bytes.get(place..place + 2)?.try_into().ok()?)));
    let recipe = Recipe::Placed { bytes: a.to_vec(), place, line: Line::through(read(a)?, read(b)?, at)? };
    (recipe.value(at.1) == Value::Bytes(b.to_vec())).then_some(recipe)
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[track_caller]
    fn agrees(a: Value, b: Value, at: (i64, i64)) -> Recipe {
        let recipe = Recipe::of(&a, &b, at).unwrap();
        assert_eq!((recipe.value(at.0), recipe.value(at.1)), (a, b));
        recipe
    }

    #[test]
    fn what_stays_the_same_is_a_constant() {
        for value in [Value::Null, Value::Int(5), text("new"), Value::Bytes(vec![0])] {
            assert_eq!(agrees(value.clone(), value.clone(), (1, 2)), Recipe::Constant(value));
        }
    }

    #[test]
    fn numbers_go_on_as_they_began() {
        let recipe = agrees(Value::Int(1004), Value::Int(1008), (1, 2));
        assert_eq!(recipe.value(4), Value::Int(1016));
        // A person is numbered behind the lead it came with.
        let person = agrees(Value::Int(101), Value::Int(141), (100, 140));
        assert_eq!(person.value(500), Value::Int(501));
        assert_eq!(Recipe::of(&Value::Int(1), &Value::Int(2), (100, 140)), None);
    }

    #[test]
    fn texts_carry_the_requests_digits() {
        let recipe = agrees(text("{\"phone\":\"0982718282\"}"), text("{\"phone\":\"0982718283\"}"), (1, 2));
        assert_eq!(recipe.value(9), text("{\"phone\":\"0982718290\"}"));
        assert_eq!(Recipe::of(&text("a"), &text("b"), (1, 2)), None);
    }

    #[test]
    fn phones_carry_them_backwards() {
        let recipe = agrees(text("<2828172890"), text("<3828172890"), (1, 2));
        assert_eq!(recipe.value(9), text("<0928172890"));
    }

    #[test]
    fn a_number_inside_of_a_text_goes_on_whole() {
        for (a, b, tenth) in [("#2", "#3", "#11"), ("#9", "#10", "#18"), ("#11 x", "#12 x", "#20 x")] {
            assert_eq!(agrees(text(a), text(b), (1, 2)).value(10), text(tenth));
        }
        for (a, b) in [("#2 x", "#3 y"), ("#2", "#"), ("é1", "è1")] {
            assert_eq!(Recipe::of(&text(a), &text(b), (1, 2)), None, "{a} {b}");
        }
    }

    #[test]
    fn what_was_drawn_is_another_each_time() {
        let (a, b) = (Value::Int(-378_151_124_076_383_527), Value::Int(3_692_946_238_902_736_135));
        let recipe = Recipe::of(&a, &b, (1, 2)).unwrap();
        assert_eq!(recipe, Recipe::Drawn);
        let drawn: std::collections::BTreeSet<String> = (0..1000).map(|i| format!("{:?}", recipe.value(i))).collect();
        assert_eq!(drawn.len(), 1000);
        // The far ends of the numbers lie further apart than any number says.
        assert_eq!(Recipe::of(&Value::Int(i64::MIN), &Value::Int(i64::MAX), (1, 2)), Some(Recipe::Drawn));
    }

    #[test]
    fn bytes_carry_the_place_of_a_lead_in_its_block() {
        let bytes = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
        let recipe = agrees(bytes(&[2, 0x71, 0x51]), bytes(&[2, 0x76, 0x51]), (1, 2));
        // 0x516C + 5 * 10, and over the end of the block.
        assert_eq!(recipe.value(10), bytes(&[2, 0x9E, 0x51]));
        assert_eq!(recipe.value(10_000), bytes(&[2, 0xBC, 0x14]));
        for (a, b) in [(&[2, 1, 0][..], &[3, 1, 1][..]), (&[2, 1, 0], &[2, 2, 0, 0]), (&[2, 1], &[2, 2])] {
            assert_eq!(Recipe::of(&bytes(a), &bytes(b), (1, 2)), None, "{a:?} {b:?}");
        }
    }

    #[test]
    fn public_ids_are_new_and_rise() {
        let (a, b) = ("0198f1c2-7a4e-7b3d-9c55-2f60d1a4be01", "0198f1c2-7a4f-7000-9c55-2f60d1a4be02");
        let recipe = Recipe::of(&text(a), &text(b), (1, 2)).unwrap();
        assert_eq!(recipe, Recipe::Uuid);
        let Value::Text(first) = recipe.value(0) else { unreachable!("a uuid is text") };
        assert!(is_uuid(&first) && Value::Text(first) != recipe.value(1));
    }
}
