//! Instants and the zones they are read and printed in. Used by the store, which keeps UTC microseconds, and by every wire.
//! It asks no clock: the time of day is handed in.

mod written;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

pub use written::wall_clock;

/// One instant: microseconds since 1970-01-01T00:00:00Z, before it negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

/// How an instant is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeStyle {
    /// `2024-08-07 14:17:11`
    Spaced,
    /// `2024-08-07T14:17:11Z`: the zone's digits before a literal Z (X6).
    IsoZ,
    /// `2023-03-08T15:57:12.250818+07:00`: always six decimals and the zone's offset.
    Offset,
}

impl Moment {
    pub const fn from_micros(micros: i64) -> Moment {
        Moment(micros)
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Reads `YYYY-MM-DD` or `YYYY/MM/DD`, then perhaps `T` or a space and `HH:MM[:SS[.fraction]]`, then perhaps `Z` or
    /// `±hh:mm`. A written offset is honoured; digits without one, and digits before `Z`, are the zone's (X6). A date alone is
    /// the start of its day. Decimals beyond the sixth are cut. Of digits that a clock change repeats the earlier instant is
    /// meant, digits it skips move on. The last hours of the year 9999 are read as the last instant that can be printed.
    pub fn read(text: &str, zone: &Zone) -> Option<Moment> {
        let written = written::parse(text)?;
        let stamp = match written.offset {
            Some(offset) => offset.to_timestamp(written.at),
            None => zone.0.to_timestamp(written.at),
        };
        Some(Moment(stamp.unwrap_or(Timestamp::MAX).as_microsecond()))
    }

    /// Prints the instant in a zone. Instants outside the years -9999 to 9999 print as the nearest that is inside.
    pub fn format(self, zone: &Zone, style: TimeStyle) -> String {
        let nearest = if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        let stamp = Timestamp::from_microsecond(self.0).unwrap_or(nearest);
        let offset = zone.0.to_offset(stamp);
        match style {
            TimeStyle::Spaced => digits(offset.to_datetime(stamp), ' '),
            TimeStyle::IsoZ => digits(offset.to_datetime(stamp), 'T') + "Z",
            TimeStyle::Offset => {
                let offset = whole_minutes(offset);
                with_offset(offset.to_datetime(stamp), offset)
            }
        }
    }

    /// The last microsecond of its day in the zone.
    pub fn end_of_day(self, zone: &Zone) -> Moment {
        let text = self.format(zone, TimeStyle::Spaced);
        let day = text.split(' ').next().unwrap_or_default();
        Moment::read(&format!("{day} 23:59:59.999999"), zone).unwrap_or(self)
    }
}

/// Local mean times of the nineteenth century have seconds in their offset, which `+hh:mm` cannot say. The seconds are cut
/// off and the digits taken from what is left, so that the text still names the same instant.
fn whole_minutes(offset: Offset) -> Offset {
    let minutes = offset.seconds().div_euclid(60);
    Offset::from_seconds(minutes * 60).unwrap_or(offset)
}

/// `2024-08-07 14:17:11` with the given character in the middle. By hand, here and below, since every answer is full of moments and
/// the formatter is many times slower.
fn digits(at: DateTime, between: char) -> String {
    let mut text = String::with_capacity("0000-00-00T00:00:00.000000+00:00".len());
    match u32::try_from(at.year()) {
        Ok(year) => push_two(&mut text, [year / 100, year % 100]),
        // The sign is one of the digits.
        Err(_) => text.push_str(&format!("{:04}", at.year())),
    }
    let parts = [('-', at.month()), ('-', at.day()), (between, at.hour()), (':', at.minute()), (':', at.second())];
    for (before, number) in parts {
        text.push(before);
        push_two(&mut text, [u32::from(number.unsigned_abs())]);
    }
    text
}

/// Two digits of each number.
fn push_two<const N: usize>(text: &mut String, numbers: [u32; N]) {
    for number in numbers {
        let digit = |number: u32| char::from(b'0' + (number % 10) as u8);
        text.push(digit(number / 10));
        text.push(digit(number));
    }
}

fn with_offset(at: DateTime, offset: Offset) -> String {
    let mut text = digits(at, 'T');
    let micros = at.subsec_nanosecond().unsigned_abs() / 1000;
    let minutes = offset.seconds() / 60;
    text.push('.');
    push_two(&mut text, [micros / 10_000, micros / 100, micros].map(|pair| pair % 100));
    text.push(if minutes < 0 { '-' } else { '+' });
    push_two(&mut text, [minutes.unsigned_abs() / 60]);
    text.push(':');
    push_two(&mut text, [minutes.unsigned_abs() % 60]);
    text
}

/// A time zone by its IANA name.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Finds a zone in the bundled tables; the case of the name does not count. None when there is no such zone.
    pub fn named(name: &str) -> Option<Zone> {
        TimeZone::get(name).ok().map(Zone)
    }

    pub fn utc() -> Zone {
        Zone(TimeZone::UTC)
    }

    /// The IANA name, `Asia/Ho_Chi_Minh`.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }
}
