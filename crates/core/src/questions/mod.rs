//! The questions: reads that take several nouns or a rule, one question a file, answered once for whichever door asks. What is asked of
//! one noun alone is asked of the book by that noun (`store::leads::find_lead`). Each takes an `Actor` and sees only what the actor
//! sees, but for `authenticate`, which finds the actor. Nothing is changed here.

mod authenticate;
mod communes_of_ward;
mod export_columns;
mod export_page;
mod get_reference;
mod known_persons;
mod lead_card;
mod list_administrators;
mod list_sessions;
mod list_wrong_days;
mod lists_of_leads;
mod named_stages;
mod overview;
mod requests;
mod search_leads;

pub use authenticate::{PieceHash, actor_of, authenticate, token_hash};
pub use communes_of_ward::communes_of_ward;
pub use export_columns::{ExportColumns, export_columns};
pub use export_page::{ExportedLead, export_page};
pub use get_reference::{StoredRow, get_reference};
pub use known_persons::{KnownPerson, known_persons};
pub use lead_card::{LeadCard, Part, lead_card};
pub use list_administrators::list_administrators;
pub use list_sessions::list_sessions;
pub use list_wrong_days::list_wrong_days;
pub use lists_of_leads::{LeadCampaigns, campaigns_of_leads, lists_of_leads};
pub use named_stages::{NamedStages, list_named_stages};
pub use overview::overview;
pub use requests::{count_requests, get_request, list_newer_requests, list_requests};
pub use search_leads::{BUDGET, Found, search_leads};
