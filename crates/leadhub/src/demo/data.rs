//! The demo's data as it stands in `data/*.json`: two organisations with the same numbers meaning other rows. Read by `fill`
//! and by the integration tests. Names of people are invented.

use leadhub_core::actions::KnownLead;
use leadhub_model::organisation::Scopes;
use leadhub_model::reference::ReferenceData;
use leadhub_model::*;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

const FILES: [&str; 2] = [include_str!("data/kangnam.json"), include_str!("data/dongnai.json")];

/// The demo's organisations; the samples are sent to the first.
pub fn organisations() -> Result<Vec<Organisation>, String> {
    let read = |text: &&str| serde_json::from_str(text).map_err(|error| format!("the demo's data: {error}"));
    FILES.iter().map(read).collect()
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    pub organisation: Head,
    pub integrations: Vec<IntegrationRow>,
    pub reference: ReferenceData,
    pub leads: Vec<LeadRow>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub slug: String,
    pub name: String,
    pub zone: String,
    pub default_dialect: String,
    pub uuid: Uuid,
    pub account: i64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntegrationRow {
    pub dialect: String,
    pub name: String,
    pub agent: Option<AgentId>,
    pub settings: Map<String, Value>,
    /// Absent: what a vendor's client needs.
    #[serde(default)]
    pub scopes: Scopes,
}

/// A lead that the documents' samples address. Moments are `YYYY-MM-DD HH:MM:SS` in UTC.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadRow {
    pub id: LeadId,
    pub uuid: Uuid,
    number: i64,
    person: PersonId,
    person_name: Option<String>,
    origin: String,
    /// By the names of the store's columns.
    facts: BTreeMap<String, String>,
    stage: StageId,
    #[serde(default)]
    previous_stage: Option<StageId>,
    #[serde(default)]
    converted_at: Option<String>,
    #[serde(default)]
    converted_by: Option<AgentId>,
    #[serde(default)]
    agent: Option<AgentId>,
    #[serde(default)]
    group: Option<GroupId>,
    #[serde(default)]
    service: Option<ServiceId>,
    #[serde(default)]
    list: Option<ListId>,
    #[serde(default)]
    campaign: Option<CampaignId>,
    #[serde(default)]
    comments: Vec<CommentRow>,
    #[serde(default)]
    extras: Map<String, Value>,
    created_at: String,
    updated_at: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommentRow {
    id: CommentId,
    body: String,
    author: Option<AgentId>,
    created_at: String,
}

impl LeadRow {
    pub fn known(&self) -> Result<KnownLead, String> {
        let mut facts = Facts::default();
        for (name, text) in &self.facts {
            let fact =
                Fact::ALL.iter().find(|fact| fact.column() == name).ok_or_else(|| format!("no fact '{name}'"))?;
            facts.set(*fact, Some(text.clone()));
        }
        let converted_at = self.converted_at.as_deref().map(moment).transpose()?;
        let comments = self.comments.iter().map(CommentRow::known).collect::<Result<Vec<_>, _>>()?;
        let lead = Lead {
            id: self.id,
            uuid: self.uuid,
            number: self.number,
            person: self.person,
            facts,
            stage: self.stage,
            previous_stage: self.previous_stage,
            reason: None,
            conversion: converted_at.map(|at| Conversion { converted: true, at, by: self.converted_by }),
            agent: self.agent,
            group: self.group,
            service: self.service,
            list: self.list,
            campaign: self.campaign,
            source: None,
            score: None,
            meeting_at: None,
            last_comment: self.comments.last().map(|comment| comment.body.clone()),
            after_day: 0,
            called_count: 0,
            withdrawn_at: None,
            last_call_at: None,
            first_touch_at: None,
            origin: self.origin.clone(),
            extras: self.extras.clone().into(),
            version: 1,
            created_at: moment(&self.created_at)?,
            updated_at: moment(&self.updated_at)?,
        };
        Ok(KnownLead { lead, person_name: self.person_name.clone(), labels: Vec::new(), comments })
    }
}

impl CommentRow {
    fn known(&self) -> Result<Comment, String> {
        Ok(Comment {
            id: self.id,
            body: self.body.clone(),
            is_public: false,
            author: self.author,
            created_at: moment(&self.created_at)?,
        })
    }
}

fn moment(text: &str) -> Result<Moment, String> {
    Moment::read(text, &Zone::utc()).ok_or_else(|| format!("'{text}' is no moment"))
}
