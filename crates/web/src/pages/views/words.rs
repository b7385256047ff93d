//! What is said of saved views.
//! Their names are people's own words.

crate::words! {
    TITLE: "Bộ lọc đã lưu", "Saved views";
    NEW_TITLE: "Lưu bộ lọc này", "Save this view";
    NAME: "Tên", "Name";
    SHARED: "Cho mọi người", "For everybody";
    OWN: "Của tôi", "Mine";
    EVERYBODYS: "Chung", "Everybody's";
    REPLACE: "Thay cho bộ lọc có sẵn", "In the place of";
    NEW_ONE: "(bộ lọc mới)", "(a new view)";
    RENAME: "Đổi tên", "Rename";
    DELETE: "Xoá", "Delete";
    UP: "Lên", "Up";
    DOWN: "Xuống", "Down";
    NONE: "Chưa lưu bộ lọc nào", "No saved views yet";
    NONE_ADVICE: "Lọc danh sách khách như bạn muốn, rồi bấm V.", "Filter the list of leads as you like, then press V.";
    TO_LEADS: "Đến danh sách khách", "To the leads";
    TAKEN: "Đã có bộ lọc tên này. Đặt tên khác.", "There is a view of this name. Take another name.";
    NEEDED: "Cần có tên.", "A name is needed.";
    NOT_ALLOWED: "Chỉ quản lý sửa được bộ lọc chung.", "Only managers change what is everybody's.";
}
