//! Instants and the zones they are read and printed in. Used by the store, which keeps UTC microseconds, and by every wire.
//! It asks no clock: the time of day is handed in.

mod day;
mod written;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

pub use day::Day;
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
    /// `2024-08-07T14:17:11.250818Z`: as `IsoZ`, always with six decimals.
    MicrosZ,
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
    /// `±hh:mm` or `±hhmm`. A written offset is honoured; digits without one, and digits before `Z`, are the zone's (X6). A date alone is
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
        self.digits(zone, style).as_str().to_owned()
    }

    /// As `format`, for those who only look at the text: nothing is allocated.
    pub fn digits(self, zone: &Zone, style: TimeStyle) -> Digits {
        let nearest = if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        let stamp = Timestamp::from_microsecond(self.0).unwrap_or(nearest);
        let offset = zone.0.to_offset(stamp);
        let offset = if style == TimeStyle::Offset { whole_minutes(offset) } else { offset };
        let at = offset.to_datetime(stamp);
        let mut digits = Digits::of(at, if style == TimeStyle::Spaced { b' ' } else { b'T' });
        match style {
            TimeStyle::Spaced => {}
            TimeStyle::IsoZ => digits.push(b'Z'),
            TimeStyle::MicrosZ => {
                digits.push_micros(at);
                digits.push(b'Z');
            }
            TimeStyle::Offset => {
                digits.push_micros(at);
                digits.push_offset(offset);
            }
        }
        digits
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

const LONGEST: usize = "-9999-12-31T23:59:59.999999+00:00".len();

/// A moment's text. Written by hand, since every answer is full of moments and the formatter is many times slower.
#[derive(Clone, Debug)]
pub struct Digits {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Digits {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    /// Two digits.
    fn push_two(&mut self, number: u32) {
        self.push(b'0' + (number / 10 % 10) as u8);
        self.push(b'0' + (number % 10) as u8);
    }

    /// `2024-08-07 14:17:11` with the given character in the middle.
    fn of(at: DateTime, between: u8) -> Digits {
        let mut digits = Digits { bytes: [0; LONGEST], length: 0 };
        match u32::try_from(at.year()) {
            Ok(year) => {
                digits.push_two(year / 100);
                digits.push_two(year);
            }
            // The sign is one of the digits.
            Err(_) => format!("{:04}", at.year()).bytes().for_each(|byte| digits.push(byte)),
        }
        let parts =
            [(b'-', at.month()), (b'-', at.day()), (between, at.hour()), (b':', at.minute()), (b':', at.second())];
        for (before, number) in parts {
            digits.push(before);
            digits.push_two(u32::from(number.unsigned_abs()));
        }
        digits
    }

    fn push_micros(&mut self, at: DateTime) {
        let micros = at.subsec_nanosecond().unsigned_abs() / 1000;
        self.push(b'.');
        for pair in [micros / 10_000, micros / 100, micros] {
            self.push_two(pair);
        }
    }

    fn push_offset(&mut self, offset: Offset) {
        let minutes = (offset.seconds() / 60).unsigned_abs();
        self.push(if offset.seconds() < 0 { b'-' } else { b'+' });
        self.push_two(minutes / 60);
        self.push(b':');
        self.push_two(minutes % 60);
    }
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
