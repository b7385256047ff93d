//! How one integration's answers look: the zone of its times, the account number, whether contacts are masked. Read from the
//! actor's settings by the routes; decides nothing about leads.

use crate::caresoft::settings::Settings;
use leadhub_core::Actor;
use leadhub_model::{Moment, TimeStyle, Zone};

#[derive(Debug, Clone)]
pub struct AnswerStyle {
    /// Times are printed, and filters read, in this zone (decision X6).
    pub zone: Zone,
    /// The organisation's `account_id`.
    pub account: i64,
    shows_contacts: bool,
}

impl AnswerStyle {
    /// Reads the settings `zone` (an IANA name, else the organisation's) and `show_assignee_contacts`.
    pub fn of(actor: &Actor) -> AnswerStyle {
        let settings = Settings::of(actor);
        AnswerStyle {
            zone: settings.zone.clone(),
            account: actor.organisation.account,
            shows_contacts: settings.show_assignee_contacts,
        }
    }

    /// `2024-08-07 14:17:11`: in the detail, in answers to writes and in reference lists (decision B4).
    pub fn spaced(&self, at: Moment) -> String {
        at.format(&self.zone, TimeStyle::Spaced)
    }

    /// `2024-05-03T15:28:40Z`, the same digits: in the list of leads.
    pub fn iso(&self, at: Moment) -> String {
        at.format(&self.zone, TimeStyle::IsoZ)
    }

    /// An assignee's e-mail, by default only its domain (decision B23).
    pub fn email(&self, email: Option<&str>) -> Option<String> {
        let email = email?;
        let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
        Some(if self.shows_contacts { email.to_owned() } else { format!("**@{domain}") })
    }

    /// An assignee's phone. The mask does not tell whether there is one.
    pub fn phone<'a>(&self, phone: Option<&'a str>) -> Option<&'a str> {
        if self.shows_contacts { phone } else { Some("***") }
    }
}
