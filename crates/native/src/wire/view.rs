//! Saved views of pages on this wire.
//! Filled and read by `routes::views`. What a query or a column means is the page's own.

use super::from_json::{body, query};
use super::place::All;
use super::shape::answer;
use super::value::{Id, Many, Optional, Text, Whole};

query! {
    /// Which views.
    pub struct ViewQuery {
        /// Those of one page.
        page: Optional<Text<1, 50>>,
    }
}

body! {
    /// A column of a view.
    pub struct NewColumn {
        name: Text<1, 100>,
        /// In pixels; without it the page's usual one.
        width: Option<Whole<1, 10000>>,
    }
}

body! {
    /// A view to keep.
    pub struct NewView {
        /// The view that it takes the place of; without it, it is a new one.
        id: Optional<Id>,
        page: Text<1, 50>,
        /// Stands once on its page: of one's own, and of everybody's.
        name: Text<1, 255>,
        /// True: everybody's, for who sees all leads to give. False or absent: the user's own for whom the integration acts.
        shared: Optional<bool>,
        /// Its place among the page's views, the smallest first; a new one stands at the end.
        position: Optional<Whole<0, 1000000>>,
        /// Filters and order, in the page's words.
        query: Optional<Text<0, 4000>>,
        /// Those that are shown, in their order.
        columns: Optional<Many<NewColumn, 0, 100>>,
    }
}

answer! {
    /// A column of a view.
    pub struct Column<'v> {
        name: &'v str,
        width: Option<i64>,
    }
}

answer! {
    /// How somebody looks at a page.
    pub struct View<'v> {
        id: i64,
        page: &'v str,
        name: &'v str,
        /// Everybody's.
        shared: bool,
        /// Whose it is, where it is not everybody's.
        agent_id: Option<i64>,
        position: i64,
        query: &'v str,
        columns: Vec<Column<'v>>,
    }
}

pub type Views = All<View<'static>>;
