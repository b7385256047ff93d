//! `GET /app/settings/{kind}`: the rows of a kind, and stages moved up and down. Which order counts is the verb's to say.
//! Reached through the router.

use super::kinds::{Column, Input, Kind};
use super::set::{Row, Set, id_of, text_of};
use super::{Sections, kind_of, may_change, row_with, sections, words};
use crate::form::FormBody;
use crate::icon::Icon;
use crate::language::{Language, Word};
use crate::layout::Layout;
use crate::pages::move_by_one;
use crate::places::Place;
use crate::refusal::{Refusal, elsewhere};
use crate::render;
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions;
use leadhub_core::store::logins;
use leadhub_core::store::reference::stages;
use leadhub_model::StageId;
use leadhub_model::sign_in::{Login, Role};
use leadhub_wire::query::Query;
use serde_json::Value;

#[derive(Template)]
#[template(path = "pages/settings_rows.html")]
struct Page {
    layout: Layout,
    sections: Sections,
    path: &'static str,
    note: Option<String>,
    heads: Vec<Word>,
    lines: Vec<Line>,
    /// Which of how many these are, and the pages before and behind them.
    shown: String,
    first: Option<String>,
    next: Option<String>,
    is_ordered: bool,
    is_saved: bool,
}

/// Rows of one page.
const ROWS: usize = 100;

struct Line {
    id: i64,
    name: String,
    cells: Vec<String>,
    is_faint: bool,
    is_waiting: bool,
}

impl Line {
    fn of(
        row: &Row,
        kind: &'static Kind,
        (set, logins): (&Set, &[Login]),
        waiting: &[i64],
        language: Language,
    ) -> Line {
        let cells = listed(kind).map(|column| cell(column, row, set, language));
        let role = kind.is_users().then(|| role(id_of(row), logins, language));
        Line {
            id: id_of(row),
            name: text_of(row, kind.name()),
            cells: cells.chain(role).collect(),
            is_faint: is_faint(row),
            is_waiting: waiting.contains(&id_of(row)) && kind.can_wait(),
        }
    }
}

/// Columns that a list has room for, behind the name.
fn listed(kind: &'static Kind) -> impl Iterator<Item = &'static Column> {
    let has_room = |column: &&Column| !matches!(column.input, Input::Options | Input::Some(_) | Input::Prices);
    kind.columns.iter().skip(1).filter(has_room)
}

pub async fn list(visit: Visit, path: Option<Path<String>>, query: Query) -> Result<Response, Refusal> {
    may_change(&visit)?;
    let kind = kind_of(path.as_ref().map(|Path(kind)| kind.as_str()))?;
    let (set, logins) = visit.read(|db, actor| Ok((Set::read(db, actor)?, logins::list_logins(db, actor)?))).await?;
    Ok(render::page(StatusCode::OK, &page(&visit, kind, (&set, &logins), &query)))
}

fn page(visit: &Visit, kind: &'static Kind, (set, logins): (&Set, &[Login]), query: &Query) -> Page {
    let (language, waiting) = (visit.language(), set.waiting());
    let after: Option<i64> = query.get("after").and_then(|id| id.parse().ok());
    let mut all: Vec<&Row> = set.rows(kind).collect();
    if kind.can_wait() {
        all.sort_by_key(|row| !waiting.contains(&id_of(row)));
    }
    let from = after.and_then(|id| all.iter().position(|row| id_of(row) == id)).map_or(0, |at| at + 1);
    let line = |row: &&Row| Line::of(row, kind, (set, logins), &waiting, language);
    let lines: Vec<Line> = all.iter().skip(from).take(ROWS).map(line).collect();
    let (to, many) = (from + lines.len(), all.len());
    let next = lines.last().filter(|_| to < many).map(|last| format!("?after={}", last.id));
    Page {
        layout: visit.layout(kind.title.say(language), Some(Place::Settings)),
        sections: sections(Some(kind), waiting.len()),
        path: kind.path,
        note: note(kind, waiting.len(), language),
        shown: if many > ROWS { format!("{}–{to} / {many}", from + 1) } else { String::new() },
        first: (from > 0).then(|| place(kind)),
        next,
        heads: listed(kind).map(|column| column.label).chain(kind.is_users().then_some(words::ROLE)).collect(),
        lines,
        is_ordered: kind.is_ordered(),
        is_saved: query.get("saved").is_some(),
    }
}

/// Who retired, and what is folded into another.
fn is_faint(row: &Row) -> bool {
    row.get("retired") == Some(&Value::Bool(true)) || row.get("merged_into_id").is_some_and(|into| !into.is_null())
}

fn note(kind: &Kind, waiting: usize, language: Language) -> Option<String> {
    if kind.can_wait() && waiting > 0 {
        return Some(words::WAITING.with(language, &waiting.to_string()));
    }
    kind.note.map(|note| note.say(language).to_owned())
}

fn cell(column: &Column, row: &Row, set: &Set, language: Language) -> String {
    let text = text_of(row, column.key);
    match column.input {
        Input::Words(all) => {
            all.iter().find(|(word, _)| *word == text).map_or(text.clone(), |(_, name)| name.say(language).to_owned())
        }
        Input::YesNo => (if text == "true" { words::YES } else { words::NO }).say(language).to_owned(),
        Input::One(other) | Input::OneOrNone(other) => named(set, other, &text),
        Input::Fold => named(set, "sources", &text),
        _ => text,
    }
}

fn named(set: &Set, kind: &str, id: &str) -> String {
    set.choices(kind).into_iter().find(|(known, _)| known == id).map(|(_, name)| name).unwrap_or_default()
}

pub const ROLES: [(Role, Word); 3] =
    [(Role::Agent, words::ROLE_AGENT), (Role::Manager, words::ROLE_MANAGER), (Role::Admin, words::ROLE_ADMIN)];

fn role(id: i64, logins: &[Login], language: Language) -> String {
    let login = logins.iter().find(|login| login.agent.0 == id && login.has_password);
    let word = login.and_then(|login| ROLES.iter().find(|(role, _)| *role == login.role));
    word.map_or(words::ROLE_NONE, |(_, word)| *word).say(language).to_owned()
}

/// Moves a stage by one place.
pub async fn shift(visit: Visit, path: Option<Path<(String, String)>>, form: FormBody) -> Result<Response, Refusal> {
    may_change(&visit)?;
    let (id, is_up) = (row_with(Kind::is_ordered, path)?, form.text("to") == "up");
    visit
        .write(move |tx, actor| {
            let mut order: Vec<StageId> = stages::list_stages(tx, actor)?.iter().map(|stage| stage.id).collect();
            let at = order.iter().position(|stage| stage.0 == id);
            move_by_one(&mut order, at, is_up);
            actions::order_stages(tx, actor, &order)
        })
        .await?;
    Ok(elsewhere("/app/settings/stages", visit.is_partial))
}

/// Where the rows of a kind are.
pub fn place(kind: &Kind) -> String {
    format!("/app/settings/{}", kind.path)
}
