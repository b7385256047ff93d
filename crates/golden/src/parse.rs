//! Reads a sample file: header lines, the request, the expected reply, the files it uploads.
//!
//! Called by `Golden::all` and by tests. Refuses whatever it does not understand, naming it: a misspelt header line must
//! not quietly loosen a comparison.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::{Expected, Golden, GoldenError, Kind, Path, Request, Rules, Section, Source, curl, fill};

impl Golden {
    /// Reads one sample. `name` is `dialect/NN_name.spec.http` or `….ours.http`.
    pub fn parse(name: &str, text: &str) -> Result<Golden, GoldenError> {
        read(name, text).map_err(|error| GoldenError { name: name.to_owned(), error })
    }
}

impl Request {
    /// The request of a sample, for whoever needs nothing else of it.
    pub fn parse(text: &str) -> Result<Request, String> {
        let sections = split(text)?;
        request(header_and_request(&sections.request).1.as_str(), &sections.files)
    }
}

fn read(name: &str, text: &str) -> Result<Golden, String> {
    let kind = match name.strip_suffix(".http") {
        Some(stem) if stem.ends_with(".spec") => Kind::Spec,
        Some(stem) if stem.ends_with(".ours") => Kind::Ours,
        _ => return Err("the name must end in .spec.http or .ours.http".into()),
    };
    let sections = split(text)?;
    let (header, request_text) = header_and_request(&sections.request);
    let (first, directives) = header.split_first().ok_or("the first line must say where the sample comes from")?;
    let request = request(&request_text, &sections.files)?;
    let mut sample = Golden {
        name: name.to_owned(),
        kind,
        source: source(first)?,
        notes: Vec::new(),
        quirks: Vec::new(),
        request_is_ours: kind == Kind::Ours,
        reply_is_ours: kind == Kind::Ours,
        needs_demo: false,
        within: Duration::ZERO,
        with: Vec::new(),
        keep: Vec::new(),
        rules: Rules::default(),
        request_text,
        request,
        expected: expected(&sections.status, &sections.reply)?,
    };
    for line in directives {
        directive(&mut sample, line)?;
    }
    check(&sample)?;
    Ok(sample)
}

struct Sections {
    request: String,
    status: String,
    reply: String,
    files: BTreeMap<String, String>,
}

/// Cuts the file at its `--- …` lines.
fn split(text: &str) -> Result<Sections, String> {
    let mut parts = vec![("request", String::new())];
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix("--- "), parts.last_mut()) {
            (None, Some((_, content))) => content.push_str(line),
            (mark, _) => parts.push((mark.unwrap_or_default().trim(), String::new())),
        }
    }
    let mut parts = parts.into_iter();
    let request = parts.next().map(|(_, content)| content).unwrap_or_default();
    let mut reply = None;
    let mut files = BTreeMap::new();
    for (mark, content) in parts {
        match mark.strip_prefix("file ") {
            Some(name) => drop(files.insert(name.trim().to_owned(), content)),
            None if reply.is_none() => reply = Some((mark.to_owned(), content)),
            None => return Err(format!("a second reply `--- {mark}`")),
        }
    }
    let (status, reply) = reply.ok_or("no expected reply: a line `--- 200` is missing")?;
    Ok(Sections { request, status, reply, files })
}

/// The lines that begin with `#`, without it, and the text behind them.
fn header_and_request(text: &str) -> (Vec<&str>, String) {
    let mut lines = text.trim_end_matches('\n').lines();
    let mut header = Vec::new();
    while let Some(line) = lines.clone().next().and_then(|line| line.strip_prefix('#')) {
        header.push(line.trim());
        lines.next();
    }
    (header, lines.collect::<Vec<_>>().join("\n").trim_start_matches('\n').to_owned())
}

fn request(text: &str, files: &BTreeMap<String, String>) -> Result<Request, String> {
    if curl::is_command(text) { curl::request(text, files) } else { plain_request(text) }
}

/// `decision B1, B2`, optionally `; document, heading`; or `document, heading`.
fn source(line: &str) -> Result<Source, String> {
    let section = |text: &str| {
        let (document, heading) = text.split_once(',').ok_or_else(|| format!("`{text}` is not `document, heading`"))?;
        Ok::<_, String>(Section { document: document.trim().to_owned(), heading: heading.trim().to_owned() })
    };
    let Some(rest) = line.strip_prefix("decision ") else {
        return Ok(Source { section: Some(section(line)?), decisions: Vec::new() });
    };
    let (ids, document) = rest.split_once(';').map_or((rest, None), |(ids, document)| (ids, Some(document)));
    Ok(Source { section: document.map(section).transpose()?, decisions: decisions(ids)? })
}

/// Ids such as `B12, T4`; at least one.
fn decisions(text: &str) -> Result<Vec<String>, String> {
    let ids: Vec<String> = text.split([',', ' ']).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let is_id = |id: &String| {
        let number = id.trim_start_matches(|c: char| c.is_ascii_uppercase());
        id.len() == number.len() + 1 && !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
    };
    match ids.iter().all(is_id) && !ids.is_empty() {
        true => Ok(ids),
        false => Err(format!("`{text}` names no decisions such as B12")),
    }
}

fn directive(sample: &mut Golden, line: &str) -> Result<(), String> {
    let (name, value) = line.split_once(':').ok_or_else(|| format!("`# {line}` is not `# name: value`"))?;
    let value = value.trim();
    let paths = || value.split_whitespace().map(Path::parse).collect::<Result<Vec<_>, _>>();
    let pair = || {
        let (name, value) = value.split_once('=').ok_or_else(|| format!("`# {line}` has no `=`"))?;
        Ok::<_, String>((name.trim().to_owned(), value.trim().to_owned()))
    };
    match (name.trim(), value) {
        ("note", note) => sample.notes.push(note.to_owned()),
        ("quirk", ids) => sample.quirks.extend(ids.split([',', ' ']).filter(|id| !id.is_empty()).map(str::to_owned)),
        ("decision", ids) => sample.source.decisions.extend(decisions(ids)?),
        ("request", "ours") => sample.request_is_ours = true,
        ("reply", "ours") => sample.reply_is_ours = true,
        ("needs", "demo") => sample.needs_demo = true,
        ("within", time) => {
            let seconds = time.strip_suffix('s').and_then(|time| time.parse().ok());
            sample.within = Duration::from_secs(seconds.ok_or_else(|| format!("`{time}` is not seconds such as 5s"))?);
        }
        ("with", _) => sample.with.push(pair()?),
        ("keep", _) => {
            let (name, path) = pair()?;
            sample.keep.push((name, Path::parse(&path)?));
        }
        ("vary", _) => sample.rules.vary.extend(paths()?),
        ("blank", _) => sample.rules.blank.extend(paths()?),
        ("each", _) => sample.rules.each.extend(paths()?),
        ("among", _) => sample.rules.among.extend(paths()?),
        ("nullable", text) if text.contains('=') => {
            let (path, like) = pair()?;
            let like = serde_json::from_str(&like).unwrap_or_else(|_| Value::from(like));
            sample.rules.nullable.push((Path::parse(&path)?, Some(like)));
        }
        ("nullable", _) => sample.rules.nullable.extend(paths()?.into_iter().map(|path| (path, None))),
        (name, value) => return Err(format!("`# {name}: {value}` is not understood")),
    }
    Ok(())
}

/// `METHOD target`, header lines, and behind an empty line the body.
fn plain_request(text: &str) -> Result<Request, String> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default();
    let (method, target) = first.split_once(' ').ok_or_else(|| format!("`{first}` is not `METHOD /target`"))?;
    if !target.starts_with('/') || method.is_empty() || !method.chars().all(|c| c.is_ascii_uppercase()) {
        return Err(format!("`{first}` is not `METHOD /target`"));
    }
    Ok(Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: headers(lines)?,
        body: body.to_owned(),
    })
}

fn expected(status: &str, text: &str) -> Result<Expected, String> {
    let text = text.trim_end_matches('\n');
    let (head, body) = match text.strip_prefix('\n') {
        Some(body) => ("", body),
        None => text.split_once("\n\n").unwrap_or((text, "")),
    };
    let status = status.parse().map_err(|_| format!("`{status}` is not a status"))?;
    Ok(Expected { status, headers: headers(head.lines())?, body: body.trim_start_matches('\n').to_owned() })
}

fn headers<'t>(lines: impl Iterator<Item = &'t str>) -> Result<Vec<(String, String)>, String> {
    lines
        .map(|line| {
            let (name, value) = line.split_once(':').ok_or_else(|| format!("header line `{line}` has no `:`"))?;
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        })
        .collect()
}

/// What can be wrong with a sample before it is ever sent.
fn check(sample: &Golden) -> Result<(), String> {
    match sample.kind {
        Kind::Spec if sample.source.section.is_none() => {
            return Err("a spec sample cites a document and heading".into());
        }
        Kind::Ours if sample.source.decisions.is_empty() => return Err("a sample of ours cites a decision".into()),
        Kind::Spec if sample.reply_is_ours && sample.source.decisions.is_empty() => {
            return Err("a reply of ours cites the decision it is".into());
        }
        _ => {}
    }
    let body = match sample.expected.body.as_str() {
        "" => Value::Null,
        text => {
            serde_json::from_str(&fill::blanked(text)).map_err(|why| format!("the expected body is not JSON: {why}"))?
        }
    };
    sample.rules.check(&body)?;
    match sample.keep.iter().find(|(_, path)| path.select(&body).is_empty()) {
        Some((name, path)) => Err(format!("`# keep: {name}`: nothing at `{path}` in the expected body")),
        None => Ok(()),
    }
}
