//! The contacts that leads bear, each phone and e-mail of a lead one row, and its code beside them: every search by a number goes through them. Written with
//! the lead by `leads.rs`; whom a contact identifies is the matter of `persons.rs`. Rows of deleted leads stay, as their leads do.

use super::conditions::Conditions;
use super::engine::{Db, Failure, Insert, OnConflict, Tx, Value, values};
use crate::actor::Actor;
use leadhub_model::email::EmailKey;
use leadhub_model::person::ContactKind;
use leadhub_model::phone::{Phone, digits};
use leadhub_model::{Fact, Facts, LeadId, OrganisationId};

/// The kind of a number that identifies nobody and is still looked for by its digits.
const NUMBER: &str = "number";
/// The kind of the caller's own code of a lead, by which it is known again.
pub(crate) const CODE: &str = "code";
/// A longer code would not fit the index, and nobody is found by it here.
const LONGEST_CODE: usize = 255;
/// Leads of a store of before, brought over at once.
const BATCH: i64 = 500;

type Borne = (&'static str, String);

/// How a contact stands in the table. Phones stand in national form and backwards, so that their last digits are a beginning.
pub(crate) fn searched(kind: ContactKind, key: &str) -> String {
    match kind {
        ContactKind::Email => key.to_owned(),
        ContactKind::Phone => match key.strip_prefix("+84") {
            Some(rest) => backwards(&format!("0{rest}")),
            None => backwards(key),
        },
    }
}

fn backwards(text: &str) -> String {
    text.chars().rev().collect()
}

/// Each contact once, in the order of the key.
fn borne_by(facts: &Facts) -> Vec<Borne> {
    let texts = Fact::PHONES.iter().filter_map(|fact| Some((*fact, facts.get(*fact)?)));
    let numbers = texts.flat_map(|(fact, text)| Phone::read_all(text).into_iter().map(move |number| (fact, number)));
    let phones = numbers.filter_map(|(fact, number)| match number.key() {
        Some(key) => Some((ContactKind::Phone.code(), searched(ContactKind::Phone, key.as_str()))),
        // Of an account's name the digits say nothing.
        None if fact == Fact::Zalo => None,
        None => Some((NUMBER, backwards(&digits(number.raw())))).filter(|(_, value)| !value.is_empty()),
    });
    let email = facts.get(Fact::Email).and_then(EmailKey::read);
    let email = email.map(|key| (ContactKind::Email.code(), key.as_str().to_owned()));
    let code = facts.get(Fact::Code).filter(|code| code.chars().count() <= LONGEST_CODE);
    let code = code.map(|code| (CODE, code.to_owned()));
    let mut contacts: Vec<Borne> = code.into_iter().chain(email).chain(phones).collect();
    contacts.sort_unstable();
    contacts.dedup();
    contacts
}

static CONTACTS: Insert = Insert::new("lead_contact", &["kind", "value", "lead_id"], OnConflict::RunAgain);

pub(crate) fn insert(tx: &mut Tx, actor: &Actor, lead: LeadId, facts: &Facts) {
    insert_rows(tx, actor.organisation_id(), lead, borne_by(facts));
}

fn insert_rows(tx: &mut Tx, organisation: OrganisationId, lead: LeadId, contacts: Vec<Borne>) {
    let row = |(kind, value): Borne| [Value::from(kind), Value::from(value), Value::from(lead)];
    tx.gather(&CONTACTS, organisation, contacts.into_iter().flat_map(row));
}

/// What a lead bears after a change, where that is something else than before.
pub(crate) fn replace(tx: &mut Tx, actor: &Actor, lead: LeadId, before: &Facts, after: &Facts) -> Result<(), Failure> {
    let (before, after) = (borne_by(before), borne_by(after));
    let sql = "DELETE FROM lead_contact WHERE organisation_id = $1 AND kind = $2 AND value = $3 AND lead_id = $4";
    for (kind, value) in before.iter().filter(|contact| !after.contains(contact)) {
        tx.execute(sql, values![actor.organisation_id(), *kind, value, lead])?;
    }
    let new: Vec<Borne> = after.into_iter().filter(|contact| !before.contains(contact)).collect();
    insert_rows(tx, actor.organisation_id(), lead, new);
    Ok(())
}

/// Narrows to the leads that bear this number.
pub(crate) fn narrow_to_phone(all: &mut Conditions, key: &str) {
    narrow_to(all, ContactKind::Phone, key);
}

/// Narrows to the leads that bear this e-mail.
pub(crate) fn narrow_to_email(all: &mut Conditions, key: &str) {
    narrow_to(all, ContactKind::Email, key);
}

fn narrow_to(all: &mut Conditions, kind: ContactKind, key: &str) {
    let (kind, value) = (all.bind(kind.code()), all.bind(searched(kind, key)));
    all.sql.push_str(&format!(
        " AND id IN (SELECT lead_id FROM lead_contact WHERE organisation_id = $1 AND kind = {kind} AND value = {value})"
    ));
}

/// Narrows to the leads of whoever is known by one of these numbers, and to those that bear one.
pub(crate) fn narrow_to_customers<'a>(all: &mut Conditions<'a>, keys: &'a [String]) {
    let kind = all.bind(ContactKind::Phone.code());
    let known = all.bind_each(keys);
    let borne = all.bind_each(keys.iter().map(|key| searched(ContactKind::Phone, key)));
    all.sql.push_str(&format!(
        " AND id IN (SELECT id FROM lead WHERE organisation_id = $1 AND deleted_at IS NULL AND person_id IN
         (SELECT person_id FROM person_key WHERE organisation_id = $1 AND kind = {kind} AND value IN ({known}))
         UNION SELECT lead_id FROM lead_contact WHERE organisation_id = $1 AND kind = {kind} AND value IN ({borne}))"
    ));
}

/// Narrows to the leads that bear a number with these digits in it.
pub(crate) fn narrow_to_part(all: &mut Conditions, part: &str) {
    let has_part = has_part(all, part);
    all.sql
        .push_str(&format!(" AND id IN (SELECT lead_id FROM lead_contact WHERE organisation_id = $1 AND {has_part})"));
}

/// The leads that bear a number with these digits in it, `limit` at most: every number is looked at.
pub(crate) fn list_bearers_of_part(db: &mut Db, actor: &Actor, part: &str, limit: i64) -> Result<Vec<LeadId>, Failure> {
    let mut all = Conditions { sql: String::new(), values: vec![actor.organisation_id().into()] };
    let (has_part, limit) = (has_part(&mut all, part), all.bind(limit));
    let sql =
        format!("SELECT DISTINCT lead_id FROM lead_contact WHERE organisation_id = $1 AND {has_part} LIMIT {limit}");
    db.all(&sql, &all.values, |row| row.take())
}

/// The condition on a number that has these digits in it; a country code at their beginning is as good as the zero.
fn has_part(all: &mut Conditions, part: &str) -> String {
    // Digits only, so there is nothing to escape.
    let digits = digits(part);
    let mut forms = vec![format!("%{}%", backwards(&digits))];
    forms.extend(digits.strip_prefix("84").map(|rest| format!("%{}0", backwards(rest))));
    let (phone, number) = (all.bind(ContactKind::Phone.code()), all.bind(NUMBER));
    let forms: Vec<String> = forms.into_iter().map(|form| format!("value LIKE {}", all.bind(form))).collect();
    format!("kind IN ({phone}, {number}) AND ({})", forms.join(" OR "))
}

/// Reads the numbers of leads that were there before this table was: writes their contacts, and how their phones read.
pub(crate) fn bring_over(tx: &mut Tx) -> Result<(), Failure> {
    let organisations: Vec<OrganisationId> =
        tx.all("SELECT id FROM organisation ORDER BY id", &[], |row| row.take())?;
    for organisation in organisations {
        let mut last = LeadId(i64::MIN);
        while let Some(id) = bring_over_batch(tx, organisation, last)? {
            last = id;
        }
    }
    Ok(())
}

/// The last lead of the batch; `None` when none was left.
fn bring_over_batch(tx: &mut Tx, organisation: OrganisationId, last: LeadId) -> Result<Option<LeadId>, Failure> {
    let sql = "SELECT id, phone, phone2, phone3, email FROM lead
               WHERE organisation_id = $1 AND id > $2 AND phone_quality = 'unread' ORDER BY id LIMIT $3";
    let leads: Vec<(LeadId, Facts)> = tx.all(sql, values![organisation, last, BATCH], |row| {
        let id = row.take()?;
        let mut facts = Facts::default();
        for fact in [Fact::Phone, Fact::Phone2, Fact::Phone3, Fact::Email] {
            facts.set(fact, row.take()?);
        }
        Ok((id, facts))
    })?;
    let quality = "UPDATE lead SET phone_quality = $3 WHERE organisation_id = $1 AND id = $2";
    for (id, facts) in &leads {
        insert_rows(tx, organisation, *id, borne_by(facts));
        let read = Phone::read_first(facts.text(Fact::Phone)).quality().code();
        tx.execute(quality, values![organisation, *id, read])?;
    }
    // A store may have millions of them.
    tx.write_gathered()?;
    Ok(leads.last().map(|(id, _)| *id))
}
