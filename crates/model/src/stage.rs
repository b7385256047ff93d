//! The stages of an organisation's pipeline and what entering one means. Used by the desk when a lead moves and by the
//! dialects when they print it. Each dialect's own words for a stage live in the store's table of external names.

use crate::ids::StageId;
use serde::{Deserialize, Serialize};

/// Where in the pipeline a stage stands: exactly one `First`, at least one `Converted` and one `Unqualified`, any number
/// of `Middle` (decision B17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    First,
    Middle,
    Converted,
    Unqualified,
}

impl StageKind {
    /// The number that the store keeps.
    pub const fn code(self) -> i64 {
        match self {
            StageKind::First => 0,
            StageKind::Middle => 1,
            StageKind::Converted => 2,
            StageKind::Unqualified => 3,
        }
    }

    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(StageKind::First),
            1 => Some(StageKind::Middle),
            2 => Some(StageKind::Converted),
            3 => Some(StageKind::Unqualified),
            _ => None,
        }
    }

    /// A lead in such a stage has left the pipeline (decision B16).
    pub const fn is_final(self) -> bool {
        matches!(self, StageKind::Converted | StageKind::Unqualified)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    pub id: StageId,
    pub label: String,
    pub kind: StageKind,
}

/// Checks the composition of a pipeline by the kinds of its stages (decision B17); the text says what to mend.
pub fn check_pipeline(stages: impl Iterator<Item = StageKind>) -> Result<(), &'static str> {
    let stages: Vec<StageKind> = stages.collect();
    let count = |kind| stages.iter().filter(|stage| **stage == kind).count();
    match (count(StageKind::First), count(StageKind::Converted), count(StageKind::Unqualified)) {
        (0, _, _) => Err("a pipeline needs a first stage"),
        (1, 0, _) => Err("a pipeline needs at least one converted stage"),
        (1, _, 0) => Err("a pipeline needs at least one unqualified stage"),
        (1, _, _) => Ok(()),
        _ => Err("a pipeline has only one first stage: make the other a middle one"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipeline_has_one_first_and_both_ends() {
        use StageKind::*;
        assert!(check_pipeline([First, Middle, Converted, Unqualified].into_iter()).is_ok());
        assert!(check_pipeline([First, First, Converted, Unqualified].into_iter()).is_err());
        assert!(check_pipeline([Converted, Unqualified].into_iter()).is_err());
        assert!(check_pipeline([First, Unqualified].into_iter()).is_err());
        assert!(check_pipeline([First, Converted].into_iter()).is_err());
    }

    #[test]
    fn codes_come_back() {
        for code in 0..4 {
            assert_eq!(StageKind::from_code(code).map(StageKind::code), Some(code));
        }
        assert_eq!(StageKind::from_code(4), None);
    }
}
