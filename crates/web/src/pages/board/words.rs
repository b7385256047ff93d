//! What the board says.
//! Stages are the organisation's own words.

crate::words! {
    TITLE: "Bảng", "Board";
    EVERY: "Mọi khách", "All leads";
    MINE: "Của tôi", "Mine";
    MORE: "{} khách nữa", "{} more";
    MOVED: "Đã chuyển giai đoạn", "Moved";
    EMPTY: "Chưa có khách", "No leads";
}
