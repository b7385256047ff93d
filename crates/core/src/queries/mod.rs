//! The questions: what a dialect, the command line or the front door may ask of the book. Each takes an `Actor` and sees
//! only its organisation's rows, but for the directory questions that find the organisation itself.

mod authenticate;
mod get_reference;
mod list_administrators;
mod list_sessions;
mod list_wrong_days;
mod overview;
mod requests;
mod search_leads;

pub use authenticate::{actor_of, authenticate, token_hash};
pub use get_reference::{StoredRow, get_reference};
pub use list_administrators::list_administrators;
pub use list_sessions::list_sessions;
pub use list_wrong_days::list_wrong_days;
pub use overview::overview;
pub use requests::{count_requests, get_request, list_requests};
pub use search_leads::{BUDGET, Found, search_leads};

// Leads and what hangs on them.
pub use crate::store::comments::{
    count_comments, find_newest_comment, list_comments, list_comments_after, list_comments_of,
};
pub use crate::store::events::{list_events, list_events_after, list_newest_events};
pub use crate::store::lead_filter::{count_up_to, cursor, list_changed, list_leads, list_leads_after};
pub use crate::store::lead_terms::list_unfound;
pub use crate::store::lead_totals::list_wrong as list_wrong_totals;
pub use crate::store::leads::{find_lead, find_lead_by_uuid, find_lead_id};
pub use crate::store::persons::{
    count_joined_by_email, find_person, list_contacts, list_extras as list_person_extras, list_persons,
    list_persons_after, list_persons_of_phone, list_possible_duplicates,
};
pub use crate::store::reference::custom_fields::{list_custom_values, list_values_of};
pub use crate::store::reference::labels::{list_labels_of, list_lead_labels};

// Bookings and the callers' own keys.
pub use crate::store::bookings::{
    bookings_between, find_booking, find_booking_by_code, list_bookings_after, list_seen_in_effect as list_in_effect,
};
pub use crate::store::lead_keys::{find_lead_by_key, find_open_lead, made_without_key};
pub use crate::store::persons::{find_seen_contact as find_contact, find_seen_owner as find_owner};

// What is sold and where.
pub use crate::store::reference::catalogue::{
    find_price, find_price_list, find_product, list_brands, list_companies, list_hobbies, list_price_lists,
    list_products, list_source_categories,
};
pub use crate::store::reference::geography::{
    find_country, find_district, find_district_by_name, find_province, find_province_by_name, list_communes,
    list_countries, list_districts, list_provinces,
};
pub use crate::store::reference::sources::list_sources;

// Lists, campaigns and uploads.
pub use crate::store::campaigns::{find_campaign, find_campaign_by_uuid, list_campaigns, list_campaigns_after};
pub use crate::store::list_progress::list_progress;
pub use crate::store::lists::{find_list, find_list_by_name, find_list_row, list_lists, list_lists_after, list_names};
pub use crate::store::upload_rows::{list_left_after, list_rejected, list_rejected_after};
pub use crate::store::upload_work::count_waiting as count_waiting_uploads;
pub use crate::store::uploads::{find_upload, list_imports_after, list_uploads, list_uploads_after};

// How pages are looked at.
pub use crate::store::views::{find_view, list_views};

// Reference data.
pub use crate::store::reference::agents::{StoredAgent, find_agent, list_agents};
pub use crate::store::reference::custom_fields::list_custom_fields;
pub use crate::store::reference::external_names::{list_all_names, list_external_names};
pub use crate::store::reference::labels::list_labels;
pub use crate::store::reference::places::{find_group, list_groups, list_services};
pub use crate::store::reference::stages::{find_stage, list_reasons, list_stages};

// Who signs in.
pub use crate::store::logins::{find_login, list_logins};

// The directory.
pub use crate::store::organisations::{
    default_dialect, find_integration, find_organisation, get_organisation, list_integrations, list_organisations,
};
pub use crate::store::tokens::list_tokens;
