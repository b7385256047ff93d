//! An export of leads as an answer, sent page by page while it is read: memory stays flat, others go on writing, and nothing is read any more
//! once the caller goes away. Used by our own API and the pages; which leads and which columns there are was said before.

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_util::stream::try_unfold;
use http::{HeaderValue, header};
use leadhub_core::export::{ExportFile, Format, Walk};
use leadhub_core::{Actor, Hub};
use leadhub_model::LeadError;
use std::sync::Arc;

/// What the answer says that it is.
pub const fn media_type(format: Format) -> &'static str {
    match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format::Jsonl => "application/jsonl",
    }
}

/// An export on its way out.
pub struct Export {
    pub hub: Hub,
    pub actor: Arc<Actor>,
    pub walk: Walk,
    pub file: ExportFile,
}

impl Export {
    /// The whole answer, as a file called so but for its ending. One that breaks off breaks the download off, so that nobody takes a part for
    /// the whole.
    pub fn answer(self, name: &str) -> Response {
        let format = self.file.format();
        let pages = try_unfold(Some(self), |export| async {
            let Some(export) = export else { return Ok(None) };
            export.next().await.map(Some).inspect_err(|error| tracing::warn!(%error, "an export breaks off"))
        });
        let mut response = Response::new(Body::from_stream(pages));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(format)));
        if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}.{}\"", format.ending())) {
            headers.insert(header::CONTENT_DISPOSITION, value);
        }
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }

    /// The next page as bytes of the file, and what there is to come.
    async fn next(mut self) -> Result<(Bytes, Option<Export>), LeadError> {
        let (walk, actor) = (self.walk.clone(), Arc::clone(&self.actor));
        let (page, next) = self.hub.read(move |db| walk.clone().next(db, &actor)).await?;
        for lead in &page {
            self.file.put(lead)?;
        }
        match next {
            Some(walk) => Ok((self.file.taken().into(), Some(Export { walk, ..self }))),
            None => Ok((self.file.end()?.into(), None)),
        }
    }
}
