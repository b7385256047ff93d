//! What is told of a file as a whole, such as how its cells are parted: in English, as programs are told and the store keeps it, and the
//! same for people who read Vietnamese. Made by `layout.rs` and `csv_rows.rs`, of names by the
//! importer; a new one is a line here.

use crate::columns::NameOf;

/// A kind of note: a sentence in each language, with one gap.
pub(crate) struct Note {
    en: &'static str,
    vi: &'static str,
}

const GAP: &str = "{}";
/// What people do not see between cells.
pub(crate) const TAB: &str = "a tab";

macro_rules! notes {
    ($($name:ident: $en:literal, $vi:literal;)*) => {
        $(pub(crate) const $name: Note = Note { en: $en, vi: $vi };)*
        const ALL: &[Note] = &[$($name),*];
    };
}

notes! {
    READ_AS: "read as {}", "đọc theo bảng mã {}";
    BETWEEN: "{} stands between the cells", "giữa các ô là {}";
    NO_HEADING: "the file has no heading: its columns were taken for {}", "tệp không có dòng tiêu đề: các cột được hiểu là {}";
    ABOVE: "passed over above the heading: {}", "đã bỏ qua phía trên dòng tiêu đề: {}";
    NEW_LABEL: "new label: {}", "nhãn mới: {}";
    NEW_LIST: "new list: {}", "danh sách mới: {}";
    NEW_CAMPAIGN: "new campaign: {}", "chiến dịch mới: {}";
    NEW_SOURCE: "new source: {}", "nguồn mới: {}";
    MORE_NAMES: "more than {} new names, the others are not told here", "hơn {} tên mới, các tên còn lại không kể ở đây";
    FOREIGN: "the column '{}' holds ids of another system, which are kept with the lead", "cột '{}' là mã của hệ thống khác, được giữ kèm theo khách";
}

impl Note {
    pub(crate) fn of(&self, what: &str) -> String {
        self.en.replacen(GAP, what, 1)
    }

    /// What stands in the gap of a sentence of this kind.
    fn gap<'n>(&self, note: &'n str) -> Option<&'n str> {
        let (before, after) = self.en.split_once(GAP)?;
        note.strip_prefix(before)?.strip_suffix(after)
    }
}

/// That a file makes a name, or would; `None` of what is not made by its name.
pub fn new_name(of: NameOf, name: &str) -> Option<String> {
    let kind = match of {
        NameOf::Label => &NEW_LABEL,
        NameOf::List => &NEW_LIST,
        NameOf::Campaign => &NEW_CAMPAIGN,
        NameOf::Stage | NameOf::Reason | NameOf::Agent | NameOf::Group | NameOf::Service => return None,
    };
    Some(kind.of(&on_one_line(name)))
}

pub fn new_source(name: &str) -> String {
    NEW_SOURCE.of(&on_one_line(name))
}

/// That there are more of them than those that are told.
pub fn more_names(told: usize) -> String {
    MORE_NAMES.of(&told.to_string())
}

/// A note is a line, whatever stands in a name.
fn on_one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A note in Vietnamese; as it is where an older program wrote another sentence.
pub fn in_vietnamese(note: &str) -> String {
    let said = |gap: &str| if gap == TAB { "dấu tab".to_owned() } else { gap.to_owned() };
    let known = ALL.iter().find_map(|kind| Some(kind.vi.replacen(GAP, &said(kind.gap(note)?), 1)));
    known.unwrap_or_else(|| note.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_note_is_told_in_both_languages() {
        for kind in ALL {
            let (en, vi) = (kind.of("x {} y"), in_vietnamese(&kind.of("x {} y")));
            assert!(en.contains("x {} y") && vi.contains("x {} y") && vi != en, "{en}: {vi}");
        }
        assert_eq!(in_vietnamese(&BETWEEN.of("';'")), "giữa các ô là ';'");
        assert_eq!(in_vietnamese(&BETWEEN.of(TAB)), "giữa các ô là dấu tab");
        assert_eq!(in_vietnamese("something older"), "something older");
        let made = new_name(NameOf::Label, "Nóng\n hổi").unwrap();
        assert_eq!((made.as_str(), in_vietnamese(&made).as_str()), ("new label: Nóng hổi", "nhãn mới: Nóng hổi"));
    }
}
