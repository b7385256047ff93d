//! What the page of a lead and its preview show, put together in one read. Contacts are masked here where the visitor is shown masks, and
//! whole once she revealed them.

use super::facts::{as_it_came, facts};
use super::timeline::{Timeline, TimelineQuery};
use super::words;
use crate::format;
use crate::language::{Language, Word};
use crate::pages::leads::row::{FACTS, Row, email, name, phone, phone_mark};
use crate::pages::names::Names;
use leadhub_core::questions::{LeadCard, Part, lead_card, lists_of_leads};
use leadhub_core::store::reference::catalogue;
use leadhub_core::store::{bookings, lead_filter, leads, possible_duplicates};
use leadhub_core::{Actor, Db};
use leadhub_model::booking::BookingState;
use leadhub_model::{BookingFilter, Fact, Lead, LeadError, LeadFilter, LeadId, LeadOrder, Moment, PersonId, mask};

const BOOKINGS: i64 = 20;
const OTHERS: i64 = 10;

const PHONES: [(Fact, Word); 5] = [
    (Fact::Phone, words::PHONE),
    (Fact::Phone2, words::PHONE2),
    (Fact::Phone3, words::PHONE3),
    (Fact::HomePhone, words::HOME_PHONE),
    (Fact::Zalo, words::ZALO),
];

#[derive(Clone, Debug)]
pub struct LeadView {
    pub id: i64,
    pub number: i64,
    pub version: i64,
    pub name: String,
    pub stage: String,
    pub class: &'static str,
    /// The first phone as a telephone dials it; `None` where it is masked or there is none.
    pub dial: Option<String>,
    /// What each is, how it is shown, and what is wrong with it, if anything is.
    pub contacts: Vec<(Word, String, Option<Word>)>,
    pub is_masked: bool,
    pub facts: Vec<(String, String)>,
    pub labels: Vec<String>,
    /// Id and name.
    pub list: Option<(i64, String)>,
    pub campaign: Option<(i64, String)>,
    /// What single wires keep: the wire's name and the text.
    pub raw: Vec<(String, String)>,
    pub timeline: Timeline,
    pub bookings: Vec<BookingLine>,
    /// The person's other leads.
    pub others: Vec<Row>,
    /// Leads of persons who may be the same.
    pub duplicates: Vec<Row>,
}

#[derive(Clone, Debug)]
pub struct BookingLine {
    pub code: String,
    pub when: String,
    pub place: String,
    pub state: Word,
}

impl LeadView {
    /// `None` where the visitor sees no such lead.
    pub fn find(
        db: &mut Db,
        actor: &Actor,
        id: LeadId,
        asked: TimelineQuery,
        now: Moment,
        language: Language,
    ) -> Result<Option<LeadView>, LeadError> {
        let Some(lead) = leads::find_lead(db, actor, id)? else { return Ok(None) };
        let names = Names::read(db, actor)?;
        let card = lead_card(db, actor, &lead, &[Part::Labels, Part::CustomValues, Part::Campaign])?;
        let list = lists_of_leads(db, actor, std::slice::from_ref(&lead))?.into_values().next();
        let timeline = Timeline::read(db, actor, id, asked, &names, language)?;
        let bookings = bookings(db, actor, &lead, now)?;
        let rows = |leads: Vec<Lead>| leads.iter().map(|lead| Row::of(lead, &names, actor, now, language)).collect();
        let others = rows(of_person(db, actor, lead.person, Some(id))?);
        let mut same = Vec::new();
        for person in possible_duplicates::list_possible_duplicates(db, actor, lead.person)?.into_iter().take(3) {
            same.extend(of_person(db, actor, person, None)?);
        }
        let duplicates = rows(same);
        let list = list.map(|list| (list.id.0, list.list_name));
        let view =
            LeadView { others, duplicates, bookings, list, timeline, ..LeadView::of(&lead, &names, actor, language) };
        Ok(Some(view.with(&lead, card, &names, actor, language)))
    }

    fn of(lead: &Lead, names: &Names, actor: &Actor, language: Language) -> LeadView {
        let (stage, class) = names.stage(lead.stage);
        let phones = PHONES.iter().filter_map(|(fact, word)| {
            let text = lead.facts.get(*fact)?;
            Some((*word, phone(text, actor), mark(*fact, text)))
        });
        let mail = lead.facts.get(Fact::Email).map(|text| (words::EMAIL, email(text, actor), None));
        let account = |text: &str| if actor.masked { mask::NOTHING.to_owned() } else { text.to_owned() };
        let facebook = lead.facts.get(Fact::Facebook).map(|text| (words::FACEBOOK, account(text), None));
        let contacts: Vec<_> = phones.chain(mail).chain(facebook).collect();
        let dial = lead.phone();
        LeadView {
            id: lead.id.0,
            number: lead.number,
            version: lead.version,
            name: name(lead, actor, language),
            stage,
            class,
            dial: Some(dial).filter(|dial| !actor.masked && !dial.is_empty()),
            is_masked: actor.masked && !contacts.is_empty(),
            contacts,
            facts: Vec::new(),
            labels: Vec::new(),
            list: None,
            campaign: None,
            raw: as_it_came(lead, actor),
            timeline: Timeline::default(),
            bookings: Vec::new(),
            others: Vec::new(),
            duplicates: Vec::new(),
        }
    }

    /// With what lies around the lead.
    fn with(self, lead: &Lead, card: LeadCard, names: &Names, actor: &Actor, language: Language) -> LeadView {
        LeadView {
            facts: facts(lead, &card, names, actor, language),
            labels: card.labels.into_iter().map(|label| label.label).collect(),
            campaign: card.campaign.map(|campaign| (campaign.id.0, campaign.name)),
            ..self
        }
    }
}

/// What a phone is called.
pub fn phone_word(fact: Fact) -> Word {
    PHONES.iter().find(|(known, _)| *known == fact).map_or(words::PHONE, |(_, word)| *word)
}

/// What is wrong with a phone; an account may be called anything.
pub fn mark(fact: Fact, text: &str) -> Option<Word> {
    if fact == Fact::Zalo { None } else { phone_mark(text) }
}

fn of_person(db: &mut Db, actor: &Actor, person: PersonId, but: Option<LeadId>) -> Result<Vec<Lead>, LeadError> {
    let filter = LeadFilter { person: Some(person), ..LeadFilter::default() };
    let mut leads = lead_filter::list_leads_after(db, actor, &filter, LeadOrder::NewestCreated, None, OTHERS, FACTS)?;
    leads.retain(|lead| Some(lead.id) != but);
    Ok(leads)
}

fn bookings(db: &mut Db, actor: &Actor, lead: &Lead, now: Moment) -> Result<Vec<BookingLine>, LeadError> {
    let filter = BookingFilter { person: Some(lead.person), ..BookingFilter::default() };
    let bookings = bookings::list_bookings_after(db, actor, &filter, None, BOOKINGS)?;
    let companies = catalogue::list_companies(db, actor)?;
    let line = |booking: &leadhub_model::Booking| BookingLine {
        code: booking.code.clone(),
        when: format::date_time(booking.booked_at, &actor.zone),
        place: companies
            .iter()
            .find(|company| company.id == booking.company)
            .map(|company| company.name.clone())
            .unwrap_or_default(),
        state: match booking.state {
            BookingState::Cancelled => words::STATE_CANCELLED,
            BookingState::Open if booking.is_in_effect(now) => words::STATE_OPEN,
            _ => words::STATE_DONE,
        },
    };
    Ok(bookings.iter().map(line).collect())
}
