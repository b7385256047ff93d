//! Number ids, one newtype a noun, so that the compiler refuses an agent where a group belongs. Used everywhere.
//! All are `i64`, unique within an organisation; the organisation's own id is unique within the store.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// An organisation: one customer of this server, with its own leads, people and reference data.
    OrganisationId
    /// One system that talks to leadhub: it speaks one dialect and owns tokens.
    IntegrationId
    LeadId
    PersonId
    CommentId
    EventId
    StageId
    /// Why a lead was not qualified.
    ReasonId
    LabelId
    CustomFieldId
    AgentId
    GroupId
    ServiceId
    CampaignId
    ListId
    UploadId
    BookingId
    /// A phone call.
    CallId
    BrandId
    /// A branch of a brand.
    CompanyId
    PriceListId
    ProductId
    SourceCategoryId
    SourceId
    HobbyId
    CountryId
    ProvinceId
    DistrictId
    CommuneId
    ViewId
    /// A request that is kept for a while.
    RequestId
}
