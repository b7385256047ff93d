//! What became of the leads that came on some days.
//! Reached through the router; what counts as what is the core's to say.

use super::Answer;
use super::request::QueryParams;
use crate::errors::ApiError;
use crate::wire::overview as wire;
use crate::wire::overview::On;
use crate::wire::problem::Wrong;
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::{Actor, Db, questions};
use leadhub_model::overview::{Days, MOST_DAYS, Numbers, Overview};
use leadhub_model::{GroupId, SourceId};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;

#[derive(utoipa::OpenApi)]
#[openapi(paths(overview))]
pub struct Api;

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::GET, "/hub/v1/overview", overview)
}

/// Count the leads of some days
#[utoipa::path(
    get, path = "/hub/v1/overview", tag = "leads", operation_id = "getOverview", params(wire::OverviewQuery),
    responses((status = 200, description = "What became of them, of those that the caller sees.", body = wire::Overview))
)]
async fn overview(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<wire::OverviewQuery>,
) -> Answer {
    let Some(days) = Days::between(query.since.0, query.to.0) else {
        let say = format!("must lie at or behind since, and {MOST_DAYS} days at most are told at once");
        return Err(ApiError::Fields(vec![Wrong::new("to", "unfit", say)]));
    };
    let group = query.group_id.0.map(|id| GroupId(id.0));
    let ask = move |db: &mut Db, actor: &Actor| Ok(questions::overview(db, actor, days, group)?);
    let told = app.read(&call, ask).await?;
    Ok(answer::json(StatusCode::OK, &shown(&told)))
}

fn shown(told: &Overview) -> wire::Overview<'_> {
    wire::Overview {
        since: On(told.days.first),
        to: On(told.days.last),
        total: numbers(told.total),
        before: numbers(told.before),
        by_day: told
            .by_day
            .iter()
            .map(|day| wire::DayNumbers {
                day: On(day.day),
                numbers: numbers(day.total),
                by_source: by_source(&day.by_source),
                by_origin: by_origin(&day.by_origin),
            })
            .collect(),
        by_stage: told
            .by_stage
            .iter()
            .map(|(id, own)| wire::StageNumbers { stage_id: id.0, numbers: numbers(*own) })
            .collect(),
        by_agent: told
            .by_agent
            .iter()
            .map(|(id, own)| wire::AgentNumbers { agent_id: id.map(|id| id.0), numbers: numbers(*own) })
            .collect(),
        by_source: by_source(&told.by_source),
        by_origin: by_origin(&told.by_origin),
    }
}

fn by_source(sums: &[(Option<SourceId>, Numbers)]) -> Vec<wire::SourceNumbers> {
    sums.iter().map(|(id, own)| wire::SourceNumbers { source_id: id.map(|id| id.0), numbers: numbers(*own) }).collect()
}

fn by_origin(sums: &[(String, Numbers)]) -> Vec<wire::OriginNumbers<'_>> {
    sums.iter().map(|(origin, own)| wire::OriginNumbers { origin, numbers: numbers(*own) }).collect()
}

fn numbers(
    Numbers { created, touched, seconds_to_touch, converted, unqualified, booked }: Numbers,
) -> wire::LeadNumbers {
    wire::LeadNumbers { created, touched, seconds_to_touch, converted, unqualified, booked }
}
