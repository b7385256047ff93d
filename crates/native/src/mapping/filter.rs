//! Query strings in the core's terms: which rows, in which order, from where on. Called by the routes.
//! A cursor of another list, a phone that is no number and an address that is none are refused here.

use crate::wire::lead::{Chosen, LeadSort, PhoneReading};
use crate::wire::lead_query::{LeadFilters, LeadQuery, LeadWindow};
use crate::wire::page::{Limit, Page, Position, USUAL};
use crate::wire::problem::Wrong;
use crate::wire::sparse::FieldMask;
use crate::wire::value::{At, Optional, Text};
use leadhub_model::phone::{Phone, PhoneQuality};
use leadhub_model::*;
use leadhub_wire::answer::Each;

/// Where a page begins and how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    order: char,
    pub after: Option<Cursor>,
    limit: i64,
}

/// The order of lists that go by the id alone.
pub const BY_ID: char = 'i';
/// The order of what happened: by its moment.
pub const BY_MOMENT: char = 'm';
/// The order of what was searched: the better match first.
pub const BY_MATCH: char = 's';

impl Window {
    pub fn read(order: char, limit: &Optional<Limit>, cursor: &Optional<Position>) -> Result<Window, Vec<Wrong>> {
        if cursor.0.is_some_and(|position| position.order != order) {
            let say = "belongs to a list in another order: leave it out to begin anew";
            return Err(vec![Wrong::new("cursor", "unfit", say)]);
        }
        let limit = limit.0.map_or(USUAL, |limit| limit.0);
        Ok(Window { order, after: cursor.0.map(|position| position.cursor), limit })
    }

    /// The id behind which the page begins.
    pub fn after_id(&self) -> Option<i64> {
        self.after.map(|cursor| cursor.id)
    }

    /// Rows to ask for: one more than the page has, which tells whether another one follows.
    pub fn request(&self) -> i64 {
        self.limit + 1
    }

    /// The page that these rows make; `cursor` says where one stands.
    pub fn page<'r, R, T, F: Fn(&'r R) -> T>(
        &self,
        rows: &'r [R],
        cursor: impl Fn(&R) -> Cursor,
        show: F,
    ) -> Page<Each<'r, R, F>> {
        let on_it = &rows[..rows.len().min(self.rows())];
        let last = on_it.last().filter(|_| rows.len() > self.rows());
        self.ending(on_it, last.map(cursor), show)
    }

    /// Rows of the page.
    pub fn rows(&self) -> usize {
        usize::try_from(self.limit).unwrap_or(usize::MAX)
    }

    /// The page of these rows and no other, where it is known where the next one begins.
    pub fn ending<'r, R, T, F: Fn(&'r R) -> T>(
        &self,
        rows: &'r [R],
        next: Option<Cursor>,
        show: F,
    ) -> Page<Each<'r, R, F>> {
        let next_cursor = next.map(|cursor| Position { order: self.order, cursor }.write());
        Page { data: Each { rows, show }, next_cursor }
    }
}

/// Where a row of a list by id stands.
pub fn by_id(id: i64) -> Cursor {
    Cursor { at: 0, id }
}

/// Which leads, in which order, from where on; a booking is in effect now.
pub fn leads(query: &LeadQuery, now: Moment) -> Result<(LeadFilter, LeadOrder, Window), Vec<Wrong>> {
    let LeadWindow { sort, limit, cursor, .. } = &query.window;
    let (order, letter) = match sort.0.unwrap_or(LeadSort::NewestId) {
        LeadSort::NewestId => (LeadOrder::NewestId, BY_ID),
        LeadSort::NewestCreated => (LeadOrder::NewestCreated, 'c'),
        LeadSort::OldestCreated => (LeadOrder::OldestCreated, 'o'),
        LeadSort::OldestUpdated => (LeadOrder::OldestUpdated, 'u'),
    };
    let (filter, window) = both(which(&query.which, now), Window::read(letter, limit, cursor))?;
    Ok((filter, order, window))
}

/// Which leads; a booking is in effect now.
pub fn which(query: &LeadFilters, now: Moment) -> Result<LeadFilter, Vec<Wrong>> {
    let phone_key = phone(&query.phone)?;
    let between = |since: &Optional<At>, to: &Optional<At>| (since.0.map(|at| at.0), to.0.map(|at| at.0));
    Ok(LeadFilter {
        group: query.group_id.0.map(|id| GroupId(id.0)),
        person: query.person_id.0.map(|id| PersonId(id.0)),
        agents: query.agent_id.0.as_ref().map(|ids| ids.0.iter().map(|id| AgentId(id.0)).collect()),
        unassigned: query.unassigned.0.unwrap_or_default(),
        label: query.label_id.0.map(|id| LabelId(id.0)),
        origin: query.origin.0.as_ref().map(|key| key.0.clone()),
        booked: query.booked.0.map(|booked| (booked, now)),
        touched: query.touched.0,
        service: query.service_id.0.map(|id| ServiceId(id.0)),
        stages: query.stage_id.0.as_ref().map(|ids| ids.0.iter().map(|id| StageId(id.0)).collect()),
        list: query.list_id.0.map(|id| ListId(id.0)),
        campaign: query.campaign_id.0.map(|id| CampaignId(id.0)),
        sources: query.source_id.0.map(|id| vec![SourceId(id.0)]),
        without_source: query.without_source.0.unwrap_or_default(),
        project_code: query.project_code.0.as_ref().map(|code| code.0.clone()),
        least_score: query.least_score.0.map(|score| score.0),
        meeting: between(&query.meeting_since, &query.meeting_to),
        phone_key,
        phone_quality: query.phone_quality.0.as_ref().map(|any| any.0.iter().copied().map(quality).collect()),
        converted: query.converted.0,
        created: between(&query.created_since, &query.created_to),
        updated: between(&query.updated_since, &query.updated_to),
        conversion: between(&query.converted_since, &query.converted_to),
        ..LeadFilter::default()
    })
}

fn quality(reading: PhoneReading) -> PhoneQuality {
    match reading {
        PhoneReading::Valid => PhoneQuality::Valid,
        PhoneReading::Respelled => PhoneQuality::Respelled,
        PhoneReading::Converted2018 => PhoneQuality::Converted2018,
        PhoneReading::LostZero => PhoneQuality::LostZero,
        PhoneReading::Foreign => PhoneQuality::Foreign,
        PhoneReading::NewPrefix => PhoneQuality::NewPrefix,
        PhoneReading::Empty => PhoneQuality::Empty,
        PhoneReading::NotIdentifying => PhoneQuality::NotIdentifying,
        PhoneReading::Invalid => PhoneQuality::Invalid,
    }
}

/// Both, or everything that is wrong with either.
pub fn both<A, B>(a: Result<A, Vec<Wrong>>, b: Result<B, Vec<Wrong>>) -> Result<(A, B), Vec<Wrong>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (a, b) => Err(a.err().into_iter().chain(b.err()).flatten().collect()),
    }
}

/// The key of a phone in any spelling.
pub fn phone<const MAX: usize>(text: &Optional<Text<1, MAX>>) -> Result<Option<String>, Vec<Wrong>> {
    let Some(text) = &text.0 else { return Ok(None) };
    match Phone::read(&text.0).key() {
        Some(key) => Ok(Some(key.as_str().to_owned())),
        None => Err(vec![Wrong::new("phone", "unfit", "is no phone number that somebody could be known by")]),
    }
}

/// The fields that a caller chose.
pub fn shown(chosen: &Chosen) -> FieldMask {
    FieldMask(chosen.0.as_ref().map(|fields| fields.0.iter().map(|field| field.0).collect()))
}
