//! Install a whole set of reference data into an organisation that has none. Called by the command line with a set read from
//! a file; ids are the set's own, and the organisation's counter begins above them.

use super::create_lead::IDS;
use super::identify::{Contacts, identify};
use crate::actor::Actor;
use crate::store::engine::{Tx, internal};
use crate::store::reference::{agents, catalogue, custom_fields, external_names, geography, labels, places, stages};
use crate::store::{campaigns, lists};
use leadhub_model::catalogue::Catalogue;
use leadhub_model::list::{Campaign, LeadList};
use leadhub_model::reference::ReferenceData;
use leadhub_model::stage::check_pipeline;
use leadhub_model::{Fact, Facts, LeadError, Moment, Stage, Zone};

pub fn install_reference(tx: &mut Tx, house: &Actor, data: &ReferenceData) -> Result<(), LeadError> {
    let pipeline: Vec<Stage> =
        data.stages.iter().map(|stage| Stage { id: stage.id, label: stage.label.clone(), kind: stage.kind }).collect();
    check_pipeline(&pipeline).map_err(|say| internal(&say))?;
    for (position, stage) in (0i64..).zip(&pipeline) {
        stages::insert_stage(tx, house, position, stage)?;
    }
    for (position, reason) in (0i64..).zip(&data.reasons) {
        stages::insert_reason(tx, house, position, reason)?;
    }
    let now = tx.now();
    for (position, label) in (0i64..).zip(&data.labels) {
        let at = label.created_at.as_deref().and_then(|text| Moment::read(text, &Zone::utc())).unwrap_or(now);
        labels::insert_label(tx, house, position, label.id, &label.label, at)?;
    }
    for (position, field) in (0i64..).zip(&data.custom_fields) {
        custom_fields::insert_custom_field(tx, house, position, field)?;
    }
    for group in &data.groups {
        places::insert_group(tx, house, group)?;
    }
    for agent in &data.agents {
        agents::insert_agent(tx, house, agent)?;
    }
    for service in &data.services {
        places::insert_service(tx, house, service)?;
    }
    for name in &data.external_names {
        external_names::insert_external_name(tx, house, name)?;
    }
    install_lists(tx, house, data)?;
    install_catalogue(tx, house, &data.catalogue)?;
    reserve_ids(tx, house, data)
}

fn install_lists(tx: &mut Tx, house: &Actor, data: &ReferenceData) -> Result<(), LeadError> {
    let now = tx.now();
    for row in &data.campaigns {
        let campaign = Campaign {
            id: row.id,
            uuid: row.uuid,
            name: row.name.clone(),
            kind: row.kind.clone(),
            active: true,
            status: row.status,
            created_at: now,
            updated_at: now,
        };
        campaigns::insert(tx, house, &campaign)?;
    }
    for row in &data.lists {
        let list = LeadList {
            id: row.id,
            uuid: row.uuid,
            name: row.name.clone(),
            description: row.description.clone(),
            campaign: row.campaign,
            agent: None,
            active: true,
            created_at: now,
            updated_at: now,
        };
        lists::insert(tx, house, &list)?;
    }
    Ok(())
}

fn install_catalogue(tx: &mut Tx, house: &Actor, data: &Catalogue) -> Result<(), LeadError> {
    let organisation = house.organisation_id();
    catalogue::insert_catalogue(tx, house, data)?;
    geography::insert_countries(tx, organisation, &data.countries)?;
    geography::insert_provinces(tx, organisation, &data.provinces)?;
    geography::insert_districts(tx, organisation, &data.districts)?;
    for person in &data.persons {
        let phone = person.phone.clone();
        let mut facts = Facts::default();
        facts.set(Fact::Phone, phone);
        identify(tx, house, &Contacts::of(&facts), None, person.id, Some(&person.name))?;
    }
    Ok(())
}

/// Lists, campaigns and persons made later share the counter of ids, so it must pass the ones the set brought.
fn reserve_ids(tx: &mut Tx, house: &Actor, data: &ReferenceData) -> Result<(), LeadError> {
    let campaigns = data.campaigns.iter().map(|campaign| campaign.id.0);
    let lists = data.lists.iter().map(|list| list.id.0);
    let persons = data.catalogue.persons.iter().map(|person| person.id.0);
    let highest = campaigns.chain(lists).chain(persons).max().unwrap_or_default();
    tx.next_numbers(house.organisation_id(), IDS, highest.max(999) + 1)?;
    Ok(())
}
