//! The nouns of a golden sample: where it comes from, what is sent, what must come back.
//!
//! Built by `parse.rs`, read by the runner and by the demo's table. Plain data; no reading, no network.

use std::time::Duration;

use super::{Path, Rules, Unfilled, Values, curl, fill};

/// One sample file.
#[derive(Debug, Clone)]
pub struct Golden {
    /// `dialect/NN_name.spec.http` or `dialect/NN_name.ours.http`.
    pub name: String,
    /// Whether a document prints it or we decided it.
    pub kind: Kind,
    /// The document and section, or the decisions, it stands on.
    pub source: Source,
    /// Remarks for the reader (`# note:`).
    pub notes: Vec<String>,
    /// Numbered quirks of the dialect's README that explain a departure from the document (`# quirk:`).
    pub quirks: Vec<String>,
    /// The document prints only the reply; the request is ours (`# request: ours`).
    pub request_is_ours: bool,
    /// The document prints the operation, its objects and the status, but no body (`# reply: ours`).
    pub reply_is_ours: bool,
    /// Needs the demo's leads, not only its reference data (`# needs: demo`).
    pub needs_demo: bool,
    /// How long the reply may take to become as expected, for work done after the answer (`# within: 5s`).
    pub within: Duration,
    /// Values this sample substitutes besides the runner's (`# with:`).
    pub with: Vec<(String, String)>,
    /// Values of the reply that later samples use as `${name}` (`# keep:`).
    pub keep: Vec<(String, Path)>,
    /// What in the reply may differ from the printed one, and how.
    pub rules: Rules,
    /// The request as the file writes it: an HTTP head and body, or a curl command.
    pub request_text: String,
    /// The request those letters mean.
    pub request: Request,
    /// The reply that must come.
    pub expected: Expected,
}

/// Whose word a sample is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `.spec.http`: the document's own sample, to the letter.
    Spec,
    /// `.ours.http`: our reading where the document is silent.
    Ours,
}

/// What a sample stands on; at least one of the two is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The page in `docs/contract` and the heading in it.
    pub section: Option<Section>,
    /// Ids of rows in `docs/contract/decisions.md`, such as `B12`.
    pub decisions: Vec<String>,
}

/// A heading of a document in `docs/contract`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// File name of the document.
    pub document: String,
    /// Text of the heading, without its markup.
    pub heading: String,
}

/// What is sent; texts may hold placeholders until [`Golden::filled`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// HTTP method, upper case.
    pub method: String,
    /// Path and query, beginning with `/`.
    pub target: String,
    /// Header names and values, in order.
    pub headers: Vec<(String, String)>,
    /// Exact body; empty for none.
    pub body: String,
}

/// What must come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// HTTP status.
    pub status: u16,
    /// Reply headers that must be there; `*` in a value stands for any text.
    pub headers: Vec<(String, String)>,
    /// JSON text; empty when no body may come.
    pub body: String,
}

impl Golden {
    /// Name of the dialect's folder.
    pub fn dialect(&self) -> &str {
        self.name.split_once('/').map_or("", |(dialect, _)| dialect)
    }

    /// `create lead` for `…/01_create_lead.spec.http`.
    pub fn title(&self) -> String {
        let file = self.name.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').next().unwrap_or_default();
        stem.trim_start_matches(|c: char| c.is_ascii_digit()).replace('_', " ").trim().to_owned()
    }

    /// Method and path as the document writes them, such as `POST /{domain}/api/v1/lead`.
    pub fn operation(&self) -> String {
        let path = self.request.target.split('?').next().unwrap_or_default();
        format!("{} {path}", self.request.method)
    }

    /// Where the sample comes from, in one line: document and heading, then the decisions.
    pub fn provenance(&self) -> String {
        let section = self.source.section.iter().map(|s| format!("{}, {}", s.document, s.heading));
        let decisions = (!self.source.decisions.is_empty()).then(|| self.source.decisions.join(", "));
        section.chain(decisions).collect::<Vec<_>>().join("; ")
    }

    /// The same sample with every placeholder replaced: from `values`, then from its own `# with:` lines.
    pub fn filled(&self, values: &Values) -> Result<Golden, Unfilled> {
        let mut known = values.clone();
        known.extend(self.with.iter().cloned());
        let mut sample = self.clone();
        sample.request = self.request.filled(&known)?;
        sample.expected.body = fill::fill(&self.expected.body, &known, fill::BODY)?;
        for (_, value) in &mut sample.expected.headers {
            *value = fill::fill(value, &known, fill::HEAD)?;
        }
        Ok(sample)
    }

    /// The document prints a curl command, not a request's head and body.
    pub fn is_command(&self) -> bool {
        curl::is_command(&self.request_text)
    }
}

impl Request {
    /// The same request with every placeholder replaced.
    pub fn filled(&self, values: &Values) -> Result<Request, Unfilled> {
        let mut request = self.clone();
        request.target = fill::fill(&self.target, values, fill::HEAD)?;
        request.body = fill::fill(&self.body, values, fill::BODY)?;
        for (_, value) in &mut request.headers {
            *value = fill::fill(value, values, fill::HEAD)?;
        }
        Ok(request)
    }
}
