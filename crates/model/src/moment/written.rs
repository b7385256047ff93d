//! The grammar of dates and times as the wires write them. Read by `Moment::read` and `wall_clock`. It gives the digits and
//! the offset that stood there, and knows no zone.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// A date and time as written.
pub(super) struct Written {
    pub at: DateTime,
    /// `±hh:mm` or `±hhmm`, where it was written. `Z` is none: vendors print it after local digits (X6).
    pub offset: Option<Offset>,
}

/// Checks a wall-clock text and writes it as `2024-03-21 23:59:59`; a date alone gets midnight (B3). Decimals are cut. None for
/// what is no time, and for a text with an offset, whose meaning the digits alone would lose.
pub fn wall_clock(text: &str) -> Option<String> {
    let written = parse(text)?;
    match written.offset {
        Some(_) => None,
        None => Some(super::Digits::of(written.at, b' ').as_str().to_owned()),
    }
}

/// Parses `YYYY-MM-DD[(T| )HH:MM[:SS[.fraction]][Z|±hh:mm|±hhmm]]`, or the same with `/` in the date.
pub(super) fn parse(text: &str) -> Option<Written> {
    let mut rest = Rest(text.trim().as_bytes());
    let date = date(&mut rest)?;
    if rest.0.is_empty() {
        let at = DateTime::from_parts(date, Time::midnight());
        return Some(Written { at, offset: None });
    }
    rest.one_of(b"Tt ")?;
    let at = DateTime::from_parts(date, time(&mut rest)?);
    let offset = offset(&mut rest)?;
    rest.0.is_empty().then_some(Written { at, offset })
}

fn date(rest: &mut Rest) -> Option<Date> {
    let year = rest.number(4)?;
    let dash = rest.one_of(b"-/")?;
    let month = rest.two_digits()?;
    rest.one_of(&[dash])?;
    Date::new(year, month, rest.two_digits()?).ok()
}

fn time(rest: &mut Rest) -> Option<Time> {
    let hour = rest.two_digits()?;
    rest.one_of(b":")?;
    let minute = rest.two_digits()?;
    let (mut second, mut nanos) = (0, 0);
    if rest.one_of(b":").is_some() {
        second = rest.two_digits()?;
        if rest.one_of(b".").is_some() {
            nanos = rest.micros()? * 1000;
        }
    }
    Time::new(hour, minute, second, nanos).ok()
}

/// The inner None: no offset was written.
fn offset(rest: &mut Rest) -> Option<Option<Offset>> {
    let sign = match rest.one_of(b"+-Zz") {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Some(None),
    };
    let hours = rest.number(2).filter(|&hours| hours < 24)?;
    // `+0700` is one too, as Java's dates print it.
    let _ = rest.one_of(b":");
    let minutes = rest.number(2).filter(|&minutes| minutes < 60)?;
    let seconds = sign * (i32::from(hours) * 60 + i32::from(minutes)) * 60;
    Offset::from_seconds(seconds).ok().map(Some)
}

/// What is still to be read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    /// Takes the next byte if it is one of those wanted.
    fn one_of(&mut self, wanted: &[u8]) -> Option<u8> {
        let (&first, tail) = self.0.split_first()?;
        wanted.contains(&first).then(|| {
            self.0 = tail;
            first
        })
    }

    /// Takes exactly `width` digits, at most four.
    fn number(&mut self, width: usize) -> Option<i16> {
        let (head, tail) = self.0.split_at_checked(width)?;
        let mut value = 0;
        for byte in head {
            value = value * 10 + i16::from(digit(*byte)?);
        }
        self.0 = tail;
        Some(value)
    }

    fn two_digits(&mut self) -> Option<i8> {
        self.number(2).and_then(|value| i8::try_from(value).ok())
    }

    /// Takes a decimal fraction of at least one digit, as microseconds.
    fn micros(&mut self) -> Option<i32> {
        let (mut micros, mut unit) = (i32::from(self.number(1)?) * 100_000, 10_000);
        while let Some(value) = self.number(1) {
            micros += i32::from(value) * unit;
            unit /= 10;
        }
        Some(micros)
    }
}

fn digit(byte: u8) -> Option<u8> {
    byte.is_ascii_digit().then(|| byte - b'0')
}
