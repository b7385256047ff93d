//! The whole set of an organisation's reference data, in the form of the file that `put_reference` takes: what is read here and
//! put again changes nothing. Persons are not in it, since they come and go with leads, nor the house's places.

use crate::actor::Actor;
use crate::store::engine::Db;
use crate::store::reference::{agents, catalogue, custom_fields, external_names, geography, labels, places, stages};
use crate::store::{campaigns, lists};
use leadhub_model::catalogue::Catalogue;
use leadhub_model::reference::{LabelRow, ReferenceData, StageRow};
use leadhub_model::{LeadError, Moment, TimeStyle, Zone};

pub fn get_reference(db: &mut Db, actor: &Actor) -> Result<ReferenceData, LeadError> {
    let stages = stages::list_stages(db, actor)?.into_iter();
    let labels = labels::list_labels(db, actor)?.into_iter();
    let groups = places::list_groups(db, actor)?.into_iter();
    let agents = agents::list_agents(db, actor)?.into_iter();
    Ok(ReferenceData {
        stages: stages.map(|row| StageRow { id: row.id, label: row.label, kind: row.kind }).collect(),
        reasons: stages::list_reasons(db, actor)?,
        labels: labels
            .map(|row| LabelRow { id: row.id, label: row.label, created_at: Some(written(row.created_at)) })
            .collect(),
        custom_fields: custom_fields::list_custom_fields(db, actor)?,
        groups: groups.map(|(group, _)| group).collect(),
        agents: agents.map(|stored| stored.agent).collect(),
        services: places::list_services(db, actor)?,
        campaigns: campaigns::list_campaign_rows(db, actor)?,
        lists: lists::list_list_rows(db, actor)?,
        external_names: external_names::list_all_names(db, actor)?,
        catalogue: get_catalogue(db, actor)?,
    })
}

fn get_catalogue(db: &mut Db, actor: &Actor) -> Result<Catalogue, LeadError> {
    let (countries, provinces, districts) = geography::list_own(db, actor)?;
    Ok(Catalogue {
        brands: catalogue::list_brands(db, actor)?,
        companies: catalogue::list_companies(db, actor)?,
        price_lists: catalogue::list_price_lists(db, actor)?,
        products: catalogue::list_products(db, actor)?,
        source_categories: catalogue::list_source_categories(db, actor)?,
        sources: catalogue::list_sources(db, actor)?,
        hobbies: catalogue::list_hobbies(db, actor)?,
        countries,
        provinces,
        districts,
        persons: Vec::new(),
    })
}

/// To the microsecond, so that it is read as the same moment.
fn written(at: Moment) -> String {
    at.format(&Zone::utc(), TimeStyle::Offset).replace("+00:00", "Z")
}
