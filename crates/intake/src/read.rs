//! A lead out of a row: the one rule for every door that takes files or many rows at once. Whatever is wrong refuses the row, saying
//! what to mend; nothing that stood in it is lost. Ids are not looked up here.

use crate::columns::{Column, KEPT_ASIDE, Link, NameOf};
use crate::contacts;
use crate::headings::{IDENTITY, is_export};
use crate::{Reason, Row, unguard};
use leadhub_model::moment::wall_clock;
use leadhub_model::*;
use serde_json::{Map, Value};

/// As the routes of this wire take them.
const LONGEST_TEXT: usize = 5000;
const MOST_DAYS: i64 = 36_500;

/// A name that stands for a row of the organisation's, under the heading it came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub of: NameOf,
    pub name: String,
    pub heading: String,
}

/// A lead, and the names that have to be looked up before it is whole.
#[derive(Debug, Clone, Default)]
pub struct ReadRow {
    pub lead: NewLead,
    pub names: Vec<Named>,
}

impl From<NewLead> for ReadRow {
    fn from(lead: NewLead) -> Self {
        ReadRow { lead, names: Vec::new() }
    }
}

/// A lead from a row, for doors where names are not looked up: a column of names is kept with the lead.
pub fn read(row: &Row) -> Result<NewLead, Reason> {
    take(row, false).map(|read| read.lead)
}

/// As `read`, for the importer, which looks names up.
pub fn read_row(row: &Row) -> Result<ReadRow, Reason> {
    take(row, true)
}

/// Cells of an export are taken to the letter, those of other files without the spaces around them.
fn take(row: &Row, with_names: bool) -> Result<ReadRow, Reason> {
    row.check()?;
    let exported = is_export(&row.header);
    let (mut new, mut names) = (NewLead::default(), Vec::new());
    let mut name = [None; 3];
    for (at, cell) in row.cells.iter().enumerate() {
        let text = unguard(if exported { cell } else { cell.trim() });
        let heading = row.header.get(at).map(String::as_str).unwrap_or_default();
        if text.is_empty() {
            continue;
        }
        if heading.is_empty() {
            return Err(Reason::of_row(
                format!("cell {} stands under no column: quote cells that hold a separator", at + 1),
                format!("ô {} không thuộc cột nào: đặt ô có dấu phân cách trong ngoặc kép", at + 1),
            ));
        }
        let has_numbers = |of: NameOf| row.header.iter().any(|heading| heading == of.numbers());
        let mut name_of = |of: NameOf| {
            names.push(Named { of, name: text.to_owned(), heading: heading.to_owned() });
        };
        match row.column(at) {
            Column::Own if exported => {}
            // There for people: a name may have been given to another since, or to nobody.
            Column::Named(of) if exported && has_numbers(of) => {}
            Column::FamilyName => name[0] = Some(text),
            Column::MiddleName => name[1] = Some(text),
            Column::GivenName => name[2] = Some(text),
            Column::Named(of) if with_names => name_of(of),
            Column::Link(_) if is_foreign(text) => drop(new.extras.insert(heading.to_owned(), Value::from(text))),
            Column::Link(link) if with_names && number(text).is_err() => match link.name() {
                Some(of) => name_of(of),
                None => new.source = SourceRef::word(text),
            },
            Column::Labels if with_names && labels(text).is_err() => name_of(NameOf::Label),
            Column::Own | Column::Aside | Column::Named(_) => {
                let key = heading.strip_prefix(KEPT_ASIDE).unwrap_or(heading);
                new.extras.insert(key.to_owned(), Value::from(text));
            }
            column => put(&mut new, column, text, exported)
                .map_err(|(en, vi)| Reason::new(heading, format!("{heading} {en}"), format!("{heading} {vi}")))?,
        }
    }
    put_name(&mut new, name);
    if !exported {
        contacts::tidy(&mut new, &row.header);
    }
    if IDENTITY.iter().all(|fact| new.facts.get(*fact).is_none()) {
        return Err(Reason::of_row(
            "phone, email and name are all empty: give one of them",
            "số điện thoại, e-mail và tên đều trống: cần ít nhất một",
        ));
    }
    Ok(ReadRow { lead: new, names })
}

/// A name that came in parts, in the order in which a Vietnamese name is written; what is there whole already comes last.
fn put_name(new: &mut NewLead, parts: [Option<&str>; 3]) {
    if parts.iter().all(Option::is_none) {
        return;
    }
    let whole = new.facts.get(Fact::Name);
    let name = parts.into_iter().chain([whole]).flatten().collect::<Vec<_>>().join(" ");
    new.facts.set(Fact::Name, Some(name));
}

/// `c:12021`, or more digits than an id of ours has: a number of another system, which is nothing to look up here.
pub fn is_foreign(text: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let prefixed = text.split_once(':').is_some_and(|(prefix, number)| {
        (1..=4).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_alphabetic()) && is_number(number)
    });
    prefixed || (is_number(text) && text.len() > 12)
}

/// What is wrong, in English and in Vietnamese; it reads on from the column's name.
type Wrong = (String, String);

fn put(new: &mut NewLead, column: Column, text: &str, exported: bool) -> Result<(), Wrong> {
    match column {
        Column::Fact(fact) => new.facts.set(fact, Some(fact_of(fact, text, exported)?)),
        Column::Link(link) => point(new, link, number(text)?),
        Column::Labels => new.labels = labels(text)?,
        Column::Custom(_) | Column::Comment if text.chars().count() > LONGEST_TEXT => {
            return Err((format!("is longer than {LONGEST_TEXT} characters"), format!("dài quá {LONGEST_TEXT} ký tự")));
        }
        Column::Custom(field) => new.custom_values.push(CustomValue { field, value: Some(text.to_owned()) }),
        Column::Comment => {
            new.comment = Some(NewComment { body: text.to_owned(), is_public: false, author: None });
        }
        Column::AfterDay => {
            let days = text.trim().parse().ok().filter(|days| (0..=MOST_DAYS).contains(days));
            let wrong = || (format!("is no number of days: {text}"), format!("không phải số ngày: {text}"));
            new.after_day = days.ok_or_else(wrong)?;
        }
        Column::Source => new.source = SourceRef::word(text),
        Column::Score => {
            let wrong = |_| (format!("is no whole number: {text}"), format!("không phải số nguyên: {text}"));
            new.score = Some(text.trim().parse().map_err(wrong)?);
        }
        Column::MeetingAt => {
            // An export says it in UTC; without an offset it is the hour of where the house is used.
            let zone = if text.trim_end().ends_with('Z') { None } else { Zone::named("Asia/Ho_Chi_Minh") };
            let at = Moment::read(text, &zone.unwrap_or_else(Zone::utc));
            let wrong = || {
                (
                    format!("'{text}' is no time: write YYYY-MM-DD HH:MM:SS"),
                    format!("'{text}' không phải thời gian: viết YYYY-MM-DD HH:MM:SS"),
                )
            };
            new.meeting_at = Some(at.ok_or_else(wrong)?);
        }
        Column::Extras => {
            let wrong = |_| ("is no JSON object".to_owned(), "không phải đối tượng JSON".to_owned());
            let extras: Map<String, Value> = serde_json::from_str(text).map_err(wrong)?;
            new.extras.extend(extras);
        }
        Column::FamilyName
        | Column::MiddleName
        | Column::GivenName
        | Column::Named(_)
        | Column::Own
        | Column::Refusal
        | Column::Aside => {}
    }
    Ok(())
}

fn fact_of(fact: Fact, text: &str, exported: bool) -> Result<String, Wrong> {
    match fact {
        Fact::Phone | Fact::Phone2 | Fact::Phone3 | Fact::HomePhone if phone::is_cut_short(text) => Err((
            format!(
                "'{text}' was cut short by a spreadsheet: format the column as text and save the file again from its source"
            ),
            format!("'{text}' đã bị bảng tính cắt mất chữ số: định dạng cột là văn bản rồi lưu lại từ tệp gốc"),
        )),
        Fact::EstimatedClose if !exported => wall_clock(text).ok_or_else(|| {
            (
                format!("'{text}' is no time: write YYYY-MM-DD or YYYY-MM-DD HH:MM:SS"),
                format!("'{text}' không phải thời gian: viết YYYY-MM-DD hoặc YYYY-MM-DD HH:MM:SS"),
            )
        }),
        _ => Ok(text.to_owned()),
    }
}

fn point(new: &mut NewLead, link: Link, id: i64) {
    match link {
        Link::Stage => new.stage = Some(StageId(id)),
        Link::Reason => new.reason = Some(ReasonId(id)),
        Link::Agent => new.agent = Some(AgentId(id)),
        Link::Group => new.group = Some(GroupId(id)),
        Link::Service => new.service = Some(ServiceId(id)),
        Link::Campaign => new.campaign = Some(CampaignId(id)),
        Link::Source => new.source = Some(SourceRef::Id(SourceId(id))),
    }
}

fn labels(text: &str) -> Result<Vec<LabelId>, Wrong> {
    let labels = text.split([',', ';']).filter(|label| !label.trim().is_empty());
    labels.map(|label| number(label).map(LabelId)).collect()
}

fn number(text: &str) -> Result<i64, Wrong> {
    let wrong = |_| {
        (
            format!("needs numbers, not '{text}': 'leadhub org reference export' shows them"),
            format!("cần số, không phải '{text}': xem các số bằng 'leadhub org reference export'"),
        )
    };
    text.trim().parse().map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CsvRows;

    fn row(file: &str) -> Row {
        CsvRows::open(file.as_bytes()).unwrap().next().unwrap().unwrap()
    }

    /// Only who looks names up takes them for names; nobody takes a heading of people's for one.
    #[test]
    fn names_are_for_those_who_look_them_up() {
        let row = row("phone,stage,stage_id,label_ids,Trạng thái\n0349000001,Mới,Cũ,Nóng,Gọi\n");
        let found = read_row(&row).unwrap();
        let names: Vec<_> = found.names.iter().map(|named| (named.of, named.name.as_str())).collect();
        assert_eq!(names, [(NameOf::Stage, "Mới"), (NameOf::Stage, "Cũ"), (NameOf::Label, "Nóng")]);
        assert_eq!(found.lead.extras.keys().collect::<Vec<_>>(), ["trạng thái"]);
        let refused = read(&row).unwrap_err();
        assert_eq!((refused.field.as_str(), refused.en.starts_with("stage_id needs numbers")), ("stage_id", true));
        assert!(refused.vi.starts_with("stage_id cần số"));
        let kept = read(&self::row("phone,stage\n0349000001,Mới\n")).unwrap();
        assert_eq!(kept.extras["stage"], "Mới");
        assert_eq!(crate::headings::suggestion("trạng thái (*)"), Some("stage"));
    }

    #[test]
    fn a_column_is_kept_or_left_out_as_its_caller_says() {
        let file = "Điện thoại,Số Zalo,Màu\n0349000001,0349000002,đỏ\n";
        let map = [("Điện thoại", "phone"), ("Số Zalo", "aside"), ("Màu", "ignore")];
        let map = map.map(|(heading, field)| (heading.to_owned(), field.to_owned())).to_vec();
        let options = crate::FileOptions { map, ..crate::FileOptions::default() };
        let row = CsvRows::open_as(file.as_bytes(), &options).unwrap().next().unwrap().unwrap();
        let lead = read(&row).unwrap();
        assert_eq!(lead.facts.iter().collect::<Vec<_>>(), [(Fact::Phone, "0349000001")]);
        assert_eq!(
            lead.extras.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect::<Vec<_>>(),
            [("số zalo", Some("0349000002"))]
        );
        let wrong = crate::FileOptions {
            map: vec![("Không có".to_owned(), "ignore".to_owned())],
            ..crate::FileOptions::default()
        };
        assert!(CsvRows::open_as(file.as_bytes(), &wrong).is_err());
    }
}
