//! What was done, with the way back; or why it was not. A part of an answer to htmx, put at the foot of the page.
//! Pages hand in the text; the address that takes it back is made here, of what the verbs say changed.

use crate::layout::{Layout, Preferences};
use askama::Template;
use leadhub_model::{EventId, LeadId};

#[derive(Template)]
#[template(path = "parts/toast.html")]
pub struct Toast {
    pub layout: Layout,
    pub text: String,
    /// What takes it back.
    pub undo: Option<String>,
    pub is_bad: bool,
}

impl Toast {
    pub fn done(preferences: Preferences, text: String, undo: Option<String>) -> Toast {
        Toast { layout: bare(preferences), text, undo, is_bad: false }
    }

    pub fn refusal(preferences: Preferences, text: String) -> Toast {
        Toast { layout: bare(preferences), text, undo: None, is_bad: true }
    }
}

fn bare(preferences: Preferences) -> Layout {
    Layout { title: String::new(), preferences, here: None, person: None }
}

/// The address that puts these events back; `None` where nothing changed.
pub fn undo_address(changed: &[(LeadId, EventId)]) -> Option<String> {
    if changed.is_empty() {
        return None;
    }
    let pairs: Vec<String> = changed.iter().map(|(lead, event)| format!("{lead}.{event}")).collect();
    Some(format!("/app/undo?events={}", pairs.join(",")))
}

/// What an address of `undo_address` names; what is none of it is passed over.
pub fn undone(text: &str) -> Vec<(LeadId, EventId)> {
    let pair = |pair: &str| {
        let (lead, event) = pair.split_once('.')?;
        Some((LeadId(lead.parse().ok()?), EventId(event.parse().ok()?)))
    };
    text.split(',').filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_names_is_what_changed() {
        let changed = [(LeadId(7), EventId(70)), (LeadId(8), EventId(80))];
        let address = undo_address(&changed).unwrap();
        assert_eq!(undone(address.split('=').next_back().unwrap()), changed);
        assert_eq!(undo_address(&[]), None);
        assert_eq!(undone("x,7,7.,.7,7.8"), [(LeadId(7), EventId(8))]);
    }
}
