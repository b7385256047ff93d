//! What is done to lists and campaigns: make, rename, start and stop, delete. Each runs its verb and comes back to the page; where the verb
//! refused, the page keeps what was typed and says why.

use super::page::{RejectedForm, answer};
use super::words;
use crate::form::FormBody;
use crate::pages::path_id;
use crate::refusal::{Refusal, elsewhere};
use crate::say;
use crate::visit::Visit;
use axum::extract::Path;
use axum::response::Response;
use leadhub_core::{Actor, Tx, actions};
use leadhub_model::list::{NewCampaign, NewList};
use leadhub_model::{Field, LeadError, RefusalReason, Resource};
use leadhub_wire::query::Query;
use uuid::Uuid;

/// Runs the verb, and shows the page: anew, or with what was typed and why it was refused.
async fn work(
    visit: Visit,
    query: Query,
    slip: RejectedForm,
    verb: impl Fn(&mut Tx, &Actor) -> Result<(), LeadError> + Send + 'static,
) -> Result<Response, Refusal> {
    visit.need_all()?;
    let language = visit.language();
    let message = match visit.write(verb).await {
        Ok(()) => return Ok(elsewhere(&back(&query), visit.is_partial)),
        Err(LeadError::Refused(refusal)) => match (refusal.field, &refusal.why) {
            (Field::Campaign, RefusalReason::Unfit(_)) => words::STILL_HOLDS.say(language).to_owned(),
            (Field::List, RefusalReason::Unfit(_)) => words::HOLDS_OTHERS.say(language).to_owned(),
            _ => say::refusal(&LeadError::Refused(refusal), language),
        },
        Err(error) => return Err(error.into()),
    };
    answer(&visit, &query, RejectedForm { error: message, ..slip }).await
}

/// The page as it was narrowed.
fn back(query: &Query) -> String {
    let campaign = query.get("campaign").and_then(|text| text.parse::<Uuid>().ok());
    campaign.map_or_else(|| "/app/lists".to_owned(), |uuid| format!("/app/lists?campaign={uuid}"))
}

pub async fn create_list(visit: Visit, query: Query, form: FormBody) -> Result<Response, Refusal> {
    let (name, description, campaign) = (form.text("name"), form.text("description"), form.text("campaign"));
    let slip = RejectedForm {
        form: "new-list".to_owned(),
        name: name.clone(),
        text: description.clone(),
        campaign: campaign.clone(),
        ..RejectedForm::default()
    };
    let campaign: Uuid = campaign.parse().unwrap_or_default();
    let new = NewList { name, description, campaign };
    work(visit, query, slip, move |tx, actor| make_list(tx, actor, &new)).await
}

fn make_list(tx: &mut Tx, actor: &Actor, new: &NewList) -> Result<(), LeadError> {
    match actions::create_list(tx, actor, new) {
        // It stands in the form.
        Err(LeadError::NotFound(Resource::Campaign)) => {
            Err(LeadError::refused(Field::Campaign, RefusalReason::Unknown))
        }
        made => made.map(drop),
    }
}

pub async fn create_campaign(visit: Visit, query: Query, form: FormBody) -> Result<Response, Refusal> {
    let (name, kind) = (form.text("name"), form.text("kind"));
    let slip = RejectedForm {
        form: "new-campaign".to_owned(),
        name: name.clone(),
        text: kind.clone(),
        ..RejectedForm::default()
    };
    let new = NewCampaign { name, kind };
    work(visit, query, slip, move |tx, actor| actions::create_campaign(tx, actor, &new).map(drop)).await
}

pub async fn rename_list(
    visit: Visit,
    id: Option<Path<String>>,
    query: Query,
    form: FormBody,
) -> Result<Response, Refusal> {
    let (list, name) = (path_id::<Uuid>(id, Resource::List)?, form.text("name"));
    let slip = RejectedForm { form: list.to_string(), name: name.clone(), ..RejectedForm::default() };
    work(visit, query, slip, move |tx, actor| actions::rename_list(tx, actor, list, &name)).await
}

pub async fn rename_campaign(
    visit: Visit,
    id: Option<Path<String>>,
    query: Query,
    form: FormBody,
) -> Result<Response, Refusal> {
    let (campaign, name) = (path_id::<Uuid>(id, Resource::Campaign)?, form.text("name"));
    let slip = RejectedForm { form: campaign.to_string(), name: name.clone(), ..RejectedForm::default() };
    work(visit, query, slip, move |tx, actor| actions::rename_campaign(tx, actor, campaign, &name)).await
}

pub async fn switch_list(
    visit: Visit,
    id: Option<Path<String>>,
    query: Query,
    form: FormBody,
) -> Result<Response, Refusal> {
    let (list, active) = (path_id::<Uuid>(id, Resource::List)?, form.text("active") == "yes");
    work(visit, query, RejectedForm::default(), move |tx, actor| actions::set_list_active(tx, actor, list, active))
        .await
}

pub async fn switch_campaign(
    visit: Visit,
    id: Option<Path<String>>,
    query: Query,
    form: FormBody,
) -> Result<Response, Refusal> {
    let (campaign, active) = (path_id::<Uuid>(id, Resource::Campaign)?, form.text("active") == "yes");
    work(visit, query, RejectedForm::default(), move |tx, actor| {
        actions::set_campaign_active(tx, actor, campaign, active)
    })
    .await
}

pub async fn delete_list(visit: Visit, id: Option<Path<String>>, query: Query) -> Result<Response, Refusal> {
    let list = path_id::<Uuid>(id, Resource::List)?;
    let slip = RejectedForm { form: list.to_string(), ..RejectedForm::default() };
    work(visit, query, slip, move |tx, actor| actions::delete_list(tx, actor, list)).await
}

pub async fn delete_campaign(visit: Visit, id: Option<Path<String>>, query: Query) -> Result<Response, Refusal> {
    let campaign = path_id::<Uuid>(id, Resource::Campaign)?;
    let slip = RejectedForm { form: campaign.to_string(), ..RejectedForm::default() };
    work(visit, query, slip, move |tx, actor| actions::delete_campaign(tx, actor, campaign)).await
}
