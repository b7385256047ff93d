//! The whole set of an organisation's reference data, in the form of the file that `put_reference` takes: what is read here and
//! put again changes nothing. Persons are not in it, since they come and go with leads, nor the house's places.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure};
use crate::store::reference::{
    agents, catalogue, custom_fields, external_names, geography, labels, places, sources, stages,
};
use crate::store::{campaigns, lists};
use leadhub_model::catalogue::*;
use leadhub_model::reference::*;
use leadhub_model::{LeadError, Moment, TimeStyle, Zone};

pub fn get_reference(db: &mut Db, actor: &Actor) -> Result<ReferenceData, LeadError> {
    Ok(ReferenceData {
        stages: StageRow::list(db, actor)?,
        reasons: Reason::list(db, actor)?,
        labels: LabelRow::list(db, actor)?,
        custom_fields: CustomField::list(db, actor)?,
        groups: Group::list(db, actor)?,
        agents: Agent::list(db, actor)?,
        services: Service::list(db, actor)?,
        campaigns: CampaignRow::list(db, actor)?,
        lists: ListSeed::list(db, actor)?,
        external_names: external_names::list_all_names(db, actor)?,
        catalogue: Catalogue {
            brands: Brand::list(db, actor)?,
            companies: Company::list(db, actor)?,
            price_lists: PriceList::list(db, actor)?,
            products: Product::list(db, actor)?,
            source_categories: SourceCategory::list(db, actor)?,
            sources: Source::list(db, actor)?,
            hobbies: Hobby::list(db, actor)?,
            countries: Country::list(db, actor)?,
            provinces: Province::list(db, actor)?,
            districts: District::list(db, actor)?,
            persons: Vec::new(),
        },
    })
}

/// Rows of one kind as a set has them.
pub trait StoredRow: ReferenceRow {
    /// All of the organisation's own, in their order.
    fn list(db: &mut Db, actor: &Actor) -> Result<Vec<Self>, LeadError>;
}

macro_rules! stored {
    ($($row:ident: $list:expr;)*) => {$(
        impl StoredRow for $row {
            fn list(db: &mut Db, actor: &Actor) -> Result<Vec<Self>, LeadError> {
                let list: fn(&mut Db, &Actor) -> Result<Vec<Self>, Failure> = $list;
                Ok(list(db, actor)?)
            }
        }
    )*};
}

stored! {
    StageRow: |db, actor| {
        let rows = stages::list_stages(db, actor)?;
        Ok(rows.iter().map(|row| StageRow { id: row.id, label: row.label.clone(), kind: row.kind }).collect())
    };
    Reason: |db, actor| Ok(stages::list_reasons(db, actor)?.to_vec());
    LabelRow: |db, actor| {
        let rows = labels::list_labels(db, actor)?;
        let row = |row: &Label| {
            LabelRow { id: row.id, label: row.label.clone(), created_at: Some(written(row.created_at)) }
        };
        Ok(rows.iter().map(row).collect())
    };
    CustomField: |db, actor| Ok(custom_fields::list_custom_fields(db, actor)?.to_vec());
    Group: |db, actor| Ok(places::list_groups(db, actor)?.iter().map(|(group, _)| group.clone()).collect());
    Agent: |db, actor| Ok(agents::list_agents(db, actor)?.iter().map(|stored| stored.agent.clone()).collect());
    Service: |db, actor| Ok(places::list_services(db, actor)?.to_vec());
    CampaignRow: campaigns::list_campaign_rows;
    ListSeed: lists::list_list_rows;
    Brand: |db, actor| Ok(catalogue::list_brands(db, actor)?.to_vec());
    Company: |db, actor| Ok(catalogue::list_companies(db, actor)?.to_vec());
    PriceList: |db, actor| Ok(catalogue::list_price_lists(db, actor)?.to_vec());
    Product: |db, actor| Ok(catalogue::list_products(db, actor)?.to_vec());
    SourceCategory: |db, actor| Ok(catalogue::list_source_categories(db, actor)?.to_vec());
    Source: |db, actor| Ok(sources::list_sources(db, actor)?.to_vec());
    Hobby: |db, actor| Ok(catalogue::list_hobbies(db, actor)?.to_vec());
    Country: geography::list_own_countries;
    Province: |db, actor| Ok(geography::list_own_provinces(db, actor)?.to_vec());
    District: geography::list_own_districts;
}

/// In UTC and to the microsecond, so that it is read as the same moment.
fn written(at: Moment) -> String {
    at.format(&Zone::utc(), TimeStyle::MicrosZ)
}
