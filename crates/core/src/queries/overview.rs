//! What became of the leads that came on some days, and on as many before them: days that are over from what is kept of them, today and
//! whatever is not kept yet from the leads themselves. Only of leads that the actor sees.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure};
use crate::store::lead_day_marks;
use crate::store::lead_days::{self, DayRow};
use leadhub_model::moment::Day;
use leadhub_model::overview::{Days, Numbers, Overview, Series};
use leadhub_model::{AgentId, GroupId};
use std::collections::BTreeMap;

pub fn overview(db: &mut Db, actor: &Actor, days: Days, group: Option<GroupId>) -> Result<Overview, Failure> {
    let built = lead_day_marks::find_built(db, actor)?.map(|built| built.last);
    let mut asked = Asked { db, actor, group, built };
    let (now, before) = (asked.series(days)?, asked.series(days.before())?);
    let (mut by_stage, mut by_agent, mut by_origin) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for row in asked.rest(days)? {
        // Nobody is the agent 0.
        let agent: Option<AgentId> = Some(row.agent).filter(|agent| agent.0 != 0);
        *by_stage.entry(row.stage).or_insert_with(Numbers::default) += row.numbers;
        *by_agent.entry(agent).or_insert_with(Numbers::default) += row.numbers;
        *by_origin.entry(row.origin).or_insert_with(Numbers::default) += row.numbers;
    }
    Ok(Overview {
        now,
        before,
        by_stage: by_stage.into_iter().collect(),
        by_agent: by_agent.into_iter().collect(),
        by_origin: by_origin.into_iter().collect(),
    })
}

/// Which leads are asked for, and up to which day they are kept.
struct Asked<'a, 'c> {
    db: &'a mut Db<'c>,
    actor: &'a Actor,
    group: Option<GroupId>,
    built: Option<Day>,
}

impl Asked<'_, '_> {
    /// Those of the days that are kept, and the others.
    fn split(&self, days: Days) -> (Option<Days>, Days) {
        match self.built {
            Some(last) => {
                (Some(Days { last: days.last.min(last), ..days }), Days { first: days.first.max(last.plus(1)), ..days })
            }
            None => (None, days),
        }
    }

    fn series(&mut self, days: Days) -> Result<Series, Failure> {
        let mut by_day: BTreeMap<Day, Numbers> = days.each().map(|day| (day, Numbers::default())).collect();
        let (kept, live) = self.split(days);
        if let Some(kept) = kept {
            by_day.extend(lead_days::sum_by_day(self.db, self.actor, kept, self.group)?);
        }
        for day in live.each() {
            for row in lead_days::count_day(self.db, self.actor, day, self.group)? {
                *by_day.entry(day).or_default() += row.numbers;
            }
        }
        let total = by_day.values().fold(Numbers::default(), |mut total, numbers| {
            total += *numbers;
            total
        });
        Ok(Series { days, total, by_day: by_day.into_iter().collect() })
    }

    fn rest(&mut self, days: Days) -> Result<Vec<DayRow>, Failure> {
        let (kept, live) = self.split(days);
        let mut rows = match kept {
            Some(kept) => lead_days::sum_by_rest(self.db, self.actor, kept, self.group)?,
            None => Vec::new(),
        };
        for day in live.each() {
            rows.extend(lead_days::count_day(self.db, self.actor, day, self.group)?);
        }
        Ok(rows)
    }
}
