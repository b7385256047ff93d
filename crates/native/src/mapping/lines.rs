//! A lead as a line of JSON: as this wire shows it, with everything that lies with it and all comments. Called by the exports of every door
//! and of the command line; nothing of the lead is lost, but what is masked for the caller.

use super::lead::{comment, known_value, lead};
use crate::wire::lead as wire;
use crate::wire::sparse::FieldMask;
use leadhub_core::questions::ExportedLead;
use leadhub_model::LeadError;
use leadhub_model::reference::Label;
use serde::Serialize;

static ALL: FieldMask = FieldMask(None);

#[derive(Serialize)]
struct Line<'l> {
    #[serde(flatten)]
    lead: wire::Lead<'l>,
    labels: Vec<wire::Label<'l>>,
    custom_values: Vec<wire::KnownValue<'l>>,
    comments: Vec<wire::Comment<'l>>,
}

/// Behind what is there: the lead with the labels that it carries, its custom values, and its comments, oldest first.
pub fn write(exported: &ExportedLead, known: &[Label], masked: bool, to: &mut Vec<u8>) -> Result<(), LeadError> {
    let ExportedLead { lead: stored, labels, custom_values, comments, .. } = exported;
    let carried = known.iter().filter(|label| labels.contains(&label.id));
    let line = Line {
        lead: lead(stored, None, &ALL, masked),
        labels: carried.map(|label| wire::Label { id: label.id.0, label: &label.label }).collect(),
        custom_values: custom_values.iter().map(known_value).collect(),
        comments: comments.iter().map(comment).collect(),
    };
    serde_json::to_writer(&mut *to, &line).map_err(|error| LeadError::Internal(error.to_string()))?;
    to.push(b'\n');
    Ok(())
}
