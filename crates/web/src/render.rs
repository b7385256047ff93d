//! Makes an answer of a template. Every page and every part of a page leaves through here, so that all of them are guarded.
//! A template that cannot be rendered is a 500 in our own words.

use crate::{guard, pack};
use askama::Template;
use axum::body::{Body, Bytes};
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};

pub fn page(status: StatusCode, template: &impl Template) -> Response {
    let (mut response, text) = written(status, template);
    pack::offer(&mut response, text);
    response
}

/// A page that shows a secret, such as a token: it leaves as it is, never packed.
pub fn secret(status: StatusCode, template: &impl Template) -> Response {
    written(status, template).0
}

fn written(status: StatusCode, template: &impl Template) -> (Response, Bytes) {
    let (status, kind, text) = match template.render() {
        Ok(text) => (status, "text/html; charset=utf-8", text),
        Err(_) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "text/plain; charset=utf-8",
            "Trang này không hiển thị được. Tải lại trang.\nThis page cannot be shown. Reload it.\n".to_owned(),
        ),
    };
    let text = Bytes::from(text);
    let mut response = Response::new(Body::from(text.clone()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    guard::secure(response.headers_mut());
    (response, text)
}
