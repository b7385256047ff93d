//! Reads the request of a golden sample, so that what is measured is what the documents print.
//! Used by `scenarios`. Samples written as curl commands are not for this.

#[derive(Debug, PartialEq)]
pub struct Sample {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// The status that the sample must be answered with.
    pub status: u16,
}

impl Sample {
    /// `None` when the text is no sample of a plain request.
    pub fn parse(text: &str) -> Option<Sample> {
        let (request, reply) = text.split_once("\n--- ")?;
        let status = reply.lines().next()?.trim().parse().ok()?;
        let start = request.lines().skip_while(|line| line.starts_with('#') || line.is_empty());
        let request = start.collect::<Vec<_>>().join("\n");
        let (head, body) = request.split_once("\n\n").unwrap_or((&request, ""));
        let mut lines = head.lines();
        let (method, target) = lines.next()?.split_once(' ')?;
        let pair = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
        let headers = lines.map(pair).collect::<Option<_>>()?;
        let (method, target) = (method.to_owned(), target.to_owned());
        (target.starts_with('/')).then(|| Sample { method, target, headers, body: body.trim().to_owned(), status })
    }

    /// With the organisation and the token in their places.
    pub fn filled(mut self, slug: &str, token: &str) -> Sample {
        self.target = self.target.replace("{domain}", slug);
        for (_, value) in &mut self.headers {
            *value = value.replace("<token>", token).replace("{{TOKEN}}", token);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# page.md, Create\n# quirk: Q1\n\nPOST /{domain}/lead\ntoken: <token>\nsource: X\n\n{\n  \"a\": 1\n}\n\n--- 201\n\n{}\n";

    #[test]
    fn a_sample_is_read_and_filled() {
        let sample = Sample::parse(TEXT).unwrap().filled("acme", "t0ken");
        assert_eq!((sample.method.as_str(), sample.target.as_str(), sample.status), ("POST", "/acme/lead", 201));
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(sample.headers, [pair("token", "t0ken"), pair("source", "X")]);
        assert_eq!(sample.body, "{\n  \"a\": 1\n}");
    }

    #[test]
    fn a_curl_command_is_no_plain_request() {
        assert_eq!(Sample::parse("# p.md, x\n\ncurl --location 'https://x'\n\n--- 200\n"), None);
        assert_eq!(Sample::parse("# p.md, x\n\nGET /x\n"), None);
    }
}
