//! Every part of the pages on made-up data, to be looked at: `cargo run -p leadhub-web --example gallery`, then open what it prints.
//! `?theme=dark`, `?language=en` and `?dense=1` change how. It is served under the same headers as the pages; nothing in it is stored.

mod data;
mod views;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use futures_util::stream;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use leadhub_web::language::Language;
use leadhub_web::layout::{Preferences, Theme};
// The shared templates find these here.
use leadhub_web::{assets, icon, layout, words};
use std::collections::HashMap;
use std::convert::Infallible;
use std::error::Error;
use std::net::Ipv4Addr;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = std::env::args().nth(1).map_or(Ok(8090), |port| port.parse())?;
    let router = Router::new()
        .route("/assets/{name}", get(asset))
        .route("/app/live", get(live))
        .route("/{*page}", get(page))
        .route("/", get(index));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    assets::serve(&name, &headers)
}

async fn index() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(http::header::LOCATION, HeaderValue::from_static("/app/leads"));
    response
}

/// A stream on which nothing happens.
async fn live() -> Response {
    let mut response = Response::new(Body::from_stream(stream::pending::<Result<Bytes, Infallible>>()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response
}

async fn page(Path(page): Path<String>, RawQuery(query): RawQuery) -> Response {
    let query: HashMap<String, String> =
        form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    let asked = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    let preferences = Preferences {
        language: Language::from_code(asked("language")).unwrap_or_default(),
        theme: Theme::from_code(asked("theme")),
        dense: !asked("dense").is_empty(),
        keys: asked("keys") != "off",
    };
    views::answer(&page, preferences, !asked("preview").is_empty())
}
