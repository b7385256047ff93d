//! What lists and totals must be, by looking at every lead: the leads of a house as they stand, their labels, and the filters that sets of
//! leads answer. Used by `totals.rs`; it reads the leads' rows one by one, never through a list.

use crate::bed::House;
use crate::reference_set::{CALLING, LATER, LOST, NEW, WON};
use leadhub_core::store::lead_filter::Limits;
use leadhub_core::store::reference::labels;
use leadhub_core::store::{lead_filter, leads, lists};
use leadhub_core::{Actor, Db, Sees};
use leadhub_model::phone::{Phone, PhoneQuality};
use leadhub_model::*;
use std::collections::BTreeMap;

pub const STAGES: &[StageId] = &[NEW, CALLING, WON, LOST, LATER];

/// Filters that ask for one thing.
pub fn single() -> Vec<LeadFilter> {
    let nothing = LeadFilter::default;
    let mut filters = vec![
        LeadFilter { agents: Some(vec![AgentId(80)]), ..nothing() },
        LeadFilter { agents: Some(vec![AgentId(80), AgentId(81), AgentId(80)]), ..nothing() },
        LeadFilter { agents: Some(Vec::new()), ..nothing() },
        LeadFilter { unassigned: true, ..nothing() },
        LeadFilter { unassigned: true, agents: Some(vec![AgentId(80)]), ..nothing() },
        LeadFilter { service: Some(ServiceId(91)), ..nothing() },
        LeadFilter { group: Some(GroupId(70)), ..nothing() },
        LeadFilter { label: Some(LabelId(50)), ..nothing() },
        LeadFilter { label: Some(LabelId(51)), ..nothing() },
        LeadFilter { list: Some(ListId(110)), ..nothing() },
        LeadFilter { list: Some(ListId(111)), ..nothing() },
        LeadFilter { campaign: Some(CampaignId(100)), ..nothing() },
        LeadFilter { campaign: Some(CampaignId(101)), ..nothing() },
        LeadFilter { sources: Some(vec![SourceId(10)]), ..nothing() },
        LeadFilter { sources: Some(vec![SourceId(11), SourceId(10), SourceId(11)]), ..nothing() },
        LeadFilter { sources: Some(Vec::new()), ..nothing() },
        LeadFilter { without_source: true, ..nothing() },
        LeadFilter { without_source: true, sources: Some(vec![SourceId(10)]), ..nothing() },
        LeadFilter { converted: Some(true), ..nothing() },
        LeadFilter { converted: Some(false), ..nothing() },
        LeadFilter { phone_quality: Some(vec![PhoneQuality::Invalid]), ..nothing() },
        LeadFilter { phone_quality: Some(vec![PhoneQuality::Valid, PhoneQuality::Empty]), ..nothing() },
        LeadFilter { stages: Some(Vec::new()), ..nothing() },
        LeadFilter { without_withdrawn: true, ..nothing() },
    ];
    let stages = [STAGES, &[NEW, NEW], &[StageId(99)], &[NEW], &[WON], &[LOST, CALLING]];
    filters.extend(stages.map(|stages| LeadFilter { stages: Some(stages.to_vec()), ..nothing() }));
    filters
}

/// What both ask for; where both ask for the same thing, as the second does.
pub fn both(one: &LeadFilter, other: &LeadFilter) -> LeadFilter {
    LeadFilter {
        agents: other.agents.clone().or_else(|| one.agents.clone()),
        unassigned: one.unassigned || other.unassigned,
        service: other.service.or(one.service),
        group: other.group.or(one.group),
        label: other.label.or(one.label),
        list: other.list.or(one.list),
        campaign: other.campaign.or(one.campaign),
        sources: other.sources.clone().or_else(|| one.sources.clone()),
        without_source: one.without_source || other.without_source,
        converted: other.converted.or(one.converted),
        phone_quality: other.phone_quality.clone().or_else(|| one.phone_quality.clone()),
        stages: other.stages.clone().or_else(|| one.stages.clone()),
        without_withdrawn: one.without_withdrawn || other.without_withdrawn,
        created: if other.created == (None, None) { one.created } else { other.created },
        ..LeadFilter::default()
    }
}

/// Who sees all, and who sees only what is an agent's: with a group that has leads of others, with one more, and with none.
pub fn viewers(house: &Actor) -> Vec<Actor> {
    let own = |agent, groups: &[i64]| Sees::Own {
        agent: AgentId(agent),
        groups: groups.iter().map(|group| GroupId(*group)).collect(),
    };
    let seen = [Sees::All, own(80, &[70]), own(81, &[71, 70]), own(80, &[])];
    seen.map(|sees| Actor { sees, ..house.clone() }).to_vec()
}

/// The leads as they stand, each with its labels, by number; and the campaign of each list.
#[derive(Clone)]
pub struct Standing {
    leads: Vec<(Lead, Vec<LabelId>)>,
    campaigns: BTreeMap<ListId, CampaignId>,
}

impl Standing {
    pub fn read(db: &mut Db, actor: &Actor) -> Result<Standing, LeadError> {
        let ids: Vec<LeadId> =
            db.all("SELECT id FROM lead WHERE deleted_at IS NULL ORDER BY id", &[], |row| row.take())?;
        let carried = labels::list_labels_of(db, actor, &ids)?;
        let of = |lead| carried.iter().filter(|(id, _)| *id == lead).map(|(_, label)| *label).collect();
        let leads: Vec<Lead> =
            ids.iter().map(|id| Ok(leads::find_lead(db, actor, *id)?.unwrap())).collect::<Result<_, LeadError>>()?;
        let rows = lists::list_lists_after(db, actor, None, None, 100)?;
        let campaigns = rows.into_iter().map(|row| (row.list.id, row.list.campaign)).collect();
        Ok(Standing {
            leads: leads.into_iter().map(|lead| (of(lead.id), lead)).map(|(of, lead)| (lead, of)).collect(),
            campaigns,
        })
    }

    /// Those that the actor sees.
    pub fn seen_by(&self, actor: &Actor) -> Standing {
        let mut seen = self.clone();
        if let Sees::Own { agent, groups } = &actor.sees {
            let is_own =
                |lead: &Lead| lead.agent == Some(*agent) || lead.group.is_some_and(|group| groups.contains(&group));
            seen.leads.retain(|(lead, _)| is_own(lead));
        }
        seen
    }

    /// Ranges of moments with an end in the middle of the leads, and one with nobody in it.
    pub fn ranges(&self) -> Vec<LeadFilter> {
        let mut made: Vec<Moment> = self.leads.iter().map(|(lead, _)| lead.created_at).collect();
        made.sort_unstable();
        let (Some(first), Some(last)) = (made.first(), made.last()) else { return Vec::new() };
        let (early, late) = (Some(made[made.len() / 3]), Some(made[made.len() * 2 / 3]));
        let nobody = Some(Moment::from_micros(last.micros() + 1));
        let ranges =
            [(early, late), (early, None), (None, late), (Some(*first), Some(*last)), (nobody, None), (late, early)];
        ranges.map(|created| LeadFilter { created, ..LeadFilter::default() }).to_vec()
    }

    fn matching(&self, filter: &LeadFilter, order: LeadOrder) -> Vec<LeadId> {
        let mut found: Vec<&Lead> = self
            .leads
            .iter()
            .filter(|(lead, labels)| self.matches(lead, labels, filter))
            .map(|(lead, _)| lead)
            .collect();
        match order {
            LeadOrder::NewestId => found.reverse(),
            LeadOrder::OldestId => {}
            LeadOrder::NewestCreated => found.sort_by_key(|lead| std::cmp::Reverse((lead.created_at, lead.id))),
            LeadOrder::OldestCreated => found.sort_by_key(|lead| (lead.created_at, lead.id)),
            LeadOrder::OldestUpdated => found.sort_by_key(|lead| (lead.updated_at, lead.id)),
        }
        found.iter().map(|lead| lead.id).collect()
    }

    fn matches(&self, lead: &Lead, labels: &[LabelId], filter: &LeadFilter) -> bool {
        let of_agents = match &filter.agents {
            None => !filter.unassigned || lead.agent.is_none(),
            Some(agents) => lead.agent.map_or(filter.unassigned, |agent| agents.contains(&agent)),
        };
        let of_sources = match &filter.sources {
            None => !filter.without_source || lead.source.is_none(),
            Some(sources) => lead.source.map_or(filter.without_source, |source| sources.contains(&source)),
        };
        let campaigns = [lead.campaign, lead.list.and_then(|list| self.campaigns.get(&list).copied())];
        let quality = Phone::read(lead.facts.text(Fact::Phone)).quality();
        let converted = lead.conversion.as_ref().map(|conversion| conversion.converted);
        of_agents
            && filter.service.is_none_or(|service| Some(service) == lead.service)
            && filter.group.is_none_or(|group| Some(group) == lead.group)
            && filter.label.is_none_or(|label| labels.contains(&label))
            && filter.list.is_none_or(|list| Some(list) == lead.list)
            && filter.campaign.is_none_or(|campaign| campaigns.contains(&Some(campaign)))
            && of_sources
            && filter.converted.is_none_or(|wanted| Some(wanted) == converted)
            && filter.phone_quality.as_ref().is_none_or(|any| any.contains(&quality))
            && filter.stages.as_ref().is_none_or(|stages| stages.contains(&lead.stage))
            && !(filter.without_withdrawn && lead.withdrawn_at.is_some())
            && filter.created.0.is_none_or(|since| lead.created_at >= since)
            && filter.created.1.is_none_or(|to| lead.created_at <= to)
    }

    /// The total and a page somewhere in the list.
    pub fn check(
        &self,
        db: &mut Db,
        actor: &Actor,
        filter: &LeadFilter,
        order: LeadOrder,
        when: &str,
    ) -> Result<(), LeadError> {
        self.check_from(db, actor, filter, order, self.matching(filter, order).len() / 3, when)
    }

    /// The total and the page behind so many leads.
    pub fn check_from(
        &self,
        db: &mut Db,
        actor: &Actor,
        filter: &LeadFilter,
        order: LeadOrder,
        offset: usize,
        when: &str,
    ) -> Result<(), LeadError> {
        let all = self.matching(filter, order);
        let paging = Paging { offset: i64::try_from(offset).unwrap(), limit: 5 };
        let page = lead_filter::list_leads(db, actor, filter, order, paging, &[])?;
        let ids: Vec<LeadId> = page.rows.iter().map(|lead| lead.id).collect();
        assert_eq!(
            ids,
            all.iter().copied().skip(offset).take(5).collect::<Vec<_>>(),
            "from {offset} on, {when}: {order:?} {filter:?}"
        );
        assert_eq!(usize::try_from(page.total), Ok(all.len()), "the total, {when}: {filter:?}");
        Ok(())
    }

    /// The beginnings and totals of several lists at once.
    pub fn check_each(
        &self,
        db: &mut Db,
        actor: &Actor,
        filters: &[LeadFilter],
        order: LeadOrder,
        when: &str,
    ) -> Result<(), LeadError> {
        let pages = lead_filter::list_leads_of_each(db, actor, filters, order, 5, &[])?;
        let counts = lead_filter::count_each(db, actor, filters)?;
        for ((filter, page), count) in filters.iter().zip(&pages).zip(counts) {
            let all = self.matching(filter, order);
            assert!(
                page.rows.iter().map(|lead| &lead.id).eq(all.iter().take(5)),
                "of each, {when}: {order:?} {filter:?}"
            );
            assert_eq!((usize::try_from(page.total), page.total), (Ok(all.len()), count), "{when}: {filter:?}");
        }
        Ok(())
    }

    /// The total and the list, from anywhere on and page by page.
    pub fn check_whole(
        &self,
        db: &mut Db,
        actor: &Actor,
        filter: &LeadFilter,
        order: LeadOrder,
        when: &str,
    ) -> Result<(), LeadError> {
        let all = self.matching(filter, order);
        let said = format!("{when}: {order:?} {filter:?}");
        let counted = lead_filter::count_up_to(db, actor, filter, i64::MAX - 1)?;
        assert_eq!(usize::try_from(counted.rows), Ok(all.len()), "the total, {said}");
        for offset in [0, 1, all.len() / 2, all.len()] {
            let paging = Paging { offset: i64::try_from(offset).unwrap(), limit: 5 };
            let page = lead_filter::list_leads(db, actor, filter, order, paging, &[])?;
            let ids: Vec<LeadId> = page.rows.iter().map(|lead| lead.id).collect();
            assert_eq!(ids, all.iter().copied().skip(offset).take(5).collect::<Vec<_>>(), "from {offset} on, {said}");
            assert_eq!(usize::try_from(page.total), Ok(all.len()), "{said}");
            let uncounted = lead_filter::list_leads_from(db, actor, filter, order, paging, &[])?;
            assert!(uncounted.iter().map(|lead| lead.id).eq(ids), "uncounted, from {offset} on, {said}");
        }
        let (mut walked, mut after) = (Vec::new(), None);
        let step = 1 + i64::try_from(all.len() / 3).unwrap();
        loop {
            let limits = Limits { rows: step, counted: i64::MAX - 1 };
            let (page, counted) = lead_filter::list_and_count(db, actor, filter, order, after, limits, &[])?;
            assert_eq!(usize::try_from(counted.rows), Ok(all.len()), "the total of a page, {said}");
            let alone = lead_filter::list_leads_after(db, actor, filter, order, after, step, &[])?;
            assert!(alone.iter().map(|lead| lead.id).eq(page.iter().map(|lead| lead.id)), "uncounted, {said}");
            let Some(last) = page.last() else { break };
            after = Some(lead_filter::cursor(order, last));
            walked.extend(page.iter().map(|lead| lead.id));
        }
        assert_eq!(walked, all, "page by page, {said}");
        Ok(())
    }
}

/// Every filter alone, pairs of them and some threes, each in one order or another, and for one viewer or another.
pub async fn check(house: &House, when: &str, turn: usize) {
    let when = when.to_owned();
    let ask = move |db: &mut Db, actor: &Actor| {
        let standing = Standing::read(db, actor)?;
        let viewers: Vec<(Actor, Standing)> =
            viewers(actor).into_iter().map(|actor| (actor.clone(), standing.seen_by(&actor))).collect();
        let singles = [single(), standing.ranges()].concat();
        let orders = [
            LeadOrder::NewestId,
            LeadOrder::OldestId,
            LeadOrder::NewestId,
            LeadOrder::NewestCreated,
            LeadOrder::OldestUpdated,
            LeadOrder::OldestCreated,
        ];
        let order = |at: usize| orders[(at + turn) % orders.len()];
        let viewer = |at: usize| &viewers[(at + turn) % viewers.len()];
        for (at, (actor, standing)) in viewers.iter().enumerate() {
            standing.check_whole(db, actor, &LeadFilter::default(), order(at), &when)?;
        }
        for (at, (actor, standing)) in viewers.iter().enumerate() {
            standing.check_each(db, actor, &singles, order(at), &when)?;
        }
        for (first, one) in singles.iter().enumerate() {
            let (actor, standing) = viewer(first);
            standing.check_whole(db, actor, one, order(first), &when)?;
            // All pairs in the course of two checks.
            for (second, other) in
                singles[..first].iter().enumerate().filter(|(second, _)| (first + second + turn).is_multiple_of(2))
            {
                let pair = both(one, other);
                let (actor, standing) = viewer(second);
                standing.check(db, actor, &pair, order(first + second), &when)?;
                // Now and then the whole, and one more beside them.
                if (first * 31 + second + turn) % 16 < 2 {
                    standing.check_whole(db, actor, &pair, order(first), &when)?;
                    let three = both(&pair, &singles[(first + turn) % singles.len()]);
                    standing.check(db, actor, &three, order(second), &when)?;
                }
            }
        }
        Ok(())
    };
    house.ask(ask).await;
}
