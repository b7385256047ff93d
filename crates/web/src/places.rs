//! The pages of the navigation: where each is, its icon, and the letter that follows `G`. The layout shows them; nothing else lists pages.
//! The letter N and the first place are kept free for the page that hands out the next lead to call.

use crate::icon::Icon;
use crate::language::Word;
use leadhub_model::sign_in::Role;

pub mod words {
    //! What the pages are called.
    //! One line a place.

    crate::words! {
        LEADS: "Khách", "Leads";
        BOARD: "Bảng", "Board";
        BOOKINGS: "Lịch hẹn", "Bookings";
        LISTS: "Danh sách", "Lists";
        OVERVIEW: "Tổng quan", "Overview";
        INTEGRATIONS: "Tích hợp", "Integrations";
        SETTINGS: "Cài đặt", "Settings";
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Leads,
    Board,
    Bookings,
    Lists,
    Overview,
    Integrations,
    Settings,
}

/// How many places the bar at the foot of a phone has beside "more".
const ON_PHONES: usize = 4;

impl Place {
    pub const ALL: [Place; 7] = [
        Place::Leads,
        Place::Board,
        Place::Bookings,
        Place::Lists,
        Place::Overview,
        Place::Integrations,
        Place::Settings,
    ];

    /// Those that the role may open; what is on them depends on what she sees.
    pub fn open_to(role: Role) -> impl Iterator<Item = Place> {
        Place::ALL.into_iter().filter(move |place| match place {
            Place::Integrations => role.sees_all(),
            Place::Settings => role == Role::Admin,
            _ => true,
        })
    }

    pub const fn path(self) -> &'static str {
        self.row().0
    }

    /// Pressed after `G`.
    pub const fn letter(self) -> char {
        self.row().1
    }

    pub const fn icon(self) -> Icon {
        self.row().2
    }

    pub const fn word(self) -> Word {
        self.row().3
    }

    /// Whether it stands behind "more" on a phone.
    pub const fn is_elsewhere(self) -> bool {
        self as usize >= ON_PHONES
    }

    const fn row(self) -> (&'static str, char, Icon, Word) {
        match self {
            Place::Leads => ("/app/leads", 'l', Icon::USERS, words::LEADS),
            Place::Board => ("/app/board", 'b', Icon::COLUMNS, words::BOARD),
            Place::Bookings => ("/app/bookings", 'h', Icon::CALENDAR, words::BOOKINGS),
            Place::Lists => ("/app/lists", 'd', Icon::TICKED, words::LISTS),
            Place::Overview => ("/app/overview", 'o', Icon::CHART, words::OVERVIEW),
            Place::Integrations => ("/app/integrations", 'i', Icon::PLUG, words::INTEGRATIONS),
            Place::Settings => ("/app/settings", 'c', Icon::SETTINGS, words::SETTINGS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_places_share_a_letter_and_none_takes_the_kept_one() {
        for (at, place) in Place::ALL.into_iter().enumerate() {
            assert_ne!(place.letter(), 'n');
            assert!(Place::ALL[..at].iter().all(|other| other.letter() != place.letter()), "{place:?}");
        }
    }
}
