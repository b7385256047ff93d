//! The words that more than one page says. A page's own stand in the `words.rs` of its folder.
//! One line a word: name, Vietnamese, English. Say it in a template with `layout.say(words::SAVE)`.

crate::words! {
    SKIP: "Đến nội dung", "Skip to content";
    SAVE: "Lưu", "Save";
    CANCEL: "Thôi", "Cancel";
    CLOSE: "Đóng", "Close";
    UNDO: "Hoàn tác", "Undo";
    ADD_LEAD: "Thêm khách", "Add lead";
    SEARCH: "Tìm tên, số điện thoại, 4 số cuối", "Search name, phone, last 4 digits";
    PALETTE: "Tìm hoặc làm gì đó", "Find or do anything";
    PALETTE_ASK: "Gõ để tìm khách, trang, việc cần làm…", "Type to find a lead, a page, an action…";
    CHOOSE: "chọn", "choose";
    OPEN: "mở", "open";
    PAGES: "Trang", "Pages";
    MORE: "Mục khác", "More";
    HELP: "Trợ giúp", "Help";
    SIGN_OUT: "Đăng xuất", "Sign out";
    THEME: "Màu nền", "Theme";
    LIGHT: "Sáng", "Light";
    DARK: "Tối", "Dark";
    SYSTEM: "Theo máy", "As the system";
    PAGING: "Chuyển trang", "Pagination";
    NEXT_PAGE: "Trang sau", "Next page";
    FIRST_PAGE: "Về đầu", "Back to the top";
    NO_CONNECTION: "Không gửi được: mất kết nối. Thử lại sau ít phút.", "Not sent: the connection is gone. Try again in a moment.";
    STREAM_ENDED: "Trang này không còn tự cập nhật.", "This page no longer updates itself.";
    RELOAD: "Tải lại", "Reload";
    NEW_LEADS: "khách mới", "new leads";
    SELECTED: "đã chọn", "selected";
    UNTICK: "Bỏ chọn", "Clear";
    TICK_ALL: "Chọn mọi dòng", "Select every row";
    TICK: "Chọn {}", "Select {}";
    NO_FILTER: "Bỏ lọc: {}", "Remove filter: {}";
    AS_TABLE: "Xem số liệu", "Show the figures";
    TOTAL: "Tổng", "Total";
    DAY: "Ngày", "Day";
    KEYS: "Phím tắt", "Keyboard shortcuts";
    KEYS_GO: "Đi đến", "Go to";
    KEYS_LIST: "Trong danh sách", "In lists";
    KEYS_LEAD: "Với khách", "On a lead";
    KEYS_ALWAYS: "Mọi nơi", "Everywhere";
    KEY_SEARCH: "Tìm", "Search";
    KEY_ROW: "Dòng trước, dòng sau", "Previous, next row";
    KEY_OPEN: "Mở", "Open";
    KEY_PREVIEW: "Xem nhanh", "Preview";
    KEY_TICK: "Chọn; giữ Shift để chọn dãy", "Select; Shift for a range";
    KEY_STAGE: "Giai đoạn", "Stage";
    KEY_ASSIGN: "Giao", "Assign";
    KEY_LABEL: "Nhãn", "Label";
    KEY_BOOK: "Đặt hẹn", "Book";
    KEY_NOTE: "Ghi chú", "Note";
    KEY_REVEAL: "Hiện số", "Reveal";
    KEY_FILTER: "Lọc", "Filter";
    KEY_VIEW: "Lưu bộ lọc", "Save the view";
    KEY_BACK: "Đóng, bỏ chọn", "Close, clear";
}
