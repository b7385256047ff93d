//! The fields of the dialog that changes a lead: facts, what the lead points to, and the organisation's own. To the dialog each is a name
//! and a text; what the text means of the lead is known here alone.

use super::words;
use crate::form::{Field, FormBody};
use crate::language::{Language, Word};
use crate::pages::names::Names;
use leadhub_core::questions::LeadCard;
use leadhub_model::moment::Day;
use leadhub_model::reference::{CustomField, CustomFieldKind};
use leadhub_model::{
    CustomFieldId, CustomValue, Fact, Facts, Field as About, GroupId, Lead, LeadChange, Link, ServiceId, SourceId,
    SourceRef, mask,
};

const FACTS: [(&str, Fact, Word); 8] = [
    ("name", Fact::Name, words::NAME),
    ("phone", Fact::Phone, words::PHONE),
    ("phone2", Fact::Phone2, words::PHONE2),
    ("phone3", Fact::Phone3, words::PHONE3),
    ("email", Fact::Email, words::EMAIL),
    ("subject", Fact::Subject, words::SUBJECT),
    ("birth_date", Fact::BirthDate, words::BIRTH_DATE),
    ("address", Fact::Address, words::ADDRESS),
];
/// What was in a field when the dialog opened stands under its name behind this.
const WAS: &str = "was_";
/// The kind of a field that is chosen from a list.
const CHOICE: &str = "select";

/// What a field is of the lead.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Fact(Fact),
    Group,
    Service,
    Source,
    Own(CustomFieldId),
}

/// A field with what the lead has in it.
pub struct Known {
    pub of: Of,
    pub field: Field,
    /// Whether several options may be chosen: the text is theirs with commas between and around.
    pub is_many: bool,
}

/// The fields of a lead, as they are shown to somebody.
pub fn fields(lead: &Lead, card: &LeadCard, names: &Names, masked: bool, language: Language) -> Vec<Known> {
    let shown = if masked { mask::facts(&lead.facts) } else { lead.facts.clone() };
    let none = words::NOTHING_CHOSEN.say(language);
    let linked = [
        choice(Of::Service, "service", words::SERVICE, lead.service.map(|id| (id.0, names.service(Some(id)))), {
            names.services.iter().map(|row| (row.id.0, row.name.clone())).collect()
        }),
        choice(Of::Source, "source", words::SOURCE, lead.source.map(|id| (id.0, names.source(Some(id)))), {
            names.sources().into_iter().map(|row| (row.id.0, row.name.clone())).collect()
        }),
        choice(Of::Group, "group", words::GROUP, lead.group.map(|id| (id.0, names.group(Some(id)))), {
            names.groups().map(|row| (row.id.0, row.name.clone())).collect()
        }),
    ];
    let own = names.own_fields.iter().map(|field| {
        let value = card.custom_values.iter().find(|value| value.field == field.id);
        own(field, value.and_then(|value| value.value.as_deref()).unwrap_or_default())
    });
    let mut fields: Vec<Known> = facts(&shown).chain(linked).chain(own).collect();
    // Where there is nothing to choose from, nothing is asked.
    fields.retain(|known| known.field.kind != CHOICE || !known.field.options.is_empty());
    for known in fields.iter_mut().filter(|known| !known.is_many && known.field.kind == CHOICE) {
        known.field.options.insert(0, (String::new(), none.to_owned()));
    }
    fields
}

fn facts(shown: &Facts) -> impl Iterator<Item = Known> {
    FACTS.into_iter().map(|(name, fact, label)| {
        let field = Field { value: shown.text(fact).to_owned(), ..Field::new(name, label) };
        Known { of: Of::Fact(fact), field, is_many: false }
    })
}

/// Something that the lead points to: what it is now is offered too, even where nobody may choose it anew.
fn choice(of: Of, name: &'static str, label: Word, now: Option<(i64, String)>, rows: Vec<(i64, String)>) -> Known {
    let value = now.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default();
    let is_offered = |now: &(i64, String)| rows.iter().any(|(id, _)| *id == now.0);
    let offered = now.filter(|now| !is_offered(now)).into_iter().chain(rows.iter().cloned());
    let options = offered.map(|(id, name)| (id.to_string(), name)).collect();
    Known { of, field: Field { value, options, kind: CHOICE, ..Field::new(name, label) }, is_many: false }
}

fn own(field: &CustomField, text: &str) -> Known {
    let is_many = field.kind == CustomFieldKind::MultipleChoice;
    let value = if is_many { chosen(text.split(',').filter_map(|id| id.trim().parse().ok())) } else { plain(text) };
    let kind = match field.kind {
        CustomFieldKind::LongText => "area",
        CustomFieldKind::SingleChoice | CustomFieldKind::MultipleChoice => CHOICE,
        // A field of days shows none that is written otherwise, and would send it back empty.
        CustomFieldKind::Date if value.is_empty() || Day::read(&value).is_some() => "date",
        _ => "text",
    };
    let mut options: Vec<_> = field.options.iter().map(|row| (row.id.to_string(), row.label.clone())).collect();
    if field.kind == CustomFieldKind::SingleChoice && !value.is_empty() && options.iter().all(|(id, _)| *id != value) {
        options.push((value.clone(), value.clone()));
    }
    let (name, title) = (format!("own_{}", field.id), Some(field.label.clone()));
    let shown = Field { value, kind, options, title, ..Field::new(name, words::OWN_FIELD) };
    Known { of: Of::Own(field.id), field: shown, is_many }
}

/// `,1,2,`, as values of several options are kept.
fn chosen(ids: impl Iterator<Item = i64>) -> String {
    let ids: std::collections::BTreeSet<i64> = ids.collect();
    ids.iter().fold(String::new(), |text, id| if text.is_empty() { format!(",{id},") } else { format!("{text}{id},") })
}

/// Lines end as they are kept, not as forms send them.
fn plain(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

impl Known {
    pub fn has(&self, option: &str) -> bool {
        self.field.value.split(',').any(|chosen| chosen == option)
    }

    /// Whether what the core refuses is this field.
    pub fn is_about(&self, about: About) -> bool {
        match self.of {
            Of::Fact(fact) => about == About::Fact(fact),
            Of::Group => about == About::Group,
            Of::Service => about == About::Service,
            Of::Source => about == About::Source,
            Of::Own(field) => [About::CustomField(field), About::CustomValue(field)].contains(&about),
        }
    }

    /// A text of the field as people read it.
    pub fn said(&self, text: &str) -> String {
        let label = |id: &str| self.field.options.iter().find(|(known, _)| known == id).map(|(_, label)| label.clone());
        if self.field.options.is_empty() || text.is_empty() {
            return text.to_owned();
        }
        let ids = text.split(',').filter(|id| !id.is_empty());
        ids.map(|id| label(id).unwrap_or_else(|| id.to_owned())).collect::<Vec<_>>().join(", ")
    }
}

/// What a dialog sent, field by field.
pub struct Sent<'f> {
    pub form: &'f FormBody,
    pub masked: bool,
}

impl Sent<'_> {
    pub fn mine(&self, known: &Known) -> String {
        match known.is_many {
            true => chosen(self.form.numbers(&known.field.name).into_iter()),
            false => plain(&self.form.text(&known.field.name)),
        }
    }

    pub fn was(&self, known: &Known) -> String {
        plain(&self.form.text(&format!("{WAS}{}", known.field.name)))
    }

    pub fn is_changed(&self, known: &Known) -> bool {
        let mine = self.mine(known);
        // What was shown masked and comes back so says nothing.
        let says_nothing = matches!(known.of, Of::Fact(fact) if self.masked && mask::is_masked(fact, &mine));
        mine != self.was(known) && !says_nothing
    }

    /// Whether somebody else wrote meanwhile where she wrote too, and something else.
    pub fn is_contested(&self, known: &Known) -> bool {
        let (mine, was, theirs) = (self.mine(known), self.was(known), &known.field.value);
        mine != was && *theirs != was && *theirs != mine
    }

    /// The change of a lead that says what was changed in the dialog.
    pub fn change(&self, fields: &[Known], version: i64) -> LeadChange {
        let mut change = LeadChange { expected_version: Some(version), ..LeadChange::default() };
        for known in fields.iter().filter(|known| self.is_changed(known)) {
            let text = Some(self.mine(known)).filter(|text| !text.is_empty());
            // What is no number is the id of nothing, which the verb refuses.
            let id = text.as_ref().map(|text| text.parse().unwrap_or_default());
            let unlinked = |link| id.is_none().then_some(link);
            match known.of {
                Of::Fact(fact) => change.facts.push((fact, text)),
                Of::Own(field) => change.custom_values.push(CustomValue { field, value: text }),
                Of::Group => {
                    change.group = id.map(GroupId);
                    change.unlinked.extend(unlinked(Link::Group));
                }
                Of::Service => {
                    change.service = id.map(ServiceId);
                    change.unlinked.extend(unlinked(Link::Service));
                }
                Of::Source => {
                    change.source = id.map(|id| SourceRef::Id(SourceId(id)));
                    change.unlinked.extend(unlinked(Link::Source));
                }
            }
        }
        change
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_options_are_one_text_however_they_came() {
        for (ids, text) in [(vec![], ""), (vec![7], ",7,"), (vec![7, 2, 7], ",2,7,")] {
            assert_eq!(chosen(ids.into_iter()), text);
        }
    }
}
