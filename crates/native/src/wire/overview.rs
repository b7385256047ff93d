//! What became of the leads of some days, on this wire.
//! Filled by `routes::overview`. No rule stands here.

use super::from_json::{FromJson, query};
use super::problem::Wrong;
use super::shape::{Shape, answer, string};
use super::value::{Id, Optional};
use leadhub_model::moment::Day;
use serde::{Serialize, Serializer};
use serde_json::Value;
use utoipa::openapi::schema::KnownFormat;
use utoipa::openapi::{RefOr, Schema, SchemaFormat};

/// A calendar day of the organisation's zone: `2026-01-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct On(pub Day);

impl Shape for On {
    fn shape() -> RefOr<Schema> {
        string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).into()
    }
}

impl FromJson for On {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        let read = value.as_str().and_then(Day::read);
        if read.is_none() {
            wrong.push(Wrong::new(place, "malformed", "must be a day that there is, such as 2026-01-31"));
        }
        read.map(On)
    }
}

impl Serialize for On {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

query! {
    /// Which leads: those that came on these days.
    pub struct OverviewQuery {
        /// The first day, in the organisation's zone.
        since: On,
        /// The last day; 366 days at most are told at once.
        to: On,
        /// Leads of one group.
        group_id: Optional<Id>,
    }
}

answer! {
    /// How many leads came, and what became of them until now.
    pub struct LeadNumbers {
        created: i64,
        /// Somebody did something about them.
        touched: i64,
        /// From their coming until then, of all touched ones together.
        seconds_to_touch: i64,
        converted: i64,
        unqualified: i64,
        /// They have a booking that was not cancelled.
        booked: i64,
    }
}

answer! {
    /// Leads that came by one wire.
    pub struct OriginNumbers<'o> {
        /// The wire's key.
        origin: &'o str,
        numbers: LeadNumbers,
    }
}

answer! {
    /// Leads that come from one source; null: nobody said it.
    pub struct SourceNumbers {
        source_id: Option<i64>,
        numbers: LeadNumbers,
    }
}

answer! {
    /// Leads that came on one day.
    pub struct DayNumbers<'o> {
        day: On,
        numbers: LeadNumbers,
        by_source: Vec<SourceNumbers>,
        by_origin: Vec<OriginNumbers<'o>>,
    }
}

answer! {
    /// Leads that stand in one stage.
    pub struct StageNumbers {
        stage_id: i64,
        numbers: LeadNumbers,
    }
}

answer! {
    /// Leads that one user works on; null: nobody.
    pub struct AgentNumbers {
        agent_id: Option<i64>,
        numbers: LeadNumbers,
    }
}

answer! {
    /// The leads that came on some days, and on as many before them. Each counts on the day on which it came, whenever the rest happened to it.
    pub struct Overview<'o> {
        since: On,
        to: On,
        total: LeadNumbers,
        /// Of as many days right before these.
        before: LeadNumbers,
        /// Every day, also those on which none came.
        by_day: Vec<DayNumbers<'o>>,
        by_stage: Vec<StageNumbers>,
        by_agent: Vec<AgentNumbers>,
        by_source: Vec<SourceNumbers>,
        by_origin: Vec<OriginNumbers<'o>>,
    }
}
