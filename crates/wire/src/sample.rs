//! A request as a vendor's document prints it, for people to try: read from the text of a golden, filled with an address and a token, told
//! as a line for the shell. Every door names one in its registry line; the pages show it. No door is known here.

/// A request that may be sent as it is, once it is filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// What stands for the token in the documents' samples and in what people copy.
pub const TOKEN: &str = "<token>";

impl Sample {
    /// The request of a golden: behind its remarks, up to the reply.
    pub fn read(golden: &str) -> Sample {
        let request = golden.split("\n--- ").next().unwrap_or_default();
        let mut lines = request.lines().skip_while(|line| line.starts_with('#') || line.trim().is_empty());
        let (method, path) = lines.next().and_then(|line| line.split_once(' ')).unwrap_or_default();
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.trim().to_owned(), value.trim().to_owned()))
        };
        let headers = lines.by_ref().take_while(|line| !line.trim().is_empty()).filter_map(header).collect();
        let body = lines.collect::<Vec<_>>().join("\n").trim().to_owned();
        Sample { method: method.to_owned(), path: path.to_owned(), headers, body }.replaced("{{TOKEN}}", TOKEN)
    }

    /// For an organisation.
    pub fn of(self, slug: &str) -> Sample {
        self.replaced("{domain}", slug)
    }

    fn replaced(self, what: &str, with: &str) -> Sample {
        let headers = self.headers.into_iter().map(|(name, value)| (name, value.replace(what, with)));
        Sample { path: self.path.replace(what, with), headers: headers.collect(), ..self }
    }

    /// The headers that say who asks and where from, without what the body is: those that every request of the wire has.
    pub fn common_headers(&self) -> impl Iterator<Item = &(String, String)> {
        self.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"))
    }

    /// As a command for a shell.
    pub fn curl(&self, base_url: &str) -> String {
        let mut text = format!("curl -X {} {}", self.method, quoted(&format!("{base_url}{}", self.path)));
        for (name, value) in &self.headers {
            text.push_str(&format!(" \\\n  -H {}", quoted(&format!("{name}: {value}"))));
        }
        if !self.body.is_empty() {
            text.push_str(&format!(" \\\n  --data-raw {}", quoted(&self.body)));
        }
        text
    }
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
    fn a_golden_is_a_request_to_try() {
        let sample = Sample::read(GOLDEN).of("acme");
        assert_eq!((sample.method.as_str(), sample.path.as_str()), ("POST", "/acme/lead"));
        assert_eq!(sample.body, "{\n  \"name\": \"O'Hara\"\n}");
        let common: Vec<_> = sample.common_headers().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(common, [("Authorization", "Bearer <token>")]);
        let curl = "curl -X POST 'http://h/acme/lead' \\\n  -H 'Authorization: Bearer <token>' \\\n  \
            -H 'Content-Type: application/json' \\\n  --data-raw '{\n  \"name\": \"O'\\''Hara\"\n}'";
        assert_eq!(sample.curl("http://h"), curl);
    }
}
