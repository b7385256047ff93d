//! The prices of a price list as its form has them: a field for each product, empty where the list has no price for it. A price that is there
//! stays where its field is emptied, since nothing takes one away. Used by `row.rs` and `put.rs`.

use super::kinds::{Column, Input};
use super::set::{Row, Set};
use crate::form::FormBody;
use crate::format;
use crate::language::{Language, Word};
use serde_json::{Value, json};

/// What parts thousands as people write them, besides spaces.
const MARKS: [char; 2] = ['.', ','];
/// The money's.
const SIGNS: [char; 2] = ['₫', 'đ'];

pub struct Prices {
    pub label: Word,
    pub lines: Vec<Line>,
    pub error: Option<String>,
}

pub struct Line {
    /// Of the field.
    pub name: String,
    pub product: String,
    pub value: String,
}

/// `None` where the column has no prices, or there is nothing to sell yet.
pub fn shown(
    column: &Column,
    row: &Row,
    set: &Set,
    form: Option<&FormBody>,
    error: Option<String>,
    language: Language,
) -> Option<Prices> {
    if !matches!(column.input, Input::Prices) {
        return None;
    }
    let stored = row.get(column.key).and_then(Value::as_array).cloned().unwrap_or_default();
    let line = |(id, product): (String, String)| {
        let name = field(&id);
        let own = stored.iter().find(|price| price["product_id"].as_i64() == id.parse().ok());
        let amount = own.and_then(|price| price["amount"].as_i64());
        let written = amount.map(|amount| format::whole(amount, language)).unwrap_or_default();
        Line { value: form.map_or(written, |form| form.text(&name)), name, product }
    };
    let lines: Vec<Line> = set.choices("products").into_iter().map(line).collect();
    (!lines.is_empty()).then_some(Prices { label: column.label, lines, error })
}

/// What was typed; `None` where one is no amount.
pub fn typed(set: &Set, form: &FormBody) -> Option<Value> {
    let mut prices = Vec::new();
    for (id, _) in set.choices("products") {
        let text = form.text(&field(&id));
        if !text.is_empty() {
            prices.push(json!({ "product_id": id.parse::<i64>().ok()?, "amount": amount(&text)? }));
        }
    }
    Some(Value::from(prices))
}

fn field(product: &str) -> String {
    format!("price-{product}")
}

/// Whole đồng. A mark parts thousands and never a fraction, so what does not stand in groups of three is nobody's to guess.
fn amount(text: &str) -> Option<i64> {
    let bare: String = text.chars().filter(|letter| !letter.is_whitespace() && !SIGNS.contains(letter)).collect();
    let groups: Vec<&str> = match bare.chars().find(|letter| MARKS.contains(letter)) {
        Some(mark) => bare.split(mark).collect(),
        None => vec![bare.as_str()],
    };
    let (first, rest) = groups.split_first()?;
    let is_parted_well =
        rest.is_empty() || ((1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3));
    let digits = groups.concat();
    let is_whole = is_parted_well && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_whole.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        for text in ["1250000", "1.250.000", "1,250,000 ₫", "1.250.000đ", "1 250 000", "1\u{a0}250\u{a0}000"] {
            assert_eq!(amount(text), Some(1_250_000), "{text}");
        }
        assert_eq!((amount("0"), amount("12"), amount("999.000")), (Some(0), Some(12), Some(999_000)));
        for text in ["", "₫", "-5", "1tr", "1e6", "99999999999999999999"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn a_fraction_is_not_taken_for_thousands() {
        let fractions = ["1250000.00", "1250000,00", "12.5", "1,5", "1.250.000,00", "1,250,000.00", "1.250,000"];
        let slips = ["1250.000", "1.2500", "1..250", ".250", "1.", ".", "1.250.", "1.25a"];
        for text in fractions.into_iter().chain(slips) {
            assert_eq!(amount(text), None, "{text}");
        }
    }
}
