//! Where somebody is signed in, for the page of her account, and `POST /app/sign-out-elsewhere`, which ends every session of hers but the
//! one that it is done in. Nobody else's are listed or ended here.

use super::device::device;
use super::words;
use crate::format;
use crate::refusal::{Refusal, elsewhere};
use crate::visit::Visit;
use axum::response::Response;
use leadhub_core::{actions, questions};
use leadhub_model::sign_in::Session;
use leadhub_model::{LeadError, Resource};

/// One of her sessions.
pub struct Line {
    pub device: String,
    pub since: String,
    pub seen: String,
    /// Whether it is the one that asks.
    pub is_here: bool,
}

/// The newest first.
pub async fn list(visit: &Visit) -> Result<Vec<Line>, Refusal> {
    let now = visit.now();
    let all = visit
        .read(move |db, actor| {
            let agent = actor.agent.ok_or(LeadError::NotFound(Resource::User))?;
            questions::list_sessions(db, actor, agent, now)
        })
        .await?;
    Ok(all.into_iter().map(|session| line(visit, session)).collect())
}

fn line(visit: &Visit, session: Session) -> Line {
    let zone = &visit.actor.zone;
    let called = device(&session.device);
    Line {
        device: if called.is_empty() { words::UNKNOWN_DEVICE.say(visit.language()).to_owned() } else { called },
        since: format::date_time(session.created_at, zone),
        seen: format::date_time(session.seen_at, zone),
        is_here: session.id == visit.session_id,
    }
}

pub async fn sign_out_elsewhere(visit: Visit) -> Result<Response, Refusal> {
    let session = visit.session.clone();
    visit.write(move |tx, actor| actions::sign_out_elsewhere(tx, actor, &session)).await?;
    Ok(elsewhere("/app/password?ended=1", visit.is_partial))
}
