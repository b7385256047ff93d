//! Integrations, their tokens and the organisation on this wire. Filled by `mapping::integration`. A token's text is in one answer
//! only, that of the operation that makes it.

use super::from_json::body;
use super::kind::{DialectKey, Name, RowId};
use super::place::All;
use super::shape::answer;
use super::value::{At, Change, Many, Optional, Text, Whole, words};
use serde_json::{Map, Value};
use uuid::Uuid;

words! {
    /// What an integration may do: ask; change leads, bookings, lists and campaigns; change everything else.
    pub enum Scope {
        Read = "read",
        Write = "write",
        Admin = "admin",
    }
}

type Scopes = Many<Scope, 0, 3>;

words! {
    /// Which leads an integration sees: all, or those of its agent and of that agent's groups.
    pub enum Sees {
        All = "all",
        Own = "own",
    }
}

answer! {
    /// One system that talks to leadhub.
    pub struct Integration<'i> {
        id: i64,
        /// The wire it speaks, for good.
        dialect: &'i str,
        name: &'i str,
        /// The user that its comments and conversions are signed with.
        agent_id: Option<i64>,
        /// What its wire knows of them: `GET /hub/v1/dialects`.
        settings: &'i Map<String, Value>,
        scopes: Vec<Scope>,
        sees: Sees,
        /// Whether phones and e-mails are shown masked.
        masked: bool,
    }
}

words! {
    /// What a setting's value is.
    pub enum SettingKind {
        YesNo = "yes_no",
        Number = "number",
        Text = "text",
        Zone = "zone",
        Word = "word",
    }
}

answer! {
    /// A setting that integrations of a wire may have.
    pub struct Setting {
        key: &'static str,
        kind: SettingKind,
        /// The words there are, where it is one of some.
        words: Vec<&'static str>,
        /// What holds where it is absent.
        default: &'static str,
        meaning: &'static str,
    }
}

answer! {
    /// A wire that is served.
    pub struct Dialect {
        key: &'static str,
        settings: Vec<Setting>,
    }
}

answer! {
    /// A token without its text.
    pub struct Token<'t> {
        /// The first twelve digits of the text's SHA-256.
        id: &'t str,
        created_at: At,
        expires_at: Option<At>,
        revoked_at: Option<At>,
        /// The token that it was traded for at another API and ends with; null for a lasting one.
        traded_for: Option<&'t str>,
    }
}

answer! {
    /// A token that was just made.
    pub struct IssuedToken<'t> {
        id: &'t str,
        /// Its text, shown only now: null where the answer is a repetition of an earlier one.
        token: Option<&'t str>,
        created_at: At,
        expires_at: Option<At>,
    }
}

answer! {
    /// An integration that was just made, with its first token.
    pub struct IssuedIntegration<'i> {
        id: i64,
        integration: Integration<'i>,
        token: IssuedToken<'i>,
    }
}

words! {
    /// A language of the pages.
    pub enum Language {
        Vietnamese = "vi",
        English = "en",
    }
}

answer! {
    /// The organisation that a token belongs to.
    pub struct Organisation<'o> {
        /// Its segment in the addresses of the wires that have one.
        slug: &'o str,
        name: &'o str,
        /// IANA name of its time zone.
        zone: &'o str,
        /// The wire that answers for it where no credential decides.
        default_dialect: &'o str,
        /// In which its people meet the pages, until they choose another.
        language: &'o str,
        /// Whether requests of its integrations are kept for a while: `GET /hub/v1/requests`.
        logs_requests: bool,
        /// Public id where a wire prints one.
        uuid: Uuid,
        /// Number where a wire prints one.
        account: i64,
    }
}

answer! {
    /// Who is calling.
    pub struct Me<'m> {
        integration: Integration<'m>,
        organisation: Organisation<'m>,
    }
}

pub type Integrations = All<Integration<'static>>;
pub type Dialects = All<Dialect>;
pub type Tokens = All<Token<'static>>;

body! {
    /// An integration to create.
    pub struct NewIntegration {
        dialect: DialectKey,
        /// No other integration of the organisation has it.
        name: Name,
        agent_id: Option<RowId>,
        /// None without it. Those that there are: `GET /hub/v1/dialects`.
        settings: Optional<Map<String, Value>>,
        /// Read and write without it.
        scopes: Optional<Scopes>,
        /// All without it; own needs an agent.
        sees: Optional<Sees>,
        /// False without it; only this API masks.
        masked: Optional<bool>,
    }
}

body! {
    /// A change of an integration: what is left out stays.
    pub struct IntegrationChange {
        /// No other integration of the organisation has it.
        name: Optional<Name>,
        agent_id: Change<RowId>,
        /// Replaces them all. Those that there are: `GET /hub/v1/dialects`.
        settings: Optional<Map<String, Value>>,
        /// Replaces them all.
        scopes: Optional<Scopes>,
        sees: Optional<Sees>,
        masked: Optional<bool>,
    }
}

body! {
    /// A token to make.
    pub struct NewToken {
        /// When it ends; without it, it is good until it is revoked.
        expires_at: Option<At>,
    }
}

body! {
    /// A token to make in place of all others.
    pub struct Rotation {
        /// How long the others go on; without it they end at once.
        overlap_seconds: Optional<Whole<0, 2_592_000>>,
    }
}

body! {
    /// A change of the organisation: what is left out stays.
    pub struct OrganisationChange {
        name: Optional<Name>,
        /// IANA name, such as Asia/Ho_Chi_Minh.
        zone: Optional<Text<1, 100>>,
        default_dialect: Optional<DialectKey>,
        language: Optional<Language>,
        /// False: no further request is kept.
        logs_requests: Optional<bool>,
    }
}
