//! Tests of what an address says: which leads, and what the links of the page say.
//! The list itself is tested through the program, on both engines.

use super::query::LeadsQuery;
use leadhub_model::{Cursor, LeadOrder};
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
fn what_is_written_into_an_address_stays_in_its_place() {
    let hostile = "\"><script>&stage=9";
    let address = read("").with("q", hostile);
    assert!(!address.contains(['<', '"', '&']), "{address}");
    assert_eq!(read(&address[1..]).get("q"), Some(hostile));
}

#[test]
fn slips_in_an_address_narrow_nothing() {
    let query = read("stage=x&agent=&after=7&preview=x&order=best&whose=theirs");
    assert_eq!((query.order(), query.after(), query.preview()), (LeadOrder::NewestCreated, None, None));
    let narrow = read("stage=1&agent=2&order=untouched");
    assert_eq!(narrow.order(), LeadOrder::OldestUpdated);
}
