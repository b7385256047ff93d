//! `/app/leads/{lead_id}`: one lead with all that lies around it: contacts, facts, timeline, bookings, the person's other leads. The list
//! shows the same in its preview.

mod book;
mod change;
mod edit;
mod facts;
mod fields;
mod line;
mod page;
mod timeline;
mod view;
pub mod words;

pub use book::{ask_booking, book, wants_booking};
pub use change::{ask_note, note, reveal};
pub use edit::{ask_edit, edit};
pub use page::{anew, no_preview, preview, show};
pub use timeline::TimelineQuery;
pub use view::LeadView;
