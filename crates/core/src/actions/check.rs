//! Ids in a request must stand for rows of the actor's organisation. Used by `create_lead` and `update_lead`; an unknown id
//! refuses the whole request (decision B32).

use crate::actor::Actor;
use crate::store::engine::{Db, Failure};
use crate::store::reference::{agents, custom_fields, labels, places, stages};
use crate::store::{campaigns, lists};
use leadhub_model::reference::CustomFieldKind;
use leadhub_model::*;

/// The ids that both a new lead and a change may carry.
#[derive(Default)]
pub struct Ids<'a> {
    pub reason: Option<ReasonId>,
    pub agent: Option<AgentId>,
    pub group: Option<GroupId>,
    pub service: Option<ServiceId>,
    pub list: Option<ListId>,
    pub campaign: Option<CampaignId>,
    pub labels: &'a [LabelId],
    pub custom_values: &'a [CustomValue],
    pub comment: Option<&'a NewComment>,
}

pub fn check_ids(db: &mut Db, actor: &Actor, ids: &Ids) -> Result<(), LeadError> {
    known(Field::Reason, ids.reason, |id| stages::has_reason(db, actor, id))?;
    known(Field::Agent, ids.agent, |id| Ok(agents::find_agent(db, actor, id)?.is_some()))?;
    known(Field::Group, ids.group, |id| Ok(places::find_group(db, actor, id)?.is_some()))?;
    known(Field::Service, ids.service, |id| places::has_service(db, actor, id))?;
    known(Field::List, ids.list, |id| lists::has_list(db, actor, id))?;
    known(Field::Campaign, ids.campaign, |id| Ok(campaigns::find_campaign(db, actor, id)?.is_some()))?;
    for label in ids.labels {
        known(Field::Label, Some(*label), |id| labels::has_label(db, actor, id))?;
    }
    for value in ids.custom_values {
        check_custom_value(db, actor, value)?;
    }
    if let Some(comment) = ids.comment {
        if comment.body.trim().is_empty() {
            return Err(LeadError::refused(Field::CommentBody, Why::Missing));
        }
        known(Field::Author, comment.author, |id| Ok(agents::find_agent(db, actor, id)?.is_some()))?;
    }
    Ok(())
}

/// No text is longer than the longest that any wire documents (the comment, decision B28).
const LONGEST_TEXT: usize = 5000;

pub fn check_texts<'t>(mut facts: impl Iterator<Item = (Fact, &'t str)>) -> Result<(), LeadError> {
    match facts.find(|(_, text)| text.len() > LONGEST_TEXT && text.chars().count() > LONGEST_TEXT) {
        Some((fact, _)) => Err(LeadError::refused(Field::Fact(fact), Why::TooLong { max: LONGEST_TEXT })),
        None => Ok(()),
    }
}

fn known<Id>(field: Field, id: Option<Id>, exists: impl FnOnce(Id) -> Result<bool, Failure>) -> Result<(), LeadError> {
    let Some(id) = id else { return Ok(()) };
    if exists(id)? { Ok(()) } else { Err(LeadError::refused(field, Why::Unknown)) }
}

/// A choice field takes the ids of its options, several of them with commas between and around (`,1,2,`).
fn check_custom_value(db: &mut Db, actor: &Actor, value: &CustomValue) -> Result<(), LeadError> {
    let field = custom_fields::find_custom_field(db, actor, value.field)?
        .ok_or_else(|| LeadError::refused(Field::CustomField, Why::Unknown))?;
    let Some(text) = &value.value else { return Ok(()) };
    let options: Vec<&str> = match field.kind {
        CustomFieldKind::SingleChoice => vec![text.as_str()],
        CustomFieldKind::MultipleChoice => text.split(',').filter(|option| !option.is_empty()).collect(),
        CustomFieldKind::Number if !text.parse::<f64>().is_ok_and(f64::is_finite) => {
            return Err(LeadError::refused(Field::CustomValue, Why::Unfit("give a number")));
        }
        _ => return Ok(()),
    };
    for option in options {
        let id = option.trim().parse::<i64>().ok();
        known(Field::CustomValue, id.or(Some(-1)), |id| custom_fields::has_option(db, actor, value.field, id))?;
    }
    Ok(())
}
