//! Puts what a form says of a row: the row itself over what it was, a user's role, the row's names under each API; in one transaction. Called
//! by `row.rs`. What fits is the verbs' to say.

use super::kinds::{Input, Kind};
use super::prices;
use super::set::{Row, Set, id_of, of_rows};
use crate::form::FormBody;
use leadhub_core::actions::{self, NewLogin};
use leadhub_core::{Actor, Tx};
use leadhub_model::sign_in::Role;
use leadhub_model::{AgentId, Field as About, LeadError, RefusalReason};
use leadhub_wire::dialect::registered;
use serde_json::{Value, json};

pub fn write(
    tx: &mut Tx,
    actor: &Actor,
    kind: &'static Kind,
    id: Option<i64>,
    form: &FormBody,
) -> Result<(), LeadError> {
    // An empty set changes nothing, but nobody else can take the same number until this transaction ends.
    actions::put_reference(tx, actor, &Default::default())?;
    let set = Set::read(tx, actor)?;
    let id = id.unwrap_or_else(|| set.free_id(kind));
    let row = typed(kind, id, &set, form, tx.new_uuid().to_string())?;
    let mut rows = vec![row];
    // A pipeline has one first stage: the one before gives its place up.
    if rows.iter().any(|row| row.get("kind") == Some(&json!("first"))) {
        let before = set.rows(kind).filter(|row| row.get("kind") == Some(&json!("first")) && id_of(row) != id);
        rows.extend(before.cloned().map(|mut row| {
            row.insert("kind".to_owned(), json!("middle"));
            row
        }));
    }
    actions::put_reference(tx, actor, &of_rows(kind, rows)?)?;
    if kind.is_users() && !form.text("role").is_empty() {
        let role =
            Role::read(&form.text("role")).map_err(|_| LeadError::refused(About::Role, RefusalReason::Unknown))?;
        let login = NewLogin { agent: AgentId(id), role: Some(role), password: None, must_change: false };
        actions::put_login(tx, actor, &login)?;
    }
    for dialect in registered().iter().filter(|_| !kind.named.is_empty()) {
        let text = form.text(dialect.key);
        let words: Vec<String> =
            text.lines().map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        actions::name_row(tx, actor, (kind.named, id), dialect.key, &words)?;
    }
    Ok(())
}

/// The row as it was typed, over what it was; whoever saves it has looked at it.
fn typed(kind: &Kind, id: i64, set: &Set, form: &FormBody, fresh: String) -> Result<Row, LeadError> {
    let mut row = set.find(kind, id).cloned().unwrap_or_default();
    row.insert("id".to_owned(), id.into());
    if kind.is_users() {
        row.entry("uuid").or_insert_with(|| fresh.into());
    }
    for column in kind.columns {
        let text = form.text(column.key);
        let field = || About::Row { set: kind.set, id, column: column.key };
        let value = match column.input {
            Input::Words(words) if words.iter().all(|(word, _)| *word != text) => {
                return Err(LeadError::refused(field(), RefusalReason::Unknown));
            }
            Input::Text | Input::Words(_) => Value::from(text),
            Input::Optional => Some(text).filter(|text| !text.is_empty()).map_or(Value::Null, Value::from),
            Input::YesNo => Value::from(text == "true"),
            // Nobody is the row 0, which is not there.
            Input::One(_) => Value::from(text.parse::<i64>().unwrap_or_default()),
            Input::OneOrNone(_) | Input::Fold => text.parse::<i64>().map_or(Value::Null, Value::from),
            Input::Some(_) => Value::from(form.numbers(column.key)),
            Input::Options => options(row.get(column.key), &form.text(column.key)),
            Input::Prices => prices::typed(set, form).ok_or_else(|| {
                LeadError::refused(field(), RefusalReason::Unfit("write whole đồng, such as 1250000"))
            })?,
        };
        row.insert(column.key.to_owned(), value);
    }
    if kind.can_wait() {
        row.insert("reviewed".to_owned(), true.into());
    }
    Ok(row)
}

/// A line each; one that was there keeps its number.
fn options(known: Option<&Value>, text: &str) -> Value {
    let known = known.and_then(Value::as_array).cloned().unwrap_or_default();
    let mut next = known.iter().filter_map(|option| option["id"].as_i64()).max().unwrap_or_default();
    let labels = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let option = |label: &str| match known.iter().find(|option| option["label"] == label) {
        Some(option) => option.clone(),
        None => {
            next += 1;
            json!({ "id": next, "label": label })
        }
    };
    labels.map(option).collect()
}
