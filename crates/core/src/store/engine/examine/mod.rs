//! Examines a store without changing it: is it there, is it whole, will it bear a server. Called by the command line's `doctor`;
//! it mends nothing, each finding says how to.

mod file;
mod server;

use super::Place;
use super::migrate::NEWEST;

/// How a thing was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Good,
    /// It works, but not as it should, or not for long.
    Warning,
    /// It does not work, or loses data.
    Wrong,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, in a word or two.
    pub what: &'static str,
    pub state: State,
    /// What was found.
    pub say: String,
    /// What to do about it; empty where nothing is to be done.
    pub mend: String,
}

impl Finding {
    pub fn good(what: &'static str, say: impl Into<String>) -> Finding {
        Finding { what, state: State::Good, say: say.into(), mend: String::new() }
    }

    pub fn warning(what: &'static str, say: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding { what, state: State::Warning, say: say.into(), mend: mend.into() }
    }

    pub fn wrong(what: &'static str, say: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding { what, state: State::Wrong, say: say.into(), mend: mend.into() }
    }
}

/// Looks at everything about the store at `url` that can be seen without writing to it. What cannot be looked at because of
/// something worse is left out.
pub fn examine(url: &str) -> Vec<Finding> {
    match Place::of(url) {
        Place::File(path) => file::examine(&path),
        Place::Server(url) => server::examine(&url),
    }
}

/// What the schema of a store that could be opened says.
fn schema(version: Option<i32>) -> Finding {
    const WHAT: &str = "schema";
    match version {
        None => Finding::wrong(WHAT, "the store is empty", "make it with 'leadhub init'"),
        Some(version) if version < NEWEST => {
            let say = format!("the store is at schema {version}, this program needs {NEWEST}");
            Finding::wrong(WHAT, say, "take a backup, then run 'leadhub migrate'")
        }
        Some(version) if version > NEWEST => {
            let say = format!("the store is at schema {version}, newer than this program's {NEWEST}");
            Finding::wrong(WHAT, say, "run a newer leadhub")
        }
        Some(version) => Finding::good(WHAT, format!("{version}, nothing to migrate")),
    }
}
