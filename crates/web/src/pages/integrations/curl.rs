//! Requests as commands for a shell: the one that a wire's document prints, for people to try, and those that were made, to make again.
//! Called by the pages of this folder. No wire is known here.

use super::dialect;
use leadhub_golden::{Request, Values};

/// What stands for the token in what people copy.
pub const TOKEN: &str = "<token>";

/// A request to try, as the wire's document has it, for an organisation.
pub fn sample(key: &str, slug: &str) -> Option<Request> {
    filled(dialect(key)?.sample, slug)
}

fn filled(golden: &str, slug: &str) -> Option<Request> {
    let values = [("domain", slug), ("token", TOKEN), ("TOKEN", TOKEN)];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Request::parse(golden).ok()?.filled(&Values::from(values)).ok()
}

/// The headers that say who asks and where from, without what the body is: those that every request of the wire has.
pub fn common_headers(request: &Request) -> impl Iterator<Item = &(String, String)> {
    request.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"))
}

pub fn command(request: &Request, base_url: &str) -> String {
    let mut text = format!("curl -X {} {}", request.method, quoted(&format!("{base_url}{}", request.target)));
    for (name, value) in &request.headers {
        text.push_str(&format!(" \\\n  -H {}", quoted(&format!("{name}: {value}"))));
    }
    if !request.body.is_empty() {
        text.push_str(&format!(" \\\n  --data-raw {}", quoted(&request.body)));
    }
    text
}

/// Within single quotation marks nothing but those marks means anything to a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLDEN: &str = "# a document\n# vary: id\n\nPOST /{domain}/lead\nAuthorization: Bearer {{TOKEN}}\n\
        Content-Type: application/json\n\n{\n  \"name\": \"O'Hara\"\n}\n\n--- 200\n\n{}\n";

    #[test]
    fn a_golden_is_a_command_to_try() {
        let request = filled(GOLDEN, "acme").unwrap();
        let common: Vec<_> = common_headers(&request).map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(common, [("Authorization", "Bearer <token>")]);
        let wanted = "curl -X POST 'http://h/acme/lead' \\\n  -H 'Authorization: Bearer <token>' \\\n  \
            -H 'Content-Type: application/json' \\\n  --data-raw '{\n  \"name\": \"O'\\''Hara\"\n}'";
        assert_eq!(command(&request, "http://h"), wanted);
    }
}
