//! The columns of a file as a form: what each is taken for, and what somebody says it is. Used by the page of one file; what a field means is
//! the importer's to say.

use super::words;
use crate::form::FormBody;
use crate::language::{Language, Word};
use leadhub_core::import::{Plan, PreviewColumn};
use leadhub_intake::FileOptions;
use leadhub_intake::columns::{ASIDE, CUSTOM, IGNORED};
use leadhub_model::reference::CustomField;
use leadhub_model::upload::{Duplicates, MatchBy, MatchWithin, OnDuplicate};

/// The fields that people choose from, in their order; others are said by their headings.
const FIELDS: [(&str, Word); 28] = [
    ("phone", words::F_PHONE),
    ("phone2", words::F_PHONE2),
    ("phone3", words::F_PHONE3),
    ("name", words::F_NAME),
    ("family_name", words::F_FAMILY),
    ("middle_name", words::F_MIDDLE),
    ("given_name", words::F_GIVEN),
    ("email", words::F_EMAIL),
    ("subject", words::F_SUBJECT),
    ("comment", words::F_COMMENT),
    ("stage", words::F_STAGE),
    ("reason", words::F_REASON),
    ("agent", words::F_AGENT),
    ("group", words::F_GROUP),
    ("service", words::F_SERVICE),
    ("campaign", words::F_CAMPAIGN),
    ("list", words::F_LIST),
    ("labels", words::F_LABELS),
    ("code", words::F_CODE),
    ("address", words::F_ADDRESS),
    ("province", words::F_PROVINCE),
    ("district", words::F_DISTRICT),
    ("ward", words::F_WARD),
    ("gender", words::F_GENDER),
    ("birth_date", words::F_BIRTH),
    ("identity_number", words::F_IDENTITY),
    ("estimated_close", words::F_CLOSE),
    ("ref_url", words::F_URL),
];
/// More columns than a form can have are none.
const MOST: usize = 1000;

pub struct Column {
    pub at: usize,
    pub heading: String,
    /// What it is taken for while nobody says anything.
    pub was: String,
    pub samples: String,
    pub is_suggested: bool,
    /// Value, what people call it, whether it is chosen.
    pub fields: Vec<(String, String, bool)>,
}

/// `plain` is the same file before anybody said anything.
pub fn columns(
    now: &[PreviewColumn],
    plain: &[PreviewColumn],
    customs: &[CustomField],
    language: Language,
) -> Vec<Column> {
    let column = |(at, column): (usize, &PreviewColumn)| {
        let was = plain.get(at).and_then(|plain| plain.field.clone()).unwrap_or_else(|| ASIDE.to_owned());
        let is_suggested = column.field.is_none() && column.suggestion.is_some();
        let suggested = column.suggestion.map(str::to_owned);
        let chosen = column.field.clone().or(suggested).unwrap_or_else(|| ASIDE.to_owned());
        let mut fields = vec![
            (ASIDE.to_owned(), words::ASIDE.say(language).to_owned()),
            (IGNORED.to_owned(), words::IGNORE.say(language).to_owned()),
        ];
        fields.extend(FIELDS.iter().map(|(name, word)| ((*name).to_owned(), word.say(language).to_owned())));
        fields.extend(customs.iter().map(|field| (format!("{CUSTOM}{}", field.id), field.label.clone())));
        for own in [&chosen, &was] {
            if !fields.iter().any(|(name, _)| name == own) {
                fields.push((own.clone(), own.clone()));
            }
        }
        let is_chosen = |(name, word): (String, String)| {
            let is = name == chosen;
            (name, word, is)
        };
        let samples: Vec<&str> =
            column.samples.iter().map(|sample| sample.trim()).filter(|sample| !sample.is_empty()).collect();
        Column {
            at,
            heading: column.heading.clone(),
            was,
            samples: samples.join(" · "),
            is_suggested,
            fields: fields.into_iter().map(is_chosen).collect(),
        }
    };
    now.iter().enumerate().map(column).collect()
}

/// As they were chosen in a form that is shown again.
pub fn choose(columns: &mut [Column], form: &FormBody) {
    for column in columns {
        let name = form.text(&format!("field.{}", column.at));
        if column.fields.iter().any(|(known, ..)| *known == name) {
            column.is_suggested = false;
            column.fields.iter_mut().for_each(|(known, _, is_chosen)| *is_chosen = *known == name);
        }
    }
}

/// What the form says of the file and of its rows.
pub fn chosen(form: &FormBody, before: &FileOptions) -> (FileOptions, Plan) {
    let mut map = Vec::new();
    for at in 0..MOST {
        let heading = form.raw(&format!("heading.{at}"));
        let (field, was) = (form.text(&format!("field.{at}")), form.text(&format!("was.{at}")));
        // A column may have no name, and those behind it have theirs.
        if !heading.is_empty() && !field.is_empty() && field != was {
            map.push((heading, field));
        }
    }
    let usual = Duplicates::default();
    let by: Vec<MatchBy> =
        MatchBy::ALL.into_iter().filter(|by| !form.text(&format!("by.{}", by.code())).is_empty()).collect();
    let duplicates = Duplicates {
        by: if by.is_empty() { usual.by } else { by },
        within: MatchWithin::from_code(&form.text("within")).unwrap_or(usual.within),
        then: OnDuplicate::from_code(&form.text("then")).unwrap_or(usual.then),
    };
    let plan = Plan { duplicates, makes_names: !form.text("makes_names").is_empty(), new_list: None };
    (FileOptions { map, ..before.clone() }, plan)
}
