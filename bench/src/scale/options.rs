//! What the words behind `cargo xtask bench scale` ask for.
//! Read by `scale::measure`; everything else only looks at the result.

use std::path::PathBuf;
use std::time::Duration;

use leadhub_testkit::Engine;

const USAGE: &str = "\
cargo xtask bench scale [sqlite|postgres] [word...] [--leads N] [--seconds N] [--rounds N] [--folder PATH]
  word       measures only what has one of the words in its name: import, create, caresoft, dialer, native, search
  --leads    leads in the store, 1000000 where absent
  --seconds  length of one run behind a warm-up of one second, 3 where absent
  --rounds   how often each cell is measured, 3 where absent
  --folder   works there, and takes up a store that an earlier run left there (SQLite)
Everything writes docs/benchmarks/scale-ENGINE-LEADS.md.";

pub struct Options {
    pub engines: Vec<Engine>,
    pub only: Vec<String>,
    pub leads: u64,
    pub seconds: u64,
    pub rounds: usize,
    pub folder: Option<PathBuf>,
}

impl Options {
    pub fn read(words: &[&str]) -> Result<Options, String> {
        let mut options =
            Options { engines: Vec::new(), only: Vec::new(), leads: 1_000_000, seconds: 3, rounds: 3, folder: None };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut number = || {
                let number = words.next().and_then(|number| number.parse::<u64>().ok()).filter(|number| *number > 0);
                number.ok_or_else(|| format!("{word} needs a whole number\n{USAGE}"))
            };
            match *word {
                "sqlite" => options.engines.push(Engine::Sqlite),
                "postgres" => options.engines.push(Engine::Postgres),
                "--leads" => options.leads = number()?,
                "--seconds" => options.seconds = number()?,
                "--rounds" => options.rounds = number()? as usize,
                "--folder" => {
                    let folder = words.next().ok_or_else(|| format!("--folder needs a path\n{USAGE}"))?;
                    options.folder = Some(PathBuf::from(folder));
                }
                flag if flag.starts_with('-') => return Err(format!("unknown option {flag}\n{USAGE}")),
                word => options.only.push(word.to_owned()),
            }
        }
        if options.engines.is_empty() {
            options.engines = vec![Engine::Sqlite, Engine::Postgres];
        }
        Ok(options)
    }

    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|word| name.contains(word))
    }

    pub fn length(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_asks_for_a_million_on_both_engines() {
        let options = Options::read(&[]).unwrap();
        assert_eq!((options.leads, options.engines.len(), options.wants("import")), (1_000_000, 2, true));
    }

    #[test]
    fn a_slip_is_named() {
        assert!(Options::read(&["--lead"]).err().unwrap().starts_with("unknown option --lead"));
        assert!(Options::read(&["--leads", "many"]).err().unwrap().starts_with("--leads needs"));
    }
}
