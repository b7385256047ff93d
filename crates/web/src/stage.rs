//! How the kind of a stage looks: the class of its pill. Called by every template that shows a stage.
//! The label is the organisation's own and stands beside it; colour never says anything alone.

use leadhub_model::StageKind;

pub const fn class(kind: StageKind) -> &'static str {
    match kind {
        StageKind::First => "first",
        StageKind::Middle => "middle",
        StageKind::Converted => "converted",
        StageKind::Unqualified => "unqualified",
    }
}
