//! Rows of CSV files: which headings are known, what a row becomes, why it is refused, and that what is printed is read back. The
//! table of `docs/import-export.md` is the one of the code.

use super::*;
use leadhub_intake::columns::{COLUMNS, Column, Known, NameOf};
use leadhub_intake::headings::{column_of as recognise, is_export};
use leadhub_intake::print::{Printed, cells, header};
use leadhub_intake::{CsvRows, REFUSED_ROW, Row, guard};
use leadhub_model::*;
use serde_json::{Value, json};
use uuid::Uuid;

const PAGE: &str = include_str!("../../../../../docs/import-export.md");

fn row(file: &str) -> Row {
    CsvRows::open(file.as_bytes()).unwrap().next().unwrap().unwrap()
}

fn refused(file: &str) -> String {
    super::read(&row(file)).unwrap_err().en
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn headings_are_known_in_vietnamese_and_english_however_they_are_written() {
    for (heading, fact) in [
        ("họ tên", Fact::Name),
        ("họ và tên (*)", Fact::Name),
        ("full_name", Fact::Name),
        ("sđt", Fact::Phone),
        ("số điện thoại", Fact::Phone),
        ("điện  thoại:", Fact::Phone),
        ("phone_number", Fact::Phone),
        ("điện thoại 2", Fact::Phone2),
        ("e-mail", Fact::Email),
        ("tỉnh/thành phố", Fact::Province),
        ("quận/huyện", Fact::District),
        ("birth date", Fact::BirthDate),
        ("ngày sinh", Fact::BirthDate),
        ("địa chỉ", Fact::Address),
    ] {
        assert_eq!(recognise(heading), Ok(Column::Fact(fact)), "{heading}");
    }
    assert_eq!((recognise("ghi chú"), recognise("nguồn")), (Ok(Column::Comment), Ok(Column::Source)));
    assert_eq!(recognise("custom:12"), Ok(Column::Custom(CustomFieldId(12))));
    assert!(recognise("custom:màu").is_err_and(|say| say.contains("custom:12")));
    assert_eq!(recognise("màu xe"), Ok(Column::Aside));
}

#[test]
fn no_heading_means_two_columns() {
    for known in COLUMNS {
        assert_eq!(recognise(known.name), Ok(known.column), "{}", known.name);
        for also in known.also {
            assert_eq!(recognise(also), Ok(known.column), "{also}");
        }
    }
}

#[test]
fn a_row_becomes_a_lead_and_nothing_of_it_is_lost() {
    let file = "Họ tên;SĐT;Ghi chú;Stage_ID;Label_IDs;custom:7;After_Day;Màu xe;id\n\
                 Lan ;'+84349719999;\"hai\ndòng\";2; 1,3;đỏ;-0;xanh;A-17\n";
    let new = super::read(&row(file)).unwrap();
    assert_eq!(new.facts, Facts::default().with(Fact::Name, "Lan").with(Fact::Phone, "+84349719999"));
    assert_eq!(new.comment, Some(NewComment { body: "hai\ndòng".to_owned(), is_public: false, author: None }));
    assert_eq!((new.stage, new.labels.as_slice(), new.after_day), (Some(StageId(2)), &[LabelId(1), LabelId(3)][..], 0));
    assert_eq!(new.custom_values, [CustomValue { field: CustomFieldId(7), value: Some("đỏ".to_owned()) }]);
    assert_eq!(Value::Object(new.extras), json!({ "màu xe": "xanh", "id": "A-17" }));
}

#[test]
fn a_row_that_does_not_fit_says_what_to_mend() {
    for (file, say) in [
        ("name,phone\n , \n", "phone, email and name are all empty: give one of them"),
        ("name,stage_id\nLan,Mới\n", "stage_id needs numbers, not 'Mới'"),
        ("name,label_ids\nLan,\"1,nóng\"\n", "label_ids needs numbers, not 'nóng'"),
        ("name,after_day\nLan,-1\n", "after_day is no number of days: -1"),
        ("name,phone\nLan,8.4349E+10\n", "phone '8.4349E+10' was cut short by a spreadsheet"),
        ("name,estimated_close\nLan,21/03/2024\n", "estimated_close '21/03/2024' is no time: write YYYY-MM-DD"),
        ("name,meeting_at\nLan,mai\n", "meeting_at 'mai' is no time: write YYYY-MM-DD HH:MM:SS"),
        ("name,score\nLan,cao\n", "score is no whole number: cao"),
        ("name,extras\nLan,[1]\n", "extras is no JSON object"),
        ("name\nLan,Hoa\n", "cell 2 stands under no column"),
        ("name,phone\nLan,\"1\u{0}2\"\n", "U+0000"),
    ] {
        assert!(refused(file).contains(say), "{}", refused(file));
    }
}

#[test]
fn a_header_says_who_its_leads_are_and_names_nothing_twice() {
    assert_eq!(check_header(&columns(&["sđt", "màu"])), Ok(()));
    assert_eq!(check_header(&columns(&["email", "", ""])), Ok(()));
    assert!(check_header(&columns(&["màu", "id"])).unwrap_err().contains("it has màu, id"));
    assert!(
        check_header(&columns(&["sđt", "điện thoại"])).unwrap_err().contains("'sđt' and 'điện thoại' are the same")
    );
    assert_eq!(check_header(&columns(&["tên", "màu", "màu"])), Ok(()), "no meaning is lost");
    assert!(check_header(&columns(&["tên", "custom:x"])).unwrap_err().contains("custom:12"));
    assert_eq!(kept_aside(&columns(&["tên", "màu", "id", REFUSED_ROW, ""])), ["màu", "id"]);
    assert_eq!(kept_aside(&header(&[])), [""; 0]);
}

/// Every column filled.
fn full() -> Lead {
    let at = Moment::from_micros(1_723_040_231_000_001);
    Lead {
        id: LeadId(11),
        uuid: Uuid::from_u128(7),
        number: 3,
        person: PersonId(12),
        facts: Fact::ALL.iter().fold(Facts::default(), |facts, fact| match fact {
            Fact::EstimatedClose => facts.with(*fact, "2024-03-21 23:59:59"),
            fact => facts.with(*fact, format!("+{} \"quoted\"; x ", fact.column())),
        }),
        stage: StageId(5),
        previous_stage: Some(StageId(2)),
        reason: Some(ReasonId(1)),
        conversion: Some(Conversion { converted: false, at, by: Some(AgentId(80)) }),
        agent: Some(AgentId(81)),
        group: Some(GroupId(4)),
        service: Some(ServiceId(90)),
        list: Some(ListId(110)),
        campaign: Some(CampaignId(100)),
        source: Some(SourceId(9)),
        score: Some(-7),
        meeting_at: Some(at),
        last_comment: Some("=1+1\nhai".to_owned()),
        after_day: 2,
        called_count: 1,
        withdrawn_at: None,
        last_call_at: Some(at),
        first_touch_at: None,
        origin: "native".to_owned(),
        extras: json!({ "native": { "màu": "'=x" }, "elsewhere": { "a": 1 } }).as_object().unwrap().clone().into(),
        version: 4,
        created_at: at,
        updated_at: at,
    }
}

#[test]
fn what_is_printed_is_read_back() {
    let (lead, fields) = (full(), [CustomFieldId(7), CustomFieldId(8)]);
    let values = [CustomValue { field: CustomFieldId(8), value: Some("-3".to_owned()) }];
    let (labels, header) = ([LabelId(1), LabelId(3)], header(&fields));
    // What is called so nowhere: the numbers beside them count.
    let named = |of: NameOf| format!("{of:?}, =gone");
    let with = Printed { labels: &labels, values: &values, source: "Hội thảo", named: &named };
    let cells = cells(&lead, &with, &fields);
    let empty: Vec<&String> =
        header.iter().zip(&cells).filter(|(_, cell)| cell.is_empty()).map(|(name, _)| name).collect();
    assert_eq!(empty, ["custom:7"], "every column of a full lead has something in it");
    assert_eq!(cells[5], "2024-08-07T14:17:11.000001Z");

    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(&header).unwrap();
    file.write_record(cells.iter().map(|cell| guard(cell).into_owned())).unwrap();
    let file = String::from_utf8(file.into_inner().unwrap()).unwrap();
    let row = row(&file);
    assert!(is_export(&row.header) && check_header(&row.header) == Ok(()));
    let new = super::read(&row).unwrap();
    assert_eq!(new.facts, lead.facts);
    assert_eq!((new.stage, new.reason), (Some(lead.stage), lead.reason));
    assert_eq!(
        (new.agent, new.group, new.service, new.campaign),
        (lead.agent, lead.group, lead.service, lead.campaign)
    );
    assert_eq!((new.source, new.score, new.meeting_at), (SourceRef::word("Hội thảo"), lead.score, lead.meeting_at));
    assert_eq!((new.labels, new.custom_values), (labels.to_vec(), values.to_vec()));
    assert_eq!((new.after_day, new.comment.unwrap().body), (2, "=1+1\nhai".to_owned()));
    assert_eq!(Value::Object(new.extras), json!({ "màu": "'=x" }));
    assert_eq!(leadhub_intake::read_row(&row).unwrap().names, [], "nothing is looked up");
}

#[test]
fn names_stand_behind_their_numbers_and_count_where_these_were_taken_out() {
    let header = header(&[]);
    for (numbers, names) in [("stage_id", "stage"), ("label_ids", "labels"), ("list_id", "list"), ("agent_id", "agent")]
    {
        let at = header.iter().position(|heading| heading == numbers).unwrap();
        assert_eq!(header[at + 1], names);
    }
    let without: Vec<&str> = header.iter().map(String::as_str).filter(|heading| *heading != "stage_id").collect();
    let cell = |heading: &&str| match *heading {
        "name" => "Lan",
        "stage" => "Mới",
        "agent" => "lan",
        _ => "",
    };
    let line = without.iter().map(cell).collect::<Vec<_>>().join(",");
    let row = row(&format!("{}\n{line}\n", without.join(",")));
    assert!(is_export(&row.header) && check_header(&row.header) == Ok(()));
    let names = leadhub_intake::read_row(&row).unwrap().names;
    assert_eq!(names.iter().map(|named| (named.of, named.name.as_str())).collect::<Vec<_>>(), [(NameOf::Stage, "Mới")]);
}

#[test]
fn the_page_shows_the_columns() {
    let line = |known: &Known| (format!("`{}`", known.name), known.also.join(", "));
    let of_page = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        (cells[1].to_owned(), cells[3].to_owned())
    };
    let table = PAGE.split("| column |").nth(1).unwrap().lines().skip(2).take_while(|line| line.starts_with('|'));
    let shown: Vec<_> = table.map(of_page).filter(|(name, _)| !name.contains(':')).collect();
    assert_eq!(shown, COLUMNS.iter().map(line).collect::<Vec<_>>());
}
