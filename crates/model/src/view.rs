//! Saved views: how somebody looks at a page, kept under a name. What a page's query and columns mean is the page's own; here they are
//! text. Kept by `core/actions/save_view.rs`.

use crate::ids::{AgentId, ViewId};
use serde::{Deserialize, Serialize};

/// A view that somebody asks to keep.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewView {
    /// Everybody's, not the actor's own.
    pub shared: bool,
    pub page: String,
    /// Stands once on its page, of its owner's.
    pub name: String,
    /// Its place among the page's; absent: where it is, a new one at the end.
    pub position: Option<i64>,
    /// Filters and order, in the page's words.
    pub query: String,
    /// Those that are shown, in their order.
    pub columns: Vec<ViewColumn>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewColumn {
    pub name: String,
    /// In pixels; absent: the page's usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    pub id: ViewId,
    /// `None`: everybody's.
    pub owner: Option<AgentId>,
    pub page: String,
    pub name: String,
    pub position: i64,
    pub query: String,
    pub columns: Vec<ViewColumn>,
}
