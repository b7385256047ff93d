//! Which filters sets answer, and of which sets: each thing that a filter asks for is a facet, and a lead matches that is in all of them.
//! Used by `lead_walk.rs`, which reads the sets.

use super::conditions::Conditions;
use super::lead_sets::{LABEL, key_of_quality};
use crate::actor::Sees;
use leadhub_model::{CampaignId, LeadFilter, LeadOrder};

/// Leads that are in any of these sets, or in none.
pub(crate) struct Facet {
    pub any: Vec<Sets>,
    pub is_excluded: bool,
    /// Nobody is in two of them, also where there are several.
    pub is_disjoint: bool,
}

/// Sets of one kind, in no two of which a lead can be.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sets {
    pub kind: &'static str,
    pub keys: Vec<i64>,
}

fn sets(kind: &'static str, keys: Vec<i64>) -> Sets {
    Sets { kind, keys }
}

fn facet(any: Vec<Sets>) -> Facet {
    Facet { any, is_excluded: false, is_disjoint: true }
}

impl Sets {
    /// The condition that a row of a set fulfils.
    pub fn condition(&self, all: &mut Conditions) -> String {
        let keys = all.bind_padded(&self.keys);
        format!("organisation_id = $1 AND kind = '{}' AND key IN ({keys})", self.kind)
    }
}

impl Facet {
    /// Whether the index of moments of creation carries what tells it.
    pub fn is_carried(&self) -> bool {
        self.any.iter().all(|sets| column_of(sets.kind).is_some())
    }

    /// Its condition over the columns that the index carries, for a walk through it to leave out what does not match.
    pub fn condition(&self, all: &mut Conditions) -> String {
        let condition = |sets: &Sets| {
            let column = column_of(sets.kind)?;
            Some(match sets.kind {
                "all" => format!("{column} = $1"),
                "unassigned" => format!("{column} IS NULL"),
                "withdrawn" => format!("{column} IS NOT NULL"),
                _ => format!("{column} IN ({})", all.bind_padded(&sets.keys)),
            })
        };
        let any = self.any.iter().filter_map(condition).collect::<Vec<_>>().join(" OR ");
        // Adds nothing to them, but no index of one of these columns is taken for it, all of whose leads would have to be sorted.
        format!("{}({any} OR 1 = 0)", if self.is_excluded { "NOT " } else { "" })
    }
}

/// The column that tells a kind of sets, where `lead_created` carries it.
fn column_of(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "agent" | "unassigned" => "agent_id",
        "all" => "organisation_id",
        "converted" => "converted",
        "group" => "group_id",
        "list" => "list_id",
        "service" => "service_id",
        "source" => "source_id",
        "stage" => "stage_id",
        "withdrawn" => "withdrawn_at",
        _ => return None,
    })
}

/// Whether an index of leads gives those that match in this order as they are, with no other between them.
pub(crate) fn is_indexed(sees: &Sees, filter: &LeadFilter, order: LeadOrder) -> bool {
    let is_of_any_time = filter.created == (None, None);
    let facets = facets_of(sees, filter).unwrap_or_default();
    let [Facet { any, is_excluded: false, .. }] = facets.as_slice() else { return false };
    match (any.as_slice(), order) {
        ([Sets { kind: "all", .. }], LeadOrder::NewestCreated | LeadOrder::OldestCreated) => true,
        ([Sets { kind: "all", .. }], _) => is_of_any_time,
        ([Sets { kind: "list", keys }], LeadOrder::NewestCreated | LeadOrder::OldestCreated) => keys.len() == 1,
        ([Sets { kind: "stage" | "agent", keys }], LeadOrder::NewestId | LeadOrder::OldestId) => {
            keys.len() == 1 && is_of_any_time
        }
        _ => false,
    }
}

/// The facets of a filter among the leads that are seen, at least one of them not excluded; `None` where it asks for what no set tells. Names
/// every field, so that a new one must be thought of here.
pub(crate) fn facets_of(sees: &Sees, filter: &LeadFilter) -> Option<Vec<Facet>> {
    let LeadFilter {
        person: None,
        agents,
        unassigned,
        service,
        stages,
        list,
        group,
        campaign,
        sources,
        without_source: false,
        project_code: None,
        projects: None,
        least_score: None,
        meeting: (None, None),
        phone_key: None,
        customers: None,
        ids: None,
        email_key: None,
        subject: None,
        phone_quality,
        phone_part: None,
        label,
        origin: None,
        booked: None,
        was_booked: false,
        touched: None,
        without_withdrawn,
        converted,
        // Told by when the leads of a block were made: `lead_walk.rs`.
        created: _,
        updated: (None, None),
        conversion: (None, None),
        kept: None,
    } = filter
    else {
        return None;
    };
    let one = |kind, key: Option<i64>| key.map(|key| facet(vec![sets(kind, vec![key])]));
    let agents = agents.as_ref().map(|ids| sets("agent", ids.iter().map(|id| id.0).collect()));
    let unassigned = unassigned.then(|| sets("unassigned", vec![0]));
    let worked: Vec<Sets> = agents.into_iter().chain(unassigned).collect();
    let stages = stages.as_ref().map(|ids| facet(vec![sets("stage", ids.iter().map(|id| id.0).collect())]));
    let sources = sources.as_ref().map(|ids| facet(vec![sets("source", ids.iter().map(|id| id.0).collect())]));
    let qualities = phone_quality.as_ref().map(|any| any.iter().map(|quality| key_of_quality(*quality)).collect());
    let of_campaign = |campaign: CampaignId| Facet {
        any: vec![sets("campaign", vec![campaign.0]), sets("listed", vec![campaign.0])],
        is_excluded: false,
        // A lead may be in a campaign by its own column and in one of its lists.
        is_disjoint: false,
    };
    let asked = [
        Some(worked).filter(|worked| !worked.is_empty()).map(facet),
        one("service", service.map(|id| id.0)),
        stages,
        one("list", list.map(|id| id.0)),
        one("group", group.map(|id| id.0)),
        campaign.map(of_campaign),
        sources,
        qualities.map(|keys| facet(vec![sets("phone", keys)])),
        one(LABEL, label.map(|id| id.0)),
        one("converted", converted.map(i64::from)),
        seen(sees),
    ];
    let mut facets: Vec<Facet> = asked.into_iter().flatten().collect();
    if facets.is_empty() {
        facets.push(facet(vec![sets("all", vec![0])]));
    }
    // A lead in a list is never withdrawn.
    if *without_withdrawn && list.is_none() {
        facets.push(Facet { is_excluded: true, ..facet(vec![sets("withdrawn", vec![0])]) });
    }
    Some(facets)
}

/// What an actor sees who does not see all, as `conditions.rs` says it of rows.
fn seen(sees: &Sees) -> Option<Facet> {
    let Sees::Own { agent, groups } = sees else { return None };
    let own = sets("agent", vec![agent.0]);
    let of_groups = sets("group", groups.iter().map(|group| group.0).collect());
    // Her own leads are in her groups too, most of them.
    Some(Facet { any: vec![own, of_groups], is_excluded: false, is_disjoint: false })
}
