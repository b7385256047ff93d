//! What the words behind `cargo xtask bench` ask for, and behind `cargo xtask bench scale` and `ui`.
//! Read by `bench::run`; everything else only looks at the result.

use std::path::PathBuf;
use std::time::Duration;

use leadhub_testkit::Engine;

const USAGE: &str = "\
cargo xtask bench [scale|ui] [sqlite|postgres] [word...] [--seconds N] [--leads N] [--rounds N] [--folder PATH]
  word       measures only what has one of the words in its name: create, detail, list, search, echo, floor, a dialect;
             of `scale`: import, export, find, a list's name; of `ui`: pages, browser, arrivals, costs, streams
  --seconds  length of one run behind its warm-up, 5 where absent
  --leads    leads in the store that reads are measured on, 100000 where absent, 1000000 of `scale`
  --rounds   how often each cell is measured, 3 where absent
  --folder   of `scale` and `ui`: works there, and takes up the store that an earlier run filled there; `scale` keeps its figures
             there too and writes its page once all are there, so that it can be made in parts
Everything at once takes about twenty minutes on a machine that does nothing else, and writes docs/benchmarks.md; `scale` writes
docs/benchmarks/scale-ENGINE-LEADS.md, `ui` docs/benchmarks/ui-ENGINE-LEADS.md.";

#[derive(Debug, PartialEq)]
pub struct Options {
    pub engines: Vec<Engine>,
    /// Words, one of which a name must have; none = everything.
    pub only: Vec<String>,
    pub seconds: u64,
    leads: Option<u64>,
    /// Each cell of the tables is measured so often; the rounds take turns, so that a slow minute hits all cells alike.
    pub rounds: usize,
    pub folder: Option<PathBuf>,
    /// For work on the harness itself: the unoptimised program, few leads, nothing written.
    pub debug: bool,
}

impl Options {
    pub fn read(words: &[&str]) -> Result<Options, String> {
        let mut options = Options {
            engines: Vec::new(),
            only: Vec::new(),
            seconds: 5,
            leads: None,
            rounds: 3,
            folder: None,
            debug: false,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut number = || {
                let number = words.next().and_then(|number| number.parse::<u64>().ok()).filter(|number| *number > 0);
                number.ok_or_else(|| format!("{word} needs a whole number\n{USAGE}"))
            };
            match *word {
                "sqlite" => options.engines.push(Engine::Sqlite),
                "postgres" => options.engines.push(Engine::Postgres),
                "--debug" => options.debug = true,
                "--seconds" => options.seconds = number()?,
                "--leads" => options.leads = Some(number()?),
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

    /// Whether every mark is measured, by the program as it is released.
    pub fn is_whole(&self) -> bool {
        self.engines.len() == 2 && self.only.is_empty() && self.leads.is_none() && self.rounds >= 3 && !self.debug
    }

    pub fn warm_up(&self) -> Duration {
        Duration::from_secs(self.seconds.min(2))
    }

    pub fn length(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// Leads in the store that reads are measured on, `usual` where nobody said.
    pub fn leads(&self, usual: u64) -> u64 {
        self.leads.unwrap_or(if self.debug { 2_000 } else { usual })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_asks_for_everything() {
        let options = Options::read(&[]).unwrap();
        assert!(options.is_whole() && options.wants("floor: create"));
        assert_eq!((options.seconds, options.rounds, options.leads(100_000)), (5, 3, 100_000));
    }

    #[test]
    fn words_choose_and_are_no_whole_run() {
        let options = Options::read(&["postgres", "list", "--seconds", "1"]).unwrap();
        assert_eq!(options.engines, [Engine::Postgres]);
        assert!(options.wants("floor: list caresoft") && !options.wants("create erp") && !options.is_whole());
        assert_eq!(options.length(), Duration::from_secs(1));
    }

    #[test]
    fn a_slip_is_named() {
        assert!(Options::read(&["--second", "1"]).unwrap_err().starts_with("unknown option --second"));
        for words in [&["--seconds"][..], &["--seconds", "0"], &["--leads", "many"], &["--folder"]] {
            assert!(Options::read(words).unwrap_err().starts_with(&format!("{} needs", words[0])), "{words:?}");
        }
    }
}
