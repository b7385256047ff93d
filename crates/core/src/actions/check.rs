//! What a request brings must fit: its ids stand for rows of the actor's organisation, its texts are not too long. Used by
//! `create_lead` and `update_lead`; whatever is wrong refuses the whole request, and everything that is wrong is told (decision B32).

use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Tx};
use crate::store::reference::custom_fields;
use crate::store::reference::known::{Known, Target, list_known};
use crate::store::{campaigns, lists};
use leadhub_model::reference::{CustomField, CustomFieldKind, LONGEST_NAME};
use leadhub_model::*;

/// The ids that both a new lead and a change may carry.
#[derive(Default)]
pub struct Ids<'a> {
    pub stage: Option<StageId>,
    pub person: Option<PersonId>,
    pub reason: Option<ReasonId>,
    pub agent: Option<AgentId>,
    pub group: Option<GroupId>,
    pub service: Option<ServiceId>,
    pub list: Option<ListId>,
    pub campaign: Option<CampaignId>,
    pub source: Option<&'a SourceRef>,
    pub labels: &'a [LabelId],
    pub custom_values: &'a [CustomValue],
    pub comment: Option<&'a NewComment>,
}

impl Ids<'_> {
    /// Every id but those of custom fields, under the name that a refusal gives it.
    fn rows(&self) -> Vec<(Field, Target, i64)> {
        let source = match self.source {
            Some(SourceRef::Id(id)) => Some(id.0),
            _ => None,
        };
        let author = self.comment.and_then(|comment| comment.author);
        let single = [
            (Field::Stage, Target::Stage, self.stage.map(|id| id.0)),
            (Field::Person, Target::Person, self.person.map(|id| id.0)),
            (Field::Reason, Target::Reason, self.reason.map(|id| id.0)),
            (Field::Agent, Target::Agent, self.agent.map(|id| id.0)),
            (Field::Group, Target::Group, self.group.map(|id| id.0)),
            (Field::Service, Target::Service, self.service.map(|id| id.0)),
            (Field::List, Target::List, self.list.map(|id| id.0)),
            (Field::Campaign, Target::Campaign, self.campaign.map(|id| id.0)),
            (Field::Source, Target::Source, source),
            (Field::Author, Target::Agent, author.map(|id| id.0)),
        ];
        let labels = self.labels.iter().map(|id| (Field::Label, Target::Label, id.0));
        single.into_iter().filter_map(|(field, target, id)| Some((field, target, id?))).chain(labels).collect()
    }
}

/// No text is longer than the longest that any wire documents (the comment, decision B28).
const LONGEST_TEXT: usize = 5000;

/// Refuses what does not fit; gives the stage that the ids name, or the pipeline's first where `first_stage` asks for that.
pub fn check<'t>(
    db: &mut Db,
    actor: &Actor,
    ids: &Ids,
    facts: impl Iterator<Item = (Fact, &'t str)>,
    first_stage: bool,
) -> Result<Option<(StageId, StageKind)>, LeadError> {
    let too_long = |text: &str| text.len() > LONGEST_TEXT && text.chars().count() > LONGEST_TEXT;
    let long = facts.filter(|(_, text)| too_long(text));
    let mut wrong: Vec<(Field, RefusalReason)> =
        long.map(|(fact, _)| (Field::Fact(fact), RefusalReason::TooLong { max: LONGEST_TEXT })).collect();
    let rows = ids.rows();
    let wanted: Vec<(Target, i64)> = rows.iter().map(|(_, target, id)| (*target, *id)).collect();
    let known: Known = list_known(db, actor, &wanted, first_stage)?;
    for (field, target, id) in rows {
        if !known.has(target, id) && !wrong.contains(&(field, RefusalReason::Unknown)) {
            wrong.push((field, RefusalReason::Unknown));
        }
    }
    if !ids.custom_values.is_empty() {
        let fields = custom_fields::list_custom_fields(db, actor)?;
        wrong.extend(ids.custom_values.iter().filter_map(|value| misfit(&fields, value)));
    }
    if ids.comment.is_some_and(|comment| comment.body.trim().is_empty()) {
        wrong.push((Field::CommentBody, RefusalReason::Missing));
    }
    LeadError::refuse_all(wrong)?;
    if first_stage && known.stage.is_none() {
        return Err(Failure::Bug("the pipeline has no first stage".to_owned()).into());
    }
    Ok(known.stage)
}

/// A choice field takes the ids of its options, several of them with commas between and around (`,1,2,`).
fn misfit(fields: &[CustomField], value: &CustomValue) -> Option<(Field, RefusalReason)> {
    let Some(field) = fields.iter().find(|field| field.id == value.field) else {
        return Some((Field::CustomField(value.field), RefusalReason::Unknown));
    };
    let text = value.value.as_ref()?;
    let options: Vec<&str> = match field.kind {
        CustomFieldKind::SingleChoice => vec![text.as_str()],
        CustomFieldKind::MultipleChoice => text.split(',').filter(|option| !option.is_empty()).collect(),
        CustomFieldKind::Number if !text.parse::<f64>().is_ok_and(f64::is_finite) => {
            return Some((Field::CustomValue(value.field), RefusalReason::Unfit("give a number")));
        }
        _ => return None,
    };
    let is_known = |option: &str| {
        let id = option.trim().parse::<i64>();
        id.is_ok_and(|id| field.options.iter().any(|known| known.id == id))
    };
    (!options.into_iter().all(is_known)).then_some((Field::CustomValue(value.field), RefusalReason::Unknown))
}

/// Refuses a name of a list or a campaign that the house's own export would not take back.
pub fn check_name(field: Field, name: &str) -> Result<(), LeadError> {
    let why = match name {
        blank if blank.trim().is_empty() => RefusalReason::Missing,
        long if long.chars().count() > LONGEST_NAME => RefusalReason::TooLong { max: LONGEST_NAME },
        _ => return Ok(()),
    };
    Err(LeadError::refused(field, why))
}

/// Keeps the list and the campaign that a lead is put into: one that is deleted meanwhile must not get it.
pub fn keep_homes(
    tx: &mut Tx,
    actor: &Actor,
    list: Option<ListId>,
    campaign: Option<CampaignId>,
) -> Result<(), LeadError> {
    let unknown = |field| LeadError::refused(field, RefusalReason::Unknown);
    let of_list = match list {
        Some(list) => Some(lists::keep(tx, actor, list)?.ok_or(unknown(Field::List))?),
        None => None,
    };
    // A campaign that has lists is not deleted.
    match campaign.filter(|campaign| of_list != Some(*campaign)) {
        Some(campaign) if !campaigns::keep(tx, actor, campaign)? => Err(unknown(Field::Campaign)),
        _ => Ok(()),
    }
}

/// Refuses a change of something that has changed since the caller read it.
pub fn expect_version(stored: i64, expected: Option<i64>) -> Result<(), LeadError> {
    match expected {
        Some(expected) if expected != stored => Err(LeadError::Stale(stored)),
        _ => Ok(()),
    }
}
