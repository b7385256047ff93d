//! Reads a curl command printed in a document and says which request curl would send.
//!
//! Called by `parse.rs`. Covers the options the documents use, exactly as curl behaves; any other option is an error that
//! names it. It must not run curl nor read files from disk.

use std::collections::BTreeMap;

use super::Request;
use super::form::{self, Part};
use super::shell;

/// Every document writes its addresses so; the runner puts the server under test in its place.
const HOST: &str = "https://{{API_HOST}}";

#[derive(Default)]
struct Command {
    url: Option<String>,
    method: Option<String>,
    headers: Vec<(String, String)>,
    /// Lower-case names of headers curl would add and was told not to (`-H 'Accept:'`).
    dropped: Vec<String>,
    data: Option<String>,
    form: Vec<Part>,
}

/// Whether a request is written as a command.
pub fn is_command(text: &str) -> bool {
    text.starts_with("curl ")
}

/// The request `command` sends. `files` are the sample's own, by name.
pub fn request(command: &str, files: &BTreeMap<String, String>) -> Result<Request, String> {
    let mut words = shell::words(command)?.into_iter();
    if words.next().as_deref() != Some("curl") {
        return Err("the command is not curl".into());
    }
    let mut read = Command::default();
    while let Some(word) = words.next() {
        if let Some(name) = word.strip_prefix("--") {
            let name = format!("--{name}");
            read.option(&name, || words.next().ok_or_else(|| format!("{name} needs a value")), files)?;
        } else if word.starts_with('-') && word.len() > 1 {
            let mut letters = word[1..].chars();
            while let Some(letter) = letters.next() {
                let attached = letters.as_str().to_owned();
                let mut used = false;
                let name = format!("-{letter}");
                let value = || {
                    used = true;
                    let attached = Some(attached).filter(|text| !text.is_empty());
                    attached.or_else(|| words.next()).ok_or_else(|| format!("-{letter} needs a value"))
                };
                read.option(&name, value, files)?;
                if used {
                    break;
                }
            }
        } else {
            read.address(word)?;
        }
    }
    read.request()
}

impl Command {
    fn option(
        &mut self,
        name: &str,
        value: impl FnOnce() -> Result<String, String>,
        files: &BTreeMap<String, String>,
    ) -> Result<(), String> {
        match name {
            // A redirect is never a documented answer, so there is nothing to follow.
            "--location" | "-L" => {}
            "--request" | "-X" => self.method = Some(value()?),
            "--header" | "-H" => self.header(&value()?)?,
            "--data" | "-d" => self.add_data(&value()?, files)?,
            "--form" | "-F" => self.form.push(Part::parse(&value()?, files)?),
            "--url" => self.address(value()?)?,
            _ => return Err(format!("curl's option {name} is not understood")),
        }
        Ok(())
    }

    fn address(&mut self, url: String) -> Result<(), String> {
        match self.url.replace(url) {
            None => Ok(()),
            Some(_) => Err("curl is given two addresses".into()),
        }
    }

    fn header(&mut self, text: &str) -> Result<(), String> {
        let (name, value) = text.split_once(':').ok_or_else(|| format!("header `{text}` has no `:`"))?;
        match value.trim() {
            "" => self.dropped.push(name.to_ascii_lowercase()),
            value => self.headers.push((name.to_owned(), value.to_owned())),
        }
        Ok(())
    }

    /// Several `--data` are joined with `&`; text is kept as written, a file loses its line ends.
    fn add_data(&mut self, text: &str, files: &BTreeMap<String, String>) -> Result<(), String> {
        let text = match text.strip_prefix('@') {
            Some(path) => {
                let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
                let content = files.get(name).ok_or_else(|| format!("no section `--- file {name}`"))?;
                content.replace(['\r', '\n', '\0'], "")
            }
            None => text.to_owned(),
        };
        self.data = Some(self.data.take().map_or_else(|| text.clone(), |before| format!("{before}&{text}")));
        Ok(())
    }

    fn add_default(&mut self, name: &str, value: &str) {
        let given = self.headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name));
        if !given && !self.dropped.contains(&name.to_ascii_lowercase()) {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
    }

    fn request(mut self) -> Result<Request, String> {
        let url = self.url.take().ok_or("curl is given no address")?;
        let target = url.strip_prefix(HOST).ok_or_else(|| format!("the address must begin with {HOST}"))?;
        let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
        self.add_default("Accept", "*/*");
        self.add_default("User-Agent", "curl/8");
        let (method, body) = match (self.data.take(), self.form.is_empty()) {
            (Some(_), false) => return Err("curl refuses --data together with --form".into()),
            (Some(data), true) => {
                self.add_default("Content-Type", "application/x-www-form-urlencoded");
                ("POST", data)
            }
            (None, false) => {
                if self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
                    return Err("a Content-Type given beside --form is not understood".into());
                }
                self.add_default("Content-Type", &format!("multipart/form-data; boundary={}", form::BOUNDARY));
                ("POST", form::body(&self.form))
            }
            (None, true) => ("GET", String::new()),
        };
        let method = self.method.take().unwrap_or_else(|| method.to_owned());
        Ok(Request { method, target, headers: self.headers, body })
    }
}
