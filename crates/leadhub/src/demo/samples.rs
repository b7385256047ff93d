//! Sends the documents' samples and prints the table of how each was answered. What a sample sends and what it expects stands in
//! its golden; nothing here knows an answer.

use super::fill::FilledOrganisation;
use crate::cli::Console;
use crate::doors::{DIALECTS, samples_of};
use leadhub_golden::{Golden, Kind, Runner};
use serde_json::{Value, json};

/// The samples of every dialect, in their order, one dialect after the other. True when all were answered as documented.
pub async fn send_all(base_url: &str, organisation: &FilledOrganisation, console: &Console) -> Result<bool, String> {
    if !console.json {
        let heading = format!("\n{:<64} {:<58} {:>6}  result", "document", "call", "status");
        console.say(heading, &Value::Null)?;
    }
    let (mut sent, mut good) = (0, 0);
    for dialect in DIALECTS {
        let Some(token) = organisation.token(dialect.key) else { continue };
        let mut runner = Runner::new(base_url, &organisation.data.organisation.slug, token);
        let samples = samples_of(dialect.key).map_err(|error| error.to_string())?;
        for sample in samples.iter().filter(|sample| sample.kind == Kind::Spec) {
            sent += 1;
            if send(&mut runner, sample, console).await? {
                good += 1;
            }
        }
    }
    let object = json!({ "samples": sent, "as_documented": good });
    console.say(format_args!("\n{good} of {sent} samples were answered as documented"), &object)?;
    Ok(good == sent)
}

/// True when it was answered as documented.
async fn send(runner: &mut Runner, sample: &Golden, console: &Console) -> Result<bool, String> {
    let (status, differences): (Option<u16>, Vec<String>) = match runner.run(sample).await {
        Ok(outcome) => {
            let differences = outcome.differences.iter().map(ToString::to_string).collect();
            (Some(outcome.reply.status), differences)
        }
        Err(error) => (None, vec![error.to_string()]),
    };
    let result = match differences.as_slice() {
        [] if sample.reply_is_ours => {
            "as documented (the document prints no bodies: the request is built from its object, the reply is ours)"
        }
        [] if sample.request_is_ours => "as documented (the document prints only the reply, the request is ours)",
        [] => "as documented",
        _ => "DIFFERS",
    };
    let (document, call) = (sample.provenance(), sample.operation());
    let below: String = differences.iter().map(|difference| format!("\n    {difference}")).collect();
    let shown = status.map_or("-".to_owned(), |status| status.to_string());
    let text = format!("{document:<64} {call:<58} {shown:>6}  {result}{below}");
    let object = json!({ "document": document, "call": call, "status": status, "differences": differences });
    console.say(text, &object)?;
    Ok(differences.is_empty())
}
