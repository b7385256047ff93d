//! How dates, durations, numbers, money and phones are written on pages. Pure; called by the pages when they fill their templates.
//! The clock and the organisation's zone are handed in.

mod date;
mod number;
mod phone;
mod relative;

pub use date::{clock, clock_seconds, date, date_time, day, iso_day, short_day, whole_day};
pub use number::{change, dong, percent, whole};
pub use phone::phone;
pub use relative::{duration, relative};
