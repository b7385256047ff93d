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
}

#[derive(Clone, Debug, PartialEq)]
pub enum Recipe {
    Constant(Value),
    /// `base + step * i`, where i counts the iterations or is the lead's id.
    Number {
        base: i64,
        step: i64,
    },
    /// The parts with the request's seven digits between them.
    Text(Vec<String>),
    /// A public id, new each time and greater than the last, as the store's are.
    Uuid,
}

impl Recipe {
    /// The recipe that gives `a` at `at.0` and `b` at `at.1`; `None` when there is no such.
    pub fn of(a: &Value, b: &Value, at: (i64, i64)) -> Option<Recipe> {
        match (a, b) {
            (a, b) if a == b => Some(Recipe::Constant(a.clone())),
            (Value::Int(a), Value::Int(b)) => {
                let (rise, run) = (b - a, at.1 - at.0);
                (run != 0 && rise % run == 0).then(|| Recipe::Number { base: a - rise / run * at.0, step: rise / run })
            }
            (Value::Text(a), Value::Text(b)) if is_uuid(a) && is_uuid(b) => Some(Recipe::Uuid),
            (Value::Text(a), Value::Text(b)) => {
                let parts = |text: &str, at: i64| -> Vec<String> {
                    text.split(&(FIRST_UNIQUE + at).to_string()).map(str::to_owned).collect()
                };
                let (a, b) = (parts(a, at.0), parts(b, at.1));
                (a == b && a.len() > 1).then_some(Recipe::Text(a))
            }
            _ => None,
        }
    }

    /// The value at `i`.
    pub fn value(&self, i: i64) -> Value {
        match self {
            Recipe::Constant(value) => value.clone(),
            Recipe::Number { base, step } => Value::Int(base + step * i),
            Recipe::Text(parts) => Value::Text(parts.join(&(FIRST_UNIQUE + i).to_string())),
            Recipe::Uuid => Value::Text(format!("{UUID_START}{}", FIRST_UUID + i)),
        }
    }
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
        for value in [Value::Null, Value::Int(5), text("new")] {
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
    fn public_ids_are_new_and_rise() {
        let (a, b) = ("0198f1c2-7a4e-7b3d-9c55-2f60d1a4be01", "0198f1c2-7a4f-7000-9c55-2f60d1a4be02");
        let recipe = Recipe::of(&text(a), &text(b), (1, 2)).unwrap();
        assert_eq!(recipe, Recipe::Uuid);
        let Value::Text(first) = recipe.value(0) else { unreachable!("a uuid is text") };
        assert!(is_uuid(&first) && Value::Text(first) != recipe.value(1));
    }
}
