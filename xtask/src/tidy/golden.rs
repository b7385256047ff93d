//! A golden file as the rules need it: header lines, request, expected reply.
//! Called by `provenance` and `quirks`. The full reading, with its checks, is the golden runner's.

/// What a golden file says, to the letter.
#[derive(Debug)]
pub struct Golden<'t> {
    /// The lines that begin with `#`, without it.
    pub header: Vec<&'t str>,
    /// Everything up to the first `--- ` line.
    pub request: &'t str,
    /// The status of the expected reply.
    pub status: &'t str,
    /// The body of the expected reply; empty for none.
    pub reply: &'t str,
}

impl<'t> Golden<'t> {
    pub fn read(text: &'t str) -> Golden<'t> {
        let mut rest = text;
        let mut header = Vec::new();
        while let Some(line) = rest.lines().next().filter(|line| line.starts_with('#')) {
            header.push(line[1..].trim());
            rest = rest[line.len()..].trim_start_matches('\r').strip_prefix('\n').unwrap_or_default();
        }
        let (request, sections) = rest.split_once("\n--- ").unwrap_or((rest, ""));
        let reply = sections.split("\n--- ").find(|section| !section.starts_with("file ")).unwrap_or_default();
        let status = reply.lines().next().unwrap_or_default().trim();
        let reply = reply.split_once("\n\n").map_or("", |(_, body)| body);
        Golden { header, request: request.trim(), status, reply: reply.trim() }
    }

    /// The values of its `# name: value` lines, cut at commas and blanks.
    pub fn listed(&self, name: &str) -> Vec<&'t str> {
        let lines = self.header.iter().filter_map(|line| line.split_once(':'));
        let values = lines.filter(|(key, _)| key.trim() == name).flat_map(|(_, value)| value.split([',', ' ']));
        values.filter(|value| !value.is_empty()).collect()
    }

    pub fn is_curl(&self) -> bool {
        self.request.starts_with("curl ")
    }

    /// The path it asks for, without the query; empty for a curl command.
    pub fn path(&self) -> &'t str {
        let target = self.request.lines().next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
        if self.is_curl() { "" } else { target.split('?').next().unwrap_or_default() }
    }

    /// The body it sends; empty for a curl command, which carries its own.
    pub fn body(&self) -> &'t str {
        let body = self.request.split_once("\n\n").map_or("", |(_, body)| body);
        if self.is_curl() { "" } else { body.trim_matches('\n') }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_request_is_read() {
        let text = "# page.md, Create\n# quirk: Q1, Q2\n\nPOST /v1/lead?x=1\nA: b\n\n{\n  \"a\": 1\n}\n--- 200\nB: c\n\n{}\n--- file a.csv\nx\n\ny\n";
        let golden = Golden::read(text);
        assert_eq!(golden.header, ["page.md, Create", "quirk: Q1, Q2"]);
        assert_eq!(golden.listed("quirk"), ["Q1", "Q2"]);
        assert_eq!((golden.path(), golden.body(), golden.reply), ("/v1/lead", "{\n  \"a\": 1\n}", "{}"));
    }

    #[test]
    fn a_command_and_a_reply_without_headers_are_read() {
        let golden = Golden::read("# page.md, Create\ncurl -X GET 'http://x/y' \\\n-H 'a: b'\n--- 404\n\n{\"e\": 1}\n");
        assert!(golden.is_curl());
        assert_eq!(golden.request, "curl -X GET 'http://x/y' \\\n-H 'a: b'");
        assert_eq!((golden.body(), golden.status, golden.reply), ("", "404", "{\"e\": 1}"));
    }

    #[test]
    fn an_empty_file_does_no_harm() {
        for text in ["", "#", "# a", "--- 200", "\n--- ", "# a\r\nGET /\r\n"] {
            let golden = Golden::read(text);
            assert_eq!(golden.reply, "", "{text:?}");
        }
    }
}
