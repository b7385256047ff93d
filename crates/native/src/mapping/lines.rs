//! A lead as a line of JSON: as this wire shows it, with everything that lies with it and all comments. Called by the export of the
//! command line; nothing of the lead is lost.

use super::lead::{comment, known_value, lead};
use crate::wire::lead as wire;
use crate::wire::sparse::FieldMask;
use leadhub_model::reference::Label;
use leadhub_model::{Comment, CustomValue, Lead};
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

/// The lead with the labels that it carries, its custom values, and its comments, oldest first.
pub fn line<'l>(
    stored: &'l Lead,
    labels: &[&'l Label],
    values: &'l [CustomValue],
    comments: &'l [Comment],
) -> impl Serialize + 'l {
    Line {
        lead: lead(stored, None, &ALL, false),
        labels: labels.iter().map(|label| wire::Label { id: label.id.0, label: &label.label }).collect(),
        custom_values: values.iter().map(known_value).collect(),
        comments: comments.iter().map(comment).collect(),
    }
}
