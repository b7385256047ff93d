//! Names where numbers are: a stage, label, agent, list … of a row looked up by what people call it, whatever the case and accents; an agent
//! also by her e-mail. What nobody knows is made where that was asked for and it is a label, a list or a campaign; else it is told.

use crate::actions::check::check_name;
use crate::actions::{create_campaign, create_list};
use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Tx};
use crate::store::reference::{agents, labels, places, sources, stages};
use crate::store::{campaigns, lists, organisations};
use leadhub_intake::columns::NameOf;
use leadhub_intake::{Named, Reason, note};
use leadhub_model::list::{NewCampaign, NewList};
use leadhub_model::name_match::{NameMatch, find_called};
use leadhub_model::text::fold;
use leadhub_model::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What was looked up in one transaction.
#[derive(Default)]
pub struct Names {
    known: BTreeMap<(NameOf, String), NameMatch>,
    /// Numbers that a dry run gives to what would be made.
    pretended: BTreeMap<(NameOf, String), i64>,
    /// Sources that a dry run's rows would make, folded.
    pretended_sources: BTreeSet<String>,
    /// What was made, or would be: a line for each, in the order of the rows.
    pub made: Vec<String>,
}

/// A source that nobody knows yet, which the verb makes when a lead comes of the row.
pub struct NewSource {
    name: String,
    /// So many more may wait to be looked at.
    room: usize,
}

/// So many names are told of.
const MOST_TOLD: usize = 50;

/// What is told of names that were made behind `before` lines of others: a bounded number, then that there are more.
pub fn told(made: &[String], before: usize) -> String {
    let lines = made.iter().enumerate().map(|(at, line)| (before + at, line)).take_while(|(at, _)| *at <= MOST_TOLD);
    let line = |(at, line): (usize, &String)| if at < MOST_TOLD { line.clone() } else { note::more_names(MOST_TOLD) };
    lines.map(line).fold(String::new(), |text, line| text + &line + "\n")
}

/// The list of a dry run that would be made: nothing in the store has this number.
const TO_BE_MADE: ListId = ListId(0);

impl Names {
    /// As if a list were there that a dry run's leads would go into.
    pub fn knowing(list: Option<&NewList>) -> Names {
        let list = list.map(|list| (key(NameOf::List, &list.name), NameMatch::One(TO_BE_MADE.0)));
        Names { known: list.into_iter().collect(), ..Names::default() }
    }

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
                    NameMatch::One(id) => point(new, named.of, id),
                    NameMatch::Nobody if makes && is_made(named.of) => {
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
                    NameMatch::Nobody => {
                        let (en, vi) = (
                            format!("{heading}: nothing here is called '{name}'"),
                            format!("{heading}: ở đây không có '{name}'"),
                        );
                        return Ok(Err(Reason::new(&heading, en, vi)));
                    }
                    NameMatch::Several => {
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
            self.known.insert(key(*of, name), NameMatch::One(id));
            self.made.extend(note::new_name(*of, name));
            point(new, *of, id);
        }
        Ok(())
    }

    /// The source that a row would make.
    pub fn new_source(db: &mut Db, actor: &Actor, said: Option<&SourceRef>) -> Result<Option<NewSource>, Failure> {
        let Some(SourceRef::Word(word)) = said else { return Ok(None) };
        let name = source::name(word);
        if name.is_empty() || sources::find_source(db, actor, &name)?.is_some() {
            return Ok(None);
        }
        let waiting = sources::list_sources(db, actor)?.iter().filter(|row| row.is_waiting()).count();
        Ok(Some(NewSource { name, room: source::MOST_UNREVIEWED.saturating_sub(waiting) }))
    }

    /// Tells of a source if it was made.
    pub fn tell_source(&mut self, db: &mut Db, actor: &Actor, new: &NewSource) -> Result<(), Failure> {
        if sources::find_source(db, actor, &new.name)?.is_some() {
            self.made.push(note::new_source(&new.name));
        }
        Ok(())
    }

    /// As `tell_source`, for a dry run.
    pub fn pretend_source(&mut self, new: &NewSource) {
        if self.pretended_sources.len() < new.room && self.pretended_sources.insert(fold(&new.name)) {
            self.made.push(note::new_source(&new.name));
        }
    }

    /// As `make`, for a dry run: what would be made has a number of its own, which nothing in the store has.
    pub fn pretend(&mut self, unknown: &[Named], new: &mut NewLead) {
        for Named { of, name, .. } in unknown {
            let next = -1 - i64::try_from(self.pretended.len()).unwrap_or_default();
            let id = *self.pretended.entry(key(*of, name)).or_insert_with(|| {
                self.made.extend(note::new_name(*of, name));
                next
            });
            point(new, *of, id);
        }
    }

    fn find(&mut self, db: &mut Db, actor: &Actor, of: NameOf, name: &str) -> Result<NameMatch, LeadError> {
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
        LeadError::Refused(Refusal { why: RefusalReason::Taken, .. }) => tx.run_again("a name was taken meanwhile"),
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

fn look_up(db: &mut Db, actor: &Actor, of: NameOf, name: &str) -> Result<NameMatch, LeadError> {
    let mut rows: Vec<(i64, String)> = Vec::new();
    let mut row = |id: i64, called: &str| rows.push((id, called.to_owned()));
    match of {
        NameOf::Stage => stages::list_stages(db, actor)?.iter().for_each(|stage| row(stage.id.0, &stage.label)),
        NameOf::Reason => stages::list_reasons(db, actor)?.iter().for_each(|reason| row(reason.id.0, &reason.label)),
        NameOf::Group => places::list_groups(db, actor)?.iter().for_each(|(group, _)| row(group.id.0, &group.name)),
        NameOf::Service => {
            places::list_services(db, actor)?.iter().for_each(|service| row(service.id.0, &service.name))
        }
        NameOf::Label => labels::list_labels(db, actor)?.iter().for_each(|label| row(label.id.0, &label.label)),
        NameOf::Campaign => {
            campaigns::cached_campaigns(db, actor)?.iter().for_each(|campaign| row(campaign.id.0, &campaign.name));
        }
        NameOf::List => {
            if let Some(list) = lists::find_list_by_name(db, actor, name)? {
                row(list.id.0, name);
            }
        }
        NameOf::Agent => {
            let all = agents::list_agents(db, actor)?;
            for agent in all.iter().map(|stored| &stored.agent).filter(|agent| !agent.retired) {
                let email = agent.email.as_deref().unwrap_or_default();
                let is_email = !email.is_empty() && email.eq_ignore_ascii_case(name);
                row(agent.id.0, if is_email { name } else { &agent.username });
            }
        }
    }
    Ok(find_called(rows.iter().map(|(id, called)| (*id, called.as_str())), name))
}

fn point(new: &mut NewLead, of: NameOf, id: i64) {
    match of {
        NameOf::Stage => new.stage = Some(StageId(id)),
        NameOf::Reason => new.reason = Some(ReasonId(id)),
        NameOf::Agent => new.agent = Some(AgentId(id)),
        NameOf::Group => new.group = Some(GroupId(id)),
        NameOf::Service => new.service = Some(ServiceId(id)),
        NameOf::Campaign => new.campaign = Some(CampaignId(id)),
        NameOf::List => new.list = Some(ListId(id)).filter(|list| *list != TO_BE_MADE),
        NameOf::Label if new.labels.contains(&LabelId(id)) => {}
        NameOf::Label => new.labels.push(LabelId(id)),
    }
}
