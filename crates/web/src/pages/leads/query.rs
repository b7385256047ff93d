//! Which leads a page shows, as its address says it: whose, which filters, which order, from where on. Read by the list and the board;
//! what an address says that is none of this is passed over, so that old bookmarks go on working.

use super::columns::{self, ListColumn};
use form_urlencoded::Serializer;
use leadhub_core::store::lead_projects;
use leadhub_core::{Actor, Db};
use leadhub_model::moment::Day;
use leadhub_model::phone::PhoneQuality;
use leadhub_model::view::SavedView;
use leadhub_model::{
    AgentId, CampaignId, Cursor, GroupId, LabelId, LeadError, LeadFilter, LeadId, LeadOrder, ListId, Moment, SourceId,
    StageId,
};
use leadhub_wire::query::Query;

/// What stands in an address besides the filters, and is left out where one changes.
const PLACES: &[&str] = &["after", "preview", ALL];
/// Those that say how the list looks, not which leads are on it.
const LOOKS: &[&str] = &["order", "col"];
/// Stands in the address while all leads that match are chosen, not only those that the page shows.
pub const ALL: &str = "all";
/// The value of `phone` that asks for leads whom nobody can call.
pub const UNREAD: &str = "unread";
/// The value of `source` that asks for leads of which nobody said it.
pub const NO_SOURCE: &str = "none";
const KNOWN: &[&str] = &[
    "whose",
    "q",
    "stage",
    "label",
    "agent",
    "group",
    "source",
    "origin",
    "list",
    "campaign",
    "since",
    "to",
    "converted",
    "booked",
    "touched",
    "phone",
    "project",
    "score",
    "meeting_since",
    "meeting_to",
    "order",
    "col",
    "after",
    "preview",
    ALL,
];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadsQuery {
    /// Known parameters, in the order of the address.
    pairs: Vec<(String, String)>,
}

impl LeadsQuery {
    pub fn read(query: &Query) -> LeadsQuery {
        let known = |(key, value): (&str, &str)| {
            // No store keeps U+0000: nothing is called so.
            let is_value = !value.trim().is_empty() && !value.contains('\0');
            // There is no filter by never having been booked, and what narrows nothing is not said to.
            let is_value = is_value && (key != "booked" || value.trim() == "yes");
            let is_said = is_value && (KNOWN.contains(&key) || columns::is_width(key));
            is_said.then(|| (key.to_owned(), value.trim().to_owned()))
        };
        LeadsQuery { pairs: query.pairs().filter_map(known).collect() }
    }

    /// What an address says behind its `?`.
    pub fn of_text(text: &str) -> LeadsQuery {
        LeadsQuery::read(&Query::read(text.strip_prefix('?').unwrap_or(text)))
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

    pub fn number(&self, key: &str) -> Option<i64> {
        self.numbers(key).first().copied()
    }

    pub fn day(&self, key: &str) -> Option<Day> {
        self.get(key).and_then(Day::read)
    }

    fn flag(&self, key: &str) -> Option<bool> {
        match self.get(key) {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            _ => None,
        }
    }

    /// How the phone reads of the leads that are wanted: `phone=unread` are those whom nobody can call.
    pub fn phone_quality(&self) -> Option<Vec<PhoneQuality>> {
        let unread = || PhoneQuality::ALL.into_iter().filter(|quality| !quality.identifies()).collect();
        (self.get("phone") == Some(UNREAD)).then(unread)
    }

    /// The sources that are asked for, and whether leads of which nobody said it are.
    pub fn sources(&self) -> (Option<Vec<SourceId>>, bool) {
        let ids: Vec<SourceId> = self.numbers("source").into_iter().map(SourceId).collect();
        (Some(ids).filter(|ids| !ids.is_empty()), self.all("source").any(|source| source == NO_SOURCE))
    }

    /// Whether anything but the order narrows the list.
    pub fn is_narrow(&self) -> bool {
        let looks = |key: &str| LOOKS.contains(&key) || columns::is_width(key) || PLACES.contains(&key);
        self.pairs.iter().any(|(key, _)| !looks(key))
    }

    /// Whether filters are said that a search passes over.
    pub fn passes_filters_over(&self) -> bool {
        self.get("q").is_some() && !self.others("q order col").is_empty()
    }

    pub fn order(&self) -> LeadOrder {
        match self.get("order") {
            Some("oldest") => LeadOrder::OldestCreated,
            Some("untouched") => LeadOrder::OldestUpdated,
            _ => LeadOrder::NewestCreated,
        }
    }

    pub fn columns(&self) -> Vec<ListColumn> {
        columns::shown(self.all("col"), |column| self.number(&column.width_key()))
    }

    /// Those that somebody chose; none where nobody did.
    pub fn chosen_columns(&self) -> Vec<ListColumn> {
        if self.get("col").is_some() { self.columns() } else { Vec::new() }
    }

    /// What a saved view keeps beside its columns: filters and order.
    pub fn saved_query(&self) -> String {
        let is_column = |key: &str| key == "col" || columns::is_width(key);
        let kept = self.pairs.iter().filter(|(key, _)| !is_column(key) && !PLACES.contains(&key.as_str()));
        address(kept.map(|(key, value)| (key.as_str(), value.as_str()))).split_off(1)
    }

    /// What a saved view says.
    pub fn of_view(view: &SavedView) -> LeadsQuery {
        let kept = Query::read(&view.query);
        let columns = columns::pairs(&view.columns);
        let pairs = kept.pairs().chain(columns.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        LeadsQuery::read(&pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
    }

    /// Whether both show the same, wherever each begins.
    pub fn shows_same(&self, other: &LeadsQuery) -> bool {
        let shown = |query: &LeadsQuery| {
            let mut pairs: Vec<_> =
                query.pairs.iter().filter(|(key, _)| !PLACES.contains(&key.as_str())).cloned().collect();
            // Columns stand in an order that means something.
            pairs.sort_by(|(one, a), (other, b)| {
                one.cmp(other).then_with(|| if one == "col" { std::cmp::Ordering::Equal } else { a.cmp(b) })
            });
            pairs
        };
        shown(self) == shown(other)
    }

    pub fn preview(&self) -> Option<LeadId> {
        self.get("preview").and_then(|id| id.parse().ok()).map(LeadId)
    }

    /// Where the page begins.
    pub fn after(&self) -> Option<Cursor> {
        let (at, id) = self.get("after")?.split_once('.')?;
        Some(Cursor { at: at.parse().ok()?, id: id.parse().ok()? })
    }

    /// From a day to a day of the organisation's zone, both among them.
    fn days(&self, since: &str, to: &str, actor: &Actor) -> (Option<Moment>, Option<Moment>) {
        let end = |day: Day| Moment::from_micros(day.plus(1).start(&actor.zone).micros().saturating_sub(1));
        (self.day(since).map(|day| day.start(&actor.zone)), self.day(to).map(end))
    }

    /// Which leads; a project is looked for by its code or its name.
    pub fn filter(&self, db: &mut Db, actor: &Actor) -> Result<LeadFilter, LeadError> {
        Ok(lead_projects::narrow_to_project(db, actor, self.without_project(actor), self.get("project"))?)
    }

    fn without_project(&self, actor: &Actor) -> LeadFilter {
        let some = |ids: Vec<i64>| Some(ids).filter(|ids| !ids.is_empty());
        let mine = (self.get("whose") == Some("mine")).then(|| actor.agent.into_iter().collect::<Vec<_>>());
        let named = some(self.numbers("agent")).map(|ids| ids.into_iter().map(AgentId).collect());
        let (sources, without_source) = self.sources();
        LeadFilter {
            agents: mine.or(named),
            unassigned: self.get("whose") == Some("nobody"),
            stages: some(self.numbers("stage")).map(|ids| ids.into_iter().map(StageId).collect()),
            label: self.number("label").map(LabelId),
            sources,
            without_source,
            origin: self.get("origin").map(str::to_owned),
            group: self.number("group").map(GroupId),
            list: self.number("list").map(ListId),
            campaign: self.number("campaign").map(CampaignId),
            least_score: self.number("score"),
            meeting: self.days("meeting_since", "meeting_to", actor),
            created: self.days("since", "to", actor),
            converted: self.flag("converted"),
            was_booked: self.flag("booked") == Some(true),
            touched: self.flag("touched"),
            phone_quality: self.phone_quality(),
            ..LeadFilter::default()
        }
    }

    /// The address with a parameter set to one value; `""` takes it out, with the columns also how wide they are. The page begins anew.
    pub fn with(&self, key: &str, value: &str) -> String {
        let is_set = |known: &str| known == key || (key == "col" && columns::is_width(known));
        let kept = self.pairs.iter().filter(|(known, _)| !is_set(known) && !PLACES.contains(&known.as_str()));
        let set = Some((key, value)).filter(|(_, value)| !value.is_empty());
        address(kept.map(|(key, value)| (key.as_str(), value.as_str())).chain(set))
    }

    /// What a form must carry on that sets these parameters itself.
    pub fn others(&self, keys: &str) -> Vec<(&str, &str)> {
        let is_set = |key: &str| keys.split(' ').any(|own| own == key || (own == "col" && columns::is_width(key)));
        let is_kept = |key: &str| !PLACES.contains(&key) && !is_set(key);
        let kept = self.pairs.iter().filter(|(key, _)| is_kept(key));
        kept.map(|(key, value)| (key.as_str(), value.as_str())).collect()
    }

    /// The address without one value of a parameter.
    pub fn without(&self, key: &str, value: &str) -> String {
        let is_other = |(known, own): &&(String, String)| {
            let is_it = known == key && own == value;
            !is_it && !PLACES.contains(&known.as_str())
        };
        address(self.pairs.iter().filter(is_other).map(|(key, value)| (key.as_str(), value.as_str())))
    }

    /// The address with one more value of a parameter.
    pub fn plus(&self, key: &str, value: &str) -> String {
        let kept = self.pairs.iter().filter(|(known, own)| {
            let is_it = known == key && own == value;
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

    /// What of the address says which leads are on the list, with its `?`, so that it is never nothing.
    pub fn which(&self) -> String {
        let is_look = |key: &str| LOOKS.contains(&key) || columns::is_width(key) || PLACES.contains(&key);
        let kept = self.pairs.iter().filter(|(key, _)| !is_look(key));
        address(kept.map(|(key, value)| (key.as_str(), value.as_str())))
    }

    /// Whether all leads that match are chosen.
    pub fn is_all(&self) -> bool {
        self.get(ALL).is_some()
    }

    /// This page with all leads chosen that match.
    pub fn choosing_all(&self) -> String {
        let kept = self.pairs.iter().filter(|(known, _)| known != ALL);
        address(kept.map(|(key, value)| (key.as_str(), value.as_str())).chain([(ALL, "1")]))
    }

    /// What follows the `?`, for what is asked beside the page.
    pub fn text(&self) -> String {
        address(self.pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))
    }
}

fn address<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    format!("?{}", Serializer::new(String::new()).extend_pairs(pairs).finish())
}
