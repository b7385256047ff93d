//! What became of the leads that came on some days, and on as many before them: days that are over from what is kept of them, today and
//! whatever is not kept yet from the leads themselves. Only of leads that the actor sees.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure};
use crate::store::lead_day_marks;
use crate::store::lead_days::{self, DayRow};
use leadhub_model::moment::Day;
use leadhub_model::overview::{Days, Numbers, Overview, Period};
use leadhub_model::{AgentId, GroupId, StageId};
use std::collections::BTreeMap;

pub fn overview(db: &mut Db, actor: &Actor, days: Days, group: Option<GroupId>) -> Result<Overview, Failure> {
    let kept = lead_day_marks::find_built(db, actor)?.map(|built| built.last);
    let now = period(db, actor, days, group, kept)?;
    Ok(Overview { now, before: period(db, actor, days.before(), group, kept)? })
}

/// `kept` is the last day that is kept.
fn period(
    db: &mut Db,
    actor: &Actor,
    days: Days,
    group: Option<GroupId>,
    kept: Option<Day>,
) -> Result<Period, Failure> {
    let mut sums = Sums { by_day: days.each().map(|day| (day, Numbers::default())).collect(), ..Sums::default() };
    let live = match kept {
        Some(last) => {
            let old = Days { last: days.last.min(last), ..days };
            for (day, numbers) in lead_days::sum_by_day(db, actor, old, group)? {
                sums.add_day(day, numbers);
            }
            lead_days::sum_by_rest(db, actor, old, group)?.into_iter().for_each(|row| sums.add_rest(row));
            days.first.max(last.plus(1))
        }
        None => days.first,
    };
    for day in (Days { first: live, last: days.last }).each() {
        for row in lead_days::count_day(db, actor, day, group)? {
            sums.add_day(day, row.numbers);
            sums.add_rest(row);
        }
    }
    Ok(sums.told(days))
}

#[derive(Default)]
struct Sums {
    total: Numbers,
    by_day: BTreeMap<Day, Numbers>,
    by_stage: BTreeMap<StageId, Numbers>,
    by_agent: BTreeMap<Option<AgentId>, Numbers>,
    by_origin: BTreeMap<String, Numbers>,
}

impl Sums {
    fn add_day(&mut self, day: Day, numbers: Numbers) {
        *self.by_day.entry(day).or_default() += numbers;
        self.total += numbers;
    }

    fn add_rest(&mut self, row: DayRow) {
        // Nobody is the agent 0.
        let agent = Some(row.agent).filter(|agent| agent.0 != 0);
        *self.by_stage.entry(row.stage).or_default() += row.numbers;
        *self.by_agent.entry(agent).or_default() += row.numbers;
        *self.by_origin.entry(row.origin).or_default() += row.numbers;
    }

    fn told(self, days: Days) -> Period {
        Period {
            days,
            total: self.total,
            by_day: self.by_day.into_iter().collect(),
            by_stage: self.by_stage.into_iter().collect(),
            by_agent: self.by_agent.into_iter().collect(),
            by_origin: self.by_origin.into_iter().collect(),
        }
    }
}
