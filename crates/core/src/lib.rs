//! Verbs and the book: what can be done with leads and what can be asked about them, over one store on two engines.
//! Dialects, the command line and importers enter through `Hub` with an `Actor`. No HTTP and no vendor's word in here.

pub mod actions;
pub mod actor;
pub mod clock;
pub mod export;
pub mod hub;
pub mod import;
pub mod jobs;
pub mod log_throttle;
mod login_throttle;
pub mod passwords;
pub mod questions;
pub mod request_log;
pub mod store;
mod stored_settings;

pub use actor::{Actor, Sees};
pub use hub::{Hub, HubOptions, mend, migrate, move_store, restore, spread};
pub use login_throttle::address_key;
pub use store::engine::{Copied, Db, Finding, Spread, State, Tx, backup, examine, internal, log_fault};
pub use stored_settings::StoredSettings;
