//! Which leads are asked for on this wire, by filters and by a search. Read by `mapping::filter`; the leads themselves are `lead.rs`'s.
//! No rule stands here.

use super::from_json::{joined, query};
use super::lead::{Chosen, LeadSort, PhoneReading, Score};
use super::page::{Limit, Position};
use super::value::{At, Given, Id, Many, Text, words};

query! {
    /// Which leads.
    pub struct LeadFilters {
        /// Any of these stages.
        stage_id: Given<Many<Id, 1, 50>>,
        /// Any of these users.
        agent_id: Given<Many<Id, 1, 50>>,
        /// True: those that no user works on; beside agent_id these too.
        unassigned: Given<bool>,
        group_id: Given<Id>,
        /// Those that carry the label.
        label_id: Given<Id>,
        /// Key of the wire that they came by.
        origin: Given<Text<1, 50>>,
        /// Whether they have a booking in effect.
        booked: Given<bool>,
        service_id: Given<Id>,
        list_id: Given<Id>,
        campaign_id: Given<Id>,
        source_id: Given<Id>,
        /// The code of the project, to the letter.
        project_code: Given<Text<1, 250>>,
        /// At least this score.
        least_score: Given<Score>,
        meeting_since: Given<At>,
        meeting_to: Given<At>,
        person_id: Given<Id>,
        /// The whole number in any spelling: 0349719999, +84 349 719 999, 84349719999. A lead's second and third number count too.
        phone: Given<Text<1, 50>>,
        /// Any of these readings of the phone: `empty,not_identifying,invalid` finds whom nobody can call.
        phone_quality: Given<Many<PhoneReading, 1, 9>>,
        /// True: converted leads; false: unqualified ones.
        converted: Given<bool>,
        created_since: Given<At>,
        created_to: Given<At>,
        updated_since: Given<At>,
        updated_to: Given<At>,
        converted_since: Given<At>,
        converted_to: Given<At>,
    }
}

query! {
    /// In which order, and what of them.
    pub struct LeadWindow {
        /// Newest or oldest first, or the longest unchanged first, for those who follow what changes.
        sort: Given<LeadSort>,
        /// Rows of a page; 50 without it.
        limit: Given<Limit>,
        /// What next_cursor gave.
        cursor: Given<Position>,
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
        format: Given<ExportFormat>,
        /// The columns of a table in this order, by their headings with commas between: name,phone,stage,custom:7; all without it.
        columns: Given<Text<1, 2000>>,
    }
}

joined! {
    /// All leads of a filter as a file.
    pub struct ExportQuery { which: LeadFilters, form: ExportForm }
}

query! {
    /// What is looked for in leads.
    pub struct SearchQuery {
        /// Words, numbers and codes with spaces between, all of them to be found: each begins a word of the name, the subject or the
        /// newest comment, an e-mail or a code, begins or ends a phone, or is the lead's number. With accents those come first that have
        /// them, without accents it finds all.
        q: Text<1, 200>,
        /// Leads of a page; 50 without it.
        limit: Given<Limit>,
        /// What next_cursor gave.
        cursor: Given<Position>,
        /// The fields to show, with commas between; without it all but those of a single lead.
        fields: Chosen,
    }
}
