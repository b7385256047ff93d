//! The three objects of the document, field by field in its order: the form of each value and the fact of the core it is, where
//! there is one. Read by `request.rs`; a test holds the tables against the document.

use super::value_type::ValueType;
use super::{SOURCE_ID, STATUS};
use leadhub_model::Fact;

/// One of the three bodies. Their names are ours: the document has none (decision L1).
#[derive(Debug, PartialEq, Eq)]
pub struct Object {
    pub name: &'static str,
    /// Any of these keys tells it from the others.
    pub identified_by: &'static [&'static str],
    /// What a create needs.
    pub required: &'static [&'static str],
    pub fields: &'static [Field],
    /// The field that becomes a comment.
    pub remark: Option<&'static str>,
    /// The field that says where the lead comes from.
    pub source: &'static str,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    pub key: &'static str,
    pub value_type: ValueType,
    pub fact: Option<Fact>,
}

/// What is a fact of the core's and no text.
pub const SCORE: &str = "lead_score";
pub const MEETING: &str = "meeting_time";

pub const OBJECTS: [&Object; 3] = [&AGENT_FORM, &PARTNER, &WEB_FORM];

/// Characters of a name, a code, a key.
const SHORT: usize = 250;
/// Characters of free prose.
const LONG: usize = 5000;
/// Characters of a phone that has no pattern, and of a status (decision L13).
const WORD: usize = 50;

const GENDERS: ValueType = ValueType::Word(&["MALE", "FEMALE"]);
const MARITAL: &[&str] = &["SINGLE", "MARRIED", "DIVORCED", "WIDOWED", "SEPARATED", "LIVING_WITH_PARTNER"];
const DIRECTIONS: ValueType = ValueType::Words(&[
    "NORTHEAST",
    "SOUTHEAST",
    "NORTHWEST",
    "SOUTHWEST",
    "SOUTHEAST_SOUTHWEST",
    "NORTHWEST_SOUTHWEST",
    "NORTHEAST_SOUTHWEST",
    "NORTHEAST_NORTHWEST",
    "EAST",
    "WEST",
    "SOUTH",
    "NORTH",
]);
const HOUSE_TYPES: &[&str] = &["HT3000", "HT3001", "HT3002", "HT3003"];
/// HI4001 is not among the documented ones (decision L11).
const HOUSE_INFORMATION: &[&str] =
    &["HI4000", "HI4002", "HI4003", "HI4004", "HI4005", "HI4006", "HI4007", "HI4008", "HI4009", "HI4010"];

/// The first object: an agent's own form.
pub const AGENT_FORM: Object = Object {
    name: "camelCase",
    identified_by: &["mobileNumber"],
    required: &["name", "mobileNumber"],
    remark: None,
    source: "sourceOrigin",
    fields: &[
        text("name").is(Fact::Name),
        field("mobileNumber", ValueType::Text(WORD)).is(Fact::Phone),
        field("homePhone", ValueType::Text(WORD)).is(Fact::HomePhone),
        text("email").is(Fact::Email),
        field("gender", GENDERS).is(Fact::Gender),
        field("birthDate", ValueType::Day).is(Fact::BirthDate),
        text("idNumber").is(Fact::IdentityNumber),
        text("familyBook"),
        text("passport").is(Fact::Passport),
        field("maritalStatus", ValueType::Word(MARITAL)),
        prose("demand").is(Fact::Subject),
        text("projectId"),
        text("projectCode").is(Fact::ProjectCode),
        text("projectName").is(Fact::ProjectName),
        text("houseType"),
        text("housePrice"),
        prose("houseInformation"),
        field("agentId", ValueType::Int64),
        text("agentCode"),
        text("communicationType"),
        text("interactionType"),
        text("sourceOrigin"),
        text("contactType"),
        text(HOUSE_NUMBER),
        text(STREET),
        text("regionCode").is(Fact::Province),
        text("districtCode").is(Fact::District),
        text("wardCode").is(Fact::Ward),
        field("homeDirections", DIRECTIONS),
        field("balconyDirections", DIRECTIONS),
    ],
};
/// Two fields of the first object that are one fact of the core.
pub const HOUSE_NUMBER: &str = "houseNumber";
pub const STREET: &str = "street";

/// The second object: a partner's lead under the partner's key. The only one with a status.
pub const PARTNER: Object = Object {
    name: "snake_case",
    identified_by: &["mobile_number", SOURCE_ID],
    required: &["name", "mobile_number"],
    remark: Some("note"),
    source: "channel",
    fields: &[
        text(SOURCE_ID).is(Fact::Code),
        text("name").is(Fact::Name),
        field("mobile_number", ValueType::Text(WORD)).is(Fact::Phone),
        text("email").is(Fact::Email),
        field("gender", GENDERS).is(Fact::Gender),
        field("birth_date", ValueType::Time).is(Fact::BirthDate),
        text("project_code").is(Fact::ProjectCode),
        text("project_name").is(Fact::ProjectName),
        field("house_type", ValueType::Word(HOUSE_TYPES)),
        field("house_information", ValueType::Word(HOUSE_INFORMATION)),
        text("house_price"),
        field("request_time", ValueType::Time),
        field(MEETING, ValueType::Time),
        text("channel"),
        field(STATUS, ValueType::Text(WORD)),
        prose("note"),
        field("sale", ValueType::TextOrObject),
        field(SCORE, ValueType::Int32),
        prose("address").is(Fact::Address),
        text("city_code").is(Fact::Province),
        text("district_code").is(Fact::District),
        text("ward_code").is(Fact::Ward),
    ],
};
/// What a change of status needs of the second object (decision L2).
pub const TO_CHANGE: &[&str] = &[SOURCE_ID, STATUS];

/// The third object: a web form.
pub const WEB_FORM: Object = Object {
    name: "fullName",
    identified_by: &["phoneNumber", "fullName"],
    required: &["fullName", "phoneNumber", "email", "demand", "project"],
    remark: Some("purpose"),
    source: "source",
    fields: &[
        text("fullName").is(Fact::Name),
        field("phoneNumber", ValueType::Mobile).is(Fact::Phone),
        text("email").is(Fact::Email),
        prose("demand").is(Fact::Subject),
        text("project").is(Fact::ProjectName),
        text("source"),
        prose("purpose"),
        text("apartment"),
        field("gender", GENDERS).is(Fact::Gender),
        prose("address").is(Fact::Address),
        text("idNumber").is(Fact::IdentityNumber),
        text("apartmentType"),
        text("balconyView"),
        field("birthDay", ValueType::Day).is(Fact::BirthDate),
    ],
};

const fn field(key: &'static str, value_type: ValueType) -> Field {
    Field { key, value_type, fact: None }
}

const fn text(key: &'static str) -> Field {
    field(key, ValueType::Text(SHORT))
}

const fn prose(key: &'static str) -> Field {
    field(key, ValueType::Text(LONG))
}

impl Field {
    const fn is(self, fact: Fact) -> Field {
        Field { fact: Some(fact), ..self }
    }
}
