//! A page of a lead's timeline: of which kind of events, and from where on, as the address of the lead says it. Read and shown with the
//! lead, on its page and beside the list.

use super::line::{Line, lines};
use super::words;
use crate::language::{Language, Word};
use crate::pages::names::Names;
use form_urlencoded::Serializer;
use leadhub_core::store::events;
use leadhub_core::{Actor, Db};
use leadhub_model::event::{EventKind, EventsOf};
use leadhub_model::{Cursor, LeadError, LeadId};
use leadhub_wire::query::Query;

const EVENTS: usize = 100;
const TABS: [(&str, Word, EventsOf); 4] = [
    ("", words::TAB_ALL, EventsOf::Everything),
    ("notes", words::TAB_NOTES, EventsOf::Kind(EventKind::Commented)),
    ("calls", words::TAB_CALLS, EventsOf::Kind(EventKind::NameMatch)),
    ("api", words::TAB_API, EventsOf::Integrations),
];

/// What an address asks for; what it says that is none of this is passed over.
#[derive(Clone, Debug, Default)]
pub struct TimelineQuery {
    /// A place among `TABS`.
    tab: usize,
    before: Option<Cursor>,
}

impl TimelineQuery {
    pub fn read(query: &Query) -> TimelineQuery {
        let only = query.get("only").unwrap_or_default();
        let before = query.get("before").and_then(|place| place.split_once('.'));
        let before = before.and_then(|(at, id)| Some(Cursor { at: at.parse().ok()?, id: id.parse().ok()? }));
        TimelineQuery { tab: TABS.iter().position(|(key, ..)| *key == only).unwrap_or_default(), before }
    }

    /// What follows the lead's own address.
    pub fn text(&self) -> String {
        let (only, before) = (TABS[self.tab].0, self.before.map(|Cursor { at, id }| format!("{at}.{id}")));
        let pairs = [("only", only), ("before", before.as_deref().unwrap_or_default())];
        let said = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let text = Serializer::new(String::new()).extend_pairs(said).finish();
        if text.is_empty() { text } else { format!("?{text}") }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Timeline {
    pub asked: TimelineQuery,
    /// Newest first.
    pub lines: Vec<Line>,
    older: Option<Cursor>,
}

impl Timeline {
    pub fn read(
        db: &mut Db,
        actor: &Actor,
        lead: LeadId,
        asked: TimelineQuery,
        names: &Names,
        language: Language,
    ) -> Result<Timeline, LeadError> {
        let of = TABS[asked.tab].2;
        let mut found = events::list_newest_events(db, actor, lead, of, asked.before, EVENTS as i64 + 1)?;
        let more = found.len() > EVENTS;
        found.truncate(EVENTS);
        let older = found.last().filter(|_| more).map(|last| Cursor { at: last.at.micros(), id: last.id.0 });
        Ok(Timeline { lines: lines(&found, names, actor, language), asked, older })
    }

    /// The kinds of events to choose from: address and word, and whether it is this.
    pub fn tabs(&self) -> Vec<(String, Word, bool)> {
        let tab = |(tab, (_, word, _)): (usize, &(&str, Word, EventsOf))| {
            (TimelineQuery { tab, before: None }.text(), *word, tab == self.asked.tab)
        };
        TABS.iter().enumerate().map(tab).collect()
    }

    /// The pages before and behind this one.
    pub fn pages(&self) -> Vec<(String, Word)> {
        let newest = self.asked.before.map(|_| (TimelineQuery { before: None, ..self.asked.clone() }, words::NEWEST));
        let older =
            self.older.map(|before| (TimelineQuery { before: Some(before), ..self.asked.clone() }, words::OLDER));
        newest.into_iter().chain(older).map(|(asked, word)| (format!("{}#timeline", asked.text()), word)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_it_was_read_from() {
        for (text, said) in [
            ("", ""),
            ("only=notes", "?only=notes"),
            ("before=7.-2&only=api", "?only=api&before=7.-2"),
            ("only=nothing&before=x.1&before", ""),
        ] {
            assert_eq!(TimelineQuery::read(&Query::read(text)).text(), said, "{text}");
        }
    }
}
