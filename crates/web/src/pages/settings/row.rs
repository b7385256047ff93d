//! One row of a kind as a form, with its names under each API and, of a user, what she may do once signed in. What is refused is said at its
//! field, and what was typed stays.

use super::kinds::{Column, Input, Kind};
use super::prices::{self, Prices};
use super::put::write;
use super::rows::{ROLES, place};
use super::set::{Row, Set, id_of, text_of};
use super::{Sections, kind_of, may_change, row_of, sections, words};
use crate::form::{Field, FormBody};
use crate::icon::Icon;
use crate::language::{Language, Word};
use crate::layout::Layout;
use crate::places::Place;
use crate::refusal::{Refusal, elsewhere, refused};
use crate::visit::Visit;
use crate::{render, say};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::logins;
use leadhub_model::sign_in::Role;
use leadhub_model::{AgentId, Field as About, Refusal as Refused, RefusalReason};
use leadhub_wire::dialect::registered;
use serde_json::Value;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/settings_row.html")]
struct Page {
    layout: Layout,
    sections: Sections,
    path: &'static str,
    action: String,
    /// Of this page; a new row is put elsewhere.
    address: String,
    title: String,
    fields: Vec<Field>,
    some: Vec<Several>,
    prices: Option<Prices>,
    names: Vec<Field>,
    /// Of a user that is there.
    password: Option<String>,
    /// Of a source that is there, where its leads are.
    leads: Option<String>,
    is_waiting: bool,
    refusal: Option<String>,
}

/// Ticks of which several may be set.
struct Several {
    name: &'static str,
    label: Word,
    options: Vec<(String, String, bool)>,
}

/// What the page is of: a row that is there, or one to come.
struct PageData {
    kind: &'static Kind,
    id: Option<i64>,
    set: Set,
    role: Option<Role>,
}

async fn ask(visit: &Visit, kind: &'static Kind, id: Option<i64>) -> Result<PageData, Refusal> {
    let (set, role) = visit
        .read(move |db, actor| {
            let agent = id.filter(|_| kind.is_users()).map(AgentId);
            let login = agent.map(|agent| logins::find_login(db, actor, agent)).transpose()?.flatten();
            Ok((Set::read(db, actor)?, login.map(|login| login.role)))
        })
        .await?;
    if id.is_some_and(|id| set.find(kind, id).is_none()) {
        return Err(Refusal::Transport(leadhub_wire::TransportError::NoSuchPath));
    }
    Ok(PageData { kind, id, set, role })
}

fn page(visit: &Visit, data: &PageData, form: Option<&FormBody>, refused: Option<&Refused>) -> Page {
    let PageData { kind, id, set, role } = data;
    let (kind, id, language): (&'static Kind, Option<i64>, Language) = (kind, *id, visit.language());
    let empty = Row::new();
    let row = id.and_then(|id| set.find(kind, id)).unwrap_or(&empty);
    let mut fields: Vec<Field> = kind
        .columns
        .iter()
        .filter(|column| !matches!(column.input, Input::Some(_) | Input::Prices))
        .map(|column| field(column, row, set, form, error(column.key, refused, language), language))
        .collect();
    if kind.is_users() {
        fields.push(role_field(*role, form, error("role", refused, language), language));
    }
    let known = id.map(|id| set.names(kind, id)).unwrap_or_default();
    let names = registered().iter().filter(|_| !kind.named.is_empty()).map(|dialect| {
        let words: Vec<&str> =
            known.iter().filter(|(of, _)| of == dialect.key).map(|(_, word)| word.as_str()).collect();
        let value = form.map_or_else(|| words.join("\n"), |form| form.text(dialect.key));
        Field { kind: "area", value, ..Field::new(dialect.key, Word { vi: dialect.name, en: dialect.name }) }
    });
    let name = text_of(row, kind.name());
    let title = if id.is_some() { name.clone() } else { words::NEW.with(language, kind.title.say(language)) };
    let is_field = |about: About| match about {
        About::Row { column, .. } => kind.columns.iter().any(|known| known.key == column),
        About::Role => true,
        _ => false,
    };
    let waiting = set.waiting();
    Page {
        layout: visit.layout(title.clone(), Some(Place::Settings)),
        sections: sections(Some(kind), waiting.len()),
        path: kind.path,
        action: id.map_or_else(|| place(kind), |id| format!("{}/{id}", place(kind))),
        address: id.map_or_else(|| format!("{}/new", place(kind)), |id| format!("{}/{id}", place(kind))),
        title,
        fields,
        some: kind.columns.iter().filter_map(|column| several(column, row, set, form)).collect(),
        prices: kind
            .columns
            .iter()
            .find_map(|column| prices::shown(column, row, set, form, error(column.key, refused, language), language)),
        names: names.collect(),
        password: id.filter(|_| kind.is_users()).map(|id| format!("{}/{id}/password", place(kind))),
        leads: id.filter(|_| kind.can_wait()).map(|id| format!("/app/leads?source={id}")),
        is_waiting: kind.can_wait() && id.is_some_and(|id| waiting.contains(&id)),
        refusal: say::above(refused, is_field, language),
    }
}

fn field(
    column: &Column,
    row: &Row,
    set: &Set,
    form: Option<&FormBody>,
    error: Option<String>,
    language: Language,
) -> Field {
    let stored = match column.input {
        Input::Options => lines(row.get(column.key)).join("\n"),
        Input::YesNo if row.is_empty() => (column.key == "bookable").to_string(),
        _ => text_of(row, column.key),
    };
    let value = form.map_or(stored, |form| form.text(column.key));
    let none = || (String::new(), words::EMPTY_CHOICE.say(language).to_owned());
    let options: Vec<(String, String)> = match column.input {
        Input::Words(all) => {
            all.iter().map(|(word, name)| ((*word).to_owned(), name.say(language).to_owned())).collect()
        }
        Input::YesNo => [("false", words::NO), ("true", words::YES)]
            .map(|(value, word)| (value.to_owned(), word.say(language).to_owned()))
            .to_vec(),
        Input::One(other) => set.choices(other),
        Input::OneOrNone(other) => [none()].into_iter().chain(set.choices(other)).collect(),
        Input::Fold => [none()].into_iter().chain(set.folds(id_of(row), &value)).collect(),
        Input::Text | Input::Optional | Input::Some(_) | Input::Options | Input::Prices => Vec::new(),
    };
    Field {
        kind: if matches!(column.input, Input::Options) { "area" } else { "text" },
        value,
        required: matches!(column.input, Input::Text) && column.key != "code",
        options,
        hint: column.hint,
        error,
        ..Field::new(column.key, column.label)
    }
}

fn role_field(role: Option<Role>, form: Option<&FormBody>, error: Option<String>, language: Language) -> Field {
    let none = (String::new(), words::ROLE_NONE.say(language).to_owned());
    // A role that was given is not taken away again: who shall not sign in retires.
    let none = Some(none).filter(|_| role.is_none());
    let all = ROLES.iter().map(|(role, word)| (role.word().to_owned(), word.say(language).to_owned()));
    let stored = role.map(|role| role.word().to_owned()).unwrap_or_default();
    Field {
        value: form.map_or(stored, |form| form.text("role")),
        options: none.into_iter().chain(all).collect(),
        hint: Some(words::ROLE_HINT),
        error,
        ..Field::new("role", words::ROLE)
    }
}

fn several(column: &Column, row: &Row, set: &Set, form: Option<&FormBody>) -> Option<Several> {
    let Input::Some(other) = column.input else { return None };
    let stored: Vec<String> =
        row.get(column.key).and_then(Value::as_array).into_iter().flatten().map(Value::to_string).collect();
    let is_on = |id: &str| form.map_or_else(|| stored.iter().any(|known| known == id), |form| form.has(column.key, id));
    let options = set.choices(other).into_iter().map(|(id, name)| {
        let is_on = is_on(&id);
        (id, name, is_on)
    });
    Some(Several { name: column.key, label: column.label, options: options.collect() })
}

/// What is wrong with a column.
fn error(column: &str, refused: Option<&Refused>, language: Language) -> Option<String> {
    let is_it = |about: About| match about {
        About::Row { column: known, .. } => known == column,
        About::Role => column == "role",
        _ => false,
    };
    let is_unfit =
        |refused: &Refused| refused.all().any(|(about, why)| is_it(about) && matches!(why, RefusalReason::Unfit(_)));
    let unfit = match column {
        "prices" => Some(words::WRONG_PRICE),
        "merged_into_id" => Some(words::WRONG_FOLD),
        _ => None,
    };
    match unfit.filter(|_| refused.is_some_and(is_unfit)) {
        Some(word) => Some(word.say(language).to_owned()),
        None => say::beside(refused, is_it, language),
    }
}

fn lines(options: Option<&Value>) -> Vec<String> {
    let all = options.and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|option| Some(option["label"].as_str()?.to_owned())).collect()
}

pub async fn show(visit: Visit, path: Option<Path<(String, String)>>) -> Result<Response, Refusal> {
    may_change(&visit)?;
    let (kind, id) = row_of(path)?;
    let data = ask(&visit, kind, Some(id)).await?;
    Ok(render::page(StatusCode::OK, &page(&visit, &data, None, None)))
}

pub async fn ask_new(visit: Visit, path: Option<Path<String>>) -> Result<Response, Refusal> {
    may_change(&visit)?;
    let kind = kind_of(path.as_ref().map(|Path(kind)| kind.as_str()))?;
    let data = ask(&visit, kind, None).await?;
    Ok(render::page(StatusCode::OK, &page(&visit, &data, None, None)))
}

pub async fn create(visit: Visit, path: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    may_change(&visit)?;
    let kind = kind_of(path.as_ref().map(|Path(kind)| kind.as_str()))?;
    put(visit, kind, None, form).await
}

pub async fn save(visit: Visit, path: Option<Path<(String, String)>>, form: FormBody) -> Result<Response, Refusal> {
    may_change(&visit)?;
    let (kind, id) = row_of(path)?;
    put(visit, kind, Some(id), form).await
}

async fn put(visit: Visit, kind: &'static Kind, id: Option<i64>, form: FormBody) -> Result<Response, Refusal> {
    let data = ask(&visit, kind, id).await?;
    let form = Arc::new(form);
    let sent = Arc::clone(&form);
    match visit.write(move |tx, actor| write(tx, actor, kind, id, &sent)).await {
        Ok(_) => Ok(elsewhere(&format!("{}?saved=1", place(kind)), visit.is_partial)),
        Err(error) => {
            let page = page(&visit, &data, Some(&form), Some(&refused(error)?));
            Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}
