//! The text facts of a lead, each under its own name, whatever facts there are: a new one is read, written and documented
//! without a word here. Used by the wire's leads.

use super::form::Sent;
use super::shape::{Shape, described};
use super::sparse::{Picked, Sparse};
use super::value::Text;
use leadhub_model::{Fact, Facts};
use serde::ser::SerializeMap;
use utoipa::openapi::ObjectBuilder;

/// As long as the core takes them.
type FactText = Option<Text<0, 5000>>;

/// The facts that a body names: a text sets, `null` and the empty text clear.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactTexts(pub Vec<(Fact, Option<String>)>);

impl FactTexts {
    pub fn take(sent: &mut Sent) -> FactTexts {
        let read = Fact::ALL.iter().filter_map(|fact| {
            let text = sent.take_given::<FactText>(fact.column())?;
            Some((*fact, text.map(|text| text.0)))
        });
        FactTexts(read.collect())
    }

    pub fn describe(object: ObjectBuilder) -> ObjectBuilder {
        let describe = |object: ObjectBuilder, fact: &Fact| {
            object.property(fact.column(), described(FactText::shape(), about(*fact)))
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

    fn pick<M: SerializeMap>(&self, picked: &mut Picked<'_, M>) -> Result<(), M::Error> {
        Fact::ALL.iter().try_for_each(|fact| picked.entry(fact.column(), &self.get(*fact)))
    }
}

