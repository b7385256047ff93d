//! What the words behind `cargo xtask bench` ask for.
//! Read by `bench::run`; everything else only looks at the result.

use std::time::Duration;

use leadhub_testkit::Engine;

const USAGE: &str = "\
cargo xtask bench [sqlite|postgres] [word...] [--seconds N]
  word       measures only what has one of the words in its name: create, detail, list, echo, floor, a dialect
  --seconds  length of one run behind its warm-up, 5 where absent
Everything at once takes about twenty minutes on a machine that does nothing else, and writes docs/benchmarks.md.";

#[derive(Debug, PartialEq)]
pub struct Options {
    pub engines: Vec<Engine>,
    /// Words, one of which a name must have; none = everything.
    pub only: Vec<String>,
    pub seconds: u64,
    /// For work on the harness itself: the unoptimised program, few leads, nothing written.
    pub debug: bool,
}

impl Options {
    pub fn read(words: &[&str]) -> Result<Options, String> {
        let mut options = Options { engines: Vec::new(), only: Vec::new(), seconds: 5, debug: false };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "sqlite" => options.engines.push(Engine::Sqlite),
                "postgres" => options.engines.push(Engine::Postgres),
                "--debug" => options.debug = true,
                "--seconds" => {
                    let seconds = words.next().and_then(|number| number.parse().ok()).filter(|number| *number > 0);
                    options.seconds = seconds.ok_or_else(|| format!("--seconds needs a whole number\n{USAGE}"))?;
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
        self.engines.len() == 2 && self.only.is_empty() && !self.debug
    }

    pub fn warm_up(&self) -> Duration {
        Duration::from_secs(self.seconds.min(2))
    }

    pub fn length(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// Leads in the store that reads are measured on.
    pub fn leads(&self) -> u64 {
        if self.debug { 2_000 } else { 100_000 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_asks_for_everything() {
        let options = Options::read(&[]).unwrap();
        assert!(options.is_whole() && options.wants("floor: create"));
        assert_eq!(options.seconds, 5);
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
        for words in [&["--seconds"][..], &["--seconds", "0"], &["--seconds", "x"]] {
            assert!(Options::read(words).unwrap_err().starts_with("--seconds needs"), "{words:?}");
        }
    }
}
