//! Whose a lead's contacts are (decisions X9 and X11), as rules on what was found about them: nothing is asked and nothing written here. Used by
//! the verbs that bring and change leads, and by the dry run of a file, so that both say the same.

use super::identify::Contacts;
use leadhub_model::PersonId;

/// Who owns the contacts of a lead, as far as anybody does.
#[derive(Debug, Clone, Copy, Default)]
pub struct Owners {
    /// Somebody whom the caller already named, who wins over every contact.
    pub known: Option<PersonId>,
    pub by_phone: Option<PersonId>,
    pub by_email: Option<PersonId>,
}

/// The person behind the contacts, `None` a new one; and whether a free phone becomes that person's. Only where nothing but the e-mail is
/// somebody's is it asked whether she has a phone.
pub fn person_of<E>(
    contacts: &Contacts,
    Owners { known, by_phone, by_email }: Owners,
    has_phone: impl FnOnce(PersonId) -> Result<bool, E>,
) -> Result<(Option<PersonId>, bool), E> {
    let found = known.or(by_phone);
    let Some(owner) = by_email.filter(|_| found.is_none()) else { return Ok((found, true)) };
    let keeps_phone = contacts.phone().is_none() || !has_phone(owner)?;
    Ok(if keeps_phone || contacts.believes_email() { (Some(owner), keeps_phone) } else { (None, true) })
}

/// Whether a change of contacts says anything of whose the lead is; then, whether its phone is a new one.
pub fn new_phone(before: &Contacts, after: &Contacts) -> Option<bool> {
    let new_phone = after.phone().is_some() && after.phone() != before.phone();
    let new_number = new_phone || after.others() != before.others();
    (new_number || after.email() != before.email()).then_some(new_phone)
}

/// Whether a lead of `person` goes to the person of its new phone, whose `owner` was found; and the contacts that are asked about then. A
/// first phone goes to the person it has, unless it is somebody else's already or nothing but an e-mail says that the two are one.
pub fn moved<E>(
    (before, after): (&Contacts, Contacts),
    (person, owner): (PersonId, Option<PersonId>),
    (is_new_phone, believes_email): (bool, bool),
    has_phone: impl FnOnce(PersonId) -> Result<bool, E>,
) -> Result<(bool, Contacts), E> {
    let moves = is_new_phone
        && match owner {
            Some(owner) => owner != person || before.phone().is_some(),
            None => before.phone().is_some() || before.email().is_some() && has_phone(person)?,
        };
    if moves {
        return Ok((true, after.believing_email(believes_email && before.phone().is_none())));
    }
    // A phone that was the lead's alone stays so.
    Ok((false, if is_new_phone { after } else { after.claiming_no_phone() }))
}
