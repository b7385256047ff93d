//! What a door leaves on its answer for whoever looks at the request later: what was wrong with it, and which lead it was about. None of
//! it is sent. Left by the doors' `errors.rs` and by `work`; the front door takes it off.

use axum::response::Response;
use leadhub_model::request::Fault;
use leadhub_model::{Field, LeadId, Refusal};

/// Everything that was wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

/// The lead that a request made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told(pub LeadId);

/// The answer with what was wrong.
pub fn at_fault(mut response: Response, faults: impl IntoIterator<Item = Fault>) -> Response {
    response.extensions_mut().insert(Faults(faults.into_iter().collect()));
    response
}

/// What the core refused, under the names that a wire has for its fields.
pub fn of_refusal(refusal: &Refusal, name: impl Fn(Field) -> String) -> Vec<Fault> {
    let fault = |(field, why): (Field, &leadhub_model::Why)| {
        // `Why` reads on from a field's name, which here stands by itself.
        Fault::new(name(field), why.code(), why.to_string().trim_start_matches([':', ' ']))
    };
    refusal.all().map(fault).collect()
}
