//! Which leads a page shows, as its address says it: whose, which filters, which order, from where on. Read by the list and the board;
//! what an address says that is none of this is passed over, so that old bookmarks go on working.

use form_urlencoded::Serializer;
use leadhub_core::Actor;
use leadhub_model::{AgentId, Cursor, LabelId, LeadFilter, LeadId, LeadOrder, SourceId, StageId};
use leadhub_wire::query::Query;

/// What stands in an address besides the filters, and is left out where one changes.
const PLACES: &[&str] = &["after", "preview"];
const KNOWN: &[&str] = &["whose", "q", "stage", "label", "agent", "source", "origin", "order", "after", "preview"];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadsQuery {
    /// Known parameters, in the order of the address.
    pairs: Vec<(String, String)>,
}

impl LeadsQuery {
    pub fn read(query: &Query) -> LeadsQuery {
        let known = |(key, value): (&str, &str)| {
            let is_said = KNOWN.contains(&key) && !value.trim().is_empty();
            is_said.then(|| (key.to_owned(), value.trim().to_owned()))
        };
        LeadsQuery { pairs: query.pairs().filter_map(known).collect() }
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.all(key).next()
    }

    pub fn all<'q, 'k>(&'q self, key: &'k str) -> impl Iterator<Item = &'q str> + use<'q, 'k> {
        self.pairs.iter().filter(move |(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    fn numbers(&self, key: &str) -> Vec<i64> {
        self.all(key).filter_map(|text| text.parse().ok()).collect()
    }

    /// Whether anything but the order narrows the list.
    pub fn is_narrow(&self) -> bool {
        self.pairs.iter().any(|(key, _)| key != "order" && !PLACES.contains(&key.as_str()))
    }

    pub fn order(&self) -> LeadOrder {
        match self.get("order") {
            Some("oldest") => LeadOrder::OldestCreated,
            Some("untouched") => LeadOrder::OldestUpdated,
            _ => LeadOrder::NewestCreated,
        }
    }

    pub fn preview(&self) -> Option<LeadId> {
        self.get("preview").and_then(|id| id.parse().ok()).map(LeadId)
    }

    /// Where the page begins.
    pub fn after(&self) -> Option<Cursor> {
        let (at, id) = self.get("after")?.split_once('.')?;
        Some(Cursor { at: at.parse().ok()?, id: id.parse().ok()? })
    }

    pub fn filter(&self, actor: &Actor) -> LeadFilter {
        let some = |ids: Vec<i64>| Some(ids).filter(|ids| !ids.is_empty());
        let mine = (self.get("whose") == Some("mine")).then(|| actor.agent.into_iter().collect::<Vec<_>>());
        let named = some(self.numbers("agent")).map(|ids| ids.into_iter().map(AgentId).collect());
        LeadFilter {
            agents: mine.or(named),
            unassigned: self.get("whose") == Some("nobody"),
            stages: some(self.numbers("stage")).map(|ids| ids.into_iter().map(StageId).collect()),
            label: self.numbers("label").first().copied().map(LabelId),
            source: self.numbers("source").first().copied().map(SourceId),
            origin: self.get("origin").map(str::to_owned),
            ..LeadFilter::default()
        }
    }

    /// The address with a parameter set to one value; `""` takes it out. The page begins anew.
    pub fn with(&self, key: &str, value: &str) -> String {
        let kept = self.pairs.iter().filter(|(known, _)| known != key && !PLACES.contains(&known.as_str()));
        let set = Some((key, value)).filter(|(_, value)| !value.is_empty());
        address(kept.map(|(key, value)| (key.as_str(), value.as_str())).chain(set))
    }

    /// The address without one value of a parameter.
    pub fn without(&self, key: &str, value: &str) -> String {
        let is_other = |(known, said): &&(String, String)| {
            let is_it = known == key && said == value;
            !is_it && !PLACES.contains(&known.as_str())
        };
        address(self.pairs.iter().filter(is_other).map(|(key, value)| (key.as_str(), value.as_str())))
    }

    /// The address with one more value of a parameter.
    pub fn plus(&self, key: &str, value: &str) -> String {
        let kept = self.pairs.iter().filter(|(known, said)| {
            let is_it = known == key && said == value;
            !is_it && !PLACES.contains(&known.as_str())
        });
        address(kept.map(|(key, value)| (key.as_str(), value.as_str())).chain([(key, value)]))
    }

    /// The address of the page that begins behind a lead.
    pub fn page_after(&self, Cursor { at, id }: Cursor) -> String {
        let place = format!("{at}.{id}");
        let kept = self.pairs.iter().filter(|(known, _)| !PLACES.contains(&known.as_str()));
        address(kept.map(|(key, value)| (key.as_str(), value.as_str())).chain([("after", place.as_str())]))
    }

    /// The same page with another preview open.
    pub fn previewing(&self, lead: LeadId) -> String {
        let lead = lead.to_string();
        let kept = self.pairs.iter().filter(|(known, _)| known != "preview");
        address(kept.map(|(key, value)| (key.as_str(), value.as_str())).chain([("preview", lead.as_str())]))
    }

    /// What follows the `?`, for what is asked beside the page.
    pub fn text(&self) -> String {
        address(self.pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))
    }
}

fn address<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    format!("?{}", Serializer::new(String::new()).extend_pairs(pairs).finish())
}
