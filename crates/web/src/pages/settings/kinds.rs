//! The kinds of reference data that the settings show, each a line of a table: where its rows stand in a set, what they are called by, and
//! their columns as fields of a form. What may be written is the core's to say; a new kind is a line here.

use super::words;
use crate::language::Word;

/// A kind of rows.
pub struct Kind {
    /// Its segment in the address.
    pub path: &'static str,
    /// Where its rows stand in a set of reference data.
    pub set: &'static str,
    /// Whether that is within the catalogue.
    pub is_sold: bool,
    /// What the table of names calls it; empty where no API names it.
    pub named: &'static str,
    pub title: Word,
    /// What stands above its rows.
    pub note: Option<Word>,
    /// The first is what people know a row by.
    pub columns: &'static [Column],
}

/// A column of a row, by its name in a set.
pub struct Column {
    pub key: &'static str,
    pub label: Word,
    pub input: Input,
    pub hint: Option<Word>,
}

/// How a column is written.
#[derive(Clone, Copy)]
pub enum Input {
    /// May be left out where it says so.
    Text,
    Optional,
    YesNo,
    /// One of some words.
    Words(&'static [(&'static str, Word)]),
    /// A row of another kind; perhaps none.
    One(&'static str),
    OneOrNone(&'static str),
    /// The source that one is folded into; perhaps none.
    Fold,
    /// Some rows of another kind.
    Some(&'static str),
    /// The options of a choice, a line each.
    Options,
    /// A price for each product.
    Prices,
}

const fn column(key: &'static str, label: Word, input: Input) -> Column {
    Column { key, label, input, hint: None }
}

const LABEL: Column = column("label", words::NAME, Input::Text);
const NAME: Column = column("name", words::NAME, Input::Text);
const BRAND: Column = column("brand_id", words::BRAND, Input::One("brands"));

const STAGE_KINDS: &[(&str, Word)] = &[
    ("first", words::FIRST),
    ("middle", words::MIDDLE),
    ("converted", words::CONVERTED),
    ("unqualified", words::UNQUALIFIED),
];
const FIELD_KINDS: &[(&str, Word)] = &[
    ("text", words::TEXT),
    ("long_text", words::LONG_TEXT),
    ("number", words::NUMERIC),
    ("date", words::DATE),
    ("url", words::URL),
    ("single_choice", words::SINGLE_CHOICE),
    ("multiple_choice", words::MULTIPLE_CHOICE),
];

/// In the order of the sections.
pub static KINDS: [Kind; 16] = [
    Kind {
        columns: &[LABEL, column("kind", words::KIND, Input::Words(STAGE_KINDS))],
        ..kind("stages", "stages", "stage", words::STAGES)
    },
    Kind { columns: &[LABEL], ..kind("reasons", "reasons", "reason", words::REASONS) },
    Kind { columns: &[LABEL], ..kind("labels", "labels", "label", words::LABELS) },
    Kind {
        columns: &[
            LABEL,
            Column { hint: Some(words::KIND_STAYS), ..column("kind", words::KIND, Input::Words(FIELD_KINDS)) },
            Column { hint: Some(words::OPTIONS_HINT), ..column("options", words::OPTIONS, Input::Options) },
        ],
        ..kind("custom-fields", "custom_fields", "custom_field", words::FIELDS)
    },
    Kind { columns: &[NAME], ..kind("groups", "groups", "group", words::GROUPS) },
    Kind {
        columns: &[
            column("username", words::USERNAME, Input::Text),
            column("email", words::EMAIL, Input::Optional),
            column("phone", words::PHONE, Input::Optional),
            column("extension", words::EXTENSION, Input::Optional),
            column("group_id", words::GROUP, Input::OneOrNone("groups")),
            column("more_group_ids", words::MORE_GROUPS, Input::Some("groups")),
            Column { hint: Some(words::RETIRED_HINT), ..column("retired", words::RETIRED, Input::YesNo) },
        ],
        ..kind("users", "agents", "agent", words::USERS)
    },
    Kind { columns: &[NAME], ..kind("services", "services", "service", words::SERVICES) },
    Kind {
        is_sold: true,
        columns: &[
            NAME,
            Column {
                hint: Some(words::CATEGORY_HINT),
                ..column("category_id", words::CATEGORY, Input::OneOrNone("source_categories"))
            },
            Column { hint: Some(words::FOLD_HINT), ..column("merged_into_id", words::FOLDED_INTO, Input::Fold) },
        ],
        ..kind("sources", "sources", "source", words::SOURCES)
    },
    Kind {
        is_sold: true,
        columns: &[NAME],
        ..kind("source-categories", "source_categories", "source_category", words::CATEGORIES)
    },
    Kind {
        is_sold: true,
        columns: &[NAME, column("code", words::CODE, Input::Text)],
        ..kind("brands", "brands", "brand", words::BRANDS)
    },
    Kind {
        is_sold: true,
        columns: &[
            NAME,
            column("code", words::CODE, Input::Text),
            BRAND,
            column("bookable", words::BOOKABLE, Input::YesNo),
        ],
        ..kind("companies", "companies", "company", words::COMPANIES)
    },
    Kind {
        is_sold: true,
        columns: &[NAME, column("code", words::CODE, Input::Text)],
        ..kind("products", "products", "product", words::PRODUCTS)
    },
    Kind {
        is_sold: true,
        columns: &[NAME, BRAND, column("prices", words::PRICES, Input::Prices)],
        ..kind("price-lists", "price_lists", "price_list", words::PRICE_LISTS)
    },
    Kind {
        is_sold: true,
        note: Some(words::PLACES_NOTE),
        columns: &[NAME, column("code", words::CODE, Input::Text)],
        ..kind("countries", "countries", "", words::COUNTRIES)
    },
    Kind {
        is_sold: true,
        note: Some(words::PLACES_NOTE),
        columns: &[
            NAME,
            column("code", words::CODE, Input::Text),
            column("country_id", words::COUNTRY, Input::One("countries")),
        ],
        ..kind("provinces", "provinces", "", words::PROVINCES)
    },
    Kind {
        is_sold: true,
        note: Some(words::PLACES_NOTE),
        columns: &[NAME, column("province_id", words::PROVINCE, Input::One("provinces"))],
        ..kind("districts", "districts", "", words::DISTRICTS)
    },
];

const fn kind(path: &'static str, set: &'static str, named: &'static str, title: Word) -> Kind {
    Kind { path, set, is_sold: false, named, title, note: None, columns: &[] }
}

pub fn find(path: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.path == path)
}

impl Kind {
    /// The column that people know a row by.
    pub fn name(&self) -> &'static str {
        self.columns.first().map_or("name", |column| column.key)
    }

    /// Users have roles and passwords besides.
    pub fn is_users(&self) -> bool {
        self.set == "agents"
    }

    /// Sources come as words with leads, too, and wait to be looked at.
    pub fn can_wait(&self) -> bool {
        self.set == "sources"
    }

    /// Stages have an order.
    pub fn is_ordered(&self) -> bool {
        self.set == "stages"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leadhub_model::reference::ReferenceData;

    #[test]
    fn every_kind_stands_where_a_set_has_it() {
        let set = serde_json::to_value(ReferenceData::default()).unwrap();
        for kind in &KINDS {
            let place = if kind.is_sold { &set["catalogue"][kind.set] } else { &set[kind.set] };
            assert!(place.is_array(), "{}", kind.path);
            assert_eq!(find(kind.path).map(|found| found.set), Some(kind.set));
            for column in kind.columns {
                if let Input::One(other) | Input::OneOrNone(other) | Input::Some(other) = column.input {
                    assert!(KINDS.iter().any(|kind| kind.set == other), "{other}");
                }
            }
        }
    }
}
