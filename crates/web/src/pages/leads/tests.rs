//! Tests of what an address says: which leads, and what the links of the page say.
//! The list itself is tested through the program, on both engines.

use super::columns::Column;
use super::query::LeadsQuery;
use super::row::phone_mark;
use super::words;
use leadhub_model::phone::PhoneQuality;
use leadhub_model::view::{SavedView, ViewColumn};
use leadhub_model::{Cursor, LeadOrder, SourceId, ViewId};
use leadhub_wire::query::Query;

fn read(text: &str) -> LeadsQuery {
    LeadsQuery::read(&Query::read(text))
}

#[test]
fn a_link_changes_one_thing_and_begins_anew() {
    let query = read("stage=1&stage=2&whose=mine&after=5.7&preview=9&other=1");
    assert_eq!(query.with("whose", ""), "?stage=1&stage=2");
    assert_eq!(query.without("stage", "1"), "?stage=2&whose=mine");
    assert_eq!(query.plus("stage", "3"), "?stage=1&stage=2&whose=mine&stage=3");
    assert_eq!(query.plus("stage", "2"), "?stage=1&whose=mine&stage=2");
    assert_eq!(query.page_after(Cursor { at: -1, id: 4 }), "?stage=1&stage=2&whose=mine&after=-1.4");
    assert_eq!((query.after(), query.preview().map(|lead| lead.0)), (Some(Cursor { at: 5, id: 7 }), Some(9)));
}

#[test]
fn what_narrows_nothing_is_not_said_to() {
    assert!(read("booked=yes").is_narrow() && !read("booked=no").is_narrow());
    assert_eq!(read("booked=no&stage=1").which(), "?stage=1");
}

#[test]
fn all_that_match_are_meant_by_their_filters_alone() {
    let query = read("stage=1&col=name&w_phone=90&whose=mine&order=oldest&after=5.7&preview=9");
    assert_eq!((query.which().as_str(), read("").which().as_str()), ("?stage=1&whose=mine", "?"));
    assert_eq!(LeadsQuery::of_text(&query.which()), read("stage=1&whose=mine"));
    assert!(!query.is_all());
    let all = LeadsQuery::of_text(&query.choosing_all());
    assert!(all.is_all() && all.after() == query.after() && all.shows_same(&query) && all.which() == query.which());
    // Another filter, another page: what was chosen is not meant any more.
    assert!(!all.with("stage", "2").contains("all") && !all.page_after(Cursor { at: 1, id: 2 }).contains("all"));
    assert!(!all.saved_query().contains("all") && !read("all=1").is_narrow());
}

#[test]
fn a_form_carries_on_what_it_does_not_set() {
    let query = read("since=2026-11-01&stage=1&to=2026-11-02&after=5.7&stage=2");
    assert_eq!(query.others("since to"), [("stage", "1"), ("stage", "2")]);
}

#[test]
fn what_is_written_into_an_address_stays_in_its_place() {
    let hostile = "\"><script>&stage=9";
    let address = read("").with("q", hostile);
    assert!(!address.contains(['<', '"', '&']), "{address}");
    assert_eq!(read(&address[1..]).get("q"), Some(hostile));
}

#[test]
fn leads_without_a_readable_phone_are_asked_for() {
    let wanted = [PhoneQuality::Empty, PhoneQuality::NotIdentifying, PhoneQuality::Invalid];
    assert_eq!(read("phone=unread&stage=1").phone_quality().unwrap(), wanted);
    assert!(read("phone=unread").is_narrow() && read("phone=x").phone_quality().is_none());
}

#[test]
fn several_sources_and_leads_of_none_are_asked_for() {
    assert_eq!(read("source=3&source=none&source=7").sources(), (Some(vec![SourceId(3), SourceId(7)]), true));
    assert_eq!(read("source=none").sources(), (None, true));
    assert_eq!(read("source=x").sources(), (None, false));
}

#[test]
fn a_phone_that_nobody_can_be_called_by_is_marked() {
    for text in ["", "0908123148", "0908123148/0912345678", "+84 908 123 148"] {
        assert_eq!(phone_mark(text), None, "{text}");
    }
    assert_eq!(phone_mark("8,43E+10"), Some(words::UNREAD_PHONE));
    assert_eq!(phone_mark("19001234"), Some(words::NOBODYS_PHONE));
}

#[test]
fn slips_in_an_address_narrow_nothing() {
    let query = read("stage=x&agent=&after=7&preview=x&order=best&whose=theirs");
    assert_eq!((query.order(), query.after(), query.preview()), (LeadOrder::NewestCreated, None, None));
    let narrow = read("stage=1&agent=2&order=untouched");
    assert_eq!(narrow.order(), LeadOrder::OldestUpdated);
}

#[test]
fn columns_are_chosen_by_the_address() {
    let keys =
        |text: &str| read(text).columns().iter().map(|(column, width)| (column.key(), *width)).collect::<Vec<_>>();
    let usual: Vec<_> = ["phone", "stage", "source", "assignee", "came"].map(|key| (key, None)).into();
    assert_eq!(keys(""), usual);
    assert_eq!(keys("col=x&w_phone=5"), usual);
    assert_eq!(keys("col=stage&col=email&col=stage&w_email=200&w_stage=9999"), [("stage", None), ("email", Some(200))]);
    assert!(!read("col=stage&w_stage=100&order=oldest").is_narrow() && read("col=stage&label=1").is_narrow());
    for column in Column::ALL {
        assert_eq!(Column::from_key(column.key()), Some(column));
    }
}

#[test]
fn a_saved_view_is_the_address_that_it_was_saved_from() {
    let query = read("stage=1&col=stage&col=email&whose=mine&w_email=200&order=oldest&after=5.7&preview=9");
    let columns = vec![
        ViewColumn { name: "stage".to_owned(), width: None },
        ViewColumn { name: "email".to_owned(), width: Some(200) },
    ];
    assert_eq!(
        (query.saved_query().as_str(), super::columns::saved_columns(&query.chosen_columns())),
        ("stage=1&whose=mine&order=oldest", columns.clone())
    );
    let view = SavedView {
        id: ViewId(1),
        owner: None,
        page: "leads".to_owned(),
        name: "x".to_owned(),
        position: 0,
        query: query.saved_query(),
        columns,
    };
    let back = super::query::LeadsQuery::of_view(&view);
    assert!(back.shows_same(&query) && back.after().is_none());
    for other in [
        "stage=2&col=stage&col=email&whose=mine&w_email=200&order=oldest",
        "stage=1&col=email&col=stage&whose=mine&w_email=200&order=oldest",
        "",
    ] {
        assert!(!back.shows_same(&read(other)), "{other}");
    }
    // What somebody wrote into a view over the API is read as an address is.
    let odd = SavedView {
        query: "after=5.7&nobody=1&q=%3Cb%3E".to_owned(),
        columns: vec![ViewColumn { name: "x".to_owned(), width: Some(-1) }],
        ..view
    };
    assert_eq!(super::query::LeadsQuery::of_view(&odd).saved_query(), "q=%3Cb%3E");
}
