//! `POST /app/import`: a file in a form, taken into the store as it arrives and held there until somebody says what its columns are. What
//! breaks off is discarded.

use super::list::{Typed, page};
use super::{check, words};
use crate::language::{Language, Word};
use crate::refusal::{Refusal, elsewhere};
use crate::say;
use crate::visit::Visit;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions::create_list;
use leadhub_core::import::hold_upload;
use leadhub_model::list::NewList;
use leadhub_model::{LeadError, UploadId};
use leadhub_wire::arriving::{Arriving, take_in, take_part};
use leadhub_wire::multipart::{Form, FormError};
use uuid::Uuid;

/// Why a file is not taken: said on the page, or an answer of its own.
enum NotTaken {
    Word(Word),
    Refused(LeadError),
    Other(Refusal),
}

impl NotTaken {
    fn said(self, language: Language) -> Result<String, Refusal> {
        match self {
            NotTaken::Word(word) => Ok(word.say(language).to_owned()),
            NotTaken::Refused(error @ (LeadError::Refused(_) | LeadError::NotFound(_))) => {
                Ok(say::refusal(&error, language))
            }
            NotTaken::Refused(error) => Err(error.into()),
            NotTaken::Other(refusal) => Err(refusal),
        }
    }
}

impl From<FormError> for NotTaken {
    fn from(error: FormError) -> Self {
        match error {
            FormError::Unreadable => NotTaken::Word(words::UNREADABLE),
            FormError::Transport(error) => NotTaken::Other(error.into()),
        }
    }
}

impl From<LeadError> for NotTaken {
    fn from(error: LeadError) -> Self {
        NotTaken::Refused(error)
    }
}

pub async fn bring(visit: Visit, request: Request) -> Result<Response, Refusal> {
    check(&visit)?;
    take_in(move |file| Box::pin(answer(visit, request, file))).await?
}

async fn answer(visit: Visit, request: Request, file: &mut Option<Arriving>) -> Result<Response, Refusal> {
    let mut typed = Typed::default();
    match receive(&visit, request, file, &mut typed).await {
        Ok(id) => Ok(elsewhere(&format!("/app/import/{id}"), visit.is_partial)),
        Err(why) => {
            let text = why.said(visit.language())?;
            page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Some(text), typed).await
        }
    }
}

async fn receive(
    visit: &Visit,
    request: Request,
    file: &mut Option<Arriving>,
    typed: &mut Typed,
) -> Result<UploadId, NotTaken> {
    let (head, body) = request.into_parts();
    let mut form = Form::open(&head.headers, body, visit.app.limits.upload)?;
    while let Some(part) = form.next_part().await? {
        match part.name() {
            Some("list") => typed.list = part.text().await?.trim().to_owned(),
            Some("new_list") => typed.new_list = part.text().await?.trim().to_owned(),
            Some("campaign") => typed.campaign = part.text().await?.trim().to_owned(),
            Some("file") => take_part::<NotTaken>((&visit.app, &visit.actor), part, file).await?,
            _ => part.skip().await?,
        }
    }
    let file = file.as_mut().ok_or(NotTaken::Word(words::NO_FILE))?;
    let (name, campaign) = (typed.new_list.clone(), typed.campaign.parse::<Uuid>().ok());
    let list = match (name.is_empty(), campaign, typed.list.parse::<Uuid>().ok()) {
        (false, Some(campaign), _) => {
            let new = NewList { name, description: String::new(), campaign };
            visit.write(move |tx, actor| create_list(tx, actor, &new)).await?.uuid
        }
        (true, _, Some(list)) => list,
        _ => return Err(NotTaken::Word(words::NO_LIST)),
    };
    file.end(move |tx, actor, id| hold_upload(tx, actor, id, list)).await?;
    Ok(file.id())
}
