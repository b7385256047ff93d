//! Paths of the house itself: whether the process lives and whether it can serve. Everything else that no dialect claims is
//! answered here with a plain 404. No credential is needed.

use axum::response::Response;
use http::{Method, StatusCode};
use leadhub_core::{Hub, actions};
use leadhub_dialects::answer::json;
use serde_json::{Value, json};

/// The answer at a path of the house; `None` when the path is not the house's.
pub async fn answer(hub: &Hub, method: &Method, path: &str) -> Option<Response> {
    let known = matches!(path, "/health/live" | "/health/ready");
    if !known {
        return path.starts_with("/health/").then(not_found);
    }
    if method != Method::GET && method != Method::HEAD {
        return Some(json(StatusCode::METHOD_NOT_ALLOWED, &json!({ "error": "Method Not Allowed: use GET" })));
    }
    Some(match path {
        "/health/live" => json(StatusCode::OK, &json!({ "status": "live" })),
        _ => ready(hub).await,
    })
}

pub fn not_found() -> Response {
    json(StatusCode::NOT_FOUND, &json!({ "error": "Not Found: no API of this server has such a path" }))
}

/// Ready means that the store can be read and written now.
async fn ready(hub: &Hub) -> Response {
    let read = hub.read(|db| leadhub_core::queries::list_organisations(db).map(drop).map_err(Into::into)).await;
    let written = hub.write(actions::probe).await;
    let say = |outcome: &Result<(), leadhub_model::LeadError>| match outcome {
        Ok(()) => Value::from("ok"),
        Err(error) => Value::from(error.to_string()),
    };
    let (status, word) = match (&read, &written) {
        (Ok(()), Ok(())) => (StatusCode::OK, "ready"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "not ready"),
    };
    json(
        status,
        &json!({ "status": word, "read": say(&read), "write": say(&written), "waiting_writes": hub.waiting() }),
    )
}
