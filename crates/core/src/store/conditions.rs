//! The conditions of a statement, growing with what is asked for: columns and operators are texts of the store's own, every value is
//! bound. What an actor sees is one of them, told by what the rows are, so that nobody asks for leads or what hangs on them without it.
//! Used by every file of the store that gives rows of leads or persons.

use super::engine::Value;
use crate::actor::{Actor, Sees};
use leadhub_model::{GroupId, KeptOrNone, Moment};

/// A WHERE clause and the values that it binds; `$1` is the organisation.
pub(crate) struct Conditions<'a> {
    pub sql: String,
    pub values: Vec<Value<'a>>,
}

/// What the rows of a statement are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rows {
    /// Leads, of the table `lead` by its own name.
    Leads,
    /// Rows that hang on the lead that a column names, also when it was deleted.
    OfLead(&'static str),
    /// Counted leads, each whole group's, of the table `lead_day_sum`: an agent's own outside of her groups are not among them.
    GroupDays,
    /// Counted leads, of the table `lead_day`: an agent's own outside of her groups.
    OwnDays,
    /// Rows of the person that a column names: whoever sees one of a person's leads sees the person.
    OfPerson(&'static str),
}

/// What a statement adds to its conditions for an actor who does not see all; nothing for the others. Its values are added to those that
/// are bound, of which the first is the organisation.
pub(crate) fn seen(actor: &Actor, rows: Rows, bound: &mut Vec<Value>) -> String {
    let Sees::Own { agent, groups } = &actor.sees else { return String::new() };
    if matches!(rows, Rows::GroupDays) {
        return bind_groups(groups, bound)
            .map_or_else(|| " AND 1 = 0".to_owned(), |places| format!(" AND group_id IN ({places})"));
    }
    bound.push((*agent).into());
    let agent = bound.len();
    let groups = bind_groups(groups, bound);
    if matches!(rows, Rows::OwnDays) {
        let outside = groups.map(|places| format!(" AND group_id NOT IN ({places})")).unwrap_or_default();
        return format!(" AND agent_id = ${agent}{outside}");
    }
    let groups = groups.map(|places| format!(" OR lead.group_id IN ({places})")).unwrap_or_default();
    let own = format!("(lead.agent_id = ${agent}{groups})");
    let one = "EXISTS (SELECT 1 FROM lead WHERE lead.organisation_id = $1";
    match rows {
        Rows::OfLead(column) => format!(" AND {one} AND lead.id = {column} AND {own})"),
        Rows::OfPerson(column) => {
            format!(" AND {one} AND lead.person_id = {column} AND lead.deleted_at IS NULL AND {own})")
        }
        Rows::Leads | Rows::GroupDays | Rows::OwnDays => format!(" AND {own}"),
    }
}

/// The placeholders of the groups; `None` of none.
fn bind_groups(groups: &[GroupId], bound: &mut Vec<Value>) -> Option<String> {
    let first = bound.len() + 1;
    bound.extend(groups.iter().map(|group| Value::from(*group)));
    let places: Vec<String> = (first..=bound.len()).map(|place| format!("${place}")).collect();
    Some(places.join(", ")).filter(|places| !places.is_empty())
}

impl<'a> Conditions<'a> {
    /// The organisation's own rows that the actor sees, and what else holds for all of them.
    pub fn of(actor: &Actor, rows: Rows, besides: &'static str) -> Self {
        let mut values = vec![actor.organisation_id().into()];
        let seen = seen(actor, rows, &mut values);
        Conditions { sql: format!("organisation_id = $1 AND {besides}{seen}"), values }
    }

    /// Gives the placeholder of a value.
    pub fn bind(&mut self, value: impl Into<Value<'a>>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Gives the placeholders of several values; of none, what nothing is equal to.
    pub fn bind_each(&mut self, values: impl IntoIterator<Item = impl Into<Value<'a>>>) -> String {
        let places: Vec<String> = values.into_iter().map(|value| self.bind(value)).collect();
        if places.is_empty() { "NULL".to_owned() } else { places.join(", ") }
    }

    /// As `bind_each`, with the last one repeated up to a power of two: there are few different texts then, which the engines keep prepared.
    pub fn bind_padded(&mut self, values: &[impl Copy + Into<Value<'a>>]) -> String {
        let places = if values.is_empty() { 0 } else { values.len().next_power_of_two() };
        let last = values.last().copied().into_iter().cycle();
        self.bind_each(values.iter().copied().chain(last).take(places))
    }

    pub fn compare(&mut self, column: &'static str, operator: &'static str, value: Option<impl Into<Value<'a>>>) {
        if let Some(value) = value {
            let place = self.bind(value);
            self.sql.push_str(&format!(" AND {column} {operator} {place}"));
        }
    }

    pub fn narrow_to_kept(&mut self, kept: Option<KeptOrNone>) {
        if let Some(kept) = kept {
            let condition = self.kept_or_none(kept);
            self.sql.push_str(&format!(" AND {condition}"));
        }
    }

    /// What a lead fulfils that has this number among its extras, or none.
    pub fn kept_or_none(&mut self, kept: KeptOrNone) -> String {
        let (dialect, key) = (self.bind(kept.dialect), self.bind(kept.key));
        let number = self.bind(kept.number.to_string());
        let found = format!("json(lead.extras) -> CAST({dialect} AS TEXT) ->> CAST({key} AS TEXT)");
        format!("COALESCE(CAST({found} AS TEXT), {number}) = {number}")
    }

    /// Both bounds belong to it.
    pub fn within(&mut self, column: &'static str, (since, to): (Option<Moment>, Option<Moment>)) {
        self.compare(column, ">=", since);
        self.compare(column, "<=", to);
    }
}
