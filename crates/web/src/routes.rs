//! The table of the pages' routes and what stands around all of them: nothing that changes something is worked unless it comes from a
//! page of ours, every refusal leaves as a page or a toast in the visitor's language, and pages leave packed for who takes it. The front
//! door takes the router.

use crate::pages::{
    board, bookings, help, imports, integrations, lead, leads, lists, live, overview, password, preferences, settings,
    sign_in, views,
};
use crate::refusal::{Refusal, elsewhere};
use crate::{assets, guard, pack, visit};
use axum::extract::{Path, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method};
use leadhub_wire::routes::Routes;
use leadhub_wire::{RequestId, TransportError};

pub fn routes() -> Routes {
    let routes = Routes::default()
        .on(Method::GET, "/", home)
        .on(Method::GET, "/app", home)
        .on(Method::GET, "/assets/{name}", asset)
        .on(Method::GET, "/app/sign-in", sign_in::show)
        .on(Method::POST, "/app/sign-in", sign_in::enter)
        .on(Method::POST, "/app/sign-out", sign_in::leave)
        .on(Method::POST, "/app/sign-out-elsewhere", password::sign_out_elsewhere)
        .on(Method::GET, "/app/password", password::show)
        .on(Method::POST, "/app/password", password::change)
        .on(Method::GET, "/app/language/{language}", preferences::language)
        .on(Method::GET, "/app/preferences/{preference}/{state}", preferences::switch)
        .on(Method::GET, "/app/live", live::stream)
        .on(Method::GET, "/app/palette", leads::palette)
        .on(Method::GET, "/app/leads", leads::list)
        .on(Method::POST, "/app/leads", leads::create)
        .on(Method::GET, "/app/leads/rows", leads::rows)
        .on(Method::GET, "/app/leads/filters", leads::filters)
        .on(Method::GET, "/app/leads/export", leads::ask_export)
        .on(Method::GET, "/app/leads/export.csv", leads::export_csv)
        .on(Method::GET, "/app/leads/export.xlsx", leads::export_xlsx)
        .on(Method::GET, "/app/leads/export.jsonl", leads::export_jsonl)
        .on(Method::GET, "/app/leads/new", leads::ask_new)
        .on(Method::GET, "/app/leads/assign", leads::ask_assign)
        .on(Method::POST, "/app/leads/assign", leads::assign)
        .on(Method::GET, "/app/leads/stage", leads::ask_stage)
        .on(Method::POST, "/app/leads/stage", leads::stage)
        .on(Method::GET, "/app/leads/label", leads::ask_label)
        .on(Method::POST, "/app/leads/label", leads::label)
        .on(Method::GET, "/app/leads/note", lead::ask_note)
        .on(Method::POST, "/app/undo", leads::undo)
        .on(Method::GET, "/app/leads/{lead_id}", lead::show)
        .on(Method::GET, "/app/leads/no-preview", lead::no_preview)
        .on(Method::GET, "/app/leads/{lead_id}/preview", lead::preview)
        .on(Method::GET, "/app/leads/{lead_id}/view", lead::anew)
        .on(Method::POST, "/app/leads/{lead_id}/note", lead::note)
        .on(Method::POST, "/app/leads/{lead_id}/reveal", lead::reveal)
        .on(Method::GET, "/app/leads/{lead_id}/edit", lead::ask_edit)
        .on(Method::POST, "/app/leads/{lead_id}/edit", lead::edit)
        .on(Method::GET, "/app/leads/{lead_id}/book", lead::ask_booking)
        .on(Method::POST, "/app/leads/{lead_id}/book", lead::book)
        .on(Method::GET, "/app/import", imports::list)
        .on(Method::POST, "/app/import", imports::bring)
        .on(Method::GET, "/app/import/{import_id}", imports::show)
        .on(Method::POST, "/app/import/{import_id}", imports::take)
        .on(Method::GET, "/app/import/{import_id}/status", imports::status)
        .on(Method::GET, "/app/import/{import_id}/refused.csv", imports::refused_csv)
        .on(Method::GET, "/app/board", board::show)
        .on(Method::GET, "/app/board/cards", board::cards)
        .on(Method::GET, "/app/board/column", board::column)
        .on(Method::POST, "/app/board/move", board::take)
        .on(Method::GET, "/app/views", views::show)
        .on(Method::POST, "/app/views", views::create)
        .on(Method::GET, "/app/views/new", views::ask_new)
        .on(Method::POST, "/app/views/{view_id}", views::change)
        .on(Method::POST, "/app/views/{view_id}/shift", views::shift)
        .on(Method::POST, "/app/views/{view_id}/delete", views::delete)
        .on(Method::GET, "/app/help", help::show)
        .on(Method::GET, "/app/lists", lists::show)
        .on(Method::POST, "/app/lists", lists::create_list)
        .on(Method::POST, "/app/lists/{list_uuid}/name", lists::rename_list)
        .on(Method::POST, "/app/lists/{list_uuid}/active", lists::switch_list)
        .on(Method::POST, "/app/lists/{list_uuid}/delete", lists::delete_list)
        .on(Method::POST, "/app/campaigns", lists::create_campaign)
        .on(Method::POST, "/app/campaigns/{campaign_uuid}/name", lists::rename_campaign)
        .on(Method::POST, "/app/campaigns/{campaign_uuid}/active", lists::switch_campaign)
        .on(Method::POST, "/app/campaigns/{campaign_uuid}/delete", lists::delete_campaign)
        .on(Method::GET, "/app/overview", overview::show)
        .on(Method::GET, "/app/bookings", bookings::show)
        .on(Method::POST, "/app/bookings/{booking_id}/state", bookings::state)
        .on(Method::GET, "/app/bookings/{booking_id}/move", bookings::ask_reschedule)
        .on(Method::POST, "/app/bookings/{booking_id}/move", bookings::reschedule)
        .on(Method::GET, "/app/integrations", integrations::list)
        .on(Method::POST, "/app/integrations", integrations::create)
        .on(Method::GET, "/app/integrations/rows", integrations::rows)
        .on(Method::GET, "/app/integrations/new", integrations::ask_new)
        .on(Method::GET, "/app/integrations/requests/{request_id}", integrations::request)
        .on(Method::GET, "/app/integrations/{integration_id}", integrations::show)
        .on(Method::POST, "/app/integrations/{integration_id}", integrations::save)
        .on(Method::POST, "/app/integrations/{integration_id}/token", integrations::issue)
        .on(Method::POST, "/app/integrations/{integration_id}/rotate", integrations::rotate)
        .on(Method::POST, "/app/integrations/{integration_id}/retire", integrations::retire)
        .on(Method::POST, "/app/integrations/{integration_id}/tokens/{token_id}/revoke", integrations::revoke)
        .on(Method::GET, "/app/settings", settings::show_organisation)
        .on(Method::POST, "/app/settings", settings::save_organisation)
        .on(Method::GET, "/app/settings/{kind}", settings::list)
        .on(Method::POST, "/app/settings/{kind}", settings::create)
        .on(Method::GET, "/app/settings/{kind}/new", settings::ask_new)
        .on(Method::GET, "/app/settings/{kind}/{row_id}", settings::show)
        .on(Method::POST, "/app/settings/{kind}/{row_id}", settings::save)
        .on(Method::POST, "/app/settings/{kind}/{row_id}/move", settings::shift)
        .on(Method::POST, "/app/settings/{kind}/{row_id}/password", settings::reset);
    routes.with(|router| {
        router
            .fallback(|| async { Refusal::Transport(TransportError::NoSuchPath) })
            .method_not_allowed_fallback(|| async { Refusal::Transport(TransportError::WrongMethod) })
            .layer(from_fn(door))
    })
}

/// Whether a path is one of the pages' own.
pub fn owns(path: &str) -> bool {
    path == "/" || path == "/app" || path.starts_with("/app/") || path.starts_with(assets::PLACE)
}

/// A refusal that comes from outside the pages, such as a fault in a handler.
pub fn refuse(error: TransportError) -> Response {
    Refusal::Transport(error).answer(Default::default(), false, None)
}

async fn door(request: Request, next: Next) -> Response {
    let takes_gzip = pack::accepts(request.headers(), "gzip");
    pack::pack(answer(request, next).await, takes_gzip)
}

async fn answer(mut request: Request, next: Next) -> Response {
    let (mut preferences, is_partial) = (visit::preferences(request.headers()), visit::is_partial(request.headers()));
    let id = request.extensions().get::<RequestId>().cloned();
    if !guard::is_from_us(request.method(), request.headers(), None) {
        return Refusal::Foreign.answer(preferences, is_partial, id);
    }
    // Her organisation's where she chose none, which the visit knows.
    let spoken = visit::Spoken::default();
    request.extensions_mut().insert(spoken.clone());
    let mut response = next.run(request).await;
    preferences.language = spoken.get().unwrap_or(preferences.language);
    match response.extensions_mut().remove::<Refusal>() {
        Some(refusal) => refusal.answer(preferences, is_partial, id),
        None => response,
    }
}

async fn home() -> Response {
    elsewhere("/app/leads", false)
}

async fn asset(name: Option<Path<String>>, headers: HeaderMap) -> Response {
    match name {
        Some(Path(name)) => assets::serve(&name, &headers),
        None => Refusal::Transport(TransportError::NoSuchPath).into_response(),
    }
}
