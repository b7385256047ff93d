//! The verbs: everything that changes the book, one a file or with those that belong to it. Each runs inside the caller's transaction, checks its rules,
//! writes, and appends to the timeline; on an error the transaction is rolled back, so nothing is half-written.

mod assign_leads;
mod book;
mod bring_facts;
pub(crate) mod check;
mod count_days;
mod create_campaign;
mod create_integration;
mod create_lead;
mod create_lead_once;
mod create_list;
mod create_organisation;
mod delete_lead;
mod difference;
mod identify;
mod install_geography;
mod install_lead;
mod issue_token;
mod keep_requests;
mod known_contacts;
mod label_leads;
mod lists;
mod many_leads;
mod move_leads;
mod name_row;
mod once;
mod one_by_one;
mod order_stages;
mod probe;
mod put_person;
mod put_reference;
mod record_call;
mod reveal_contact;
mod save_view;
mod sign_in;
mod source;
mod sum_up_totals;
mod undo;
mod update_lead;
mod update_organisation;
mod whose;
mod withdraw_lead;

pub use assign_leads::{AssigneeChoice, Assignment, assign_leads};
pub use book::{BookingChange, book, check_branch, update_booking};
pub(crate) use bring_facts::bring_facts;
pub use bring_facts::{FactsFromExtras, FactsFromExtrasOf};
pub use count_days::count_days;
pub use create_campaign::create_campaign;
pub use create_integration::{NewIntegration, create_integration};
pub use create_lead::create_lead;
pub(crate) use create_lead::{IDS, check_new, create_lead_among, met_known_person};
pub use create_lead_once::{create_lead_once, is_new_content};
pub use create_list::{check_new_list, create_list};
pub use create_organisation::{NewOrganisation, create_organisation};
pub use delete_lead::{delete_lead, delete_lead_at};
pub(crate) use identify::Contacts;
pub(crate) use install_geography::install_geography;
pub use install_lead::{KnownLead, install_lead};
pub use issue_token::{
    NewToken, TOKEN_PREFIX, issue_token, revoke_passing_token, revoke_token, revoke_tokens, rotate_tokens, sweep_tokens,
};
pub(crate) use keep_requests::{Grown, keep_requests, sweep_requests};
pub(crate) use known_contacts::KnownContacts;
pub use label_leads::{Labelling, label_leads};
pub use lists::{
    delete_campaign, delete_list, rename_campaign, rename_list, set_campaign_active, set_list_active, withdraw_list,
};
pub use many_leads::{MOST_LEADS, Outcome, Outcomes, changed};
pub use move_leads::move_leads;
pub use name_row::name_row;
pub use once::{OnceKey, once, sweep_answers};
pub(crate) use one_by_one::one_by_one;
pub use order_stages::order_stages;
pub use probe::probe;
pub use put_person::{PutPersonError, put_person};
pub use put_reference::put_reference;
pub use record_call::{CallChange, NewCall, record_call, update_call};
pub use reveal_contact::reveal_contact;
pub use save_view::{delete_view, save_view};
pub use sign_in::{
    Authenticated, NewLogin, SignIn, SignInError, SignedIn, authenticate_session, put_login, set_password, sign_in,
    sign_out, sign_out_elsewhere, sign_out_everywhere, sweep_sessions,
};
pub use sum_up_totals::sum_up_totals;
pub use undo::undo;
pub(crate) use undo::{is_change, restore};
pub(crate) use update_lead::change_lead;
pub use update_lead::{edit_lead, update_lead};
pub use update_organisation::{update_integration, update_organisation};
pub(crate) use whose::{Owners, moved, new_phone, person_of};
pub use withdraw_lead::withdraw_lead;

/// What a verb's answer is once it is written down, which is kept as it stands.
pub use crate::store::idempotency::Rendered;
