//! Who signs in: the roles of users, their logins as they may be shown, and their sessions. Made by the sign-in verbs of the
//! core, read by pages and the command line. No password and no hash is in here.

mod password;
mod waiting;

pub use password::{LONGEST_PASSWORD, SHORTEST_PASSWORD, check_password, composed};
pub use waiting::{FailedAttempts, Waiting};

use crate::ids::AgentId;
use crate::moment::Moment;
use crate::organisation::{Scope, Scopes};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a user may do and see once she signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Admin,
    /// All leads, contacts whole; no integrations, users and settings.
    Manager,
    /// Her own leads and those of her groups, contacts masked.
    Agent,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Admin, Role::Manager, Role::Agent];

    pub const fn word(self) -> &'static str {
        match self {
            Role::Admin => "admin",
            Role::Manager => "manager",
            Role::Agent => "agent",
        }
    }

    /// The error says what to write.
    pub fn read(word: &str) -> Result<Role, String> {
        let found = Role::ALL.into_iter().find(|role| role.word() == word);
        found.ok_or_else(|| format!("there is no role '{word}': take one of admin, manager, agent"))
    }

    pub fn scopes(self) -> Scopes {
        match self {
            Role::Admin => Scopes::all(),
            Role::Manager | Role::Agent => Scopes::of([Scope::Read, Scope::Write]),
        }
    }

    /// All leads, or only her own and her groups'.
    pub const fn sees_all(self) -> bool {
        !matches!(self, Role::Agent)
    }

    pub const fn is_masked(self) -> bool {
        matches!(self, Role::Agent)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A user's login as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    pub agent: AgentId,
    pub role: Role,
    /// Without a password nobody signs in: a role was given, no more.
    pub has_password: bool,
    /// Somebody else knows the password: she may do nothing before she has set one of her own.
    pub must_change: bool,
    /// Tries since the last that was right.
    pub tries: FailedAttempts,
    /// When the password was set.
    pub changed_at: Option<Moment>,
}

/// The name of a session among a user's: enough to tell it from others, useless to go on with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct SessionId(pub String);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A session as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub agent: AgentId,
    pub created_at: Moment,
    /// When something was last asked with it, to the minute.
    pub seen_at: Moment,
    pub expires_at: Moment,
    /// What she sits at, in the door's words.
    pub device: String,
}

impl Session {
    const HOUR: i64 = 3_600_000_000;
    /// It ends after so many microseconds, whatever is done with it.
    pub const LIFE: i64 = 7 * 24 * Self::HOUR;
    /// It ends when nothing was asked with it for so many microseconds.
    pub const IDLE: i64 = 12 * Self::HOUR;

    pub fn is_good(&self, now: Moment) -> bool {
        now < self.expires_at && now.micros() < self.seen_at.micros() + Self::IDLE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_as_they_are_written() {
        for role in Role::ALL {
            assert_eq!(Role::read(&role.to_string()), Ok(role));
        }
        assert!(Role::read("root").unwrap_err().contains("admin, manager, agent"));
    }

    #[test]
    fn only_an_administrator_changes_settings() {
        let may = Role::ALL.map(|role| role.scopes().has(Scope::Admin));
        assert_eq!(may, [true, false, false]);
        assert!(Role::ALL.into_iter().all(|role| role.scopes().has(Scope::Write)));
        assert_eq!(Role::ALL.map(Role::sees_all), [true, true, false]);
        assert_eq!(Role::ALL.map(Role::is_masked), [false, false, true]);
    }

    #[test]
    fn a_session_ends_idle_or_old() {
        let at = |hours: i64| Moment::from_micros(hours * Session::HOUR);
        let session = |seen_at| Session {
            id: SessionId("x".to_owned()),
            agent: AgentId(1),
            created_at: at(0),
            seen_at,
            expires_at: Moment::from_micros(Session::LIFE),
            device: String::new(),
        };
        let just_before = |moment: Moment| Moment::from_micros(moment.micros() - 1);
        assert!(session(at(0)).is_good(just_before(at(12))) && !session(at(0)).is_good(at(12)));
        assert!(session(at(167)).is_good(just_before(at(168))) && !session(at(167)).is_good(at(168)));
    }
}
