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
    pub undo: Option<Undo>,
    pub is_bad: bool,
}

impl Toast {
    pub fn done(preferences: Preferences, text: String, undo: Option<Undo>) -> Toast {
        Toast { layout: bare(preferences), text, undo, is_bad: false }
    }

    pub fn refusal(preferences: Preferences, text: String) -> Toast {
        Toast { layout: bare(preferences), text, undo: None, is_bad: true }
    }
}

fn bare(preferences: Preferences) -> Layout {
    Layout { title: String::new(), preferences, here: None, person: None }
}

/// The events of so many leads stand in an address; those of more in a form, which a server reads at any length.
const MOST_IN_ADDRESS: usize = 500;

/// What puts events back: where it is asked for, and what the form holds besides.
#[derive(Debug, PartialEq, Eq)]
pub struct Undo {
    pub address: String,
    pub fields: Vec<(&'static str, String)>,
}

impl Undo {
    /// `None` where nothing changed.
    pub fn of(changed: &[(LeadId, EventId)]) -> Option<Undo> {
        if changed.is_empty() {
            return None;
        }
        let pairs: Vec<String> = changed.iter().map(|(lead, event)| format!("{lead}.{event}")).collect();
        let events = pairs.join(",");
        if changed.len() > MOST_IN_ADDRESS {
            return Some(Undo { address: "/app/undo".to_owned(), fields: vec![("events", events)] });
        }
        Some(Undo { address: format!("/app/undo?events={events}"), fields: Vec::new() })
    }
}

/// What an `Undo` names; what is none of it is passed over.
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
        let undo = Undo::of(&changed).unwrap();
        assert_eq!(undone(undo.address.split('=').next_back().unwrap()), changed);
        assert_eq!((undo.fields, Undo::of(&[])), (Vec::new(), None));
        let many: Vec<_> = (0..501).map(|id| (LeadId(id), EventId(id))).collect();
        let undo = Undo::of(&many).unwrap();
        assert_eq!((undo.address.as_str(), undone(&undo.fields[0].1)), ("/app/undo", many));
        assert_eq!(undone("x,7,7.,.7,7.8"), [(LeadId(7), EventId(8))]);
    }
}
