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

/// Checks the composition of a pipeline (decision B17); the text says what to mend.
pub fn check_pipeline(stages: &[Stage]) -> Result<(), String> {
    let count = |kind| stages.iter().filter(|stage| stage.kind == kind).count();
    if count(StageKind::First) != 1 {
        return Err(format!("a pipeline has exactly one first stage, this one has {}", count(StageKind::First)));
    }
    for (kind, word) in [(StageKind::Converted, "converted"), (StageKind::Unqualified, "unqualified")] {
        if count(kind) == 0 {
            return Err(format!("a pipeline needs at least one {word} stage"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stages(kinds: &[StageKind]) -> Vec<Stage> {
        let stage = |(n, kind): (usize, &StageKind)| Stage { id: StageId(n as i64), label: n.to_string(), kind: *kind };
        kinds.iter().enumerate().map(stage).collect()
    }

    #[test]
    fn a_pipeline_has_one_first_and_both_ends() {
        use StageKind::*;
        assert!(check_pipeline(&stages(&[First, Middle, Converted, Unqualified])).is_ok());
        assert!(check_pipeline(&stages(&[First, First, Converted, Unqualified])).is_err());
        assert!(check_pipeline(&stages(&[Converted, Unqualified])).is_err());
        assert!(check_pipeline(&stages(&[First, Unqualified])).is_err());
        assert!(check_pipeline(&stages(&[First, Converted])).is_err());
    }

    #[test]
    fn codes_come_back() {
        for code in 0..4 {
            assert_eq!(StageKind::from_code(code).map(StageKind::code), Some(code));
        }
        assert_eq!(StageKind::from_code(4), None);
    }
}
