//! Whether all that a store keeps of the same leads says the same: what `doctor` compares (sets, search terms, days), and what only half a write
//! would leave behind. Used after whatever ends a process or a write in the middle, by the tests here and by the program's, which include this
//! file: it must know no other of them.

use leadhub_core::store::{lead_recount, lead_reindex, organisations};
use leadhub_core::{Actor, Db, Hub, questions};
use leadhub_model::{LeadError, Moment};
use std::thread;

/// What there must be none of, and how many of it there are.
const HALVES: &[(&str, &str)] = &[
    (
        "terms of leads that are not there",
        "SELECT COUNT(*) FROM lead_term WHERE NOT EXISTS (SELECT 1 FROM lead
         WHERE lead.organisation_id = lead_term.organisation_id AND lead.id = lead_term.lead_id AND lead.deleted_at IS NULL)",
    ),
    // With the one above: each lead is found under its number at least.
    (
        "leads without terms",
        "SELECT (SELECT COUNT(*) FROM lead WHERE deleted_at IS NULL) - COUNT(*)
         FROM (SELECT DISTINCT organisation_id, lead_id FROM lead_term) found",
    ),
    (
        "leads without a person",
        "SELECT COUNT(*) FROM lead WHERE NOT EXISTS (SELECT 1 FROM person
         WHERE person.organisation_id = lead.organisation_id AND person.id = lead.person_id)",
    ),
    (
        "leads whose beginning nobody told",
        "SELECT COUNT(*) FROM lead WHERE 1 <> (SELECT COUNT(*) FROM lead_event
         WHERE lead_event.organisation_id = lead.organisation_id AND lead_event.lead_id = lead.id AND kind = 'created')",
    ),
    (
        "deleted leads whose end nobody told",
        "SELECT COUNT(*) FROM lead WHERE deleted_at IS NOT NULL AND 1 <> (SELECT COUNT(*) FROM lead_event
         WHERE lead_event.organisation_id = lead.organisation_id AND lead_event.lead_id = lead.id AND kind = 'deleted')",
    ),
    ("files whose rows do not add up", "SELECT COUNT(*) FROM upload WHERE total <> succeeded + failed"),
];

/// Also from inside of a runtime.
pub fn assert_agreement(hub: &Hub) {
    let found = thread::scope(|scope| scope.spawn(|| list_disagreements(hub)).join().unwrap()).unwrap();
    assert!(found.is_empty(), "the store does not agree with itself: {found:#?}");
}

/// Each look is a read of its own, since none may take long.
fn list_disagreements(hub: &Hub) -> Result<Vec<String>, LeadError> {
    let now = hub.now();
    let mut found = Vec::new();
    for organisation in hub.read_blocking(|db| Ok(organisations::list_organisations(db)?))? {
        let house = Actor::house(organisation);
        for look in LOOKS {
            let house = house.clone();
            found.extend(hub.read_blocking(move |db| look(db, &house, now))?);
        }
    }
    for (what, sql) in HALVES {
        let count = hub.read_blocking(move |db| Ok(db.value::<i64>(sql, &[])?.unwrap_or_default()))?;
        found.extend((count != 0).then(|| format!("{count} {what}")));
    }
    Ok(found)
}

type Look = fn(&mut Db, &Actor, Moment) -> Result<Vec<String>, LeadError>;

const LOOKS: [Look; 3] = [wrong_sets, unfound, wrong_days];

fn wrong_sets(db: &mut Db, house: &Actor, _: Moment) -> Result<Vec<String>, LeadError> {
    let wrong = lead_recount::list_wrong(db, house.organisation_id())?;
    Ok(wrong.into_iter().map(|kind| format!("wrong sets by {kind}")).collect())
}

fn unfound(db: &mut Db, house: &Actor, _: Moment) -> Result<Vec<String>, LeadError> {
    let unfound = lead_reindex::list_wrong(db, house)?;
    Ok(unfound.into_iter().map(|lead| format!("lead {lead} is not found by what it bears")).collect())
}

fn wrong_days(db: &mut Db, house: &Actor, now: Moment) -> Result<Vec<String>, LeadError> {
    let wrong = questions::list_wrong_days(db, house, now)?;
    Ok(wrong.into_iter().map(|day| format!("a wrong day: {day}")).collect())
}
