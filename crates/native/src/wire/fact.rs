//! The text facts of a lead, each under its own name, whatever facts there are: a new one is read, written and documented
//! without a word here. Used by the wire's leads.

use super::from_json::Sent;
use super::shape::{Shape, described};
use super::sparse::{Picked, Sparse};
use super::value::{Text, WallClock};
use leadhub_model::{Fact, Facts};
use serde::ser::SerializeStruct;
use utoipa::openapi::ObjectBuilder;

/// As long as the core takes them.
type FactText = Option<Text<0, 5000>>;
type Clock = Option<WallClock>;

/// The facts that a body names: a text sets, `null` and the empty text clear. All are free text but one, which every wire
/// prints as the time that it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactTexts(pub Vec<(Fact, Option<String>)>);

impl FactTexts {
    pub fn take(sent: &mut Sent) -> FactTexts {
        let mut read = |fact: &Fact| match fact {
            Fact::EstimatedClose => Some((*fact, sent.take_given::<Clock>(fact.column())?.map(|text| text.0))),
            fact => Some((*fact, sent.take_given::<FactText>(fact.column())?.map(|text| text.0))),
        };
        FactTexts(Fact::ALL.iter().filter_map(&mut read).collect())
    }

    pub fn describe(object: ObjectBuilder) -> ObjectBuilder {
        let describe = |object: ObjectBuilder, fact: &Fact| {
            let shape = if *fact == Fact::EstimatedClose { Clock::shape() } else { FactText::shape() };
            object.property(fact.column(), described(shape, about(*fact)))
        };
        Fact::ALL.iter().fold(object, describe)
    }
}

const fn about(fact: Fact) -> &'static str {
    match fact {
        Fact::Name => "The name the lead came with.",
        Fact::Phone => "The first phone as it was written; the lead's phone_e164 says how it is understood.",
        Fact::BirthDate => "As written; other wires write it in forms of their own.",
        Fact::EstimatedClose => "Wall-clock text, YYYY-MM-DD HH:MM:SS.",
        Fact::Code => "The caller's own code of the lead.",
        Fact::HomePhone => "A household's number: it identifies nobody.",
        Fact::Zalo => "A Zalo account, which mostly is a number.",
        Fact::Facebook => "A Facebook account, as written.",
        Fact::ProjectCode => "The code of the project that it is about.",
        Fact::ProjectName => "What that project is called.",
        Fact::UtmSource => "As ref_url says, unless it is written out; so are the other utm_ fields.",
        Fact::RefUrl => "The address of the page the lead came from.",
        _ => "",
    }
}

/// Every fact of a lead, `null` where it is not known.
impl Sparse for &Facts {
    fn names() -> Vec<&'static str> {
        Fact::ALL.iter().map(|fact| fact.column()).collect()
    }

    fn describe(object: ObjectBuilder) -> ObjectBuilder {
        let describe = |object: ObjectBuilder, fact: &Fact| {
            object.property(fact.column(), described(Option::<String>::shape(), about(*fact)))
        };
        Fact::ALL.iter().fold(object, describe)
    }

    fn pick<O: SerializeStruct>(&self, picked: &mut Picked<'_, O>) -> Result<(), O::Error> {
        let mut known = self.iter().peekable();
        let mut next = |fact: &Fact| known.next_if(|(known, _)| known == fact).map(|(_, text)| text);
        Fact::ALL.iter().try_for_each(|fact| picked.entry(fact.column(), &next(fact)))
    }
}
