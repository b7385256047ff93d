//! What lies around one lead, answered once for all doors: labels, values, comments, whose lead it is, which campaign it is in. A door
//! names the parts that it shows. Whoever does not see the lead finds its card empty; masks are laid over it by the doors that mask.

use super::lists_of_leads::campaigns_of_leads;
use crate::actor::Actor;
use crate::store::engine::Db;
use crate::store::reference::{custom_fields, labels};
use crate::store::{campaigns, comments, persons};
use leadhub_model::list::Campaign;
use leadhub_model::person::ContactKind;
use leadhub_model::reference::Label;
use leadhub_model::{Comment, CustomValue, Lead, LeadError, Person};

/// What was not asked for is empty.
#[derive(Debug, Clone, Default)]
pub struct LeadCard {
    pub labels: Vec<Label>,
    /// In the organisation's own fields.
    pub custom_values: Vec<CustomValue>,
    /// Oldest first.
    pub comments: Vec<Comment>,
    pub comment_count: i64,
    pub person: Option<Person>,
    /// The person's, as their keys are stored, in the order in which they came.
    pub contacts: Vec<(ContactKind, String)>,
    /// The lead's own, else that of the list it is in.
    pub campaign: Option<Campaign>,
}

/// A part of a card. Each costs a statement at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Labels,
    CustomValues,
    Comments,
    CommentCount,
    Person,
    Contacts,
    Campaign,
}

pub fn lead_card(db: &mut Db, actor: &Actor, lead: &Lead, parts: &[Part]) -> Result<LeadCard, LeadError> {
    let mut card = LeadCard::default();
    for part in parts {
        match part {
            Part::Labels => card.labels = labels::list_lead_labels(db, actor, lead.id)?,
            Part::CustomValues => card.custom_values = custom_fields::list_custom_values(db, actor, lead.id)?,
            // One that shows no newest comment has none.
            Part::Comments | Part::CommentCount if lead.last_comment.is_none() => {}
            Part::Comments => card.comments = comments::list_comments(db, actor, lead.id)?,
            Part::CommentCount => card.comment_count = comments::count_comments(db, actor, lead.id)?,
            Part::Person => card.person = persons::find_person(db, actor, lead.person)?,
            Part::Contacts => {
                let all = persons::list_contacts(db, actor, &[lead.person])?;
                card.contacts = all.into_iter().map(|(_, kind, value)| (kind, value)).collect();
            }
            Part::Campaign => {
                if let Some(id) = campaigns_of_leads(db, actor, std::slice::from_ref(lead))?.of(lead) {
                    card.campaign = campaigns::find_campaign(db, actor, id)?;
                }
            }
        }
    }
    Ok(card)
}
