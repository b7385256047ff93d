//! One command of WebDriver: JSON over HTTP, and its answer or its error. Called by everything that drives.
//! A command is never sent twice.

use leadhub_golden::{Request, send};
use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Wire {
    host: String,
    path: String,
}

impl Wire {
    /// Below an address such as `http://127.0.0.1:9515/session/1`.
    pub fn new(address: &str) -> Wire {
        let at = address.match_indices('/').nth(2).map_or(address.len(), |(at, _)| at);
        Wire { host: address[..at].to_owned(), path: address[at..].to_owned() }
    }

    /// What the driver says, or its error's name and text.
    pub async fn ask(&self, method: &str, command: &str, body: &Value) -> Result<Value, String> {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let headers = vec![("Content-Type".to_owned(), "application/json; charset=utf-8".to_owned())];
        let target = format!("{}{command}", self.path);
        let request = Request { method: method.to_owned(), target, headers, body };
        let reply = send(&self.host, &request).await.map_err(|error| format!("{command}: {error}"))?;
        let mut answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        let value = answer["value"].take();
        if reply.status == 200 {
            Ok(value)
        } else {
            Err(format!("{command}: {}: {}", value["error"], value["message"]))
        }
    }

    pub async fn post(&self, command: &str, body: &Value) -> Value {
        self.ask("POST", command, body).await.unwrap_or_else(|error| panic!("{error}"))
    }

    pub async fn get(&self, command: &str) -> Value {
        self.ask("GET", command, &Value::Null).await.unwrap_or_else(|error| panic!("{error}"))
    }
}
