//! What happens to one invented lead: when and through which API it comes, what it says, and what its users do with it until now.
//! Pure but for the dice. Called by `play`, which makes it so.

use super::dice::Dice;
use super::words;
use leadhub_model::reference::{Agent, ReferenceData};
use leadhub_model::{
    AgentId, BookingState, Fact, Facts, LeadChange, Moment, NewComment, NewLead, SourceRef, StageId, StageKind,
    TimeStyle, Zone,
};

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// How far the story goes back.
const DAYS: i64 = 42;

/// Something that is done with a lead.
#[derive(Debug)]
pub enum Step {
    /// It comes through the API of this key.
    Comes(&'static str, Box<NewLead>),
    /// An agent changes it.
    Changes(AgentId, Box<LeadChange>),
    /// An agent books the person for this moment.
    Books(AgentId, Moment, Box<LeadChange>),
    /// The booking ends so.
    Ends(AgentId, BookingState),
}

/// What a lead is worked with.
pub struct Cast<'d> {
    pub reference: &'d ReferenceData,
    /// Those who call.
    pub callers: Vec<&'d Agent>,
    /// Who gives leads to agents.
    pub manager: AgentId,
    pub zone: &'d Zone,
    pub now: Moment,
}

/// The steps of the lead of this number, in their order, as far as they are not in the future.
pub fn steps(dice: &Dice, cast: &Cast, number: usize) -> Vec<(Moment, Step)> {
    let came = comes_at(dice, cast);
    let caller = *dice.one(&cast.callers);
    let is_given = dice.percent(75);
    let (key, lead) = arrival(dice, cast, number, caller, is_given);
    let mut steps = vec![(came, Step::Comes(key, Box::new(lead)))];
    let mut at = came;
    let mut pass = |least: i64, most: i64| {
        at = Moment::from_micros(at.micros() + dice.between(least / MINUTE, most / MINUTE) * MINUTE);
        at
    };
    if !is_given {
        let change = LeadChange { agent: Some(caller.id), group: caller.group, ..LeadChange::default() };
        steps.push((pass(5 * MINUTE, 3 * HOUR), Step::Changes(cast.manager, Box::new(change))));
    }
    // Some lie untouched.
    if dice.percent(88) {
        let change = called(dice, stage_of(dice, cast, StageKind::Middle), words::FIRST_CALLS);
        steps.push((pass(3 * MINUTE, 9 * HOUR), Step::Changes(caller.id, Box::new(change))));
        match dice.below(100) {
            0..30 => {
                let booked = pass(DAY, 6 * DAY);
                let meets = Moment::from_micros(day(booked, cast.zone, dice.between(1, 12), 8 + dice.below(9)));
                let change = LeadChange { comment: comment(dice, words::BOOKED), ..LeadChange::default() };
                steps.push((booked, Step::Books(caller.id, meets, Box::new(change))));
                let state = if dice.percent(80) { BookingState::Done } else { BookingState::Cancelled };
                steps.push((Moment::from_micros(meets.micros() + HOUR), Step::Ends(caller.id, state)));
            }
            30..55 => {
                let refused = called(dice, stage_of(dice, cast, StageKind::Unqualified), words::REFUSED);
                let reason = Some(dice.one(&cast.reference.reasons).id);
                let change = LeadChange { reason, ..refused };
                steps.push((pass(DAY, 9 * DAY), Step::Changes(caller.id, Box::new(change))));
            }
            55..80 => {
                let change = called(dice, stage_of(dice, cast, StageKind::Middle), words::LATER_CALLS);
                steps.push((pass(DAY, 7 * DAY), Step::Changes(caller.id, Box::new(change))));
            }
            _ => {}
        }
    }
    steps.retain(|(at, _)| *at < cast.now);
    steps
}

/// The more the nearer to now, at hours of the day when people write.
fn comes_at(dice: &Dice, cast: &Cast) -> Moment {
    let back = dice.between(0, DAYS).min(dice.between(0, DAYS + 20));
    let hour = 7 + dice.below(8).max(dice.below(15));
    let at = day(cast.now, cast.zone, -back, hour) + dice.between(0, 59) * MINUTE + dice.between(0, 59_999) * 1000;
    Moment::from_micros(if at < cast.now.micros() { at } else { at - DAY })
}

/// The hour of the day that lies so many days from a moment's, in the zone.
fn day(of: Moment, zone: &Zone, days: i64, hour: usize) -> i64 {
    let there = Moment::from_micros(of.micros() + days * DAY);
    let text = there.format(zone, TimeStyle::Spaced);
    let date = text.split(' ').next().unwrap_or_default();
    Moment::read(&format!("{date} {hour:02}:00:00"), zone).unwrap_or(there).micros()
}

/// The lead, and the API that it comes through.
fn arrival(dice: &Dice, cast: &Cast, number: usize, caller: &Agent, is_given: bool) -> (&'static str, NewLead) {
    let reference = cast.reference;
    let name = format!("{} {} {}", dice.one(words::SURNAMES), dice.one(words::MIDDLES), dice.one(words::GIVEN));
    // A block that the documents' samples are taken from too.
    let phone = format!("03497{:05}", 20_000 + number * 137 % 70_000);
    let facts = Facts::default().with(Fact::Name, &name).with(Fact::Phone, &phone);
    let facts = facts.with(Fact::Subject, *dice.one(words::SUBJECTS)).with(Fact::Province, *dice.one(words::PROVINCES));
    let facts = if dice.percent(30) { facts.with(Fact::Email, format!("khach{number}@example.com")) } else { facts };
    let labels = if dice.percent(55) { vec![dice.one(&reference.labels).id] } else { Vec::new() };
    let lead = NewLead {
        facts,
        labels,
        agent: is_given.then_some(caller.id),
        group: caller.group,
        service: reference.services.first().map(|service| service.id),
        ..NewLead::default()
    };
    match dice.below(100) {
        0..45 => {
            let source = *dice.one(&["facebook", "facebook", "google", "zalo", "tiktok"]);
            let page = format!("https://example.com/uu-dai?utm_source={source}&utm_campaign=thang-11");
            ("caresoft", NewLead { facts: lead.facts.clone().with(Fact::RefUrl, &page), ..lead })
        }
        45..65 => {
            let source = dice.one(&reference.catalogue.sources);
            ("erp", NewLead { source: Some(SourceRef::Id(source.id)), ..lead })
        }
        65..85 => {
            let list = dice.one(&reference.lists);
            (
                "dialer",
                NewLead { list: Some(list.id), campaign: Some(list.campaign), source: Some(SourceRef::List), ..lead },
            )
        }
        _ => ("lead_platform", NewLead { source: SourceRef::word("TCB"), ..lead }),
    }
}

fn stage_of(dice: &Dice, cast: &Cast, kind: StageKind) -> Option<StageId> {
    let of_kind: Vec<StageId> =
        cast.reference.stages.iter().filter(|stage| stage.kind == kind).map(|stage| stage.id).collect();
    (!of_kind.is_empty()).then(|| *dice.one(&of_kind))
}

fn called(dice: &Dice, stage: Option<StageId>, words: &[&str]) -> LeadChange {
    LeadChange { stage, comment: comment(dice, words), ..LeadChange::default() }
}

fn comment(dice: &Dice, words: &[&str]) -> Option<NewComment> {
    Some(NewComment { body: (*dice.one(words)).to_owned(), is_public: false, author: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const NOW: Moment = Moment::from_micros(1_764_216_000_000_000);

    fn planned(seed: u64) -> Vec<(Moment, Step)> {
        let data = crate::demo::organisations().unwrap().remove(0).reference;
        let zone = Zone::named("Asia/Ho_Chi_Minh").unwrap();
        let callers = data.agents.iter().collect();
        let cast = Cast { reference: &data, callers, manager: AgentId(1), zone: &zone, now: NOW };
        let dice = Dice::of(seed);
        (0..180).flat_map(|number| steps(&dice, &cast, number)).collect()
    }

    #[test]
    fn one_seed_is_one_story() {
        assert_eq!(format!("{:?}", planned(1)), format!("{:?}", planned(1)));
        assert_ne!(format!("{:?}", planned(1)), format!("{:?}", planned(2)));
    }

    #[test]
    fn nothing_is_told_of_the_future_and_no_phone_comes_twice() {
        let story = planned(1);
        let weeks = |at: &Moment| (NOW.micros() - at.micros()) / (7 * DAY);
        assert!(story.iter().all(|(at, _)| *at < NOW && weeks(at) <= 6));
        let phone = |step: &Step| match step {
            Step::Comes(_, lead) => Some(lead.facts.text(Fact::Phone).to_owned()),
            _ => None,
        };
        let phones: Vec<String> = story.iter().filter_map(|(_, step)| phone(step)).collect();
        assert_eq!(phones.iter().collect::<BTreeSet<_>>().len(), 180);
        assert!(phones.iter().all(|phone| phone.len() == 10), "{phones:?}");
        assert!(story.iter().any(|(_, step)| matches!(step, Step::Ends(_, BookingState::Cancelled))));
    }
}
