//! The recognisable formats of text: times as the documents write them, and UUIDs.
//!
//! Called by `compare.rs`, so that a value which differs from run to run must still look as documented.

/// The format of `text` when it is one we recognise: `a UUID`, or a time with its digits as zeros.
///
/// The offset of a time is part of its format: `+07:00` is not `+08:00`, nor `Z`.
pub fn shape(text: &str) -> Option<String> {
    if !text.is_ascii() {
        return None;
    }
    if is_uuid(text) {
        return Some("a UUID".into());
    }
    let (clock, zone) = split_zone(text);
    let zeros: String = clock.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let (seconds, fraction) = zeros.split_once('.').unwrap_or((&zeros, "0"));
    let known = match seconds {
        "0000-00-00T00:00:00" => true,
        "0000-00-00" | "0000-00-00 00:00:00" | "00-00-0000 00:00:00" => zone.is_empty(),
        _ => false,
    };
    let digits = !fraction.is_empty() && fraction.chars().all(|c| c == '0');
    (known && digits).then(|| format!("{zeros}{zone}"))
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

/// Splits `Z` or `+07:00` off a time that has a `T`. `text` is ASCII.
fn split_zone(text: &str) -> (&str, &str) {
    if !text.contains('T') {
        return (text, "");
    }
    if let Some(clock) = text.strip_suffix('Z') {
        return (clock, "Z");
    }
    let (clock, zone) = text.split_at(text.len().saturating_sub(6));
    let is_offset = zone.starts_with(['+', '-']) && zone.as_bytes().get(3) == Some(&b':');
    if is_offset { (clock, zone) } else { (text, "") }
}
