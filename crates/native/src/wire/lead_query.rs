//! Which leads are asked for on this wire, by filters and by a search. Read by `mapping::filter`; the leads themselves are `lead.rs`'s.
//! No rule stands here.

use super::from_json::{joined, query};
use super::lead::{Chosen, LeadSort, PhoneReading, Score};
use super::page::{Limit, Position};
use super::value::{At, Id, Many, Optional, Text, words};

query! {
    /// Which leads.
    pub struct LeadFilters {
        /// Any of these stages.
        stage_id: Optional<Many<Id, 1, 50>>,
        /// Any of these users.
        agent_id: Optional<Many<Id, 1, 50>>,
        /// True: those that no user works on; beside agent_id these too.
        unassigned: Optional<bool>,
        group_id: Optional<Id>,
        /// Those that carry the label.
        label_id: Optional<Id>,
        /// Key of the wire that they came by.
        origin: Optional<Text<1, 50>>,
        /// Whether they have a booking in effect.
        booked: Optional<bool>,
        /// Whether somebody did something about them: true finds those with a first_touch_at.
        touched: Optional<bool>,
        service_id: Optional<Id>,
        list_id: Optional<Id>,
        campaign_id: Optional<Id>,
        source_id: Optional<Id>,
        /// True: those of which nobody said the source; beside source_id these too.
        without_source: Optional<bool>,
        /// The code of the project, to the letter.
        project_code: Optional<Text<1, 250>>,
        /// The code or the name of the project, whatever its case and accents.
        project: Optional<Text<1, 250>>,
        /// At least this score.
        least_score: Optional<Score>,
        meeting_since: Optional<At>,
        meeting_to: Optional<At>,
        person_id: Optional<Id>,
        /// The whole number in any spelling: 0349719999, +84 349 719 999, 84349719999. A lead's second and third number count too.
        phone: Optional<Text<1, 50>>,
        /// Any of these readings of the phone: `empty,not_identifying,invalid` finds whom nobody can call.
        phone_quality: Optional<Many<PhoneReading, 1, 9>>,
        /// True: converted leads; false: unqualified ones.
        converted: Optional<bool>,
        created_since: Optional<At>,
        created_to: Optional<At>,
        updated_since: Optional<At>,
        updated_to: Optional<At>,
        converted_since: Optional<At>,
        converted_to: Optional<At>,
    }
}

query! {
    /// In which order, and what of them.
    pub struct LeadWindow {
        /// Newest or oldest first, or the longest unchanged first, for those who follow what changes.
        sort: Optional<LeadSort>,
        /// Rows of a page; 50 without it.
        limit: Optional<Limit>,
        /// What next_cursor gave.
        cursor: Optional<Position>,
        /// The fields to show, with commas between; without it all but those of a single lead.
        fields: Chosen,
    }
}

joined! {
    /// A page of leads.
    pub struct LeadQuery { which: LeadFilters, window: LeadWindow }
}

words! {
    /// What an export is written as.
    pub enum ExportFormat {
        Csv = "csv",
        Xlsx = "xlsx",
        Jsonl = "jsonl",
    }
}

query! {
    /// As what leads are carried away.
    pub struct ExportForm {
        /// A table as text or as a workbook, or a lead a line, each whole; csv without it.
        format: Optional<ExportFormat>,
        /// The columns of a table in this order, by their headings with commas between: name,phone,stage,custom:7; all without it.
        columns: Optional<Text<1, 2000>>,
    }
}

joined! {
    /// All leads of a filter as a file.
    pub struct ExportQuery { which: LeadFilters, form: ExportForm }
}

query! {
    /// What is looked for in leads.
    pub struct SearchQuery {
        /// Words, numbers and codes with spaces between, all of them to be found: each begins a word of the name, the subject, the
        /// project or the newest comment, an e-mail, a code, a contract's or a project's too, begins or ends a phone, or is the lead's
        /// number. Of the newest comment the first 200 different words are found, of every other text 48. With accents those come first that
        /// have them, without accents it finds all.
        q: Text<1, 200>,
        /// Leads of a page; 50 without it.
        limit: Optional<Limit>,
        /// What next_cursor gave.
        cursor: Optional<Position>,
        /// The fields to show, with commas between; without it all but those of a single lead.
        fields: Chosen,
    }
}
