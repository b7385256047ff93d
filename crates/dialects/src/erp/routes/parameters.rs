//! The query strings of the lists, before anything is asked: what could narrow a list and is not known there is refused, everything else
//! is ignored and told (decision A27). Called by the routes that list.

use crate::erp::errors::ApiError;
use axum::response::Response;
use leadhub_wire::answer::explained;
use leadhub_wire::query::{self, Query, Several};

/// Words of the fields that this wire's rows have.
const FIELDS: &str = "account address agent birth booking brand campaign category code company country create customer deparment department \
                      district effect email employee gender job lead limit link location mail note offset partner portrait price service \
                      services source stage state street ticket user ward year";

/// Refuses what would narrow the list if it knew it.
pub fn check(query: &Query, known: &[&str]) -> Result<(), ApiError> {
    let narrows = |name: &str| query::could_narrow(name, FIELDS.split_whitespace());
    let wrong = query.would_narrow(known, narrows);
    match wrong.iter().find(|(name, _)| query.all(name).next().is_some()) {
        Some((name, what)) => Err(ApiError::params(name, what)),
        None => Ok(()),
    }
}

/// Says in a header which parameters a list did not look at.
pub fn with_ignored_parameters(response: Response, query: &Query, known: &[&str]) -> Response {
    let strangers = query.unknown(known);
    let reason = (!strangers.is_empty())
        .then(|| format!("no parameter of this list, so not looked at: {}", strangers.join(", ")));
    explained(response, reason.as_deref())
}

/// What can have one value only is refused with several, since dropping one would answer another question.
pub fn one<'q>(query: &'q Query, key: &str) -> Result<Option<&'q str>, ApiError> {
    query.one(key).map_err(|_| ApiError::params(key, Several::SAY))
}
