//! Why a row was not taken, for whoever mends the file: the heading at fault, and one sentence in English and in Vietnamese. Made by the
//! readers of rows and by the importer; kept and printed by whoever took the file.

use leadhub_model::{Field, Refusal, RefusalReason};
use std::fmt;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reason {
    /// The heading of the column; empty where it is the row as a whole.
    pub field: String,
    pub en: String,
    pub vi: String,
}

impl Reason {
    pub fn new(field: &str, en: impl Into<String>, vi: impl Into<String>) -> Reason {
        Reason { field: field.to_owned(), en: en.into(), vi: vi.into() }
    }

    /// Of the row as a whole.
    pub fn of_row(en: impl Into<String>, vi: impl Into<String>) -> Reason {
        Reason::new("", en, vi)
    }

    /// What a verb refused: the first thing that is wrong.
    pub fn refused(refusal: &Refusal) -> Reason {
        let field = field_name(refusal.field);
        let vi = match &refusal.why {
            RefusalReason::Missing => format!("{field}: còn thiếu"),
            RefusalReason::Unknown => format!("{field}: không có trong danh mục ở đây"),
            RefusalReason::TooLong { max } => format!("{field}: dài quá {max} ký tự"),
            RefusalReason::Taken => format!("{field}: đã có rồi"),
            RefusalReason::StillActive => format!("{field}: đang bật, hãy tắt trước"),
            RefusalReason::Unfit(what) => format!("{field}: chưa đúng ({what})"),
        };
        Reason::new(&field, refusal.to_string(), vi)
    }
}

/// As the columns of a file are called.
fn field_name(field: Field) -> String {
    let name = match field {
        Field::Stage => "stage",
        Field::Reason => "reason",
        Field::Agent => "agent",
        Field::Group => "group",
        Field::Service => "service",
        Field::Campaign => "campaign",
        Field::Label => "labels",
        Field::List => "list",
        Field::CommentBody => "comment",
        Field::CustomField(field) | Field::CustomValue(field) => return format!("custom:{field}"),
        other => return other.to_string(),
    };
    name.to_owned()
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leadhub_model::{CustomFieldId, LeadError};

    #[test]
    fn a_refusal_names_its_column_in_both_languages() {
        for (field, why, named, vi) in [
            (Field::Stage, RefusalReason::Unknown, "stage", "stage: không có trong danh mục ở đây"),
            (
                Field::CustomValue(CustomFieldId(12)),
                RefusalReason::Unfit("give a number"),
                "custom:12",
                "custom:12: chưa đúng (give a number)",
            ),
        ] {
            let LeadError::Refused(refusal) = LeadError::refused(field, why) else { unreachable!() };
            let reason = Reason::refused(&refusal);
            assert_eq!((reason.field.as_str(), reason.vi.as_str()), (named, vi));
            assert_eq!(reason.en, refusal.to_string());
        }
    }
}
