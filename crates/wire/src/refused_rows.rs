//! The rows of a file that were not taken as a CSV file that can be mended and sent again, page by page, so that memory stays flat however
//! many they are. Used by our own API and the pages; which columns it has is the importer's to say.

use crate::dialect::AppState;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::try_unfold;
use http::{HeaderValue, header};
use leadhub_core::Actor;
use leadhub_core::import::{refused_head, refused_line};
use leadhub_core::store::upload_rows;
use leadhub_model::LeadError;
use leadhub_model::upload::Upload;
use std::sync::Arc;

/// Rows asked for at once.
const PAGE: i64 = 500;
/// Excel takes a file without it for one of another encoding.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The whole answer. Rows hold contacts: who sees them masked gets none.
pub fn download(app: &AppState, actor: &Arc<Actor>, upload: Upload) -> Response {
    let mut first = BYTE_ORDER_MARK.to_vec();
    first.extend(refused_head(&upload.header));
    let (app, actor, upload) = (app.clone(), Arc::clone(actor), Arc::new(upload));
    let pages = try_unfold((Some(first), Some(0)), move |(head, after)| {
        let (app, actor, upload) = (app.clone(), Arc::clone(&actor), Arc::clone(&upload));
        async move {
            if let Some(head) = head {
                return Ok::<_, LeadError>(Some((Bytes::from(head), (None, after))));
            }
            let Some(after) = after else { return Ok(None) };
            let id = upload.id;
            let rows =
                app.hub.read(move |db| Ok(upload_rows::list_rejected_after(db, &actor, id, after, PAGE)?)).await?;
            let lines: Vec<u8> = rows.iter().flat_map(|row| refused_line(&upload.header, row)).collect();
            let next = rows.last().map(|row| row.row);
            Ok(next.map(|next| (Bytes::from(lines), (None, Some(next)))))
        }
    });
    let mut response = Response::new(Body::from_stream(pages));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"refused.csv\""));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
