//! An organisation's reference data: the rows that leads point to. `ReferenceData` is how a set is written down (in a file that
//! the command line reads, in the body of a request); the single types are what the dialects read and print.

use crate::catalogue::Catalogue;
use crate::ids::*;
use crate::moment::Moment;
use crate::stage::StageKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

mod check;
mod rows;

pub use check::{LARGEST_ID, LONGEST_NAME};
pub use rows::ReferenceRow;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    pub id: AgentId,
    pub uuid: Uuid,
    pub username: String,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    /// The telephone extension.
    #[serde(default)]
    pub extension: Option<String>,
    #[serde(default)]
    pub role: i64,
    #[serde(default, rename = "group_id", alias = "group")]
    pub group: Option<GroupId>,
    /// Groups that the agent works in besides.
    #[serde(default, rename = "more_group_ids")]
    pub more_groups: Vec<GroupId>,
    /// Address of a picture.
    #[serde(default)]
    pub avatar: Option<String>,
    /// Works here no longer: the row stays, since leads and comments name it, but nobody signs in as it.
    #[serde(default)]
    pub retired: bool,
}

impl Agent {
    /// One of whom nothing is known but the name.
    pub fn new(id: AgentId, uuid: Uuid, username: &str) -> Agent {
        Agent {
            id,
            uuid,
            username: username.to_owned(),
            email: None,
            phone: None,
            extension: None,
            role: 0,
            group: None,
            more_groups: Vec::new(),
            avatar: None,
            retired: false,
        }
    }

    /// Every group that the agent works in, each once.
    pub fn groups(&self) -> BTreeSet<GroupId> {
        self.group.iter().chain(&self.more_groups).copied().collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    pub id: ServiceId,
    pub name: String,
    #[serde(default)]
    pub kind: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub id: ReasonId,
    pub label: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub id: LabelId,
    pub label: String,
    pub created_at: Moment,
    pub updated_at: Moment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomFieldKind {
    Text,
    LongText,
    Number,
    Date,
    Url,
    SingleChoice,
    MultipleChoice,
}

impl CustomFieldKind {
    const ALL: [(CustomFieldKind, &str); 7] = [
        (CustomFieldKind::Text, "text"),
        (CustomFieldKind::LongText, "long_text"),
        (CustomFieldKind::Number, "number"),
        (CustomFieldKind::Date, "date"),
        (CustomFieldKind::Url, "url"),
        (CustomFieldKind::SingleChoice, "single_choice"),
        (CustomFieldKind::MultipleChoice, "multiple_choice"),
    ];

    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("text", |(_, code)| code)
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == code).map(|(kind, _)| *kind)
    }
}

/// A field that an organisation added to its leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    pub id: CustomFieldId,
    pub label: String,
    pub kind: CustomFieldKind,
    /// The options of a choice field.
    #[serde(default)]
    pub options: Vec<CustomOption>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomOption {
    pub id: i64,
    pub label: String,
}

/// A word or number under which a dialect knows one of our rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalName {
    /// Key of the dialect; opaque to the core.
    pub dialect: String,
    /// What is named, e.g. `stage`.
    pub kind: String,
    /// The word or id on the wire.
    pub external: String,
    /// How the wire shows it to people, where it prints both.
    #[serde(default)]
    pub label: Option<String>,
    /// Our row.
    #[serde(rename = "row_id", alias = "row")]
    pub row: i64,
}

/// A set of reference data, as written in a file. Lists and campaigns are in it as they are at their beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReferenceData {
    pub stages: Vec<StageRow>,
    pub reasons: Vec<Reason>,
    pub labels: Vec<LabelRow>,
    pub custom_fields: Vec<CustomField>,
    pub groups: Vec<Group>,
    pub agents: Vec<Agent>,
    pub services: Vec<Service>,
    pub campaigns: Vec<CampaignRow>,
    pub lists: Vec<ListSeed>,
    pub external_names: Vec<ExternalName>,
    pub catalogue: Catalogue,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRow {
    pub id: StageId,
    pub label: String,
    pub kind: StageKind,
}

/// Times are `YYYY-MM-DD HH:MM:SS` in UTC, or with an offset; absent means now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelRow {
    pub id: LabelId,
    pub label: String,
    #[serde(default)]
    pub created_at: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignRow {
    pub id: CampaignId,
    pub uuid: Uuid,
    pub name: String,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub status: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListSeed {
    pub id: ListId,
    pub uuid: Uuid,
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(rename = "campaign_id", alias = "campaign")]
    pub campaign: CampaignId,
}
