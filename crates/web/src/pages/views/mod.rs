//! `/app/views`: the saved views of the list of leads: keep what the list shows under a name, rename, put in order, delete. Who may change
//! which is the verb's to say; what a view means is the list's.

mod change;
mod page;
pub mod words;

pub use change::{change, create, delete, shift};
pub use page::{ask_new, show};
