//! What a `PUT` takes for a day: the wire's own form and those that people write (decision T9). Asked by `request.rs`; it changes
//! nothing of the text, which is kept as it was sent.

use leadhub_model::{Moment, Zone};

/// `1990-12-31` with a time or without, `31/12/1990`, `12/1990`, `1990`.
pub fn is_day(text: &str) -> bool {
    let text = text.trim();
    if Moment::read(text, &Zone::utc()).is_some() {
        return true;
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let number = |part: &&str| {
        let is_short = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        is_short.then(|| part.parse().ok()).flatten()
    };
    let numbers: Option<Vec<u16>> = parts.iter().map(number).collect();
    let (day, month, year) = match numbers.as_deref() {
        Some([year]) => (1, 1, *year),
        Some([month, year]) => (1, *month, *year),
        Some([day, month, year]) => (*day, *month, *year),
        _ => return false,
    };
    Moment::read(&format!("{year:04}-{month:02}-{day:02}"), &Zone::utc()).is_some() && year >= 1000
}
