//! What became of the leads that came on some days, and on as many before them: days that are over from what is kept of them, today and
//! whatever is not kept yet from the leads themselves. Only of leads that the actor sees.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure};
use crate::store::lead_day_marks;
use crate::store::lead_day_sums::{self, By};
use crate::store::lead_days::{self, DayRow};
use leadhub_model::moment::Day;
use leadhub_model::overview::{DayNumbers, Days, Numbers, Overview};
use leadhub_model::{AgentId, GroupId, StageId};
use std::collections::BTreeMap;

/// Numbers by an id, or by a wire's key.
type Sums = BTreeMap<String, Numbers>;

pub fn overview(db: &mut Db, actor: &Actor, days: Days, group: Option<GroupId>) -> Result<Overview, Failure> {
    let built = lead_day_marks::find_built(db, actor)?.map(|built| built.last);
    let mut query = OverviewQuery { db, actor, group, built };
    let live = query.count(days)?;
    let (by_stage, by_agent) = (query.sums(days, By::Stage, &live)?, query.sums(days, By::Agent, &live)?);
    let by_day = query.by_day(days, &live)?;
    let mut by_origin = Sums::new();
    for (origin, numbers) in by_day.iter().flat_map(|day| &day.by_origin) {
        *by_origin.entry(origin.clone()).or_default() += *numbers;
    }
    let earlier = query.count(days.before())?;
    let before = query.sums(days.before(), By::Origin, &earlier)?;
    Ok(Overview {
        days,
        total: total(by_origin.values()),
        before: total(before.values()),
        by_day,
        by_stage: by_id(by_stage).map(|(id, numbers)| (StageId(id), numbers)).collect(),
        // Nobody is the agent 0.
        by_agent: by_id(by_agent)
            .map(|(id, numbers)| (Some(AgentId(id)).filter(|agent| agent.0 != 0), numbers))
            .collect(),
        by_origin: by_origin.into_iter().collect(),
    })
}

fn total<'n>(all: impl Iterator<Item = &'n Numbers>) -> Numbers {
    all.fold(Numbers::default(), |mut total, numbers| {
        total += *numbers;
        total
    })
}

/// In the order of the ids.
fn by_id(sums: Sums) -> impl Iterator<Item = (i64, Numbers)> {
    let sums: BTreeMap<i64, Numbers> =
        sums.into_iter().filter_map(|(key, numbers)| Some((key.parse().ok()?, numbers))).collect();
    sums.into_iter()
}

/// Which leads are asked for, and up to which day they are kept.
struct OverviewQuery<'a, 'c> {
    db: &'a mut Db<'c>,
    actor: &'a Actor,
    group: Option<GroupId>,
    built: Option<Day>,
}

impl OverviewQuery<'_, '_> {
    /// Those of the days that are kept.
    fn summed_days(&self, days: Days) -> Option<lead_day_sums::DayRange> {
        let last = days.last.min(self.built?);
        (days.first <= last).then_some(lead_day_sums::DayRange { days: Days { last, ..days }, group: self.group })
    }

    /// The leads of the days that are not kept, counted themselves.
    fn count(&mut self, days: Days) -> Result<Vec<(Day, DayRow)>, Failure> {
        let first = self.built.map_or(days.first, |last| days.first.max(last.plus(1)));
        let mut rows = Vec::new();
        for day in (Days { first, ..days }).each() {
            let counted = lead_days::count_day(self.db, self.actor, day, self.group)?;
            rows.extend(counted.into_iter().map(|row| (day, row)));
        }
        Ok(rows)
    }

    fn sums(&mut self, days: Days, by: By, live: &[(Day, DayRow)]) -> Result<Sums, Failure> {
        let kept = match self.summed_days(days) {
            Some(kept) => lead_day_sums::list_sums(self.db, self.actor, kept, by)?,
            None => Vec::new(),
        };
        let mut sums = Sums::new();
        for (key, numbers) in kept.into_iter().chain(live.iter().map(|(_, row)| (by.key(row), row.numbers))) {
            *sums.entry(key).or_default() += numbers;
        }
        Ok(sums)
    }

    fn by_day(&mut self, days: Days, live: &[(Day, DayRow)]) -> Result<Vec<DayNumbers>, Failure> {
        let kept = match self.summed_days(days) {
            Some(kept) => lead_day_sums::list_by_day(self.db, self.actor, kept, By::Origin)?,
            None => Vec::new(),
        };
        let mut by_day: BTreeMap<Day, Sums> = days.each().map(|day| (day, Sums::new())).collect();
        let live = live.iter().map(|(day, row)| (*day, By::Origin.key(row), row.numbers));
        for (day, origin, numbers) in kept.into_iter().chain(live) {
            *by_day.entry(day).or_default().entry(origin).or_default() += numbers;
        }
        let day_numbers = |(day, sums): (Day, Sums)| DayNumbers {
            day,
            total: total(sums.values()),
            by_origin: sums.into_iter().collect(),
        };
        Ok(by_day.into_iter().map(day_numbers).collect())
    }
}
