//! The services that a lead asks about: read as ids or as changes, kept with the price they had, one line a service. Called by
//! the request's and the answer's mapping.

use super::fields::{shown, whole_number};
use super::own_extras;
use super::rows::SERVICE;
use crate::erp::errors::ApiError;
use leadhub_model::{Field, Lead, LeadError, ProductId, RefusalReason};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub const LINES: &str = "crm_line_ids";

/// A service on a lead. Its id on the wire is the service's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    #[serde(rename = "service_id")]
    pub service: ProductId,
    /// A service that was asked for twice is one line.
    pub quantity: i64,
    /// Whole dong for one of it, as the price list said then.
    pub price: i64,
    #[serde(rename = "source_id", default)]
    pub source: Option<i64>,
}

impl Line {
    pub fn total(&self) -> i64 {
        self.price.saturating_mul(self.quantity)
    }
}

/// What a request does to a lead's lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lines {
    /// These and no others; a service may stand there twice.
    All(Vec<RequestedLine>),
    Changes(Vec<LineChange>),
}

/// One of a service by its id, or a line as answers print it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestedLine {
    pub service: i64,
    pub quantity: i64,
    /// It is a line that may be there already, with the price it had.
    pub is_line: bool,
}

/// One change of an update: `type_update` 0, 1 or 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineChange {
    Remove(i64),
    Replace(i64, i64),
    Add(i64),
}

impl Lines {
    /// Reads ids, or objects: with `type_update` they are changes, without it lines as answers print them.
    pub fn read(given: &Value) -> Result<Lines, ApiError> {
        let one = std::slice::from_ref(given);
        let values = given.as_array().map_or(one, Vec::as_slice);
        if !values.is_empty() && values.iter().all(|value| value.get("type_update").is_some()) {
            return values.iter().map(change).collect::<Result<_, _>>().map(Lines::Changes);
        }
        values.iter().map(requested_line).collect::<Result<_, _>>().map(Lines::All)
    }

    /// The services it names that shall be there afterwards.
    pub fn wanted(&self) -> Vec<i64> {
        match self {
            Lines::All(requested) => requested.iter().map(|requested| requested.service).collect(),
            Lines::Changes(changes) => {
                let wanted = |change: &LineChange| match change {
                    LineChange::Remove(_) => None,
                    LineChange::Replace(_, service) | LineChange::Add(service) => Some(*service),
                };
                changes.iter().filter_map(wanted).collect()
            }
        }
    }
}

fn requested_line(given: &Value) -> Result<RequestedLine, ApiError> {
    let line = given.get("service_id");
    let service = whole_number(line.unwrap_or(given)).ok_or_else(|| ApiError::offending(SERVICE, shown(given)))?;
    let quantity = match given.get("quantity") {
        None | Some(Value::Null) => Some(1),
        Some(quantity) => whole_number(quantity).filter(|quantity| *quantity > 0),
    };
    let quantity = quantity.ok_or_else(|| ApiError::params(LINES, "a quantity is a whole number from 1"))?;
    Ok(RequestedLine { service, quantity, is_line: line.is_some() })
}

fn change(given: &Value) -> Result<LineChange, ApiError> {
    let number = |key: &str| {
        let value = given.get(key).and_then(whole_number);
        value.ok_or_else(|| ApiError::params(LINES, &format!("a change needs the whole number {key}")))
    };
    match number("type_update")? {
        0 => Ok(LineChange::Remove(number("id")?)),
        1 => Ok(LineChange::Replace(number("id")?, number("service_id")?)),
        2 => Ok(LineChange::Add(number("service_id")?)),
        _ => Err(ApiError::params(LINES, "type_update is 0 to delete, 1 to edit, 2 to add")),
    }
}

/// The lines afterwards. `price` knows every service that is wanted; a line that was there keeps the price it had.
pub fn changed(
    before: Vec<Line>,
    lines: &Lines,
    source: Option<i64>,
    price: impl Fn(i64) -> i64,
) -> Result<Vec<Line>, LeadError> {
    let (known, mut after) = match lines {
        Lines::All(_) => (before, Vec::new()),
        Lines::Changes(_) => (Vec::new(), before),
    };
    let add = |after: &mut Vec<Line>, at: usize, requested: RequestedLine| {
        let RequestedLine { service, quantity, is_line } = requested;
        let known_line = known.iter().find(|line| is_line && line.service.0 == service).cloned();
        let new = || Line { service: ProductId(service), quantity, price: price(service), source };
        match after.iter_mut().find(|line| line.service.0 == service) {
            Some(line) => line.quantity = line.quantity.saturating_add(quantity),
            None => after.insert(at, known_line.map_or_else(new, |known| Line { quantity, ..known })),
        };
    };
    let one = |service: i64| RequestedLine { service, quantity: 1, is_line: false };
    let remove = |after: &mut Vec<Line>, id: i64| {
        let at = after.iter().position(|line| line.service.0 == id);
        let at = at.ok_or(LeadError::refused(Field::Service, RefusalReason::Unknown))?;
        after.remove(at);
        Ok::<usize, LeadError>(at)
    };
    match lines {
        Lines::All(all) => all.iter().for_each(|requested| {
            let end = after.len();
            add(&mut after, end, *requested);
        }),
        Lines::Changes(changes) => {
            for change in changes {
                match change {
                    LineChange::Remove(id) => drop(remove(&mut after, *id)?),
                    LineChange::Replace(id, service) => {
                        let at = remove(&mut after, *id)?;
                        add(&mut after, at, one(*service));
                    }
                    LineChange::Add(service) => {
                        let end = after.len();
                        add(&mut after, end, one(*service));
                    }
                }
            }
        }
    }
    Ok(after)
}

/// The lines a lead has; one of another wire has none.
pub fn stored(lead: &Lead) -> Vec<Line> {
    let lines = own_extras(lead).and_then(|extras| extras.get(LINES));
    lines.and_then(|lines| Vec::deserialize(lines).ok()).unwrap_or_default()
}
