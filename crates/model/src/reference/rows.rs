//! What the rows of all kinds of reference data have in common: an id, a text by which people know them, and their place in a
//! set. Used where something holds for every kind; what a single kind has besides is not known here.

use super::*;
use crate::catalogue::*;

/// A row of one kind.
pub trait ReferenceRow: Sized + Clone + PartialEq {
    /// The set it stands in, as `ReferenceData` calls it.
    const SET: &'static str;
    /// The column that people know it by, as it is written.
    const NAME: &'static str;

    fn id(&self) -> i64;
    fn name(&self) -> &str;
    fn rows(data: &ReferenceData) -> &[Self];
    fn rows_mut(data: &mut ReferenceData) -> &mut Vec<Self>;

    fn find(data: &ReferenceData, id: i64) -> Option<&Self> {
        Self::rows(data).iter().find(|row| row.id() == id)
    }

    /// A set of this row alone.
    fn alone(self) -> ReferenceData {
        let mut data = ReferenceData::default();
        Self::rows_mut(&mut data).push(self);
        data
    }
}

macro_rules! rows {
    ($($row:ident: $($place:ident).+, $set:literal, $name:ident;)*) => {$(
        impl ReferenceRow for $row {
            const SET: &'static str = $set;
            const NAME: &'static str = stringify!($name);

            fn id(&self) -> i64 {
                self.id.0
            }

            fn name(&self) -> &str {
                &self.$name
            }

            fn rows(data: &ReferenceData) -> &[Self] {
                &data.$($place).+
            }

            fn rows_mut(data: &mut ReferenceData) -> &mut Vec<Self> {
                &mut data.$($place).+
            }
        }
    )*};
}

rows! {
    StageRow: stages, "stages", label;
    Reason: reasons, "reasons", label;
    LabelRow: labels, "labels", label;
    CustomField: custom_fields, "custom_fields", label;
    Group: groups, "groups", name;
    Agent: agents, "agents", username;
    Service: services, "services", name;
    CampaignRow: campaigns, "campaigns", name;
    ListSeed: lists, "lists", name;
    Brand: catalogue.brands, "brands", name;
    Company: catalogue.companies, "companies", name;
    PriceList: catalogue.price_lists, "price_lists", name;
    Product: catalogue.products, "products", name;
    SourceCategory: catalogue.source_categories, "source_categories", name;
    Source: catalogue.sources, "sources", name;
    Hobby: catalogue.hobbies, "hobbies", name;
    Country: catalogue.countries, "countries", name;
    Province: catalogue.provinces, "provinces", name;
    District: catalogue.districts, "districts", name;
    KnownPerson: catalogue.persons, "persons", name;
}
