//! The days of this wire: when somebody was born, and when a booking is. Read in the organisation's zone. Called by the
//! request's mapping; the clock's answer is handed in.

use crate::erp::errors::ApiError;
use leadhub_model::moment::wall_clock;
use leadhub_model::{Moment, TimeStyle, Zone};
use std::borrow::Cow;

const BOOKING: &str = "Invalid Booking Date";
const CALL: &str = "Invalid Call Date";
const BIRTH: &str = "Invalid Birth date";
/// A booking without an hour is at nine.
const OPENING: &str = "09:00:00";

/// `YYYY-MM-DD` of a day of birth; not before 1900, and not in this year or later.
pub fn birth_date(text: &str, now: Moment, zone: &Zone) -> Result<String, ApiError> {
    let day = wall_clock(text).and_then(|clock| Some(clock.get(..10)?.to_owned()));
    let day = day.filter(|day| day.as_str() >= "1900").ok_or_else(|| ApiError::offending(BIRTH, text))?;
    let this_year = now.format(zone, TimeStyle::Spaced);
    if day.get(..4) >= this_year.get(..4) {
        return Err(ApiError::offending("Năm sinh không hợp lệ", text));
    }
    Ok(day)
}

/// When a booking is, and when its day ends. `YYYY-MM-DD`, or day first as answers print it, perhaps with `HH:MM` or `HH:MM:SS`;
/// midnight and no hour mean nine o'clock; a day that is over is refused (decision K4).
pub fn day_of_booking(text: &str, now: Moment, zone: &Zone) -> Result<(Moment, Moment), ApiError> {
    let refused = || ApiError::offending(BOOKING, text);
    let clock = wall_clock(&year_first(text)).ok_or_else(refused)?;
    let (day, hour) = clock.split_once(' ').ok_or_else(refused)?;
    if day < now.format(zone, TimeStyle::Spaced).get(..10).unwrap_or_default() {
        return Err(refused());
    }
    let hour = if hour == "00:00:00" { OPENING } else { hour };
    let at = Moment::read(&format!("{day} {hour}"), zone).ok_or_else(refused)?;
    Ok((at, at.end_of_day(zone)))
}

/// When a call was or is to be; without an hour it is at midnight, as it is printed then. Any day, also one to come (decision K18).
pub fn moment_of_call(text: &str, zone: &Zone) -> Result<Moment, ApiError> {
    let at = wall_clock(&year_first(text)).and_then(|clock| Moment::read(&clock, zone));
    at.ok_or_else(|| ApiError::offending(CALL, super::cut(text)))
}

/// The day that a call speaks of, whichever it is, as it was written.
pub fn check_booking_day(text: &str) -> Result<(), ApiError> {
    wall_clock(&year_first(text)).map(drop).ok_or_else(|| ApiError::offending(BOOKING, super::cut(text)))
}

/// A year of four digits behind day and month is plain, whatever else the text holds.
fn year_first(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let Some((date, hour)) = text.split_at_checked(10) else { return text.into() };
    match date.split('-').collect::<Vec<_>>()[..] {
        [day, month, year] if year.len() == 4 => format!("{year}-{month}-{day}{hour}").into(),
        _ => text.into(),
    }
}
