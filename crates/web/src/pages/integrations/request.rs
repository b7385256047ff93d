//! `GET /app/integrations/requests/{request_id}`: one request beside the list: what was sent, what was answered, what was wrong and how to
//! mend it, the lead that came of it, and the request as a command to try again, without its token.

use super::list::{by, class, took};
use super::{curl, may_look, mend};
use crate::language::Word;
use crate::layout::Layout;
use crate::pages::path_id;
use crate::refusal::{Refusal, elsewhere};
use crate::visit::Visit;
use crate::{format, render};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use leadhub_core::questions;
use leadhub_core::store::organisations;
use leadhub_golden::Request;
use leadhub_model::organisation::Integration;
use leadhub_model::request::LoggedRequest;
use leadhub_model::{RequestId, Resource};

/// A request as it is looked at.
pub struct RequestView {
    pub id: i64,
    pub status: i64,
    pub class: &'static str,
    pub method: String,
    pub path: String,
    pub at: String,
    pub took: String,
    pub by: String,
    pub request_id: String,
    pub media: String,
    pub lead: Option<i64>,
    /// What to do about the status.
    pub advice: Option<Word>,
    pub faults: Vec<FaultView>,
    pub sent: Option<String>,
    pub answered: Option<String>,
    pub curl: String,
}

pub struct FaultView {
    pub field: String,
    pub code: String,
    pub message: String,
    pub mend: Option<Word>,
}

impl RequestView {
    pub fn of(request: &LoggedRequest, names: &[Integration], visit: &Visit, base_url: &str) -> RequestView {
        let fault = |fault: &leadhub_model::request::Fault| FaultView {
            field: fault.field.clone(),
            code: fault.code.clone(),
            message: fault.message.clone(),
            mend: mend::of_code(&fault.code),
        };
        RequestView {
            id: request.id.0,
            status: request.status,
            class: class(request.status),
            method: request.method.clone(),
            path: request.path.clone(),
            at: format!(
                "{} · {}",
                format::clock_seconds(request.at(), &visit.actor.zone),
                format::date_time(request.at(), &visit.actor.zone)
            ),
            took: took(request.micros),
            by: by(request, names, visit.language()),
            request_id: request.request_id.clone(),
            media: request.media.clone(),
            lead: request.lead.map(|lead| lead.0),
            advice: mend::of_status(request.status),
            faults: request.faults.iter().map(fault).collect(),
            sent: request.sent.as_deref().map(pretty),
            answered: request.answered.as_deref().map(pretty),
            curl: curl::command(&again(request, &visit.actor.organisation.slug), base_url),
        }
    }
}

/// The request with the headers that its wire asks for, and no token.
fn again(request: &LoggedRequest, slug: &str) -> Request {
    let own = curl::sample(&request.dialect, slug);
    let mut headers: Vec<(String, String)> = own.iter().flat_map(curl::common_headers).cloned().collect();
    if !request.media.is_empty() {
        headers.push(("Content-Type".to_owned(), request.media.clone()));
    }
    Request {
        method: request.method.clone(),
        target: request.path.clone(),
        headers,
        body: request.sent.clone().unwrap_or_default(),
    }
}

/// JSON with a line for each of its parts; anything else as it is.
fn pretty(text: &str) -> String {
    let read =
        serde_json::from_str::<serde_json::Value>(text).ok().filter(|value| value.is_object() || value.is_array());
    read.and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(|| text.to_owned())
}

#[derive(Template)]
#[template(path = "parts/request.html")]
struct Part {
    layout: Layout,
    view: RequestView,
}

pub async fn request(visit: Visit, id: Option<Path<String>>, headers: HeaderMap) -> Result<Response, Refusal> {
    may_look(&visit)?;
    let id = path_id(id, Resource::Request).map(RequestId)?;
    if !visit.is_partial {
        return Ok(elsewhere(&format!("/app/integrations?status=all&request={id}"), false));
    }
    let (found, names) = visit
        .read(move |db, actor| {
            Ok((questions::get_request(db, actor, id)?, organisations::list_integrations(db, actor.organisation_id())?))
        })
        .await?;
    let view = RequestView::of(&found, &names, &visit, &crate::visit::base_url(&headers));
    Ok(render::page(StatusCode::OK, &Part { layout: visit.layout("", None), view }))
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn json_is_laid_out_and_anything_else_left_alone() {
        assert_eq!(pretty("{\"b\":1,\"a\":[]}"), "{\n  \"b\": 1,\n  \"a\": []\n}");
        for text in ["{\"cut", "a=1&b=2", "7", ""] {
            assert_eq!(pretty(text), text);
        }
    }
}
