//! Sends the documents' samples and prints the table of how each was answered. What a sample sends and what it expects stands in
//! its golden; nothing here knows an answer.

use super::fill::FilledOrganisation;
use crate::golden::{Golden, Kind, Runner};
use leadhub_dialects::DIALECTS;

/// The samples of every dialect, in their order, one dialect after the other. True when all were answered as documented.
pub async fn send_all(base_url: &str, organisation: &FilledOrganisation) -> Result<bool, String> {
    println!("\n{:<64} {:<58} {:>6}  result", "document", "call", "status");
    let (mut sent, mut good) = (0, 0);
    for dialect in DIALECTS {
        let Some(token) = organisation.token(dialect.key) else { continue };
        let mut runner = Runner::new(base_url, &organisation.data.organisation.slug, token);
        let samples = Golden::of(dialect.key).map_err(|error| error.to_string())?;
        for sample in samples.iter().filter(|sample| sample.kind == Kind::Spec) {
            sent += 1;
            if send(&mut runner, sample).await {
                good += 1;
            }
        }
    }
    println!("\n{good} of {sent} samples were answered as documented");
    Ok(good == sent)
}

async fn send(runner: &mut Runner, sample: &Golden) -> bool {
    let (status, differences) = match runner.run(sample).await {
        Ok(outcome) => {
            let differences = outcome.differences.iter().map(ToString::to_string).collect();
            (outcome.reply.status.to_string(), differences)
        }
        Err(error) => ("-".to_owned(), vec![error.to_string()]),
    };
    let result = match differences.as_slice() {
        [] if sample.reply_is_ours => {
            "as documented (the document prints no bodies: the request is built from its object, the reply is ours)"
        }
        [] if sample.request_is_ours => "as documented (the document prints only the reply, the request is ours)",
        [] => "as documented",
        _ => "DIFFERS",
    };
    println!("{:<64} {:<58} {status:>6}  {result}", sample.provenance(), sample.operation());
    for difference in &differences {
        println!("    {difference}");
    }
    differences.is_empty()
}
