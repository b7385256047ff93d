//! What a door leaves on its answer for whoever looks at the request later: what was wrong with it, and which lead it was about. None of
//! it is sent. Left by the doors' `errors.rs` and by `work`; the front door takes it off.

use axum::response::Response;
use leadhub_model::request::Fault;
use leadhub_model::{Field, LeadId, Refusal};
use std::ops::Range;

/// Everything that was wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

/// The lead that a request made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AffectedLead(pub LeadId);

/// The answer with what was wrong.
pub fn at_fault(mut response: Response, faults: impl IntoIterator<Item = Fault>) -> Response {
    response.extensions_mut().insert(Faults(faults.into_iter().collect()));
    response
}

/// The answer with what it says, where nothing more exact is left on it; the word for programs is that of its status.
pub fn at_least(response: Response, text: &str) -> Response {
    if response.extensions().get::<Faults>().is_some() {
        return response;
    }
    let code = response.status().canonical_reason().unwrap_or_default().to_lowercase().replace(' ', "_");
    at_fault(response, [Fault::new("", code, text)])
}

/// Tells the log of a refusal which field broke which rule, whatever door it comes from. What was sent in a field is somebody's, and so
/// may be what the reason says of it.
pub fn log(response: &Response) {
    let status = response.status();
    if !REFUSED.contains(&status.as_u16()) || UNTOLD.contains(&status.as_u16()) {
        return;
    }
    let faults = response.extensions().get::<Faults>().map(|Faults(faults)| faults.as_slice()).unwrap_or_default();
    let mut reason: Vec<String> = faults.iter().take(MOST_LOGGED).map(rule).collect();
    if reason.is_empty() {
        reason.extend(status.canonical_reason().map(str::to_lowercase));
    }
    tracing::info!(status = status.as_u16(), reason = reason.join(", "), "a request was refused");
}

const REFUSED: Range<u16> = 400..500;
/// Too slow and too many: those come in floods, and are counted.
const UNTOLD: [u16; 2] = [408, 429];
const MOST_LOGGED: usize = 20;
/// The code of a fault whose field is a word of the caller's own.
const UNKNOWN_NAME: &str = "unknown_field";
/// So many digits may be somebody's number.
const DIGITS_OF_A_NUMBER: usize = 8;

/// `phone: missing`. A caller makes up the names of parameters: one that may hold a number or an address is left out.
fn rule(fault: &Fault) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.:()[]".contains(c);
    let has_number = fault.field.chars().filter(char::is_ascii_digit).count() >= DIGITS_OF_A_NUMBER;
    let field = match fault.field.as_str() {
        "" => "request",
        _ if fault.code == UNKNOWN_NAME => "{...}",
        field if field.len() <= 64 && field.chars().all(is_plain) && !has_number => field,
        _ => "{...}",
    };
    format!("{field}: {}", fault.code)
}

/// What the core refused, under the names that a wire has for its fields.
pub fn of_refusal(refusal: &Refusal, name: impl Fn(Field) -> String) -> Vec<Fault> {
    let fault = |(field, why): (Field, &leadhub_model::RefusalReason)| {
        // `RefusalReason` reads on from a field's name, which here stands by itself.
        Fault::new(name(field), why.code(), why.to_string().trim_start_matches([':', ' ']))
    };
    refusal.all().map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_told_the_rule_and_nothing_that_was_sent() {
        let said = |field: &str| rule(&Fault::new(field, "unfit", "0349712999 is no phone"));
        assert_eq!(
            [said("phone"), said(""), said("custom_fields[0].id")],
            ["phone: unfit", "request: unfit", "custom_fields[0].id: unfit"]
        );
        assert_eq!(rule(&Fault::new("NguyenVanAn", UNKNOWN_NAME, "is not known here")), "{...}: unknown_field");
        for personal in ["0349712999", "an@example.vn", "Nguyễn An", "p0349-712-999", &"x".repeat(65)] {
            assert_eq!(said(personal), "{...}: unfit");
        }
    }
}
