//! `/app/bookings`: who comes on a day, in a week, or from a day on. `page.rs` shows them, `change.rs` says what became of one, `reschedule.rs`
//! moves one to another day. Which change is allowed is the verb's to say.

mod change;
mod page;
mod reschedule;
mod span;
pub mod words;

pub use change::state;
pub use page::show;
pub use reschedule::{ask_reschedule, reschedule};

use crate::pages::path_id;
use crate::refusal::Refusal;
use axum::extract::Path;
use leadhub_model::{BookingId, Resource};

fn booking_id(id: Option<Path<String>>) -> Result<BookingId, Refusal> {
    path_id(id, Resource::Booking).map(BookingId)
}
