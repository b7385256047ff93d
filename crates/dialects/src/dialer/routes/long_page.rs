//! A page of leads however long it is: read and written some hundred rows at a time, so that its memory does not grow with its limit
//! (decision T24). Called by the list of leads. Rows that come or go meanwhile move no other.

use super::names;
use crate::dialer::mapping::{self, Names};
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::try_unfold;
use http::{HeaderValue, StatusCode, header};
use leadhub_core::store::lead_filter;
use leadhub_core::{Actor, Db};
use leadhub_model::*;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::work::rendered;
use std::sync::Arc;

/// Rows read at once.
pub const PIECE: i64 = 500;
const ORDER: LeadOrder = LeadOrder::NewestCreated;

/// What is still to be written.
struct Rest {
    app: AppState,
    call: Call,
    filter: Arc<LeadFilter>,
    /// The last row that was written; `None` when the page is at its end.
    after: Option<Cursor>,
    left: i64,
    tail: String,
    is_whole: bool,
}

/// The first rows are read before the answer begins, so that what fails then is still an answer of its own.
pub async fn answer(app: AppState, call: Call, filter: LeadFilter, paging: Paging) -> Result<Response, LeadError> {
    let filter = Arc::new(filter);
    let first = Arc::clone(&filter);
    let ask = move |db: &mut Db, actor: &Actor| {
        let paging = Paging { limit: PIECE.min(paging.limit), ..paging };
        let page = lead_filter::list_leads(db, actor, &first, ORDER, paging, Fact::ALL)?;
        let names = names::of_leads(db, actor, &page.rows)?;
        Ok((page, names))
    };
    let (Page { rows, total }, names) = app.read(&call, ask).await?;
    let (after, rows) = (last(&rows), written(&rows, &names)?);
    let head = Bytes::from([b"{\"data\":[", rows.as_slice()].concat());
    let tail = format!("],\"limit\":{},\"offset\":{},\"total\":{total}}}", paging.limit, paging.offset);
    let rest = Rest { app, call, filter, after, left: paging.limit - PIECE, tail, is_whole: false };
    let pieces = try_unfold((Some(head), rest), |(head, rest)| async move {
        match head {
            Some(head) => Ok(Some((head, (None, rest)))),
            None => next(rest).await.map(|next| next.map(|(piece, rest)| (piece, (None, rest)))),
        }
    });
    let mut response = Response::new(Body::from_stream(pieces));
    *response.status_mut() = StatusCode::OK;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

async fn next(mut rest: Rest) -> Result<Option<(Bytes, Rest)>, LeadError> {
    if rest.is_whole {
        return Ok(None);
    }
    let Some(after) = rest.after.filter(|_| rest.left > 0) else {
        rest.is_whole = true;
        return Ok(Some((Bytes::from(std::mem::take(&mut rest.tail)), rest)));
    };
    let (filter, limit) = (Arc::clone(&rest.filter), PIECE.min(rest.left));
    let ask = move |db: &mut Db, actor: &Actor| {
        let rows = lead_filter::list_leads_after(db, actor, &filter, ORDER, Some(after), limit, Fact::ALL)?;
        let names = names::of_leads(db, actor, &rows)?;
        Ok((rows, names))
    };
    let (rows, names) = rest.app.read(&rest.call, ask).await?;
    let mut piece = if rows.is_empty() { Vec::new() } else { b",".to_vec() };
    piece.extend(written(&rows, &names)?);
    rest.after = last(&rows);
    rest.left -= limit;
    Ok(Some((Bytes::from(piece), rest)))
}

fn last(rows: &[Lead]) -> Option<Cursor> {
    rows.last().map(|lead| lead_filter::cursor(ORDER, lead))
}

/// The rows as they stand between the brackets.
fn written(rows: &[Lead], names: &Names) -> Result<Vec<u8>, LeadError> {
    let mut text = Vec::new();
    for lead in rows {
        if !text.is_empty() {
            text.push(b',');
        }
        text.extend(rendered(StatusCode::OK, &mapping::lead(lead, names))?.body);
    }
    Ok(text)
}
