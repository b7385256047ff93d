//! Recorded statements as something that can be run again with new values: what a floor runs.
//! Made from two recordings of the same request; used by both database floors and printed into the raw log.

use std::fmt::Write;

use super::recipe::{Recipe, Value};

/// One statement as it was recorded.
#[derive(Clone, Debug, PartialEq)]
pub enum Recorded {
    Command(String),
    Bound { sql: String, values: Vec<Value> },
}

impl Recorded {
    pub fn text(&self) -> &str {
        match self {
            Recorded::Command(text) => text,
            Recorded::Bound { sql, .. } => sql,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Command(String),
    Bound { sql: String, recipes: Vec<Recipe> },
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script(pub Vec<Step>);

impl Script {
    /// `at` are the numbers of the two requests, or the ids of the leads they asked for.
    pub fn of(a: &[Recorded], b: &[Recorded], at: (i64, i64)) -> Result<Script, String> {
        a.iter().zip(b).map(|(a, b)| step(a, b, at)).collect::<Result<_, _>>().map(Script)
    }

    /// What a request makes the program run at rest, of recordings of it one behind the other: most ran the same statements, where a first one
    /// also did what only a first does and another met work behind everybody. `at` gives the number of each, or the lead's id.
    pub fn steady(all: &[Vec<Recorded>], at: impl Fn(usize) -> i64) -> Result<Script, String> {
        let alike = |a: &[Recorded], b: &[Recorded]| a.iter().map(Recorded::text).eq(b.iter().map(Recorded::text));
        let often = |one: &[Recorded]| all.iter().filter(|other| alike(one, other)).count();
        let most = all.iter().map(|one| often(one)).max().unwrap_or_default();
        // The later, the steadier.
        let pairs = (1..all.len()).rev().filter(|k| alike(&all[k - 1], &all[*k]) && often(&all[*k]) == most);
        let mut outcome = Err("the program never ran the same statements for the same request twice".to_owned());
        for k in pairs {
            outcome = Script::of(&all[k - 1], &all[k], (at(k - 1), at(k)));
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    /// Statements with values only, as constants: what is recorded once.
    pub fn of_one(all: &[Recorded]) -> Result<Script, String> {
        Script::of(all, all, (0, 1))
    }

    /// The statements with values.
    pub fn bound(&self) -> impl Iterator<Item = (&str, &[Recipe])> {
        self.0.iter().filter_map(|step| match step {
            Step::Command(_) => None,
            Step::Bound { sql, recipes } => Some((sql.as_str(), recipes.as_slice())),
        })
    }

    /// As it is shown: one statement a line, blanks folded.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for step in &self.0 {
            let (Step::Command(sql) | Step::Bound { sql, .. }) = step;
            let sql: Vec<&str> = sql.split_whitespace().collect();
            // A `String` takes everything.
            let _always_fits = writeln!(text, "  {};", sql.join(" "));
        }
        text
    }
}

fn step(a: &Recorded, b: &Recorded, at: (i64, i64)) -> Result<Step, String> {
    match (a, b) {
        (Recorded::Command(text), _) => Ok(Step::Command(text.clone())),
        (Recorded::Bound { sql, values: a }, Recorded::Bound { values: b, .. }) if a.len() == b.len() => {
            let recipe = |(a, b)| {
                Recipe::of(a, b, at).ok_or_else(|| format!("{sql}: nobody knows what follows {a:?} and {b:?}"))
            };
            let recipes = a.iter().zip(b).map(recipe).collect::<Result<_, _>>()?;
            Ok(Step::Bound { sql: sql.clone(), recipes })
        }
        _ => Err(format!("{}: recorded with other values each time", a.text())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::Line;

    fn bound(id: i64) -> Recorded {
        let values = vec![Value::Int(1), Value::Int(id)];
        Recorded::Bound { sql: "SELECT a\n   FROM b WHERE c = $1 AND d = $2".to_owned(), values }
    }

    #[test]
    fn two_recordings_make_a_script() {
        let begin = Recorded::Command("BEGIN".to_owned());
        let script = Script::of(&[begin.clone(), bound(104)], &[begin, bound(108)], (1, 2)).unwrap();
        assert_eq!(script.text(), "  BEGIN;\n  SELECT a FROM b WHERE c = $1 AND d = $2;\n");
        let (_, recipes) = script.bound().next().unwrap();
        let line = Line { base: 100, step: 4 };
        assert_eq!(recipes, [Recipe::Constant(Value::Int(1)), Recipe::Number(line)]);
    }

    #[test]
    fn what_most_recordings_have_in_common_is_the_script() {
        let (begin, commit) = (Recorded::Command("BEGIN".to_owned()), Recorded::Command("COMMIT".to_owned()));
        let usual = |id| vec![begin.clone(), bound(id), commit.clone()];
        let first = || vec![begin.clone(), bound(1), bound(2), commit.clone()];
        // Twice the first, then the usual with work behind everybody between.
        let all = [first(), first(), usual(112), usual(116), [usual(120), usual(1)].concat(), usual(124)];
        let script = Script::steady(&all, |k| k as i64).unwrap();
        assert_eq!(script.0.len(), 3);
        let (_, recipes) = script.bound().next().unwrap();
        assert_eq!(recipes[1], Recipe::Number(Line { base: 104, step: 4 }));
        let error = Script::steady(&[first(), usual(1), first()], |k| k as i64).unwrap_err();
        assert!(error.contains("never ran the same statements"), "{error}");
    }

    #[test]
    fn a_value_nobody_understands_is_named() {
        let odd = |text: &str| Recorded::Bound { sql: "X".to_owned(), values: vec![Value::Text(text.to_owned())] };
        let error = Script::of(&[odd("a")], &[odd("b")], (1, 2)).unwrap_err();
        assert!(error.starts_with("X: nobody knows what follows"), "{error}");
    }
}
