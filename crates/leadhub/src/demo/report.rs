//! What the demo leaves in the reader's hands: URLs, tokens and curl lines to read, and the same for machines, also in a file
//! that appears whole. Called by `demo`; it prints nothing by itself.

use super::alive::DemoLogin;
use super::fill::{FilledIntegration, FilledOrganisation};
use crate::doors::samples_of;
use leadhub_golden::Kind;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

/// Where to go on: health, tokens, and the first sample of each dialect as a curl line.
pub fn ways_on(base_url: &str, database: &str, filled: &[FilledOrganisation]) -> String {
    let mut lines =
        vec![format!("\nserver     {base_url}   (health: {base_url}/health/ready)"), format!("store      {database}")];
    for organisation in filled {
        lines.push(format!("\norganisation '{}'", organisation.data.organisation.slug));
        let token = |row: &FilledIntegration| format!("  {:<13} token {}", row.dialect, row.token);
        lines.extend(organisation.integrations.iter().map(token));
        let login = |row: &DemoLogin| {
            format!("  {:<13} signs in as '{}' with password {}", row.role.word(), row.name, row.password)
        };
        lines.extend(organisation.logins.iter().map(login));
    }
    lines.push("\nto go on:".to_owned());
    if filled.iter().any(|organisation| !organisation.logins.is_empty()) {
        lines.push(format!("  sign in at {base_url}/app/"));
    }
    if let Some(first) = filled.first() {
        let slug = &first.data.organisation.slug;
        let curl = |row: &FilledIntegration| first_curl(row.dialect, base_url, slug, &row.token);
        lines.extend(first.integrations.iter().filter_map(curl).map(|line| format!("  {line}")));
    }
    lines.join("\n")
}

/// The dialect's first sample as a line for the shell.
fn first_curl(dialect: &str, base_url: &str, slug: &str, token: &str) -> Option<String> {
    let samples = samples_of(dialect).ok()?;
    let sample = samples.iter().find(|sample| sample.kind == Kind::Spec)?;
    let request = &sample.request;
    let fill = |text: &str| text.replace("{domain}", slug).replace("<token>", token).replace("{{TOKEN}}", token);
    let mut line = format!("curl -X {} '{base_url}{}'", request.method, fill(&request.target));
    for (name, value) in &request.headers {
        line.push_str(&format!(" -H '{name}: {}'", fill(value)));
    }
    if !request.body.is_empty() {
        // One line; the document's own line breaks mean nothing in JSON.
        let body = request.body.split_whitespace().collect::<Vec<_>>().join(" ");
        line.push_str(&format!(" --data '{}'", body.replace('\'', "'\\''")));
    }
    Some(line)
}

/// `{"base_url", "organisations": [{"slug", "integrations": [{"dialect","token"}], "ids": {…}}]}`, with
/// `"logins": [{"role","username","password"}]` where there are some.
pub fn to_json(base_url: &str, filled: &[FilledOrganisation]) -> Value {
    json!({ "base_url": base_url, "organisations": filled.iter().map(organisation).collect::<Vec<_>>() })
}

/// Writes the file whole, by renaming.
pub fn write_whole(file: &Path, ready: &Value) -> Result<(), String> {
    let text = format!("{ready:#}\n");
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let say = |error: std::io::Error| format!("{}: {error}", file.display());
    let mut half = tempfile::NamedTempFile::new_in(folder).map_err(say)?;
    half.write_all(text.as_bytes()).and_then(|()| half.as_file().sync_all()).map_err(say)?;
    half.persist(file).map_err(|error| say(error.error)).map(drop)
}

fn organisation(filled: &FilledOrganisation) -> Value {
    let integrations: Vec<Value> = filled
        .integrations
        .iter()
        .map(|integration| json!({ "dialect": integration.dialect, "token": integration.token }))
        .collect();
    let data = &filled.data;
    let reference = &data.reference;
    let mut object = json!({
        "slug": data.organisation.slug,
        "integrations": integrations,
        "ids": {
            "domain_uuid": data.organisation.uuid,
            "account_id": data.organisation.account,
            "stages": reference.stages.iter().map(|row| row.id.0).collect::<Vec<_>>(),
            "reasons": reference.reasons.iter().map(|row| row.id.0).collect::<Vec<_>>(),
            "labels": reference.labels.iter().map(|row| row.id.0).collect::<Vec<_>>(),
            "custom_fields": reference.custom_fields.iter().map(|row| row.id.0).collect::<Vec<_>>(),
            "groups": reference.groups.iter().map(|row| row.id.0).collect::<Vec<_>>(),
            "agents": reference.agents.iter().map(|row| row.id.0).collect::<Vec<_>>(),
            "services": reference.services.iter().map(|row| row.id.0).collect::<Vec<_>>(),
            "campaigns": reference.campaigns.iter().map(|row| row.id.0).collect::<Vec<_>>(),
            "campaign_uuids": reference.campaigns.iter().map(|row| row.uuid).collect::<Vec<_>>(),
            "list_uuids": reference.lists.iter().map(|row| row.uuid).collect::<Vec<_>>(),
        }
    });
    if !filled.logins.is_empty() {
        let login = |row: &DemoLogin| json!({ "role": row.role, "username": row.name, "password": row.password });
        object["logins"] = filled.logins.iter().map(login).collect();
    }
    object
}
