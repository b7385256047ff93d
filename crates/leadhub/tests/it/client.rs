//! A small HTTP client for tests: one request, its status, headers and JSON. Uses the golden runner's sender, so the bytes on the
//! wire are the same.

use crate::house::House;
use leadhub::demo::FilledOrganisation;
use leadhub_golden::{Reply, Request, send};
use serde_json::Value;

/// Somebody who calls with a token of one organisation and dialect.
#[derive(Clone)]
pub struct Client {
    base_url: String,
    /// The header that carries the token, and its value.
    credential: Option<(&'static str, String)>,
    /// A header that JSON requests of the dialect carry besides.
    own_header: Option<(&'static str, &'static str)>,
}

impl Client {
    pub fn new(house: &House, organisation: &FilledOrganisation, dialect: &str) -> Client {
        let token = organisation.token(dialect).unwrap();
        let credential = match dialect {
            "erp" => ("access_token", token.to_owned()),
            _ => ("Authorization", format!("Bearer {token}")),
        };
        let own_header = (dialect == "lead_platform").then_some(("source", "TCB"));
        Client { base_url: house.base_url.clone(), credential: Some(credential), own_header }
    }

    /// With the token of the clinic's wire.
    pub fn with_access_token(house: &House, token: String) -> Client {
        Client { base_url: house.base_url.clone(), credential: Some(("access_token", token)), own_header: None }
    }

    pub fn with_token(house: &House, token: Option<&str>) -> Client {
        let credential = token.map(|token| ("Authorization", format!("Bearer {token}")));
        Client { base_url: house.base_url.clone(), credential, own_header: None }
    }

    pub async fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut all: Vec<(String, String)> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        if let Some((name, value)) = &self.credential {
            all.push(((*name).to_owned(), value.clone()));
        }
        let request =
            Request { method: method.to_owned(), target: target.to_owned(), headers: all, body: body.to_owned() };
        send(&self.base_url, &request).await.unwrap()
    }

    /// Sends JSON (or nothing) and gives status and JSON.
    pub async fn json(&self, method: &str, target: &str, body: Option<&Value>) -> (u16, Value) {
        let text = body.map(ToString::to_string).unwrap_or_default();
        let headers: Vec<_> = [("Content-Type", "application/json")].into_iter().chain(self.own_header).collect();
        let reply = self.send(method, target, &headers, &text).await;
        let value = serde_json::from_slice(&reply.body)
            .unwrap_or_else(|_| panic!("{method} {target}: no JSON: {}", String::from_utf8_lossy(&reply.body)));
        (reply.status, value)
    }

    pub async fn get(&self, target: &str) -> (u16, Value) {
        self.json("GET", target, None).await
    }

    pub async fn post(&self, target: &str, body: &Value) -> (u16, Value) {
        self.json("POST", target, Some(body)).await
    }

    pub async fn put(&self, target: &str, body: &Value) -> (u16, Value) {
        self.json("PUT", target, Some(body)).await
    }
}
