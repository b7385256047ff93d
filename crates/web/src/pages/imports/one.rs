//! `/app/import/{id}`: one file. While it is held its columns are said here; every step is a button of a form; its refused rows are
//! downloaded from here.

use super::columns::{Column, choose, chosen, columns};
use super::status::{Status, said};
use super::{find, words};
use crate::form::{Field, FormBody};
use crate::icon::Icon;
use crate::language::Word;
use crate::layout::Layout;
use crate::places::Place;
use crate::refusal::{Refusal, elsewhere, refused};
use crate::render;
use crate::say;
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::import::{self, Plan, Preview, SavedOptions};
use leadhub_core::store::reference::custom_fields;
use leadhub_core::{Actor, Tx, internal};
use leadhub_intake::FileOptions;
use leadhub_model::upload::{MatchBy, MatchWithin, OnDuplicate, Step, Upload, UploadState};
use leadhub_model::{Field as About, LeadError, Refusal as Refused, UploadId};
use leadhub_wire::query::Query;
use leadhub_wire::refused_rows;

#[derive(Template)]
#[template(path = "pages/import.html")]
struct ImportPage {
    layout: Layout,
    name: String,
    refusal: Option<String>,
    status: Status,
    /// What can be said of it, while it is held.
    form: Option<PageData>,
}

struct PageData {
    columns: Vec<Column>,
    fault: Option<String>,
    notes: Vec<String>,
    /// Names under which something was kept.
    saved: Vec<String>,
    /// Code, word, whether it is chosen.
    then: Vec<(&'static str, Word, bool)>,
    by: Vec<(&'static str, Word, bool)>,
    within: Vec<(&'static str, Word, bool)>,
    makes_names: bool,
    keep_as: Field,
}

/// What the form shows: what is stored, what was kept under a name, or what was sent and refused.
enum FormSource<'f> {
    Stored,
    Like(String),
    Sent(&'f FormBody, &'f Refused),
}

pub async fn show(visit: Visit, id: Option<Path<String>>, query: Query) -> Result<Response, Refusal> {
    let upload = find(&visit, id).await?;
    let like = query.get("like").map(str::to_owned);
    page(&visit, upload, StatusCode::OK, like.map_or(FormSource::Stored, FormSource::Like)).await
}

/// A step, and what is said with it.
pub async fn take(visit: Visit, id: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    let upload = find(&visit, id).await?;
    let (id, step) = (upload.id, Step::from_code(&form.text("step")));
    let said = (upload.state == UploadState::Held && form.text("says") == "1")
        .then(|| (chosen(&form, &FileOptions::of_text(&upload.options)), form.text("keep_as")));
    match visit.write(move |tx, actor| work(tx, actor, id, said.as_ref(), step)).await {
        Ok(()) => Ok(elsewhere(&format!("/app/import/{id}"), visit.is_partial)),
        Err(error) => {
            page(&visit, upload, StatusCode::UNPROCESSABLE_ENTITY, FormSource::Sent(&form, &refused(error)?)).await
        }
    }
}

/// What is said of a file, and the name under which that is kept for the next one, if it is.
type FilePlan = ((FileOptions, Plan), String);

fn work(
    tx: &mut Tx,
    actor: &Actor,
    id: UploadId,
    said: Option<&FilePlan>,
    step: Option<Step>,
) -> Result<(), LeadError> {
    if let Some(((options, plan), keep_as)) = said {
        import::set_plan(tx, actor, id, None, (options, plan))?;
        if !keep_as.is_empty() {
            import::save_options(tx, actor, keep_as, (options, plan))?;
        }
    }
    step.map_or(Ok(()), |step| import::step(tx, actor, id, step).map(drop))
}

/// The refused rows as a file.
pub async fn refused_csv(visit: Visit, id: Option<Path<String>>) -> Result<Response, Refusal> {
    let upload = find(&visit, id).await?;
    let mut response = refused_rows::download(&visit.app, &visit.actor, upload);
    crate::guard::secure(response.headers_mut());
    Ok(response)
}

async fn page(visit: &Visit, upload: Upload, status: StatusCode, shown: FormSource<'_>) -> Result<Response, Refusal> {
    let is_held = upload.state == UploadState::Held;
    let refusal = match &shown {
        FormSource::Sent(_, refused) => {
            say::above(Some(refused), |about| is_held && about == About::Name, visit.language())
        }
        _ => None,
    };
    let form = if is_held { Some(ask(visit, &upload, shown).await?) } else { None };
    let page = ImportPage {
        layout: visit.layout(upload.filename.clone(), Some(Place::Leads)),
        name: upload.filename.clone(),
        refusal,
        status: Status::of(visit, &upload).await?,
        form,
    };
    Ok(render::page(status, &page))
}

async fn ask(visit: &Visit, upload: &Upload, shown: FormSource<'_>) -> Result<PageData, Refusal> {
    let (saved, customs) = visit
        .read(|db, actor| Ok((import::list_saved_options(db, actor)?, custom_fields::list_custom_fields(db, actor)?)))
        .await?;
    let stored = FileOptions::of_text(&upload.options);
    let kept = match &shown {
        FormSource::Like(name) => saved.iter().find(|saved| saved.name == *name),
        _ => None,
    };
    let (options, plan) = match (kept, &shown) {
        (Some(SavedOptions { options, plan, .. }), _) => (options.clone(), plan.clone()),
        (None, FormSource::Sent(form, _)) => chosen(form, &stored),
        (None, _) => (stored, Plan::of_text(&upload.plan)),
    };
    let plain = FileOptions { map: Vec::new(), ..options.clone() };
    let (found, before) = (preview(visit, upload, options).await?, preview(visit, upload, plain).await?);
    let language = visit.language();
    let Plan { duplicates, makes_names, .. } = plan;
    let then = [
        (OnDuplicate::Create, words::CREATE),
        (OnDuplicate::Skip, words::SKIP),
        (OnDuplicate::Fill, words::FILL),
        (OnDuplicate::Update, words::UPDATE),
    ];
    let by = [(MatchBy::Phone, words::BY_PHONE), (MatchBy::Email, words::BY_EMAIL), (MatchBy::Code, words::BY_CODE)];
    let within = [
        (MatchWithin::Organisation, words::WITHIN_ALL),
        (MatchWithin::Campaign, words::WITHIN_CAMPAIGN),
        (MatchWithin::List, words::WITHIN_LIST),
    ];
    let mut columns = columns(&found.columns, &before.columns, &customs, language);
    let mut keep_as = Field::new("keep_as", words::KEEP_AS);
    if let FormSource::Sent(form, refused) = shown {
        choose(&mut columns, form);
        keep_as.value = form.text("keep_as");
        keep_as.error = say::beside(Some(refused), |about| about == About::Name, language);
    }
    Ok(PageData {
        columns,
        fault: found.fault.map(|fault| words::CANNOT.with(language, &fault)),
        notes: found.notes.iter().map(|note| said(note, language)).collect(),
        saved: saved.iter().map(|saved| saved.name.clone()).collect(),
        then: then.map(|(one, word)| (one.code(), word, one == duplicates.then)).into(),
        by: by.map(|(one, word)| (one.code(), word, duplicates.by.contains(&one))).into(),
        within: within.map(|(one, word)| (one.code(), word, one == duplicates.within)).into(),
        makes_names,
        keep_as,
    })
}

async fn preview(visit: &Visit, upload: &Upload, options: FileOptions) -> Result<Preview, Refusal> {
    let upload = Upload { options: options.to_text(), ..upload.clone() };
    let (hub, actor) = (visit.app.hub.clone(), visit.actor.clone());
    let look = tokio::task::spawn_blocking(move || import::preview_upload(&hub, &actor, &upload));
    Ok(look.await.map_err(|error| internal(&format!("a preview: {error}")))??)
}
