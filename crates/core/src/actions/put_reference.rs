//! Put a set of reference data over what an organisation has: rows with known ids are changed, new ones added, all others stay.
//! The first set of a new organisation comes the same way. Called by the command line, the demo and the native wire.

use super::create_lead::IDS;
use super::create_organisation::OWN_IDS;
use super::identify::{Contacts, identify};
use super::sign_in::{NO_ADMINISTRATOR, are_all_administrators};
use crate::actor::Actor;
use crate::questions::{get_reference, list_administrators};
use crate::store::engine::{Db, Tx};
use crate::store::reference::known::{Known, Target, list_known};
use crate::store::reference::{
    agents, catalogue, custom_fields, external_names, geography, labels, places, sources, stages,
};
use crate::store::{campaigns, leads, lists, organisations, sessions};
use leadhub_model::catalogue::{Catalogue, District, KnownPerson, Province, Source};
use leadhub_model::reference::{Agent, CampaignRow, LARGEST_ID, ListSeed, ReferenceData, ReferenceRow};
use leadhub_model::{AgentId, Fact, Facts, Field, LeadError, Moment, RefusalReason, Zone};

/// The largest number that somebody may bring along of a kind whose numbers the house deals too: the larger half is its own to deal.
const LARGEST_BROUGHT: i64 = LARGEST_ID / 2;

/// Refuses, telling of every row, what would not fit: `Field::Row`, or `Field::Stage` for the pipeline as a whole. Positions and
/// the moments of creation of known rows stay; persons who are known stay as they are.
pub fn put_reference(tx: &mut Tx, actor: &Actor, data: &ReferenceData) -> Result<(), LeadError> {
    organisations::lock_organisation(tx, actor.organisation_id())?;
    let known = get_reference(tx, actor)?;
    let persons = list_persons(tx, actor, &data.catalogue)?;
    let is_new = |person: &&KnownPerson| !persons.has(Target::Person, person.id.0);
    let persons: Vec<&KnownPerson> = data.catalogue.persons.iter().filter(is_new).collect();

    let mut wrong = data.misfits(&known);
    wrong.extend(misplaced(tx, actor, &data.catalogue)?);
    let mut dealt: Vec<(&str, i64)> =
        new_ids::<CampaignRow>(data, &known).chain(new_ids::<ListSeed>(data, &known)).collect();
    dealt.extend(persons.iter().map(|person| (KnownPerson::SET, person.id.0)));
    let next = organisations::next_number(tx, actor.organisation_id(), IDS)?;
    let is_its_own = |id: &i64| (OWN_IDS + 1..next).contains(id) || (LARGEST_BROUGHT + 1..=LARGEST_ID).contains(id);
    for (set, id) in dealt.iter().filter(|(_, id)| is_its_own(id)) {
        let why =
            "the house gives such numbers itself: take one up to 1000, or one above all others of up to 14 digits";
        wrong.push((Field::Row { set, id: *id, column: "id" }, RefusalReason::Unfit(why)));
    }
    let retiring: Vec<AgentId> = data.agents.iter().filter(|agent| agent.retired).map(|agent| agent.id).collect();
    if are_all_administrators(tx, actor, &retiring)? {
        let row = |agent: &AgentId| (Field::Row { set: Agent::SET, id: agent.0, column: "retired" }, NO_ADMINISTRATOR);
        let administrators = list_administrators(tx, actor)?;
        wrong.extend(retiring.iter().filter(|agent| administrators.contains(agent)).map(row));
    }
    LeadError::refuse_all(wrong)?;

    let highest = dealt.iter().map(|(_, id)| *id).max().unwrap_or_default();
    if highest >= next && tx.next_numbers(actor.organisation_id(), IDS, highest + 1)? > next {
        return Err(tx.run_again("numbers were dealt meanwhile"));
    }
    write(tx, actor, data)?;
    merge_sources(tx, actor, data, &known)?;
    tx.outdate(actor.organisation_id())?;
    for person in persons {
        let facts = Facts::default().with(Fact::Phone, person.phone.as_deref().unwrap_or_default());
        identify(tx, actor, &Contacts::of(&facts), None, person.id, Some(&person.name))?;
    }
    Ok(())
}

/// The leads of a source that is folded into another one now become that one's.
fn merge_sources(tx: &mut Tx, actor: &Actor, data: &ReferenceData, known: &ReferenceData) -> Result<(), LeadError> {
    for row in &data.catalogue.sources {
        let before = Source::find(known, row.id.0).and_then(|row| row.merged_into);
        if let Some(into) = row.merged_into.filter(|into| before != Some(*into)) {
            sources::follow(tx, actor, row.id, into)?;
            leads::move_to_source(tx, actor, row.id, into)?;
        }
    }
    Ok(())
}

fn list_persons(db: &mut Db, actor: &Actor, data: &Catalogue) -> Result<Known, LeadError> {
    let wanted: Vec<(Target, i64)> = data.persons.iter().map(|person| (Target::Person, person.id.0)).collect();
    Ok(list_known(db, actor, &wanted, false)?)
}

/// Those of the rows whose ids the house deals too.
fn new_ids<'d, R: ReferenceRow + 'd>(
    data: &'d ReferenceData,
    known: &ReferenceData,
) -> impl Iterator<Item = (&'static str, i64)> {
    let ids: Vec<i64> = R::rows(data).iter().map(R::id).filter(|id| R::find(known, *id).is_none()).collect();
    ids.into_iter().map(|id| (R::SET, id))
}

/// Places that lie in no place, neither the organisation's own nor the house's.
fn misplaced(db: &mut Db, actor: &Actor, data: &Catalogue) -> Result<Vec<(Field, RefusalReason)>, LeadError> {
    let mut wrong = Vec::new();
    for row in &data.provinces {
        let comes = data.countries.iter().any(|country| country.id == row.country);
        if !comes && geography::find_country(db, actor, row.country)?.is_none() {
            wrong.push((Field::Row { set: Province::SET, id: row.id.0, column: "country_id" }, RefusalReason::Unknown));
        }
    }
    for row in &data.districts {
        let comes = data.provinces.iter().any(|province| province.id == row.province);
        if !comes && geography::find_province(db, actor, row.province)?.is_none() {
            wrong
                .push((Field::Row { set: District::SET, id: row.id.0, column: "province_id" }, RefusalReason::Unknown));
        }
    }
    Ok(wrong)
}

fn write(tx: &mut Tx, actor: &Actor, data: &ReferenceData) -> Result<(), LeadError> {
    for stage in &data.stages {
        stages::put_stage(tx, actor, stage)?;
    }
    for reason in &data.reasons {
        stages::put_reason(tx, actor, reason)?;
    }
    let now = tx.now();
    for label in &data.labels {
        let at = label.created_at.as_deref().and_then(|text| Moment::read(text, &Zone::utc())).unwrap_or(now);
        labels::put_label(tx, actor, label.id, &label.label, at)?;
    }
    for field in &data.custom_fields {
        custom_fields::put_custom_field(tx, actor, field)?;
    }
    for group in &data.groups {
        places::put_group(tx, actor, group)?;
    }
    for agent in &data.agents {
        agents::put_agent(tx, actor, agent)?;
        if agent.retired {
            sessions::end_sessions(tx, actor, agent.id, None)?;
        }
    }
    for service in &data.services {
        places::put_service(tx, actor, service)?;
    }
    for name in &data.external_names {
        external_names::put_external_name(tx, actor, name)?;
    }
    for campaign in &data.campaigns {
        campaigns::put_campaign(tx, actor, campaign)?;
    }
    for list in &data.lists {
        lists::put_list(tx, actor, list)?;
    }
    catalogue::put_catalogue(tx, actor, &data.catalogue)?;
    geography::put_countries(tx, actor.organisation_id(), &data.catalogue.countries)?;
    geography::put_provinces(tx, actor.organisation_id(), &data.catalogue.provinces)?;
    Ok(geography::put_districts(tx, actor.organisation_id(), &data.catalogue.districts)?)
}
