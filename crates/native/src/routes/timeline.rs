//! What hangs on a lead: its timeline and its comments, oldest first. Reached through the router; no rule stands here.
//! The timeline of a deleted lead stays readable, its comments do not.

use super::Answer;
use super::request::{Checked, PathId, QueryParams, WriteRequest};
use crate::errors::spelling;
use crate::mapping::filter::{BY_MOMENT, Window};
use crate::mapping::{change, lead as mapping};
use crate::wire::event::EventPage;
use crate::wire::lead::{Comment, CommentPage, NewComment, Paged};
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::store::{comments, events, leads};
use leadhub_core::{Actor, Db, Tx, actions};
use leadhub_model::{Cursor, Field, LeadChange, LeadError, LeadId, Resource, mask};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;
use leadhub_wire::work::rendered;

#[derive(utoipa::OpenApi)]
#[openapi(paths(timeline, comments, comment))]
pub struct Api;

pub fn routes(routes: Routes) -> Routes {
    routes
        .on(Method::GET, "/hub/v1/leads/{lead_id}/timeline", timeline)
        .on(Method::GET, "/hub/v1/leads/{lead_id}/comments", comments)
        .on(Method::POST, "/hub/v1/leads/{lead_id}/comments", comment)
}

/// Show what happened to a lead
#[utoipa::path(
    get, path = "/hub/v1/leads/{lead_id}/timeline", tag = "leads", operation_id = "listTimeline", params(Paged),
    responses((status = 200, description = "A page of events, oldest first.", body = inline(EventPage)))
)]
async fn timeline(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(id): PathId<i64>,
    QueryParams(query): QueryParams<Paged>,
) -> Answer {
    let window = Window::read(BY_MOMENT, &query.limit, &query.cursor)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        let events = events::list_events_after(db, actor, LeadId(id), window.after, window.request())?;
        // A deleted lead is known by its events alone, one that somebody brought along may have none yet.
        let is_known =
            !events.is_empty() || window.after.is_some() || leads::find_lead(db, actor, LeadId(id))?.is_some();
        if is_known { Ok(events) } else { Err(LeadError::NotFound(Resource::Lead)) }
    };
    let mut events = app.read(&call, ask).await?;
    if call.actor.masked {
        events.iter_mut().for_each(|event| event.change = mask::change(&event.change));
    }
    let place = |event: &leadhub_model::event::Event| Cursor { at: event.at.micros(), id: event.id.0 };
    Ok(answer::json(StatusCode::OK, &window.page(&events, place, mapping::event)))
}

/// List the comments on a lead
#[utoipa::path(
    get, path = "/hub/v1/leads/{lead_id}/comments", tag = "leads", operation_id = "listComments", params(Paged),
    responses((status = 200, description = "A page of comments, oldest first.", body = inline(CommentPage)))
)]
async fn comments(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(id): PathId<i64>,
    QueryParams(query): QueryParams<Paged>,
) -> Answer {
    let window = Window::read(BY_MOMENT, &query.limit, &query.cursor)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        leads::find_lead(db, actor, LeadId(id))?.ok_or(LeadError::NotFound(Resource::Lead))?;
        Ok(comments::list_comments_after(db, actor, LeadId(id), window.after, window.request())?)
    };
    let comments = app.read(&call, ask).await?;
    let place = |comment: &leadhub_model::Comment| Cursor { at: comment.created_at.micros(), id: comment.id.0 };
    Ok(answer::json(StatusCode::OK, &window.page(&comments, place, mapping::comment)))
}

/// Comment on a lead
#[utoipa::path(
    post, path = "/hub/v1/leads/{lead_id}/comments", tag = "leads", operation_id = "createComment",
    request_body = NewComment, responses((status = 201, description = "The comment.", body = Comment))
)]
async fn comment(PathId(id): PathId<i64>, request: WriteRequest) -> Answer {
    let new = change::comment(request.json::<NewComment>()?);
    let work = move |tx: &mut Tx, actor: &Actor| {
        let commented = LeadChange { comment: Some(new.clone()), ..LeadChange::default() };
        actions::update_lead(tx, actor, LeadId(id), &commented)?;
        let written =
            comments::find_newest_comment(tx, actor, LeadId(id))?.ok_or(LeadError::NotFound(Resource::Lead))?;
        rendered(StatusCode::CREATED, &mapping::comment(&written))
    };
    request.write(work).await.map_err(|error| error.named(own_names))
}

fn own_names(field: Field) -> String {
    spelling(field).trim_start_matches("comment.").to_owned()
}
