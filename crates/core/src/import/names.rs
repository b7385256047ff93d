//! Names where numbers are: a stage, label, agent, list … of a row looked up by what people call it, whatever the case and accents; an agent
//! also by her e-mail. What nobody knows is made where that was asked for and it is a label, a list or a campaign; else it is told.

use crate::actions::check::check_name;
use crate::actions::{create_campaign, create_list};
use crate::actor::Actor;
use crate::store::engine::{Db, Tx};
use crate::store::reference::{agents, labels, places, stages};
use crate::store::{campaigns, lists, organisations};
use leadhub_intake::columns::NameOf;
use leadhub_intake::{Named, Reason};
use leadhub_model::list::{NewCampaign, NewList};
use leadhub_model::text::fold;
use leadhub_model::*;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    One(i64),
    Nobody,
    Several,
}

/// What was looked up in one transaction.
#[derive(Default)]
pub struct Names {
    known: BTreeMap<(NameOf, String), Found>,
    /// Numbers that a dry run gives to what would be made.
    pretended: BTreeMap<(NameOf, String), i64>,
}

impl Names {
    /// Points the lead to what the names stand for; gives those that nobody knows and that may be made, or why the row is refused.
    pub fn resolve(
        &mut self,
        db: &mut Db,
        actor: &Actor,
        names: &[Named],
        (new, makes): (&mut NewLead, bool),
    ) -> Result<Result<Vec<Named>, Reason>, LeadError> {
        let mut unknown = Vec::new();
        for named in names {
            let separate: Vec<&str> = match named.of {
                NameOf::Label => named.name.split([',', ';']).map(str::trim).filter(|name| !name.is_empty()).collect(),
                _ => vec![named.name.trim()],
            };
            for name in separate {
                let heading = named.heading.clone();
                match self.find(db, actor, named.of, name)? {
                    Found::One(id) => point(new, named.of, id),
                    Found::Nobody if makes && is_made(named.of) => {
                        if !is_fit(name) {
                            let (en, vi) = ("is too long for a name", "quá dài để làm tên");
                            return Ok(Err(Reason::new(
                                &heading,
                                format!("{heading} {en}"),
                                format!("{heading} {vi}"),
                            )));
                        }
                        unknown.push(Named { of: named.of, name: name.to_owned(), heading });
                    }
                    Found::Nobody => {
                        let (en, vi) = (
                            format!("{heading}: nothing here is called '{name}'"),
                            format!("{heading}: ở đây không có '{name}'"),
                        );
                        return Ok(Err(Reason::new(&heading, en, vi)));
                    }
                    Found::Several => {
                        let (en, vi) = (
                            format!("{heading}: several are called '{name}', give the number"),
                            format!("{heading}: có nhiều mục tên '{name}', hãy ghi số"),
                        );
                        return Ok(Err(Reason::new(&heading, en, vi)));
                    }
                }
            }
        }
        Ok(Ok(unknown))
    }

    /// Makes what nobody knows and points the lead to it.
    pub fn make(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        (unknown, campaign): (&[Named], Uuid),
        new: &mut NewLead,
    ) -> Result<(), LeadError> {
        for Named { of, name, .. } in unknown {
            let id = match of {
                NameOf::Campaign => {
                    let made = create_campaign(tx, actor, &NewCampaign { name: name.clone(), kind: String::new() });
                    made.map_err(|error| again(tx, error))?.id.0
                }
                NameOf::List => {
                    let list = NewList { name: name.clone(), description: String::new(), campaign };
                    create_list(tx, actor, &list).map_err(|error| again(tx, error))?.id.0
                }
                _ => {
                    organisations::lock_organisation(tx, actor.organisation_id())?;
                    match labels::find_label_by_name(tx, actor, name)? {
                        Some(label) => label.0,
                        None => labels::insert_label(tx, actor, name)?.0,
                    }
                }
            };
            self.known.insert(key(*of, name), Found::One(id));
            point(new, *of, id);
        }
        Ok(())
    }

    /// As `make`, for a dry run: what would be made has a number of its own, which nothing in the store has.
    pub fn pretend(&mut self, unknown: &[Named], new: &mut NewLead) {
        for Named { of, name, .. } in unknown {
            let next = -1 - i64::try_from(self.pretended.len()).unwrap_or_default();
            let id = *self.pretended.entry(key(*of, name)).or_insert(next);
            point(new, *of, id);
        }
    }

    fn find(&mut self, db: &mut Db, actor: &Actor, of: NameOf, name: &str) -> Result<Found, LeadError> {
        let key = key(of, name);
        if let Some(found) = self.known.get(&key) {
            return Ok(*found);
        }
        let found = look_up(db, actor, of, name)?;
        self.known.insert(key, found);
        Ok(found)
    }
}

/// A list is called by its whole name.
fn key(of: NameOf, name: &str) -> (NameOf, String) {
    (of, if of == NameOf::List { name.to_owned() } else { fold(name) })
}

/// Somebody made it between the look and the making.
fn again(tx: &mut Tx, error: LeadError) -> LeadError {
    match error {
        LeadError::Refused(Refusal { why: Why::Taken, .. }) => tx.run_again("a name was taken meanwhile"),
        other => other,
    }
}

/// A stage, an agent or a service needs more than a name.
fn is_made(of: NameOf) -> bool {
    matches!(of, NameOf::Label | NameOf::List | NameOf::Campaign)
}

fn is_fit(name: &str) -> bool {
    check_name(Field::Name, name).is_ok()
}

fn look_up(db: &mut Db, actor: &Actor, of: NameOf, name: &str) -> Result<Found, LeadError> {
    let (wanted, number) = (fold(name), name.parse::<i64>().ok());
    let mut exact = Vec::new();
    let mut alike = Vec::new();
    let mut numbered = None;
    let mut look = |id: i64, called: &str| {
        if called == name {
            exact.push(id);
        } else if fold(called) == wanted {
            alike.push(id);
        }
        if number == Some(id) {
            numbered = Some(id);
        }
    };
    match of {
        NameOf::Stage => stages::list_stages(db, actor)?.iter().for_each(|row| look(row.id.0, &row.label)),
        NameOf::Reason => stages::list_reasons(db, actor)?.iter().for_each(|row| look(row.id.0, &row.label)),
        NameOf::Group => places::list_groups(db, actor)?.iter().for_each(|(row, _)| look(row.id.0, &row.name)),
        NameOf::Service => places::list_services(db, actor)?.iter().for_each(|row| look(row.id.0, &row.name)),
        NameOf::Label => labels::list_labels(db, actor)?.iter().for_each(|row| look(row.id.0, &row.label)),
        NameOf::Campaign => campaigns::kept_campaigns(db, actor)?.iter().for_each(|row| look(row.id.0, &row.name)),
        NameOf::List => {
            if let Some(list) = lists::find_list_by_name(db, actor, name)? {
                look(list.id.0, name);
            }
        }
        NameOf::Agent => {
            let all = agents::list_agents(db, actor)?;
            for agent in all.iter().map(|stored| &stored.agent).filter(|agent| !agent.retired) {
                let email = agent.email.as_deref().unwrap_or_default();
                let is_email = !email.is_empty() && email.eq_ignore_ascii_case(name);
                look(agent.id.0, if is_email { name } else { &agent.username });
            }
        }
    }
    let called = if exact.is_empty() { alike } else { exact };
    Ok(match (called.as_slice(), numbered) {
        ([one], _) => Found::One(*one),
        ([], Some(id)) => Found::One(id),
        ([], None) => Found::Nobody,
        _ => Found::Several,
    })
}

fn point(new: &mut NewLead, of: NameOf, id: i64) {
    match of {
        NameOf::Stage => new.stage = Some(StageId(id)),
        NameOf::Reason => new.reason = Some(ReasonId(id)),
        NameOf::Agent => new.agent = Some(AgentId(id)),
        NameOf::Group => new.group = Some(GroupId(id)),
        NameOf::Service => new.service = Some(ServiceId(id)),
        NameOf::Campaign => new.campaign = Some(CampaignId(id)),
        NameOf::List => new.list = Some(ListId(id)),
        NameOf::Label if new.labels.contains(&LabelId(id)) => {}
        NameOf::Label => new.labels.push(LabelId(id)),
    }
}
