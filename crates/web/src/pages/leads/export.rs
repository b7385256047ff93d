//! `GET /app/leads/export.csv` and `export.xlsx`: the leads of the list as a file, as the command line exports them. Page by page, so that memory
//! stays flat, others go on writing, and nothing is read any more once the browser goes away. For who sees all leads and every contact.

use super::matching::list_matching;
use super::query::LeadsQuery;
use super::words;
use crate::refusal::Refusal;
use crate::visit::Visit;
use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_util::stream::try_unfold;
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use leadhub_core::questions::{ExportColumns, export_columns, export_page};
use leadhub_core::store::lead_filter;
use leadhub_core::{Actor, Db, internal};
use leadhub_intake::{Book, print};
use leadhub_model::moment::Day;
use leadhub_model::organisation::Scope;
use leadhub_model::{Cursor, LeadError, LeadFilter, LeadId, LeadOrder};
use leadhub_wire::query::Query;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Leads that are in memory at once.
const PAGE: usize = 200;

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub async fn export_csv(visit: Visit, query: Query) -> Result<Response, Refusal> {
    export(visit, &query, "csv").await
}

pub async fn export_xlsx(visit: Visit, query: Query) -> Result<Response, Refusal> {
    export(visit, &query, "xlsx").await
}

async fn export(visit: Visit, query: &Query, ending: &str) -> Result<Response, Refusal> {
    if !may(&visit) {
        return Err(LeadError::Forbidden(Scope::Read).into());
    }
    let (columns, last) = visit.read(begin).await?;
    let header = columns.header();
    let file = if ending == "xlsx" { File::book(header.to_vec())? } else { File::csv(header)? };
    let day = Day::of(visit.now(), &visit.actor.zone).to_string();
    let name = format!("{}.{ending}", words::FILE_NAME.with(visit.language(), &day));
    Ok(download(Export { visit, query: LeadsQuery::read(query), columns, file, last, after: None }, &name))
}

/// An export that breaks off breaks the download off, so that nobody takes a part for the whole.
fn download(export: Export, name: &str) -> Response {
    let pages = try_unfold(Some(export), |export| async {
        let Some(export) = export else { return Ok(None) };
        export.next().await.map(Some).inspect_err(|error| tracing::warn!(%error, "an export breaks off"))
    });
    let mut response = Response::new(Body::from_stream(pages));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(if name.ends_with("xlsx") { XLSX } else { CSV }));
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    crate::guard::secure(headers);
    response
}

/// Whether she may carry leads away.
pub fn may(visit: &Visit) -> bool {
    visit.role.sees_all() && !visit.actor.masked
}

fn begin(db: &mut Db, actor: &Actor) -> Result<(ExportColumns, Option<LeadId>), LeadError> {
    let all = LeadFilter::default();
    let newest = lead_filter::list_leads_after(db, actor, &all, LeadOrder::NewestId, None, 1, &[])?;
    Ok((export_columns(db, actor)?, newest.first().map(|lead| lead.id)))
}

struct Export {
    visit: Visit,
    query: LeadsQuery,
    columns: ExportColumns,
    file: File,
    /// The newest lead there was: later ones are left for the next export, so that this one ends.
    last: Option<LeadId>,
    /// Where the next page begins.
    after: Option<Cursor>,
}

impl Export {
    /// The next page as bytes of the file, and what there is to come.
    async fn next(mut self) -> Result<(Bytes, Option<Export>), LeadError> {
        let (query, after, last) = (self.query.clone(), self.after, self.last);
        let ask = move |db: &mut Db, actor: &Actor| {
            let (mut ids, next) = list_matching(db, actor, &query, after, PAGE)?;
            ids.retain(|id| last.is_some_and(|last| *id <= last));
            let filter = LeadFilter { ids: Some(ids), ..LeadFilter::default() };
            Ok((export_page(db, actor, &filter, None, LeadId(i64::MAX), PAGE as i64)?, next))
        };
        let (page, next) = self.visit.read(ask).await?;
        for lead in &page {
            self.file.put(&self.columns.cells(lead))?;
        }
        // Behind the newest only later ones come.
        let is_over =
            next.is_none_or(|next| self.query.get("q").is_none() && last.is_none_or(|last| next.id >= last.0));
        if is_over {
            return Ok((self.file.end()?, None));
        }
        Ok((self.file.taken(), Some(Export { after: next, ..self })))
    }
}

/// What was written and not sent yet.
#[derive(Clone, Default)]
struct Unsent(Arc<Mutex<Vec<u8>>>);

impl Unsent {
    fn take(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Write for Unsent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The file that is being written: a workbook, or lines of text.
struct File {
    unsent: Unsent,
    book: Option<Box<Book<Unsent>>>,
}

impl File {
    fn csv(header: &[String]) -> Result<File, LeadError> {
        let mut file = File { unsent: Unsent::default(), book: None };
        file.put(header)?;
        Ok(file)
    }

    fn book(header: Vec<String>) -> Result<File, LeadError> {
        let unsent = Unsent::default();
        let book = Book::begin(unsent.clone(), header).map_err(|cause| internal(&cause))?;
        Ok(File { unsent, book: Some(Box::new(book)) })
    }

    fn put(&mut self, cells: &[String]) -> Result<(), LeadError> {
        match &mut self.book {
            Some(book) => book.put(cells).map_err(|cause| internal(&cause)),
            None => self.unsent.write_all(&print::csv_line(cells)).map_err(|error| internal(&error.to_string())),
        }
    }

    fn taken(&self) -> Bytes {
        self.unsent.take()
    }

    fn end(self) -> Result<Bytes, LeadError> {
        if let Some(book) = self.book {
            book.end().map_err(|cause| internal(&cause))?;
        }
        Ok(self.unsent.take())
    }
}
