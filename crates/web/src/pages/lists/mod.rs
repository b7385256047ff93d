//! `/app/lists`: lists of leads with how many they hold, the campaigns they belong to, and what is done to both. Everybody finds her way to
//! the leads; who sees all leads makes, renames, starts, stops and deletes. What is allowed beyond that is the verbs' to say.

mod change;
mod page;
pub mod words;

pub use change::{
    create_campaign, create_list, delete_campaign, delete_list, rename_campaign, rename_list, switch_campaign,
    switch_list,
};
pub use page::show;
