//! Many leads in one body and one transaction. A row that a file could not bring in either is skipped and not counted;
//! what is wrong with the body itself refuses it whole.

use super::{WriteRequest, lead, object};
use crate::dialer::errors::ApiError;
use crate::dialer::mapping::check::{Failed, type_of};
use crate::dialer::mapping::rows;
use crate::dialer::wire;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::{Actor, Tx, actions};
use leadhub_model::{NewLead, SourceRef};
use leadhub_wire::work::rendered;
use serde_json::{Map, Value};

/// Rows in one body: everybody's writes wait for its transaction. More belong into a file.
const MOST: usize = 5000;

pub async fn post(request: WriteRequest) -> Result<Response, ApiError> {
    let (list, leads) = read(&object(&request.body)?)?;
    let work = move |tx: &mut Tx, actor: &Actor| {
        let list = lead::list_named(tx, actor, &list)?;
        for new in &leads {
            let source = SourceRef::word(list.name.as_str());
            actions::create_lead(tx, actor, NewLead { list: Some(list.id), source, ..new.clone() })?;
        }
        rendered(StatusCode::OK, &wire::Inserted { message: "success", total_insert: leads.len() })
    };
    request.write(work).await
}

/// The text that names the list, and the leads of the rows that are right.
fn read(body: &Map<String, Value>) -> Result<(String, Vec<NewLead>), ApiError> {
    let list = match body.get("list_uuid") {
        None | Some(Value::Null) => return Err(ApiError::Message("list_uuid is missing")),
        Some(Value::String(text)) if text.is_empty() => return Err(ApiError::Message("list_uuid is missing")),
        Some(Value::String(text)) => text.clone(),
        Some(other) => return Err(vec![Failed::of_type("list_uuid", "string", type_of(other))].into()),
    };
    let data = match body.get("data") {
        None => return Err(vec![Failed::new("(root)", "data is required")].into()),
        Some(Value::Array(data)) => data,
        Some(other) => return Err(vec![Failed::of_type("data", "array", type_of(other))].into()),
    };
    if data.len() > MOST {
        return Err(vec![Failed::new("data", format!("Array must have at most {MOST} items"))].into());
    }
    Ok((list, data.iter().filter_map(Value::as_object).filter_map(|row| rows::from_object(row).ok()).collect()))
}
