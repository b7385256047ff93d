//! A line of the timeline: who did what, when, in words; ids said by their names. Called when a lead is shown.
//! What an event does not say is not guessed.

use super::words;
use crate::format;
use crate::icon::Icon;
use crate::language::{Language, Word};
use crate::pages::names::{Names, dialect_name};
use leadhub_core::Actor;
use leadhub_model::booking::BookingState;
use leadhub_model::event::{Event, EventActor, EventKind};
use leadhub_model::{
    AgentId, CustomFieldId, Direction, GroupId, LabelId, Moment, ReasonId, ServiceId, SourceId, StageId, Zone, mask,
};
use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Line {
    /// Where a day begins.
    pub day: Option<String>,
    pub icon: Icon,
    pub who: String,
    pub what: String,
    pub clock: String,
    pub note: Option<String>,
}

/// The lines of a timeline, in its order.
pub fn lines(events: &[Event], names: &Names, actor: &Actor, language: Language) -> Vec<Line> {
    let mut last = String::new();
    let mut line = |event: &Event| {
        let day = format::day(event.at, &actor.zone, language);
        let begins = (day != last).then(|| day.clone());
        last = day;
        Line { day: begins, ..line(event, names, actor, language) }
    };
    events.iter().map(&mut line).collect()
}

fn line(event: &Event, names: &Names, actor: &Actor, language: Language) -> Line {
    let change = if actor.masked { mask::change(&event.change) } else { event.change.clone() };
    let is = |kind: EventKind| event.kind == kind.code();
    let say = |word: Word| word.say(language).to_owned();
    let (icon, what) = match () {
        () if is(EventKind::Created) => (Icon::PLUG, words::CREATED.with(language, &dialect_name(&event.dialect))),
        () if is(EventKind::Commented) => (Icon::NOTE, say(words::COMMENTED)),
        () if is(EventKind::PersonChanged) => (Icon::USERS, say(words::PERSON_CHANGED)),
        () if is(EventKind::Booked) => (Icon::BOOK, booked(&change, names, &actor.zone, language)),
        () if is(EventKind::NameMatch) => (Icon::PHONE, called(&change, names, &actor.zone, language)),
        () if is(EventKind::Revealed) => (Icon::EYE, say(words::REVEALED)),
        () if is(EventKind::Withdrawn) => (Icon::BAN, say(words::WITHDRAWN)),
        () if is(EventKind::Deleted) => (Icon::TRASH, say(words::DELETED)),
        () if is(EventKind::Undone) => {
            (Icon::UNDO, format!("{}: {}", say(words::UNDONE), fields(&change, names, &actor.zone, language)))
        }
        () => (Icon::HISTORY, fields(&change, names, &actor.zone, language)),
    };
    let note = match () {
        () if is(EventKind::Commented) || is(EventKind::Created) => change["comment"][1].as_str(),
        () if is(EventKind::NameMatch) => change["note"][1].as_str(),
        () => None,
    };
    let note = note.map(str::to_owned);
    Line { day: None, icon, who: who(event, names, language), what, clock: format::clock(event.at, &actor.zone), note }
}

/// `gọi đến 0349719999 · Xác nhận lịch hẹn · 05/10/2021 09:00`; of a call that was told before, what is different, or that it left.
fn called(change: &Value, names: &Names, zone: &Zone, language: Language) -> String {
    match (change["call"][0].is_null(), change["call"][1].is_null()) {
        (false, true) => return words::CALL_LEFT.say(language).to_owned(),
        (false, false) => {
            return format!("{}: {}", words::CALL_CHANGED.say(language), fields(change, names, zone, language));
        }
        (true, _) => {}
    }
    let told = |field: &str| value(field, &change[field][1], names, zone, language);
    let parts = [format!("{} {}", told("direction"), told("phone")), told("name"), told("purpose"), told("called_at")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Of a booking that was there before, what is different.
fn booked(change: &Value, names: &Names, zone: &Zone, language: Language) -> String {
    if change["booking"][0].is_null() {
        return words::BOOKED.say(language).to_owned();
    }
    format!("{}: {}", words::BOOKING_CHANGED.say(language), fields(change, names, zone, language))
}

fn who(event: &Event, names: &Names, language: Language) -> String {
    let agent = match event.who() {
        EventActor::Agent(agent) => Some(agent),
        EventActor::Integration(_, agent) => agent,
        EventActor::House => return words::HOUSE.say(language).to_owned(),
    };
    let name = names.agent(agent);
    match event.who() {
        EventActor::Integration(..) if name.is_empty() => dialect_name(&event.dialect),
        EventActor::Integration(..) => format!("{name} · {}", dialect_name(&event.dialect)),
        _ => name,
    }
}

/// What an event names besides, which says nothing to people.
const UNSAID: [&str; 6] = ["event", "import", "call", "booking", "company", "details"];

/// `Giai đoạn Mới → Đang tư vấn, …`
fn fields(change: &Value, names: &Names, zone: &Zone, language: Language) -> String {
    let fields = change.as_object().into_iter().flatten().filter(|(name, _)| !UNSAID.contains(&name.as_str()));
    let told = fields.map(|(name, values)| {
        let (before, after) =
            (value(name, &values[0], names, zone, language), value(name, &values[1], names, zone, language));
        let own = own_field(name).and_then(|id| names.own_field(id)).map(|field| field.label.clone());
        let word = own.or_else(|| Some(word(name)?.say(language).to_owned())).unwrap_or_else(|| name.clone());
        match before.is_empty() {
            true => format!("{word}: {after}"),
            false => format!("{word}: {before} → {after}"),
        }
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { words::CHANGED.say(language).to_owned() } else { told.join(", ") }
}

/// Which of the organisation's own fields an event tells of.
fn own_field(name: &str) -> Option<CustomFieldId> {
    name.strip_prefix("custom_field ")?.parse().ok().map(CustomFieldId)
}

fn word(field: &str) -> Option<Word> {
    Some(match field {
        "stage" => words::STAGE,
        "agent" => words::OWNER,
        "group" => words::GROUP,
        "labels" => words::LABELS,
        "name" => words::NAME,
        "phone" => words::PHONE,
        "phone2" => words::PHONE2,
        "phone3" => words::PHONE3,
        "email" => words::EMAIL,
        "subject" => words::SUBJECT,
        "address" => words::ADDRESS,
        "gender" => words::GENDER,
        "birth_date" => words::BIRTH_DATE,
        "source" => words::SOURCE,
        "service" => words::SERVICE,
        "reason" => words::REASON,
        "list" => words::LISTS,
        "called_count" => words::CALLED,
        "identity_number" => words::IDENTITY_NUMBER,
        "identity_issued_on" => words::IDENTITY_ISSUED_ON,
        "identity_issued_at" => words::IDENTITY_ISSUED_AT,
        "passport" => words::PASSPORT,
        "province" => words::PROVINCE,
        "district" => words::DISTRICT,
        "ward" => words::WARD,
        "estimated_close" => words::ESTIMATED_CLOSE,
        "code" => words::CODE,
        "contract_number" => words::CONTRACT_NUMBER,
        "ref_url" => words::REF_URL,
        "score" => words::SCORE,
        "meeting_at" => words::MEETING,
        "home_phone" => words::HOME_PHONE,
        "zalo" => words::ZALO,
        "facebook" => words::FACEBOOK,
        "project_code" => words::PROJECT_CODE,
        "project_name" => words::PROJECT,
        "booked_at" => words::DAY,
        "state" => words::BOOKING_STATE,
        "direction" => words::DIRECTION,
        "purpose" => words::PURPOSE,
        "called_at" => words::CALLED_AT,
        "note" => words::NOTE,
        _ => return None,
    })
}

fn value(field: &str, value: &Value, names: &Names, zone: &Zone, language: Language) -> String {
    let id = value.as_i64();
    match (field, id) {
        ("stage", Some(id)) => names.stage(StageId(id)).0,
        ("agent", Some(id)) => names.agent(Some(AgentId(id))),
        ("group", Some(id)) => names.group(Some(GroupId(id))),
        ("source", Some(id)) => names.source(Some(SourceId(id))),
        ("service", Some(id)) => names.service(Some(ServiceId(id))),
        ("meeting_at" | "called_at" | "booked_at", Some(at)) => format::date_time(Moment::from_micros(at), zone),
        ("state", Some(code)) => {
            let word = match BookingState::from_code(code) {
                Some(BookingState::Done) => words::STATE_DONE,
                Some(BookingState::Cancelled) => words::STATE_CANCELLED,
                _ => words::STATE_OPEN,
            };
            word.say(language).to_owned()
        }
        ("direction", None) => match value.as_str().and_then(Direction::from_code) {
            Some(Direction::In) => words::CALL_IN.say(language).to_owned(),
            Some(Direction::Out) => words::CALL_OUT.say(language).to_owned(),
            None => String::new(),
        },
        ("reason", Some(id)) => names.reason(ReasonId(id)),
        ("labels", None) => {
            let ids = value.as_array().into_iter().flatten().filter_map(Value::as_i64);
            ids.map(|id| names.label(LabelId(id))).collect::<Vec<_>>().join(", ")
        }
        _ => match value {
            Value::Null => String::new(),
            Value::String(text) => own_field(field).map_or_else(|| text.clone(), |id| names.own_value(id, text)),
            other => other.to_string(),
        },
    }
}
