//! Runs samples against a server: fill, send, compare, keep what later samples need.
//!
//! Called by `leadhub demo` and the integration tests, one runner for each dialect's samples, in their order.

use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::{Difference, Golden, Reply, SendError, Values, compare, send};

/// How often a sample with `# within:` is sent again.
const PAUSE: Duration = Duration::from_millis(50);

/// A server under test and the values its samples use.
#[derive(Debug, Clone)]
pub struct Runner {
    base_url: String,
    values: Values,
}

/// What came of one sample.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The last reply.
    pub reply: Reply,
    /// How it differs from the printed one; empty = as documented.
    pub differences: Vec<Difference>,
}

impl Runner {
    /// `base_url` is `http://host:port`; `domain` the organisation's slug for `{domain}`; `token` for `<token>` and `{{TOKEN}}`.
    pub fn new(base_url: &str, domain: &str, token: &str) -> Runner {
        let values = [("domain", domain), ("token", token), ("TOKEN", token)];
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        Runner { base_url: base_url.to_owned(), values: values.collect() }
    }

    /// Gives `name` a value for the samples run from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.values.insert(name.to_owned(), value.to_owned());
    }

    /// Sends one sample and compares the reply; again until it agrees or the sample's `# within:` is over.
    pub async fn run(&mut self, sample: &Golden) -> Result<Outcome, SendError> {
        let filled = sample.filled(&self.values)?;
        let end = Instant::now() + filled.within;
        loop {
            let reply = send(&self.base_url, &filled.request).await?;
            let differences = compare(&filled, &reply);
            if differences.is_empty() || Instant::now() >= end {
                self.keep(&filled, &reply);
                return Ok(Outcome { reply, differences });
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// A value that is not there is not kept; the sample that needs it then says which is missing.
    fn keep(&mut self, sample: &Golden, reply: &Reply) {
        let Ok(body) = serde_json::from_slice::<Value>(&reply.body) else { return };
        for (name, path) in &sample.keep {
            match path.select(&body).first() {
                Some(Value::String(text)) => self.set(name, text),
                Some(value) => self.set(name, &value.to_string()),
                None => {}
            }
        }
    }
}
