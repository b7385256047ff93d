//! `multipart/form-data` bodies as curl's `--form` writes them.
//!
//! Called by `curl.rs`. Files come from the sample itself, by the last part of their path; the disk is not read.

use std::collections::BTreeMap;

/// Does not occur in any sample's content.
pub const BOUNDARY: &str = "------------------------leadhubgolden";

/// One `name=content` of a form, ready to be written.
pub struct Part {
    name: String,
    file: Option<String>,
    content: String,
}

impl Part {
    /// Reads `name=text`, `name="text"`, `name=@path` or `name=@"path"`.
    pub fn parse(text: &str, files: &BTreeMap<String, String>) -> Result<Part, String> {
        let (name, value) = text.split_once('=').ok_or_else(|| format!("--form `{text}` has no `=`"))?;
        let name = name.to_owned();
        if value.starts_with('<') {
            return Err(format!("--form `{text}`: `<` is not understood"));
        }
        match value.strip_prefix('@') {
            Some(path) => {
                let path = unquoted(path)?;
                let file = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
                let content = files.get(&file).cloned().ok_or_else(|| format!("no section `--- file {file}`"))?;
                Ok(Part { name, file: Some(file), content })
            }
            None => Ok(Part { name, file: None, content: unquoted(value)? }),
        }
    }
}

/// The body of a form, parts in the order given.
pub fn body(parts: &[Part]) -> String {
    let mut body = String::new();
    for part in parts {
        body.push_str(&format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"", part.name));
        if let Some(file) = &part.file {
            body.push_str(&format!("; filename=\"{file}\"\r\nContent-Type: {}", media_type(file)));
        }
        body.push_str(&format!("\r\n\r\n{}\r\n", part.content));
    }
    body + &format!("--{BOUNDARY}--\r\n")
}

/// curl drops blanks in front of a value and a pair of double quotes around it; a quote that does not close is content.
fn unquoted(text: &str) -> Result<String, String> {
    let text = text.trim_start();
    if let Some(inner) = text.strip_prefix('"') {
        let mut word = String::new();
        let mut rest = inner.chars();
        while let Some(c) = rest.next() {
            match c {
                '"' if rest.as_str().trim().is_empty() => return Ok(word),
                '"' => return Err(format!("--form: `{}` after a closing quote is not understood", rest.as_str())),
                '\\' => match rest.next() {
                    Some(c @ ('"' | '\\')) => word.push(c),
                    other => word.extend(['\\'].into_iter().chain(other)),
                },
                c => word.push(c),
            }
        }
    }
    match text.contains(';') {
        true => Err(format!("--form: `;` in `{text}` is not understood")),
        false => Ok(text.to_owned()),
    }
}

/// curl's own guess by the ending of the file's name; it knows no CSV.
fn media_type(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("txt") => "text/plain",
        Some("htm" | "html") => "text/html",
        Some("xml") => "application/xml",
        Some("pdf") => "application/pdf",
        _ => "application/octet-stream",
    }
}
