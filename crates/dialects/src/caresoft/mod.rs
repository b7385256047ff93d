//! Being written.

use crate::dialect::*;

pub const DIALECT: Dialect = Dialect {
    key: "caresoft",
    routes: |_| axum::Router::new(),
    credential: |_| None,
    claim: |_| None,
    refuse: |_| axum::response::Response::default(),
    rows: None,
};
