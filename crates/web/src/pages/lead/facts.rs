//! What is known of a lead besides its contacts, each under what people call it: what it points to, its facts, the organisation's own
//! fields; and what single wires keep of it. Put together when a lead is shown.

use super::words;
use crate::format;
use crate::language::{Language, Word};
use crate::pages::leads::row::source;
use crate::pages::names::{Names, dialect_name};
use leadhub_core::Actor;
use leadhub_core::questions::LeadCard;
use leadhub_model::{Fact, Lead, Moment, TimeStyle};

const KNOWN: [(Fact, Word); 22] = [
    (Fact::Subject, words::SUBJECT),
    (Fact::Gender, words::GENDER),
    (Fact::BirthDate, words::BIRTH_DATE),
    (Fact::Address, words::ADDRESS),
    (Fact::Ward, words::WARD),
    (Fact::District, words::DISTRICT),
    (Fact::Province, words::PROVINCE),
    (Fact::IdentityNumber, words::IDENTITY_NUMBER),
    (Fact::IdentityIssuedOn, words::IDENTITY_ISSUED_ON),
    (Fact::IdentityIssuedAt, words::IDENTITY_ISSUED_AT),
    (Fact::Passport, words::PASSPORT),
    (Fact::Code, words::CODE),
    (Fact::ContractNumber, words::CONTRACT_NUMBER),
    (Fact::EstimatedClose, words::ESTIMATED_CLOSE),
    (Fact::ProjectName, words::PROJECT),
    (Fact::ProjectCode, words::PROJECT_CODE),
    (Fact::RefUrl, words::REF_URL),
    (Fact::UtmSource, words::UTM_SOURCE),
    (Fact::UtmMedium, words::UTM_MEDIUM),
    (Fact::UtmCampaign, words::UTM_CAMPAIGN),
    (Fact::UtmTerm, words::UTM_TERM),
    (Fact::UtmContent, words::UTM_CONTENT),
];

/// Those that the lead has.
pub fn facts(lead: &Lead, card: &LeadCard, names: &Names, actor: &Actor, language: Language) -> Vec<(String, String)> {
    let known = KNOWN.iter().filter_map(|(fact, word)| {
        let text = lead.facts.get(*fact)?;
        Some((*word, shown(*fact, text, actor, language)))
    });
    let moment = |at: Option<Moment>| at.map(|at| format::date_time(at, &actor.zone)).unwrap_or_default();
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let own = [
        (words::OWNER, names.agent(lead.agent)),
        (words::GROUP, names.group(lead.group)),
        (words::SERVICE, names.service(lead.service)),
        (words::REASON, lead.reason.map(|reason| names.reason(reason)).unwrap_or_default()),
        (words::SOURCE, source(lead, names)),
        (words::CHANNEL, dialect_name(&lead.origin)),
        (words::SCORE, number(lead.score)),
        (words::MEETING, moment(lead.meeting_at)),
        (words::CALLED, number(Some(lead.called_count).filter(|calls| *calls > 0))),
        (words::LAST_CALL, moment(lead.last_call_at)),
        (words::CAME, moment(Some(lead.created_at))),
    ];
    let fields = card.custom_values.iter().filter_map(|value| {
        let text = value.value.as_deref()?;
        Some((names.own_field(value.field)?.label.clone(), names.own_value(value.field, text)))
    });
    let said = known.chain(own).map(|(word, text)| (word.say(language).to_owned(), text));
    said.chain(fields).filter(|(_, text)| !text.is_empty()).collect()
}

/// A fact as people read it; what is no word of ours stays as it came.
fn shown(fact: Fact, text: &str, actor: &Actor, language: Language) -> String {
    match (fact, text) {
        (Fact::BirthDate | Fact::IdentityIssuedOn, day) => format::iso_day(day),
        (Fact::EstimatedClose, clock) => match Moment::read(clock, &actor.zone) {
            // Digits of a clock on the wall, which no zone moves.
            Some(at) if at.format(&actor.zone, TimeStyle::Spaced) == clock => format::date_time(at, &actor.zone),
            _ => clock.to_owned(),
        },
        (Fact::Gender, "male") => words::MALE.say(language).to_owned(),
        (Fact::Gender, "female") => words::FEMALE.say(language).to_owned(),
        _ => text.to_owned(),
    }
}

/// What single wires keep of a lead as it came: the wire's name, and a text. Contacts stand there too, which nobody here can tell from
/// the rest, so who is shown masks is shown none of it.
pub fn as_it_came(lead: &Lead, actor: &Actor) -> Vec<(String, String)> {
    if actor.masked {
        return Vec::new();
    }
    let is_something = |value: &serde_json::Value| value.as_object().is_none_or(|fields| !fields.is_empty());
    let kept = lead.extras.iter().filter(|(_, value)| is_something(value));
    kept.map(|(dialect, value)| (dialect_name(dialect), format!("{value:#}"))).collect()
}
