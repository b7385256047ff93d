//! The kinds of reference data, each with its fields, and a whole set of them. What is read becomes rows of the model in
//! `mapping::reference`; what is shown is the model's own rows. No rule stands here.

use super::from_json::body;
use super::kind::{DialectKey, Entry, Name, RowId, Short, kind};
use super::value::{At, Many, Optional, Text, Whole, words};
use leadhub_model::ProductId;
use leadhub_model::catalogue::*;
use leadhub_model::reference::*;
use leadhub_model::sign_in::Role;
use serde::{Serialize, Serializer};
use uuid::Uuid;

words! {
    /// Where in the pipeline a stage stands.
    pub enum StageKind {
        First = "first",
        Middle = "middle",
        Converted = "converted",
        Unqualified = "unqualified",
    }
}

words! {
    /// What a custom field takes.
    pub enum FieldKind {
        Text = "text",
        LongText = "long_text",
        Number = "number",
        Date = "date",
        Url = "url",
        SingleChoice = "single_choice",
        MultipleChoice = "multiple_choice",
    }
}

words! {
    /// What a user may do who signed in.
    pub enum LoginRole {
        Admin = "admin",
        Manager = "manager",
        Agent = "agent",
    }
}

impl From<Role> for LoginRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Admin => LoginRole::Admin,
            Role::Manager => LoginRole::Manager,
            Role::Agent => LoginRole::Agent,
        }
    }
}

body! {
    /// An option of a choice field.
    pub struct Choice {
        id: RowId,
        label: Name,
    }
}

body! {
    /// What a product costs.
    pub struct PriceOf {
        product_id: RowId,
        /// Whole dong.
        amount: Number,
    }
}

/// Nested in a row, which the model reads from what was sent.
impl Serialize for Choice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        CustomOption { id: self.id.0, label: self.label.0.clone() }.serialize(serializer)
    }
}

impl Serialize for PriceOf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Price { product: ProductId(self.product_id.0), amount: self.amount.0 }.serialize(serializer)
    }
}

body! {
    /// A word or number under which a wire knows a row.
    pub struct OutsideName {
        /// The wire.
        dialect: DialectKey,
        /// What is named: stage, source, company …
        kind: Name,
        /// The word or number on that wire.
        external: Name,
        /// How that wire shows it to people, where it prints both.
        label: Option<Short>,
        /// Our row; 0 where the word stands for none.
        row_id: Number,
    }
}

type Number = Whole<{ i64::MIN }, { i64::MAX }>;
type Long = Text<0, 5000>;

kind! {
    /// A stage of the pipeline: one is the first, at least one converted and one unqualified.
    StageRow = "Stage" {
        label: Name,
        kind: StageKind,
    }
}

kind! {
    /// Why a lead was not qualified.
    Reason = "Reason" {
        label: Name,
    }
}

kind! {
    /// A label that leads carry.
    LabelRow = "Label" {
        label: Name,
        /// Now without it; a known label keeps its own.
        created_at: Option<At>,
    }
}

kind! {
    /// A field that the organisation added to its leads. Its kind never changes; options that are left out stay.
    CustomField = "CustomField" {
        label: Name,
        kind: FieldKind,
        options: Optional<Many<Choice, 0, 1000>>,
    }
}

kind! {
    /// A group that users work in.
    Group = "Group" {
        name: Name,
    }
}

kind! {
    /// Somebody who works leads.
    Agent = "User" {
        username: Name,
        /// Without it a known user keeps the one they have, a new one gets one.
        uuid: Optional<Uuid>,
        email: Option<Short>,
        phone: Option<Short>,
        /// The telephone extension.
        extension: Option<Short>,
        role: Optional<Number>,
        group_id: Option<RowId>,
        /// Groups that the user works in besides.
        more_group_ids: Optional<Many<RowId, 0, 100>>,
        /// Address of a picture.
        avatar: Option<Long>,
        /// Works here no longer: nobody signs in as this user.
        retired: Optional<bool>,
    }
    shown {
        /// What the user may do once signed in; `null` where nobody gave a role.
        login_role: Option<LoginRole>,
        /// Whether the user has a password and can sign in.
        has_login: bool,
    }
}

kind! {
    /// What leads are taken for.
    Service = "Service" {
        name: Name,
        kind: Optional<Short>,
    }
}

kind! {
    /// A campaign; one that is known stays on or off.
    CampaignRow = "Campaign" {
        name: Name,
        /// A known campaign keeps its own without it, a new one gets one.
        uuid: Optional<Uuid>,
        kind: Optional<Short>,
        status: Optional<Number>,
    }
}

kind! {
    /// A list of leads; one that is known keeps its agent and stays on or off.
    ListSeed = "List" {
        name: Name,
        /// A known list keeps its own without it, a new one gets one.
        uuid: Optional<Uuid>,
        description: Optional<Long>,
        campaign_id: RowId,
    }
}

kind! {
    /// A brand.
    Brand = "Brand" {
        code: Short,
        name: Name,
    }
}

kind! {
    /// A branch of a brand. One that is not bookable stands for "not known yet".
    Company = "Company" {
        brand_id: RowId,
        code: Short,
        name: Name,
        /// True without it.
        bookable: Optional<bool>,
    }
}

kind! {
    /// What a brand charges. Prices that are left out stay.
    PriceList = "PriceList" {
        brand_id: RowId,
        name: Name,
        prices: Optional<Many<PriceOf, 0, 10000>>,
    }
}

kind! {
    /// What is sold.
    Product = "Product" {
        code: Optional<Short>,
        name: Name,
    }
}

kind! {
    /// A category of sources.
    SourceCategory = "SourceCategory" {
        name: Name,
    }
}

kind! {
    /// Where leads come from. One that came as a word with a lead waits, not reviewed, until it is put.
    Source = "Source" {
        /// One without stands in no list of other wires.
        category_id: Option<RowId>,
        name: Name,
        /// Whether somebody looked at it; true without it.
        reviewed: Optional<bool>,
        /// The source that it is folded into: its leads become that one's, and so does what comes under its name.
        merged_into_id: Option<RowId>,
    }
}

kind! {
    /// A hobby.
    Hobby = "Hobby" {
        name: Name,
    }
}

kind! {
    /// A country of the organisation's own.
    Country = "Country" {
        code: Short,
        name: Name,
    }
}

kind! {
    /// A province of the organisation's own.
    Province = "Province" {
        country_id: RowId,
        code: Optional<Short>,
        name: Name,
    }
}

kind! {
    /// A district of the organisation's own.
    District = "District" {
        province_id: RowId,
        name: Name,
    }
}

kind! {
    /// A person who is known before any lead; one who is there stays as they are.
    KnownPerson = "KnownPerson" {
        name: Name,
        phone: Option<Short>,
    }
}

type Set<K> = Optional<Many<Entry<K>, 0, 100_000>>;

body! {
    /// What the organisation sells and where.
    pub struct CatalogueSet {
        brands: Set<Brand>,
        companies: Set<Company>,
        price_lists: Set<PriceList>,
        products: Set<Product>,
        source_categories: Set<SourceCategory>,
        sources: Set<Source>,
        hobbies: Set<Hobby>,
        countries: Set<Country>,
        provinces: Set<Province>,
        districts: Set<District>,
        persons: Set<KnownPerson>,
    }
}

body! {
    /// A set of reference data: the file of the command line. Rows that are in it are put, all others stay.
    pub struct ReferenceSet {
        stages: Set<StageRow>,
        reasons: Set<Reason>,
        labels: Set<LabelRow>,
        custom_fields: Set<CustomField>,
        groups: Set<Group>,
        agents: Set<Agent>,
        services: Set<Service>,
        campaigns: Set<CampaignRow>,
        lists: Set<ListSeed>,
        external_names: Optional<Many<OutsideName, 0, 100_000>>,
        catalogue: Optional<CatalogueSet>,
    }
}
