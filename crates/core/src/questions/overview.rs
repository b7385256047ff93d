//! What became of the leads that came on some days, and on as many before them: from what is kept of them, which is of the days that are over
//! and of a crowded today; of days that are not kept from the leads themselves. Only of leads that the actor sees.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure};
use crate::store::lead_day_marks;
use crate::store::lead_day_sums::{self, By};
use crate::store::lead_days::{self, DayRow};
use leadhub_model::moment::Day;
use leadhub_model::overview::{DayNumbers, Days, Numbers, Overview};
use leadhub_model::{AgentId, GroupId, SourceId, StageId};
use std::collections::BTreeMap;

/// Numbers by an id, or by a wire's key.
type Sums = BTreeMap<String, Numbers>;

pub fn overview(db: &mut Db, actor: &Actor, days: Days, group: Option<GroupId>) -> Result<Overview, Failure> {
    let built = lead_day_marks::find_built(db, actor)?.map(|built| built.last);
    let mut query = OverviewQuery { db, actor, group, built };
    let live = query.count(days)?;
    let (by_stage, by_agent) = (query.sums(days, By::Stage, &live)?, query.sums(days, By::Agent, &live)?);
    let by_source = query.by_day(days, By::Source, &live)?;
    let by_origin = query.by_day(days, By::Origin, &live)?;
    let earlier = query.count(days.before())?;
    let before = query.sums(days.before(), By::Origin, &earlier)?;
    let (all_sources, all_origins) = (together(&by_source), together(&by_origin));
    let day_numbers = |((day, sources), origins): ((Day, Sums), Sums)| DayNumbers {
        day,
        total: total(origins.values()),
        by_source: by_known_id(sources, SourceId),
        by_origin: origins.into_iter().collect(),
    };
    Ok(Overview {
        days,
        total: total(all_origins.values()),
        before: total(before.values()),
        by_day: by_source.into_iter().zip(by_origin.into_values()).map(day_numbers).collect(),
        by_stage: by_id(by_stage).map(|(id, numbers)| (StageId(id), numbers)).collect(),
        by_agent: by_known_id(by_agent, AgentId),
        by_source: by_known_id(all_sources, SourceId),
        by_origin: all_origins.into_iter().collect(),
    })
}

/// The sums of all days.
fn together(by_day: &BTreeMap<Day, Sums>) -> Sums {
    let mut together = Sums::new();
    for (key, numbers) in by_day.values().flatten() {
        *together.entry(key.clone()).or_default() += *numbers;
    }
    together
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

/// As `by_id`; nobody and nothing are the id 0.
fn by_known_id<Id>(sums: Sums, id: impl Fn(i64) -> Id) -> Vec<(Option<Id>, Numbers)> {
    by_id(sums).map(|(number, numbers)| ((number != 0).then(|| id(number)), numbers)).collect()
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

    /// Every day of them, also those on which none came.
    fn by_day(&mut self, days: Days, by: By, live: &[(Day, DayRow)]) -> Result<BTreeMap<Day, Sums>, Failure> {
        let kept = match self.summed_days(days) {
            Some(kept) => lead_day_sums::list_by_day(self.db, self.actor, kept, by)?,
            None => Vec::new(),
        };
        let mut by_day: BTreeMap<Day, Sums> = days.each().map(|day| (day, Sums::new())).collect();
        let live = live.iter().map(|(day, row)| (*day, by.key(row), row.numbers));
        for (day, key, numbers) in kept.into_iter().chain(live) {
            *by_day.entry(day).or_default().entry(key).or_default() += numbers;
        }
        Ok(by_day)
    }
}
