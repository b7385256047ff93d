//! Which leads a change of many is about, those that its request names or all that match the filter of its list, and the work on them part by
//! part. Used by `change.rs` and `stage.rs`; what is done to a part is a verb's.

use super::matching::list_matching;
use super::query::{ALL, LeadsQuery};
use super::words;
use crate::dialog;
use crate::form::FormBody;
use crate::format;
use crate::language::Language;
use crate::refusal::Refusal;
use crate::render;
use crate::toast::Toast;
use crate::visit::Visit;
use axum::response::Response;
use form_urlencoded::Serializer;
use http::StatusCode;
use leadhub_core::actions::Outcomes;
use leadhub_core::{Actor, Tx, internal};
use leadhub_model::organisation::Scope;
use leadhub_model::{LeadError, LeadId, Resource};
use leadhub_wire::query::Query;
use std::sync::Arc;

/// Leads that one press changes at most: a browser waits a minute for its answer.
pub const MOST: usize = 5_000;
/// Leads of one transaction, fewer than a verb takes: on the embedded store everybody else who writes waits for it.
const PART: usize = 100;
/// Leads that are looked up at once.
const PAGE: usize = 500;

/// The leads that a request means.
#[derive(Clone)]
pub struct Chosen {
    /// Those that it names; where a whole list is meant, those that the page shows.
    pub named: Vec<LeadId>,
    /// The list all of whose leads are meant.
    pub list: Option<LeadsQuery>,
}

impl Chosen {
    pub fn of_query(query: &Query) -> Chosen {
        let texts = query.all("lead").chain(query.all("leads")).flat_map(|text| text.split(','));
        let named = texts.filter_map(|id| id.trim().parse().ok().map(LeadId)).collect();
        Chosen { named, list: query.get("matching").map(LeadsQuery::of_text) }
    }

    pub fn of_form(form: &FormBody) -> Chosen {
        let list = Some(form.text("matching")).filter(|text| !text.is_empty());
        let named = form.numbers("leads").into_iter().map(LeadId).collect();
        Chosen { named, list: list.as_deref().map(LeadsQuery::of_text) }
    }

    /// As a form says it again.
    pub fn leads(&self) -> String {
        self.named.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    }

    pub fn matching(&self) -> Option<String> {
        self.list.as_ref().map(LeadsQuery::which)
    }

    /// Where their change is asked for and sent to: opened anew it means the same leads.
    pub fn address(&self, place: &str) -> String {
        let mut query = Serializer::new(String::new());
        if let Some(matching) = self.matching() {
            query.append_pair("matching", &matching);
        }
        match (self.leads(), query.finish()) {
            (leads, matching) if matching.is_empty() => format!("{place}?lead={leads}"),
            (leads, matching) if leads.is_empty() => format!("{place}?{matching}"),
            (leads, matching) => format!("{place}?lead={leads}&{matching}"),
        }
    }

    /// Where she goes on without script: where she came from, of a whole list with no lead chosen any more.
    pub fn back(&self, form: &FormBody) -> String {
        let back = dialog::back(form);
        match (&self.list, back.strip_prefix("/app/leads?")) {
            (None, _) => back,
            (Some(_), Some(shown)) => format!("/app/leads{}", LeadsQuery::of_text(shown).with(ALL, "")),
            (Some(list), None) => format!("/app/leads{}", list.which()),
        }
    }

    /// The rows that the page shows of a whole list, which are put in anew whichever changed.
    pub fn shown(&self) -> Option<Vec<LeadId>> {
        self.list.as_ref().map(|_| self.named.clone())
    }

    /// Each once, in the order of their ids, and no more than one beyond `MOST`: looked up before the first is changed, since a change may
    /// take it out of the list.
    pub async fn list(&self, visit: &Visit) -> Result<Vec<LeadId>, LeadError> {
        let mut all = match &self.list {
            Some(list) => list_all(visit, list).await?,
            None => self.named.clone(),
        };
        all.sort_unstable();
        all.dedup();
        all.truncate(MOST + 1);
        Ok(all)
    }
}

async fn list_all(visit: &Visit, list: &LeadsQuery) -> Result<Vec<LeadId>, LeadError> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let query = list.clone();
        let (ids, next) = visit.read(move |db, actor| list_matching(db, actor, &query, after, PAGE)).await?;
        all.extend(ids);
        if next.is_none() || all.len() > MOST {
            return Ok(all);
        }
        after = next;
    }
}

/// How many leads a dialog is about, as `Chosen::list` counts them.
pub fn counted(count: usize, language: Language) -> String {
    let told = |count: usize| format::whole(count as i64, language);
    if count > MOST { words::MORE_THAN.with(language, &told(MOST)) } else { told(count) }
}

/// Why these are too many for one press.
pub fn too_many(count: usize, language: Language) -> Option<String> {
    (count > MOST).then(|| words::TOO_MANY.with(language, &format::whole(MOST as i64, language)))
}

/// Says that there is no lead to change.
pub fn nobody(visit: &Visit) -> Result<Response, Refusal> {
    if !visit.is_partial {
        return Err(Refusal::Core(LeadError::NotFound(Resource::Lead)));
    }
    let text = words::NO_LEADS.say(visit.language()).to_owned();
    Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &Toast::refusal(visit.preferences, text)))
}

/// What became of the leads, and what kept the work from going on to the last.
pub struct Done {
    pub outcomes: Outcomes,
    pub left: usize,
    pub why: Option<LeadError>,
}

/// Does it to one part after the other, each in a transaction of its own. What the first part meets is the request's refusal; what a later one
/// meets ends the work, and what is done stays done.
pub async fn work<T, F>(visit: &Visit, items: Vec<T>, change: F) -> Result<Done, LeadError>
where
    T: Clone + Send + Sync + 'static,
    F: Fn(&mut Tx, &Actor, &[T]) -> Result<Outcomes, LeadError> + Send + Sync + 'static,
{
    visit.actor.need(Scope::Write)?;
    let (hub, actor, change) = (visit.app.hub.clone(), Arc::clone(&visit.actor), Arc::new(change));
    let all = async move {
        let mut done = Done { outcomes: Vec::new(), left: items.len(), why: None };
        for part in items.chunks(PART) {
            let (actor, change, part) = (Arc::clone(&actor), Arc::clone(&change), part.to_vec());
            let count = part.len();
            match hub.write(move |tx| change(tx, &actor, &part)).await {
                Ok(outcomes) => done.outcomes.extend(outcomes),
                Err(error) if done.outcomes.is_empty() => return Err(error),
                Err(error) => return Ok(Done { why: Some(error), ..done }),
            }
            done.left -= count;
        }
        Ok(done)
    };
    // On its own: who closes the page meanwhile leaves no half of it undone.
    tokio::spawn(all).await.unwrap_or_else(|error| Err(internal(&format!("a change of many leads: {error}"))))
}
