//! What a client needs to call a store's APIs: the organisation's short name and a token for each dialect.
//! Read from the file that `leadhub demo` leaves; used to build requests.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

#[derive(Debug, PartialEq)]
pub struct Access {
    pub slug: String,
    tokens: BTreeMap<String, String>,
}

impl Access {
    pub fn read(ready: &Path) -> Result<Access, String> {
        let text = fs::read_to_string(ready).map_err(|error| format!("the demo's file: {error}"))?;
        Access::parse(&text).ok_or_else(|| "the demo's file names no organisation with tokens".to_owned())
    }

    /// The first organisation: the one that the samples are for.
    fn parse(text: &str) -> Option<Access> {
        let ready: Value = serde_json::from_str(text).ok()?;
        let first = ready.get("organisations")?.get(0)?;
        let pair =
            |row: &Value| Some((row.get("dialect")?.as_str()?.to_owned(), row.get("token")?.as_str()?.to_owned()));
        let tokens = first.get("integrations")?.as_array()?.iter().map(pair).collect::<Option<_>>()?;
        Some(Access { slug: first.get("slug")?.as_str()?.to_owned(), tokens })
    }

    /// `None` when this program does not serve the dialect.
    pub fn token(&self, dialect: &str) -> Option<&str> {
        self.tokens.get(dialect).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_the_first_organisation_are_found() {
        let text = r#"{"base_url": "x", "organisations": [
            {"slug": "a", "integrations": [{"dialect": "erp", "token": "t1"}], "ids": {}},
            {"slug": "b", "integrations": [{"dialect": "erp", "token": "t2"}], "ids": {}}]}"#;
        let access = Access::parse(text).unwrap();
        assert_eq!((access.slug.as_str(), access.token("erp"), access.token("dialer")), ("a", Some("t1"), None));
        assert_eq!(Access::parse("{}"), None);
    }
}
