//! Persons of a store of before whom an e-mail alone made of several people, counted for `doctor`.
//! Nothing is split by itself.

use super::engine::{Db, Failure, values};
use super::lead_contacts::searched;
use leadhub_model::person::ContactKind;
use leadhub_model::{LeadId, Moment, OrganisationId, PersonId};
use std::collections::BTreeSet;

/// So it came about: a lead brought a new phone and an e-mail that was known, and none of the phones that were. Contacts that came
/// together, or were added by hand, are not meant; of leads that are gone nothing can be said.
pub fn count_joined_by_email(db: &mut Db, organisation: OrganisationId) -> Result<i64, Failure> {
    let sql = "SELECT DISTINCT added.person_id, lead.id, added.created_at FROM person_key AS added
         JOIN lead ON lead.organisation_id = added.organisation_id AND lead.person_id = added.person_id
         AND lead.created_at = added.created_at AND lead.deleted_at IS NULL
         JOIN person_key AS known ON known.organisation_id = added.organisation_id AND known.person_id = added.person_id
         AND known.kind = 'email' AND known.created_at < added.created_at
         JOIN lead_contact AS borne ON borne.organisation_id = added.organisation_id AND borne.kind = 'email'
         AND borne.value = known.value AND borne.lead_id = lead.id
         WHERE added.organisation_id = $1 AND added.kind = 'phone' AND added.person_id IN (SELECT person_id FROM person_key
         WHERE organisation_id = $1 GROUP BY person_id HAVING COUNT(CASE WHEN kind = 'phone' THEN 1 END) > 1
         AND COUNT(CASE WHEN kind = 'email' THEN 1 END) > 0)
         ORDER BY added.person_id, added.created_at, lead.id";
    let found: Vec<(PersonId, LeadId, Moment)> =
        db.all(sql, values![organisation], |row| Ok((row.take()?, row.take()?, row.take()?)))?;
    let mut joined = BTreeSet::new();
    for (person, lead, at) in found {
        if !joined.contains(&person) && was_strange(db, organisation, person, lead, at)? {
            joined.insert(person);
        }
    }
    Ok(i64::try_from(joined.len()).unwrap_or(i64::MAX))
}

/// Whether the person had a phone before, and the lead bears none of them.
fn was_strange(
    db: &mut Db,
    organisation: OrganisationId,
    person: PersonId,
    lead: LeadId,
    at: Moment,
) -> Result<bool, Failure> {
    let sql = "SELECT value FROM person_key WHERE organisation_id = $1 AND person_id = $2 AND kind = 'phone' AND created_at < $3
         ORDER BY value";
    let phones: Vec<String> = db.all(sql, values![organisation, person, at], |row| row.take())?;
    for phone in &phones {
        let borne = searched(ContactKind::Phone, phone);
        let sql = "SELECT COUNT(*) FROM lead_contact WHERE organisation_id = $1 AND kind = 'phone' AND value = $2 AND lead_id = $3";
        if db.count(sql, values![organisation, borne, lead])? > 0 {
            return Ok(false);
        }
    }
    Ok(!phones.is_empty())
}
