//! What an organisation sells and where: brands with their branches, price lists, products, sources, hobbies, places. Reference
//! data like that of `reference.rs`, for the wires that book.

use crate::ids::*;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    pub id: BrandId,
    pub code: String,
    pub name: String,
}

/// A branch of a brand. One that is not bookable stands for "not known yet".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    pub id: CompanyId,
    #[serde(rename = "brand_id", alias = "brand")]
    pub brand: BrandId,
    pub code: String,
    pub name: String,
    #[serde(default = "yes")]
    pub bookable: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceList {
    pub id: PriceListId,
    #[serde(rename = "brand_id", alias = "brand")]
    pub brand: BrandId,
    pub name: String,
    #[serde(default)]
    pub prices: Vec<Price>,
}

/// Whole dong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    #[serde(rename = "product_id", alias = "product")]
    pub product: ProductId,
    pub amount: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub id: ProductId,
    #[serde(default)]
    pub code: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceCategory {
    pub id: SourceCategoryId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub id: SourceId,
    /// None of one that came as a word and was not put among the others yet.
    #[serde(rename = "category_id", alias = "category", default)]
    pub category: Option<SourceCategoryId>,
    pub name: String,
    /// False: it came as a word with a lead, and nobody has looked at it.
    #[serde(default = "yes")]
    pub reviewed: bool,
    /// Folded into this one: what is called so is that one.
    #[serde(rename = "merged_into_id", alias = "merged_into", default)]
    pub merged_into: Option<SourceId>,
}

impl Source {
    /// Which source it is: itself, or the one that it is folded into.
    pub fn effective(&self) -> SourceId {
        self.merged_into.unwrap_or(self.id)
    }

    /// The source that an id stands for: one that was folded into another is that one.
    pub fn standing_for(sources: &[Source], id: SourceId) -> Option<&Source> {
        let by_id = |id: SourceId| sources.iter().find(|source| source.id == id);
        by_id(by_id(id)?.effective())
    }

    /// Whether it came as a word and waits for somebody to look at it.
    pub fn is_waiting(&self) -> bool {
        !self.reviewed && self.merged_into.is_none()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hobby {
    pub id: HobbyId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Country {
    pub id: CountryId,
    /// ISO 3166-1 alpha-2.
    pub code: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Province {
    pub id: ProvinceId,
    #[serde(rename = "country_id", alias = "country")]
    pub country: CountryId,
    #[serde(default)]
    pub code: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct District {
    pub id: DistrictId,
    #[serde(rename = "province_id", alias = "province")]
    pub province: ProvinceId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commune {
    pub id: CommuneId,
    #[serde(rename = "province_id", alias = "province")]
    pub province: ProvinceId,
    pub name: String,
}

/// A person that is known before any lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPerson {
    pub id: PersonId,
    pub name: String,
    #[serde(default)]
    pub phone: Option<String>,
}

/// A whole catalogue, as written in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Catalogue {
    pub brands: Vec<Brand>,
    pub companies: Vec<Company>,
    pub price_lists: Vec<PriceList>,
    pub products: Vec<Product>,
    pub source_categories: Vec<SourceCategory>,
    pub sources: Vec<Source>,
    pub hobbies: Vec<Hobby>,
    pub countries: Vec<Country>,
    pub provinces: Vec<Province>,
    pub districts: Vec<District>,
    pub persons: Vec<KnownPerson>,
}
